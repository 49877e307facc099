"""unanswered: mentions that need an answer have none from a human."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.core.times import instant
from alertd.model.people import Hours
from alertd.model.rule import Floor, Unanswered
from tests.unit.core.rules.conditions.looking import NOON, Looking
from tests.unit.core.stage import Stage, house, loud

QUARTER = Unanswered(longer_than=timedelta(minutes=15), priority="any")


def test_a_question_waits_a_quarter_of_an_hour_and_asks_for_its_tick() -> None:
    """At 14:59 not yet, and it says when."""
    looking = Looking(QUARTER).say(0, needs_answer=True)
    early = looking.ask(899)

    assert (early.holds, early.next_at) == (False, NOON + 900)
    assert looking.ask(900).holds


def test_enough_that_wait() -> None:
    """Three of them, each as long."""
    looking = Looking(QUARTER.with_(at_least=Floor(mentions=3)))
    for at in (0, 10, 20):
        looking.say(at, needs_answer=True)

    assert not looking.ask(919).holds
    assert looking.ask(920).holds


@pytest.mark.parametrize(
    ("negative", "top", "holds"), [(0.5, None, True), (0.49, None, False), (0.1, 0.01, True), (0.1, 0.02, False)]
)
def test_high_priority_is_negative_or_loud(negative: float, top: float | None, *, holds: bool) -> None:
    """P(negative) from .5, or the top 1 % of authors."""
    looking = Looking(QUARTER.with_(priority="high")).say(0, negative, needs_answer=True, top=top)

    assert looking.ask(900).holds is holds


def test_what_needs_no_answer_waits_for_none() -> None:
    """Statements, copies and reposts."""
    looking = Looking(QUARTER).say(0).say(1, needs_answer=True, repost_of="p0").say(2, needs_answer=True, voice=1)

    assert not looking.ask(5000).holds


def test_a_second_question_of_a_conversation_does_not_restart_its_clock() -> None:
    """The customer asks again, and has waited since the first time."""
    looking = Looking(QUARTER).say(0, needs_answer=True, conversation="c").say(800, needs_answer=True, conversation="c")

    assert looking.ask(900).value == 1.0


def test_a_question_that_came_seven_hours_late_wakes_nobody() -> None:
    """It is in the inbox."""
    looking = Looking(QUARTER).say(-7 * 3600, needs_answer=True, seen_at=instant(NOON))

    assert not looking.ask(0).holds
    assert len(looking.state.unanswered.over(NOON, 900, only_high=False)) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"in_reply_to": "q"}, []),
        ({"conversation": "c"}, []),
        ({"in_reply_to": "c"}, []),
        ({"in_reply_to": "q", "is_automatic": True}, ["10:15 ayse"]),
        ({"in_reply_to": "another"}, ["10:15 ayse"]),
        ({"in_reply_to": "q", "platform": "reddit"}, ["10:15 ayse"]),
        ({}, ["10:15 ayse"]),
    ],
)
def test_only_an_answer_of_a_human_there_stops_the_clock(answer: dict[str, object], told: list[str]) -> None:
    """To the post, or in its conversation, on its platform; a bot's receipt is no answer."""
    stage = Stage(house(loud(when=QUARTER))).until("10:00")
    stage.mention(id="q", conversation="c", needs_answer=True)
    stage.until("10:05").reply(**answer)

    assert stage.until("10:20").told() == told


def test_an_answer_resolves_what_fires() -> None:
    """Answered at 10:30: ten minutes later it resolves."""
    stage = Stage(house(loud(when=QUARTER))).until("10:00")
    stage.mention(id="q", needs_answer=True)
    stage.until("10:30").reply(in_reply_to="q").until("10:39")
    assert stage.incident.is_firing

    stage.until("10:40")
    assert not stage.incident.is_firing


OFFICE = Hours(name="office")
IN_OFFICE = QUARTER.with_(longer_than=timedelta(minutes=30), business_hours="office")


def test_a_clock_in_business_hours_stands_still_over_the_weekend() -> None:
    """Asked on Friday at 16:45, promised in half an hour: due on Monday at 09:15, to the second, and it says so on Friday."""
    looking = Looking(IN_OFFICE)
    looking.state.hours = {"office": OFFICE}
    friday = datetime(2026, 11, 20, 16, 45, tzinfo=UTC).timestamp() - NOON
    due = datetime(2026, 11, 23, 9, 15, tzinfo=UTC).timestamp() - NOON
    looking.say(friday, needs_answer=True)

    assert looking.ask(friday + 1800).next_at == NOON + due
    assert not looking.ask(due - 1).holds
    assert looking.ask(due).holds


def test_the_engine_takes_the_hours_of_the_people_file() -> None:
    """From the settings to the page: nobody is told on Friday evening, Monday at 09:15 somebody is."""
    base = house(loud(when=IN_OFFICE))
    stage = Stage(base.with_(roster=base.roster.with_(hours={"office": OFFICE}))).until("16:45", day=4)
    stage.mention(id="q", needs_answer=True)

    assert stage.until("09:14", day=7).told() == []
    assert stage.until("09:16", day=7).told() == ["09:15 ayse"]
