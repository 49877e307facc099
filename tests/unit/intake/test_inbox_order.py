"""Whom to answer first, on the demo's own posts: a quiet week of chatter, then smoke and fire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

from alertd.cli.story import Story
from alertd.core.topic.matters import matter
from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.priority import Priority, priority
from alertd.model.mention import Mention, Reach
from alertd.scorers.default import DefaultScorer

MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)
PROMISED = timedelta(hours=1)


class Asked(NamedTuple):
    """A post that waits, and how soon somebody should answer it."""

    at: datetime
    text: str
    language: str
    found: Priority


@cache
def inbox() -> list[Asked]:
    """Return who waits five minutes after the crisis began, whom to answer first on top."""
    story, now = Story(MORNING), MORNING + timedelta(minutes=5)
    posts = [
        *story.week(),
        *(step.post for step in story.crisis() if step.after < 300 and step.post["author"] != "kettlo"),
    ]
    texts = [post["text"] for post in posts]
    tongues = languages([(text, None) for text in texts])
    waiting = []
    for post, language, score in zip(posts, tongues, DefaultScorer.load().score_in(texts, tongues), strict=True):
        if not needs_answer(post["text"], language, score):
            continue
        at = datetime.fromisoformat(post["created_at"])
        mention = Mention(
            watch="kettlo",
            platform=post["platform"],
            id=post["id"],
            author=post["author"],
            posted_at=at,
            seen_at=at,
            language=language,
            score=score,
            voice=1,
            reach=Reach(audience=post["author_followers"]),
        )
        waited = (now - at).total_seconds()
        found = priority(mention, post["text"], waited=waited, promised=PROMISED.total_seconds())
        waiting.append(Asked(at, post["text"], language, found))
    return sorted(waiting, key=lambda one: (-one.found.value, one.at))


def test_fire_and_smoke_of_this_morning_stand_above_idle_chatter_of_the_week() -> None:
    """However long the chatter has waited, and however many people its author has."""
    burning = [at for at, one in enumerate(inbox()) if one.at >= MORNING and matter(one.text, one.language) == "safety"]
    idle = [at for at, one in enumerate(inbox()) if one.at < MORNING]

    assert len(burning) >= 50
    assert max(burning) < min(idle, default=len(inbox()))


def test_the_loud_voice_whose_kitchen_is_full_of_smoke_is_first() -> None:
    """It is about safety, it is negative, and a million people read it."""
    first = inbox()[0]

    assert "filled the kitchen with smoke" in first.text
    assert first.found.why[:2] == ("safety", "negative")


def test_whoever_opens_the_inbox_sees_this_morning_and_nothing_else() -> None:
    """A hundred posts are more than a screen: none of them is of the quiet week."""
    assert all(one.at >= MORNING for one in inbox()[:100])
