"""Formulas of other products: their worked examples, their ends and what they do with nothing."""

import math

import pytest

from alertd.core.reach import formulas


@pytest.mark.parametrize(
    ("followers", "reach"),
    [(0, 0), (1_000, 150), (100_000, 15_000), (5_050_000, 530_250), (10_000_000, 600_000), (20_000_000, 1_200_000)],
)
def test_sprinklr(followers: int, reach: int) -> None:
    """5,050,000 followers x .105 is the documented example; the ends of the line meet the flat parts."""
    assert formulas.sprinklr_reach(followers) == pytest.approx(reach)


def test_sprinklr_is_what_is_documented_also_where_that_is_odd() -> None:
    """Its share falls so fast that eight and a half million followers see more of it than ten: kept as published."""
    assert formulas.sprinklr_reach(8_500_000) > formulas.sprinklr_reach(10_000_000)


def test_mentionlytics_counts_posts_or_profiles() -> None:
    """Total reach once a post, unique reach once a profile."""
    posts = [("ann", 100), ("bob", 50), ("ann", 100)]
    assert formulas.mentionlytics_total_reach(posts) == 250
    assert formulas.mentionlytics_unique_reach(posts) == 150


def test_social_mention_of_a_day() -> None:
    """Four mentions by three people; three were positive and one negative."""
    authors = ["ann", "bob", "ann", "cem"]
    assert formulas.social_mention_sentiment(3, 1) == 3.0
    assert formulas.social_mention_passion(authors) == pytest.approx(1 / 3)
    assert formulas.social_mention_reach(authors) == 0.75


def test_nothing_is_no_fault() -> None:
    """An hour without mentions has no passion or reach; praise without blame has no ratio."""
    assert formulas.social_mention_passion([]) == 0.0
    assert formulas.social_mention_reach([]) == 0.0
    assert formulas.social_mention_sentiment(0, 0) == 0.0
    assert math.isinf(formulas.social_mention_sentiment(2, 0))
