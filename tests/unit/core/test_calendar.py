"""Wall clocks on both nights on which they jump, spans over midnight, holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from alertd.core.calendar import (
    began_on,
    edges,
    instant,
    is_calendar,
    is_holiday,
    jumps,
    occurrences,
    zone,
)
from alertd.model.people import ClockSpan


def utc(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_clock_that_never_comes_is_the_jump_itself() -> None:
    """Every clock inside the spring gap must mean one instant, so that clocks keep their order."""
    paris = zone("Europe/Paris")

    inside = [instant(date(2026, 3, 29), time(2, minute), paris) for minute in (0, 1, 30, 59)]

    assert inside == [utc("2026-03-29T01:00")] * 4
    assert instant(date(2026, 3, 29), time(3, 0), paris) == utc("2026-03-29T01:00")
    assert instant(date(2026, 3, 29), time(1, 59), paris) == utc("2026-03-29T00:59")


def test_a_clock_that_comes_twice_has_two_instants_and_the_first_is_meant() -> None:
    """In the autumn hour both instants must be found, and one asked for must be the first."""
    york = zone("America/New_York")

    both = occurrences(date(2026, 11, 1), time(1, 30), york)

    assert both == (utc("2026-11-01T05:30"), utc("2026-11-01T06:30"))
    assert instant(date(2026, 11, 1), time(1, 30), york) == both[0]


def test_a_half_hour_jump_is_found() -> None:
    """Lord Howe moves by half an hour; nothing may assume a whole one."""
    howe = zone("Australia/Lord_Howe")

    assert list(jumps(utc("2026-04-04T00:00"), utc("2026-04-06T00:00"), howe)) == [utc("2026-04-04T15:00")]
    assert instant(date(2026, 10, 4), time(2, 15), howe) == utc("2026-10-03T15:30")


def test_a_jump_at_midnight_stays_on_its_day() -> None:
    """In Beirut midnight of a spring day does not exist; it must mean the first instant of that day."""
    assert instant(date(2026, 3, 29), time(0, 0), zone("Asia/Beirut")) == utc("2026-03-28T22:00")


def test_edges_come_in_order_and_inside_the_stretch() -> None:
    """Nothing outside the stretch asked for, nothing twice."""
    paris = zone("Europe/Paris")
    begins, ends = utc("2026-10-24T12:00"), utc("2026-10-26T12:00")

    found = edges((time(2, 30), time(2, 30)), begins, ends, paris)

    assert found == [
        utc("2026-10-25T00:30"),
        utc("2026-10-25T01:00"),
        utc("2026-10-25T01:30"),
        utc("2026-10-26T01:30"),
    ]


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ("21:59", None),
        ("22:00", date(2026, 1, 2)),
        ("23:59", date(2026, 1, 2)),
        ("05:59", date(2026, 1, 1)),
        ("06:00", None),
    ],
)
def test_a_span_over_midnight_belongs_to_the_day_it_begins_on(clock: str, day: date | None) -> None:
    """The hours after midnight are still the evening's."""
    night = ClockSpan(begins=time(22), ends=time(6))

    assert began_on(night, utc(f"2026-01-02T{clock}"), zone("UTC")) == day


def test_a_span_with_equal_ends_is_the_whole_day() -> None:
    """09:00-09:00 covers every instant; the day changes at nine."""
    span = ClockSpan(begins=time(9), ends=time(9))

    assert began_on(span, utc("2026-01-02T08:59"), zone("UTC")) == date(2026, 1, 1)
    assert began_on(span, utc("2026-01-02T09:00"), zone("UTC")) == date(2026, 1, 2)


def test_holidays_of_a_country_and_of_a_part_of_it() -> None:
    """A part has its own days; an unknown calendar has none and can be told."""
    epiphany = date(2026, 1, 6)

    assert is_holiday("DE-BY", epiphany)
    assert not is_holiday("DE", epiphany)
    assert not is_holiday("NOWHERE", epiphany)
    assert not is_calendar("NOWHERE")
    assert is_calendar("tr")


def test_a_misspelt_zone_is_utc() -> None:
    """A page must go out also when a zone is wrong; the check of the settings refuses it before."""
    assert zone("Europe/Pari").key == "UTC"


def test_jumps_of_a_zone_without_any() -> None:
    """Istanbul keeps one offset all year."""
    begins = utc("2026-01-01T00:00")

    assert list(jumps(begins, begins + timedelta(days=365), zone("Europe/Istanbul"))) == []
