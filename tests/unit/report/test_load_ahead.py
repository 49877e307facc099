"""What is foretold: the mean of each hour of the week, ranges that the past keeps, and no word from too little."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest

from alertd.report.load import HOUR, Load, asked, load_of
from alertd.report.load_ahead import Checked, Ends, Range, chances, outlook, ranged, usual
from tests.unit.report.asking import ISTANBUL, MONDAY, Rate, evenings, questions


def lived(weeks: float, rate: Rate = evenings, *, seed: int = 1, bunch: float = 0.2) -> Load:
    """Return the load of some weeks."""
    found = asked(questions(weeks, rate, seed=seed, bunch=bunch))
    return load_of(found, MONDAY, MONDAY + weeks * 168 * HOUR, ISTANBUL)


def test_less_than_two_weeks_foretell_nothing() -> None:
    """One week and six days."""
    assert outlook(lived(13 / 7)) is None
    assert outlook(lived(2)) is not None


def test_the_evening_that_is_busy_every_week_is_expected() -> None:
    """Sunday at eight in the evening ten times what Monday at eight is."""
    found = outlook(lived(8))

    assert found is not None
    sunday, monday = found.hour(6 * 24 + 20), found.hour(20)
    assert 8 < sunday.expected < 16
    assert monday.expected < 2
    assert sunday.expected > 5 * monday.expected
    assert sunday.high > monday.high


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("bunch", [0.0, 0.2, 1.0])
def test_four_of_five_days_of_held_back_weeks_lie_in_their_range(seed: int, bunch: float) -> None:
    """By chance alone and in bunches; a range may be a little wide, never much too narrow."""
    found = outlook(lived(12, seed=seed, bunch=bunch))

    assert found is not None
    assert found.days.of == 49
    assert 0.6 <= (found.days.share or 0.0) <= 1.0
    assert 0.75 <= (found.hours.share or 0.0) <= 1.0


def test_the_promised_share_is_kept_over_many_lives() -> None:
    """Of all days of thirty brands four of five, give or take five in a hundred."""
    found = [one.days for seed in range(30) if (one := outlook(lived(10, seed=100 + seed))) is not None]
    share = sum(one.inside for one in found) / sum(one.of for one in found)

    assert 0.75 <= share <= 0.9


def test_the_newest_weeks_count_most() -> None:
    """A brand that doubled four weeks ago is expected to be nearer to what it is now."""
    counts = [1] * 168 * 8 + [2] * 168 * 8
    found = usual(counts, [hour % 168 for hour in range(len(counts))])

    assert 1.6 < found[0] < 2.0


def test_one_week_is_drawn_towards_what_its_day_and_hour_say() -> None:
    """A single burst on one Tuesday at three does not foretell fifty there."""
    counts = [1] * 336
    counts[24 + 3] = 50
    found = usual(counts, [hour % 168 for hour in range(len(counts))])

    assert 1 < found[24 + 3] < 26


def test_nothing_at_all_is_expected_of_a_brand_that_nobody_asks() -> None:
    """And its range is nothing to nothing, which the past keeps."""
    found = outlook(lived(4, lambda _: 0.0))

    assert found is not None
    assert (found.week().expected, found.week().low, found.week().high) == (0.0, 0, 0)
    assert found.days.share == 1.0


@pytest.mark.parametrize("mean", [0.2, 3.0, 40.0, 900.0, 9_000.0, 60_000.0])
@pytest.mark.parametrize("spread", [0.0, 0.05, 0.5])
def test_a_range_holds_four_of_five(mean: float, spread: float) -> None:
    """Against counts drawn by chance; where a count is small, its steps make the range wider."""
    chance = random.Random(7)
    found = ranged(mean, spread)
    drawn = [_draw(chance, mean, spread) for _ in range(2_000)]
    inside = sum(found.low <= one <= found.high for one in drawn) / len(drawn)

    assert inside >= 0.77
    assert inside <= 0.85 or mean < 50


def wild(seed: int, weeks: int = 12) -> Load:
    """Return the load of a brand that is asked ten an hour, and on one day of seventeen five times as much."""
    chance = random.Random(seed)
    hours = range(weeks * 168)
    counts = tuple(_draw(chance, 50.0 if hour // 24 % 17 == 9 else 10.0, 0.0) for hour in hours)
    return Load(begins_at=MONDAY, counts=counts, slots=tuple(hour % 168 for hour in hours))


@pytest.mark.parametrize("spread", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("mean", [0.04, 0.3, 0.9, 1.7, 2.0, 3.3, 4.9])
def test_the_range_of_few_questions_is_the_shortest(mean: float, spread: float) -> None:
    """No range that is shorter holds four of five, and none as short holds less and yet enough: looked for among all there are."""
    likely = list(chances(mean, spread, 0.999))
    found = ranged(mean, spread, Ends(-9.0, 9.0))

    def held(low: int, high: int) -> float:
        return sum(likely[low : high + 1])

    others = [(low, high) for low in range(len(likely)) for high in range(low, len(likely)) if held(low, high) >= 0.8]
    shortest = min(high - low for low, high in others)
    assert found.high - found.low == shortest
    assert held(found.low, found.high) == pytest.approx(
        min(held(*one) for one in others if one[1] - one[0] == shortest)
    )


def test_an_hour_in_which_nobody_asks_is_told_as_none() -> None:
    """Of whole questions nothing is narrower: one question in a day of hours is no more than a chance."""
    assert ranged(0.04, 0.5) == Range(0.04, 0, 0)
    assert sum(chances(0.04, 0.5, 1 - 1e-9)) == pytest.approx(1.0)


def test_a_few_wild_days_do_not_widen_the_range_of_all_others() -> None:
    """Their spread alone would promise that anything may come; where most days ended says more."""
    found = outlook(wild(3))

    assert found is not None
    assert found.day_ends is not None
    by_spread, by_past = ranged(240.0, found.spread.day), found.day(range(24))
    assert by_past.high - by_past.low < (by_spread.high - by_spread.low) / 2
    assert by_past.low <= 240 <= by_past.high


def test_four_of_five_days_of_wild_lives_lie_in_their_range() -> None:
    """At the least, though each range is made of what was known then, and a wild day spoils what is usual for weeks."""
    found = [one.days for seed in range(8) if (one := outlook(wild(seed))) is not None]
    share = sum(one.inside for one in found) / sum(one.of for one in found)

    assert 0.75 <= share <= 0.95


def test_small_counts_and_few_days_keep_the_distribution() -> None:
    """Of three questions a day the steps decide; of thirteen days nobody knows where most end."""
    assert ranged(3.0, 0.1, Ends(-9.0, 9.0)) == ranged(3.0, 0.1)
    assert ranged(40.0, 0.0, Ends(-1.0, 1.0)) == (40.0, 34, 46)
    assert ranged(40.0, 0.0, Ends(1.0, 2.0)).low == 40, "what is expected lies in its own range"
    quiet = outlook(Load(begins_at=MONDAY, counts=(0, 1) * 168, slots=tuple(hour % 168 for hour in range(336))))
    assert quiet is not None
    assert (quiet.hour_ends, quiet.day_ends) == (None, None)


def _draw(chance: random.Random, mean: float, spread: float) -> int:
    """Return a count by gamma and Poisson; a large one by the bell curve."""
    if spread:
        mean *= chance.gammavariate(1.0 / spread, spread)
    if mean > 500:
        return max(round(chance.gauss(mean, math.sqrt(mean))), 0)
    rest, count, product = math.exp(-mean), 0, chance.random()
    while product > rest:
        count += 1
        product *= chance.random()
    return count


def test_a_day_of_23_hours_is_foretold_too() -> None:
    """The night on which the clock jumps."""
    found = outlook(lived(4))

    assert found is not None
    assert found.day(range(23)).expected < found.day(range(24)).expected


def test_nothing_checked_is_no_share() -> None:
    """Not nought, and not all."""
    assert Checked(0, 0).share is None


def test_what_is_foretold_does_not_depend_on_what_came_after() -> None:
    """The check of a week uses the weeks before it: a storm in the last week leaves the checks of the others alone."""
    calm = lived(8)
    storm = calm.with_(counts=(*calm.counts[:-168], *(one + 40 for one in calm.counts[-168:])))
    before, after = outlook(calm), outlook(storm)

    assert before is not None
    assert after is not None
    assert before.days.of == after.days.of
    assert 0 <= before.days.inside - after.days.inside <= 7
    assert after.week().expected > before.week().expected
    assert timedelta(hours=len(calm.counts)) == 8 * 7 * timedelta(days=1)
