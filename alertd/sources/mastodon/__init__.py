"""Mastodon: hashtag timelines of one server; a token only where the server asks for one."""
