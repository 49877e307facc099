"""RepostHabit: once in how many days a post about this watch is passed on by so many accounts within an hour.

A hundred who pass one post on are an event for a bakery, and an hour like any other for a football club. Posts that ended are
learnt from: how many were passed on by ten accounts within an hour, how far they went beyond that, and the same of those that a
hundred did. The small ones come twenty times as often, so they tell within days what is to be expected of the large ones, until
the watch has shown those. The exponent of a Pareto tail above a floor is the mean of its logarithmic excess: Hill, Annals of
Statistics 3 (1975). Few posts tell it badly, and then more is to be expected: the chance is that of one more such post after those
seen (of exponential excess, a Lomax tail), not that of the mean.
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

FLOOR = 100.0  #: accounts within an hour; of fewer nobody asks
LESSER = 10.0  #: from so many on a post tells what is to be expected of larger ones
#: Until the watch has shown its own, such a small one comes once in so many days, or is one of so many posts that are written,
#: whichever is more. It weighs as a third of one: brands differ by a thousand times, and own days soon say more. Rules of thumb, ours.
PRIOR_DAYS, PRIOR_POSTS, PRIOR_WEIGHT = 28.0, 1_000.0, 0.3
#: What the small ones let expect of the large weighs as a quarter of a large one.
FORETOLD_WEIGHT = 0.25
#: Mean logarithmic excess above a floor (.91 above ten on the Higgs stream, its older half), and as how many posts it counts.
INDEX, INDEX_WEIGHT = 0.9, 3.0
HALF_LIFE = 56 * 86400.0
_MOST_LOG = 20.0


class StoredHabit(Stored, frozen=True):
    """What a snapshot keeps. heard: days in which the small ones were learnt; an older version learnt none."""

    at: float
    days: float
    posts: float
    above: float
    excess: float
    heard: float = 0.0
    lesser: float = 0.0
    lesser_excess: float = 0.0


class RepostHabit:
    """Feed it with posts that are written and with posts that ended, ask it with rarity()."""

    __slots__ = ("_above", "_at", "_days", "_excess", "_heard", "_lesser", "_lesser_excess", "_posts")

    def __init__(self) -> None:
        self._at = -1.0
        self._days = self._posts = self._above = self._excess = 0.0  # decayed
        self._heard = self._lesser = self._lesser_excess = 0.0

    def pass_to(self, at: float, posts: int) -> None:
        """Time has passed, in which so many posts were written that pass nothing on; at: epoch seconds."""
        passed = 0.0 if self._at < 0.0 else max(at - self._at, 0.0)
        keep = 0.5 ** (passed / HALF_LIFE)
        self._days = self._days * keep + passed / 86400.0
        self._heard = self._heard * keep + passed / 86400.0
        self._posts, self._above, self._excess = self._posts * keep + posts, self._above * keep, self._excess * keep
        self._lesser, self._lesser_excess = self._lesser * keep, self._lesser_excess * keep
        self._at = max(at, self._at)

    def ended(self, accounts: int) -> None:
        """A post is not passed on any more; accounts: how many did so within its busiest hour."""
        if accounts >= LESSER:
            self._lesser += 1.0
            self._lesser_excess += math.log(accounts / LESSER)
        if accounts >= FLOOR:
            self._above += 1.0
            self._excess += math.log(accounts / FLOOR)

    def rarity(self, accounts: float) -> float:
        """Return once in how many days a post is passed on by so many accounts within an hour; 0 below the floor."""
        if accounts < FLOOR:
            return 0.0
        a_day = self._foretold()
        rate = (self._above + FORETOLD_WEIGHT) / (self._days + FORETOLD_WEIGHT / a_day)
        usual = (self._lesser_excess + INDEX * INDEX_WEIGHT) / (self._lesser + INDEX_WEIGHT)
        rarer = _log_rarer(self._above, self._excess, usual, accounts / FLOOR)
        return math.exp(min(rarer, _MOST_LOG)) / rate

    def _foretold(self) -> float:
        """Return how many posts a day the small ones let expect to reach the floor."""
        a_day = max(1.0 / PRIOR_DAYS, self._posts / (self._days + 1.0) / PRIOR_POSTS)
        lesser = (self._lesser + PRIOR_WEIGHT) / (self._heard + PRIOR_WEIGHT / a_day)
        return lesser * math.exp(-_log_rarer(self._lesser, self._lesser_excess, INDEX, FLOOR / LESSER))

    def to_state(self) -> list[float]:
        """Return what from_state() needs."""
        learnt = [self._heard, self._lesser, self._lesser_excess]
        return [self._at, self._days, self._posts, self._above, self._excess, *learnt]

    @classmethod
    def from_state(cls, state: object) -> RepostHabit:
        """Make the same from a snapshot."""
        stored, made = StoredHabit.of(state), cls()
        made._at, made._days, made._posts = stored.at, stored.days, stored.posts
        made._above, made._excess = stored.above, stored.excess
        made._heard, made._lesser, made._lesser_excess = stored.heard, stored.lesser, stored.lesser_excess
        return made


def _log_rarer(seen: float, excess: float, index: float, times: float) -> float:
    """Return how much rarer, as a power of e, what goes so many times beyond a floor is than what reaches it.

    seen: how many reached it, decayed; excess: the logarithms of how far they went, summed. index: their mean, if nothing were seen.
    """
    return (seen + INDEX_WEIGHT) * math.log1p(math.log(times) / (excess + index * INDEX_WEIGHT))
