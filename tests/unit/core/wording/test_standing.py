"""The first message in a room says at all times how its incident stands: who has it, since when, what comes next."""

from __future__ import annotations

import importlib

import pytest

from alertd.core.incidents.standing import REWRITES
from alertd.core.wording import Worded, restated, word
from alertd.core.wording.clean import Family
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.standing import lines
from alertd.model.incident import Act
from alertd.model.page import Page
from alertd.model.people import Channel
from alertd.notifiers.registry import OWN
from tests.unit.core.stage import DAY_LONG, Stage, house, loud, person, with_person

ROOM = "#crisis"


def room(language: str = "en", *readers: str) -> Stage:
    """Return a stage on which Ayse, and others, read a room; it fires at 10:00."""
    made = house(loud(keep_firing_for=DAY_LONG))
    channels = {**made.roster.channels, "chat": Channel(name="chat", kind="slack")}
    made = made.with_(roster=made.roster.with_(channels=channels))
    for name in ("ayse", *readers):
        made = with_person(made, person(name, addresses={"chat": ROOM}, language=language))
    return Stage(made).fire("10:00")


def shown(stage: Stage) -> list[str]:
    """Return how the first message of the room stands by the newest page there."""
    pages = [page for page in stage.pages if page.to_address == ROOM]
    return text_of(pages[0], pages[-1]).split("\n")


def text_of(first: Page, now: Page) -> str:
    """Return the first message as it reads with another page."""
    if first is now:
        return word(first, {}, "").text
    return restated(first, {}, now, Worded(title="was", text="was")).text


@pytest.mark.parametrize("by", ["ayse", "omar"])
def test_whoever_takes_it_the_room_says_so(by: str) -> None:
    """Also where the one who did it is who is paged in the room: it is left out, not the room."""
    said = shown(room().until("10:05").act(Act.ACK, by))

    assert said[:4] == [
        "*[URGENT] acme: loud*",
        f"{by} has it (10:05 UTC).",
        "Without a plan by 11:05 UTC everybody is paged again.",
        "",
    ]
    assert "1k people can see it" in "\n".join(said)


def test_nothing_stays_that_was_true_of_the_first_minute() -> None:
    """Neither by when to take it, nor that nobody has it, nor why its reader was asked."""
    stage = room("en", "omar").until("10:16").act(Act.ACK, "omar")
    said = "\n".join(shown(stage))

    for stale in ("Take it", "taken by nobody", "You are asked", "Last told", "http"):
        assert stale not in said


def test_each_act_is_shown() -> None:
    """Planned, given to somebody, put off, solved, opened again: each with who has it and what comes next."""
    stage = room().until("10:05").act(Act.ACK, "ayse").until("10:06").act(Act.PLAN, "ayse", note="statement at noon")
    assert shown(stage)[1:4] == [
        "ayse has a plan (10:06 UTC).",
        "Promised to be solved by 24 November, 10:00 UTC.",
        "Note: statement at noon",
    ]
    stage.until("10:07").act(Act.ASSIGN, "ayse", assignee="maria")
    assert shown(stage)[1] == "maria has a plan (10:06 UTC)."

    stage.until("10:20").act(Act.SOLVE, "omar")
    assert shown(stage)[:3] == [
        "*[Solved] acme: loud*",
        "Marked as solved: nobody is paged for it any more.",
        "By omar (10:20 UTC).",
    ]
    stage.until("11:00").act(Act.REOPEN, "lea")
    assert shown(stage)[1:3] == [
        "Open since 10:00 UTC, taken by nobody.",
        "Take it by 11:15 UTC, or it goes to omar",
    ]


def test_what_is_put_off_says_until_when() -> None:
    """And nobody is asked to take it."""
    said = shown(room().until("10:05").act(Act.SNOOZE, "ayse", minutes=30))

    assert said[1] == "ayse has seen it and is asked again at 10:35 UTC."


def test_what_falls_back_is_nobodys_in_the_room_too() -> None:
    """Omar's room is paged by no step of that minute, and still it says that nobody has it."""
    stage = room().until("10:05")
    people = {**stage.house.roster.people, "ayse": person("ayse", addresses={"sms": "+1ayse"})}
    people["lea"] = person("lea", addresses={"chat": ROOM})
    stage.act(Act.ASSIGN, "ayse", assignee="ayse").act(Act.ACK, "ayse")
    stage.load(stage.house.with_(roster=stage.house.roster.with_(people=people)))
    stage.act(Act.ASSIGN, "ayse", assignee="lea")
    assert shown(stage)[1] == "lea has it (10:05 UTC)."

    stage.until("11:06")

    assert shown(stage)[1:3] == [
        "Open since 10:00 UTC, taken by nobody.",
        "Take it by 11:20 UTC, or it goes to omar",
    ]


def test_a_room_that_two_read_is_told_once_of_an_act_of_one() -> None:
    """Ayse acts, Omar is told in the room they share: no second line for Ayse."""
    stage = room("en", "omar").until("10:16")
    before = len(stage.pages)
    stage.act(Act.ACK, "ayse")

    assert [page.to for page in stage.pages[before:]] == ["omar"]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_state_has_its_words_in_every_language(language: str) -> None:
    """And none leaves a brace open, nor says what stands in English."""
    stage = room(language).until("10:05")
    for act in (Act.ACK, Act.PLAN, Act.SOLVE):
        stage.act(act, "ayse")
        said = list(lines(stage.pages[-1], Family.SLACK))
        assert len(said) >= 2
        assert not [line for line in said if "{" in line or not line]


def test_the_kinds_that_rewrite_are_those_whose_notifiers_do() -> None:
    """What the engine counts on, and what is built."""
    rewrite = set()
    for kind in OWN.values():
        module = importlib.import_module(kind.maker.partition(":")[0])
        rewrite |= {kind.name for one in vars(module).values() if isinstance(one, type) and hasattr(one, "restate")}

    assert rewrite == set(REWRITES)
