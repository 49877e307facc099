"""What somebody has, and what grows all the same: those who were paged hear so, once a doubling."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.incident import Act
from alertd.model.page import PageKind
from tests.unit.core.stage import DAY_LONG, Stage, angry, glad, house, loud


def grows(stage: Stage) -> list[str]:
    """Return "10:05 ayse" of each time at which somebody heard that it grows, on whatever channels."""
    told = (f"{page.at:%H:%M} {page.to}" for page in stage.pages if page.facts.get("news") == "grows")
    return list(dict.fromkeys(told))


def taken(act: Act = Act.ACK) -> Stage:
    """Return a stage on which Ayse was paged at 1,000 and Omar has taken it."""
    return Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1000).act(act, "omar")


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SNOOZE])
def test_twice_what_was_told_is_an_update_once_a_doubling(act: Act) -> None:
    """At 2,100 and at 4,500; neither at 1,900 nor again at 3,000."""
    stage = taken(act)
    for minute, audience in enumerate((1_900, 2_100, 3_000, 4_500, 8_000)):
        stage.fire(f"10:0{minute + 1}", audience=audience)

    assert grows(stage) == ["10:02 ayse", "10:02 omar", "10:04 ayse", "10:04 omar"]
    assert stage.reasons().count("twice-what-was-told") == 2
    assert stage.incident.rounds == 1


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SNOOZE])
def test_whoever_has_it_hears_it_once(act: Act) -> None:
    """Ayse was paged and took it herself: one message, not two; who put it off is told too, for it is not what it was."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1000).act(act, "ayse")

    assert grows(stage.fire("10:01", audience=3_000)) == ["10:01 ayse"]


def test_who_has_left_is_not_told() -> None:
    """Whoever took it is no person of the files any more: those who were paged hear it."""
    stage = taken()
    people = {name: one for name, one in stage.house.roster.people.items() if name != "omar"}
    stage.load(stage.house.with_(roster=stage.house.roster.with_(people=people)))

    assert grows(stage.fire("10:01", audience=3_000)) == ["10:01 ayse"]


def test_one_jump_is_one_message() -> None:
    """From 1,000 to 40,000 in one post: told once, and again only at 80,000."""
    stage = taken().fire("10:01", audience=40_000).fire("10:02", audience=79_000).fire("10:03", audience=80_000)

    assert grows(stage) == ["10:01 ayse", "10:01 omar", "10:03 ayse", "10:03 omar"]


def test_what_nobody_has_is_told_by_its_policy() -> None:
    """While it is open the next step brings the numbers of that minute: no second message to who was just woken."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1000).fire("10:01", audience=9_000)

    assert grows(stage) == []


def test_what_was_told_at_a_later_step_is_the_measure() -> None:
    """Omar's step at 10:15 said 9,000: 10,000 is no news."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1000).fire("10:01", audience=9_000)
    stage.until("10:16").act(Act.ACK, "omar").fire("10:17", audience=10_000)
    assert grows(stage) == []

    assert grows(stage.fire("10:18", audience=18_000)) == ["10:18 ayse", "10:18 omar"]


def test_a_silence_holds_it_and_then_it_is_told() -> None:
    """Somebody asked for silence over the brand; what is still twice as much after it is said after it."""
    stage = taken()
    stage.silence(0.5)
    assert grows(stage.fire("10:10", audience=3_000)) == []

    assert grows(stage.fire("10:40", audience=3_000)) == ["10:40 ayse", "10:40 omar"]


def test_a_rule_that_joined_later_is_measured_by_what_it_said_then() -> None:
    """It joined as an update at 5,000: 9,000 is no news, 10,000 is."""
    first = house(angry(keep_firing_for=DAY_LONG), glad(keep_firing_for=DAY_LONG))
    stage = Stage(first).fire("10:00", audience=1000).act(Act.ACK, "omar")
    for at, audience in (("10:10", 5_000), ("10:11", 9_000)):
        stage.fire(at, audience=audience, mood="glad")
    assert grows(stage) == []

    assert grows(stage.fire("10:12", audience=10_000, mood="glad")) == ["10:12 ayse", "10:12 omar"]


def test_a_restart_does_not_tell_it_twice() -> None:
    """What was told is state."""
    stage = taken().fire("10:01", audience=3_000)
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.fire("10:02", audience=3_100)

    assert grows(stage) == ["10:01 ayse", "10:01 omar"]


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "tr", "zh"])
def test_it_is_said_in_every_language(language: str) -> None:
    """An update in the same thread, with the numbers of now."""
    stage = taken().fire("10:01", audience=3_000)
    page = next(page for page in stage.pages if page.facts.get("news") == "grows")
    text = word(page.with_(language=language), {}, "").text

    assert page.kind is PageKind.UPDATE
    assert "{" not in text
    assert text.count("\n") > 2
