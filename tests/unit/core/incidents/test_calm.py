"""Calm is not acknowledged, back means back, and a close mutes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.engine import Engine
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.rule import Influencer, Rule, Severity, Spike
from tests.unit.core.stage import CRISIS, DAY_LONG, Stage, house, loud

POST = Rule(id="post", name="post", when=Influencer(audience=1000), page="pr")  # as people write it: no `until`


def kinds(stage: Stage, person: str = "ayse") -> list[str]:
    """Return "10:00 page" of each message to somebody; an update by what it tells."""
    return [
        f"{page.at:%H:%M} {page.facts.get('news') or page.kind.value}"
        for page in stage.pages
        if page.to == person and page.kind is not PageKind.OPS
    ]


def test_a_post_that_nobody_has_acknowledged_pages_on_after_its_alert_has_resolved() -> None:
    """The second and the third person are told, and the page says since when it is calm."""
    stage = Stage(house(POST)).fire("10:00").until("12:00")

    assert stage.told() == ["10:00 ayse", "10:15 omar", "10:30 maria"]
    assert not stage.incident.is_firing
    later = [page for page in stage.pages if page.kind is PageKind.PAGE][1]
    assert later.facts["calm_since"] == stage.log[0][0].replace(hour=10, minute=10).timestamp()
    assert "calm-is-not-acknowledged" in stage.reasons()


def test_a_crisis_escalates_to_the_end_of_its_policy_calm_or_not() -> None:
    """Whatever its condition is."""
    stage = Stage(house(loud(severity=CRISIS, until=None))).fire("03:00", day=1).until("04:00", 1)

    assert stage.told() == ["03:00 ayse", "03:10 omar", "03:20 maria"]


def test_an_urgent_level_stops_at_calm_and_its_notice_says_that_nobody_had_acknowledged() -> None:
    """The notice is honest: it ended by itself."""
    stage = Stage(house(loud(until="calm"))).fire("10:00").until("12:00")
    notice = next(page for page in stage.pages if page.kind is PageKind.RESOLVED)

    assert stage.told() == ["10:00 ayse"]
    assert (notice.facts["unacknowledged"], notice.facts.get("pages_on")) == (1, None)


def test_the_notice_of_what_pages_on_says_so() -> None:
    """Who was told first knows that others are told still."""
    stage = Stage(house(POST)).fire("10:00").until("10:12")
    notice = next(page for page in stage.pages if page.kind is PageKind.RESOLVED)

    assert (notice.facts["unacknowledged"], notice.facts["pages_on"]) == (1, 1)


@pytest.mark.parametrize("act", [Act.ACK, Act.PLAN, Act.SOLVE, Act.CLOSE])
def test_whoever_takes_a_calm_incident_ends_its_paging(act: Act) -> None:
    """Nothing is owed any more, also after a restart."""
    stage = Stage(house(POST)).fire("10:00").until("10:12").act(act)
    stage.engine = Engine.restore(stage.engine.snapshot())
    stage.until("14:00")

    assert stage.told() == ["10:00 ayse"]


def test_what_is_calm_and_unacknowledged_closes_after_a_day() -> None:
    """A post is open until somebody acts, or 24 hours."""
    stage = Stage(house(POST)).fire("10:00").until("10:09", 1)
    before = stage.incident.state
    stage.until("10:11", 1)

    assert (before, stage.incident.state) == (State.OPEN, State.CLOSED)


@pytest.mark.parametrize(("until", "told"), [("acknowledged", 3), ("calm", 1)])
def test_a_rule_may_say_otherwise(until: str, told: int) -> None:
    """`until` wins over severity and kind."""
    for severity in (Severity.URGENT, CRISIS):
        stage = (
            Stage(house(loud(severity=severity, until=until, keep_firing_for=timedelta(minutes=5))))
            .fire("10:00")
            .until("12:00")
        )

        assert len(stage.told()) == told


def test_whoever_heard_that_it_is_over_hears_at_once_that_it_is_back() -> None:
    """What is planned stays planned, and nobody is left with "resolved"."""
    stage = Stage(house(loud())).fire("10:00").act(Act.PLAN).fire("11:30").until("11:31")

    assert kinds(stage) == ["10:00 page", "10:10 resolved", "11:30 back"]
    assert stage.incident.state is State.PLANNED
    assert stage.pages[-1].facts["news_seconds"] == 80 * 60


def test_unacknowledged_and_back_the_escalation_goes_on() -> None:
    """Ayse was told and heard of the end: she hears that it is back, the next person is paged."""
    stage = Stage(house(loud())).fire("10:00").fire("10:20").until("10:21")

    assert kinds(stage) == ["10:00 page", "10:10 resolved", "10:20 back"]
    assert kinds(stage, "omar") == ["10:20 page"]


def test_a_policy_at_its_end_starts_anew_when_it_is_back() -> None:
    """Everybody had been paged, nobody acknowledged: whoever is paged again needs no second message beside it."""
    stage = Stage(house(loud(until="acknowledged"))).fire("10:00").until("11:20").fire("11:30").until("11:46")

    assert kinds(stage) == ["10:00 page", "10:10 resolved", "11:30 page", "11:40 resolved"]
    assert kinds(stage, "omar") == ["10:15 page", "11:40 resolved", "11:45 page"]


def test_what_comes_and_goes_is_one_pair_and_one_line() -> None:
    """Ten minutes on, ten off: resolved, back, one line; then silence until it has been calm for half an hour."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=2)))).fire("10:00").act(Act.ACK)
    for at in ("10:10", "10:20", "10:30", "10:40"):
        stage.fire(at)
    stage.until("12:00")

    assert kinds(stage) == ["10:00 page", "10:02 resolved", "10:10 back", "10:12 flapping", "11:12 resolved"]


def test_the_end_of_a_second_wave_later_is_told_at_once() -> None:
    """More than half an hour lies between: nothing flaps."""
    stage = Stage(house(loud())).fire("10:00").act(Act.PLAN).fire("10:45").until("12:00")

    assert kinds(stage) == ["10:00 page", "10:10 resolved", "10:45 back", "10:55 resolved"]


def test_who_heard_that_it_was_done_hears_that_it_is_back() -> None:
    """Omar was paged too, and Ayse solved it: the next round pages Ayse, and Omar hears of it."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=20)))).fire("10:00").until("10:16")
    stage.act(Act.SOLVE).until("10:40").fire("10:41").until("10:42")

    assert stage.told()[-1] == "10:41 ayse"
    assert kinds(stage)[-1] == "10:41 back", "her page says so too"
    assert kinds(stage, "omar") == ["10:15 page", "10:16 resolved", "10:41 back"]


def test_a_close_on_what_still_fires_does_not_mute_a_new_post() -> None:
    """Closed by mistake or in good faith: the next loud post opens a new incident, at once."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.CLOSE).fire("10:03")

    assert [one.state for one in stage.incidents()] == [State.CLOSED, State.OPEN]
    assert stage.told() == ["10:00 ayse", "10:03 ayse"]
    assert "fires-on-after-it-was-closed" in stage.reasons()


def test_a_close_and_then_silence_is_a_close() -> None:
    """What only stays on for a while after it ended opens nothing."""
    stage = Stage(house(loud(keep_firing_for=timedelta(minutes=30)))).fire("10:00").act(Act.CLOSE).until("12:00")

    assert len(stage.incidents()) == 1
    assert not stage.incident.is_firing


def _posts(stage: Stage, minutes: int, each: int) -> Stage:
    """Let so many people write in each of some minutes."""
    for _ in range(minutes):
        for _ in range(each):
            stage.mention("neutral")
        stage.until(stage.now + timedelta(minutes=1))
    return stage


@pytest.fixture(scope="module")
def quiet_days() -> Stage:
    """A brand of six posts an hour, two days of them."""
    stage = Stage(
        house(loud("volume", when=Spike(rarer_than=timedelta(days=60)), keep_firing_for=timedelta(minutes=10)))
    )
    for _ in range(2 * 24 * 6):
        stage.until(stage.now + timedelta(minutes=10)).mention("neutral")
    return stage


def _again(lived: Stage) -> Stage:
    stage = Stage(lived.house)
    stage.engine, stage.now = Engine.restore(lived.engine.snapshot()), lived.now
    return stage


def _over(stage: Stage) -> list[Page]:
    return [page for page in stage.pages if page.kind is PageKind.RESOLVED]


def test_nobody_hears_that_it_is_calm_in_the_middle_of_the_next_wave(quiet_days: Stage) -> None:
    """The first wave has ebbed, its alert fires on for its ten minutes, and in these the next begins, not yet as rare as the rule asks."""
    stage = _posts(_again(quiet_days), 10, 4)
    while (leaf := stage.engine.state.watches["acme"].alert(stage.house.rules[0], "").leaves["0"]).holds:
        _posts(stage, 1, 0)
    assert leaf.fell is not None
    assert not _over(stage)

    _posts(stage, 12, 1)

    assert not _over(stage)
    assert _over(_posts(stage, 90, 0))


def test_what_is_usual_again_is_told_when_the_time_to_keep_firing_is_over(quiet_days: Stage) -> None:
    """One more post than usual holds nothing up, nor does a restart in these minutes."""
    stage = _posts(_again(quiet_days), 10, 4)
    while stage.engine.state.watches["acme"].alert(stage.house.rules[0], "").leaves["0"].holds:
        _posts(stage, 1, 0)
    stage.engine = Engine.restore(stage.engine.snapshot())

    _posts(_posts(stage, 2, 1), 9, 0)

    assert len({page.at for page in _over(stage)}) == 1
