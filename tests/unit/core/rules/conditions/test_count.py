"""count: a plain number is passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import Count, Only
from tests.unit.core.rules.conditions.looking import Looking

TEN = Count(over=10, window=timedelta(minutes=30))


def test_over_is_more_than() -> None:
    """Ten are not over ten."""
    looking = Looking(TEN).many(10, 0, 60)
    assert not looking.ask(60).holds

    assert looking.say(60).ask(60).holds


def test_only_the_window_counts_and_it_ends_below_half() -> None:
    """Half an hour later it is over; six of ten stay."""
    looking = Looking(TEN).many(11, 0, 59)
    assert not looking.ask(1800 + 60).holds

    assert Looking(TEN).many(6, 0, 59).ask(60).stays
    assert not Looking(TEN).many(5, 0, 59).ask(60).stays


@pytest.mark.parametrize(("how", "value"), [("posts", 12.0), ("people", 12.0), ("voices", 5.0)])
def test_copies_count_as_the_rule_says(how: str, value: float) -> None:
    """Twelve people send one text; a young watch takes the first five for voices of their own."""
    assert Looking(TEN.with_(count=how)).many(12, 0, 59, voice=3).ask(60).value == value


def test_a_negative_post_is_one_that_is_called_so() -> None:
    """A thousand posts that are a little negative are no negative post."""
    looking = Looking(TEN.with_(of="negative")).many(200, 0, 50, 0.3).many(4, 50, 59, 0.9)

    assert looking.ask(60).value == 4.0


def test_words_and_filters_narrow_it() -> None:
    """Posts with the word, on Reddit."""
    looking = Looking(TEN.with_(of="terms", terms=("recall",), only=Only(platforms=("reddit",))))
    looking.many(5, 0, 50, terms=("recall",)).many(3, 0, 50, terms=("recall",), platform="reddit").many(9, 0, 50)

    assert looking.ask(60).value == 3.0
