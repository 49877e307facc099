"""What comes next of an incident if nobody acts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.incidents.next_step import NextStep, next_steps, still_ahead
from alertd.model.incident import Act, Incident, State
from alertd.model.page import PageKind
from alertd.model.people import ClockSpan, Policy
from alertd.model.rule import Severity
from tests.unit.core.stage import DAY_LONG, Stage, house, loud, person, step, with_person, with_policy

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LONG = loud(keep_firing_for=DAY_LONG)


def coming(stage: Stage) -> list[NextStep]:
    """Return what comes next."""
    state = stage.engine.state
    return next_steps(state.context, state.grouping.incidents.values())


def said(stage: Stage) -> list[str]:
    """Return it as a line each."""
    return [f"{one.at:%H:%M} {one.kind} {one.step} {', '.join(one.to)}".rstrip() for one in coming(stage)]


def test_the_next_person_and_the_minute_are_known_beforehand() -> None:
    """And they are who is told then."""
    stage = Stage(house(LONG)).fire("10:00").until("10:01")
    assert said(stage) == ["10:15 page 2 omar"]
    assert stage.until("10:16").told() == ["10:00 ayse", "10:15 omar"]
    assert said(stage) == ["10:30 page 3 maria"]


def test_a_policy_that_repeats_begins_again_at_its_first_step() -> None:
    """After the last step the first one is next."""
    policy = Policy(name="pr", steps=(step("ayse", after=5), step("omar", after=5)), repeat=1)
    stage = Stage(with_policy(house(LONG), policy)).fire("10:00").until("10:06")
    assert said(stage) == ["10:10 page 1 ayse"]


def asked(stage: Stage) -> list[str]:
    """Return whom each page names as next, and by when it is to be taken."""
    told = []
    for page in (one for one in stage.pages if one.kind is PageKind.PAGE):
        by = page.facts.get("take_by")
        at = "-" if by is None else f"{datetime.fromtimestamp(float(by), UTC):%H:%M}"
        told.append(f"{page.to}: {at} {page.facts.get('take_who', '')}".rstrip())
    return told


def test_each_page_says_by_when_to_take_it_and_who_is_next() -> None:
    """And it happens so; the last step of a policy names nobody."""
    stage = Stage(house(LONG)).fire("10:00").until("11:00")
    assert asked(stage) == ["ayse: 10:15 omar", "omar: 10:30 maria", "maria: -"]
    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_only_the_last_of_all_are_told_that_nobody_comes_after_them() -> None:
    """They cannot lean on the next one; who is paged before them can, and a pass that is repeated has no last step."""
    stage = Stage(house(LONG)).fire("10:00").until("11:00")
    assert [(page.to, page.facts.get("take_last")) for page in stage.pages] == [
        ("ayse", None),
        ("omar", None),
        ("maria", 1),
    ]

    twice = Policy(name="pr", steps=(step("ayse", after=5), step("omar", after=5)), repeat=1)
    again = Stage(with_policy(house(LONG), twice)).fire("10:00").until("11:00")
    assert [(page.to, page.facts.get("take_last")) for page in again.pages] == [
        ("ayse", None),
        ("omar", None),
        ("ayse", None),
        ("omar", 1),
    ]


def test_who_is_last_of_one_policy_is_not_while_another_goes_on() -> None:
    """The second rule's people are paged after them, for the same incident."""
    stage = Stage(house(LONG, loud("second", page="social", keep_firing_for=DAY_LONG))).fire("10:00").until("11:00")
    last = {page.to: page.facts.get("take_last") for page in stage.pages if page.kind is PageKind.PAGE}

    assert last == {"ayse": None, "lea": None, "omar": None, "maria": 1}


def test_the_last_one_is_told_so_in_quiet_hours_too() -> None:
    """A page that waits names no minute; that nobody comes after is as true in the morning."""
    alone = Policy(name="pr", steps=(step("ayse"),))
    asleep = person("ayse", quiet=ClockSpan(begins=time(9), ends=time(12)))
    held = Stage(with_person(with_policy(house(LONG), alone), asleep)).fire("10:00").pages[0]

    assert held.hold_until is not None
    assert held.facts["take_last"] == 1


def test_who_is_alone_is_told_of_their_own_next_page() -> None:
    """Nobody is named: it comes back to the reader."""
    policy = Policy(name="pr", steps=(step("ayse", after=5),), repeat=1)
    stage = Stage(with_policy(house(LONG), policy)).fire("10:00").until("10:20")
    assert asked(stage) == ["ayse: 10:05", "ayse: -"]
    assert stage.told() == ["10:00 ayse", "10:05 ayse"]


def test_of_many_who_are_next_two_are_named() -> None:
    """The others are counted, and the reader is not among them."""
    policy = Policy(name="pr", steps=(step("ayse", after=5), step("ayse", "omar", "maria", "lea")))
    stage = Stage(with_policy(house(LONG), policy)).fire("10:00").until("10:01")
    assert asked(stage)[:1] == ["ayse: 10:05 omar, maria +1"]


def test_a_page_that_is_held_back_names_no_minute() -> None:
    """It may be read when the next one has been paged long since."""
    asleep = person("ayse", quiet=ClockSpan(begins=time(9), ends=time(12)))
    held = Stage(with_person(house(LONG), asleep)).fire("10:00").pages[0]
    assert held.hold_until is not None
    assert "take_by" not in held.facts


def test_an_acknowledgement_without_a_plan_ends_at_an_hour() -> None:
    """The page counts down to it, and no step comes before."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").act(Act.ACK)
    assert said(stage) == ["11:05 expires 0"]


def test_what_is_over_by_itself_is_told_too() -> None:
    """A calm incident closes a day after; nothing is left of one that somebody closed."""
    stage = (
        Stage(house(loud(keep_firing_for=timedelta(minutes=10))))
        .fire("10:00")
        .until("10:05")
        .act(Act.ACK)
        .until("13:00")
    )
    assert [one.kind for one in coming(stage)][-1] == "closes"
    stage.act(Act.CLOSE)
    assert coming(stage) == []


def test_who_looks_changes_nothing() -> None:
    """The same pages come, looked at or not."""
    looked, left = (Stage(house(LONG)).fire("10:00") for _ in range(2))
    for minute in range(1, 50):
        coming(looked.until(f"10:{minute:02}"))
    assert looked.until("12:00").told() == left.until("12:00").told()


STEPS = st.lists(
    st.builds(
        NextStep,
        incident=st.sampled_from(("a", "b")),
        kind=st.sampled_from(("page", "expires", "closes")),
        at=st.integers(-3, 3).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    ),
    max_size=6,
)


@given(steps=STEPS, state=st.sampled_from(State))
def test_what_is_ahead_of_an_incident_is_its_own_to_come_and_of_its_state(steps: list[NextStep], state: State) -> None:
    """Pages only while nobody has it, a clock that runs out only while somebody has; nothing that is due; the order stays."""
    one = Incident(id="a", watch="w", severity=Severity.CRISIS, state=state, opened_at=NOW)
    found = still_ahead(steps, one, NOW)
    assert all(step.incident == "a" and step.at > NOW for step in found)
    kinds = {step.kind for step in found}
    assert "page" not in kinds or state is State.OPEN
    assert "expires" not in kinds or state is State.ACKNOWLEDGED
    assert not found or state is not State.CLOSED
    assert found == [step for step in steps if step in found]
    assert still_ahead(found, one, NOW) == found, "twice is as once"
    later = still_ahead(steps, one, NOW + timedelta(minutes=2))
    assert all(step in found for step in later), "time only takes away"


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SOLVE, Act.CLOSE])
def test_what_the_engine_says_comes_next_is_ahead_by_the_same_rule(act: Act) -> None:
    """Whatever was done: what is worked out of the state itself loses nothing, so the rule only takes what is of before."""
    stage = Stage(house(LONG)).fire("10:00").until("10:01")
    before = coming(stage)
    assert [one.kind for one in before] == ["page"]
    stage.act(act, "ayse")
    assert still_ahead(coming(stage), stage.incident, stage.now) == coming(stage)
    assert still_ahead(before, stage.incident, stage.now) == []
