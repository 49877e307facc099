"""How long something lasted and since when it is open, as pages say it: instants of the log, of the wave that is told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alertd.core.engine import Engine
from alertd.core.wording import word
from alertd.model.incident import Act
from alertd.model.page import Page, PageKind
from tests.unit.core.stage import DAY_LONG, Stage, house, loud, person, with_person

AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)  # clocks go back in Paris at 01:00 UTC


def _last(stage: Stage, kind: PageKind) -> Page:
    return [page for page in stage.pages if page.kind is kind][-1]


def _lasted(page: Page) -> timedelta:
    assert page.opened_at is not None
    return page.at - page.opened_at


def _begins(stage: Stage) -> list[datetime]:
    """Return when each round began, by the decisions."""
    opened = [one.at for one in stage.decisions if one.reason == "incident-opened"]
    return opened + [one.at for one in stage.decisions if str(one.reason).startswith("next-round")]


def test_it_lasted_from_its_first_post_to_its_end() -> None:
    """Fired at ten, twice more until half past, calm ten minutes later."""
    stage = Stage(house(loud())).fire("10:00").fire("10:09").fire("10:18").until("12:00")
    end = _last(stage, PageKind.RESOLVED)
    assert end.at == end.opened_at + timedelta(minutes=28)  # type: ignore[operator]
    assert "It lasted 28 min." in word(end, {}, "https://a").text


def test_a_second_wave_lasts_as_long_as_it_lasts() -> None:
    """Two hours of calm lie between: they are no part of either."""
    stage = Stage(house(loud())).fire("10:00").until("13:00").fire("14:00").fire("14:05").until("18:00")
    end = _last(stage, PageKind.RESOLVED)
    assert end.round == 2
    assert _lasted(end) == timedelta(minutes=15)
    assert end.opened_at == _begins(stage)[-1]
    assert "It lasted 15 min." in word(end, {}, "https://a").text


def test_a_second_wave_that_nobody_takes_is_open_since_it_began() -> None:
    """Not since the morning, which somebody had solved."""
    stage = Stage(house(loud(keep_firing_for=DAY_LONG))).fire("10:00").act(Act.ACK).act(Act.SOLVE)
    stage.until("23:30").fire("23:45").until("23:59")
    stage.until("00:05", 1)
    waiting = _last(stage, PageKind.PAGE)
    assert (waiting.round, waiting.step) == (2, 2)
    said = next(line for line in word(waiting, {}, "https://a").text.splitlines() if line.startswith("Open since"))
    assert "23:45 UTC" in said


def test_a_wave_that_comes_and_goes_is_one_wave() -> None:
    """A lull of half an hour belongs to it: people heard "back", and then how long all of it was."""
    stage = Stage(house(loud())).fire("10:00").until("10:30").fire("10:45").until("13:00")
    end = _last(stage, PageKind.RESOLVED)
    assert end.round == 1
    assert _lasted(end) == timedelta(minutes=55)


def test_a_reopened_incident_goes_on_from_where_its_round_began() -> None:
    """Solved by mistake and opened again: it has lasted since ten, whoever said otherwise in between."""
    stage = Stage(house(loud(keep_firing_for=timedelta(hours=2)))).fire("10:00").act(Act.ACK).act(Act.SOLVE)
    stage.until("10:20").act(Act.REOPEN).until("15:00")
    assert _lasted(_last(stage, PageKind.RESOLVED)) == timedelta(hours=2)


def test_a_restart_in_the_middle_changes_no_duration() -> None:
    """Neither of the first wave nor of the second."""
    told = []
    for restarts in (False, True):
        stage = Stage(house(loud())).fire("10:00").until("13:00").fire("14:00")
        if restarts:
            stage.engine = Engine.restore(stage.engine.snapshot())
        stage.fire("14:05").until("18:00")
        told.append([(page.kind, page.at, page.opened_at) for page in stage.pages])
    assert told[0] == told[1]


def test_an_old_snapshot_knows_when_its_incident_opened() -> None:
    """Before rounds had a beginning of their own there was none: then it is the incident's."""
    stage = Stage(house(loud())).fire("10:00")
    for incident in stage.engine.state.grouping.incidents.values():
        incident.began = 0.0
    stage.until("12:00")
    assert _lasted(_last(stage, PageKind.RESOLVED)) == timedelta(minutes=10)


@pytest.mark.parametrize("before", [timedelta(hours=1), timedelta(minutes=5)])
def test_a_night_in_which_clocks_go_back_is_an_hour_longer(before: timedelta) -> None:
    """Begun before one and over after: what is told is what passed, and the clock is that of the reader's wall."""
    paris = with_person(house(loud()), person("ayse", timezone="Europe/Paris"))
    paris = with_person(paris, person("omar", timezone="Europe/Paris"))
    turn = AUTUMN + timedelta(hours=1)
    stage = Stage(paris, at=turn - timedelta(hours=3)).until(turn - before)
    stage.mention(audience=1000)
    began, ends = stage.now, turn + timedelta(minutes=30)
    while stage.now < ends:
        stage.until(min(stage.now + timedelta(minutes=5), ends)).mention(audience=1000)
    stage.until(turn + timedelta(hours=3))
    end = _last(stage, PageKind.RESOLVED)
    assert end.opened_at == began
    assert _lasted(end) == before + timedelta(minutes=40)
    second = next(page for page in stage.pages if page.kind is PageKind.PAGE and page.step == 2)
    wall = began.astimezone(ZoneInfo("Europe/Paris"))
    assert f"Open since {wall:%H:%M}" in word(second, {}, "https://a").text


@pytest.mark.parametrize("gap", [timedelta(minutes=25), timedelta(hours=3), timedelta(hours=20)])
@pytest.mark.parametrize("takes", [None, Act.ACK, Act.SOLVE])
def test_whatever_happens_it_begins_at_a_decision_that_says_so(gap: timedelta, takes: Act | None) -> None:
    """Of every message about an incident: its beginning is the instant at which it opened or its round began, and not later than it."""
    stage = Stage(house(loud())).fire("21:00")
    if takes is not None:
        stage.act(Act.ACK)
        if takes is Act.SOLVE:
            stage.until(stage.now + timedelta(minutes=2)).act(Act.SOLVE)
    for _ in range(3):
        stage.until(stage.now + gap).mention(audience=1000)
    stage.until(stage.now + timedelta(hours=4))
    begins = set(_begins(stage))
    pages = [page for page in stage.pages if page.incident is not None and page.kind is not PageKind.OPS]
    assert pages
    for page in pages:
        assert page.opened_at in begins
        assert max(one for one in begins if one <= page.at) == page.opened_at


def test_the_first_and_the_loudest_of_a_second_wave_are_its_own() -> None:
    """The first wave was begun by p1, the second by p2: a page of the second does not call p1 the first; what was pinned stays."""
    stage = Stage(house(loud())).fire("10:00", audience=900_000).until("13:00").fire("14:00", audience=2000)
    shown = {one.why: one.id for one in _last(stage, PageKind.PAGE).evidence}
    assert "p1" not in shown.values()
    assert shown["most reached"] == "p2"
