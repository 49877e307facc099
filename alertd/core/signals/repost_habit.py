"""RepostHabit: once in how many days a post about this watch is passed on by so many accounts within an hour.

A hundred who pass one post on are an event for a bakery, and an hour like any other for a football club. Posts that ended are
learnt from: how many were passed on by FLOOR accounts within an hour, and how far they went beyond it. The exponent of a Pareto
tail above a floor is the mean of its logarithmic excess: Hill, Annals of Statistics 3 (1975). Few posts tell it badly, and then more
is to be expected: the chance is that of one more such post after those seen (of exponential excess, a Lomax tail), not that of the mean.
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

FLOOR = 100.0  #: accounts within an hour; of fewer nobody asks
#: What is taken for usual until the watch has shown its own: such a post once in so many days, or one of so many that are written,
#: whichever is more. It weighs as a fifth of such a post: brands differ by a thousand times, and own weeks soon say more. Rules of thumb, ours.
PRIOR_DAYS, PRIOR_POSTS, PRIOR_WEIGHT = 180.0, 100_000.0, 0.2
#: Mean logarithmic excess above the floor, and as how many posts it counts.
INDEX, INDEX_WEIGHT = 0.7, 3.0
HALF_LIFE = 56 * 86400.0
_MOST_LOG = 20.0


class StoredHabit(Stored, frozen=True):
    """What a snapshot keeps."""

    at: float
    days: float
    posts: float
    above: float
    excess: float


class RepostHabit:
    """Feed it with posts that are written and with posts that ended, ask it with rarity()."""

    __slots__ = ("_above", "_at", "_days", "_excess", "_posts")

    def __init__(self) -> None:
        self._at = -1.0
        self._days = self._posts = self._above = self._excess = 0.0  # decayed

    def pass_to(self, at: float, posts: int) -> None:
        """Time has passed, in which so many posts were written that pass nothing on; at: epoch seconds."""
        passed = 0.0 if self._at < 0.0 else max(at - self._at, 0.0)
        keep = 0.5 ** (passed / HALF_LIFE)
        self._days = self._days * keep + passed / 86400.0
        self._posts, self._above, self._excess = self._posts * keep + posts, self._above * keep, self._excess * keep
        self._at = max(at, self._at)

    def ended(self, accounts: int) -> None:
        """A post is not passed on any more; accounts: how many did so within its busiest hour."""
        if accounts >= FLOOR:
            self._above += 1.0
            self._excess += math.log(accounts / FLOOR)

    def rarity(self, accounts: float) -> float:
        """Return once in how many days a post is passed on by so many accounts within an hour; 0 below the floor."""
        if accounts < FLOOR:
            return 0.0
        a_day = max(1.0 / PRIOR_DAYS, self._posts / (self._days + 1.0) / PRIOR_POSTS)
        rate = (self._above + PRIOR_WEIGHT) / (self._days + PRIOR_WEIGHT / a_day)
        seen, excess = self._above + INDEX_WEIGHT, self._excess + INDEX * INDEX_WEIGHT
        rarer = seen * math.log1p(math.log(accounts / FLOOR) / excess)
        return math.exp(min(rarer, _MOST_LOG)) / rate

    def to_state(self) -> list[float]:
        """Return what from_state() needs."""
        return [self._at, self._days, self._posts, self._above, self._excess]

    @classmethod
    def from_state(cls, state: object) -> RepostHabit:
        """Make the same from a snapshot."""
        stored, made = StoredHabit.of(state), cls()
        made._at, made._days, made._posts = stored.at, stored.days, stored.posts
        made._above, made._excess = stored.above, stored.excess
        return made
