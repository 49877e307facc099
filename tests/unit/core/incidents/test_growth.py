"""What somebody has, and what grows all the same: those who were paged hear so, once a doubling."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.core.incidents import told_before
from alertd.core.wording import word
from alertd.model.incident import Act
from alertd.model.page import PageKind, SignalShown
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, angry, clock, glad, house, loud


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


def test_who_has_it_was_told_no_number() -> None:
    """Ayse heard 1,000, then that Omar has it, when it was 1,900: "last told" is 1,000 at 10:00, not what no message said."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1_000).fire("10:01", audience=1_900)
    stage.until("10:02").act(Act.ACK, "omar").fire("10:03", audience=2_100)
    page = next(page for page in stage.pages if page.facts.get("news") == "grows")

    assert (page.facts["count"], page.facts["before"]) == (2_100, 1_000)
    assert page.facts["before_at"] == clock("10:00").timestamp()
    assert "Last told (10:00 UTC): 1k people" in word(page.with_(language="en", timezone="UTC"), {}, "").text


def test_a_rule_of_which_no_number_was_told_does_not_double() -> None:
    """It joined while Ayse's page was on its way, and no message gave its number: there is nothing that it could be twice of."""
    stage = Stage(house(angry(keep_firing_for=DAY_LONG), glad(keep_firing_for=DAY_LONG)))
    stage.fire("10:00", audience=1_000).fire("10:00", audience=1_000, mood="glad", id="2").act(Act.ACK, "omar")

    assert grows(stage.fire("10:05", audience=9_000, mood="glad", id="3")) == []


def test_text_and_steps_are_of_the_rule_that_grows_and_the_title_is_that_of_the_incident() -> None:
    """Two rules in one incident: a title that changes looks like another incident, so the line that says that it grows says which."""
    rules = (angry("danger", severity=CRISIS, keep_firing_for=DAY_LONG), glad("praise", keep_firing_for=DAY_LONG))
    stage = Stage(house(*rules)).fire("10:00", audience=1_000).act(Act.ACK, "omar")
    stage.fire("10:10", audience=1_000, mood="glad", id="2").fire("10:11", audience=9_000, mood="glad", id="3")
    page = next(page for page in stage.pages if page.facts.get("news") == "grows")

    assert (page.rule, page.rule_name) == ("praise", "danger")
    assert (page.facts["before"], page.facts["count"]) == (1_000, 9_000)
    text = word(page, {}, "").text
    assert text.startswith("*[Update] acme: danger*\n")
    assert "praise grows: twice as much as when you were last told." in text


def test_a_page_is_left_a_minute_to_be_read() -> None:
    """Twelve posts of one body, and the page was worded at the sixth: the number of all is told once a minute has passed, by itself."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00", audience=1_000).act(Act.ACK, "omar")
    stage.fire("10:00:05", audience=2_500, id="2").fire("10:00:20", audience=3_100, id="3")
    assert grows(stage) == []

    stage.until("10:02")

    pages = [page for page in stage.pages if page.facts.get("news") == "grows"]
    assert {(page.at, page.facts["count"]) for page in pages} == {(clock("10:01"), 3_100)}


def lead(value: float, window: float | None, name: str = "posts") -> SignalShown:
    """Return a number of a rule as a page leads with it."""
    return SignalShown(name=name, value=value, usual=None, unit="posts", window=window, rarity=None)


@pytest.mark.parametrize(
    ("told", "now", "measure"),
    [
        (lead(15, 60), lead(60, 60), 15.0),
        (lead(15, 60), lead(60, 300), 75.0),  # twelve a minute are fewer than fifteen
        (lead(60, 300), lead(60, 60), 60.0),
        (lead(15, None), lead(60, None), 15.0),
        (lead(15, 60), lead(60, 60, "authors"), None),
        (lead(15, 60), None, None),
    ],
)
def test_only_the_same_quantity_is_compared(told: SignalShown, now: SignalShown | None, measure: float | None) -> None:
    """Posts of a minute with posts of five, or with people: a rule shows now this, now that."""
    stage, rule = taken(), loud()
    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    told_before.note(incident, rule, told)

    assert told_before.comparable(incident, rule, now) == measure
    assert (told_before.quantity(rule, told) == told_before.quantity(rule, now)) == (
        now is not None and (told.name, told.window) == (now.name, now.window)
    )


def test_a_snapshot_that_does_not_say_of_what_is_no_measure() -> None:
    """Written before it was kept: the next message that gives a number is the measure again."""
    stage = taken()
    incident = stage.engine.state.grouping.incidents[stage.incident.id]
    incident.grown_of = {}

    assert grows(stage.fire("10:01", audience=9_000)) == []
