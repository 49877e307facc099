"""The purse has a plan: it saves for a crisis, samples instead of closing, and is never overspent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.sources.x.budget import Budget
from alertd.sources.x.options import Prices
from alertd.sources.x.sampler import Sampler
from benchmarks.purse import day

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def sampler(per_day: float | None, spent: float = 0.0) -> tuple[Sampler, Budget]:
    """Make a sampler at noon with what was spent before."""
    budget = Budget(per_day=per_day, posts_per_month=None, prices=Prices(), reserve=0.3)
    budget.load({"day": "2026-11-23", "spent": spent, "posts": 0})
    made = Sampler(budget)
    made.opened(NOON)
    return made, budget


def read(made: Sampler, budget: Budget, *, per_second: float, seconds: float, is_crisis: bool) -> int:
    """Read a stream until it is closed; return how many posts that were."""
    posts = 0
    for number in range(int(per_second * seconds)):
        now = NOON + timedelta(seconds=number / per_second)
        budget.book(now, posts=1)
        posts += 1
        if not made.saw(now, is_crisis=is_crisis):
            break
    return posts


def test_a_storm_is_sampled_and_the_purse_stays_open() -> None:
    """40 posts a second with 3 USD, which once closed the purse for the day with 0.92 spent: the next turn comes soon."""
    made, budget = sampler(3.0)
    posts = read(made, budget, per_second=40.0, seconds=60.0, is_crisis=True)

    assert 20 <= posts < 60
    assert made.is_sampling
    rests = 0.0
    while not made.is_due(at := NOON + timedelta(seconds=5 + rests)):
        rests += made.rest(at, is_crisis=True)
        assert rests < 1_800.0
    assert "1 in" in made.sentence(at, is_crisis=True)
    assert "budget" in made.sentence(at, is_crisis=True)


def test_the_reserve_for_a_crisis_is_saved_until_a_rule_fires() -> None:
    """Without a crisis half of what posts may cost stays; when a rule fires, it is spent."""
    made, _ = sampler(10.0, spent=6.6)

    assert made.affordable(NOON, is_crisis=False) < 0.05
    assert made.affordable(NOON, is_crisis=True) > 0.15


def test_calm_ends_the_sampling() -> None:
    """When what comes can be paid again for a minute, every post is read."""
    made, budget = sampler(20.0)
    read(made, budget, per_second=50.0, seconds=60.0, is_crisis=True)
    assert made.is_sampling
    made.rest(NOON + timedelta(minutes=1), is_crisis=True)
    made.opened(NOON + timedelta(minutes=2))
    for number in range(8):
        now = NOON + timedelta(minutes=2, seconds=10 * number)
        budget.book(now, posts=1)
        assert made.saw(now, is_crisis=True)

    assert not made.is_sampling


def test_without_a_limit_nothing_is_sampled() -> None:
    """Who gave no budget reads all."""
    made, budget = sampler(None)

    assert read(made, budget, per_second=200.0, seconds=5.0, is_crisis=False) == 1_000
    assert made.rest(NOON, is_crisis=False) == 0.0


@settings(max_examples=12, deadline=None)
@given(st.sampled_from((1.0, 3.0, 5.0, 20.0)), st.sampled_from((0.0, 1.0, 10.0, 40.0)), st.integers(0, 10**6))
def test_no_day_costs_more_than_its_purse(per_day: float, rate: float, seed: int) -> None:
    """Whatever comes: posts, turns, what is billed after the word to close, and counts."""
    one = day(per_day, rate, seed=seed)

    assert one.spent <= per_day + rate * Prices().post  # what was sent before X heard that it is enough


@pytest.mark.parametrize(("per_day", "rate", "least"), [(20.0, 1.0, 0.4), (20.0, 10.0, 0.04), (100.0, 10.0, 0.25)])
def test_most_of_the_money_goes_into_the_crisis(per_day: float, rate: float, least: float) -> None:
    """The hour of the crisis is seen as far as the money goes, and counts are read from its first minutes on."""
    one = day(per_day, rate)

    assert one.seen >= least
    assert one.to_page < 60.0
    assert one.counts >= 40


@pytest.mark.parametrize(("per_second", "least", "most"), [(0.5, 0, 0), (10.0, 3, 20), (100.0, 20, 200)])
def test_how_few_are_read_is_said_in_round_numbers(per_second: float, least: int, most: int) -> None:
    """All of a trickle; of a storm one in so many, with one digit that counts, so that it is not told anew each minute."""
    made, budget = sampler(20.0)
    read(made, budget, per_second=per_second, seconds=20.0, is_crisis=True)
    one_in = made.one_in(NOON + timedelta(seconds=20), is_crisis=True)

    assert least <= one_in <= most
    assert len(str(one_in).rstrip("0")) <= 1
