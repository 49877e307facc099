"""What an incident is about is worded from its first pages on: the last few voices of the night do not rename it."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.incidents.incident_posts import SAID, IncidentPosts
from alertd.core.signals.evidence import Post
from alertd.model.commands import Burst, SendPage
from alertd.model.incident import Act
from tests.unit.core.stage import Stage, house, loud

LONG = loud(keep_firing_for=timedelta(hours=5))


def bursts(stage: Stage) -> list[Burst]:
    """Return what each page was worded from."""
    return [one.burst for one in stage.commands if isinstance(one, SendPage) and one.burst is not None]


def story() -> Stage:
    """Twenty write in English, then one whom many hear, and in the quarter of an hour after it fifty in Chinese: more than are remembered."""
    stage = Stage(house(LONG)).until("10:00")
    for n in range(20):
        stage.mention("angry", id=f"en{n}", language="en")
    stage.fire("10:00", id="big", author="big", language="en").until("10:05")
    for n in range(50):
        stage.until(stage.now + timedelta(seconds=5)).mention("angry", id=f"zh{n}", language="zh")
    return stage.until("10:16")


def test_the_second_page_is_worded_from_the_first_posts_too() -> None:
    """And it is told in which languages all of it was written."""
    first, second = bursts(story())[:2]

    assert {one.language for one in first.posts} == {"en"}
    assert [one.id for one in second.posts[: len(first.posts)]] == [one.id for one in first.posts]
    assert {one.language for one in second.posts} == {"en", "zh"}
    assert second.spoken == (("zh", 50), ("en", 21))


def test_what_is_marked_as_noise_words_no_page() -> None:
    """It was one of the first, and stands in none of the pages that follow."""
    stage = Stage(house(LONG)).fire("10:00", id="big", author="big")
    stage.until("10:01")
    stage.act(Act.LEAVE_OUT, "omar", mention=stage.mention("angry", id="noise"))
    stage.until("10:16")

    assert all(one.id != "noise" for one in bursts(stage)[-1].posts)


def post(n: int) -> Post:
    """Return a post."""
    return Post(float(n), "x", f"p{n}", f"u{n}", None, None, 900, None, "en", n, float(n), is_new=True)


def test_a_few_dozen_of_the_first_posts_are_kept_and_a_new_round_begins_without_them() -> None:
    """They are bounded, come once each, and lose an author's name where it is erased."""
    posts = IncidentPosts()
    assert [one.id for one in posts.say([post(1), post(2)])] == ["p1", "p2"]
    assert [one.id for one in posts.say([post(2), post(3)])] == ["p1", "p2", "p3"]
    told = posts.say([post(n) for n in range(10, 60)])
    assert len(told) == 53
    assert len(posts.said) == SAID

    posts.forget("x", "u1", "nobody")
    assert posts.said[0].author == "nobody"
    posts.begin_round()
    assert posts.say([post(99)]) == posts.said
