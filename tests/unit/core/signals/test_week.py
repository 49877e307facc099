"""Week: the hours of a fortnight, and the posts worth reading."""

from __future__ import annotations

from typing import Any

import pytest

from alertd.core.signals.week import DAY, HOUR, KEPT, WEEK, Sums, Week, Weeks
from alertd.model.rule import Count
from alertd.model.score import Quality, Score
from tests.unit.core.rules.conditions.looking import NOON, Looking

MORNING = NOON - NOON % DAY
GLAD = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")


def written(week: Week, at: float, negative: float | None = 0.06, **changes: Any) -> None:
    """Let somebody write at an instant; reaches as many people as `audience` says."""
    looking = Looking(Count(over=1)).say(at - NOON, negative, **changes)
    assert looking.last is not None
    week.observe(looking.last, at, changes.pop("now", at))


def test_hours_are_summed_over_whole_weeks() -> None:
    """What is negative counts once, what nobody could score counts as a mention only."""
    week = Week()
    written(week, MORNING - WEEK - HOUR)  # the week before
    written(week, MORNING - HOUR, 0.9)
    written(week, MORNING - 1.0, None)
    written(week, MORNING)  # the next week
    week.opened(MORNING - 2 * HOUR)

    assert week.over(MORNING - WEEK, MORNING) == Sums(mentions=2, known=1, negative=1, incidents=1)
    assert week.over(MORNING - 2 * WEEK, MORNING - WEEK) == Sums(mentions=1, known=1)
    assert week.begins == MORNING - WEEK - HOUR


def test_a_late_post_counts_in_its_own_hour_and_an_old_one_nowhere() -> None:
    """History that is imported fills the week before; what is older than a fortnight is forgotten."""
    week = Week()
    written(week, MORNING)
    for age in (3 * DAY, 20 * DAY):
        looking = Looking(Count(over=1)).say(MORNING - age - NOON)
        assert looking.last is not None
        week.observe(looking.last, MORNING - age, MORNING)

    assert week.over(MORNING - WEEK, MORNING).mentions == 1
    assert week.over(0.0, MORNING + DAY).mentions == 2


def test_memory_is_bounded() -> None:
    """A year of a busy brand holds fifteen days."""
    week = Week()
    for hour in range(0, 60 * 24, 2):
        for one in range(3):
            written(week, MORNING + hour * HOUR, author=f"a{hour}{one}", audience=10 + one, score=GLAD)
    begins, hours, posts, praise = week.to_state()

    assert begins == MORNING
    assert len(hours) <= KEPT
    assert len(posts) <= KEPT // 24 + 2
    assert len(praise) <= KEPT // 24 + 2
    assert all(len(kept) <= 5 for _, kept in posts)


def test_the_posts_to_read_reach_the_most_people_one_an_author_and_a_text() -> None:
    """Whoever writes ten times, and what ten people copy, is read once."""
    week = Week()
    for number, (author, audience, voice) in enumerate(
        [
            ("ann", 900, 1),
            ("ann", 800, 2),
            ("bob", 700, 1),
            ("cem", 600, 3),
            ("dia", 500, 4),
            ("eva", 400, 5),
            ("fay", 300, 6),
        ]
    ):
        at = MORNING - (number + 1) * DAY / 2
        written(week, at, author=author, audience=audience, voice=voice, id=f"p{number}")
    written(week, MORNING - HOUR, author="bot", audience=9_999, repost_of="p1", id="copy")
    written(week, MORNING - HOUR, author="ghost", id="unknown")  # nobody knows who can see it

    assert [post.id for post in week.posts(MORNING - WEEK, MORNING, 5)] == ["p0", "p3", "p4", "p5", "p6"]
    assert [post.id for post in week.posts(MORNING - WEEK, MORNING, 2)] == ["p0", "p3"]
    assert week.posts(MORNING, MORNING + WEEK, 5) == ()


def test_the_most_seen_praise_of_a_span_is_kept() -> None:
    """One a day is enough; what asks for something is no praise, and of an unknown audience nobody knows who saw it."""
    week = Week()
    written(week, MORNING - 2 * DAY, score=GLAD, audience=500)
    written(week, MORNING - 2 * DAY + 60.0, score=GLAD, audience=40)
    written(week, MORNING - HOUR, score=GLAD, audience=300)
    written(week, MORNING - HOUR, score=GLAD, audience=9_000, needs_answer=True)
    written(week, MORNING - HOUR, score=GLAD)
    written(week, MORNING, score=GLAD, audience=700)

    assert week.over(MORNING - WEEK, MORNING).praised == 4
    praise = week.praise(MORNING - WEEK, MORNING)
    assert praise is not None
    assert praise.audience == 500
    assert week.praise(MORNING - WEEK, MORNING - 3 * DAY) is None


def test_praise_outlives_a_restart_and_old_snapshots_know_none() -> None:
    """A snapshot of before has four numbers an hour, and no praise beside its posts."""
    week = Week()
    written(week, MORNING, score=GLAD, audience=500)
    state = week.to_state()
    again = Week.from_state(state)
    assert again.to_state() == state

    begins, hours, posts, _ = state
    old = Week.from_state([begins, [hour[:5] for hour in hours], posts])
    assert old.over(MORNING, MORNING + DAY) == Sums(mentions=1, known=1)
    assert old.praise(MORNING, MORNING + DAY) is None
    written(old, MORNING, score=GLAD, audience=20)
    assert old.over(MORNING, MORNING + DAY).praised == 1


def test_praise_of_an_erased_author_is_nobodys() -> None:
    """Neither the name nor the address is kept."""
    week = Week()
    written(week, NOON, score=GLAD, audience=500, author="ann", handle="ann_a", url="https://x.example/1")
    week.forget("x", "ann", "nobody")

    assert "ann" not in str(week.to_state())
    praise = week.praise(NOON - DAY, NOON + DAY)
    assert praise is not None
    assert (praise.author, praise.url) == ("nobody", None)


def test_old_praise_is_put_away() -> None:
    """With the hours it belongs to."""
    week = Week()
    written(week, MORNING, score=GLAD, audience=500)
    written(week, MORNING + 20 * DAY)

    assert week.praise(0.0, MORNING + 21 * DAY) is None


def test_an_erased_author_is_nobody() -> None:
    """Their post may still be counted; no name of theirs is told."""
    weeks = Weeks()
    weeks.follow(("acme",))
    looking = Looking(Count(over=1)).say(0.0, author="ann", handle="ann_a", audience=900, url="https://x.example/1")
    assert looking.last is not None
    weeks.mention(looking.last, NOON, NOON)
    weeks.forget("x", "ann", "nobody")

    week = weeks.of("acme")
    assert week is not None
    (post,) = week.posts(NOON - DAY, NOON + DAY, 5)
    assert (post.author, post.handle, post.url) == ("nobody", None, None)
    assert "ann" not in str(weeks.to_state())


@pytest.mark.parametrize("name", ["acme", "globex"])
def test_a_restart_forgets_nothing_and_a_watch_without_a_digest_is_not_kept(name: str) -> None:
    """What is followed goes on; what is no longer followed is dropped."""
    weeks = Weeks()
    weeks.follow(("acme", "globex"))
    looking = Looking(Count(over=1)).say(0.0, audience=900)
    assert looking.last is not None
    weeks.mention(looking.last.with_(watch=name), NOON, NOON)
    weeks.opened(name, NOON)
    again = Weeks()
    again.restore(weeks.to_state())

    assert again.to_state() == weeks.to_state()
    again.follow((name,))
    week = again.of(name)
    assert week is not None
    assert week.over(NOON - DAY, NOON + DAY) == Sums(mentions=1, known=1, incidents=1)
    assert again.of({"acme": "globex", "globex": "acme"}[name]) is None
