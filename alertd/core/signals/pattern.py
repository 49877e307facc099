"""Pattern: what an hour usually brings, and how sure that is, from the first full day on.

The last four weeks by the hour. What one hour of the week has shown is drawn towards what that hour of the day shows,
and this towards the mean of all hours, each by as many mentions as stand behind it: a brand of two posts a day has no
empty Tuesdays, a newsletter is usual from its third week on. Today's level and the last two hours move the whole.
What is left beyond chance (the unrest) is learnt from the hours themselves.

Times are epoch seconds, hours are numbered from the epoch (UTC), rates are weights an hour. Which hour of the day it is says
the clock of the people who write: where that jumps, the pattern jumps with it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import lru_cache

from alertd.core.calendar import zone as zone_of
from alertd.core.signals.hour_rates import HourRates
from alertd.core.signals.recent import Recent
from alertd.core.signals.season import DECODED, KEPT_HOURS, UNKNOWN, WEEK_HOURS, WEEKS_AGO, Season
from alertd.core.stored import Stored
from alertd.core.times import instant

HOUR = 3600.0
#: What the mean of all hours weighs against an hour of the day, and this against an hour of the week: so many mentions,
#: and so many hours more, because hours differ by more than chance.
DAILY_MENTIONS, DAILY_HOURS, WEEKLY_MENTIONS, WEEKLY_HOURS = 8.0, 1.0, 8.0, 2.0
#: An hour of another day counts at most as this: one burst is no pattern.
MOST_TIMES, MOST_MORE = 6.0, 8.0
#: Neighbouring hours stand in for an hour of the day, more in the first days.
NEAR_YOUNG, NEAR_OLD, YOUNG_DAYS = 0.5, 0.15, 5
#: Relative variance of an hour of the day of which nothing is known, divided by 1 + 3 a day that was seen. A brand that
#: sleeps has hours of a twentieth of its mean and of twice its mean.
DOUBT, DOUBT_DAYS = 0.7, 3.0
#: Relative variance of an hour around its pattern before it is learnt, and how many mentions and hours that weighs.
UNREST, UNREST_MENTIONS, UNREST_HOURS, UNREST_BOUNDS = 0.10, 50.0, 48.0, (0.02, 1.5)
#: Above their pattern by so many standard deviations (and a mention), hours teach no more unrest than that: what is wilder is a
#: burst, and it is the tail of surprises that remembers bursts. Hours before one teaches: a crisis that grows all day must
#: not make itself usual while it grows.
WILD, TAUGHT_AFTER = 3.0, 24
#: Hours from which rates are worked out: a few before the first day is full, since windows reach back.
_ASKED_FROM, _A_DAY = 20, 24
_ONE = 3  #: numbers of an hour that is not learnt yet
_KEEP = 0.5 ** (1.0 / 336.0)  # two weeks half-life, an hour a step
#: Today's level: 24 closed hours, but the last three, against their pattern; an hour counts at most as so many standard
#: deviations above it (of chance, and of this relative variance): a day is heavier by many hours, a burst by few.
LEVEL_PRIOR, LEVEL_WILD, LEVEL_UNREST, LEVEL_LAG, LEVEL_BOUNDS = 5.0, 2.0, 0.3, 3, (0.5, 3.0)
#: Hours whose rate is remembered: those of the level, and some that windows reach back to.
_REMEMBERED = 24 + LEVEL_LAG + 3
#: The last two hours but the last three quarters of one: a rising crisis must not raise its own bar.
LOCAL_FROM, LOCAL_TO, LOCAL_PRIOR, LOCAL_POWER, LOCAL_HALF, LOCAL_BOUNDS = 120, 45, 2.0, 0.6, 9.0, (0.4, 4.0)
_DAYS = tuple(range(24, 28 * 24, 24))
_NEAR = tuple(back + step for step in (-1, 1) for back in _DAYS)
#: The count behind each code; nobody watched: nothing.
_ALL = (*DECODED, 0.0)
#: Codes that add nothing to a sum. Most hours of most brands are of these, and sums are exact (fsum), so they need not be looked at.
_NOTHING = bytes((0, UNKNOWN))


class StoredPattern(Stored, frozen=True):
    """What a snapshot keeps; rates: (hour, rate, doubt); later: (hour, excess, square) that is not learnt yet."""

    at: int
    hours: int
    mean: float
    excess: float
    squares: float
    rates: list[tuple[int, float, float]]
    season: object
    later: tuple[tuple[int, float, float], ...] = ()


class Pattern:
    """Four weeks of hours of one lane, and what they let expect."""

    __slots__ = (
        "_at",
        "_excess",
        "_later",
        "_level",
        "_most",
        "_rates",
        "_squares",
        "_summed",
        "hours",
        "mean",
        "season",
        "zone",
    )

    def __init__(self) -> None:
        self.season = Season()
        self.zone = "UTC"  #: whose clocks its people go by
        self.hours = 0  #: closed hours that were watched
        self.mean = 0.0  #: mean rate of the hours that are known, half a mention more (0 before the first)
        self._excess = self._squares = 0.0  # decayed sums by which the unrest is learnt
        self._later: array[float] = array("d")  # hour, excess, square of each that is not learnt yet, in a row
        self._rates = HourRates()  # of the last day
        self._most: dict[int, float] = {}  # hour -> as what it counts at most in the level, once it is asked
        self._summed = b"", 0.0  # the codes that count, and what they come to
        self._level: tuple[int, float] | None = None
        self._at = -1  # the hour that is closed next

    def begin(self, hour: int) -> None:
        """Open the pattern at an hour."""
        self._at = hour

    def take_hours(self, season: Season, hour: int) -> None:
        """Go on with the hours that another has kept, up to an hour that is still open."""
        self.season, self._at = season, hour
        self.hours = len(season.codes) - season.codes.count(UNKNOWN)
        self._learn_mean()

    @property
    def next(self) -> int:
        """The hour that is closed next."""
        return self._at

    def add(self, hour: int, weight: float) -> None:
        """Count in an hour: the open one, or one of the last 24 that a late post belongs to."""
        self.season.add(hour, weight)
        if hour < self._at:
            self._level = None

    def close(self, *, known: bool, worth: float) -> None:
        """Finish the open hour; known: whether all of it was watched; worth: mentions that one unit of weight stands for."""
        hour = self._at
        rate = self.rate(hour) if self.hours >= _A_DAY else None
        level = self.level(hour) if rate is not None else 1.0
        self.season.add(hour, 0.0)
        self.season.close(hour, known=known)
        self._at = hour + 1
        self._level = None
        self.hours += known
        self._learn_mean()
        # Worked out here and nowhere else, so that it makes no difference who asks when. One hour ahead, because an hour
        # is closed some minutes after its end.
        if self.hours >= _ASKED_FROM:
            for each in (hour + 1, hour + 2):
                if each not in self._rates:
                    self._rates.add(each, *self._rate(each))
        self._rates.forget_before(hour - _REMEMBERED)
        if self._most:
            self._most = {each: most for each, most in self._most.items() if each >= hour - _REMEMBERED}
        if known and rate is not None:
            self._teach_later(hour, rate[0] * level, worth)
        self._learn_unrest(hour - TAUGHT_AFTER)

    def _teach_later(self, hour: int, mean: float, worth: float) -> None:
        spread = math.sqrt(mean / worth + self.unrest(worth) * mean * mean)
        count = min(self.season.count(hour) or 0.0, mean + WILD * spread + 1.0 / worth)
        self._later.extend((hour, (count - mean) ** 2 - mean / worth, mean * mean))

    def _learn_unrest(self, until: int) -> None:
        while self._later and self._later[0] <= until:
            _, excess, square = self._later[:_ONE]
            del self._later[:_ONE]
            self._excess = self._excess * _KEEP + excess
            self._squares = self._squares * _KEEP + square

    def _unlearnt(self) -> list[tuple[int, float, float]]:
        """Return (hour, excess, square) of each hour that is not learnt yet."""
        later = self._later
        return [(int(later[at]), later[at + 1], later[at + 2]) for at in range(0, len(later), _ONE)]

    def skip(self, hours: int) -> None:
        """Pass over hours that nobody watched, however many: what was usual stays so."""
        ends = self._at + hours
        self.season.add(self._at, 0.0)
        self.season.close(ends - 1, known=False)
        for each in range(max(self._at, ends - KEPT_HOURS), ends):
            self.season.forget(each)
        self._at, self._level = ends, None
        self._rates, self._most = HourRates(), {}
        self._learn_mean()

    def forget(self, hour: int) -> None:
        """Mark a closed hour as not watched."""
        if self.season.count(hour) is not None:
            self.hours -= 1
        self.season.forget(hour)
        self._later = array("d", [each for one in self._unlearnt() if one[0] != hour for each in one])
        self._level = None
        self._learn_mean()

    def _learn_mean(self) -> None:
        codes = self.season.codes
        known = len(codes) - codes.count(UNKNOWN)
        if known >= min(self.hours, _A_DAY):  # after a long blindness what was usual stands in
            some = codes.translate(None, _NOTHING)
            if some != self._summed[0]:  # the hours of quiet brands mostly close without one
                self._summed = bytes(some), math.fsum(map(_ALL.__getitem__, some))
            self.mean = (self._summed[1] + 0.5) / known if known else 0.0

    def rate(self, hour: int) -> tuple[float, float]:
        """Return (rate of an hour by the pattern, its doubt: the relative variance of what is not known of it)."""
        return self._rates.get(hour) or self._rate(hour)

    def _rate(self, hour: int) -> tuple[float, float]:
        codes = self.season.codes
        mean = self.mean
        if not codes or not mean:
            return 0.0, DOUBT
        most = MOST_TIMES * mean + MOST_MORE

        by_day, by_week, beside = _DAYS, WEEKS_AGO, _NEAR
        if self.zone != "UTC":
            by_day, by_week, beside = _by_clock(self.zone, hour)
        if by_day is _DAYS and by_week is WEEKS_AGO:
            daily, nearby = _same_hour(codes, hour), _same_hour(codes, hour + 1) + _same_hour(codes, hour - 1)
            weekly = codes[hour % WEEK_HOURS :: WEEK_HOURS]
        else:
            daily, weekly, nearby = (
                bytearray([codes[(hour - back) % KEPT_HOURS] for back in backs]) for backs in (by_day, by_week, beside)
            )
        (day, days), (near, nears), (week, weeks) = _sum(daily, most), _sum(nearby, most), _sum(weekly, math.inf)
        share = NEAR_YOUNG if days < YOUNG_DAYS else NEAR_OLD
        prior = DAILY_MENTIONS + DAILY_HOURS * mean
        by_hour = mean * (day + share * near + prior) / ((days + share * nears) * mean + prior)
        prior = WEEKLY_MENTIONS + WEEKLY_HOURS * by_hour
        rate = by_hour * (week + prior) / (weeks * by_hour + prior)
        doubt = DOUBT / (1.0 + DOUBT_DAYS * days) + 1.0 / (mean * max(self.hours, 1))
        return rate, doubt

    def weeks_ago(self, hour: int) -> tuple[int, ...]:
        """Return how many hours ago the clocks of its people showed this hour of the week, in the last four weeks."""
        return weeks_by_clock(self.zone, hour)

    def level(self, hour: int) -> float:
        """Return how 24 closed hours shortly before one compare with their pattern, within bounds."""
        if self._level is None or self._level[0] != hour:
            first = hour - LEVEL_LAG - 24
            codes, rates = self.season.between(first, first + 24), self._rates.rates(first, first + 24)
            known: Sequence[int] = range(first, first + 24)
            if rates is None or UNKNOWN in codes:
                known = [each for each, code in enumerate(codes, first) if code != UNKNOWN and each in self._rates]
                rates = array("d", [self.rate(each)[0] for each in known])
            expected = math.fsum(rates)
            seen = 0.0
            if codes.translate(None, _NOTHING):  # else nobody wrote, and nobody's most need be known
                for each in known:
                    if code := codes[each - first]:
                        seen += min(self._most.get(each) or self._at_most(each), _ALL[code])
            ratio = (seen + LEVEL_PRIOR) / (expected + LEVEL_PRIOR)
            self._level = (hour, min(max(ratio, LEVEL_BOUNDS[0]), LEVEL_BOUNDS[1]))
        return self._level[1]

    def _at_most(self, hour: int) -> float:
        rate = self.rate(hour)[0]
        self._most[hour] = most = rate + LEVEL_WILD * math.sqrt(rate + LEVEL_UNREST * rate * rate)
        return most

    def unrest(self, worth: float) -> float:
        """Return the relative variance of an hour around its pattern, beyond chance."""
        mean = self.mean * worth
        prior = (UNREST_MENTIONS + UNREST_HOURS * mean * mean) / (worth * worth)
        learnt = (max(self._excess, 0.0) + UNREST * prior) / (self._squares + prior)
        return min(max(learnt, UNREST_BOUNDS[0]), UNREST_BOUNDS[1])

    def usual(self, now: float, windows: tuple[int, ...]) -> list[float]:
        """Return what the pattern alone expects in windows of minutes that end at an instant."""
        hour = int(now // HOUR)
        into = (now - HOUR * hour) / 60.0
        expected = []
        for minutes in windows:
            part, left, back, total = into, float(minutes), 0, 0.0
            while left > 0.0:
                inside = min(left, part)
                total += self.rate(hour - back)[0] * inside
                left -= inside
                back, part = back + 1, 60.0
            expected.append(total / 60.0)
        return expected

    def pace(
        self,
        now: float,
        recent: Recent,
        *,
        is_seen: bool,
        usual: tuple[float, float],
        until: float | None = None,
        expect: float = 1.0,
    ) -> tuple[float, float]:
        """Return (today's level, that of the last two hours too), as multiples of the pattern.

        is_seen: whether the last two hours were watched; else they say nothing. usual: what the pattern expects in the
        last LOCAL_FROM and LOCAL_TO minutes. until: the least of all instants up to then. expect: how many times that is planned
        for now, and may have begun since: what lies between the usual and the planned tells nothing, else a plan would count twice.
        """
        level = self.level(int(now // HOUR))
        if not is_seen:
            return level, level
        end = recent.minute(now) + 1
        far = end if until is None else recent.minute(until) + 1
        seen = recent.between(far - LOCAL_FROM, end - LOCAL_TO)
        expected = (usual[0] - usual[1]) * level
        if expect != 1.0:
            expected = sorted((expected, seen, expected * expect))[1]
        local = ((seen + LOCAL_PRIOR) / (expected + LOCAL_PRIOR)) ** (LOCAL_POWER * expected / (expected + LOCAL_HALF))
        return level, level * min(max(local, LOCAL_BOUNDS[0]), LOCAL_BOUNDS[1])

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        later = [list(one) for one in self._unlearnt()]
        learnt = [self.mean, self._excess, self._squares]
        return [self._at, self.hours, *learnt, self._rates.rows(), self.season.to_state(), later]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredPattern.of(state)
        self._at, self.hours, self.mean = stored.at, stored.hours, stored.mean
        self._excess, self._squares = stored.excess, stored.squares
        self._later = array("d", [each for one in stored.later for each in one])
        self._rates, self._most = HourRates(stored.rates), {}
        self.season.from_state(stored.season)
        self._level = None


def _same_hour(codes: bytearray, hour: int) -> bytearray:
    """Return this hour of all other days: the ring holds whole days, so they stand 24 apart."""
    found = codes[hour % _A_DAY :: _A_DAY]
    del found[hour % KEPT_HOURS // _A_DAY]
    return found


def _sum(codes: bytearray, cap: float) -> tuple[float, int]:
    """Return (the counts of some hours, each up to a cap; how many of them are known)."""
    known = len(codes) - codes.count(UNKNOWN)
    some = codes.translate(None, _NOTHING)
    return math.fsum([min(_ALL[code], cap) for code in some]) if some else 0.0, known


def weeks_by_clock(zone: str, hour: int) -> tuple[int, ...]:
    """Return how many hours ago the clock of a zone showed this hour of the week, in the last four weeks."""
    return WEEKS_AGO if zone == "UTC" else _by_clock(zone, hour)[1]


@lru_cache(maxsize=2048)  # quiet brands catch up hours of days; most entries share their tuples
def _by_clock(zone: str, hour: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return how many hours ago the clock of a zone showed this hour, by day and by week, and an hour beside it by day."""
    now = _ahead(zone, hour)
    days, weeks = (tuple(back + _ahead(zone, hour - back) - now for back in backs) for backs in (_DAYS, WEEKS_AGO))
    if (days, weeks) == (_DAYS, WEEKS_AGO):
        return _DAYS, WEEKS_AGO, _NEAR
    # Where clocks go back the fourth week is an hour too old.
    kept = tuple(back for back in weeks if back <= KEPT_HOURS)
    return days, kept, tuple(back + step for step in (-1, 1) for back in days)


def _ahead(zone: str, hour: int) -> int:
    """Return by how many hours the clocks of a zone are ahead of UTC."""
    offset = instant(HOUR * hour).astimezone(zone_of(zone)).utcoffset()
    return 0 if offset is None else math.floor(offset.total_seconds() / HOUR)
