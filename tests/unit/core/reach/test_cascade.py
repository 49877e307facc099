"""Cascade sizes: learnt from finished cascades, cut to the same age, with a range."""

import math
import random

import pytest

from alertd.core.reach.cascade import FEWEST, Cascade, CascadeSizes


def _cascade(chance: random.Random, *, observed: float, is_final: bool) -> tuple[Cascade, int]:
    """A made-up one: its size follows from its followers, and half of its reposts come in the first half hour."""
    followers = int(chance.lognormvariate(9, 1.5))
    size = 10 + int(followers**0.6 * chance.lognormvariate(0, 0.25))
    times = sorted(chance.expovariate(math.log(2) / 1800) for _ in range(size))
    seen = tuple(at for at in times if at <= observed)
    return Cascade(seen, observed, followers, size if is_final else None), size


def _taught(count: int, *, observed: float = 900.0, seed: int = 1) -> CascadeSizes:
    chance = random.Random(seed)
    sizes = CascadeSizes()
    for _ in range(count):
        sizes.learn(_cascade(chance, observed=observed, is_final=True)[0])
    return sizes


@pytest.mark.parametrize("observed", [300.0, 900.0])
def test_unseen_sizes_are_foretold_and_four_of_five_lie_in_the_range(observed: float) -> None:
    """On cascades it did not learn from; it learnt from ones watched for longer, too."""
    sizes = _taught(300)
    chance = random.Random(2)
    off, inside = [], 0
    for _ in range(200):
        cascade, size = _cascade(chance, observed=observed, is_final=False)
        found = sizes.predict(cascade)
        off.append(abs(found.predicted - size) / size)
        inside += found.low <= size <= found.high
    assert sorted(off)[100] < 0.25
    assert 0.7 <= inside / 200 <= 0.9


def test_more_reposts_in_the_same_time_foretell_more() -> None:
    """And a size is never below what was seen already."""
    sizes = _taught(200)
    few = sizes.predict(Cascade((10.0, 400.0), 900.0, 5_000))
    many = sizes.predict(Cascade(tuple(float(at) for at in range(0, 900, 3)), 900.0, 5_000))
    assert many.predicted > 3 * few.predicted
    assert many.low >= 300
    huge = sizes.predict(Cascade(tuple(at / 100 for at in range(80_000)), 900.0, 5_000))
    assert huge.predicted >= 80_000


def test_reposts_behind_the_time_watched_are_not_looked_at() -> None:
    """A row that holds the future by mistake gives the answer that it would give without."""
    sizes = _taught(200)
    honest = Cascade((10.0, 20.0, 200.0), 300.0, 900)
    peeking = Cascade((10.0, 20.0, 200.0, 301.0, 4_000.0), 300.0, 900)
    assert sizes.predict(peeking) == sizes.predict(honest)


def test_without_history_only_what_was_seen_is_told() -> None:
    """Nine cascades are no history: the range has no upper end then."""
    sizes = _taught(FEWEST - 1)
    found = sizes.predict(Cascade((1.0, 2.0, 3.0), 900.0, 100))
    assert (found.predicted, found.low, found.high) == (3.0, 3.0, math.inf)


def test_unknown_followers_are_taken_for_usual_ones() -> None:
    """Not for nobody: unknown is not zero."""
    sizes = _taught(300)
    times = tuple(float(at) for at in range(0, 900, 30))
    unknown, none = (sizes.predict(Cascade(times, 900.0, people)).predicted for people in (None, 0))
    assert unknown > 1.2 * none


def test_equal_cascades_give_equal_answers() -> None:
    """To the last bit."""
    asked = Cascade((5.0, 50.0), 900.0, 70)
    assert _taught(60).predict(asked) == _taught(60).predict(asked)


def test_a_running_cascade_is_nothing_to_learn_from() -> None:
    """What is not over has no size."""
    with pytest.raises(ValueError, match="final"):
        CascadeSizes().learn(Cascade((1.0,), 60.0))
