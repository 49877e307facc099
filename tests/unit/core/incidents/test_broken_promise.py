"""A broken promise of an incident reaches somebody: whom, when, and who is left in peace."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.events import IncidentOpened, decode, encode
from alertd.model.house import House, Promises
from alertd.model.incident import Act
from alertd.model.page import PROMISED, Page, PageKind
from alertd.model.people import ClockSpan, Policy
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, clock, house, loud, person, step, with_person, with_policy

LONG = loud(keep_firing_for=timedelta(days=3))
ALONE = Policy(name="pr", steps=(step("ayse"),))


def told(stage: Stage) -> list[str]:
    """Return "10:15 page acknowledge maria" of all that broken promises led to, in order."""
    return [
        f"{one.at:%H:%M} {one.kind} {str(one.facts['news']).removeprefix('missed_')} {one.to}" for one in stage.promised
    ]


def broken(policy: str, *rules: object) -> House:
    """Return a house whose settings say whose first step hears of a broken promise."""
    return house(*(rules or (LONG,)), promises=Promises(broken=policy))  # type: ignore[arg-type]


def test_nobody_takes_it_and_its_policy_is_used_up_so_the_last_is_asked_once_more() -> None:
    """One person, one step, no repeat: without this nobody hears of it after 10:00."""
    stage = Stage(with_policy(house(LONG), ALONE)).fire("10:00").until("10:20")

    assert told(stage) == ["10:15 page acknowledge ayse"]
    page = stage.promised[0]
    assert (page.policy, page.step, page.facts["take_last"]) == (PROMISED, 0, 1)
    assert page.facts["news_until"] == clock("10:15").timestamp()


def test_a_policy_that_goes_on_speaks_for_itself() -> None:
    """Its second step comes at 10:15 too: nobody is told the same twice."""
    stage = Stage(house(LONG)).fire("10:00").until("10:59")

    assert told(stage) == []
    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]


def test_a_crisis_whose_next_step_comes_in_five_minutes_waits_for_it() -> None:
    """Ten minutes a step: the third is due at 10:20."""
    stage = Stage(house(LONG.with_(severity=CRISIS))).fire("10:00").until("10:25")

    assert told(stage) == []


def test_a_policy_that_takes_its_time_does_not_keep_a_promise_waiting() -> None:
    """Its second step comes after an hour: at a quarter past its last people hear, and the step comes at its minute all the same."""
    slow = Policy(name="pr", steps=(step("ayse", after=60), step("omar")))
    stage = Stage(with_policy(house(LONG), slow)).fire("10:00").until("11:05")

    assert told(stage) == ["10:15 page acknowledge omar"]
    assert stage.told() == ["10:00 ayse", "11:00 omar"]


def test_nobody_has_taken_it_for_an_hour_and_for_a_day() -> None:
    """The plan and the solution were promised too: their lead hears at each, once."""
    stage = Stage(house(LONG)).fire("10:00").until("12:00", day=1)

    assert told(stage) == ["11:00 page plan maria", "10:00 page solve maria"]


def test_whoever_has_it_without_a_plan_hears_so_and_so_does_the_lead() -> None:
    """An update, not a page: somebody has it, and the lead reads who."""
    stage = Stage(house(LONG)).fire("10:00").until("10:05").act(Act.ACK).until("11:00")

    assert told(stage) == ["11:00 update plan ayse", "11:00 update plan maria"]
    assert {one.facts["news_owner"] for one in stage.promised} == {"ayse"}


def test_a_plan_made_in_time_is_no_broken_promise() -> None:
    """Acknowledged, planned, solved: nobody hears a word of promises."""
    stage = Stage(house(LONG)).fire("10:00").act(Act.ACK).until("10:30").act(Act.PLAN).until("12:00").act(Act.SOLVE)

    assert told(stage.until("12:00", day=2)) == []


def test_what_is_planned_and_not_solved_is_told_to_all_who_were_paged() -> None:
    """24 hours after the round began, once: omar and maria heard of the plan."""
    stage = Stage(house(LONG)).fire("10:00").until("10:30").act(Act.PLAN).until("20:00", day=2)

    assert told(stage) == ["10:00 update solve ayse", "10:00 update solve maria", "10:00 update solve omar"]


def test_what_is_calm_and_acknowledged_is_asked_for_no_plan() -> None:
    """Nobody is woken for what is over."""
    stage = Stage(house(loud())).fire("10:00").act(Act.ACK).until("15:00")

    assert told(stage) == []


def test_what_is_calm_and_was_taken_by_nobody_pages_nobody() -> None:
    """Its rule says that calm ends its paging."""
    stage = Stage(with_policy(house(loud()), ALONE)).fire("10:00").until("15:00")

    assert told(stage) == []


def test_calm_is_not_acknowledged_where_the_rule_says_so() -> None:
    """It pages on until somebody acts, so its promise does too."""
    first = with_policy(house(loud(until="acknowledged")), ALONE)
    stage = Stage(first).fire("10:00").until("10:20")

    assert told(stage) == ["10:15 page acknowledge ayse"]


def test_the_settings_name_whom_it_goes_to() -> None:
    """Whoever is first in that policy hears each of them, also where another policy goes on."""
    stage = Stage(broken("legal")).fire("10:00").until("11:00")

    assert told(stage) == ["10:15 page acknowledge sam", "11:00 page plan sam"]


def test_the_named_lead_hears_beside_whoever_has_it() -> None:
    """And nobody else."""
    stage = Stage(broken("legal")).fire("10:00").until("10:05").act(Act.ACK).until("11:00")

    assert told(stage) == ["11:00 update plan ayse", "11:00 update plan sam"]


def test_a_lead_who_has_it_hears_once() -> None:
    """Ayse has it and leads: one message on a channel."""
    stage = Stage(broken("pr")).fire("10:00").until("10:05").act(Act.ACK).until("11:00")

    assert told(stage) == ["11:00 update plan ayse"]


def test_a_policy_that_was_taken_out_of_the_files_leaves_the_last_step() -> None:
    """A name that nobody has is told by `check`; a running daemon tells somebody all the same."""
    stage = Stage(with_policy(broken("gone"), ALONE)).fire("10:00").until("10:20")

    assert told(stage) == ["10:15 page acknowledge ayse"]


def test_two_policies_two_leads() -> None:
    """A rule of social's joined: each hears of the incident by its own last step."""
    social = LONG.with_(id="second", name="second", page="social")
    first = with_policy(house(LONG, social), ALONE)
    stage = Stage(first).fire("10:00").until("10:20")

    assert told(stage) == ["10:15 page acknowledge ayse", "10:15 page acknowledge lea"]


def test_who_leads_two_policies_hears_of_it_once() -> None:
    """Both end with the same person: one incident, one promise, one page on each channel."""
    social = LONG.with_(id="second", name="second", page="social")
    both = Policy(name="social", steps=(step("ayse"),))
    stage = Stage(with_policy(with_policy(house(LONG, social), ALONE), both)).fire("10:00").until("10:20")

    assert told(stage) == ["10:15 page acknowledge ayse"]


def test_a_silence_holds_it_as_it_holds_the_steps() -> None:
    """Somebody silenced the brand by hand until noon: the promise is decided, and wakes nobody."""
    stage = Stage(with_policy(house(LONG), ALONE)).fire("10:00").until("10:05").silence(2).until("10:30")

    assert told(stage) == []
    assert "promise-missed" in stage.reasons()


def test_who_sleeps_has_one_page_to_wake_up_to_and_a_crisis_passes() -> None:
    """The first one waits for the end of quiet hours: no second and third beside it."""
    asleep = person("ayse", quiet=ClockSpan(begins=time(9), ends=time(18)))
    urgent = Stage(with_person(with_policy(house(LONG), ALONE), asleep)).fire("10:00").until("10:20")
    crisis = Stage(with_person(with_policy(house(LONG.with_(severity=CRISIS)), ALONE), asleep)).fire("10:00")

    assert [one.hold_until for one in urgent.pages] == [clock("18:00")]
    assert urgent.promised == []
    assert [one.hold_until for one in crisis.until("10:20").promised] == [None]


def test_a_dead_channel_leads_to_the_next_one() -> None:
    """As of any page proper."""
    stage = Stage(with_policy(house(LONG), ALONE)).fire("10:00").until("10:15")
    stage.dead(stage.promised[0])

    assert [(one.to, one.channel) for one in stage.promised] == [("ayse", "slack"), ("ayse", "sms")]


def test_whoever_takes_it_ends_what_was_not_sent() -> None:
    """And the next stage of the same promise never comes."""
    stage = Stage(with_policy(house(LONG), ALONE)).fire("10:00").until("10:15").act(Act.ACK).until("10:40")

    assert told(stage) == ["10:15 page acknowledge ayse"]
    assert stage.incident.by["ack"] == "ayse"


def test_a_second_round_has_its_own_broken_promise() -> None:
    """Its pages have ids of their own."""
    first = with_policy(house(loud(keep_firing_for=DAY_LONG)), ALONE)
    stage = Stage(first).fire("10:00").until("10:20").act(Act.SOLVE).until("23:00").fire("08:00", day=1)
    stage.until("08:20", day=1)

    assert told(stage) == ["10:15 page acknowledge ayse", "08:15 page acknowledge ayse"]
    assert len({one.page_id for one in stage.promised}) == 2


def test_a_drill_breaks_no_promise() -> None:
    """Nothing has happened."""
    stage = Stage(with_policy(house(LONG), ALONE))
    stage.handle(IncidentOpened(at=stage.now, watch="acme", severity=CRISIS, by="lea", policy="pr", is_drill=True))

    assert told(stage.until("12:00")) == []


def test_a_terminal_is_told_nothing_more() -> None:
    """Whoever reads a replay has seen the page; nobody answers there."""
    stage = Stage(house(LONG, console=True)).fire("10:00").until("12:00", day=1)

    assert told(stage) == []


def test_a_restart_tells_it_once() -> None:
    """A snapshot before the promise is broken, and the log after it: the same commands."""
    stage = Stage(with_policy(house(LONG), ALONE)).fire("10:00").until("10:14")
    other = Engine.restore(stage.engine.snapshot())
    begins = len(stage.events)
    stage.until("11:30")
    for event in stage.events[begins:]:
        other.handle(decode(encode(event)))

    assert told(stage) == ["10:15 page acknowledge ayse", "11:00 page plan ayse"]
    assert other.snapshot() == stage.engine.snapshot()


@pytest.mark.parametrize(
    ("tongue", "acknowledge", "owner"),
    [
        ("en", "nobody has taken it", "ayse has it."),
        ("ru", "никто не взял", "Занимается: ayse."),
        ("tr", "kimse üstlenmedi", "Üstlenen: ayse."),
        ("fr", "personne ne s’en occupe", "ayse s’en occupe."),
        ("pt", "ninguém assumiu", "Está com ayse."),
        ("zh", "至今无人接手", "由 ayse 负责。"),
        ("ar", "ولم يتولّه أحد", "يتولاه ayse."),
    ],
)
def test_it_is_said_in_each_language(tongue: str, acknowledge: str, owner: str) -> None:
    """What was promised, by when, and who has it."""
    first = with_person(with_policy(house(LONG), ALONE), person("ayse", language=tongue))
    open_ = Stage(first).fire("10:00").until("10:15").promised[0]
    taken = Stage(first).fire("10:00").until("10:05").act(Act.ACK).until("11:00").promised[0]

    assert acknowledge in said(open_)
    assert owner in said(taken)
    assert "{" not in said(open_) + said(taken)


def said(page: Page) -> str:
    """Return a page as a chat shows it."""
    return word(page, {}, "https://alerts.example.org/a/x").text


def test_it_is_a_page_with_a_way_to_take_it_and_an_update_without_a_deadline() -> None:
    """Nobody has it: take it. Somebody has: read on."""
    first = with_policy(house(LONG), ALONE)
    page = Stage(first).fire("10:00").until("10:15").promised[0]
    update = Stage(first).fire("10:00").until("10:05").act(Act.ACK).until("11:00").promised[0]

    assert (page.kind, update.kind) == (PageKind.PAGE, PageKind.UPDATE)
    assert "nobody is paged after you" in said(page)
    assert "nobody is paged after you" not in said(update)
