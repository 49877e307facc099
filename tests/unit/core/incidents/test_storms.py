"""Storms: many incidents at once reach a person as one list; a crisis never waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents import storms
from alertd.model.commands import CancelPages, KeepPage, SendPage
from alertd.model.events import ActTaken, ClockSetBack
from alertd.model.house import House
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, ClockSpan, Policy
from alertd.model.rule import Rule
from alertd.model.watch import Watch
from tests.unit.core.stage import (
    CRISIS,
    DAY_LONG,
    Stage,
    angry,
    clock,
    glad,
    house,
    loud,
    person,
    step,
    with_person,
    with_policy,
)


def brands(count: int, *rules: Rule, by: tuple[str, ...] = ("slack",)) -> House:
    """Return a house of so many brands, with Ayse and then Omar to call."""
    watches = tuple(Watch(name=f"brand{number:03d}", terms=(f"brand{number}",)) for number in range(count))
    first = house(*(rules or (loud(keep_firing_for=DAY_LONG),)), watches=watches)
    return with_policy(first, Policy(name="pr", steps=(step("ayse", by=by), step("omar", by=by))))


def storm(stage: Stage, count: int, at: str = "10:00", *, begin: int = 0, mood: str = "angry") -> Stage:
    """Let every brand have its incident in one and the same second."""
    stage.until(at)
    for number in range(begin, begin + count):
        stage.mention(mood, audience=1000, watch=f"brand{number:03d}")
    return stage


def lists(stage: Stage) -> list[Page]:
    """Return the lists that were told."""
    return [page for page in stage.pages if page.kind is PageKind.LIST]


def alone(stage: Stage) -> list[Page]:
    """Return the pages proper that were told by themselves."""
    return [page for page in stage.pages if page.kind is PageKind.PAGE]


def test_300_incidents_at_once_are_five_pages_and_one_list() -> None:
    """Nobody is sent 300 messages; nothing is lost, and each has a page of its own behind its link."""
    stage = storm(Stage(brands(300)), 300).until("10:05")
    [told] = lists(stage)
    kept = [command.page for command in stage.commands if isinstance(command, KeepPage)]

    assert len(alone(stage)) == storms.ALONE
    assert (told.at, told.to, len(told.listed)) == (clock("10:01"), "ayse", 295)
    assert {one.incident for one in told.listed} | {page.incident for page in alone(stage)} == {
        incident.id for incident in stage.incidents()
    }
    assert [page.page_id for page in kept] == [one.page_id for one in told.listed]
    assert told.incident is None
    assert told.code == ""


def test_300_crises_at_once_do_not_wait_and_are_no_300_pages() -> None:
    """The sixth goes out at once as the first five did; what comes in the same second is told in the next."""
    stage = storm(Stage(brands(300, loud(severity=CRISIS, keep_firing_for=DAY_LONG))), 300).until("10:05")
    told = lists(stage)

    assert len(alone(stage)) == storms.ALONE + 1
    assert [(page.at, len(page.listed)) for page in told] == [(clock("10:00:01"), 294)]
    assert told[0].severity is CRISIS


def test_a_crisis_takes_along_what_waits_and_stands_first() -> None:
    """It does not wait for the minute that urgent ones wait."""
    first = brands(20, angry(keep_firing_for=DAY_LONG), glad(severity=CRISIS, keep_firing_for=DAY_LONG))
    stage = storm(Stage(first), 9)
    storm(stage, 1, "10:00:20", begin=12, mood="glad")
    [told] = lists(stage)

    assert told.at == clock("10:00:20")
    assert [(one.watch, str(one.severity)) for one in told.listed][:2] == [
        ("brand012", "crisis"),
        ("brand005", "urgent"),
    ]
    assert len(told.listed) == 5
    assert not lists(stage.until("10:09"))[1:]


def test_few_incidents_are_told_one_by_one() -> None:
    """Five in ten minutes are no storm, and neither are six in an hour."""
    assert lists(storm(Stage(brands(5)), 5).until("10:08")) == []

    stage = Stage(brands(6))
    for number in range(6):
        stage.fire(f"10:{number * 9:02d}", watch=f"brand{number:03d}").act(Act.ACK)
    assert len(alone(stage.until("10:59"))) == 6


def test_what_is_acknowledged_while_it_waits_is_not_in_the_list() -> None:
    """Somebody with an open console took it before anybody was told."""
    stage = storm(Stage(brands(8)), 8)
    taken = stage.incidents()[6]
    stage.handle(ActTaken(at=stage.now, incident=taken.id, act=Act.ACK, by="omar"))
    [told] = lists(stage.until("10:02"))

    assert [one.watch for one in told.listed] == ["brand005", "brand007"]


def test_one_that_is_left_alone_is_told_by_its_own_page() -> None:
    """A list of one would say less than the page."""
    stage = storm(Stage(brands(6)), 6).until("10:02")

    assert lists(stage) == []
    assert [page.watch for page in alone(stage)][-1] == "brand005"
    assert alone(stage)[-1].hold_until == clock("10:01")


def test_news_of_many_incidents_is_a_list_too() -> None:
    """They calm down in one minute: one message, not twenty."""
    stage = storm(Stage(brands(20, loud(keep_firing_for=timedelta(minutes=5)))), 20).until("10:30")
    over = [page for page in stage.pages if page.kind is PageKind.RESOLVED and page.to == "ayse"]
    kinds = [{one.kind for one in page.listed} for page in lists(stage) if page.to == "ayse"]

    assert len(over) == 0
    assert kinds == [{PageKind.PAGE}, {PageKind.RESOLVED}]


def test_of_one_incident_a_list_says_the_most_pressing_thing_once() -> None:
    """A page and an update of it are one line, and that is the page."""
    first = brands(8, angry(keep_firing_for=DAY_LONG), glad(keep_firing_for=DAY_LONG))
    stage = storm(Stage(first), 8)
    storm(stage, 8, "10:00:30", mood="glad")
    [told, *_] = lists(stage.until("10:02"))

    assert len(told.listed) == len({one.incident for one in told.listed})
    assert {one.kind for one in told.listed if one.watch in ("brand006", "brand007")} == {PageKind.PAGE}


def test_the_console_is_no_phone() -> None:
    """A replay without settings, and the demo, say everything as it comes."""
    first = brands(20).with_(console=True)
    roster = first.roster.with_(
        channels={**first.roster.channels, "console": Channel(name="console", kind="console")},
        people={**first.roster.people, "console": person("console", addresses={"console": "console"})},
        policies={
            **first.roster.policies,
            "console": Policy(name="console", steps=(step("console", by=("console",)),)),
        },
    )
    stage = storm(Stage(first.with_(roster=roster)), 20).until("10:02")

    assert len(alone(stage)) == 20
    assert lists(stage) == []


def test_a_night_of_quiet_hours_ends_with_one_list() -> None:
    """What was held for the night is one message in the morning; a crisis in the night does not bring it along."""
    first = brands(30, angry(keep_firing_for=DAY_LONG), glad(severity=CRISIS, keep_firing_for=DAY_LONG))
    asleep = person("ayse", quiet=ClockSpan(begins=clock("00:00").time(), ends=clock("07:00").time()))
    stage = Stage(with_person(first, asleep), clock("00:30"))
    storm(stage, 20, "02:00")
    storm(stage, 1, "03:00", begin=25, mood="glad")
    stage.until("07:30")
    mine = [page for page in stage.pages if page.to == "ayse"]

    assert [(page.kind, page.hold_until) for page in mine[:5]] == [(PageKind.PAGE, clock("07:00"))] * 5
    assert [(page.kind, page.watch, page.at) for page in mine[5:6]] == [(PageKind.PAGE, "brand025", clock("03:00"))]
    assert [(page.kind, page.at, len(page.listed)) for page in mine[6:7]] == [(PageKind.LIST, clock("07:00"), 15)]


def test_a_crisis_says_what_was_held_of_its_own_incident() -> None:
    """The urgent page of the same brand waits for the morning: it is part of the crisis now, and is not sent again at seven."""
    asleep = person("ayse", quiet=ClockSpan(begins=clock("00:00").time(), ends=clock("07:00").time()))
    first = with_policy(
        with_person(house(angry(keep_firing_for=DAY_LONG), glad(severity=CRISIS, keep_firing_for=DAY_LONG)), asleep),
        Policy(name="pr", steps=(step("ayse"),)),
    )
    stage = Stage(first, clock("00:30")).fire("02:00").fire("02:10", mood="glad")
    [held, crisis] = alone(stage)
    joined = [one for one in stage.cancelled() if held.page_id in one.only]

    assert (held.hold_until, crisis.hold_until, crisis.severity) == (clock("07:00"), None, CRISIS)
    assert len(joined) == 1
    assert "joined-by-a-crisis" in joined[0].reason
    assert crisis.page_id not in joined[0].only


def test_a_list_that_reaches_nobody_is_told_on_the_next_channel_and_then_to_the_next_person() -> None:
    """As one page would be: its other channel, then the next step at once, for every incident of it."""
    stage = storm(Stage(brands(10)), 10).until("10:01:30")
    [told] = lists(stage)
    stage.dead(told)
    [_, again] = lists(stage)
    assert (again.to, again.channel, again.listed) == ("ayse", "sms", told.listed)

    stage.dead(again).until("10:02:45")
    omars = [page for page in stage.pages if page.to == "omar" and page.at < clock("10:03")]
    heard = {page.incident for page in omars if page.incident} | {one.incident for page in omars for one in page.listed}
    assert heard == {one.incident for one in told.listed}
    assert any(page.kind is PageKind.OPS for page in stage.pages)


def test_a_list_of_which_nothing_is_open_any_more_is_called_back() -> None:
    """Its provider is down, and everybody was faster on the console."""
    stage = storm(Stage(brands(7)), 7).until("10:01:30")
    [told] = lists(stage)
    for one in told.listed[:-1]:
        stage.handle(ActTaken(at=stage.now, incident=one.incident, act=Act.ACK, by="omar"))
    assert not [one for one in stage.cancelled() if told.page_id in one.only]

    stage.handle(ActTaken(at=stage.now, incident=told.listed[-1].incident, act=Act.ACK, by="omar"))
    called = [one for one in stage.cancelled() if told.page_id in one.only]
    assert [one.incident for one in called] == [""]
    assert all(incident.state is not State.CLOSED for incident in stage.incidents())


@pytest.mark.parametrize("kill_at", range(0, 24, 3))
def test_a_restart_in_the_storm_tells_the_same(kill_at: int) -> None:
    """Byte for byte, wherever the daemon is killed."""
    calm, shaken = Stage(brands(12)), Stage(brands(12))
    storm(calm, 12).until("10:20")
    for count, event in enumerate(calm.events[1:]):
        if count == kill_at:
            shaken.engine = Engine.restore(shaken.engine.snapshot())
        shaken.handle(event)

    assert shaken.commands == calm.commands


def test_a_clock_that_was_wrong_holds_no_list_back() -> None:
    """What was to be told "in an hour" by the wrong clock is told within a minute of the right one."""
    stage = storm(Stage(brands(9)), 5, "10:00")
    storm(stage, 4, "11:00:00", begin=5)
    storm(stage, 0, "11:00:01")
    crowd = stage.engine.state.context.crowds["ayse\0slack"]
    crowd.told = dict.fromkeys([f"other{number}" for number in range(5)], 0.0) | crowd.told
    stage.now = clock("10:05")
    stage.handle(ClockSetBack(at=clock("10:05"), was=clock("11:00:01")))
    deadline = stage.engine.next_deadline()

    assert all(at <= clock("10:05").timestamp() for at in crowd.told.values())
    assert deadline is None or deadline <= clock("10:20")


def test_whoever_is_forgotten_stands_in_nothing_that_waits() -> None:
    """Quotes and names of strangers go out of what waits for a list."""
    stage = storm(Stage(brands(8)), 8)
    stage.engine.forget("x", "u7", "nobody")
    stage.until("10:02")
    kept = [command.page for command in stage.commands if isinstance(command, KeepPage)]

    assert kept
    assert all(not page.evidence and "top_author" not in page.facts for page in kept)
    assert any(page.evidence for page in (one.page for one in stage.commands if isinstance(one, SendPage)))


def test_a_note_that_waits_names_nobody_who_is_forgotten() -> None:
    """Ayse asks for omar and names who wrote it; his page waits for the list while they are erased, and so do their other accounts."""
    stage = storm(Stage(brands(8)), 8).until("10:05")
    for one in stage.incidents():
        asked = ActTaken(at=stage.now, incident=one.id, act=Act.ESCALATE, by="ayse", note="ask @jane about it")
        stage.handle(asked)
    waiting = [one for crowd in stage.engine.state.context.crowds.values() for one in crowd.waiting]
    for each in waiting:
        each.page = each.page.with_(
            facts=each.page.facts | {"top_platform": "x", "top_also": "mastodon jane@a.example"}
        )

    stage.engine.forget("x", "u7", "nobody")
    stage.engine.reword({"ask @jane about it": "ask nobody about it"})
    stage.until("10:09")

    kept = [command.page for command in stage.commands if isinstance(command, KeepPage) and command.page.to == "omar"]
    assert waiting
    assert [page.facts.get("note") for page in kept] == ["ask nobody about it"] * len(kept)
    assert not any("jane" in f"{page.facts} {page.reasons}" for page in kept)
    assert kept


def test_an_order_to_call_a_list_back_names_it() -> None:
    """An empty incident without ids would mean every message to operators."""
    stage = storm(Stage(brands(7)), 7).until("10:01:30")
    for incident in stage.incidents():
        stage.handle(ActTaken(at=stage.now, incident=incident.id, act=Act.SOLVE, by="omar"))

    assert all(one.only for one in stage.commands if isinstance(one, CancelPages) and not one.incident)


def test_crises_one_after_another_wait_a_second_at_most_and_five_in_a_storm() -> None:
    """Somebody has twelve crises in a minute: each is there at once; of a hundred the later ones share a message."""
    few = Stage(brands(100, loud(severity=CRISIS, keep_firing_for=DAY_LONG)))
    for number in range(12):
        few.until(clock("10:00") + timedelta(seconds=5 * number)).mention(audience=1000, watch=f"brand{number:03d}")
    assert [(page.hold_until or page.at) - page.at for page in alone(few)] == [timedelta(0)] * 12

    many = Stage(brands(100, loud(severity=CRISIS, keep_firing_for=DAY_LONG)))
    for number in range(100):
        many.until(clock("10:00") + timedelta(seconds=number)).mention(audience=1000, watch=f"brand{number:03d}")
    told = [page for page in many.until("10:05").pages if page.to == "ayse"]
    waits = [page.at - one.at for page in told for one in page.listed]
    assert len(told) < 50
    assert max(waits) <= timedelta(seconds=5)
