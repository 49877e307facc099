"""Bluesky: all public posts by Jetstream, filtered here, with their authors looked up. No credentials."""
