"""What load to expect: for each hour, day and week ahead, with a range that the past has checked. Pure.

Each hour of the week has a mean: its own, weighted towards the newest weeks, drawn towards what its weekday and its hour of the day
say together, as far as there are few weeks of it. Questions come in bunches, so a count spreads more than chance (Poisson) would: by
the negative binomial distribution, whose spread is measured by foretelling each past week from the weeks before it. The range
of a day and of a week has a spread of its own, since what makes one hour busy makes the next one busy too. Once enough hours and
days were foretold, the ends of the range are those between which four of five of them lay (split conformal prediction: Vovk,
Gammerman, Shafer 2005): a few wild days make the spread wide, and tell little of where most days end.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from alertd.model.value import Value
from alertd.report.load import WEEK, Load

LOW, HIGH = 0.1, 0.9  #: the range that four of five end in
FEWEST = 2 * WEEK  #: hours from which anything is foretold
_HALVES = 6.0  # weeks after which a week counts half
_DRAWN = 2.0  # weeks of its own that weigh as much as what weekday and hour say together
_CHECKED = 8  # newest weeks that are foretold to see how well
_MANY = 5_000.0  # a mean from which a distribution is no longer added up count by count
_ALMOST = 1e-9  # of a question: a sum that is whole but for its rounding is whole
_LARGEST = 200_000  # counts up to which it is
_ENOUGH = 14  # hours or days that were foretold from which their own ends are believed
_WHOLE = 5.0  # a mean below which whole numbers matter more than where the past ended
_DEVIATIONS = 1.2816  # of the bell curve, between which four of five lie


class Range(NamedTuple):
    """What is expected, and the range that four of five end in."""

    expected: float
    low: int
    high: int


class Checked(NamedTuple):
    """How many of the past lay within the range that was foretold for them."""

    inside: int
    of: int

    @property
    def share(self) -> float | None:
        """The same as a share; None where nothing could be checked."""
        return self.inside / self.of if self.of else None


class Spread(NamedTuple):
    """How much more than chance a count spreads (the variance is mean + spread * mean squared)."""

    hour: float
    day: float
    week: float


class Ends(NamedTuple):
    """Between which deviations from what was foretold four of five of the past lay."""

    low: float
    high: float


class Outlook(Value, frozen=True, kw_only=True):
    """What is foretold. usual: the mean of each hour of the week. spread: as the past had it. hours, days, weeks: how well it did.

    hour_ends, day_ends: of the past, None where too few were foretold.
    """

    usual: tuple[float, ...]
    spread: Spread
    hours: Checked
    days: Checked
    weeks: Checked
    hour_ends: Ends | None = None
    day_ends: Ends | None = None

    def hour(self, slot: int) -> Range:
        """Return what one hour of the week will bring."""
        return ranged(self.usual[slot], self.spread.hour, self.hour_ends)

    def day(self, slots: Sequence[int]) -> Range:
        """Return what the hours of a day will bring together."""
        return ranged(sum(self.usual[slot] for slot in slots), self.spread.day, self.day_ends)

    def week(self) -> Range:
        """Return what a whole week will bring."""
        return ranged(sum(self.usual), self.spread.week)


def outlook(load: Load) -> Outlook | None:
    """Return what to expect after a load, None where less than two weeks are known."""
    if len(load.counts) < FEWEST:
        return None
    past = _Past()
    weeks = int(len(load.counts) // WEEK)
    for number in range(max(weeks - _CHECKED, 2), weeks):
        end = len(load.counts) - (weeks - number) * WEEK
        past.compare(load, end, usual(load.counts[:end], load.slots[:end]))
    spread = past.spread
    return Outlook(
        usual=tuple(usual(load.counts, load.slots)),
        spread=spread,
        hours=past.hours,
        days=past.days,
        weeks=past.weeks,
        hour_ends=past.ends("hour"),
        day_ends=past.ends("day"),
    )


def usual(counts: Sequence[int], slots: Sequence[int]) -> list[float]:
    """Return the mean of each hour of the week, the newest weeks counting most.

    >>> flat = usual([3] * 336, [hour % 168 for hour in range(336)])
    >>> round(min(flat), 6), round(max(flat), 6)
    (3.0, 3.0)
    """
    total, weight = [0.0] * WEEK, [0.0] * WEEK
    for back, (count, slot) in enumerate(zip(reversed(counts), reversed(slots), strict=True)):
        weighs = 0.5 ** (back / WEEK / _HALVES)
        total[slot] += weighs * count
        weight[slot] += weighs
    rows = [(sum(total[day * 24 : day * 24 + 24]), sum(weight[day * 24 : day * 24 + 24])) for day in range(7)]
    columns = [(sum(total[hour::24]), sum(weight[hour::24])) for hour in range(24)]
    whole = sum(total) / max(sum(weight), 1e-9)
    found = []
    for slot in range(WEEK):
        (by_day, days), (by_hour, hours) = rows[slot // 24], columns[slot % 24]
        alike = by_day / days * by_hour / hours / whole if whole > 0 and days > 0 and hours > 0 else 0.0
        found.append((total[slot] + _DRAWN * alike) / (weight[slot] + _DRAWN))
    return found


def ranged(mean: float, spread: float, ends: Ends | None = None) -> Range:
    """Return the range of a count that has this mean. ends: of the past, in deviations; None: as the distribution has them.

    >>> ranged(100.0, 0.0, Ends(-1.0, 2.0))
    Range(expected=100.0, low=90, high=120)
    >>> ranged(100.0, 0.0).low, ranged(100.0, 0.0).high
    (87, 113)
    >>> ranged(0.0, 0.5)
    Range(expected=0.0, low=0, high=0)
    """
    if mean <= 0.0:
        return Range(0.0, 0, 0)
    if ends is not None and mean >= _WHOLE:
        wide = _deviation(mean, spread)
        low, high = math.ceil(mean + ends.low * wide - _ALMOST), math.floor(mean + ends.high * wide + _ALMOST)
        return Range(mean, max(min(low, int(mean)), 0), max(high, int(mean)))
    low = high = -1
    if mean > _MANY:
        # So many that whole numbers do not matter: a gamma by the cube root (Wilson and Hilferty, 1931).
        nth = 1.0 / (9.0 * (1.0 / (spread + 1.0 / mean)))
        low_, high_ = ((1.0 - nth + sign * _DEVIATIONS * math.sqrt(nth)) ** 3 for sign in (-1, 1))
        return Range(mean, max(round(mean * low_), 0), round(mean * high_))
    likely = list(chances(mean, spread))
    if mean < _WHOLE:
        return Range(mean, *_shortest(likely))
    total = 0.0
    for count, chance in enumerate(likely):
        total += chance
        if low < 0 and total >= LOW:
            low = count
    return Range(mean, max(low, 0), len(likely) - 1)


def chances(mean: float, spread: float, share: float = HIGH) -> Iterator[float]:
    """Yield how likely each count is, from 0 up to the one that this share does not pass; mean above 0.

    P(0), then each from the one before it, so that no factorial grows out of bounds.

    >>> [round(chance, 3) for chance in chances(2.0, 0.0)]
    [0.135, 0.271, 0.271, 0.18, 0.09]
    """
    size = 1.0 / spread if spread > 1e-9 else math.inf
    log_p = -mean if math.isinf(size) else size * math.log(size / (size + mean))
    total, count = 0.0, 0
    while total < share and count < _LARGEST:
        chance = math.exp(log_p)
        yield chance
        factor = mean / (count + 1) if math.isinf(size) else (size + count) / (count + 1) * mean / (size + mean)
        log_p += math.log(factor)
        total, count = total + chance, count + 1


def _shortest(chances: Sequence[float]) -> tuple[int, int]:
    """Return the fewest counts in a row that hold four of five; of as many, those that hold least more. chances: of counts from 0 on.

    Of a few whole questions a tenth on either side cannot be cut off: none to four would hold nineteen of twenty where two are expected,
    one to four hold four of five.

    >>> _shortest([0.135, 0.271, 0.271, 0.18, 0.09])
    (1, 4)
    """
    sums = [0.0, *accumulate(chances)]
    found = []
    for low, below in enumerate(sums):
        above = bisect_left(sums, below + HIGH - LOW)
        if above == len(sums):
            break
        found.append((above - low, sums[above] - below, low, above - 1))
    _, _, low, high = min(found, default=(0, 0.0, 0, len(chances) - 1))
    return low, high


class _Past:
    """The weeks that were foretold from those before them: how far off, and whether each lay within its range.

    The range of a week is made of the weeks before it alone, so that the check is of the future as it was then.
    """

    def __init__(self) -> None:
        self._off: dict[str, list[tuple[float, int]]] = {"hour": [], "day": [], "week": []}
        self._inside = dict.fromkeys(self._off, 0)
        self._checked = dict.fromkeys(self._off, 0)

    @property
    def spread(self) -> Spread:
        """What was measured so far. Few weeks say little of a week's spread: never less than that of its days, shared out."""
        hour, day, week = (_spread(self._off[name]) for name in ("hour", "day", "week"))
        return Spread(hour, day, max(week, day / 7))

    def ends(self, name: str) -> Ends | None:
        """Return between which deviations four of five of the hours or days lay so far; None of too few."""
        pairs = [(mean, count) for mean, count in self._off[name] if mean >= _WHOLE]
        if len(pairs) < _ENOUGH:
            return None
        spread = self.spread.hour if name == "hour" else self.spread.day
        off = sorted((count - mean) / _deviation(mean, spread) for mean, count in pairs)
        return Ends(_at(off, LOW), _at(off, HIGH))

    @property
    def hours(self) -> Checked:
        return Checked(self._inside["hour"], self._checked["hour"])

    @property
    def days(self) -> Checked:
        return Checked(self._inside["day"], self._checked["day"])

    @property
    def weeks(self) -> Checked:
        return Checked(self._inside["week"], self._checked["week"])

    def compare(self, load: Load, begin: int, means: Sequence[float]) -> None:
        """Take in the week that begins at an hour. The first one is only measured: nothing was known of the spread."""
        hours = [(means[slot], count) for slot, count in self._week(load, begin)]
        days = [_sum(hours[at : at + 24]) for at in range(0, len(hours), 24)]
        spread, is_checked = self.spread, bool(self._off["week"])
        for name, pairs, wide in (
            ("hour", hours, spread.hour),
            ("day", days, spread.day),
            ("week", [_sum(hours)], spread.week),
        ):
            ends = None if name == "week" else self.ends(name)
            for mean, count in pairs if is_checked else ():
                expected = ranged(mean, wide, ends)
                self._inside[name] += expected.low <= count <= expected.high
                self._checked[name] += 1
            self._off[name] += pairs

    @staticmethod
    def _week(load: Load, begin: int) -> list[tuple[int, int]]:
        return list(zip(load.slots[begin : begin + WEEK], load.counts[begin : begin + WEEK], strict=True))


def _sum(pairs: Sequence[tuple[float, int]]) -> tuple[float, int]:
    return sum(mean for mean, _ in pairs), sum(count for _, count in pairs)


def _at(ordered: Sequence[float], share: float) -> float:
    """Return the value below which the next one lies with this chance, between two of some in order (Weibull's plotting position)."""
    place = min(max((len(ordered) + 1) * share - 1, 0.0), len(ordered) - 1.0)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _deviation(mean: float, spread: float) -> float:
    """Return how far a count strays from its mean as a rule."""
    return math.sqrt(mean + spread * mean * mean)


def _spread(pairs: Sequence[tuple[float, int]]) -> float:
    """Return by how much counts spread beyond chance (method of moments); 0 where they do not."""
    squares = sum(mean * mean for mean, _ in pairs)
    beyond = sum((count - mean) ** 2 - mean for mean, count in pairs)
    return max(beyond / squares, 0.0) if squares > 0 else 0.0
