"""Loudness: how often somebody with so large an audience writes here, so that a loud voice is told where it is rare.

A hundred thousand followers are an event for a bakery, and an hour like any other for an airline. Of the posts that
count, the share of authors at or above a floor and the exponent of their audiences beyond it are learnt, drawn towards
what platforms show; with the posts a day they say once in how many days there is one as loud.

The exponent of a Pareto tail above a floor is the mean of its logarithmic excess: Hill, Annals of Statistics 3 (1975).
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

#: Share of authors with at least so many followers is this over the number: one in a thousand has a hundred thousand. A rule
#: of thumb, ours; it weighs as one such author.
PRIOR_SHARE_TIMES = 100.0
#: Mean logarithmic excess above a floor, and as how many authors it counts.
INDEX, INDEX_WEIGHT = 0.7, 3.0
HALF_LIFE = 28 * 86400.0
#: A watch that begins has been watched for this long already, so that its first minutes are no flood.
_YOUNG = 86400.0
_MOST_LOG = 20.0


class StoredLoudness(Stored, frozen=True):
    """What a snapshot keeps; waiting: audience of the last post, -1 without one."""

    floor: int
    at: float
    days: float
    posts: float
    above: float
    excess: float
    waiting: int


class Loudness:
    """The audiences of one kind of posts. Feed it with observe(), ask it with rarity() about the post that came last."""

    __slots__ = ("_above", "_at", "_days", "_excess", "_floor", "_posts", "_waiting")

    def __init__(self, floor: int) -> None:
        """Count authors from an audience of `floor` people on as loud."""
        self._floor = max(floor, 1)
        self._at = -1.0
        self._days = self._posts = self._above = self._excess = 0.0  # decayed
        self._waiting = -1  # a post is judged by what was before it

    def observe(self, at: float, audience: int) -> None:
        """Count one post of an author with so many followers; at: epoch seconds."""
        self._learn()
        self._pass_to(at)
        self._waiting = audience

    def _learn(self) -> None:
        if self._waiting < 0:
            return
        self._posts += 1.0
        if self._waiting >= self._floor:
            self._above += 1.0
            self._excess += math.log(self._waiting / self._floor)
        self._waiting = -1

    def _pass_to(self, at: float) -> None:
        if self._at < 0.0:
            self._at = at
        passed = max(at - self._at, 0.0)
        keep = 0.5 ** (passed / HALF_LIFE)
        self._days = self._days * keep + passed / 86400.0
        self._posts, self._above, self._excess = self._posts * keep, self._above * keep, self._excess * keep
        self._at = max(at, self._at)

    def rarity(self, audience: int) -> float:
        """Return once in how many days a post comes from so large an audience, by what was before the last one; 0 below the floor."""
        if audience < self._floor:
            return 0.0
        prior = max(self._floor / PRIOR_SHARE_TIMES, 1.0)
        share = (self._above + 1.0) / (self._posts + prior)
        index = (self._excess + INDEX * INDEX_WEIGHT) / (self._above + INDEX_WEIGHT)
        a_day = max(self._posts, 1.0) / (self._days + _YOUNG / 86400.0)
        return math.exp(min(math.log(audience / self._floor) / index, _MOST_LOG)) / (share * a_day)

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        return [self._floor, self._at, self._days, self._posts, self._above, self._excess, self._waiting]

    @classmethod
    def from_state(cls, state: object) -> Loudness:
        """Make the same from a snapshot."""
        stored = StoredLoudness.of(state)
        made = cls(stored.floor)
        made._at, made._days, made._posts = stored.at, stored.days, stored.posts
        made._above, made._excess, made._waiting = stored.above, stored.excess, stored.waiting
        return made
