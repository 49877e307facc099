"""Somebody asks for more people before the next step is due, and a crisis that nobody takes is paged on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.incidents.next_step import next_steps
from alertd.model.events import ClockSetBack
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.people import Policy
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud, step, with_policy

LONG = loud(keep_firing_for=DAY_LONG)
LONG_CRISIS = loud(keep_firing_for=timedelta(days=3), severity=CRISIS)
HALF = timedelta(minutes=30)


def pr(*people: str, is_crisis: bool = True, **changes: object) -> Stage:
    """Return a stage whose policy tells these people one after another, ten minutes apart."""
    steps = (*(step(name, after=10) for name in people[:-1]), step(people[-1]))
    rule = LONG_CRISIS if is_crisis else LONG
    return Stage(with_policy(house(rule), Policy(name="pr", steps=steps, **changes)))  # type: ignore[arg-type]


def clock_of(page: Page) -> str:
    """Return when a page was decided."""
    return f"{page.at:%H:%M}"


def coming(stage: Stage) -> list[str]:
    """Return who is paged next, and when."""
    state = stage.engine.state
    found = next_steps(state.context, state.grouping.incidents.values())
    return [f"{one.at:%H:%M} {', '.join(one.to)}" for one in found if one.kind == "page"]


def test_who_asks_for_more_people_gets_the_next_ones_at_once() -> None:
    """And the step after them waits its whole time from now."""
    stage = pr("ayse", "omar", "maria").fire("10:00").until("10:03").act(Act.ESCALATE, by="lea")

    assert stage.told() == ["10:00 ayse", "10:03 omar"]
    assert coming(stage) == ["10:13 maria"]
    assert stage.incident.state is State.OPEN
    assert "escalated-by-hand" in stage.reasons()
    assert (stage.pages[-1].facts["again"], stage.pages[-1].facts["again_by"]) == ("called", "lea")
    assert stage.until("10:13").pages[-1].facts["again"] == "next"


def test_a_policy_that_is_used_up_begins_at_its_first_step_and_its_pages_say_who_asked() -> None:
    """Nobody answered at night; whoever comes in the morning pages everybody again with one tap."""
    stage = pr("ayse", "omar").fire("10:00").until("16:00")
    assert coming(stage) == []

    stage.act(Act.ESCALATE, by="lea").until("18:00")

    assert stage.told()[2:] == ["16:00 ayse", "16:10 omar"]
    asked = [page for page in stage.pages if page.kind is PageKind.PAGE][2]
    assert (asked.facts["again"], asked.facts["again_by"]) == ("asked", "lea")
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_whoever_asks_while_the_last_step_still_waits_gets_the_first_people_again() -> None:
    """The last step has a time of its own, after which nobody would come: to ask for more people must not end it."""
    steps = (step("ayse", after=10), step("omar", after=30))
    stage = Stage(with_policy(house(LONG), Policy(name="pr", steps=steps))).fire("10:00").until("10:15")

    stage.act(Act.ESCALATE, by="lea").until("10:30")

    assert stage.told() == ["10:00 ayse", "10:10 omar", "10:15 ayse", "10:25 omar"]
    assert "policy-ended" not in stage.reasons()


def test_whoever_asks_while_a_repeat_is_left_begins_it_at_once() -> None:
    """It is the pass that would have come by itself, and is counted as that."""
    stage = pr("ayse", "omar", is_crisis=False, repeat=1).fire("10:00").until("10:12").act(Act.ESCALATE)

    assert stage.until("13:00").told() == ["10:00 ayse", "10:10 omar", "10:12 ayse", "10:22 omar"]


def test_a_second_tap_of_the_same_finger_pages_nobody() -> None:
    """Within a minute it is refused by name; after it the next people come."""
    stage = pr("ayse", "omar", "maria").fire("10:00").until("10:05").act(Act.ESCALATE)
    stage.act(Act.ESCALATE)

    assert stage.told() == ["10:00 ayse", "10:05 omar"]
    assert stage.reasons()[-1] == "paged-a-moment-ago"
    assert stage.until("10:06").act(Act.ESCALATE).told()[2:] == ["10:06 maria"]


@pytest.mark.parametrize("act", [Act.SOLVE, Act.CLOSE])
def test_what_is_solved_or_closed_is_not_escalated(act: Act) -> None:
    """Whoever asks hears who ended it."""
    stage = pr("ayse", "omar").fire("10:00").until("10:05").act(act, by="ayse").act(Act.ESCALATE, by="lea")

    assert stage.told() == ["10:00 ayse"]
    assert "ayse" in stage.decisions[-1].text
    assert str(stage.decisions[-1].reason).startswith("already-")


def test_of_what_is_calm_nobody_is_paged() -> None:
    """There would be nothing to say; an urgent incident that is over pages nobody by hand either."""
    stage = Stage(house(loud())).fire("10:00").until("11:00").act(Act.ESCALATE)

    assert stage.told() == ["10:00 ayse"]
    assert stage.reasons()[-1] == "nothing-to-escalate"


def test_a_silence_holds_what_is_asked_for_too() -> None:
    """Who set it wanted no page; it is lifted, not gone around."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").silence(1).act(Act.ESCALATE).until("10:30")

    assert stage.told() == ["10:00 ayse"]


def test_a_crisis_that_nobody_takes_is_paged_on_for_a_day() -> None:
    """After the repeats every half hour from the top; not for ever: who has not answered in a day will not."""
    stage = pr("ayse", "omar", repeat=1, crisis_every=HALF).fire("10:00").until("12:00")

    first = ["10:00 ayse", "10:10 omar", "10:20 ayse", "10:30 omar"]
    assert stage.told() == [*first, "11:00 ayse", "11:10 omar", "11:40 ayse", "11:50 omar"]
    assert coming(stage) == ["12:20 ayse"]

    stage.until("09:45", day=1)
    assert coming(stage) == ["09:50 omar"]
    stage.until("12:00", day=1)
    assert coming(stage) == []
    last = [page for page in stage.pages if page.kind is PageKind.PAGE][-1]
    assert (clock_of(last), last.facts.get("take_last"), last.facts.get("take_by")) == ("09:50", 1, None)
    assert stage.reasons().count("policy-ended") == 1


def test_who_has_the_last_step_is_told_that_nobody_follows_and_so_is_who_looks() -> None:
    """Also while that step has time left: what comes then is the end of the policy, and no page."""
    steps = (step("ayse", after=10), step("omar", after=30))
    stage = Stage(with_policy(house(LONG), Policy(name="pr", steps=steps))).fire("10:00").until("10:05")
    assert coming(stage) == ["10:10 omar"]

    stage.until("10:15")

    assert stage.pages[-1].facts.get("take_last") == 1
    assert coming(stage) == []
    assert stage.until("13:00").told() == ["10:00 ayse", "10:10 omar"]


def test_it_ends_when_somebody_takes_it() -> None:
    """At any time."""
    stage = pr("ayse", "omar", crisis_every=HALF).fire("10:00").until("12:05").act(Act.PLAN)

    assert stage.until("20:00").told()[-1] == "12:00 ayse"


def test_what_is_no_crisis_is_not_paged_on() -> None:
    """Nobody's night is spent for it."""
    stage = pr("ayse", "omar", is_crisis=False, crisis_every=HALF).fire("10:00").until("20:00")

    assert stage.told() == ["10:00 ayse", "10:10 omar"]


def test_each_page_of_a_crisis_that_is_paged_on_says_by_when_to_take_it() -> None:
    """The last step too: it comes back after half an hour, and the page says to whom."""
    stage = pr("ayse", "omar", crisis_every=HALF).fire("10:00").until("10:20")
    said = [(page.to, page.facts.get("take_by"), page.facts.get("take_who")) for page in stage.pages]

    assert said[1][1] == pytest.approx(stage.pages[1].at.timestamp() + HALF.total_seconds())
    assert said[1][2] == "ayse"


def test_a_policy_without_the_key_ends_as_it_always_did() -> None:
    """What was decided by an older release is decided the same."""
    stage = pr("ayse", "omar").fire("10:00").until("20:00")

    assert stage.told() == ["10:00 ayse", "10:10 omar"]
    assert stage.reasons().count("policy-ended") == 1


def test_a_clock_that_is_set_back_makes_nobody_wait_longer_than_the_half_hour() -> None:
    """The machine's clock had run three hours ahead when the last step was told."""
    stage = pr("ayse", "omar", crisis_every=HALF).fire("10:00").until("10:20")
    ahead = stage.engine.newest
    stage.now = clock("07:20")
    stage.handle(ClockSetBack(at=stage.now, was=ahead))

    assert coming(stage) == ["07:50 ayse"]


def test_whoever_hurries_one_policy_gives_the_others_no_repeats_they_had_used() -> None:
    """`pr` is used up and begins anew; `social` had its one repeat, and ends where it would have ended."""
    second = LONG.with_(id="second", name="second", page="social")
    social = Policy(name="social", steps=(step("lea"), step("sam", after=240)), repeat=1)
    first = with_policy(with_policy(house(LONG, second), Policy(name="pr", steps=(step("ayse"),))), social)
    alone = Stage(first).fire("10:00").until("23:00").shape()
    stage = Stage(first).fire("10:00").until("14:20")
    before = [one for one in stage.shape() if one[2] == "social"]
    assert before == [(1, 1, "social", 1, "lea"), (1, 1, "social", 2, "sam"), (1, 2, "social", 1, "lea")]

    stage.act(Act.ESCALATE, by="omar").until("23:00")

    hurried = [one for one in stage.shape() if one[2] == "social"]
    assert hurried == [*(one for one in alone if one[2] == "social")]
    assert [one for one in stage.shape() if one[2] == "pr"] == [(1, 1, "pr", 1, "ayse"), (1, 2, "pr", 1, "ayse")]
    asked = [page for page in stage.pages if page.policy == "pr" and page.step][-1]
    assert (asked.facts["again"], asked.facts["again_by"]) == ("asked", "omar")
    last = [page for page in stage.pages if page.policy == "social" and page.step][-1]
    assert last.facts["again"] == "repeat"


def test_who_hurries_twice_goes_on_counting_passes() -> None:
    """Each time another pass: no page has an id that was used."""
    stage = Stage(with_policy(house(LONG), Policy(name="pr", steps=(step("ayse"),)))).fire("10:00").until("12:00")
    stage.act(Act.ESCALATE, by="lea").until("13:00").act(Act.ESCALATE, by="lea").until("14:00")

    assert stage.shape() == [(1, number, "pr", 1, "ayse") for number in (1, 2, 3)]
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_a_rise_after_that_starts_all_of_them_above_every_pass() -> None:
    """The severity rises when `pr` is in its second pass: the third is everybody's."""
    worse = loud("worse", keep_firing_for=DAY_LONG, severity=CRISIS, when=LONG.when.with_(audience=100_000))
    first = with_policy(house(LONG, worse), Policy(name="pr", steps=(step("ayse"),)))
    stage = Stage(first).fire("10:00").until("12:00").act(Act.ESCALATE, by="lea").until("12:05")
    stage.mention(audience=200_000)

    assert stage.shape()[-1] == (1, 3, "pr", 1, "ayse")


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SNOOZE])
def test_whoever_has_it_may_call_for_more_people_and_keeps_it(act: Act) -> None:
    """The moment in which somebody needs legal is after they took it: the next people are paged once, and nobody after them by a clock."""
    stage = pr("ayse", "omar", "maria").fire("10:00").until("10:05").act(act, by="ayse")
    state = stage.incident.state

    stage.act(Act.ESCALATE, by="ayse", note="somebody from legal, please").until("10:30")

    assert stage.told()[1:] == ["10:05 omar"]
    assert stage.incident.state is state
    assert (stage.incident.by.get("ack"), coming(stage)) == ("ayse" if act is not Act.PLAN else None, [])
    called = [page for page in stage.pages if page.kind is PageKind.PAGE][-1]
    assert (called.facts["news"], called.facts["news_who"], called.facts["news_owner"]) == ("called", "ayse", "ayse")
    assert called.facts["note"] == "somebody from legal, please"
    assert "again" not in called.facts
    assert "take_by" not in called.facts


def test_who_is_called_is_never_whoever_has_it() -> None:
    """After the last step it begins with the first, whose only person has it: the one after them is called instead."""
    stage = pr("ayse", "omar").fire("10:00").until("10:12").act(Act.ACK, by="ayse")

    stage.act(Act.ESCALATE, by="ayse")

    assert stage.told() == ["10:00 ayse", "10:10 omar", "10:12 omar"]
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_whoever_is_alone_in_the_policy_hears_that_nobody_can_be_called() -> None:
    """It is decided by its reason, and nobody is paged."""
    stage = pr("ayse").fire("10:00").until("10:05").act(Act.ACK, by="ayse").act(Act.ESCALATE, by="ayse")

    assert stage.told() == ["10:00 ayse"]
    assert stage.reasons()[-1] == "step-unreachable"


def test_what_was_called_for_comes_again_from_the_top_when_the_plan_does_not_come() -> None:
    """The pass of those who were called is counted: no page of the next one has an id that was used."""
    stage = pr("ayse", "omar").fire("10:00").until("10:05").act(Act.ACK, by="ayse")
    stage.act(Act.ESCALATE, by="ayse").until("10:08").act(Act.ESCALATE, by="ayse").until("12:00")

    assert stage.told()[:4] == ["10:00 ayse", "10:05 omar", "10:08 omar", "11:05 ayse"]
    assert len({page.page_id for page in stage.pages}) == len(stage.pages)


def test_the_note_of_whoever_asks_stands_on_the_pages_of_an_open_incident_too() -> None:
    """Why they are woken is the first thing they want to know."""
    stage = pr("ayse", "omar").fire("10:00").until("10:05").act(Act.ESCALATE, by="lea", note="legal, please")

    assert stage.pages[-1].facts["note"] == "legal, please"
    assert stage.pages[0].facts.get("note") is None


def test_who_opens_it_again_and_asks_a_moment_later_is_told_whom_it_has_paged() -> None:
    """The refusal names who was paged and when, and keeps what was typed with it; fifteen seconds later the next ones come."""
    stage = pr("ayse", "omar").fire("10:00").until("10:05").act(Act.ACK, by="ayse").act(Act.REOPEN, by="ayse")
    stage.act(Act.ESCALATE, by="ayse", note="legal, please")

    last = stage.decisions[-1]
    assert (str(last.reason), last.text) == ("paged-a-moment-ago", "paged 0 s ago (ayse): legal, please")

    stage.now = stage.now + timedelta(seconds=15)
    assert stage.act(Act.ESCALATE, by="ayse").told()[2:] == ["10:05 omar"]


def test_a_silence_does_not_hold_whom_somebody_calls_to_help() -> None:
    """It holds what rules say; Ayse works on it and needs Omar now, and nothing would remember him until the silence ends."""
    stage = pr("ayse", "omar").fire("10:00").until("10:05").act(Act.ACK, by="ayse").silence(1)

    assert stage.act(Act.ESCALATE, by="ayse").told() == ["10:00 ayse", "10:05 omar"]
