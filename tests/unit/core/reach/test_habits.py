"""Habits: machines that repeat themselves or write by the clock are told; people, threads and fan clubs are not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.reach.habits import FEWEST, entropy, habits, is_by_clock

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
MORNING = 1_795_420_800.0 + 9 * HOUR
Posts = list[tuple[float, int]]


def every(seconds: float, posts: int, *, off: float = 0.0, seed: int = 1) -> list[float]:
    """Return instants in equal steps, each up to `off` seconds away from its own."""
    chance = random.Random(seed)
    return [MORNING + number * seconds + chance.uniform(-off, off) for number in range(posts)]


@pytest.mark.parametrize(
    ("times", "told"),
    [
        (every(30 * MINUTE, 12), True),
        (every(17 * MINUTE, 12), True),  # no minute of the hour comes again, the minutes between do
        (every(HOUR, 12, off=15.0), True),
        (every(DAY, 10, off=20.0), True),
        (
            sorted([*every(HOUR, 24, off=10.0)[::3], *every(HOUR, 24, off=10.0)[1::5]]),
            True,
        ),  # on the hour, now and then
        (every(30 * MINUTE, FEWEST - 1), False),  # too few to know
        (every(5 * MINUTE, 40), False),  # one sitting, however long
        (every(DAY, 10, off=40 * MINUTE), False),  # with the coffee, every morning
        (every(2 * HOUR, 20, off=30 * MINUTE), False),
        ([], False),
        ([MORNING] * 50, False),
    ],
)
def test_who_writes_by_the_clock(times: list[float], told: bool) -> None:
    """A minute of the hour, or the same step each time; a habit of a person is never so exact. Order does not matter."""
    assert is_by_clock(times) is told
    assert is_by_clock(times[::-1]) is told


@pytest.mark.parametrize(
    ("voices", "told"),
    [
        ([7] * 8, True),
        ([7] * 30 + [8] * 10 + [9], True),
        ([1, 2] * 8, True),
        ([7] * 7, False),
        (list(range(12)), False),
        ([*range(20), 3, 3, 3, 3], False),  # who says one thing again and much else
        ([7] * 4 + list(range(10, 18)), False),
    ],
)
def test_who_says_the_same_again_and_again(voices: list[int], told: bool) -> None:
    """Few texts, each many times; near copies are one text."""
    posts = [(at, voice) for at, voice in zip(every(2 * HOUR, len(voices), off=HOUR * 0.8), voices, strict=True)]
    assert ("repeats" in habits(posts)) is told


def a_person(chance: random.Random) -> Posts:
    """Return two weeks of somebody: awake from some hour on, some sittings a day, at each a few posts; now and then the same words."""
    wakes, sittings = chance.uniform(5, 11) * HOUR, chance.uniform(0.5, 5)
    posts: Posts = []
    for day in range(14):
        for _ in range(min(8, int(chance.expovariate(1 / sittings)))):
            begins = MORNING + day * DAY + wakes + chance.betavariate(1.5, 1.5) * 14 * HOUR
            for number in range(1 + int(chance.expovariate(0.8))):
                again = chance.random() < 0.15
                posts.append((begins + number * chance.uniform(20, 300), 5 if again else chance.getrandbits(40)))
    return posts


def a_fan(chance: random.Random) -> Posts:
    """Return a month of a fan: each evening's match is written about while it runs, with the club's slogan now and then."""
    posts: Posts = []
    for day in range(0, 30, 3):
        kick_off = MORNING + day * DAY + 11.5 * HOUR
        for _ in range(1 + int(chance.expovariate(0.3))):
            slogan = chance.random() < 0.3
            posts.append((kick_off + chance.uniform(-10, 130) * MINUTE, 1 if slogan else chance.getrandbits(40)))
    return posts


def a_writer_of_threads(chance: random.Random) -> Posts:
    """Return threads of ten posts within two minutes, one in some days."""
    return [
        (begins + number * 11.0, chance.getrandbits(40))
        for begins in (MORNING + chance.uniform(0, 20) * DAY for _ in range(10))
        for number in range(10)
    ]


@pytest.mark.parametrize("life", [a_person, a_fan, a_writer_of_threads])
def test_people_are_not_told(life: Callable[[random.Random], Posts]) -> None:
    """Of a thousand made-up people of each kind hardly any: precision is what this is for."""
    told = sum(bool(habits(life(random.Random(seed)))) for seed in range(1_000))
    assert told <= 5


def test_planted_machines_are_told() -> None:
    """Two hundred that write every so many minutes, some seconds late, a tenth left out: nine of ten are told."""
    found = 0
    for seed in range(200):
        chance = random.Random(seed)
        step = chance.choice((11, 15, 20, 30, 60, 90)) * MINUTE
        times = [MORNING + n * step + chance.uniform(0, 9) for n in range(24) if chance.random() > 0.1]
        found += "clockwork" in habits([(at, chance.getrandbits(40)) for at in times])
    assert found >= 180


@given(st.lists(st.tuples(st.floats(0, 4e9), st.integers(0, 5)), max_size=80))
def test_any_posts_have_an_answer_and_their_order_changes_none(posts: Posts) -> None:
    """Also at one instant, or before 1970 was over; entropy is a share."""
    assert habits(posts) == habits(sorted(posts, reverse=True))
    assert 0.0 <= entropy([voice for _, voice in posts]) <= 1.0
