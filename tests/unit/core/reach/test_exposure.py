"""Exposure: people who see a post by way of others too; a range that holds whatever the overlap of their followers is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.reach.exposure import Exposure, PassedOn, exposure
from alertd.core.reach.formulas import sprinklr_reach


def passed(*followers: int | None) -> PassedOn:
    """Return accounts that passed a post on."""
    found = PassedOn()
    for one in followers:
        found.add(one)
    return found


def test_a_fifth_of_the_others_followers_have_seen_it_already() -> None:
    """By hand: 15 % of 20,000 are 3,000; 15 % of 1,000 and 9,000 are 1,500, of whom 300 have seen it."""
    assert exposure(20_000, passed(1_000, 9_000), 2) == Exposure(4_200.0, 3_000.0, 4_500.0)


def test_the_largest_of_the_others_may_be_larger_than_the_author() -> None:
    """Somebody with 10,100,000 followers passes a stranger on: at the least their followers see it."""
    found = exposure(100, passed(10_100_000, 100), 2)
    assert found is not None
    assert found.low == pytest.approx(606_000.0)


@pytest.mark.parametrize(
    ("followers", "known", "size", "told"),
    [
        (1_000, (), 1, False),  # of those who passed it on nobody is known
        (1_000, (None, None, 500), 3, False),
        (1_000, (None, 500), 2, True),
        (None, (500, 700), 2, True),  # the author is unknown, those who see it by way of others are not
        (1_000, (500,), 40, False),  # the platform counts forty, and one was seen
        (1_000, (500,) * 20, 40, True),
    ],
)
def test_it_is_told_where_half_of_them_are_known(
    followers: int | None, known: tuple[int | None, ...], size: int, told: bool
) -> None:
    """Unknown is unknown, and neither zero nor like three others."""
    assert (exposure(followers, passed(*known), size) is not None) is told


def test_those_who_are_unknown_are_like_the_others() -> None:
    """Twice as many passed it on as are known: twice as many see it by way of them."""
    whole, half = exposure(None, passed(400, 400), 2), exposure(None, passed(400), 2)
    assert whole is not None
    assert half is not None
    assert (half.people, half.high) == (whole.people, whole.high)


def test_followers_below_zero_are_a_slip_of_the_sender() -> None:
    """They take nobody away."""
    assert exposure(-5, passed(-1, 1_000), 2) == exposure(0, passed(0, 1_000), 2)


counts = st.integers(0, 500_000_000)


@given(st.none() | counts, st.lists(counts, min_size=1, max_size=60), st.integers(0, 60))
def test_the_range_holds_the_middle_and_more_accounts_never_mean_fewer_people(
    followers: int | None, others: list[int], unknown: int
) -> None:
    """Low <= people <= high; nobody is lost by one more account; and nobody sees it who follows nobody."""
    size = len(others) + unknown
    found = exposure(followers, passed(*others), size)
    if unknown > len(others):
        assert found is None
        return
    assert found is not None
    assert found.low <= found.high
    assert found.people <= found.high * (1 + 1e-9)
    assert found.low >= sprinklr_reach(max(others)) * (1 - 1e-9)
    more = exposure(followers, passed(*others, 1_000), size + 1)
    assert more is not None
    assert more.low >= found.low
