"""Draft: a post on its way through intake, and what is known of it so far."""

from __future__ import annotations

from datetime import datetime

from alertd.intake.reader import Read
from alertd.model.mention import Reach
from alertd.model.post import Post


class Draft:
    """A post, and what it says by itself. at: the instant it counts in. place: among the records that it came with.

    read is set before anything else is asked of it; reach is set on the way, for posts that are about a watch.
    """

    __slots__ = ("at", "place", "post", "reach", "read", "scored")

    def __init__(self, post: Post, at: datetime, place: int) -> None:
        self.post = post
        self.at = at
        self.place = place
        self.scored = ""  # its text without names that are moods by themselves
        self.read: Read
        self.reach: Reach
