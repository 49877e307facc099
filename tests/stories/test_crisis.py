"""Stories of whole nights, through intake, engine and timers: what is paged, to whom, and nothing else."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from alertd.config import shipped_rules
from alertd.model.house import House
from alertd.model.page import PageKind
from alertd.model.people import Channel, ClockSpan, Person, Policy, Roster, Step
from alertd.model.watch import Watch
from alertd.testing import Story


def people(**changes: object) -> House:
    """Return the shipped rules with maria on call at night, omar behind her, and ops."""
    channels = {"sms": Channel(name="sms", is_sms=True), "slack": Channel(name="slack")}
    named = {
        name: Person(name=name, timezone="Europe/Istanbul", addresses={"sms": "+1", "slack": name})
        for name in ("maria", "omar", "ops")
    }
    steps = (
        Step(notify=("maria",), by=("sms",), escalate_after=timedelta(minutes=10)),
        Step(notify=("omar",), by=("sms",)),
    )
    policies = {
        "pr-oncall": Policy(name="pr-oncall", steps=steps),
        "ops-oncall": Policy(name="ops-oncall", steps=(Step(notify=("ops",), by=("slack",)),)),
    }
    base = House(
        watches=(Watch(name="acme", terms=("acme",)),),
        rules=shipped_rules(),
        roster=Roster(channels=channels, people=named, policies=policies),
        ops_policy="ops-oncall",
    )
    return base.with_(**changes)


def test_a_usual_week_wakes_nobody() -> None:
    """Ten posts an hour, day and night."""
    with Story(house=people()) as story:
        story.usual(10, days=4).at("23:59", day=3)


def test_a_crisis_at_three_in_the_morning() -> None:
    """Maria is woken within minutes, Omar ten minutes later since she does not answer; he does, and it is quiet."""
    with Story(house=people()) as story:
        story.usual(10, days=4)
        story.at("03:00").mentions(120, minutes=20, mood="angry", authors=100)
        story.at("03:00").expect_page("angry", to="maria", step=1, within=5)  # urgent first, then it is a crisis
        first = story.at("03:02").expect_page("negative-storm", to="maria", step=1, within=5)
        story.at((first.at + timedelta(minutes=10)).strftime("%H:%M:%S")).expect_page(to="omar", step=2, within=0.1)
        assert first.facts["negative_share"]

        story.at("03:25").acknowledges("omar").at("03:26").acts("omar", "plan")


def test_the_same_storm_with_glad_people_is_no_crisis() -> None:
    """It may be unusual, and nobody is angry."""
    story = Story(house=people()).usual(10, days=4).at("03:00").mentions(60, minutes=20, mood="glad")

    assert not [page for page in story.at("05:00").pages() if page.rule == "negative-storm"]


def test_one_text_copied_a_hundred_times_is_one_voice() -> None:
    """A copy farm wakes nobody."""
    with Story(house=people()) as story:
        story.usual(10, days=4).at("14:00").mentions(100, minutes=10, copies=True)


def test_an_angry_post_of_a_loud_voice_pages_at_once_and_a_glad_one_does_not() -> None:
    """Whatever the hour; the page names the author."""
    with Story(house=people()) as story:
        story.usual(10, days=2)
        story.at("22:00").post("critic", followers=300_000, mood="glad")
        story.at("22:30").post("critic2", followers=300_000, mood="angry")
        page = story.expect_page("influencer", to="maria", within=0.1)
        story.at("22:31").acknowledges("maria")

        assert (page.evidence[0].author, page.facts["top_reach"]) == ("critic2", 300_000)


def test_an_urgent_page_waits_for_the_morning_where_the_person_sleeps() -> None:
    """23:00 to 07:00 in Istanbul: decided at 22:30 UTC, held until 04:00 UTC."""
    house = people()
    asleep = {
        name: one.with_(quiet=ClockSpan(begins=time(23), ends=time(7))) for name, one in house.roster.people.items()
    }
    story = Story(house=house.with_(roster=house.roster.with_(people=asleep))).usual(10, days=2)
    page = story.at("22:30").post("critic", followers=300_000, mood="angry").expect_page("influencer", to="maria")

    assert page.hold_until is not None
    assert page.hold_until.strftime("%d %H:%M") == "06 04:00"


def test_a_source_that_is_blind_pages_ops_at_twenty_minutes_and_resolves_nothing() -> None:
    """In the middle of a crisis the feed dies."""
    story = Story(house=people()).usual(10, days=4)
    story.at("10:00").source("ok").at("10:01").mentions(120, minutes=20, mood="angry")
    story.at("10:06").expect_page("negative-storm", to="maria", within=5)
    story.at("10:25").acknowledges("maria").source("blind", note="401")
    blind = story.at("10:45").expect_page("quiet", to="ops", within=0.1)
    resolved = story.at("16:00").pages(PageKind.RESOLVED)

    assert blind.watch == "alertd"
    assert not [page for page in resolved if page.watch == "acme"]


@pytest.mark.parametrize("seed", range(3))
def test_a_second_wave_after_two_quiet_hours_pages_again(seed: int) -> None:
    """Solved at noon, back in the evening: round 2."""
    story = Story(house=people(), seed=seed).usual(10, days=4)
    story.at("10:00").mentions(120, minutes=20, mood="angry")
    first = story.at("10:05").expect_page("negative-storm", step=1, within=5)
    story.at("12:00").acts("maria", "solve")
    story.at("20:00").mentions(240, minutes=20, mood="angry")
    second = story.at("20:00").expect_page("angry", to="maria", step=1, within=10)

    assert second.round == first.round + 1
    assert first.incident == second.incident
    assert first.page_id != second.page_id
