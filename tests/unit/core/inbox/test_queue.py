"""In which order those who wait are looked at, before their texts are known."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from alertd.core.inbox.queue import counted
from alertd.core.signals.unanswered import GIVEN_UP_AFTER, PER_AUTHOR, Unanswered
from alertd.core.signals.waiting import Waiting
from alertd.model.inbox import Counted
from tests.unit.core.stage import Stage, house


def test_an_angry_post_of_now_is_looked_at_before_a_question_of_the_day_before() -> None:
    """A long queue is read from its beginning: what is answered first must not stand behind a thousand idle questions."""
    stage = Stage(house()).until("10:00")
    idle = [stage.mention("neutral", needs_answer=True).id]
    stage.until(stage.now + timedelta(hours=5))
    idle.append(stage.mention("neutral", needs_answer=True).id)
    angry = stage.mention("angry", needs_answer=True).id

    waiting = [key.split("\x1f")[2] for key in stage.engine.waiting("acme", stage.now)]

    assert waiting == [angry, *idle]


def test_who_left_without_an_answer_is_counted_by_why() -> None:
    """Nobody leaves the inbox silently: neither who was crowded out nor who waited for a week; an answer is no leaving."""
    stage = Stage(house()).until("10:00")
    for number in range(PER_AUTHOR + 3):
        stage.mention("neutral", needs_answer=True, author="bot", conversation=f"t{number}")
    asked = stage.mention("neutral", needs_answer=True)
    stage.reply(in_reply_to=asked.id)

    assert counted(stage.engine.state.watches, "acme") == {"acme": Counted(waiting=PER_AUTHOR, given_up=3)}
    assert counted(stage.engine.state.watches, "unknown") == {}


def test_a_week_without_an_answer_is_told_after_a_restart_too() -> None:
    """A state of before it was counted begins at nought."""
    inbox = Unanswered()
    for author, at in (("ann", 0.0), ("bob", GIVEN_UP_AFTER + 1)):
        inbox.observe(Waiting(at, "x", author, author, author, is_high=False), at)

    state = msgspec.json.decode(msgspec.json.encode(inbox.to_state()))
    again = Unanswered.from_state(state)
    assert (len(again), again.given_up, again.too_old) == (1, 0, 1)

    del state["too_old"]
    assert Unanswered.from_state(state).too_old == 0
