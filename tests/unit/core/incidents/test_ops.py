"""Telling operators about alertd itself, and test pages."""

from __future__ import annotations

from alertd.model.events import OpsNoted, TestAsked
from alertd.model.page import PageKind
from alertd.model.source_state import SourceState
from tests.unit.core.stage import Stage, clock, house, loud


def note(stage: Stage, topic: str = "disk") -> None:
    """Let alertd notice something about itself now."""
    stage.handle(OpsNoted(at=stage.now, topic=topic, text="the disk is full"))


def test_operators_hear_of_a_topic_once_an_hour() -> None:
    """Twelve notes in an hour are one message; each of the others has its reason."""
    stage = Stage(house(loud()), at=clock("10:00"))
    for minute in range(0, 65, 5):
        note(stage.until(clock("10:00").replace(hour=10 + minute // 60, minute=minute % 60)))

    assert stage.told(PageKind.OPS) == ["10:00 ops", "11:00 ops"]
    assert stage.reasons().count("ops-told-already") == 11


def test_two_topics_are_two_messages() -> None:
    """A full disk does not hide a dead channel."""
    stage = Stage(house(loud()))
    note(stage)
    note(stage, "dead-ayse-slack")

    assert len(stage.told(PageKind.OPS)) == 2


def test_without_an_ops_policy_the_reason_says_so() -> None:
    """Never silently: `alertd why` and the direct route have it."""
    stage = Stage(house(loud(), ops_policy=None))
    note(stage)

    assert stage.told(PageKind.OPS) == []
    assert stage.reasons()[-1] == "ops-policy-missing"


def test_a_source_out_of_budget_is_told_at_once_and_once() -> None:
    """The text says "budget"."""
    stage = Stage(house(loud())).source(SourceState.OUT_OF_BUDGET, note="budget of today is spent")
    stage.source(SourceState.OUT_OF_BUDGET, note="budget of today is spent")

    assert len(stage.told(PageKind.OPS)) == 1
    assert "budget" in str(stage.pages[0].facts["note"])


def test_a_test_page_goes_to_step_1_of_a_policy_or_to_a_person_on_every_channel() -> None:
    """It is a real page of its own kind, never held back."""
    stage = Stage(house(loud()))
    stage.handle(TestAsked(at=stage.now, id="t1", to="pr", by="lea"))
    stage.handle(TestAsked(at=stage.now, id="t2", to="sam", by="lea"))

    tests = [(page.to, page.channel) for page in stage.pages if page.kind is PageKind.TEST]
    assert tests == [("ayse", "slack"), ("sam", "slack"), ("sam", "sms")]


def test_a_page_of_ops_belongs_to_no_incident_and_has_an_id_of_its_own() -> None:
    """The same topic an hour later is another page."""
    stage = Stage(house(loud()))
    note(stage)
    note(stage.until("09:30"))

    assert [page.incident for page in stage.pages] == [None, None]
    assert len({page.page_id for page in stage.pages}) == 2
