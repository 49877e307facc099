"""Volume: what a lane must say in the situations people care about."""

from __future__ import annotations

import random
import tracemalloc
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from alertd.core.signals.volume import Volume

DAY = 86400.0
T0 = 1_772_323_200.0  # Sunday 2026-03-01 00:00 UTC


def steady(per_hour: float, days: float, *, begin: float = T0) -> tuple[Volume, float]:
    """Return a lane that saw evenly spaced mentions for some days, and the instant after."""
    lane, gap = Volume(), 3600.0 / per_hour
    count = int(days * 24 * per_hour)
    for i in range(count):
        lane.observe(begin + i * gap, now=begin + i * gap)
    return lane, begin + count * gap


def test_an_empty_lane_knows_nothing() -> None:
    """Without a mention there is no usual and no rarity."""
    reading = Volume().reading(T0)

    assert reading.value == 0.0
    assert reading.usual is None
    assert reading.rarity is None


def test_the_windows_forget_by_themselves() -> None:
    """Silence is visible: an hour after the last mention both windows are empty, without new input."""
    lane = Volume()
    for i in range(100):
        lane.observe(T0 + i, now=T0 + i)

    assert lane.reading(T0 + 99, window=600.0).value == 100.0
    assert lane.reading(T0 + 99 + 660, window=600.0).value == 0.0
    assert lane.reading(T0 + 99 + 660, window=3600.0).value == 100.0
    assert lane.reading(T0 + 99 + 3700, window=3600.0).value == 0.0


def test_a_burst_of_seconds_does_not_wait_for_a_bucket() -> None:
    """Thirty mentions in thirty seconds on a watch of two an hour are rare at the thirtieth."""
    lane, now = steady(2.0, 5.0)

    assert (lane.reading(now).rarity or 0.0) < 1.0
    for i in range(30):
        lane.observe(now + i, now=now + i)

    reading = lane.reading(now + 30)
    assert reading.value == 30.0
    assert reading.rarity is not None
    assert reading.rarity > 30.0
    assert reading.usual == pytest.approx(reading.window / 1800.0, rel=0.1)


def test_a_young_watch_needs_a_burst_against_its_few_posts() -> None:
    """One post in ten minutes and then five in three is rarer by far than the same five, evenly spread."""
    young, even = Volume(), Volume()
    for at in (0.0, 600.0, 606.0, 720.0, 722.0, 762.0):
        young.observe(T0 + at, now=T0 + at)
    for at in (0.0, 150.0, 300.0, 450.0, 600.0, 750.0):
        even.observe(T0 + at, now=T0 + at)

    rare, usual = young.reading(T0 + 762).rarity or 0.0, even.reading(T0 + 762).rarity or 0.0
    assert rare > 4.0 * usual


def test_a_busy_watch_starts_without_a_page() -> None:
    """A steady stream is never rarer than a few days on its first day, at 2, 20 or 200 an hour."""
    for per_hour in (2.0, 20.0, 200.0):
        lane, gap = Volume(), 3600.0 / per_hour
        for i in range(int(24 * per_hour)):
            lane.observe(T0 + i * gap, now=T0 + i * gap)
            assert (lane.reading(T0 + i * gap).rarity or 0.0) < 30.0


@pytest.mark.parametrize("hours", [1, 2, 3, 6])
def test_what_is_usual_of_a_young_watch_is_what_came_before_the_window(hours: int) -> None:
    """Two an hour for half a day, then eight an hour: two are usual, however long the window is that holds the eight."""
    lane, begins = steady(2, 0.5)
    for i in range(8 * hours):
        lane.observe(begins + 450.0 * i, now=begins + 450.0 * i)
    now = begins + 3600.0 * hours

    reading = lane.reading(now, window=3600.0 * hours)
    assert reading.value == pytest.approx(8 * hours, rel=0.05)  # whole hours are kept in steps of 4 %
    assert reading.usual == pytest.approx(2 * hours, rel=0.15)


def test_a_count_sensor_that_is_young_knows_what_came_before_the_window_too() -> None:
    """A dozen a day and a half, then ten times as many for two hours."""
    lane = Volume()
    for bucket in range(12 * 36 + 24):
        begin = T0 + 300.0 * bucket
        lane.observe_count(begin, 300.0, 1.0 if bucket < 12 * 36 else 10.0, now=begin + 300.0)

    reading = lane.reading(T0 + 38 * 3600.0, window=7200.0)
    assert reading.value == pytest.approx(240.0, rel=0.05)
    assert reading.usual == pytest.approx(24.0, rel=0.05)


def test_late_posts_never_start_a_fire() -> None:
    """Posts older than 120 s at arrival count as late and leave the live windows alone; after 24 h they are refused."""
    lane, now = steady(2.0, 5.0)
    before = lane.reading(now)

    for i in range(50):
        lane.observe(now - 300.0 - i, now=now)
    lane.observe(now - 90_000.0, now=now)

    assert lane.reading(now) == before
    assert (lane.late, lane.refused) == (50, 1)


def test_a_gap_is_not_learnt_as_silence() -> None:
    """After ten uncovered days the usual is what it was; after ten silent days it is less than half."""
    blind, silent = steady(20.0, 10.0), steady(20.0, 10.0)
    now = blind[1]
    blind[0].gap(now, now + 10 * DAY)
    later = now + 10 * DAY + 1800.0
    for lane, _ in (blind, silent):
        lane.observe(later, now=later)

    assert blind[0].reading(later, window=3600.0).usual == pytest.approx(20.0, rel=0.05)
    assert (silent[0].reading(later, window=3600.0).usual or 0.0) < 10.0


def test_catching_up_at_once_equals_catching_up_step_by_step() -> None:
    """A quiet watch may sleep for a month: the closed form gives what hourly ticks would have given."""
    slept, ticked = steady(5.0, 4.0), steady(5.0, 4.0)
    end = slept[1] + 30 * DAY
    now = slept[1]
    while now < end:
        ticked[0].advance(now)
        now += 1234.5
    for lane, _ in (slept, ticked):
        lane.observe(end, now=end)

    one, other = slept[0].reading(end), ticked[0].reading(end)
    assert one.usual == pytest.approx(other.usual)
    assert one.rarity == pytest.approx(other.rarity)


def test_count_records_feed_the_same_lane() -> None:
    """Five-minute counts give the same value and the same usual as the posts they count."""
    lane = Volume()
    for i in range(288 * 5):
        lane.observe_count(T0 + 300.0 * i, 300.0, 10.0, now=T0 + 300.0 * (i + 1))
    now = T0 + 5 * DAY

    reading = lane.reading(now, window=600.0)
    assert reading.value == 20.0
    assert reading.usual == pytest.approx(20.0)
    assert reading.rarity == 0.0


def test_counts_at_an_odd_second_fill_their_window_exactly() -> None:
    """Buckets that begin at :52 past the minute are not smeared over their neighbours."""
    lane = Volume()
    for i, count in enumerate((10.0, 10.0, 30.0)):
        lane.observe_count(T0 + 53 + 300.0 * i, 300.0, count, now=T0 + 53 + 300.0 * (i + 1))

    assert lane.reading(T0 + 53 + 900.0, window=600.0).value == 40.0


def test_a_campaign_raises_what_is_expected() -> None:
    """A burst that is rare by itself is none where five times the usual was announced."""
    lane, now = steady(60.0, 5.0)
    for i in range(40):
        lane.observe(now + i, now=now + i)

    assert (lane.reading(now + 40).rarity or 0.0) > 1.0
    assert (lane.reading(now + 40, expect=5.0).rarity or 0.0) < (lane.reading(now + 40).rarity or 0.0)
    assert lane.reading(now + 40, expect=5.0).usual == pytest.approx(
        5 * (lane.reading(now + 40).usual or 0.0), rel=0.02
    )


def test_versus_names_its_yardstick() -> None:
    """Against the last 24 hours and against the same hour of four weeks, usual is that mean."""
    lane, now = steady(12.0, 29.0)

    assert lane.reading(now, window=3600.0, versus="last_24h").usual == pytest.approx(12.0, rel=0.03)
    assert lane.reading(now, window=3600.0, versus="same_hour_4_weeks").usual == pytest.approx(12.0, rel=0.03)


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC"])
@pytest.mark.parametrize("jump", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
@pytest.mark.parametrize("is_counted", [False, True])
def test_the_same_hour_is_that_of_the_clocks_people_have(zone: str, jump: datetime, *, is_counted: bool) -> None:
    """Twelve at nine in Paris each morning, then the clocks change: nine of next Monday is held against the nines before.

    Without the zone it is held against another hour, in which nobody wrote. Counts of a sensor are held as posts are.
    """
    lane, paris = Volume(), ZoneInfo("Europe/Paris")
    lane.live_in(zone)
    first, monday = jump - timedelta(days=30), jump + timedelta(days=1)
    for hour in range(int((monday - first).total_seconds() // 3600)):
        at = (first + timedelta(hours=hour)).timestamp()
        number = 12 if datetime.fromtimestamp(at, paris).hour == 9 else 0
        if is_counted:
            lane.observe_count(at, 3600.0, number, now=at + 3600.0)
        for i in range(0 if is_counted else number):
            lane.observe(at + 240.0 * i, now=at + 240.0 * i)
    nine = datetime.combine(monday.astimezone(paris).date(), time(9), paris).timestamp()
    lane.advance(nine)

    usual = lane.reading(nine + 60.0, window=3600.0, versus="same_hour_4_weeks").usual
    assert usual == pytest.approx(12.0 if zone == "Europe/Paris" else 0.0, rel=0.05)


def test_the_floor_follows_the_watch() -> None:
    """Four mentions by three authors on a silent watch, ten by five from twenty an hour on."""
    assert Volume().floor(T0) == (4.0, 3.0)
    for per_hour, floor in ((0.2, (4.0, 3.0)), (2.0, (5.0, 3.0)), (20.0, (10.0, 5.0)), (200.0, (10.0, 5.0))):
        lane, now = steady(per_hour, 5.0)
        assert lane.floor(now) == floor


def test_a_snapshot_forgets_nothing() -> None:
    """A lane restored from its packed state says the same and goes on the same."""
    lane, now = steady(20.0, 25.0)
    packed = msgspec.msgpack.encode(lane.to_state())
    other = Volume.from_state(msgspec.msgpack.decode(packed))

    for each in (lane, other):
        for i in range(200):
            each.observe(now + 10 * i, now=now + 10 * i)
    assert other.reading(now + 2000) == lane.reading(now + 2000)
    assert msgspec.msgpack.encode(other.to_state()) == msgspec.msgpack.encode(lane.to_state())


def test_a_quiet_lane_is_small() -> None:
    """Two mentions an hour for five weeks fit into 2 kB."""
    lane, _ = steady(2.0, 35.0)

    assert len(msgspec.msgpack.encode(lane.to_state())) <= 2000


def test_an_old_quiet_lane_takes_little_memory() -> None:
    """Three days of a mention in five hours: ten thousand brands of two such lanes are kept at all times."""
    chance, lanes = random.Random(3), [Volume(started_at=T0) for _ in range(20)]
    tracemalloc.start()
    try:
        for lane in lanes:
            now = T0
            while now < T0 + 3 * 86400.0:
                now += chance.expovariate(0.2 / 3600.0)
                lane.observe(now, now=now)
                lane.is_calm(now, 30.0)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept / len(lanes) < 7_000


def test_calm_promises_that_nothing_is_rare() -> None:
    """Whenever a lane says it is calm, its rarity is under three days; a burst ends the calm."""
    lane, now = steady(20.0, 5.0)
    assert lane.is_calm(now)
    for i in range(60):
        lane.observe(now + i, now=now + i)
        if lane.is_calm(now + i):
            assert (lane.reading(now + i).rarity or 0.0) < 3.0
    assert not lane.is_calm(now + 60)


def test_an_unknown_version_is_refused() -> None:
    """A state of another version cannot be read by mistake."""
    state = Volume().to_state()
    state[0] = 99

    with pytest.raises(ValueError, match="version 99"):
        Volume.from_state(state)


def mixed(days: float, *, begin: float = T0) -> tuple[Volume, float]:
    """Return a lane with two that count an hour, and beside each one that is some evidence and does not count."""
    lane, hours = Volume(started_at=begin), int(24 * days)
    for i in range(2 * hours):
        at = begin + 1800.0 * i
        lane.observe(at, now=at, weight=0.9)
        lane.observe(at + 60.0, now=at + 60.0, weight=0.4, is_one=False)
    return lane, begin + 3600.0 * hours


def test_what_is_only_evidence_is_counted_by_nobody() -> None:
    """Value, mentions, what is usual and the floor speak of those that count."""
    lane, now = mixed(15.0)
    for i in range(8):
        lane.observe(now + i, now=now + i, weight=0.9)
        lane.observe(now + i, now=now + i, weight=0.4, is_one=False)
    reading = lane.reading(now + 10.0, window=1200.0)

    assert (reading.value, reading.mentions) == (8.0, 8.0)
    assert reading.usual == pytest.approx(2.0 / 3.0, rel=0.1)
    assert lane.long_run(now) == pytest.approx(2.0, rel=0.05)


def test_evidence_makes_a_burst_rarer_and_no_burst_of_its_own() -> None:
    """Six that count are rarer among six more that nearly do; of thirty that nearly do, and none that does, no mention is told."""
    (plain, now), (among, _), (alone, _) = mixed(15.0), mixed(15.0), mixed(15.0)
    for i in range(6):
        for lane in (plain, among):
            lane.observe(now + i, now=now + i, weight=0.9)
        among.observe(now + i, now=now + i, weight=0.4, is_one=False)
    for i in range(30):
        alone.observe(now + i, now=now + i, weight=0.4, is_one=False)

    assert (among.reading(now + 30.0).rarity or 0.0) > 1.5 * (plain.reading(now + 30.0).rarity or 0.0)
    assert (alone.reading(now + 30.0).value, alone.reading(now + 30.0).mentions) == (0.0, 0.0)


def test_a_promise_of_calm_reckons_with_evidence() -> None:
    """While it is promised that a week's burst has not come, none has, whatever is counted and whatever is not."""
    chance = random.Random(7)
    lane, now = mixed(15.0)
    calm = restless = 0
    at = now
    for i in range(600):
        at += 600.0 if i < 300 else 20.0
        is_one = chance.random() < 0.4
        lane.observe(at, now=at, weight=0.9 if is_one else 0.4, is_one=is_one)
        if lane.is_calm(at, 7.0):
            calm += 1
            assert (lane.reading(at).rarity or 0.0) < 7.0
        else:
            restless += 1

    assert calm > 3
    assert restless > 3


def test_a_restart_knows_what_counts_and_what_is_evidence() -> None:
    """A snapshot keeps both apart, and what comes later finds them so."""
    lane, now = mixed(15.0)
    other = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))
    for each in (lane, other):
        for i in range(8):
            each.observe(now + i, now=now + i, weight=0.4 + 0.1 * (i % 6), is_one=i % 2 == 0)

    assert other.reading(now + 60.0) == lane.reading(now + 60.0)
    assert other.to_state() == lane.to_state()
