"""Mood turn: a mood that leaves its usual is told, one that is always bad is not."""

from __future__ import annotations

import random

import msgspec
import pytest

from alertd.core.signals.mood_turn import MoodTurn

T0 = 1_767_571_200.0


def voices(
    turn: MoodTurn,
    begin: float,
    count: int,
    share: float,
    *,
    seed: int = 1,
    blur: float = 0.15,
    worse: float = 0.45,
    language: str = "en",
) -> list[float]:
    """Let voices come once a minute, a share of them negative. Return the rarities.

    blur: how badly the scorer tells; worse: by how much it finds a negative one likelier.
    """
    chance, said = random.Random(seed), []
    for i in range(count):
        is_bad = chance.random() < share
        likely = min(max(chance.gauss(0.2 + worse * is_bad, blur), 0.0), 1.0)
        turn.observe(begin + 60.0 * i, likely=likely, counts=likely >= 0.5, evidence=1.0, language=language)
        said.append(turn.rarity())
    return said


def test_a_turn_at_flat_volume_is_found_within_the_hour() -> None:
    """Five in a hundred become thirty-five, a voice a minute: no more posts than ever, and it is expected once in months."""
    turn = MoodTurn()
    voices(turn, T0, 20_000, 0.05)

    said = voices(turn, T0 + 20_000 * 60.0, 90, 0.35, seed=2)
    assert max(said[:60]) > 60.0
    reading = turn.reading(T0 + 20_090 * 60.0)
    assert reading.value == int(reading.value) > (reading.usual or 0.0) * 2


@pytest.mark.parametrize("share", [0.02, 0.12, 0.6])
def test_what_is_always_so_is_no_turn(share: float) -> None:
    """Loved or hated: two weeks of a mood that stays hold nothing that is expected once in three months."""
    turn = MoodTurn()

    assert max(voices(turn, T0, 20_000, share, seed=3)) < 90.0


def test_praise_is_no_turn_to_the_worse() -> None:
    """A mood that gets better never adds up."""
    turn = MoodTurn()
    voices(turn, T0, 5_000, 0.3)

    assert max(voices(turn, T0 + 5_000 * 60.0, 200, 0.02, seed=4)) < 30.0


def test_a_young_watch_says_nothing() -> None:
    """With less than a hundred voices nobody knows what is usual."""
    assert max(voices(MoodTurn(), T0, 99, 0.9)) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_a_turn_that_has_ended_is_not_told_again_by_one_bad_voice(seed: int) -> None:
    """The mood is as usual again, and somebody complains: that is what is usual."""
    turn = MoodTurn()
    voices(turn, T0, 5_000, 0.05, seed=seed)
    now = T0 + 5_000 * 60.0
    voices(turn, now, 90, 0.6, seed=seed + 10)
    assert turn.is_raised(now + 90 * 60.0)
    now += 90 * 60.0
    while turn.is_raised(now):
        now += 60.0
        turn.observe(now, likely=0.1, counts=False, evidence=1.0)

    turn.observe(now + 60.0, likely=0.95, counts=True, evidence=1.0)
    assert turn.rarity() == 0.0


def test_a_second_turn_is_told_like_the_first() -> None:
    """Two hours of the usual mood lie between: what ended is over, and the next one is found as soon."""
    turn = MoodTurn()
    voices(turn, T0, 20_000, 0.05)
    now = T0 + 20_000 * 60.0
    first = voices(turn, now, 60, 0.5, seed=7)
    voices(turn, now + 60 * 60.0, 120, 0.03, seed=8)
    second = voices(turn, now + 180 * 60.0, 60, 0.5, seed=9)

    assert max(first) > 60.0
    assert max(second) > 60.0


def test_it_ends_with_the_turn() -> None:
    """An hour of usual voices later the mood is no longer turned, and silence ends it too."""
    turn = MoodTurn()
    voices(turn, T0, 5_000, 0.05)
    voices(turn, T0 + 5_000 * 60.0, 90, 0.5, seed=2)
    now = T0 + 5_090 * 60.0
    assert turn.is_raised(now)
    assert not turn.is_raised(now + 3 * 3600.0)

    voices(turn, now, 60, 0.05, seed=5)
    assert not turn.is_raised(now + 60 * 60.0)


def test_a_snapshot_forgets_nothing() -> None:
    """Packed and restored it says the same."""
    turn = MoodTurn()
    voices(turn, T0, 500, 0.3)
    other = MoodTurn.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(turn.to_state())))

    assert voices(turn, T0 + 30_000.0, 50, 0.6) == voices(other, T0 + 30_000.0, 50, 0.6)
    assert msgspec.msgpack.encode(other.to_state()) == msgspec.msgpack.encode(turn.to_state())


def test_a_language_the_scorer_knows_badly_needs_more_voices_and_not_another_scorer() -> None:
    """Bad and other posts are hardly told apart (a tenth, in a spread of a fifth): found within six hours all the same."""
    turn = MoodTurn()
    quiet = voices(turn, T0, 20_000, 0.05, blur=0.2, worse=0.15, language="tr")
    said = voices(turn, T0 + 20_000 * 60.0, 600, 0.45, seed=2, blur=0.2, worse=0.15, language="tr")

    assert max(quiet) < 60.0
    assert max(said[:60]) < 60.0 <= max(said)


def test_a_language_is_held_against_itself() -> None:
    """A scorer finds all Chinese posts likelier negative than English ones: a burst of usual ones from China is no turn."""
    turn = MoodTurn()
    for day in range(14):
        voices(turn, T0 + 86400.0 * day, 600, 0.05, seed=day, language="en")
        for i in range(20):
            turn.observe(T0 + 86400.0 * day + 40_000 + 60.0 * i, likely=0.42, counts=False, evidence=1.0, language="zh")
    now = T0 + 86400.0 * 14
    burst = []
    for i in range(120):
        turn.observe(now + 20.0 * i, likely=0.42 + 0.02 * (i % 3 - 1), counts=False, evidence=1.0, language="zh")
        burst.append(turn.rarity())

    assert max(burst) < 7.0
    assert max(voices(turn, now + 3600.0, 90, 0.5, seed=5, language="en")) > 60.0


def test_an_unheard_language_is_held_against_all() -> None:
    """Nothing is known of it yet: what is usual of all voices has to do, and a turn in it is found."""
    turn = MoodTurn()
    voices(turn, T0, 5_000, 0.05, language="en")

    assert max(voices(turn, T0 + 5_000 * 60.0, 90, 0.6, seed=3, language="fr")) > 60.0


def test_many_languages_take_no_more_room() -> None:
    """A stranger may name a new language with each post: those that come late count among all."""
    turn = MoodTurn()
    for i in range(1000):
        turn.observe(T0 + 60.0 * i, likely=0.2, counts=False, evidence=1.0, language=f"x{i}")

    assert len(msgspec.msgpack.encode(turn.to_state())) < 1_000


def test_a_mood_that_wanders_from_day_to_day_gets_a_higher_bar() -> None:
    """Two months in which every fourth day is worse than the others: another such day says less than on a steady watch."""

    def another_day(shares: tuple[float, ...]) -> float:
        turn = MoodTurn()
        for day in range(60):
            voices(turn, T0 + 86400.0 * day, 300, shares[day % len(shares)], seed=day)
        return max(voices(turn, T0 + 86400.0 * 60, 120, 0.22, seed=99))

    steady, wandering = another_day((0.1,)), another_day((0.06, 0.06, 0.06, 0.22))
    assert wandering < steady / 4.0


def test_a_snapshot_of_before_brings_what_is_usual() -> None:
    """Versions up to 0.1 kept fourteen numbers: mean and spread are taken over, and a turn is found at once."""
    known, mean = 5_000.0, 0.22
    before: list[object] = [1, known, known * mean, known * (mean**2 + 0.03), known * 0.05, *[0.0] * 3, T0, *[0.0] * 6]
    turn = MoodTurn.from_state(before)

    assert max(voices(turn, T0, 90, 0.5)) > 30.0


def test_a_snapshot_of_another_version_is_refused() -> None:
    """It says which."""
    with pytest.raises(ValueError, match="version 9"):
        MoodTurn.from_state([9])


def test_a_promise_of_three_days_is_neither_broken_nor_a_promise_of_a_month() -> None:
    """Where a voice says little, fewer begin a sum of their own: with each counted as one, what came once in a month was called once in three days."""
    turn, weeks = MoodTurn(), 16
    voices(turn, T0, 5_000, 0.05, language="tr", worse=0.3)
    said = voices(turn, T0 + 5_000 * 60.0, weeks * 10_080, 0.05, seed=7, language="tr", worse=0.3)

    times, is_up = 0, False
    for one in said:
        times += one >= 3.0 and not is_up
        is_up = one > 0.0 and (is_up or one >= 3.0)
    assert 0.2 < times / (weeks * 7 / 3.0) < 1.3
