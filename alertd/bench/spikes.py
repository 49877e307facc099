"""The spike benchmark: our volume signal and the documented rules of other products on one stream.

Printed for 2, 20 and 200 mentions an hour: false pages a week on quiet weeks, and minutes from the onset of a crisis to
the page (median and 90th percentile); then nights, a recurring campaign hour, second waves. Everything is built from
seeds: the same release prints the same table everywhere.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

import numpy as np

from alertd.bench import ours, rivals, stream
from alertd.bench.ours import Look
from alertd.bench.stage import pages
from alertd.model.value import Value

RATES = (2.0, 20.0, 200.0)
WARM_UP, QUIET_DAYS = 60, 28
QUIET_SEEDS = (100, 101, 102)
CRISES, NIGHTS, CAMPAIGNS, WAVES = 24, 12, 6, 12
#: An episode: a firing more than six hours after the start of the last one (for rules without a page stage).
EPISODE = 360
Judge = Callable[[stream.Counts, int, int], list[int]]


class Row(Value, frozen=True, kw_only=True):
    """What one rule does: by rate (false pages a week, delays in minutes); delays at night; campaign hours that fired."""

    name: str
    false_per_week: dict[float, float]
    delays: dict[float, tuple[float, ...]]
    night: tuple[float, ...] = ()
    campaign: int | None = None
    other_day: int | None = None
    burst: int | None = None
    waves: int | None = None


def by_rule(rule: rivals.Rule) -> Judge:
    """Return a judge: the minutes in which episodes of a rule begin."""

    def judge(counts: stream.Counts, first: int, end: int) -> list[int]:
        minutes = np.arange(first + 1, end + 1)
        fired = minutes[rule(rivals.total(counts), minutes)]
        episodes: list[int] = []
        for minute in fired.tolist():
            if not episodes or minute - episodes[-1] > EPISODE:
                episodes.append(minute)
        return episodes

    return judge


def by_us(rarer_than: float) -> Judge:
    """Return a judge: the minutes of our pages."""

    def judge(counts: stream.Counts, first: int, end: int) -> list[int]:
        return paged(ours.looks(counts, first, end), rarer_than)

    return judge


def paged(looks: Iterable[Look], rarer_than: float) -> list[int]:
    """Return the minutes of pages."""
    return [ours.minute_of(at) for at in pages(looks, rarer_than)]


def measure(name: str, judge: Judge, *, rates: Iterable[float] = RATES, crises: int = CRISES, shift: int = 0) -> Row:
    """Return false pages and delays of one rule; shift is added to every seed: streams that nobody has tuned on."""
    false, delays = {}, {}
    day = stream.DAY
    for rate in rates:
        episodes = 0
        for seed in QUIET_SEEDS:
            counts = stream.quiet(rate, WARM_UP + QUIET_DAYS, seed + shift)
            episodes += len(judge(counts, WARM_UP * day, len(counts)))
        false[rate] = episodes / (len(QUIET_SEEDS) * QUIET_DAYS / 7.0)
        delays[rate] = tuple(_delay(judge, *stream.with_crisis(rate, number + shift)) for number in range(crises))
    return Row(name=name, false_per_week=false, delays=delays)


def measure_special(row: Row, judge: Judge, *, waves: bool = True) -> Row:
    """Add nights, campaigns and second waves at 20 mentions an hour.

    waves: not for rules without a page stage, since the six hours of an episode would hide every second wave.
    """
    night = tuple(_delay(judge, *stream.with_crisis(20.0, number, night=True)) for number in range(NIGHTS))
    fired = {
        kind: sum(
            _fires(judge, *stream.with_campaign(20.0, number, weekday=weekday, burst=burst))
            for number in range(CAMPAIGNS)
        )
        for kind, weekday, burst in (("campaign", 1, 0.0), ("other_day", 2, 0.0), ("burst", 1, 20.0))
    }
    paged_twice = sum(_both(judge, *stream.with_waves(20.0, number)) for number in range(WAVES)) if waves else None
    return row.with_(night=night, waves=paged_twice, **fired)


def _delay(judge: Judge, counts: stream.Counts, onset: int) -> float:
    """Return minutes from the onset to the first page; the rule is looked at for a day from the onset on."""
    found = judge(counts, onset, onset + stream.DAY)
    return float(found[0] - onset) if found else float("inf")


def _fires(judge: Judge, counts: stream.Counts, begins: int) -> bool:
    return bool(judge(counts, begins, begins + 120))


def _both(judge: Judge, counts: stream.Counts, first: int, second: int) -> bool:
    found = judge(counts, first, second + 240)
    return any(first < m <= second for m in found) and any(m > second for m in found)


def median(delays: tuple[float, ...]) -> float:
    """Return the median delay; infinite if most crises were missed."""
    return statistics.median(delays) if delays else float("nan")


def p90(delays: tuple[float, ...]) -> float:
    """Return the 90th percentile of the delays."""
    return float(np.quantile(np.array(delays), 0.9, method="lower")) if delays else float("nan")
