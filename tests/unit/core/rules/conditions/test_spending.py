"""spending: the money of a source is nearly spent, and the day is not."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.core.rules.view import SourceSeen
from alertd.model.rule import Spending
from alertd.model.source_state import SourceState
from tests.unit.core.rules.conditions.looking import NOON, Looking
from tests.unit.core.stage import Stage, house, loud

HOUR = 3600.0


def spending(share: float | None, *, at: float = 0.0, source: str = "x", on: Looking | None = None) -> Looking:
    """Let a source have said what it spent, `at` seconds from noon."""
    looking = on or Looking(Spending(spent=0.75))
    looking.eyes.seen[source] = SourceSeen(SourceState.OK, NOON, spent=share, spent_at=NOON + at)
    return looking


@pytest.mark.parametrize(
    ("share", "hours", "holds"),
    [
        (0.75, -3.0, True),  # three quarters at nine in the morning
        (0.7, -3.0, False),
        (0.8, 7.0, True),  # at seven in the evening 79 % of the day are over
        (0.8, 7.5, False),  # at this pace it lasts
        (1.0, 11.9, True),
    ],
)
def test_it_holds_while_money_goes_faster_than_the_day(share: float, hours: float, *, holds: bool) -> None:
    """At eight in the evening it is no news that 80 % are spent."""
    verdict = spending(share, at=hours * HOUR).ask(hours * HOUR + 60)

    assert verdict.holds is holds
    assert verdict.shown[0].value == share
    assert verdict.shown[0].unit == "share"


def test_it_goes_on_until_midnight_and_asks_for_that_tick() -> None:
    """Once told, the same money is not told again when the day catches up with it; a new day has new money."""
    looking = spending(0.8, at=-3 * HOUR)

    evening = looking.ask(10 * HOUR, holding=True)
    assert (evening.stays, evening.next_at) == (True, NOON + 12 * HOUR)
    assert not looking.ask(12 * HOUR, holding=True).stays


def test_the_source_that_spent_most_is_told() -> None:
    """Two purses, one page."""
    looking = spending(0.85, at=-HOUR, source="youtube", on=spending(0.8, at=-HOUR))

    assert looking.ask(0.0).shown[0].name == "money youtube"


def test_only_the_named_source_counts() -> None:
    """A rule for X says nothing of the others."""
    looking = spending(0.9, at=-HOUR, source="youtube", on=Looking(Spending(source="x")))

    assert not looking.ask(0.0).holds


def test_a_source_that_costs_nothing_never_holds() -> None:
    """What nobody counts is not spent."""
    verdict = spending(None, at=-HOUR).ask(0.0)

    assert (verdict.holds, verdict.note) == (False, "no source says what it spends")


def stage(at: str = "09:00") -> Stage:
    """Return a house with one rule about money."""
    return Stage(house(loud(when=Spending(spent=0.75)))).until(at)


def report(on: Stage, spent: float | None, state: SourceState = SourceState.OK) -> None:
    """Let the source say how it stands."""
    on.source(state, spent=spent)


def test_the_page_names_the_source_and_the_share() -> None:
    """The operator knows at once which purse it is; no post is quoted."""
    on = stage()
    report(on, 0.7)
    assert on.pages == []

    report(on, 0.8)
    (page,) = on.pages
    assert page.facts["spending_source"] == "x"
    assert (page.facts["count"], page.facts["unit"]) == (0.8, "share")
    assert page.evidence == ()


def test_a_source_that_fails_for_a_minute_has_spent_what_it_had() -> None:
    """Whoever cannot reach the platform does not know its purse: nobody is told that all is well, and paged again."""
    on = stage()
    report(on, 0.8)
    report(on, None, SourceState.BLIND)
    report(on, 0.8)
    on.until("09:10")

    assert len([page for page in on.pages if page.kind == "page"]) == 1


def test_what_was_spent_goes_on_over_a_restart() -> None:
    """It is part of the snapshot; one of before, which has none, knows of no money."""
    on = stage()
    report(on, 0.8)
    on.engine = Engine.restore(on.engine.snapshot())
    report(on, 0.9)

    assert len([page for page in on.pages if page.kind == "page"]) == 1
