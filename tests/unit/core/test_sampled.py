"""A source that reads a sample only: each page of a watch that lives on it says so, and how few."""

from __future__ import annotations

from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.core.wording.contract import to_json
from alertd.model.page import PageKind
from alertd.model.rule import Severity
from alertd.model.source_state import SourceState
from tests.unit.core.stage import DAY_LONG, Stage, house, loud


def storm(stage: Stage, source: str = "x") -> list[Any]:
    """Let a loud author write on a source; return what the page says of samples."""
    before = len(stage.pages)
    mention = stage.mention(audience=5000)
    stage.handle(stage.events[-1].with_(source=source, mention=mention.with_(id=f"{mention.id}-2")))
    return [page.facts.get("sampled") for page in stage.pages[before:] if page.kind is PageKind.PAGE][:1]


def lived(**sampled: int) -> Stage:
    """Return a watch that lives on x, whose sources read such samples."""
    stage = Stage(house(loud())).until("10:00")
    for _ in range(20):
        mention = stage.mention("neutral")
        stage.handle(stage.events[-1].with_(source="x", mention=mention.with_(id=f"{mention.id}-x")))
    for name, one_in in sampled.items():
        stage.source(SourceState.DEGRADED, name, sampled=one_in)
    return stage


def test_a_page_says_that_one_in_eight_is_read() -> None:
    """And whose posts those are; where all is read it says nothing."""
    assert storm(lived(x=8)) == [8]
    assert storm(lived(x=0)) == [None]


def test_a_source_that_the_watch_does_not_live_on_is_none_of_its_business() -> None:
    """Reddit is sampled, and nothing of this brand comes from there."""
    assert storm(lived(reddit=100)) == [None]


def test_the_fewest_are_told_where_several_are_sampled() -> None:
    """The worst of what it lives on."""
    assert storm(lived(x=8, reddit=100)) == [8]


def test_when_all_is_read_again_pages_say_nothing_of_it() -> None:
    """The last report counts."""
    stage = lived(x=8)
    stage.source(SourceState.OK, "x", sampled=0)
    assert storm(stage) == [None]


@pytest.mark.parametrize("restarts", [False, True])
def test_a_restart_forgets_no_sample(restarts: bool) -> None:
    """How a source sees is part of the snapshot."""
    stage = lived(x=30)
    if restarts:
        stage.engine = Engine.restore(stage.engine.snapshot())
    assert storm(stage) == [30]


def test_the_incident_keeps_how_few_were_read() -> None:
    """The fewest while people were told, by source; it stays when all is read again, and over a restart."""
    stage = lived(x=8).load(house(loud(keep_firing_for=DAY_LONG)))
    storm(stage)
    stage.source(SourceState.DEGRADED, "x", sampled=30)
    stage.until("10:16")
    stage.source(SourceState.OK, "x", sampled=0)
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.until("10:31")

    assert stage.incident.sampled == {"x": 30}
    assert to_json(stage.incident)["sampled"] == {"x": 30}


def test_an_incident_of_what_was_read_whole_says_nothing_of_it() -> None:
    """Nor one of before that was kept."""
    stage = lived()
    storm(stage)

    assert stage.incident.sampled == {}


def test_a_digest_says_it_too() -> None:
    """Whoever reads in the morning how much was written must know that it was counted by others."""
    stage = Stage(house(loud(severity=Severity.NOTICE))).until("10:00")
    for _ in range(20):
        mention = stage.mention("neutral")
        stage.handle(stage.events[-1].with_(source="x", mention=mention.with_(id=f"{mention.id}-x")))
    stage.source(SourceState.DEGRADED, "x", sampled=8)
    stage.mention(audience=5000)
    stage.until("10:00", day=2)

    digest = next(page for page in stage.pages if page.kind is PageKind.DIGEST)
    assert (digest.facts["sampled"], digest.facts["sampled_source"]) == (8, "x")
    assert "Only about 1 in 8 posts of X is read" in word(digest, {}, "").text
