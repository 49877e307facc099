"""Messages that belong to no incident reach somebody, or it is said that they do not."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.engine import Engine
from alertd.model.events import OpsNoted, PageReported, TestAsked
from alertd.model.house import House
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Policy
from tests.unit.core.stage import NOTICE, Stage, house, loud, step, with_policy


def two_steps() -> House:
    """Return a house with two operators, one after the other."""
    return with_policy(house(loud()), Policy(name="ops", steps=(step("ops"), step("sam"))))


def noted(first: House | None = None) -> Stage:
    """Return a stage on which alertd has noticed something about itself."""
    stage = Stage(first or house(loud()))
    stage.handle(OpsNoted(at=stage.now, topic="disk", text="the disk is full"))
    return stage


def where(stage: Stage, kind: PageKind = PageKind.OPS) -> list[tuple[str, str]]:
    """Return (person, channel) of each page of a kind."""
    return [(page.to, page.channel) for page in stage.pages if page.kind is kind]


def report(stage: Stage, page: Page, outcome: Outcome, attempt: int = 1) -> None:
    """Let a channel say what became of a page."""
    receipt = Receipt(page_id=page.page_id, outcome=outcome, at=stage.now, sent_at=stage.now, attempt=attempt)
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def test_a_dead_message_to_operators_goes_to_the_next_channel_and_says_why() -> None:
    """It makes no message about itself: the same one tells that Slack does not work."""
    stage = noted()
    stage.dead(stage.pages[0])

    assert where(stage) == [("ops", "slack"), ("ops", "sms")]
    assert stage.pages[1].facts["note"] == "the disk is full (no page reaches ops on slack: number unknown)"
    assert [one.partition(":")[0] for one in stage.pages[1].reasons] == ["ops-told", "channel-dead", "next-channel"]


def test_the_next_operator_is_told_when_no_channel_of_the_first_is_left() -> None:
    """At once, and with the same words."""
    stage = noted(two_steps())
    stage.dead(stage.pages[0])
    stage.dead(stage.pages[1])

    assert where(stage) == [("ops", "slack"), ("ops", "sms"), ("sam", "slack")]
    assert "the disk is full" in str(stage.pages[2].facts["note"])
    assert "ops-unreachable" not in stage.reasons()


def test_when_no_operator_can_be_reached_the_direct_route_is_asked_for() -> None:
    """By a decision that the shell reads; no page is made, and there is no end of messages about messages."""
    stage = noted(two_steps())
    for number in range(4):
        stage.dead(stage.pages[number])

    assert where(stage) == [("ops", "slack"), ("ops", "sms"), ("sam", "slack"), ("sam", "sms")]
    asked = [one for one in stage.decisions if one.reason == "ops-unreachable"]
    assert [one.text.partition(" (")[0] for one in asked] == ["disk: the disk is full"]


def test_where_every_channel_of_everybody_is_dead_it_comes_to_an_end() -> None:
    """Whatever was sent dies: each person is tried on each channel, and then there is silence."""
    stage = Stage(two_steps()).fire("10:00")
    dead = 0
    while dead < len(stage.pages):
        stage.dead(stage.pages[dead])
        dead += 1
        assert dead < 60

    assert stage.reasons().count("ops-unreachable") >= 1


def test_an_operator_who_cannot_be_reached_is_told_to_the_other() -> None:
    """Two stand in the same step: the one who has a phone that works hears of the one who has not, once."""
    both = with_policy(house(loud()), Policy(name="ops", steps=(step("ops", "sam", by=("sms",)),)))
    stage = noted(both)
    for page in stage.pages[:2]:
        report(stage, page, Outcome.ACCEPTED if page.to == "sam" else Outcome.DEAD)
    stage.dead(stage.pages[-1])
    told = [str(p.facts["note"]) for p in stage.pages if p.to == "sam"]

    assert told[1:] == ["no page reaches ops any more; on slack: number unknown"]
    for page in [page for page in stage.pages[3:] if page.to == "ops"]:
        stage.dead(page)
    assert "ops-unreachable" not in stage.reasons()
    assert len([p for p in stage.pages if p.to == "sam"]) == 2


def test_a_channel_of_operators_that_fails_twice_is_not_waited_for() -> None:
    """Slack answers 500: the text message goes out beside it, once."""
    stage = noted()
    report(stage, stage.pages[0], Outcome.RETRY)
    assert len(where(stage)) == 1
    for attempt in (2, 3):
        report(stage, stage.pages[0], Outcome.RETRY, attempt)
    assert where(stage) == [("ops", "slack"), ("ops", "sms")]

    report(stage, stage.pages[1], Outcome.ACCEPTED)
    stage.dead(stage.pages[0])
    assert len(stage.pages) == 2


def test_a_dead_digest_goes_to_the_next_channel() -> None:
    """And operators hear of the channel, and of a person who has none left."""
    stage = Stage(house(loud(severity=NOTICE))).fire("10:00").until("10:00", day=1)
    digest = stage.pages[-1]
    stage.dead(digest)
    again = next(page for page in stage.pages if page.kind is PageKind.DIGEST and page.channel == "sms")
    assert (again.to, again.facts["note"]) == (digest.to, digest.facts["note"])

    stage.dead(again)
    notes = [str(page.facts["note"]) for page in stage.pages if page.kind is PageKind.OPS]
    assert notes == [
        "no page reaches ayse on slack: number unknown",
        "no page reaches ayse any more; on sms: number unknown",
    ]


def test_a_dead_test_goes_to_the_next_channel() -> None:
    """Whoever tries the policy learns what it would do at night."""
    stage = Stage(house(loud()))
    stage.handle(TestAsked(at=stage.now, id="t", to="pr", by="lea"))
    stage.dead(stage.pages[0])

    assert where(stage, PageKind.TEST) == [("ayse", "slack"), ("ayse", "sms")]


def test_what_was_taken_is_forgotten_and_what_is_under_way_survives_a_restart() -> None:
    """A page that a provider took leads nowhere; one that dies after a restart does what it would have done."""
    stage = noted()
    engine = Engine.restore(stage.engine.snapshot())
    receipt = Receipt(page_id=stage.pages[0].page_id, outcome=Outcome.DEAD, at=stage.now)
    event = PageReported(at=stage.now, receipt=receipt)
    taken = noted()
    report(taken, taken.pages[0], Outcome.ACCEPTED)

    assert engine.handle(event) == stage.handle(event) != ()
    assert taken.handle(event) == ()


def test_messages_that_nobody_confirms_are_forgotten_after_a_day() -> None:
    """A replay has no receipts: what is kept stays small."""
    stage = Stage(house(loud()))
    for number in range(250):
        stage.handle(OpsNoted(at=stage.now, topic=f"t{number}", text="x"))
    assert len(stage.engine.state.context.messages.by_subject) == 200

    stage.now += timedelta(days=2)
    stage.handle(OpsNoted(at=stage.now, topic="late", text="x"))
    assert len(stage.engine.state.context.messages.by_subject) == 1
