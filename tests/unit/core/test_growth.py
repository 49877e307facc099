"""A known post grows: rules that look at what became of a post hear of it, all others do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.model.events import MentionGrew
from alertd.model.mention import Mention
from alertd.model.page import PageKind
from alertd.model.rule import AnyOf, Engagement, Every, GoingViral, Influencer, Rule
from tests.unit.core.stage import Stage, clock, house


def rule(when: Any, **changes: Any) -> Rule:
    """Return a rule of the policy pr."""
    return Rule(id="grown", name="grown", when=when, page="pr").with_(**changes)


def grow(stage: Stage, post: Mention, minutes: float = 0.0, **counts: int) -> None:
    """Let its platform say that a post has more."""
    stage.until(stage.now + timedelta(minutes=minutes))
    stage.handle(MentionGrew(at=stage.now, mention=post.with_(seen_at=stage.now, **counts)))


def begun(*rules: Rule, **counts: Any) -> tuple[Stage, Mention]:
    """Return a watch on which somebody has written a post with such counts."""
    stage = Stage(house(*rules)).until("10:00")
    return stage, stage.mention(audience=50, **counts)


@pytest.mark.parametrize("name", ["likes", "reposts", "replies", "views"])
def test_a_post_that_passes_a_number_later_pages_once(name: str) -> None:
    """Not at 990, at 1,010; and not again with each number after it."""
    stage, post = begun(rule(Engagement().with_(**{name: 1000}), until="calm"), **{name: 10})
    for minutes, count in ((5, 400), (5, 990)):
        grow(stage, post, minutes, **{name: count})
    assert stage.told() == []

    grow(stage, post, 5, **{name: 1010})
    assert stage.told() == ["10:15 ayse"]
    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert (page.signals[0].name, page.signals[0].value) == (name, 1010.0)
    assert [one.id for one in page.evidence][:1] == [post.id]

    for minutes, count in ((5, 1200), (40, 5000), (60, 9000)):
        grow(stage, post, minutes, **{name: count})
    assert len([reason for reason in stage.reasons() if reason == "alert-firing"]) == 1


def test_a_post_that_had_passed_it_when_it_came_is_told_once() -> None:
    """The page was for the post; that it grows is no other post."""
    stage, post = begun(rule(Engagement(likes=100), until="calm"), likes=150)
    assert stage.told() == ["10:00 ayse"]
    grow(stage, post, 60, likes=400)

    assert len([reason for reason in stage.reasons() if reason == "alert-firing"]) == 1


def test_a_loud_author_is_told_when_the_post_comes_and_not_when_it_grows() -> None:
    """Nor is each post told again by `every`."""
    loud = Influencer(audience=40)
    stage, post = begun(rule(AnyOf(conditions=(loud, Engagement(likes=100))), until="calm"))
    assert len(stage.told()) == 1
    stage.until("11:00")
    grow(stage, post, 5, likes=50)
    assert stage.reasons().count("alert-firing") == 1
    grow(stage, post, 5, likes=200)
    assert stage.reasons().count("alert-firing") == 2

    told = []
    for grows in (False, True):
        stage, post = begun(rule(Every(bundle=timedelta(minutes=15))))
        stage.until("10:30")
        if grows:
            grow(stage, post, likes=200)
        told.append(stage.until("11:30").told())
    assert told[0] == told[1]


def test_growth_moves_no_volume_no_mood_and_no_question() -> None:
    """The state of a watch is the same but for what its platform tells of the post."""
    stage, post = begun(rule(Engagement(likes=1000)))
    before = stage.engine.state.watches["acme"].to_state()
    for number in range(5):
        grow(stage, post, likes=10 + number)
    after = stage.engine.state.watches["acme"].to_state()

    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"counts", "alerts", "cascades"}


def test_a_platforms_count_of_reposts_makes_a_post_travel() -> None:
    """Nobody's reposts are seen, and still it goes viral: forty within four minutes of its birth."""
    stage, post = begun(rule(GoingViral(top_a_day=5, after=timedelta(minutes=5))))
    grow(stage, post, 4, reposts=40)

    assert stage.told() == ["10:04 ayse"]
    (page,) = [page for page in stage.pages if page.kind is PageKind.PAGE]
    assert page.signals[0].value == 40.0


def test_reposts_of_a_day_are_no_burst_of_five_minutes() -> None:
    """When they came is known only as far as the looks tell: within a day, so not within five minutes."""
    stage, post = begun(rule(GoingViral(top_a_day=5, after=timedelta(minutes=5))))
    grow(stage, post, 2 * 60, reposts=40)
    assert stage.told() == []

    grow(stage, post, 4, reposts=90)  # fifty more since the look four minutes ago
    assert len(stage.told()) == 1


def test_growth_of_an_old_post_wakes_nobody() -> None:
    """Written more than six hours ago: whoever wanted to know was told."""
    stage, post = begun(rule(Engagement(likes=100)))
    grow(stage, post, 7 * 60, likes=500)

    assert stage.told() == []
    assert "too-old-to-wake" in stage.reasons()


def test_a_restart_between_two_looks_changes_nothing() -> None:
    """What was told last is part of the state."""

    def play(*, restarts: bool) -> list[str]:
        stage, post = begun(rule(Engagement(likes=100), until="calm"), likes=10)
        for count in (50, 120, 300):
            if restarts:
                stage.engine = Engine.restore(stage.engine.snapshot())
            grow(stage, post, 30, likes=count)
        return stage.told()

    assert play(restarts=True) == play(restarts=False)
    assert len(play(restarts=False)) >= 1


def test_many_posts_are_remembered_and_the_oldest_forgotten() -> None:
    """Memory stays flat."""
    stage = Stage(house(rule(Engagement(likes=10_000)))).until("10:00")
    for number in range(2_100):
        stage.mention("neutral", likes=number + 1)
    state = stage.engine.state.watches["acme"]

    assert len(state.counts) == 2_000
    assert clock("10:00") == stage.now
