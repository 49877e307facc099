"""Velocity: when negative sentiment surely gains speed, and when it does not."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.velocity import Rise, Velocity

T0 = 1_772_323_200.0
HALF = 1800.0


def two_windows(before: tuple[int, int], now: tuple[int, int]) -> Rise:
    """Return the change after (negative, known) in one half hour and then in the next."""
    velocity = Velocity()
    for begin, (negative, known) in ((T0, before), (T0 + HALF, now)):
        for i in range(known):
            at = begin + 5.0 + 50.0 * i * 30 / max(known, 30)
            velocity.observe(at, now=at, negative=1.0 if i < negative else 0.0, known=True)
    return velocity.change(T0 + 2 * HALF - 1.0, HALF)


def test_three_of_three_is_nothing() -> None:
    """All of three posts negative is not sure, though the share rises by 100 points."""
    rise = two_windows((0, 3), (3, 3))

    assert rise.rise_points == 100.0
    assert rise.rise_points_low <= 0.0
    assert rise.ratio_low <= 1.0


def test_nine_of_thirty_after_three_of_thirty_is_something() -> None:
    """20 points more, sure at 95 %. By hand: Wilson ends .1837 and .2255, so .2 - sqrt(.1163^2 + .1255^2) = .0289."""
    rise = two_windows((3, 30), (9, 30))

    assert (rise.negative_now, rise.known_now) == (9.0, 30.0)
    assert (rise.negative_before, rise.known_before) == (3.0, 30.0)
    assert rise.rise_points == pytest.approx(20.0)
    assert rise.rise_points_low == pytest.approx(2.89, abs=0.01)
    assert rise.ratio == pytest.approx(3.0)
    assert rise.ratio_low > 1.0


def test_a_steady_share_at_rising_volume_is_a_spike_not_velocity() -> None:
    """30 of 100 after 9 of 30: three times the negative posts, and no velocity by either measure."""
    rise = two_windows((9, 30), (30, 100))

    assert rise.rise_points == pytest.approx(0.0)
    assert rise.rise_points_low < 0.0
    assert rise.ratio > 3.0
    assert rise.ratio_low <= 1.0


def test_more_confidence_asks_for_more() -> None:
    """What is sure at 95 % need not be sure at 99.9 %."""
    velocity = Velocity()
    for begin, negative in ((T0, 3), (T0 + HALF, 9)):
        for i in range(30):
            at = begin + 50.0 * i
            velocity.observe(at, now=at, negative=float(i < negative), known=True)
    now = T0 + 2 * HALF - 1.0

    assert velocity.change(now, HALF, confidence=0.95).rise_points_low > 0.0
    assert velocity.change(now, HALF, confidence=0.999).rise_points_low < 0.0


def test_what_cannot_be_scored_counts_nowhere() -> None:
    """Unknown scores are neither negative nor neutral."""
    velocity = Velocity()
    for i in range(50):
        velocity.observe(T0 + i, now=T0 + i, negative=1.0, known=False)

    assert velocity.change(T0 + 50, HALF).known_now == 0.0


def test_the_usual_share_steadies_an_empty_window_before() -> None:
    """After a quiet half hour, ten posts at the usual share are no rise; twenty angry ones are."""
    calm, angry = Velocity(), Velocity()
    for velocity in (calm, angry):
        for i in range(200):
            at = T0 + 60.0 * i
            velocity.observe(at, now=at, negative=0.2, known=True)
    now = T0 + 12_000.0 + 4000.0
    for i in range(20):
        calm.observe(now + i, now=now + i, negative=0.2, known=True)
        angry.observe(now + i, now=now + i, negative=0.9, known=True)

    assert calm.change(now + 20, HALF).rise_points_low <= 0.0
    assert angry.change(now + 20, HALF).rise_points_low > 0.0
    assert angry.change(now + 20, HALF).usual == pytest.approx(0.2, rel=1e-5)


def test_late_posts_do_not_move_the_windows() -> None:
    """A post older than two minutes at its arrival teaches the usual and moves nothing."""
    velocity = Velocity()
    velocity.observe(T0, now=T0 + 121.0, negative=1.0, known=True)

    assert velocity.change(T0 + 122.0, HALF).known_now == 0.0


def test_long_windows_use_coarse_cells() -> None:
    """Six hours against the six before them."""
    velocity = Velocity()
    for i in range(144):
        at = T0 + 300.0 * i
        velocity.observe(at, now=at, negative=0.1 if i < 72 else 0.5, known=True)

    rise = velocity.change(T0 + 43_199.0, 6 * 3600.0)
    assert (rise.known_before, rise.known_now) == (72.0, 72.0)
    assert rise.rise_points == pytest.approx(40.0, rel=1e-4)


def test_a_snapshot_forgets_nothing() -> None:
    """A restored velocity says the same."""
    velocity = Velocity()
    for i in range(300):
        velocity.observe(T0 + 40.0 * i, now=T0 + 40.0 * i, negative=i / 300, known=True)
    packed = msgspec.msgpack.encode(velocity.to_state())
    other = Velocity.from_state(msgspec.msgpack.decode(packed))

    assert other.change(T0 + 12_000, HALF) == velocity.change(T0 + 12_000, HALF)
    assert msgspec.msgpack.encode(other.to_state()) == packed
    assert len(msgspec.msgpack.encode(Velocity().to_state())) < 100


def test_an_unknown_version_is_refused() -> None:
    """A state of another version cannot be read by mistake."""
    with pytest.raises(ValueError, match="version 9"):
        Velocity.from_state([9, 0.0, 0.0, None, [], []])


def test_few_mentions_are_calm_without_a_look() -> None:
    """Under the floor nothing can rise; at the floor a flood of negative ones is looked at."""
    velocity = Velocity()
    for i in range(29):
        velocity.observe(T0 + i, now=T0 + i, negative=1.0, known=True)
        assert velocity.is_calm(T0 + i, HALF, floor=30.0, points=20.0)
    velocity.observe(T0 + 30, now=T0 + 30, negative=1.0, known=True)

    assert not velocity.is_calm(T0 + 30, HALF, floor=30.0, points=20.0)


def test_a_steady_share_is_calm_however_busy() -> None:
    """600 mentions in each half hour with the same share leave room; 200 negative ones use it up."""
    velocity = Velocity()
    for i in range(1200):
        velocity.observe(T0 + 3.0 * i, now=T0 + 3.0 * i, negative=0.2, known=True)
    now = T0 + 2 * HALF - 2.0
    assert velocity.is_calm(now, HALF, floor=30.0, points=20.0)
    for _ in range(400):
        velocity.observe(now, now=now, negative=1.0, known=True)

    assert not velocity.is_calm(now, HALF, floor=30.0, points=20.0)
    assert velocity.change(now, HALF).rise_points_low > 20.0
