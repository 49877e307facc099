"""Draft: a post on its way through intake, and what is known of it so far."""

from __future__ import annotations

from datetime import datetime

from alertd.intake.reader import Read
from alertd.model.mention import Reach
from alertd.model.post import Post


class Draft:
    """A post, and what it says by itself. at: the instant it counts in.

    reach is set on the way, for posts that are about a watch.
    """

    __slots__ = ("at", "post", "reach", "read", "scored")

    def __init__(self, post: Post, at: datetime) -> None:
        self.post = post
        self.at = at
        self.scored = ""  # its text without names that are moods by themselves
        self.read: Read
        self.reach: Reach
