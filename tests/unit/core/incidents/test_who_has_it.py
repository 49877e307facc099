"""Every act is told to whom it concerns, and everybody knows who has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.rule import Playbook, Terms
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud

LONG = loud(keep_firing_for=DAY_LONG)


def told(stage: Stage, person: str) -> list[str]:
    """Return "10:00 page" of each message to somebody; news by what they tell."""
    return [f"{one.at:%H:%M} {one.facts.get('news') or one.kind.value}" for one in stage.pages if one.to == person]


def at_two() -> Stage:
    """Return a stage on which Ayse and then Omar were paged; it is 10:16."""
    return Stage(house(LONG)).fire("10:00").until("10:16")


@pytest.mark.parametrize(
    ("act", "news"), [(Act.ACK, "ack"), (Act.PLAN, "plan"), (Act.SNOOZE, "snooze"), (Act.NOTE, "note")]
)
def test_the_others_of_the_round_hear_who_has_it(act: Act, news: str) -> None:
    """Omar acknowledges; Ayse hears so at once, with the name and the note; Omar hears nothing, nor does Maria."""
    stage = at_two().act(act, by="omar", note="calling them")

    assert told(stage, "ayse")[1:] == [f"10:16 {news}"]
    assert (stage.pages[-1].facts["news_who"], stage.pages[-1].facts["note"]) == ("omar", "calling them")
    assert told(stage, "omar") == ["10:15 page"]
    assert told(stage, "maria") == []


def test_whoever_was_alone_with_it_hears_nothing_of_the_own_act() -> None:
    """No message without news."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ACK)

    assert told(stage, "ayse") == ["10:00 page"]


def test_whom_it_is_given_to_is_paged_and_the_others_hear_of_it() -> None:
    """Maria had not heard of it yet: a page, on each of her channels; Omar hears who has it now."""
    stage = at_two().act(Act.ASSIGN, by="ayse", assignee="maria")

    assert told(stage, "maria") == ["10:16 yours", "10:16 yours"]
    assert [one.kind for one in stage.pages if one.to == "maria"] == [PageKind.PAGE] * 2
    assert told(stage, "omar")[-1] == "10:16 assign"
    assert stage.pages[-1].facts["news_whom"] == "maria"


def test_who_takes_it_by_themselves_is_not_paged_for_it() -> None:
    """Assign to me."""
    stage = at_two().act(Act.ASSIGN, by="omar", assignee="omar")

    assert told(stage, "omar") == ["10:15 page"]
    assert told(stage, "ayse")[-1] == "10:16 assign"


def test_a_page_of_an_assignment_finds_its_way_past_a_dead_channel_also_when_acknowledged() -> None:
    """It is acknowledged, and still Maria must hear that it is hers now."""
    first = house(LONG)
    people = {**first.roster.people, "maria": first.roster.people["maria"].with_(addresses={"slack": "@maria"})}
    stage = Stage(first.with_(roster=first.roster.with_(people=people))).fire("10:00").act(Act.ACK)
    stage.act(Act.ASSIGN, by="ayse", assignee="maria")
    page = stage.pages[-1]
    stage.load(first).dead(page)

    assert [(one.to, one.channel) for one in stage.pages[-2:] if one.kind is PageKind.PAGE] == [("maria", "sms")]


def test_reopened_pages_step_1_and_tells_the_rest() -> None:
    """Ayse is paged again; Omar hears who opened it."""
    stage = at_two().act(Act.SOLVE, by="omar").act(Act.REOPEN, by="lea")

    assert told(stage, "ayse")[-1] == "10:16 page"
    assert told(stage, "omar")[-1] == "10:16 reopen"


def test_an_acknowledgement_warns_its_owner_five_minutes_before_it_expires() -> None:
    """Only the one who has it; then it expires and pages everybody again."""
    stage = at_two().act(Act.ACK, by="omar").until("11:16")

    assert told(stage, "omar") == ["10:15 page", "11:11 expires"]
    assert stage.pages[-2].facts["news_until"] == clock("11:16").timestamp()
    assert told(stage, "ayse")[-1] == "11:16 page"


def test_no_warning_after_a_plan_nor_when_it_is_calm() -> None:
    """There is nothing to warn of."""
    planned = at_two().act(Act.ACK, by="omar").until("10:20").act(Act.PLAN, by="omar").until("12:00")
    calm = Stage(house(loud(keep_firing_for=timedelta(minutes=20)))).fire("10:00").act(Act.ACK).until("12:00")

    assert "expires" not in [page.facts.get("news") for page in (*planned.pages, *calm.pages)]


def test_a_snooze_holds_for_its_minutes_and_then_pages_again() -> None:
    """Nobody is paged until then; without a warning, for it was asked for."""
    stage = at_two().act(Act.SNOOZE, by="ayse", minutes=45).until("11:00")
    assert (stage.incident.state, stage.incident.snoozed_until) == (State.ACKNOWLEDGED, clock("11:01"))
    assert stage.told() == ["10:00 ayse", "10:15 omar"]

    stage.until("11:02")

    assert stage.told()[2:] == ["11:01 ayse"]
    assert stage.incident.snoozed_until is None


def test_somebody_else_may_take_what_was_put_off() -> None:
    """A snooze is no claim."""
    stage = at_two().act(Act.SNOOZE, by="ayse").until("10:20").act(Act.ACK, by="omar").until("10:50")

    assert (stage.incident.state, stage.incident.assignee) == (State.ACKNOWLEDGED, "omar")
    assert stage.incident.by["ack"] == "omar"
    assert told(stage, "ayse")[-1] == "10:20 ack"


def test_when_it_was_first_acknowledged_stays_after_an_expiry() -> None:
    """A report must not count an hour where it was a quarter of one."""
    stage = at_two().act(Act.ACK, by="omar").until("11:20")

    assert stage.incident.acknowledged_at is None
    assert stage.incident.first_acknowledged_at == clock("10:16")


def test_whoever_it_is_given_to_reads_the_note_and_the_steps_of_the_rule_in_the_title() -> None:
    """A loud voice came first and danger joined: "answer in public" of the one is what the other forbids."""
    loudly = loud(keep_firing_for=DAY_LONG, playbook=Playbook(steps=("Answer in public",)))
    danger = loudly.with_(
        id="danger",
        name="Danger",
        severity=CRISIS,
        when=Terms(any=("caught fire",)),
        playbook=Playbook(steps=("Tell legal before you answer",)),
    )
    stage = Stage(house(loudly, danger)).fire("10:00").until("10:02")
    stage.mention("angry", author="sam", terms=("caught fire",))
    stage.until("10:16")

    stage.act(Act.ASSIGN, by="ayse", assignee="lea", note="please take over")

    given = [page for page in stage.pages if page.to == "lea"][-1]
    assert (given.rule_name, given.playbook and given.playbook.steps) == ("Danger", ("Tell legal before you answer",))
    assert given.facts["note"] == "please take over"


def test_the_log_says_to_whom_it_was_given() -> None:
    """Before, it named only the one who gave it away."""
    stage = at_two().act(Act.ASSIGN, by="ayse", assignee="maria", note="please")

    assert stage.decisions[-1].text == "to maria by ayse through api: please"


@pytest.mark.parametrize("act", [Act.PLAN, Act.ACK, Act.SNOOZE])
def test_whoever_takes_it_anew_has_it_not_whom_it_was_given_to_before(act: Act) -> None:
    """Maria had it, it was solved and opened again, and then nobody had it: now Omar does."""
    stage = at_two().act(Act.ASSIGN, by="ayse", assignee="maria").act(Act.SOLVE, by="maria")
    stage.until("10:20").act(Act.REOPEN, by="omar").act(act, by="omar")

    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    assert incident.holder() == "omar"


def test_whoever_it_was_given_to_keeps_it_while_a_colleague_writes_the_plan() -> None:
    """Nobody else took it: it was Maria's all along."""
    stage = at_two().act(Act.ACK, by="ayse").act(Act.ASSIGN, by="ayse", assignee="maria").act(Act.PLAN, by="omar")

    assert stage.engine.state.grouping.incidents[stage.incident.id].holder() == "maria"
