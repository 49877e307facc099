"""What an incident has shown, so that facts stay facts: its first post, its loudest, and the numbers that people were told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from alertd.core.signals.evidence import Post, forget

LEFT_OUT = 200  # posts that may be left out at a time
_TOLD = 4  # numbers of a quantity that are kept
SAID = 32  # posts of its first pages that go on saying what it is about
PINNED = 5  # posts that may be pinned at a time: a page shows few, and who pins all has pinned none


class IncidentPosts(msgspec.Struct):
    """Of the running round of an incident. first: of its first page that showed posts. began: the first of the first round, which is that of the whole incident. loudest: of all its pages.

    told: quantity of a rule to (instant, number) of the messages that said so, the newest last. pinned: of which somebody said that they matter;
    left_out: (platform, id) of which somebody said that they are noise. apart: of these, the ones that were the loudest: they come back if that is
    taken back. said: those that the first pages of the round were worded from, a few dozen: what it was about does not turn into what the last few say.
    """

    first: Post | None = None
    loudest: Post | None = None
    told: dict[str, list[tuple[float, float]]] = {}
    pinned: list[Post] = []
    left_out: list[tuple[str, str]] = []
    apart: list[Post] = []
    began: Post | None = None
    said: list[Post] = []

    def see(self, first: Post | None, loud: Post | None) -> None:
        """Take in what a page is about to show: the first stays, the loudest gives way to a louder one, or to any once it is left out."""
        self.first = self.first or first
        self.began = self.began or self.first
        if loud is None or self.shown(loud) is None:
            return
        if self.loudest is not None and self.shown(self.loudest) is None:
            self.apart, self.loudest = [*self.apart, self.loudest][-LEFT_OUT:], None
        self._hear(loud)

    def _hear(self, loud: Post) -> None:
        if self.loudest is None or (loud.audience or 0) > (self.loudest.audience or 0):
            self.loudest = loud

    def begin_round(self) -> None:
        """A second wave has a first and a loudest post of its own; what somebody pinned stays."""
        self.first = self.loudest = None
        self.apart, self.said = [], []

    def say(self, posts: Sequence[Post]) -> list[Post]:
        """Take in the posts that a page is worded from; return them after those of the pages before it, without what was left out."""
        known = {(one.platform, one.id) for one in self.said}
        newer = [one for one in posts if (one.platform, one.id) not in known]
        before, room = self.said, max(SAID - len(self.said), 0)
        if room and newer:
            self.said = [*before, *newer[:room]]
        return [one for one in (*before, *newer) if self.shown(one) is not None]

    def told_at(self, quantity: str) -> float | None:
        """Return when this quantity was last told."""
        told = self.told.get(quantity)
        return told[-1][0] if told else None

    def number(self, quantity: str, value: float, now: float, heard: Collection[float]) -> tuple[float, float] | None:
        """Remember what a page says; return when this quantity was last told before this instant, and how much, to who heard at these instants."""
        told = self.told.get(quantity, [])
        before = next((one for one in reversed(told) if one[0] < now and one[0] in heard), None)
        if not told or told[-1][0] < now:
            self.told = {**self.told, quantity: [*told, (now, value)][-_TOLD:]}
        return before

    def pin(self, post: Post) -> None:
        """Somebody says that a post matters: pages show it from now on; of more than a few the oldest gives way."""
        self.unpin(post.platform, post.id)
        self.pinned = [*self.pinned, post][-PINNED:]

    def unpin(self, platform: str, ident: str) -> None:
        """Somebody takes it back."""
        self.pinned = [one for one in self.pinned if (one.platform, one.id) != (platform, ident)]

    def leave_out(self, platform: str, ident: str) -> None:
        """Somebody says that a post is noise: no page shows it from now on, and it stays what it was if that is taken back."""
        left = [one for one in self.left_out if one != (platform, ident)]
        self.left_out = [*left, (platform, ident)][-LEFT_OUT:]

    def take_in(self, platform: str, ident: str) -> None:
        """Somebody takes it back."""
        self.left_out = [one for one in self.left_out if one != (platform, ident)]
        for post in [one for one in self.apart if self.shown(one) is not None]:
            self.apart.remove(post)
            self._hear(post)

    def shown(self, post: Post | None) -> Post | None:
        """Return a post, None for one that somebody left out."""
        return None if post is None or (post.platform, post.id) in self.left_out else post

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out."""
        for post in (self.began, self.first, self.loudest, *self.pinned, *self.apart, *self.said):
            if post is not None:
                forget(post, platform, author, nobody)
