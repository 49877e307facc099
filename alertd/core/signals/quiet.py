"""Quiet: how unusual the present silence of a source, a watch or a platform is at this hour.

While events come at random with a known rate, a silence of t seconds has the chance exp(-rate x t); it is expected once
in 1 / (rate x chance) seconds. The rate of the hour comes from the same hour of past weeks where that is known, by the
clocks of those who write, else from the decayed mean; a rate estimated from few events is uncertain, which makes long silences less surprising (the
Lomax tail: a gamma mixture of exponentials, Lomax, JASA 49, 1954).
"""

from __future__ import annotations

import math

from alertd.core.signals.pattern import weeks_by_clock
from alertd.core.signals.reading import Reading
from alertd.core.signals.season import Season
from alertd.core.stored import Stored
from alertd.model.value import quantised

_HALF_LIFE = 7 * 86400.0
#: Events come in clumps: their gaps vary more than random ones. Shape of the gamma that mixes the rate; 3 makes a
#: silence of ten usual gaps a thing of one in eighty rather than one in 22,000.
UNREST = 3.0
#: Fewer events than this say nothing about what is usual.
FEWEST = 10.0
#: At most this part of the pattern's rate, and at least, may an hour differ from the mean.
_LEAST_RATE = 0.02
MOST_DAYS = 36500.0


class StoredQuiet(Stored, frozen=True):
    """What a snapshot keeps."""

    began: float
    last: float
    events: float
    weight: float
    upto: float
    hour: int
    season: object
    zone: str = "UTC"


class Quiet:
    """Events of one source or watch; silence counts from the last one, or from the end of a gap.

    zone: whose clocks its nights follow, as of its last event; a source of several watches follows the one it brought most lately.
    """

    VERSION = 1

    __slots__ = ("_began", "_events", "_hour", "_last", "_season", "_upto", "_weight", "zone")

    def __init__(self) -> None:
        self._season = Season()
        self._began = -1.0
        self._last = -1.0
        self._events = self._weight = 0.0  # decayed events and seconds
        self._upto = -1.0
        self._hour = -1
        self.zone = "UTC"

    def observe(self, at: float, *, now: float) -> None:
        """Count an event; one from the past does not end a silence that came after it."""
        self.advance(now)
        at = min(at, now)
        if self._began < 0.0:
            self._began = self._upto = at
            self._hour = int(at // 3600)
        self._events += 1.0
        self._season.add(int(at // 3600), 1.0)
        self._last = max(self._last, at)

    def gap(self, begin: float, end: float) -> None:
        """Time that was not watched is no silence."""
        self._last = max(self._last, end) if self._last >= 0.0 else self._last
        self._upto = max(self._upto, end) if self._upto >= 0.0 else self._upto
        for hour in range(int(begin // 3600), math.ceil(end / 3600)):
            self._season.forget(hour)

    def advance(self, now: float) -> None:
        """Let time pass: one multiplication, however long."""
        if self._began < 0.0 or now <= self._upto:
            return
        passed = now - self._upto
        keep = 0.5 ** (passed / _HALF_LIFE)
        self._events *= keep
        self._weight = self._weight * keep + (1.0 - keep) * _HALF_LIFE / math.log(2.0)
        self._upto = now
        hour = int(now // 3600)
        if hour > self._hour:
            self._season.close(hour - 1)
            self._hour = hour

    def _rate(self, now: float) -> float | None:
        if self._events < FEWEST or self._weight <= 0.0:
            return None
        mean = self._events / self._weight
        this = int(now // 3600)
        hour = self._season.mean_ago(this, weeks_by_clock(self.zone, this))
        if hour is None:
            return mean
        return max(hour / 3600.0, _LEAST_RATE * mean)

    def reading(self, now: float) -> Reading:
        """Return the silence in seconds, the usual gap, and once in how many days such a silence is expected."""
        self.advance(now)
        if self._last < 0.0:
            return Reading(value=0.0, usual=None, window=0.0)
        silence = max(now - self._last, 0.0)
        rate = self._rate(now)
        if rate is None:
            return Reading(value=quantised(silence), usual=None, window=quantised(silence))
        shape = 1.0 / (1.0 / UNREST + 1.0 / self._events)
        chance = (1.0 + rate * silence / shape) ** -shape
        days = 1.0 / (rate * max(chance, 1e-12)) / 86400.0
        usual = 1.0 / rate
        return Reading(
            value=quantised(silence),
            usual=quantised(usual),
            low=quantised(usual * shape * (0.95 ** (-1.0 / shape) - 1.0)),
            high=quantised(usual * shape * (0.05 ** (-1.0 / shape) - 1.0)),
            rarity=quantised(min(days, MOST_DAYS)) if silence > usual else 0.0,
            window=quantised(silence),
            mentions=quantised(self._events),
        )

    def rare_after(self, now: float, days: float) -> float | None:
        """Return the instant from which the present silence is rarer than `days`; None while the usual is unknown."""
        self.advance(now)
        rate = self._rate(now)
        if rate is None or self._last < 0.0:
            return None
        shape = 1.0 / (1.0 / UNREST + 1.0 / self._events)
        wanted = max(rate * days * 86400.0, 1.0)
        gaps = shape * (math.exp(math.log(wanted) / shape) - 1.0)
        return self._last + max(gaps, 1.0) / rate

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        plain = [self._began, self._last, self._events, self._weight, self._upto, self._hour]
        return [self.VERSION, *plain, self._season.to_state(), self.zone]

    @classmethod
    def from_state(cls, state: list[object]) -> Quiet:
        """Make the same memory from a snapshot."""
        version, *rest = state
        if version != cls.VERSION:
            raise ValueError(f"a silence of version {version} cannot be read")
        stored = StoredQuiet.of(rest)
        quiet = cls()
        quiet._began, quiet._last, quiet._upto, quiet._hour = stored.began, stored.last, stored.upto, stored.hour
        quiet._events, quiet._weight = stored.events, stored.weight
        quiet._season.from_state(stored.season)
        quiet.zone = stored.zone
        return quiet
