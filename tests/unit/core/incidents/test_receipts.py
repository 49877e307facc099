"""What became of a page, and who is told instead."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.events import PageReported
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Policy
from tests.unit.core.stage import DAY_LONG, Stage, glad, house, loud, step, with_policy

LONG = loud(keep_firing_for=DAY_LONG)


def proper(stage: Stage) -> list[tuple[str, str]]:
    """Return (person, channel) of each page proper."""
    return [(page.to, page.channel) for page in stage.pages if page.kind is PageKind.PAGE]


def last(stage: Stage) -> Page:
    """Return the newest page proper."""
    return [page for page in stage.pages if page.kind is PageKind.PAGE][-1]


def test_a_dead_channel_leads_to_the_next_channel_of_the_person_at_once() -> None:
    """P18: Slack fails for good, the text message goes out in the same second; ops hear of it."""
    stage = Stage(house(LONG)).fire("10:00").dead(last(Stage(house(LONG)).fire("10:00")))

    assert proper(stage) == [("ayse", "slack"), ("ayse", "sms")]
    assert stage.told(PageKind.OPS) == ["10:00 ops"]
    assert {"channel-dead", "next-channel"} <= set(stage.reasons())
    assert any("channel-dead" in reason for reason in last(stage).reasons)


def test_when_every_channel_of_a_person_is_dead_the_next_step_comes_now() -> None:
    """P11: nobody waits a quarter of an hour for somebody who cannot be reached; ops hear of it."""
    stage = Stage(house(LONG)).fire("10:00")
    stage.until("10:01").dead(last(stage))
    stage.dead(last(stage))

    assert proper(stage) == [("ayse", "slack"), ("ayse", "sms"), ("omar", "slack")]
    assert stage.told()[-1] == "10:01 omar"
    assert "person-unreachable" in stage.reasons()
    assert len(stage.told(PageKind.OPS)) == 2


def test_the_step_waits_while_somebody_else_of_it_can_be_reached() -> None:
    """Lea has the page: her quarter of an hour is not cut short by Sam's dead phone."""
    policy = Policy(name="pr", steps=(step("lea", "sam", by=("sms",)), step("maria")))
    people = house().roster.people
    no_slack = {name: one.with_(addresses={"sms": f"+1{name}"}) for name, one in people.items()}
    first = with_policy(house(LONG), policy)
    stage = Stage(first.with_(roster=first.roster.with_(people=no_slack))).fire("10:00")
    stage.until("10:01").dead(last(stage))

    assert proper(stage) == [("lea", "sms"), ("sam", "sms")]
    assert stage.until("10:15").told()[-1] == "10:15 maria"


def test_a_late_receipt_of_an_earlier_step_hurries_nobody() -> None:
    """Ayse's page dies at 10:20, when Omar has been told for five minutes: Maria is told at 10:30 all the same."""
    people = {name: one.with_(addresses={"slack": f"@{name}"}) for name, one in house().roster.people.items()}
    stage = Stage(house(LONG, roster=house().roster.with_(people=people))).fire("10:00")
    first = last(stage)
    stage.until("10:20").dead(first)

    assert stage.until("11:00").told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_nobody_is_told_instead_when_somebody_has_acknowledged() -> None:
    """It is in hand."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ACK)
    stage.dead(last(stage))

    assert proper(stage) == [("ayse", "slack")]


def test_a_delivered_page_and_one_that_nobody_knows_change_nothing() -> None:
    """Receipts of digests, tests and forgotten rounds come here too."""
    stage = Stage(house(LONG)).fire("10:00")
    for page_id, outcome in ((last(stage).page_id, Outcome.DELIVERED), ("unknown", Outcome.DEAD)):
        before = len(stage.commands)
        stage.handle(PageReported(at=stage.now, receipt=Receipt(page_id=page_id, outcome=outcome, at=stage.now)))

        assert len(stage.commands) == before


def test_a_dead_channel_does_not_get_the_resolved_notice() -> None:
    """It goes where pages arrive."""
    stage = Stage(house(loud())).fire("10:00")
    stage.dead(last(stage)).until("10:30")

    assert [p.channel for p in stage.pages if p.kind is PageKind.RESOLVED] == ["sms"]


def test_a_dead_person_of_an_ended_policy_is_told_to_ops() -> None:
    """There is nobody left: ops are the last who can do something."""
    policy = Policy(name="pr", steps=(step("ayse", by=("sms",)),))
    people = {name: one.with_(addresses={"sms": f"+1{name}"}) for name, one in house().roster.people.items()}
    first = with_policy(house(LONG), policy)
    stage = Stage(first.with_(roster=first.roster.with_(people=people))).fire("10:00")
    stage.dead(last(stage))

    assert stage.told(PageKind.OPS) == ["10:00 ops"]
    assert "person-unreachable" in stage.reasons()


def test_a_removed_rule_does_not_page_on_another_channel() -> None:
    """Its receipts still come, and find nothing to do."""
    stage = Stage(house(LONG, glad())).fire("10:00")
    page = last(stage)
    stage.load(house(glad())).dead(page)

    assert proper(stage) == [("ayse", "slack")]
    assert timedelta(0) == stage.now - page.at
