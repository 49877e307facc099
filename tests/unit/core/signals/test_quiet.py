"""Quiet: what silence is unusual."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from alertd.core.signals.quiet import Quiet

BERLIN = ZoneInfo("Europe/Berlin")
T0 = 1_772_323_200.0  # a Sunday, 00:00 UTC


def every(seconds: float, days: float) -> tuple[Quiet, float]:
    """Return a source with an event every so many seconds, and the instant of its last."""
    quiet, at = Quiet(), T0
    while at < T0 + days * 86400:
        quiet.observe(at, now=at)
        at += seconds
    return quiet, at - seconds


def test_silence_is_measured_against_the_usual_gap() -> None:
    """With an event a minute the usual gap is a minute; silence makes itself rarer without input."""
    quiet, last = every(60.0, 3.0)

    assert quiet.reading(last + 30.0).rarity == 0.0
    hour, day = quiet.reading(last + 3600.0), quiet.reading(last + 86_400.0)
    assert hour.value == 3600.0
    assert (hour.rarity or 0.0) > 5.0
    assert (day.rarity or 0.0) > 100 * (hour.rarity or 0.0)


def test_a_slow_source_may_be_silent_for_long() -> None:
    """Two hours are nothing where an event comes every two hours."""
    quiet, last = every(7200.0, 10.0)

    assert (quiet.reading(last + 7200.0).rarity or 0.0) < 1.0


def test_the_hour_matters() -> None:
    """A source that always sleeps at night does not alarm at night; by day the same silence is rare."""
    quiet = Quiet()
    for day in range(28):
        for minute in range(480, 1200):  # 08:00 to 20:00
            at = T0 + day * 86400 + 60.0 * minute
            quiet.observe(at, now=at)
    midnight = T0 + 27 * 86400 + 86400.0 - 1.0
    night = quiet.reading(midnight).rarity or 0.0
    noon = T0 + 28 * 86400 + 43_200.0
    quiet.observe(noon - 4 * 3600.0, now=noon - 4 * 3600.0)
    by_day = quiet.reading(noon).rarity or 0.0

    assert night < 3.0
    assert by_day > 20 * night


def by_day_in(zone: str, until: datetime) -> tuple[Quiet, float]:
    """Return a source that brings a post a minute from 9 to 18 by the clocks of Berlin, its nights taken by those of a zone."""
    quiet, at = Quiet(), (until - timedelta(days=28)).timestamp()
    quiet.zone = zone
    while at < until.timestamp():
        if 9 <= datetime.fromtimestamp(at, BERLIN).hour < 18:
            quiet.observe(at, now=at)
        at += 60.0
    return quiet, at


@pytest.mark.parametrize(
    ("now", "is_at_work"),
    [
        (datetime(2026, 3, 30, 9, 15, tzinfo=BERLIN), True),  # an hour earlier by UTC than on the days before
        (datetime(2026, 10, 26, 8, 15, tzinfo=BERLIN), False),  # an hour later
    ],
)
def test_its_hours_are_those_of_the_people_who_write(now: datetime, is_at_work: bool) -> None:
    """On the day after the clocks changed what is usual at an hour is what was usual when the clocks showed it, not an hour beside."""
    local, at = by_day_in("Europe/Berlin", now)
    by_utc, _ = by_day_in("UTC", now)

    assert ((local.reading(at).usual or 0.0) < 300.0) is is_at_work  # seconds between two posts
    assert ((by_utc.reading(at).usual or 0.0) < 300.0) is not is_at_work


def test_a_snapshot_without_a_zone_lives_by_utc() -> None:
    """What was kept before sources knew of zones is read."""
    quiet, last = every(300.0, 9.0)
    *before, _ = quiet.to_state()

    assert Quiet.from_state(before).reading(last + 4000.0) == quiet.reading(last + 4000.0)


def test_time_that_nobody_watched_is_no_silence() -> None:
    """After a gap, silence counts from its end."""
    quiet, last = every(60.0, 3.0)
    quiet.gap(last, last + 7200.0)

    assert quiet.reading(last + 7230.0).value == 30.0


def test_too_few_events_say_nothing() -> None:
    """Nine events are no usual."""
    quiet = Quiet()
    assert quiet.reading(T0).usual is None
    for i in range(9):
        quiet.observe(T0 + i, now=T0 + i)

    assert quiet.reading(T0 + 5000.0).usual is None
    assert quiet.reading(T0 + 5000.0).rarity is None
    assert quiet.rare_after(T0 + 5000.0, 1.0) is None


def test_rare_after_is_the_inverse_of_the_reading() -> None:
    """At the instant it names, the silence has that rarity."""
    quiet, last = every(60.0, 3.0)
    at = quiet.rare_after(last, 10.0)

    assert at is not None
    assert quiet.reading(at).rarity == pytest.approx(10.0, rel=0.05)


def test_a_snapshot_forgets_nothing() -> None:
    """A restored memory says the same."""
    quiet, last = every(300.0, 9.0)
    other = Quiet.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(quiet.to_state())))

    assert other.reading(last + 4000.0) == quiet.reading(last + 4000.0)
    with pytest.raises(ValueError, match="version 9"):
        Quiet.from_state([9, 0, 0, 0, 0, 0, 0, []])
