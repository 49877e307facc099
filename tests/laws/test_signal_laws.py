"""Laws that every signal keeps, whatever the input."""

from __future__ import annotations

import functools

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.levels import level
from alertd.core.signals.tail import Tail
from alertd.core.signals.velocity import Velocity, wilson
from alertd.core.signals.volume import Volume

T0 = 1_772_323_200.0
seconds = st.lists(st.floats(0.0, 59.0), min_size=1, max_size=30)
gaps = st.lists(st.floats(1.0, 20_000.0), min_size=1, max_size=40)


@given(seconds, st.randoms(use_true_random=False))
def test_order_within_a_minute_is_irrelevant(offsets: list[float], shuffle: object) -> None:
    """However the posts of one minute arrive, the lane says the same afterwards."""
    mixed = list(offsets)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    lanes = []
    for order in (sorted(offsets), mixed):
        lane = Volume(started_at=T0 - 7200.0)
        for offset in order:
            lane.observe(T0 + offset, now=T0 + 60.0)
        lanes.append(lane.reading(T0 + 60.0, window=600.0))

    assert lanes[0] == lanes[1]


@settings(deadline=None)
@given(gaps, st.floats(1.0, 5_000_000.0), st.integers(2, 50))
def test_time_may_pass_in_any_steps(between: list[float], silence: float, steps: int) -> None:
    """Advancing at once or step by step gives the same usual and the same rarity."""
    readings = []
    for count in (1, steps):
        lane, now = Volume(), T0
        for gap in between:
            lane.observe(now, now=now)
            now += gap
        begin = now
        for i in range(count):
            now = begin + silence * (i + 1) / count
            lane.advance(now)
        lane.observe(begin + silence, now=begin + silence)
        readings.append(lane.reading(begin + silence, window=3600.0))

    one, other = readings
    assert one.value == other.value
    assert (one.usual is None) == (other.usual is None)
    assert one.usual is None or other.usual is None or abs(one.usual - other.usual) <= 1e-4 * one.usual + 1e-9


@settings(deadline=None)
@given(gaps)
def test_a_snapshot_at_any_point_changes_nothing(between: list[float]) -> None:
    """A lane that was packed and restored after each mention ends in the same bytes."""
    lane, twin, now = Volume(), Volume(), T0
    for gap in between:
        for each in (lane, twin):
            each.observe(now, now=now)
        twin = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(twin.to_state())))
        now += gap

    assert msgspec.msgpack.encode(twin.to_state()) == msgspec.msgpack.encode(lane.to_state())


@functools.cache
def _five_days() -> bytes:
    lane = Volume()
    for i in range(5 * 24 * 4):
        lane.observe(T0 + 900.0 * i, now=T0 + 900.0 * i)
    return msgspec.msgpack.encode(lane.to_state())


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40))
def test_more_mentions_are_never_less_rare(some: int, more: int) -> None:
    """In the same minute, a larger burst is at least as rare."""
    rarities = []
    for count in (some, some + more):
        lane = Volume.from_state(msgspec.msgpack.decode(_five_days()))
        now = T0 + 5 * 86400.0
        for _ in range(count):
            lane.observe(now, now=now)
        rarities.append(lane.reading(now).rarity or 0.0)

    assert rarities[0] <= rarities[1]


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60), st.floats(0.0, 1.0))
def test_more_negative_mentions_never_lower_the_rise(shares: list[float], extra: float) -> None:
    """Raising P(negative) of a mention of the present window never lowers the rise or the ratio."""
    rises = []
    for boost in (0.0, extra):
        velocity = Velocity()
        for i in range(30):
            velocity.observe(T0 + i, now=T0 + i, negative=0.2, known=True)
        for i, share in enumerate(shares):
            at = T0 + 1800.0 + i
            velocity.observe(at, now=at, negative=min(share + boost, 1.0), known=True)
        rises.append(velocity.change(T0 + 1800.0 + 120.0, 1800.0))

    assert rises[0].rise_points <= rises[1].rise_points + 1e-3
    assert rises[0].ratio <= rises[1].ratio + 1e-3


@given(st.lists(st.floats(0.0, 50.0), min_size=200, max_size=300), st.floats(2.0, 20.0))
def test_a_scaled_history_gives_scaled_thresholds(counts: list[float], factor: float) -> None:
    """A brand that is `factor` times as loud needs about `factor` times the mentions for the same rarity."""
    limits = []
    for times in (1.0, factor):
        tail = Tail(lowest=-2.0, step=0.01, cells=2000, half_life=5000.0)
        for count in counts:
            tail.learn(level(times * (count + 20.0), 5))
        tail.refit()
        limits.append(tail.level(3.0))

    shift = limits[1] - limits[0]
    expected = level(factor * 20.0, 5) - level(20.0, 5)
    assert abs(shift - expected) < 0.15 + 0.05 * expected


@given(st.floats(0.0, 60.0), st.floats(0.001, 20.0), st.floats(0.1, 50.0))
def test_a_chance_is_a_chance_and_falls_with_the_count(count: float, mean: float, shape: float) -> None:
    """The tail of the start lies between 0 and 1, and one more mention never makes it larger."""
    one, other = exceeding(count, mean, shape), exceeding(count + 1.0, mean, shape)

    assert 0.0 <= other <= one * (1.0 + 1e-9) <= 1.0 + 1e-9


@given(st.floats(0.0, 1.0), st.floats(1.0, 500.0), st.floats(0.5, 3.0))
def test_an_interval_holds_its_share(share: float, trials: float, z: float) -> None:
    """Wilson's ends lie on both sides of the share, within 0 and 1."""
    low, high = wilson(share * trials, trials, -z), wilson(share * trials, trials, z)

    assert 0.0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1.0


@given(
    st.lists(st.tuples(st.floats(0.0, 90.0), st.floats(0.0, 1.0)), min_size=1, max_size=150),
    st.sampled_from(((20.0, None), (5.0, None), (None, 2.0))),
    st.sampled_from((600.0, 1800.0)),
)
def test_a_calm_velocity_never_hides_a_rise(
    posts: list[tuple[float, float]], asked: tuple[float | None, float | None], within: float
) -> None:
    """Where a lane calls itself calm, the full comparison would not fire either; a copy from a snapshot agrees."""
    points, ratio = asked
    lane, now = Velocity(), T0
    for gap, negative in posts:
        now += gap
        lane.observe(now, now=now, negative=negative, known=True)
        copy = Velocity.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))
        calm = lane.is_calm(now, within, floor=12.0, points=points, ratio=ratio)
        assert copy.is_calm(now, within, floor=12.0, points=points, ratio=ratio) == calm
        if calm:
            rise = lane.change(now, within)
            over = rise.rise_points >= points if points is not None else rise.ratio >= (ratio or 0.0)
            assert not (over and rise.known_now >= 12.0 and rise.rise_points_low > 0.0)
