"""engagement: one post passes a number."""

from __future__ import annotations

import math

import pytest

from alertd.core.rules.conditions import engagement
from alertd.core.rules.verdict import Verdict
from alertd.core.rules.view import View
from alertd.model.rule import Engagement, Only
from tests.unit.core.rules.conditions.looking import NOON, Looking


@pytest.mark.parametrize("name", ["reposts", "likes", "replies", "views"])
def test_each_number_has_its_own_limit(name: str) -> None:
    """Reached is passed; what the platform does not say is not."""
    condition = Engagement().with_(**{name: 100})

    assert Looking(condition).hear(**{name: 100}).holds
    assert not Looking(condition).hear(**{name: 99}).holds
    assert not Looking(condition).hear().holds


def test_reposts_that_we_see_count_and_tell_once() -> None:
    """The third tells, the fourth says nothing new."""
    looking = Looking(Engagement(reposts=3)).say(0, reposts=0)

    assert [looking.hear(at, repost_of="p1").holds for at in range(1, 6)] == [False, False, True, False, False]


def test_mood_and_filters_narrow_it() -> None:
    """A glad post, or one in another language, is somebody else's concern."""
    condition = Engagement(likes=10, sentiment="negative", only=Only(languages=("en",)))

    assert Looking(condition).hear(likes=10, negative=0.9).holds
    assert not Looking(condition).hear(likes=10, negative=0.1).holds
    assert not Looking(condition).hear(likes=10, negative=0.9, language="tr").holds


def grown(looking: Looking, before: tuple[int, int, int, int]) -> Verdict:
    """Ask again of the last post, of which other numbers (reposts, likes, replies, views) were told before."""
    view = View(NOON + 60, looking.state, looking.rule, "", looking.eyes, looking.last)
    view.posted, view.grown_from = NOON, before
    condition = looking.rule.when
    assert isinstance(condition, Engagement)
    return engagement.test(condition, view)


@pytest.mark.parametrize(
    ("before", "holds"),
    [((0, 99, 0, 0), True), ((0, 0, 0, 0), True), ((0, 100, 0, 0), False), ((99, 400, 0, 0), False)],
)
def test_a_newer_count_tells_with_the_one_that_reaches_the_number(
    before: tuple[int, int, int, int], *, holds: bool
) -> None:
    """Likes are read again and again: who has been told of a hundred is not told of a hundred and one."""
    looking = Looking(Engagement(likes=100)).say(0, likes=150)

    assert grown(looking, before).holds is holds


def test_of_two_numbers_either_is_enough_and_the_page_shows_which() -> None:
    """The one that was passed, with its own unit, and nothing that would be usual."""
    verdict = Looking(Engagement(likes=100, views=10_000)).hear(likes=7, views=12_000)

    assert verdict.limit == "100 likes or 10000 views"
    assert [(shown.name, shown.value, shown.unit, shown.usual) for shown in verdict.shown] == [
        ("views", 12_000.0, "views", None)
    ]
    assert verdict.focus is not None


def test_what_falls_short_says_how_far_it_came() -> None:
    """`alertd why` shows the largest number beside the limit."""
    verdict = Looking(Engagement(likes=100, reposts=100)).hear(likes=40, reposts=70)

    assert (verdict.holds, verdict.value, verdict.shown) == (False, 70.0, ())


def test_a_repost_does_not_pass_by_the_likes_of_its_original() -> None:
    """They are the first author's; the repost itself has been liked by nobody."""
    looking = Looking(Engagement(likes=100, reposts=50)).say(0)

    assert not looking.hear(10, repost_of="p1", likes=5_000).holds


@pytest.mark.parametrize(("hours", "holds"), [(5.9, True), (6.1, False)])
def test_an_old_post_wakes_nobody(hours: float, *, holds: bool) -> None:
    """Its number may be a week's; the reason is named, for the summary after an outage."""
    looking = Looking(Engagement(likes=100)).say(-3600 * hours, likes=200)
    verdict = looking.ask(0, mention=looking.last)

    assert verdict.holds is holds
    assert ("too-old-to-wake" in verdict.note) is not holds
    assert verdict.value == 200.0


def test_a_filter_that_leaves_it_out_says_so() -> None:
    """Of a post of another platform."""
    condition = Engagement(views=10, only=Only(platforms=("reddit",)))

    assert Looking(condition).hear(views=99).note == "a post the rule leaves out"
    assert Looking(condition).hear(views=99, platform="reddit").holds


def test_an_unknown_mood_is_no_mood() -> None:
    """A language that the scorer does not read is neither angry nor glad."""
    condition = Engagement(likes=10, sentiment="negative")

    assert not Looking(condition).hear(likes=50, negative=None).holds
    assert Looking(condition.with_(sentiment="any")).hear(likes=50, negative=None).holds


@pytest.mark.parametrize("likes", [0, 99, 100, 101, 10_000])
def test_it_promises_rest_only_where_it_would_not_hold(likes: int) -> None:
    """A rule that sleeps through the post it waits for is worse than none."""
    condition = Engagement(likes=100)
    looking = Looking(condition).say(0, likes=likes)
    rest = engagement.rests_until(condition, looking.rule, looking.state, "", looking.last, NOON)

    assert (rest == -math.inf) is looking.ask(0, mention=looking.last).holds
    assert engagement.rests_until(condition, looking.rule, looking.state, "", None, NOON) == math.inf
