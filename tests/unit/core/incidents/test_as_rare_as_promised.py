"""A page never says that what woke somebody is commoner than its rule asks for: twenty minutes into a peak it is told as at its height."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.incidents.incident_posts import IncidentPosts
from alertd.core.incidents.page_facts import facts_of
from alertd.core.rules.alert import Alert
from alertd.core.wording.clean import Family
from alertd.core.wording.parts import Parts
from alertd.model.page import Page, PageKind, SignalShown
from alertd.model.rule import Floor, Mood, Rule, Severity, Spike
from tests.unit.core.stage import CRISIS, Stage, house

DAYS = 30


def storm(**changes: object) -> Rule:
    """Return a rule that a peak of angry posts fires which comes once in a month."""
    spike = Spike(of="negative", rarer_than=timedelta(days=DAYS), at_least=Floor(mentions=5, authors=4))
    return Rule(id="storm", name="Storm", severity=CRISIS, when=spike, page="pr").with_(**changes)


def numbers(page: Page) -> str:
    """Return the line of a page that says how bad it is."""
    return " · ".join(Parts(page, {}, "", Family.PLAIN).numbers())


def lived(life: list[tuple[int, int]], *, quiet_days: int = 0) -> Stage:
    """Let a brand live: so many seconds between so many angry posts, one stretch after the other. quiet_days: of a post an hour before."""
    stage = Stage(house(storm()))
    for _ in range(quiet_days * 24):
        stage.until(stage.now + timedelta(hours=1)).mention("neutral")
    for gap, posts in life:
        for _ in range(posts):
            stage.until(stage.now + timedelta(seconds=gap)).mention("angry")
    return stage


def told(stage: Stage) -> list[Page]:
    """Return the pages that tell numbers."""
    return [page for page in stage.pages if page.kind in (PageKind.PAGE, PageKind.UPDATE) and page.rule == "storm"]


def test_on_its_first_day_a_brand_that_goes_on_being_shouted_at_is_told_as_at_its_height() -> None:
    """A hundred in two minutes, and then one in each: who is paged ten minutes later does not read that it is an ordinary morning."""
    pages = told(lived([(1, 100), (60, 40)]))

    assert len(pages) > 1
    assert all(page.facts["rarity"] is None or float(page.facts["rarity"]) >= DAYS for page in pages)
    assert "judged by brands of its size" in numbers(pages[0])
    assert "what is usual is not known yet" in numbers(pages[0])
    assert "at its height: happens" in numbers(pages[-1])


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([1, 3, 10, 30, 90, 240, 900]), st.integers(1, 25)), min_size=2, max_size=5),
    st.sampled_from([0, 0, 2]),
)
def test_no_page_denies_its_rule(life: list[tuple[int, int]], quiet_days: int) -> None:
    """Whatever comes when: what is said to be rare is as rare as the rule asks, or nothing is said of it."""
    for page in told(lived(life, quiet_days=quiet_days)):
        rarity = page.facts["rarity"]
        assert rarity is None or float(rarity) >= DAYS
        if page.facts.get("rarity_of") == "past":
            assert "happens" not in numbers(page)
            assert "too little history" not in numbers(page)


def shown(rarity: float | None) -> SignalShown:
    """Return a number with its rarity."""
    return SignalShown(name="negative", value=51.0, usual=None, unit="voices", window=1200.0, rarity=rarity)


@pytest.mark.parametrize(
    ("now", "height", "said", "of"),
    [
        (96.0, 96.0, 96.0, None),
        (0.46, 96.0, 96.0, "height"),
        (0.46, None, None, "past"),
        (0.46, 2.0, None, "past"),
        (None, 96.0, None, None),
    ],
)
def test_what_is_told_of_a_rarity(now: float | None, height: float | None, said: float | None, of: str | None) -> None:
    """That of now where it is as rare as promised, else that of its height; of an alert of an older snapshot nothing."""
    stage = Stage(house(storm()))
    stage.mention("angry")
    alert = Alert(shown=(shown(now),), rarest=height)
    facts, _ = facts_of(
        stage.engine.state.watches["acme"],
        storm(),
        alert,
        IncidentPosts(),
        stage.now.timestamp(),
    )

    assert (facts["rarity"], facts.get("rarity_of")) == (said, of)


@pytest.mark.parametrize(
    ("rule", "rarity"),
    [
        (storm(when=Spike(of="negative", ratio=3.0)), 0.2),
        (storm(when=Spike(of="negative"), severity=Severity.URGENT), 1.5),
        (storm(when=Mood(rarer_than=timedelta(days=30))), 31.0),
    ],
)
def test_a_rule_that_promises_no_rarity_is_told_with_that_of_now(rule: Rule, rarity: float) -> None:
    """Three times the usual is that, however often it comes; a rule that names none asks for a day."""
    stage = Stage(house(rule))
    stage.mention("angry")
    facts, _ = facts_of(
        stage.engine.state.watches["acme"],
        rule,
        Alert(shown=(shown(rarity),), rarest=400.0),
        IncidentPosts(),
        stage.now.timestamp(),
    )

    assert (facts["rarity"], facts.get("rarity_of")) == (rarity, None)


@pytest.mark.parametrize(
    ("quiet_hours", "said"),
    [(0, "watched for 1 min so far"), (9, "watched for 9 h so far"), (61, "watched for 2 d 13 h so far"), (66, "")],
)
def test_a_page_of_a_young_watch_says_how_long_it_has_been_watched(quiet_hours: int, said: str) -> None:
    """Until it knows its own days: what is usual then is what brands usually do, and the reader must know."""
    stage = Stage(house(storm()))
    for _ in range(quiet_hours):
        stage.mention("neutral")
        stage.until(stage.now + timedelta(hours=1))
    for _ in range(100):
        stage.mention("angry")
        stage.until(stage.now + timedelta(seconds=1))
    page = told(stage)[0]

    assert numbers(page).partition(" · watched")[1:] == (
        (" · watched", said.removeprefix("watched")) if said else ("", "")
    )
