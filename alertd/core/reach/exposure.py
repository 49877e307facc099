"""Exposure: how many people see a post, with those who see it by way of others that passed it on. Nobody gives lists of followers.

    people = v(F) F + (1 - overlap) x sum over those who passed it on of v(f) f

F, f: followers of the author and of each other; v: the share of followers who see a post (see formulas). Followers overlap: the same people follow
many of those who speak of one thing. How far is known only where lists of followers are; docs/decisions says why there are none, so a
fifth is assumed, and the ends of the range are what is true whatever the overlap: all of it, or none.
"""

from __future__ import annotations

import msgspec

from alertd.core.reach.formulas import sprinklr_reach

OVERLAP = 0.2  #: of those who see it by way of others, the share who have seen it already: an assumption
KNOWN = 0.5  #: share of those who passed it on whose followers must be known; the others are taken to be like them


class Exposure(msgspec.Struct, frozen=True, gc=False):
    """People who see a post. low: if all who follow anybody follow the one with the most; high: if nobody follows two."""

    people: float
    low: float
    high: float


class PassedOn(msgspec.Struct, gc=False):
    """Those who passed a post on, summed up. told: of how many the followers are known; people: who see their posts, the most: of one alone."""

    told: int = 0
    people: float = 0.0
    most: float = 0.0

    def add(self, followers: int | None) -> None:
        """Somebody passed it on; None: nobody knows how many follow them."""
        if followers is None:
            return
        seen = sprinklr_reach(max(0, followers))
        self.told += 1
        self.people += seen
        self.most = max(self.most, seen)


def exposure(followers: int | None, passed_on: PassedOn, size: int) -> Exposure | None:
    """Return how many see a post by its author and by `size` others; None where that is not known of enough of them.

    followers: of the author, None where unknown: then those who see it by way of the others are all.

    >>> passed_on = PassedOn()
    >>> for followers in (1_000, 3_000):
    ...     passed_on.add(followers)
    >>> exposure(10_000, passed_on, 2)
    Exposure(people=1980.0, low=1500.0, high=2100.0)
    >>> exposure(10_000, passed_on, 5) is None
    True
    """
    if passed_on.told < max(1.0, KNOWN * size):
        return None
    own = 0.0 if followers is None else sprinklr_reach(max(0, followers))
    others = passed_on.people * max(1.0, size / passed_on.told)
    return Exposure(own + (1 - OVERLAP) * others, max(own, passed_on.most), own + others)
