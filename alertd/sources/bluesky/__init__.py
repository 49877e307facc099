"""Bluesky: all public posts by Jetstream, filtered here, with their authors looked up. No credentials."""

from alertd.sources.bluesky.check import check_online
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.bluesky.source import Bluesky

__all__ = ["Bluesky", "BlueskyOptions", "check_online"]
