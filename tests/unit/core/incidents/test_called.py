"""Whoever has an incident calls for help: the page of whoever is called is as little lost as any, though somebody has the incident already."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.incidents import storms
from alertd.model.events import ActTaken, ClockSetBack, PageReported
from alertd.model.house import House
from alertd.model.incident import Act, State
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import ClockSpan, Policy
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, Stage, clock, house, loud, person, step, with_person, with_policy

LONG = loud(keep_firing_for=DAY_LONG)


def two(first: House | None = None) -> House:
    """Return a house whose policy asks ayse, and omar ten minutes later."""
    return with_policy(first or house(LONG), Policy(name="pr", steps=(step("ayse", after=10), step("omar"))))


def called(act: Act = Act.ACK, first: House | None = None) -> Stage:
    """Return a stage on which ayse has taken it and has called for the next people."""
    return Stage(first or two()).fire("10:00").until("10:05").act(act, by="ayse").act(Act.ESCALATE, by="ayse")


def report(stage: Stage, page: Page, outcome: Outcome, *, is_refused: bool = False) -> None:
    """Let a channel say what became of a page."""
    receipt = Receipt(
        page_id=page.page_id,
        outcome=outcome,
        at=stage.now,
        sent_at=stage.now,
        attempt=1,
        detail="gone",
        is_refused=is_refused,
    )
    stage.handle(PageReported(at=stage.now, receipt=receipt))


def ways(stage: Stage, name: str) -> list[str]:
    """Return the channels of the pages proper to somebody."""
    return [page.channel for page in stage.pages if page.to == name and page.kind is PageKind.PAGE]


@pytest.mark.parametrize("act", [Act.ACK, Act.SNOOZE, Act.PLAN])
@pytest.mark.parametrize(("outcome", "is_refused"), [(Outcome.DEAD, False), (Outcome.RETRY, True)])
def test_a_call_that_does_not_arrive_takes_the_next_way(act: Act, outcome: Outcome, is_refused: bool) -> None:
    """That ayse has it is no reason why omar, whom she called, need not hear."""
    stage = called(act)
    report(stage, stage.pages[-1], outcome, is_refused=is_refused)

    assert ways(stage, "omar") == ["slack", "sms"]
    again = [page for page in stage.pages if page.kind is PageKind.PAGE][-1]
    assert (again.facts["news"], again.facts["news_who"]) == ("called", "ayse")
    assert "no-longer-wanted" not in stage.reasons()


@pytest.mark.parametrize("act", [Act.SOLVE, Act.CLOSE])
def test_of_what_is_over_nobody_is_called_any_more(act: Act) -> None:
    """There is nothing left to help with."""
    stage = called()
    asked = stage.pages[-1]
    stage.act(act, by="ayse")
    report(stage, asked, Outcome.DEAD)

    assert ways(stage, "omar") == ["slack"]


def test_a_page_of_before_it_was_taken_still_takes_no_other_way() -> None:
    """Whoever is only asked because nobody had it need not hear: somebody has it now."""
    stage = called()
    report(stage, stage.pages[0], Outcome.DEAD)

    assert ways(stage, "ayse") == ["slack"]


def test_a_plan_calls_back_nobody_who_was_called_and_the_end_does() -> None:
    """Ayse calls omar in his quiet hours and writes down a plan: his page waits for the morning, unless it is over by then."""
    asleep = person("omar", quiet=ClockSpan(begins=clock("10:00").time(), ends=clock("11:00").time()))
    stage = called(first=two(with_person(house(LONG), asleep))).act(Act.PLAN, by="ayse")
    sent = stage.engine.state.grouping.incidents[stage.incident.id].sent.values()
    [page] = [one for one in sent if (one.person, one.kind) == ("omar", PageKind.PAGE)]

    assert not page.is_withdrawn

    stage.act(Act.SOLVE, by="ayse")
    assert page.is_withdrawn


def test_a_call_is_told_in_a_storm_too() -> None:
    """Omar's page waits for the list of the minute; ayse has the incident, and he hears that she asks for him all the same."""
    brands = tuple(Watch(name=f"brand{number}", terms=(f"brand{number}",)) for number in range(storms.ALONE + 2))
    stage = Stage(two(house(LONG, watches=brands))).until("10:00")
    for brand in brands:
        stage.mention(audience=1000, watch=brand.name)
    stage.until("10:05")
    for act in (Act.ACK, Act.ESCALATE):
        for one in stage.incidents():
            stage.handle(ActTaken(at=stage.now, incident=one.id, act=act, by="ayse"))
    stage.until("10:09")

    alone = [page.incident for page in stage.pages if page.to == "omar" and page.kind is PageKind.PAGE]
    lists = [page for page in stage.pages if page.to == "omar" and page.kind is PageKind.LIST]
    listed = [one.incident for page in lists for one in page.listed if one.kind is PageKind.PAGE]
    assert sorted(one or "" for one in (*alone, *listed)) == sorted(one.id for one in stage.incidents())
    assert all(one.state is State.ACKNOWLEDGED for one in stage.incidents())


@pytest.mark.parametrize(
    ("stand", "told"), [(("lea", "omar"), ["omar"]), (("ayse", "lea"), ["lea"]), (("lea",), ["lea"])]
)
def test_who_asks_is_not_paged_where_somebody_else_is(stand: tuple[str, ...], told: list[str]) -> None:
    """Ayse has it and lea asks: of a step in which both stand with omar only he is new to it; alone lea is still somebody."""
    first = with_policy(house(LONG), Policy(name="pr", steps=(step("ayse", after=10), step(*stand))))
    stage = Stage(first).fire("10:00").until("10:05").act(Act.ACK, by="ayse")
    before = len(stage.pages)
    stage.act(Act.ESCALATE, by="lea")

    assert [page.to for page in stage.pages[before:] if page.kind is PageKind.PAGE] == told


def test_a_second_call_while_the_first_is_held_does_not_say_that_somebody_was_paged() -> None:
    """A silence holds it, nobody was ever paged: the answer names no person, and no time of 1970."""
    stage = Stage(two()).until("09:59").silence(1).fire("10:00").until("10:05")
    stage.act(Act.ESCALATE, by="lea")
    stage.now += timedelta(seconds=20)
    stage.act(Act.ESCALATE, by="lea")

    assert stage.told() == []
    assert stage.decisions[-1].text == "asked for 20 s ago, and nobody is paged yet"


def test_a_clock_that_is_set_back_keeps_nobody_from_asking() -> None:
    """It had run three hours ahead when somebody asked: that was no moment ago for the next three hours."""
    stage = Stage(two()).fire("10:00").until("10:05").act(Act.ESCALATE, by="lea")
    ahead = stage.engine.newest
    stage.now = clock("07:05")
    stage.handle(ClockSetBack(at=stage.now, was=ahead))
    stage.until("07:07").act(Act.ESCALATE, by="lea")

    assert stage.decisions[-1].reason != "paged-a-moment-ago"
    assert len(stage.told()) > 2
