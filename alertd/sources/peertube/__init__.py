"""PeerTube: videos of the Fediverse by a public index. No credentials."""
