"""Whoever is woken twice by one incident reads why: another rule, another round, or another pass; and no page of what burns says that it is calm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.wording import word
from alertd.model.incident import Act
from alertd.model.page import Page, PageKind
from alertd.model.people import Policy
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, angry, glad, house, loud, step, with_policy

TWO = Policy(name="pr", steps=(step("ayse", after=10), step("omar", after=10)))


def of_ayse(stage: Stage) -> list[Page]:
    """Return the pages proper that ayse got."""
    return [page for page in stage.pages if page.kind is PageKind.PAGE and page.to == "ayse"]


def text(page: Page) -> str:
    """Return what she reads."""
    return word(page, {}, "https://a.example/a/t").text


def test_a_rule_that_pages_her_by_another_policy_says_that_it_fires_too() -> None:
    """The same title three minutes later, and nothing in it said why she was woken once more."""
    first = with_policy(house(angry(), glad(page="social", name="Praise")), TWO)
    stage = Stage(with_policy(first, Policy(name="social", steps=(step("ayse"),)))).fire("10:00")
    stage.fire("10:03", mood="glad")
    first_page, second = of_ayse(stage)

    assert "Another rule fires too" not in text(first_page)
    assert "Another rule fires too: Praise." in text(second)


@pytest.mark.parametrize("audience", [1_000, 5_000])
@pytest.mark.parametrize("at", ["10:40", "13:10"])
def test_the_next_round_says_that_it_is_back_and_after_how_long(at: str, audience: int) -> None:
    """Whether after two quiet hours, at twice the number or in the same round: it says so, and not "calm since" of what fires."""
    stage = Stage(with_policy(house(loud()), TWO)).fire("10:00").until("10:30").fire(at, audience=audience)
    again = text(of_ayse(stage)[-1])

    assert len(of_ayse(stage)) == 2
    assert "it is back" in again.lower()
    assert "Calm since" not in again


def test_a_crisis_that_pages_on_through_the_calm_says_since_when() -> None:
    """Nothing fires, and nobody has taken it: that is what "calm since" is for."""
    again = Policy(name="pr", steps=(step("ayse", after=10),), crisis_every=timedelta(minutes=30))
    rule = loud(severity=CRISIS, until="acknowledged")
    stage = Stage(with_policy(house(rule), again)).fire("10:00").until("11:30")

    assert len(of_ayse(stage)) > 1
    assert "Calm since 10:10 UTC" in text(of_ayse(stage)[-1])


def test_the_second_channel_of_one_waking_needs_no_reason() -> None:
    """Chat and phone ring together; a channel that stands in for one that died rings for the same."""
    both = Policy(name="pr", steps=(step("ayse", by=("slack", "sms")),))
    stage = Stage(with_policy(house(loud(keep_firing_for=DAY_LONG)), both)).fire("10:00")
    stage.dead(stage.pages[0])

    assert [page.facts.get("news") for page in of_ayse(stage)] == [None, None]


def test_solved_and_there_again_says_that_it_is_back() -> None:
    """Somebody said that it was done, ayse among those who heard; the page of the next round tells after how long."""
    stage = Stage(with_policy(house(loud()), TWO)).fire("10:00").until("10:05").act(Act.SOLVE, by="omar")
    stage.until("10:30").fire("10:40")

    assert "It is back: it fires again" in text(of_ayse(stage)[-1])
