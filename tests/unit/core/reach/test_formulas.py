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


def test_brand24() -> None:
    """100,000 followers at a ratio of .2 are 20,000."""
    assert formulas.brand24_influence(100_000) == 20_000
    assert formulas.brand24_influence(100_000, 0.1) == 10_000


def test_mentionlytics_counts_posts_or_profiles() -> None:
    """Total reach once a post, unique reach once a profile."""
    posts = [("ann", 100), ("bob", 50), ("ann", 100)]
    assert formulas.mentionlytics_total_reach(posts) == 250
    assert formulas.mentionlytics_unique_reach(posts) == 150


def test_brandwatch_adds_all_retweeters() -> None:
    """Without any discount for those who follow both."""
    assert formulas.brandwatch_reach(500, []) == 500
    assert formulas.brandwatch_reach(500, [500, 500]) == 1500


def test_social_mention_of_a_day() -> None:
    """Four mentions by three people, of sixteen that were possible; three were positive and one negative."""
    authors = ["ann", "bob", "ann", "cem"]
    assert formulas.social_mention_strength(4, 16) == 0.25
    assert formulas.social_mention_sentiment(3, 1) == 3.0
    assert formulas.social_mention_passion(authors) == pytest.approx(1 / 3)
    assert formulas.social_mention_reach(authors) == 0.75


def test_nothing_is_no_fault() -> None:
    """An hour without mentions has no strength, passion or reach; praise without blame has no ratio."""
    assert formulas.social_mention_strength(0, 0) == 0.0
    assert formulas.social_mention_passion([]) == 0.0
    assert formulas.social_mention_reach([]) == 0.0
    assert formulas.social_mention_sentiment(0, 0) == 0.0
    assert math.isinf(formulas.social_mention_sentiment(2, 0))


def test_sentione_is_eight_for_who_leads_in_all() -> None:
    """The weights are 3, 2, 2 and 1; a maximum of zero counts for nothing."""
    assert formulas.sentione_rank((9, 9), (4, 4), (1, 1), (7, 7)) == 8.0
    assert formulas.sentione_rank((0, 0), (4, 4), (0, 1), (0, 7)) == 2.0
