"""What people do in the inbox: two never answer the same customer without knowing of each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.core.inbox.lifecycle import REFUSALS, TABLE, TAKEN
from alertd.core.signals.waiting import Ended
from alertd.model.commands import Command
from alertd.model.events import Event, InboxActTaken, decode, encode
from alertd.model.inbox import Attended, InboxAct, Standing
from alertd.model.mention import Mention, key_of
from alertd.model.page import PageKind
from alertd.model.rule import PromiseMet, Rule, Unanswered
from tests.unit.core.stage import Stage, house

QUARTER = Rule(id="late", name="late", page="pr", when=Unanswered(longer_than=timedelta(minutes=15), priority="any"))


def asked(*rules: Rule, at: str = "10:00") -> tuple[Stage, Mention]:
    """Return a stage on which a customer has asked."""
    stage = Stage(house(*rules)).until(at)
    return stage, stage.mention("neutral", needs_answer=True)


def does(stage: Stage, about: Mention, act: InboxAct, by: str = "ayse", **changes: Any) -> str:
    """Let somebody act now; return the reason of what was decided about it."""
    event = InboxActTaken(at=stage.now, watch="acme", platform=about.platform, id=about.id, act=act, by=by)
    stage.handle(event.with_(**changes))
    return str([one.reason for one in stage.decisions if one.person == by][-1])


def stands(stage: Stage, about: Mention) -> Attended:
    """Return where we are with a post."""
    return stage.engine.attended("acme", about.platform, about.id, stage.now)


def test_who_comes_second_hears_who_has_it() -> None:
    """A claim of what another has claimed is refused, with their name and until when."""
    stage, post = asked()

    assert does(stage, post, InboxAct.CLAIM) == "claimed"
    assert does(stage, post, InboxAct.CLAIM, "omar") == "already-claimed"
    assert "claimed by ayse until 11:00 UTC" in stage.decisions[-1].text
    assert stands(stage, post).by == "ayse"


def test_a_claim_is_had_since_it_was_first_made() -> None:
    """To claim again holds it longer; one that has ended, was let go or went to another begins anew."""
    stage, post = asked()
    does(stage, post, InboxAct.CLAIM, minutes=30)
    first = stage.now

    does(stage.until("10:20"), post, InboxAct.CLAIM, minutes=30)
    assert (stands(stage, post).since, stands(stage, post).until) == (first, stage.now + timedelta(minutes=30))

    does(stage.until("10:50"), post, InboxAct.CLAIM)
    assert stands(stage, post).since == stage.now

    does(stage.until("10:55"), post, InboxAct.HAND_OVER, to="omar")
    assert (stands(stage, post).by, stands(stage, post).since) == ("omar", stage.now)

    does(stage.until("10:56"), post, InboxAct.RELEASE, "omar")
    assert stands(stage, post) == Attended(standing=Standing.WAITING)


def test_a_claim_ends_by_itself() -> None:
    """Who takes a customer and goes home does not hide them for ever."""
    stage, post = asked()
    does(stage, post, InboxAct.CLAIM, minutes=30)

    assert stands(stage.until("10:29"), post).standing is Standing.CLAIMED
    assert stands(stage.until("10:30"), post).standing is Standing.WAITING
    assert does(stage, post, InboxAct.CLAIM, "omar") == "claimed"


def test_handing_over_is_open_to_all_and_says_whose_it_was() -> None:
    """Also to oneself: then it is taken knowingly."""
    stage, post = asked()
    does(stage, post, InboxAct.CLAIM)

    assert does(stage, post, InboxAct.HAND_OVER, "omar", to="omar") == "handed-over"
    assert stage.decisions[-1].text.endswith("to omar by omar through api, ayse had it")
    assert stands(stage, post).by == "omar"
    assert does(stage, post, InboxAct.RELEASE) == "already-claimed"
    assert does(stage, post, InboxAct.RELEASE, "omar") == "released"
    assert stands(stage, post) == Attended(standing=Standing.WAITING)


def test_what_is_put_off_pages_nobody_until_then() -> None:
    """And pages when its time has come, if nobody has answered; without any other event."""
    stage, post = asked(QUARTER)
    does(stage, post, InboxAct.SNOOZE, minutes=45)

    stage.until("10:44:59")
    assert stage.told() == []
    stage.until("10:45")
    assert stage.told() == ["10:45 ayse"]


def test_a_snooze_of_one_does_not_hide_another() -> None:
    """The other pages in its own time, and the count is of those that are not put off."""
    stage, first = asked(QUARTER)
    stage.until("10:05").mention("neutral", needs_answer=True)
    does(stage, first, InboxAct.SNOOZE, minutes=600)

    stage.until("10:19:59")
    assert stage.told() == []
    stage.until("10:20")
    assert stage.told() == ["10:20 ayse"]
    assert stage.pages[0].signals[0].value == 1.0


def test_a_claim_is_no_answer() -> None:
    """The rule goes on counting: somebody wants to answer, and has not."""
    stage, post = asked(QUARTER)
    does(stage, post, InboxAct.CLAIM)

    assert stage.until("10:15").told() == ["10:15 ayse"]


@pytest.mark.parametrize("act", [InboxAct.ANSWERED, InboxAct.NEEDS_NONE])
def test_what_is_over_pages_nobody_and_is_taken_by_nobody(act: InboxAct) -> None:
    """Answered by mail, or in need of none: nobody waits, and who comes later hears by whom and when."""
    stage, post = asked(QUARTER)
    does(stage.until("10:05"), post, act)

    assert stage.until("12:00").told() == []
    assert not stage.engine.waiting("acme", stage.now)
    assert does(stage, post, InboxAct.CLAIM, "omar") in ("already-answered", "already-dismissed")
    assert "by ayse at 2026-11-23 10:05 UTC" in stage.decisions[-1].text


def test_a_public_reply_ends_a_claim_and_tells_who_answered() -> None:
    """A colleague who answers without a look at the inbox is seen by whoever had claimed it."""
    stage, post = asked()
    does(stage, post, InboxAct.CLAIM)
    stage.until("10:10").reply(in_reply_to=post.id, author="acme_help")

    assert does(stage, post, InboxAct.CLAIM) == "already-answered"
    assert stands(stage, post).by == "acme_help"


def test_an_answer_elsewhere_keeps_the_promise_it_kept() -> None:
    """It was given at 10:20 and is told at 11:30: the promise of half an hour counts 20 minutes."""
    met = PromiseMet(met=0.95, target=timedelta(minutes=30), window=timedelta(hours=24))
    stage, post = asked(Rule(id="kept", name="kept", page="pr", when=met))
    told = stage.until("10:20").now
    does(stage.until("10:25"), post, InboxAct.ANSWERED, answered_at=told)
    state = stage.engine.state.watches["acme"]

    assert state.first_replies.share(0.0, stage.now.timestamp(), 1200.0, waiting=0) == (1, 1)
    assert state.first_replies.share(0.0, stage.now.timestamp(), 1199.0, waiting=0) == (1, 0)


@pytest.mark.parametrize(("minutes", "kept"), [(-600, 0.0), (600, 300.0)])
def test_an_answer_is_neither_before_its_question_nor_in_the_future(minutes: int, kept: float) -> None:
    """Clocks of people are wrong; spans are not negative."""
    stage, post = asked()
    wrong = stage.now + timedelta(minutes=minutes)
    does(stage.until("10:05"), post, InboxAct.ANSWERED, answered_at=wrong)

    assert stage.engine.state.watches["acme"].first_replies.to_state() == [[post.posted_at.timestamp(), kept]]


def test_what_was_judged_to_need_no_answer_can_be_put_into_the_inbox() -> None:
    """The act carries the post: the log says all that the engine needs."""
    stage = Stage(house(QUARTER)).until("10:00")
    post = stage.mention("angry")

    assert does(stage, post, InboxAct.CLAIM) == "not-waiting"
    assert does(stage, post, InboxAct.NEEDS_ONE) == "not-waiting"
    assert does(stage, post, InboxAct.NEEDS_ONE, mention=post) == "needs-an-answer"
    assert list(stage.engine.waiting("acme", stage.now)) == [key_of(*post.key)]
    assert stage.until("10:15").told() == ["10:15 ayse"]


def test_a_slip_can_be_taken_back() -> None:
    """Needs none, said of the wrong one: it waits again since it was written, also if the brand had answered the thread."""
    stage, post = asked()
    does(stage, post, InboxAct.NEEDS_NONE)
    does(stage.until("10:40"), post, InboxAct.NEEDS_ONE, mention=post)

    waiting = stage.engine.state.watches["acme"].unanswered.find("x", post.id)
    assert waiting is not None
    assert waiting.posted == post.posted_at.timestamp()
    assert does(stage, post, InboxAct.NEEDS_ONE, mention=post) == "already-waiting"


def test_the_later_post_of_the_same_customer_is_the_same_wait() -> None:
    """Whoever clicks on the second post claims the customer, not the post."""
    stage = Stage(house()).until("10:00")
    first = stage.mention("neutral", needs_answer=True, conversation="c", author="eve")
    second = stage.mention("neutral", conversation="c", author="eve")

    assert does(stage, second, InboxAct.CLAIM) == "claimed"
    assert stands(stage, first).by == "ayse"


def test_every_act_has_an_answer_in_every_standing() -> None:
    """A row, or a reason; and a reason under which it is remembered."""
    assert set(TABLE) == set(REFUSALS) == set(Standing)
    assert set(TAKEN) == set(InboxAct)
    assert {change.to for rows in TABLE.values() for change in rows.values()} == set(Standing) - {Standing.ABSENT}


def played() -> Stage:
    """Return a day with every act in it."""
    stage, one = asked(QUARTER)
    two = stage.mention("angry", needs_answer=True, conversation="t", author="two")
    three = stage.mention("angry", needs_answer=True, conversation="t", author="three")
    four = stage.mention("angry")
    does(stage, one, InboxAct.CLAIM)
    does(stage, one, InboxAct.HAND_OVER, to="omar")
    does(stage.until("10:10"), two, InboxAct.SNOOZE, minutes=50)
    does(stage, three, InboxAct.NEEDS_NONE)
    does(stage, four, InboxAct.NEEDS_ONE, mention=four)
    does(stage.until("10:30"), one, InboxAct.RELEASE, "omar")
    does(stage, four, InboxAct.ANSWERED, note="by mail")
    return stage.until("12:00")


def test_a_restart_anywhere_changes_nothing() -> None:
    """Snapshot and restore before each event, and the log read back from its bytes: the same commands."""
    stage = played()
    engine = Engine()
    commands: list[Command] = []
    for event in stage.events:
        engine = Engine.restore(engine.snapshot())
        again: Event = decode(encode(event))
        commands += engine.handle(again)

    assert commands == stage.commands
    assert [page.kind for page in stage.pages if page.kind is PageKind.PAGE]


def test_a_snapshot_of_before_the_inbox_is_read() -> None:
    """Waits without claims, and answered posts by their names alone."""
    stage, post = asked()
    other = stage.mention("neutral", needs_answer=True)
    does(stage, other, InboxAct.NEEDS_NONE)
    unanswered = stage.engine.state.watches["acme"].unanswered
    state = unanswered.to_state()
    state["customers"] = [row[:2] for row in state["customers"]]
    for row in state["waiting"]:
        for name in ("taken_by", "taken_until", "taken_at", "put_off_by", "put_off_until"):
            del row[name]

    again = type(unanswered).from_state(state)

    assert again.find("x", post.id) is not None
    assert again.ended("x", other.id) == Ended()
