"""Promise: for how many more mentions, and until when, a volume lane surely stays below a rarity.

To know how rare a lane is costs far more than to count a mention. So it is worked out how much may come before it could
be rare at all; that much is then spent mention by mention, and nobody need look in the meantime.
"""

from __future__ import annotations

from collections.abc import Callable

from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.reading import MOST_DAYS

#: What a mention is worth is learnt with each bucket. A promise over several buckets allows for so much more or less of it.
EASE = 1.05
#: Without end, as a number that msgpack and JSON agree on.
ALWAYS = 1e300
Bounds = tuple[float, float]
#: Whatever a mention is worth; of no window.
ANY_WORTH: Bounds = (0.0, ALWAYS)
Limits = tuple[float, ...]
NO_LIMITS: Limits = ()
#: A promise asks of each window for so many more mentions at least.
_MORE = 16.0


class Promise:
    """What a lane has promised: room for so much more weight, until an instant, for so many days or more.

    worth: it holds while what a mention is worth stays within these bounds.
    limits: so much weight in each window is calm, until then; what leaves a window makes room again. Empty: room is all there is.
    """

    __slots__ = ("_asked", "days", "limits", "room", "until", "worth")

    def __init__(self) -> None:
        self.room, self.until, self.days = -1.0, 0.0, MOST_DAYS
        self.worth, self.limits = ANY_WORTH, NO_LIMITS
        self._asked = -1.0  # when it was asked last, and there was no room

    def answer(self, now: float, days: float, worth: float) -> bool | None:
        """Return what is known without working it out anew; None: nothing."""
        if days < self.days:
            return None
        if self.room > 0.0:
            return True if self.stands(now, days, worth) else None
        return False if now == self._asked else None

    def stands(self, now: float, days: float, worth: float) -> bool:
        """Whether it holds still, for what there is room for."""
        low, high = self.worth
        return now < self.until and days >= self.days and low <= worth <= high

    def ask(self, now: float, days: float) -> float:
        """Note that it is worked out now; return for how many days: the fewest ever asked for are promised to all who ask."""
        self.days, self._asked = min(days, self.days), now
        return self.days

    def give(self, room: float, until: float, worth: Bounds = ANY_WORTH, limits: Limits = NO_LIMITS) -> bool:
        """Promise; return whether there is room at all."""
        self.room, self.until, self.worth, self.limits = room, until, worth, limits
        return room > 0.0

    def refill(self, room: float) -> bool:
        """Go on with so much room, until the same instant; return whether there is any."""
        self.room = room
        return room > 0.0

    def to_state(self) -> tuple[list[float], list[list[float]]]:
        """Return (room, until, days) and the bounds of it: worth, limits."""
        return [self.room, self.until, self.days], [list(self.worth), list(self.limits)]

    def nothing(self) -> None:
        """Take it back: time, or what is known of it, has changed."""
        self.room, self.until, self._asked = -1.0, 0.0, -1.0


def is_likelier(mean: float, shape: float, count: float, chance: float) -> bool:
    """Whether so many or more come by more than a chance."""
    return exceeding(count, mean, shape) > chance


def reached(surely: Callable[[float, float], bool], count: float, chance: float, fewest: float) -> float:
    """Return the most mentions in a window that keep the chance above a limit, by bisection; a tenth is kept back.

    count: what it has now; it is not asked for more than `_MORE` beyond, or twice as many. fewest: with fewer nothing is said.
    """
    low, high = fewest - 0.01, count + max(_MORE, count)
    if surely(high, chance):
        return high
    if count > low and not surely(count, chance):
        return low
    low = max(low, count)
    while high - low > max(0.5, 0.1 * (low - count)):
        middle = (low + high) / 2.0
        low, high = (middle, high) if surely(middle, chance) else (low, middle)
    return low
