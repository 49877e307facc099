"""Opened by hand: a journalist rings, legal must be brought in."""

from __future__ import annotations

from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded, IncidentOpened
from alertd.model.incident import Act, State
from alertd.model.page import PageKind
from alertd.model.rule import Severity
from tests.unit.core.stage import DAY_LONG, Stage, house, loud

NOTE = "The Daily Mirror asks for a comment on burnt kettles"


def opened(stage: Stage, at: str = "10:00", severity: Severity = Severity.URGENT, policy: str | None = None) -> Stage:
    """Let Lea open an incident of acme."""
    stage.until(at)
    stage.handle(IncidentOpened(at=stage.now, watch="acme", severity=severity, by="lea", note=NOTE, policy=policy))
    return stage


def test_it_pages_as_the_watchs_rules_do_and_escalates_until_somebody_acknowledges() -> None:
    """The note is the title and the reason; nothing else is needed."""
    stage = opened(Stage(house(loud()))).until("10:31")
    first = stage.pages[0]

    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]
    assert (first.rule_name, first.sentences, first.severity) == (NOTE, (NOTE,), Severity.URGENT)
    assert stage.incident.by["open"] == "lea"


def test_it_goes_on_over_a_reload_and_a_restart() -> None:
    """No file has its rule, and it is not taken for one that was removed."""
    stage = opened(Stage(house(loud())))
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.handle(HouseLoaded(at=stage.now, house=stage.house))
    stage.until("10:16")

    assert stage.told() == ["10:00 ayse", "10:15 omar"]
    assert stage.incident.is_firing


def test_another_policy_is_brought_into_the_incident_that_runs() -> None:
    """Legal is paged from step 1; who acknowledged is not paged again."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.ACK)
    opened(stage, "10:05", policy="legal")

    assert len(stage.incidents()) == 1
    assert stage.told() == ["10:00 ayse", "10:05 sam"]


def test_a_crisis_by_hand_raises_what_runs() -> None:
    """Severity rises, everybody from step 1."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.ACK)
    opened(stage, "10:05", severity=Severity.CRISIS)

    assert stage.incident.severity is Severity.CRISIS
    assert stage.told() == ["10:00 ayse", "10:05 ayse"]


def test_solving_ends_it_and_a_day_later_it_closes() -> None:
    """Nothing else would end what no rule sees."""
    stage = opened(Stage(house(loud()))).act(Act.SOLVE).until("10:01", 1)

    assert stage.incident.state is State.CLOSED
    assert stage.told() == ["10:00 ayse"]
    assert stage.engine.state.context.by_hand == {}


def test_closing_ends_it_at_once_and_tells_the_others() -> None:
    """It does not come back after ten minutes as something that fires on."""
    stage = opened(Stage(house(loud()))).until("10:16").act(Act.CLOSE, by="omar").until("12:00")

    assert len(stage.incidents()) == 1
    assert stage.told(PageKind.RESOLVED) == ["10:16 ayse"]
