"""What is ahead, out of the real report's tables: tomorrow by the customers' clock, who is there, and the picture of a week."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from alertd.model.people import Roster
from alertd.report.expectation import expectation
from alertd.report.expectation_report import to_draw, told
from alertd.report.typed import TypedTable, typed
from alertd.web.ahead import Ahead, ahead, heat
from alertd.web.words import WORDS
from tests.unit.report.asking import MONDAY
from tests.unit.report.test_expectation import NOW, asked, foretold, house

SATURDAY = NOW + timedelta(days=5)


def tables(*, evenings: bool = True, days: int = 0) -> tuple[TypedTable, ...]:
    """Return what the process beside the daemon answers, as of so many days after the questions."""
    now = NOW + timedelta(days=days)
    found = expectation(asked(), house(evenings=evenings), since=None, now=now) if days else foretold(evenings=evenings)
    report = told(found, since=None, until=now)
    return typed(report.with_(tables=(*report.tables, *to_draw(found))))


def seen(*, evenings: bool = True, days: int = 0) -> Ahead:
    """Return what the page shows."""
    found = ahead(tables(evenings=evenings, days=days), house(evenings=evenings).roster)
    assert found is not None
    return found


def test_tomorrow_is_the_customers() -> None:
    """Its day and range are those of the report, by the clock where most customers live."""
    found, first = seen(), foretold(evenings=True).days[0]
    assert (found.day, found.zone) == (first[0], "Europe/Istanbul")
    assert f"{found.day:%A %H:%M}" == "Tuesday 00:00"
    assert (found.low, found.high) == (first[1].low, first[1].high)
    assert found.low <= found.expected <= found.high


def test_the_hours_of_tomorrow_cover_it_once() -> None:
    """From its first instant to its last, one after the other."""
    hours = seen().hours
    assert hours[0].begins_at == seen().day
    assert hours[-1].ends_at == seen().day + timedelta(days=1)
    assert [one.ends_at for one in hours[:-1]] == [one.begins_at for one in hours[1:]]


def test_who_is_on_call_then_stands_by_name() -> None:
    """On Tuesday ayse from nine to six; outside of that nobody, and where somebody is needed that is said."""
    by_day = [one for one in seen().hours if one.there]
    assert {one.there for one in by_day} == {("ayse",)}
    assert all(one.missing == one.needed for one in seen().hours if not one.there)


def test_a_busy_evening_says_how_many_are_missing() -> None:
    """On Sunday two are on call and more may be needed; without them all are missing."""
    both, none = seen(days=5), seen(evenings=False, days=5)
    assert f"{both.day:%A}" == "Sunday"
    busy = max(both.hours, key=lambda one: one.questions)
    empty = max(none.hours, key=lambda one: one.questions)
    assert set(busy.there) == {"omar", "lea"}
    assert busy.missing == max(busy.needed - 2, 0)
    assert (empty.there, empty.missing) == ((), empty.needed)
    assert empty.needed >= 2


def test_too_little_is_nothing() -> None:
    """Ten days of questions foretell nothing, no table is none, and tables of something else are none either."""
    some = [one for one in asked() if one.at < MONDAY + timedelta(days=10)]
    found = expectation(some, house(), since=None, now=MONDAY + timedelta(days=10))
    report = told(found, since=None, until=NOW)
    assert ahead(typed(report.with_(tables=(*report.tables, *to_draw(found)))), Roster()) is None
    assert ahead((), Roster()) is None
    assert ahead(typed(report), Roster()) is None


@pytest.mark.parametrize("code", sorted(WORDS))
def test_the_week_is_drawn_in_each_language(code: str) -> None:
    """168 cells, each with its day, hour and number for who points at it; seven names and four hours beside."""
    t = WORDS[code]
    assert (len(t["weekdays"].split()), len(t["weekdays_short"].split())) == (7, 7)
    drawn = ET.fromstring(str(heat(seen().usual, t, t["e_usual"])))
    cells = drawn.findall("rect")
    assert len(cells) == 168
    assert drawn.get("aria-label") == t["e_usual"]
    assert [one.text for one in drawn.findall("text")[:7]] == t["weekdays_short"].split()
    assert cells[6 * 24 + 20][0].text == f"{t['weekdays'].split()[6]} 20:00 · {seen().usual[6 * 24 + 20]:.1f}"
    assert "style" not in str(heat(seen().usual, t, ""))


def test_the_busiest_hour_is_the_darkest() -> None:
    """Night is as light as paper; a week without questions is all light, and no fault."""
    shades = [int(one) for one in re.findall(r"heat-(\d)", str(heat(seen().usual, WORDS["en"], "")))]
    assert max(range(168), key=lambda slot: (shades[slot], seen().usual[slot])) in range(6 * 24 + 19, 6 * 24 + 22)
    assert shades[3] == 0
    assert set(re.findall(r"heat-(\d)", str(heat([0.0] * 168, WORDS["en"], "")))) == {"0"}


def test_a_title_is_a_text() -> None:
    """Whatever it holds."""
    assert "<script>" not in str(heat([1.0] * 168, WORDS["en"], "<script>"))
