"""A channel that has failed for a while and then takes no page of ours: nobody waits for it either, by a page or by a list."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.model.house import House
from alertd.model.incident import Act
from alertd.model.page import Outcome, Page, PageKind
from alertd.model.people import Policy
from tests.unit.core.incidents.test_refused import report, three, where
from tests.unit.core.incidents.test_storms import brands, lists, storm
from tests.unit.core.stage import Stage, person, step, with_person, with_policy


def slow_then_refused(stage: Stage, page: Page) -> None:
    """Let a channel fail twice as in a bad minute, and then refuse for good."""
    report(stage, page, is_refused=False, attempt=2, detail="503")
    report(stage, page, attempt=3)


def in_a_storm(by: tuple[str, ...] = ("slack",)) -> Stage:
    """Return a stage on which ayse is told of three incidents at once, as one list; omar is asked ten minutes later."""
    policy = Policy(name="pr", steps=(step("ayse", by=by, after=10), step("omar", by=by)))
    return storm(Stage(with_policy(brands(8), policy)), 8).until("10:01")


def of_omar(stage: Stage) -> list[tuple[PageKind, str]]:
    """Return what omar was told so far, and when."""
    return [(page.kind, f"{page.at:%H:%M}") for page in stage.pages if page.to == "omar"]


def test_who_has_one_channel_that_is_slow_and_then_refuses_keeps_nobody_waiting() -> None:
    """Ayse has chat alone: the refusal says that nobody has it, and omar is paged in the same second."""
    chat_only: House = with_person(three(), person("ayse", addresses={"slack": "@ayse"}))
    stage = Stage(chat_only).fire("10:00")
    slow_then_refused(stage, stage.pages[0])

    assert stage.told()[-1] == "10:00 omar"


@pytest.mark.parametrize("order", [("slack", "sms"), ("sms", "slack")])
def test_both_channels_are_slow_and_then_refuse(order: tuple[str, str]) -> None:
    """Whichever refuses last says that nobody has it."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0], is_refused=False, attempt=2, detail="503")
    phone = next(page for page in stage.pages if page.channel == "sms")
    report(stage, phone, is_refused=False, attempt=2, detail="503")
    by_name = {"slack": stage.pages[0], "sms": phone}
    report(stage, by_name[order[0]], attempt=3)
    assert "omar" not in {page.to for page in stage.pages}

    report(stage, by_name[order[1]], attempt=3)

    assert stage.told()[-1] == "10:00 omar"


def test_a_channel_that_dies_beside_one_that_refuses_keeps_nobody_waiting() -> None:
    """The chat is tried on for half an hour, in case somebody puts it right: omar is not kept waiting for that."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0])
    stage.dead(next(page for page in stage.pages if page.channel == "sms"))

    assert stage.told()[-1] == "10:00 omar"


def test_a_list_that_is_slow_and_then_refused_on_each_channel_goes_to_the_next_person() -> None:
    """Three incidents in one list: the chat fails twice, the phone is asked, then both refuse; omar hears of all three now."""
    stage = in_a_storm()
    (told,) = lists(stage)
    slow_then_refused(stage, told)
    assert where(stage, PageKind.LIST) == [("ayse", "slack"), ("ayse", "sms")]
    assert of_omar(stage) == []
    assert "channel slack takes no page" in " ".join(str(page.facts.get("note")) for page in stage.pages)

    slow_then_refused(stage, lists(stage)[1])
    stage.until("10:02")

    assert of_omar(stage)[:3] == [(PageKind.PAGE, "10:01")] * 3


def test_a_list_that_somebody_has_by_phone_hurries_nobody() -> None:
    """The phone took it when the chat was slow: that the chat then refuses asks nobody else before the time."""
    stage = in_a_storm()
    (told,) = lists(stage)
    report(stage, told, is_refused=False, attempt=2, detail="503")
    report(stage, lists(stage)[1], Outcome.ACCEPTED)
    report(stage, told, attempt=3)
    stage.until("10:02")

    assert of_omar(stage) == []


def test_a_list_that_dies_by_phone_beside_a_chat_that_refuses_goes_to_the_next_person() -> None:
    """As with a page of one incident."""
    stage = in_a_storm()
    report(stage, lists(stage)[0])
    stage.dead(lists(stage)[1])
    stage.until("10:02")

    assert of_omar(stage)[:3] == [(PageKind.PAGE, "10:01")] * 3


def test_a_restart_between_the_two_refusals_forgets_neither() -> None:
    """Killed after the chat's refusal: the phone's still says that nobody has the list."""
    stage = in_a_storm()
    slow_then_refused(stage, lists(stage)[0])
    stage.engine = Engine.restore(stage.engine.snapshot())
    slow_then_refused(stage, lists(stage)[1])
    stage.until("10:02")

    assert of_omar(stage)[:3] == [(PageKind.PAGE, "10:01")] * 3


def news(stage: Stage) -> list[tuple[str, str]]:
    """Return to whom, and on which channel, updates and the end were told."""
    return where(stage, PageKind.UPDATE) + where(stage, PageKind.RESOLVED)


def test_news_takes_the_channel_that_works() -> None:
    """Her chat refused the page and her phone took it: that omar has it, and that it is over, comes by phone alone."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0])
    report(stage, stage.pages[-1], Outcome.ACCEPTED)
    stage.act(Act.ACK, by="omar").act(Act.SOLVE, by="omar")

    assert news(stage) == [("ayse", "sms"), ("ayse", "sms")]


def test_a_channel_that_began_to_refuse_in_mid_incident_gets_no_more_news() -> None:
    """It took the page and refused the news after it: the phone was asked then, and is asked from there on."""
    stage = Stage(three()).fire("10:00")
    report(stage, stage.pages[0], Outcome.ACCEPTED)
    stage.act(Act.ACK, by="omar")
    report(stage, stage.pages[-1])
    stage.act(Act.SOLVE, by="omar")

    assert news(stage) == [("ayse", "slack"), ("ayse", "sms"), ("ayse", "sms")]


def test_a_channel_that_was_put_right_gets_news_again() -> None:
    """The chat took the page after all: both have it, both hear what follows."""
    stage = Stage(three()).fire("10:00")
    chat = stage.pages[0]
    report(stage, chat)
    report(stage, chat, Outcome.ACCEPTED, attempt=4)
    stage.act(Act.ACK, by="omar")

    assert news(stage) == [("ayse", "slack"), ("ayse", "sms")]


def test_who_has_no_channel_that_works_is_tried_on() -> None:
    """Ayse has the chat alone: somebody may put it right in the next minute."""
    stage = Stage(with_person(three(), person("ayse", addresses={"slack": "@ayse"}))).fire("10:00")
    report(stage, stage.pages[0])
    stage.act(Act.ACK, by="maria")

    assert ("ayse", "slack") in news(stage)
