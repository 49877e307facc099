"""What people say a page was worth: it changes nothing but what the rule's next page says of itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.model.events import ActTaken
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from tests.unit.core.stage import Stage, house, loud


def lived(*words: str) -> Stage:
    """Return a stage on which each incident was judged by Ayse and closed, one an hour."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=1))))
    for hour, word in enumerate(words):
        stage.fire(f"{hour + 9:02d}:00").act(Act(word)).act(Act.CLOSE)
    return stage


def last(stage: Stage) -> Page:
    """Return the newest page proper, of an incident that begins now."""
    stage.fire("23:00")
    return [page for page in stage.pages if page.kind is PageKind.PAGE][-1]


@pytest.mark.parametrize("state", [None, Act.ACK, Act.PLAN, Act.SOLVE, Act.CLOSE])
@pytest.mark.parametrize("act", [Act.USEFUL, Act.NOISE])
def test_anybody_may_say_it_at_any_time_and_it_changes_nothing_else(state: Act | None, act: Act) -> None:
    """Neither the state nor a clock moves, nobody is told, and who has it is as before."""
    stage = Stage(house(loud())).fire("10:00")
    if state is not None:
        stage.act(state)
    before, asked = stage.incident, stage.engine.next_deadline()
    pages = len(stage.pages)
    stage.act(act, "omar")

    assert stage.incident == before.with_(judgements={"omar": str(act)})
    assert stage.engine.next_deadline() == asked
    assert len(stage.pages) == pages
    assert stage.reasons()[-1] == f"judged-{act}"


def test_the_last_word_of_each_person_counts_and_as_many_voices_are_for_it() -> None:
    """Omar changes his mind; one against one is useful to somebody."""
    stage = Stage(house(loud())).fire("10:00").act(Act.NOISE, "omar")
    assert stage.incident.verdict == "noise"
    assert stage.act(Act.USEFUL, "ayse").incident.verdict == "useful"
    assert stage.act(Act.NOISE, "maria").incident.verdict == "noise"
    assert stage.act(Act.USEFUL, "omar").incident.judgements == {"omar": "useful", "ayse": "useful", "maria": "noise"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("noise",) * 4, None),
        (("noise",) * 5, (5, 5)),
        (("noise",) * 3 + ("useful",) * 3, (6, 3)),
        (("noise",) * 3 + ("useful",) * 4, None),
        (("useful",) * 6, None),
    ],
)
def test_a_rule_that_pages_too_often_says_so_on_its_page(words: tuple[str, ...], said: tuple[int, int] | None) -> None:
    """From five judged incidents on, when at least half of them were noise."""
    facts = last(lived(*words)).facts

    assert (facts.get("judged"), facts.get("noise")) == (said or (None, None))


def test_only_the_last_twenty_count() -> None:
    """A rule that was mended last month is not scolded for ever."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=1))))
    for number, word in enumerate(("noise",) * 8 + ("useful",) * 20):
        stage.fire(f"{9 + number // 4:02d}:{15 * (number % 4):02d}").act(Act(word)).act(Act.CLOSE)

    assert "judged" not in last(stage).facts


def test_an_incident_that_several_judged_is_one_verdict() -> None:
    """Three people, two of whom call it noise."""
    stage = lived("noise", "noise", "noise", "noise")
    stage.fire("14:00").act(Act.NOISE, "omar").act(Act.NOISE, "ayse").act(Act.USEFUL, "maria").act(Act.CLOSE)
    facts = last(stage).facts

    assert (facts["judged"], facts["noise"]) == (5, 5)


def test_a_restart_remembers_it() -> None:
    """The verdicts are state, and a page after a restart says the same."""
    stage = lived(*("noise",) * 6)
    stage.engine = Engine.restore(stage.engine.snapshot())

    assert last(stage).facts["noise"] == 6


def test_one_that_nobody_knows_is_a_reasoned_no() -> None:
    """The link of an incident that memory has forgotten."""
    stage = Stage(house(loud()))
    stage.handle(ActTaken(at=stage.now, incident="gone", act=Act.NOISE, by="ayse"))

    assert stage.reasons()[-1] == "unknown-incident"
    assert stage.incidents() == []


def test_a_closed_incident_stays_closed_and_what_fires_opens_a_new_one() -> None:
    """To judge it does not bring it back."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=1)))).fire("10:00").act(Act.CLOSE)
    stage.until("10:20").act(Act.USEFUL).fire("10:30")

    assert [incident.state for incident in stage.incidents()] == [State.CLOSED, State.OPEN]
