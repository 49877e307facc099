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
    """Slack fails for good, the text message goes out in the same second; ops hear of it."""
    stage = Stage(house(LONG)).fire("10:00").dead(last(Stage(house(LONG)).fire("10:00")))

    assert proper(stage) == [("ayse", "slack"), ("ayse", "sms")]
    assert stage.told(PageKind.OPS) == ["10:00 ops"]
    assert {"channel-dead", "next-channel"} <= set(stage.reasons())
    assert any("channel-dead" in reason for reason in last(stage).reasons)


def test_when_every_channel_of_a_person_is_dead_the_next_step_comes_now() -> None:
    """Nobody waits a quarter of an hour for somebody who cannot be reached; ops hear of it."""
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


def resolved(stage: Stage) -> list[tuple[str, str]]:
    """Return (person, channel) of each notice that it is over."""
    return [(page.to, page.channel) for page in stage.pages if page.kind is PageKind.RESOLVED]


def test_a_dead_notice_that_it_is_over_goes_to_the_next_channel() -> None:
    """Whoever was woken hears that it has passed; when no channel is left, ops hear that nobody told her."""
    stage = Stage(house(loud())).fire("10:00").until("10:30")
    stage.dead(stage.pages[-1])
    assert resolved(stage) == [("ayse", "slack"), ("ayse", "sms")]

    stage.dead([page for page in stage.pages if page.kind is PageKind.RESOLVED][-1])
    notes = [str(page.facts["note"]) for page in stage.pages if page.kind is PageKind.OPS]
    assert notes[-1] == "no page reaches ayse any more; on sms: number unknown"
    assert "person-unreachable" in stage.reasons()


def test_a_dead_notice_is_of_no_use_when_it_fires_again() -> None:
    """She is not told that it is over while it is not."""
    stage = Stage(house(loud())).fire("10:00").until("10:30")
    notice = stage.pages[-1]
    stage.fire("10:31").dead(notice)

    assert resolved(stage) == [("ayse", "slack")]
    assert "no-longer-wanted" in stage.reasons()


def test_a_dead_update_goes_to_the_next_channel_with_its_words() -> None:
    """What it tells is told there."""
    stage = Stage(house(LONG, glad(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.ACK)
    stage.fire("10:05", mood="glad")
    update = stage.pages[-1]
    stage.dead(update)

    assert update.kind is stage.pages[-2].kind is PageKind.UPDATE
    assert (stage.pages[-2].channel, stage.pages[-2].facts["news_rule"]) == ("sms", update.facts["news_rule"])


def test_a_dead_page_of_an_earlier_round_reaches_who_was_not_told_again() -> None:
    """Omar was told in round 1 and his Slack dies in round 2, in which only Ayse has been told."""
    stage = Stage(house(loud())).fire("10:00").fire("10:09").until("10:16")
    omar = last(stage)
    stage.until("12:40").fire("12:41").dead(omar)

    assert omar.to == "omar"
    assert proper(stage)[-2:] == [("ayse", "slack"), ("omar", "sms")]
    assert last(stage).round == 2


def test_a_dead_page_of_an_earlier_round_is_not_wanted_by_who_was_told_again() -> None:
    """Ayse has the page of round 2."""
    stage = Stage(house(loud())).fire("10:00")
    first = last(stage)
    stage.until("12:40").fire("12:41").dead(first)

    assert proper(stage) == [("ayse", "slack"), ("ayse", "slack")]
    assert "no-longer-wanted" in stage.reasons()


def test_a_page_that_dies_after_it_resolved_wakes_nobody() -> None:
    """It was under way when it ended."""
    stage = Stage(house(loud())).fire("10:00")
    page = last(stage)
    stage.until("10:30").dead(page)

    assert proper(stage) == [("ayse", "slack")]


def test_a_dead_notice_that_somebody_solved_it_goes_to_the_next_channel() -> None:
    """Also while its alert goes on: it is said by a person, who is named there too."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.SOLVE, by="omar", note="done")
    stage.dead(stage.pages[-1])

    assert resolved(stage) == [("ayse", "slack"), ("ayse", "sms")]
    again = [page for page in stage.pages if page.kind is PageKind.RESOLVED][-1]
    assert (again.facts["who"], again.facts["note"]) == ("omar", "done")


def told_later(stage: Stage, page: Page, outcome: Outcome) -> None:
    """Let the provider of a page say what became of it after it took it."""
    receipt = Receipt(page_id=page.page_id, outcome=outcome, at=stage.now, detail="the phone is off")
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def test_a_message_that_was_taken_and_did_not_come_leads_to_the_next_channel() -> None:
    """The provider took it at 10:00 and says at 10:01 that the phone is off: the person is told otherwise, operators hear of it."""
    stage = Stage(house(LONG)).fire("10:00")
    first = last(stage)
    told_later(stage, first, Outcome.ACCEPTED)
    stage.until("10:01")
    told_later(stage, first, Outcome.DEAD)

    assert proper(stage) == [("ayse", "slack"), ("ayse", "sms")]
    assert stage.told()[-1] == "10:01 ayse"
    assert stage.told(PageKind.OPS) == ["10:01 ops"]
    assert any("the phone is off" in reason for reason in last(stage).reasons)


def test_what_a_provider_says_twice_is_done_once() -> None:
    """Providers repeat what was not answered in time: no third channel, no second word to operators, no step before its time."""
    stage = Stage(house(LONG)).fire("10:00")
    first = last(stage)
    told_later(stage, first, Outcome.ACCEPTED)
    for _ in range(3):
        told_later(stage, first, Outcome.DEAD)

    assert proper(stage) == [("ayse", "slack"), ("ayse", "sms")]
    assert len(stage.told(PageKind.OPS)) == 1


def test_a_message_that_did_not_come_wakes_nobody_when_somebody_has_it() -> None:
    """She acknowledged by Slack before the network gave up on her text message."""
    stage = Stage(house(LONG)).fire("10:00")
    first = last(stage)
    told_later(stage, first, Outcome.ACCEPTED)
    stage.until("10:05").act(Act.ACK, "ayse")
    told_later(stage, first, Outcome.DEAD)

    assert proper(stage) == [("ayse", "slack")]


def test_the_word_that_it_came_changes_nothing_that_people_see() -> None:
    """It is a figure for reports; the steps go on as before."""
    stage, still = Stage(house(LONG)).fire("10:00"), Stage(house(LONG)).fire("10:00")
    told_later(stage, last(stage), Outcome.ACCEPTED)
    told_later(stage, last(stage), Outcome.DELIVERED)

    assert stage.until("11:00").told() == still.until("11:00").told()
