"""count: a plain number is passed."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from alertd.core.rules.conditions import count
from alertd.core.rules.spelling import Spelling
from alertd.model.rule import Count, Only
from tests.unit.core.rules.conditions.looking import NOON, Looking

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


@pytest.mark.parametrize("many", [0, 5, 9, 10, 11, 30])
def test_it_promises_rest_only_where_it_would_not_hold(many: int) -> None:
    """A promise of calm that is broken is a page that never comes."""
    looking = Looking(TEN).many(many, 0, 60)
    rest = count.rests_until(TEN, looking.rule, looking.state, "", None, NOON + 60)

    assert (rest == math.inf) is (many <= 10)
    assert not (looking.ask(60).holds and rest == math.inf)


def test_nobody_has_said_anything_yet() -> None:
    """A watch of this minute counts none, and says against what."""
    verdict = Looking(TEN).ask(0)

    assert (verdict.holds, verdict.value, verdict.limit) == (False, 0.0, "over 10 voices in 30 min")


@pytest.mark.parametrize(
    ("condition", "name", "unit"),
    [
        (TEN, "volume", "voices"),
        (TEN.with_(of="negative"), "negative", "voices"),
        (TEN.with_(of="terms", terms=("fire",)), "volume", "voices"),
        (TEN.with_(count="posts"), "volume", "posts"),
        (TEN.with_(count="people"), "volume", "accounts"),
    ],
)
def test_the_page_names_what_was_counted(condition: Count, name: str, unit: str) -> None:
    """People are accounts on a page: one person may have two."""
    (shown,) = Looking(condition).many(3, 0, 50).ask(60).shown

    assert (shown.name, shown.unit, shown.window, shown.usual) == (name, unit, 1800.0, None)


def test_one_person_who_writes_a_hundred_times_is_one_of_the_people() -> None:
    """And a hundred posts, and a hundred voices: the texts are new each time."""
    counted = {
        how: Looking(TEN.with_(count=how)).many(100, 0, 50, author="u_loud").ask(60).value
        for how in ("people", "posts", "voices")
    }

    assert counted == {"people": 1.0, "posts": 100.0, "voices": 100.0}


def test_it_is_read_back_with_what_is_counted() -> None:
    """Who reads `explain` must see that copies count each."""
    condition = TEN.with_(of="terms", terms=("fire", "smoke"), count="posts")
    said = count.sentence(condition, Spelling({}))

    assert said.startswith("more than 10 mentions with fire or smoke come in ")
    assert said.endswith("(counted as posts: copies each)")
