"""Draft: a post on its way through intake, and what is known of it so far."""

from __future__ import annotations

from datetime import datetime

from alertd.intake.fingerprint import Gist, Voice
from alertd.intake.handles import Writer
from alertd.intake.normalise import MAX_TEXT
from alertd.model.mention import Reach
from alertd.model.post import Post
from alertd.model.watch import Watch


class Draft:
    """A post, whom it is about and who said it. at: the instant it counts in.

    is_aside: an employee or a partner wrote it. gist, voice, reach and reads (see `reads.py`) are set on the way, for posts that are about a watch.
    """

    __slots__ = (
        "about",
        "at",
        "gist",
        "is_aside",
        "language",
        "post",
        "reach",
        "reads",
        "said_by",
        "scored",
        "text",
        "voice",
    )

    def __init__(self, post: Post, at: datetime) -> None:
        self.post = post
        self.at = at
        self.text = post.text if len(post.text) <= MAX_TEXT else post.text[:MAX_TEXT]
        self.scored = self.text  # without names that are moods by themselves
        self.about: list[tuple[Watch, tuple[str, ...]]] = []
        self.said_by: tuple[Writer, ...] = ()
        self.language = "und"
        self.is_aside = False
        self.reads = 0
        self.gist: Gist
        self.voice: Voice
        self.reach: Reach
