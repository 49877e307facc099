"""quiet: our own eyes closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.rules.view import SourceSeen
from alertd.model.page import PageKind
from alertd.model.rule import Quiet
from alertd.model.source_state import SourceState
from tests.unit.core.rules.conditions.looking import NOON, Looking
from tests.unit.core.stage import Stage, house, loud

TWENTY = Quiet(longer_than=timedelta(minutes=20))


@pytest.mark.parametrize("state", [SourceState.BLIND, SourceState.OUT_OF_BUDGET])
def test_a_closed_source_holds_after_twenty_minutes_and_asks_for_its_tick(state: SourceState) -> None:
    """Whatever closed it; it stays until it opens."""
    looking = Looking(TWENTY)
    looking.eyes.seen["x"] = SourceSeen(state, NOON)
    early = looking.ask(1199)

    assert (early.holds, early.next_at) == (False, NOON + 1200)
    assert (looking.ask(1200).holds, looking.ask(1200).is_steady) == (True, True)


@pytest.mark.parametrize(
    "state",
    [SourceState.OK, SourceState.STARTING, SourceState.DEGRADED, SourceState.CATCHING_UP, SourceState.STOPPED],
)
def test_an_open_source_does_not_hold(state: SourceState) -> None:
    """However long; a file that was read to its end has stopped, and nobody is blind."""
    looking = Looking(TWENTY)
    looking.eyes.seen["x"] = SourceSeen(state, NOON)

    assert not looking.ask(86400).holds


def test_only_the_named_source_counts() -> None:
    """A rule for Reddit does not speak of X."""
    looking = Looking(TWENTY.with_(source="reddit"))
    looking.eyes.seen["x"] = SourceSeen(SourceState.BLIND, NOON)

    assert not looking.ask(5000).holds


def test_the_longest_silence_is_named() -> None:
    """With its source and its note."""
    looking = Looking(TWENTY)
    looking.eyes.seen["x"] = SourceSeen(SourceState.BLIND, NOON + 600, note="401")
    looking.eyes.seen["reddit"] = SourceSeen(SourceState.BLIND, NOON)
    verdict = looking.ask(2000)

    assert (verdict.value, verdict.shown[0].name, verdict.note) == (2000, "source reddit", "reddit: blind")


def test_silence_counts_where_the_rule_says_that_it_is_never_usual() -> None:
    """unless_usual: no; the last event was twenty minutes ago."""
    looking = Looking(TWENTY.with_(unless_usual=False))
    looking.eyes.seen["x"] = SourceSeen(SourceState.OK, NOON - 9000)
    looking.eyes.brought("x", NOON, NOON, "UTC")

    assert not looking.ask(1199).holds
    assert looking.ask(1200).holds


def test_a_blind_source_pages_the_rules_policy_at_twenty_minutes_and_resolves_when_it_sees() -> None:
    """On the watch of alertd itself, at the exact minute."""
    stage = Stage(house(loud("eyes", when=TWENTY))).until("10:00").source(SourceState.BLIND, note="401").until("10:25")
    assert stage.told() == ["10:20 ayse"]
    assert stage.incident.watch == "alertd"

    stage.source(SourceState.OK).until("10:40")
    assert stage.told(PageKind.RESOLVED) == ["10:35 ayse", "10:35 omar"]


def test_a_short_blindness_pages_nobody() -> None:
    """Reconnected after 19 minutes."""
    stage = Stage(house(loud("eyes", when=TWENTY))).until("10:00").source(SourceState.BLIND)

    assert stage.until("10:19").source(SourceState.OK).until("12:00").told() == []


def test_a_silence_must_be_unusual_at_this_hour() -> None:
    """Three weeks of a post every five minutes: an hour without one is noticed, twenty minutes are not."""
    looking = Looking(TWENTY)
    looking.eyes.seen["x"] = SourceSeen(SourceState.OK, NOON - 9000)
    for i in range(3 * 7 * 288):
        looking.eyes.brought("x", NOON - 21 * 86400 + 300 * i, NOON - 21 * 86400 + 300 * i, "UTC")
    last = NOON - 300

    due = looking.ask(0).next_at
    assert due is not None
    assert 1200 < due - last < 6 * 3600
    assert not looking.ask(due - NOON - 60).holds
    assert looking.ask(due - NOON + 1).holds
