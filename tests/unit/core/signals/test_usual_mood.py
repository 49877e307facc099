"""Usual mood: what is remembered of a watch's voices, by language."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.usual_mood import HALF_LIFE, UsualMood

T0 = 1_767_571_200.0
DAY = 86400.0


def heard(days: float, *, every: float = 60.0, likely: float = 0.2, language: str = "en") -> UsualMood:
    """Return what is usual after so many days of a voice a minute, which swings a little around a mean."""
    usual = UsualMood()
    for i in range(int(days * DAY / every)):
        usual.learn(T0 + every * i, language, likely + 0.1 * (i % 3 - 1), 1.0, counts=i % 20 == 0)
    return usual


@pytest.mark.parametrize("days", [1.0, 3.0, 20.0])
def test_voices_a_day_are_right_from_the_first_day_on(days: float) -> None:
    """Half is forgotten in a week; a watch of a day has seen one day, and not a seventh of a week."""
    assert heard(days).a_day(T0 + days * DAY) == pytest.approx(1440.0, rel=0.05)


def test_minutes_are_not_taken_for_a_day() -> None:
    """A hundred voices in the first ten minutes are not taken for fourteen thousand a day."""
    assert heard(600.0 / DAY, every=6.0).a_day(T0 + 600.0) <= 450.0


def test_a_voice_is_measured_in_standard_deviations_of_its_language() -> None:
    """The mean is nothing, and a tenth above it, where voices swing by a tenth, is a little more than one."""
    usual = heard(2.0)

    assert usual.above("en", 0.2) == pytest.approx(0.0, abs=0.01)
    assert usual.above("en", 0.3) == pytest.approx(1.22, abs=0.05)
    assert usual.share == pytest.approx(0.05, rel=0.05)


def test_nothing_is_said_of_few_voices() -> None:
    """Ninety-nine voices are no usual mood; the share is known from the first on."""
    usual = heard(99.0 * 60.0 / DAY)

    assert usual.above("en", 0.9) is None
    assert UsualMood().share is None
    assert UsualMood().a_day(T0) == 0.0


def test_a_spread_is_never_thought_nothing() -> None:
    """A scorer that always says the same would make of any other voice a miracle."""
    usual = UsualMood()
    for i in range(200):
        usual.learn(T0 + 60.0 * i, "en", 0.2, 1.0, counts=False)

    assert usual.above("en", 0.28) == pytest.approx(1.0)


def test_what_was_usual_a_month_ago_hardly_counts() -> None:
    """A brand that is loved by now is held against now."""
    usual = heard(7.0, likely=0.6)
    late = T0 + 7.0 * DAY + 4.0 * HALF_LIFE
    for i in range(3000):
        usual.learn(late + 60.0 * i, "en", 0.2 + 0.1 * (i % 3 - 1), 1.0, counts=False)

    assert abs(usual.above("en", 0.2) or 0.0) < 0.7


def test_a_snapshot_forgets_nothing() -> None:
    """Packed and restored it says the same, of each language."""
    usual = heard(1.0)
    usual.learn(T0 + DAY, "tr", 0.7, 0.5, counts=True)
    other = UsualMood()
    other.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(usual.to_state())))

    assert other.to_state() == usual.to_state()
    assert other.above("en", 0.5) == usual.above("en", 0.5)
