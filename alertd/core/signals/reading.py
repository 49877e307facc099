"""Reading: what a signal says at one instant, with what is usual and how sure it is."""

from __future__ import annotations

import math

from alertd.model.value import Value

MOST_DAYS = 36_500.0  #: once in a hundred years: nobody can know more than this from some weeks


class Reading(Value, frozen=True, kw_only=True, gc=False):
    """One signal's value at one instant; every number is quantised to 6 significant digits.

    value: what was counted (unit as the signal says).
    usual: what is expected of this watch at this time in the same window, None while unknown.
    low, high: a 90 % interval of what is usual, None while unknown.
    rarity: days in which one burst like this is expected, None while there is too little history.
    window: seconds that `value` covers.
    mentions: distinct-voice or post count behind the value (the floor is compared with it).
    authors: distinct authors in the window; None when only counts are known.
    """

    value: float
    usual: float | None
    window: float
    low: float | None = None
    high: float | None = None
    rarity: float | None = None
    mentions: float = 0.0
    authors: int | None = None

    @property
    def ratio(self) -> float | None:
        """Value over usual; None while the usual is unknown or zero."""
        return self.value / self.usual if self.usual else None


#: What is usual, and the ends of its interval; None where nobody knows.
Usual = tuple[float | None, float | None, float | None]


def interval(mean: float, unrest: float) -> tuple[float, float, float]:
    """Return mean, 5 % and 95 % of a log-normal with this mean, its variance the Poisson one and mean^2 x unrest.

    >>> [round(x, 1) for x in interval(100.0, 0.09)]
    [100.0, 57.4, 158.4]
    """
    spread = math.sqrt(math.log1p((1.0 / mean if mean > 0.0 else 0.0) + unrest))
    middle = mean * math.exp(-spread * spread / 2.0)
    return mean, middle * math.exp(-1.645 * spread), middle * math.exp(1.645 * spread)
