"""Readings: quarters of an hour of the watches that are compared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.core.signals.readings import Readings, Sums, median
from alertd.model.mention import Mention, Reach, Reply
from alertd.model.score import Quality, Score
from tests.unit.core.stage import clock

TEN = clock("10:00").timestamp()
ANGRY = Score(negative=900, neutral=80, positive=20, quality=Quality.TRAINED, scorer="t/1")


def said(readings: Readings, minute: float, watch: str = "acme", **changes: Any) -> None:
    """Let somebody write so many minutes after ten."""
    at = clock("10:00") + timedelta(minutes=minute)
    one = Mention(
        watch=watch,
        platform="x",
        id=f"p{minute}",
        author="u",
        posted_at=at,
        seen_at=at,
        language="en",
        score=ANGRY,
        voice=1,
    )
    readings.mention(one.with_(**changes), at.timestamp())


@pytest.fixture
def readings() -> Readings:
    """Follow two watches."""
    kept = Readings()
    kept.follow(("acme", "globex"))
    return kept


def test_only_closed_quarters_count(readings: Readings) -> None:
    """A quarter is closed two minutes after its end."""
    for minute in (1, 14, 16):
        said(readings, minute, reach=Reach(audience=100))

    assert readings.over("acme", TEN + 16.9 * 60, 3600).mentions == 0
    assert readings.over("acme", TEN + 17 * 60, 3600) == Sums(2, 2, 1.8, 200)
    assert readings.over("acme", TEN + 32 * 60, 900).mentions == 1


def test_a_late_post_changes_its_own_quarter(readings: Readings) -> None:
    """Also after it was summed up; so it does not matter who asked when."""
    said(readings, 1)
    assert readings.over("acme", TEN + 1800, 3600).mentions == 1

    said(readings, 2, score=Score.unknown("t/1"))
    assert readings.over("acme", TEN + 1800, 3600) == Sums(2, 1, 0.9, 0)


def test_watches_that_nobody_compares_are_not_kept(readings: Readings) -> None:
    """And those that are compared no more are forgotten."""
    said(readings, 1, watch="other")
    said(readings, 1)
    readings.follow(("globex",))
    readings.follow(("globex", "acme", "other"))

    assert [readings.over(name, TEN + 3600, 7200).mentions for name in ("acme", "other")] == [0, 0]


def test_the_first_human_reply_ends_the_wait(readings: Readings) -> None:
    """What a machine answers is no reply, and only the first counts."""
    said(readings, 1, needs_answer=True)
    at = clock("10:21")
    for minutes, automatic in ((0, True), (5, False)):
        when = at + timedelta(minutes=minutes)
        reply = Reply(
            watch="acme", platform="x", id=f"r{minutes}", author="acme", posted_at=when, seen_at=when, in_reply_to="p1", is_automatic=automatic
        )  # fmt: skip
        readings.reply(reply, when.timestamp())

    assert readings.waits("acme", TEN + 3600, 7200) == [25 * 60.0]


def test_what_was_asked_before_is_not_told_again_when_somebody_answers(readings: Readings) -> None:
    """Waits are summed up once for each end of a quarter and each reply: a comparison asks at every post."""

    def answers(post: str, minute: int) -> None:
        when = clock("10:00") + timedelta(minutes=minute)
        reply = Reply(watch="acme", platform="x", id=f"r{post}", author="acme", posted_at=when, seen_at=when, in_reply_to=post)  # fmt: skip
        readings.reply(reply, when.timestamp())

    said(readings, 1, needs_answer=True)
    said(readings, 2, needs_answer=True)
    answers("p1", 6)
    assert readings.waits("acme", TEN + 3600, 7200) is readings.waits("acme", TEN + 3601, 7200) == [5 * 60.0]

    answers("p2", 3)  # told late, in the same quarter
    assert readings.waits("acme", TEN + 3600, 7200) == [60.0, 5 * 60.0]
    assert readings.waits("acme", TEN + 3600, 900) == []
    assert readings.waits("acme", TEN + 4 * 3600, 7200) == []


def test_a_restart_changes_nothing(readings: Readings) -> None:
    """State is plain."""
    said(readings, 1, needs_answer=True)
    said(readings, 20)
    again = Readings()
    again.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(readings.to_state())))

    assert again.over("acme", TEN + 7200, 7200) == readings.over("acme", TEN + 7200, 7200)
    assert again.to_state() == readings.to_state()


def test_the_middle_of_an_even_number_lies_between_two() -> None:
    """As everywhere."""
    assert median([1.0, 3.0, 4.0, 100.0]) == 3.5
