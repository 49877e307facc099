"""The first day: what is promised of a young lane holds whatever comes, and is not worked out for each mention."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.signals import first_day, pace
from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.pace import Pace
from alertd.core.signals.volume import Volume

NOW = 1_700_000_000.0
steady = settings(deadline=None, max_examples=150)


@steady
@given(
    before=st.floats(0.0, 60.0, allow_nan=False),
    more=st.floats(0.0, 40.0, allow_nan=False),
    past=st.floats(-7200.0, 86_400.0, allow_nan=False),
    passes=st.floats(0.0, 420.0, allow_nan=False),
    minutes=st.sampled_from(pace.YOUNG_WINDOWS),
    count=st.floats(0.0, 80.0, allow_nan=False),
)
def test_the_least_chance_is_never_more_than_what_is_said_later(  # noqa: PLR0917 - one for each thing that may differ
    before: float, more: float, past: float, passes: float, minutes: int, count: float
) -> None:
    """More mentions before the window, and more time: whatever comes until then, no burst is rarer than the bound said."""
    window = 60.0 * minutes
    surely = first_day.surely(before, (past, past + 420.0), window, 1.0)
    later = first_day.judge(before + more, past + passes, window, 1.0)(count)

    assert not surely(count, later)


def _by_terms(mixed: list[tuple[float, float]], shape: float, count: float) -> float:
    """Return the chance of so many mentions or more, rate by rate."""
    told = 0.0
    for share, mean in mixed:
        told += share * exceeding(count, mean, shape)
    return told


@steady
@given(
    before=st.floats(0.0, 40.0),
    past=st.floats(60.0, 86_400.0),
    minutes=st.sampled_from(pace.YOUNG_WINDOWS),
    count=st.floats(0.5, 500.0),
    hours=st.integers(0, first_day.WHOLE_NIGHT),
)
def test_what_is_worked_out_once_says_what_each_rate_says(
    before: float, past: float, minutes: int, count: float, hours: int
) -> None:
    """A tail is the sum over the rates of brands, but for the rounding of a sum in another order."""
    mixed = first_day._rates(before, past, 60.0 * minutes, 1.0)
    shape = 1.0 / first_day._unrest(3600.0 * hours)
    told = _by_terms(mixed, shape, count)
    tail = first_day._Tail(mixed, shape)

    assert tail.is_more(count, told * (1.0 - 1e-9) - 1e-15)
    assert not tail.is_more(count, told * (1.0 + 1e-9) + 1e-15)


@pytest.mark.parametrize("minutes", pace.YOUNG_WINDOWS)
def test_the_bound_is_near_what_it_bounds(minutes: int) -> None:
    """A bound that is far off would promise nothing: at once after it was asked it is sure of a good part of what the judge says."""
    window = 60.0 * minutes
    surely = first_day.surely(40.0, (28_800.0, 28_800.0), window, 1.0)
    judge = first_day.judge(40.0, 28_800.0, window, 1.0)

    for count in (5.0, 8.0, 12.0):
        if judge(count) > 1e-4:
            assert surely(count, judge(count) / 16.0 - 1e-6)


@pytest.mark.parametrize(("seconds", "most"), [(20.0, 40), (60.0, 40)])
def test_a_young_lane_is_worked_out_now_and_then(seconds: float, most: int) -> None:
    """Of 150 mentions, one at a time, few need the promise anew: it holds for several, up to the next bucket."""
    lane, now, asked = Volume(), NOW, 0
    for _ in range(150):
        now += seconds
        lane.observe(now, now=now)
        with mock.patch.object(Pace, "limits", autospec=True, side_effect=Pace.limits) as limits:
            assert lane.is_calm(now, 30.0)
        asked += limits.call_count
    assert 150 * seconds / 300 / 5 <= asked <= 150 * seconds / 300 + most


@pytest.mark.parametrize("weight", [1.0, 0.3, 1_000.0])
def test_a_burst_in_a_young_lane_ends_the_promise(weight: float) -> None:
    """However much each mention weighs: once the lane is as rare as was asked, calm is not promised any more."""
    lane, now = Volume(), NOW
    for _ in range(40):
        now += 180.0
        lane.observe(now, now=now, weight=weight)
        lane.is_calm(now, 30.0)
    told = []
    for _ in range(60):
        now += 1.0
        lane.observe(now, now=now, weight=weight)
        told.append((lane.is_calm(now, 30.0), (lane.reading(now).rarity or 0.0) >= 30.0))
    assert not any(is_calm and is_rare for is_calm, is_rare in told)
    assert any(is_rare for _, is_rare in told), "else nothing was tried"


def test_reach_that_nobody_has_learnt_to_weigh_promises_one_instant() -> None:
    """A lane of audiences in its first minutes: what a mention is worth is not known, so the next one is looked at again."""
    lane, now = Volume(), NOW
    for _ in range(5):
        now += 30.0
        lane.observe(now, now=now, weight=5_000.0)
    assert lane._pace.is_unweighed
    assert lane.is_calm(now, 30.0)
    assert not lane._promise.until > now


@pytest.mark.parametrize("life", [60.0, 900.0, 4000.0, 40_000.0])
@pytest.mark.parametrize("before", [0.0, 4.0, 300.0])
@pytest.mark.parametrize("rarer_than", [0.5, 7.0, 60.0, 180.0])
def test_the_least_surprise_is_the_inverse(rarer_than: float, before: float, life: float) -> None:
    """What is promised to be calm below it is as rare as that, at each age."""
    least = first_day.least(rarer_than, before, life - 300.0, life)

    assert first_day.days(least, before, life - 300.0, life) == pytest.approx(rarer_than, rel=1e-9)


def test_a_day_of_silence_makes_five_posts_an_event() -> None:
    """Fourteen posts in a day, then five within three minutes: nobody waits for the sixth."""
    lane = Volume(started_at=NOW)
    for hour in (0.1, 1.0, 1.2, 1.5, 17.8, 18.0, 18.2, 18.4, 20.4, 20.5, 20.6, 21.5, 22.2, 22.9):
        lane.observe(NOW + 3600.0 * hour, now=NOW + 3600.0 * hour)
    said = []
    for minute in (0.0, 1.2, 1.5, 2.8, 3.0):
        at = NOW + 3600.0 * 23.4 + 60.0 * minute
        lane.observe(at, now=at)
        said.append(lane.reading(at).rarity or 0.0)

    assert max(said[:4]) < 30.0
    assert said[4] > 180.0


def test_seven_within_five_minutes_of_a_silent_start_are_not_yet_an_event() -> None:
    """One post in the first ten minutes, and six in the next five: with sixty an hour one in ten brands begins like that by chance."""
    lane, said = Volume(started_at=NOW), []
    for minute in (0.0, 10.6, 10.7, 12.0, 12.1, 12.7, 13.9):
        at = NOW + 60.0 * minute
        lane.observe(at, now=at)
        said.append(lane.reading(at).rarity or 0.0)

    assert max(said[:5]) < said[-1] < 30.0


@pytest.mark.parametrize("per_hour", [2.0, 20.0])
def test_few_first_hours_have_a_burst_of_three_months(per_hour: float) -> None:
    """Forty brands begin, at random posts: of their first eight hours two are promised to have one, at once in 90 days."""
    rare = 0
    for seed in range(40):
        lane, now, chance, largest = Volume(started_at=NOW), NOW, random.Random(seed), 0.0
        while (now := now + chance.expovariate(per_hour / 3600.0)) < NOW + 8 * 3600.0:
            lane.observe(now, now=now)
            if not lane.is_calm(now, 30.0):
                largest = max(largest, lane.reading(now).rarity or 0.0)
        rare += largest > 90.0

    assert rare <= 4


@pytest.mark.parametrize("life", [700.0, 3000.0, 30_000.0])
def test_what_is_below_the_limit_counts_less_than_chance_says(life: float) -> None:
    """A large brand begins with surprises of ten to one: those are worth days only to a tenth of what they would be above the limit."""
    some, more = (first_day.days(surprise, 3.0, life - 300.0, life) for surprise in (1.0, 2.0))

    assert more == pytest.approx(100.0 * some)


def arrivals(per_hour: float, hours: float, seed: int, *, in_threads: bool) -> Iterator[float]:
    """Yield when the posts of a steady brand come: each for itself, or one in six brings another one minutes later."""
    chance, answers = random.Random(seed), 1.0 / 6.0 if in_threads else 0.0
    posts: list[float] = []
    at = NOW + chance.uniform(0.0, 86_400.0)
    ends = at + hours * 3600.0
    while (at := at + chance.expovariate(per_hour * (1.0 - answers) / 3600.0)) < ends:
        posts.append(at)
        while chance.random() < answers:
            posts.append(posts[-1] + chance.expovariate(1.0 / 180.0))
    yield from sorted(posts)


def pages(posts: Iterable[float], rarer_than: float) -> list[float]:
    """Return when a rule of a limit and the floor of the shipped ones would page a brand that begins with its first post; one in six hours."""
    lane = Volume()
    told: list[float] = []
    for at in posts:
        lane.observe(at, now=at)
        if lane.is_calm(at, rarer_than):
            continue
        reading = lane.reading(at)
        is_rare = (reading.rarity or 0.0) >= rarer_than and reading.mentions >= lane.floor(at)[0]
        if is_rare and (not told or at > told[-1] + 6 * 3600.0):
            told.append(at)
    return told


@pytest.mark.parametrize("in_threads", [False, True])
@pytest.mark.parametrize(("per_hour", "hours"), [(1.0, 48.0), (5.0, 30.0), (20.0, 12.0), (60.0, 3.0), (300.0, 1.0)])
def test_a_brand_that_begins_as_it_goes_on_pages_nobody(per_hour: float, hours: float, *, in_threads: bool) -> None:
    """Fifty brands of one size begin, and stay as they are: their pages of once in thirty days are as few as was promised.

    Of a start it is asked how often one has such a burst: its first hour counts as a day, and what follows as little more. Beside
    what is promised stand three pages for chance.
    """
    told = sum(len(pages(arrivals(per_hour, hours, seed, in_threads=in_threads), 30.0)) for seed in range(50))

    assert told <= 50.0 * (1.0 + hours / 24.0) / 30.0 + 3.0


@pytest.mark.parametrize(
    ("per_hour", "after", "crisis_per_hour"), [(1.0, 2.0, 60), (5.0, 2.0, 150), (20.0, 1.0, 200), (60.0, 2.0, 600)]
)
def test_a_crisis_of_the_first_hours_is_told_within_minutes(
    per_hour: float, after: float, crisis_per_hour: int
) -> None:
    """An hour or two after the start ten to sixty times as many posts come as before: of six brands each is told."""
    for seed in range(6):
        before = list(arrivals(per_hour, after, seed, in_threads=False)) or [NOW]
        begins = before[0] + after * 3600.0
        crisis = [begins + 3600.0 / crisis_per_hour * i for i in range(crisis_per_hour // 3)]
        found = [at for at in pages([*before, *crisis], 75.0) if at >= begins]
        assert found
        assert found[0] <= begins + 900.0


@pytest.mark.parametrize("per_hour", [20.0, 60.0, 300.0])
def test_so_many_at_once_are_a_crisis_of_any_brand(per_hour: float) -> None:
    """Half an hour after the start 150 posts come within twenty seconds: they are told before the last of them."""
    before = list(arrivals(per_hour, 0.5, 1, in_threads=False))
    begins = before[-1] + 1.0
    found = [at for at in pages([*before, *(begins + i * 20.0 / 150.0 for i in range(150))], 90.0) if at >= begins]

    assert found
    assert found[0] < begins + 20.0


def test_a_past_of_seconds_says_nothing_of_a_brand() -> None:
    """A window that is nearly as old as the lane: that nobody wrote in the few seconds before it makes no burst rarer."""
    for count in (5.0, 30.0, 200.0):
        chance = first_day.judge(0.0, 60.0, 1200.0, 1.0)(count)
        assert chance >= first_day.judge(0.0, -1.0, 1200.0, 1.0)(count)
        assert first_day.judge(0.0, 1200.0, 1200.0, 1.0)(count) < chance
