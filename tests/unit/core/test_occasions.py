"""Occasions: which days come again, and when they begin and end where people live."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alertd.core.occasions import begins, easter, is_occasion, lasts, planned, running, span
from alertd.core.times import epoch
from alertd.model.watch import Campaign, Occasion, Watch


def first_days(on: str, year: int) -> list[str]:
    """Return the days of a year on which an occasion begins."""
    day, found = date(year, 1, 1), []
    while day.year == year:
        if begins(on, day):
            found.append(f"{day:%m-%d}")
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("on", "year", "days"),
    [
        ("black friday", 2024, ["11-29"]),
        ("black friday", 2025, ["11-28"]),
        ("black friday", 2029, ["11-23"]),
        ("cyber monday", 2024, ["12-02"]),
        ("cyber monday", 2027, ["11-29"]),
        ("singles day", 2026, ["11-11"]),
        ("easter", 2026, ["04-03"]),
        ("orthodox easter", 2026, ["04-10"]),
        ("christmas", 2026, ["12-24"]),
        ("new year", 2026, ["12-31"]),
        ("02-29", 2026, []),
        ("02-29", 2028, ["02-29"]),
        ("11-24", 2026, ["11-24"]),
        ("last fri of the month", 2026, [
            "01-30", "02-27", "03-27", "04-24", "05-29", "06-26", "07-31", "08-28", "09-25", "10-30", "11-27", "12-25",
        ]),
        ("holidays of TR", 2026, [
            "01-01", "03-20", "03-21", "03-22", "04-23", "05-01", "05-19", "05-27", "05-28", "05-29", "05-30", "07-15",
            "08-30", "10-29",
        ]),
    ],
)  # fmt: skip
def test_an_occasion_begins_on_the_days_that_calendars_say(on: str, year: int, days: list[str]) -> None:
    """As printed in the calendars of these years."""
    assert is_occasion(on)
    assert first_days(on, year) == days


def test_a_day_of_the_month_comes_each_month() -> None:
    """A month without a thirty-first has it on its last day; the first Monday is among the first seven days."""
    assert first_days("day 31 of the month", 2026)[1:4] == ["02-28", "03-31", "04-30"]
    assert first_days("day 15 of the month", 2026) == [f"{month:02}-15" for month in range(1, 13)]
    assert all(day <= "12-07" and int(day[3:]) <= 7 for day in first_days("first mon of the month", 2026))
    assert len(first_days("first mon of the month", 2026)) == 12


@pytest.mark.parametrize(
    ("year", "western", "orthodox"),
    [
        (1961, (4, 2), (4, 9)),
        (2000, (4, 23), (4, 30)),
        (2008, (3, 23), (4, 27)),
        (2011, (4, 24), (4, 24)),
        (2024, (3, 31), (5, 5)),
        (2038, (4, 25), (4, 25)),
        (2100, (3, 28), (5, 2)),
    ],
)
def test_easter_is_when_the_churches_have_it(year: int, western: tuple[int, int], orthodox: tuple[int, int]) -> None:
    """The earliest and the latest dates, years in which both fall together, and one behind the leap day that 2100 has not."""
    assert easter(year) == date(year, *western)
    assert easter(year, is_orthodox=True) == date(year, *orthodox)


@pytest.mark.parametrize(
    "on", ["", "easter monday", "13-01", "02-30", "11-31", "1-1", "day 0 of the month", "day 32 of the month", "third fri of the month",
           "first day of the month", "holidays of XX", "holidays of tr", "holidays"],
)  # fmt: skip
def test_what_never_comes_is_no_occasion(on: str) -> None:
    """It is refused when the settings are read, since it would never be expected."""
    assert not is_occasion(on)
    assert first_days(on, 2026) == []


@pytest.mark.parametrize(
    ("zone", "begin", "end"),
    [
        ("UTC", "2026-11-27T00:00", "2026-12-01T00:00"),
        ("Europe/Istanbul", "2026-11-26T21:00", "2026-11-30T21:00"),
        ("America/New_York", "2026-11-27T05:00", "2026-12-01T05:00"),
    ],
)
def test_days_are_those_of_the_watchs_people(zone: str, begin: str, end: str) -> None:
    """From midnight to midnight on their clocks, to the second."""
    friday = Occasion(name="black friday", on="black friday", expect=4.0, days=4)
    first, last = (epoch(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in (begin, end))

    assert span(friday, first - 1, zone) is None
    assert span(friday, first, zone) == span(friday, last - 1, zone) == (first, last)
    assert span(friday, last, zone) is None


def test_a_day_on_which_clocks_jump_has_its_own_length() -> None:
    """The last Sunday of March has 23 hours in Paris."""
    sunday = Occasion(name="sunday", on="03-29", expect=2.0)
    noon = epoch(datetime(2026, 3, 29, 12, tzinfo=UTC))
    found = span(sunday, noon, "Europe/Paris")

    assert found is not None
    assert found[1] - found[0] == 23 * 3600.0


def test_the_one_that_expects_most_counts() -> None:
    """A launch on Black Friday: five times and not four, nor twenty; outside both it is a usual day."""
    begin = datetime(2026, 11, 27, 9, tzinfo=UTC)
    launch = Campaign(name="launch", begins_at=begin, ends_at=begin + timedelta(hours=3), expect=5.0)
    watch = Watch(
        name="acme",
        campaigns=(launch,),
        occasions=(Occasion(name="bf", on="black friday", expect=4.0),),
        timezone="UTC",
    )

    assert running(watch, epoch(begin)) == (epoch(begin), epoch(begin) + 3 * 3600.0, 5.0)
    assert (running(watch, epoch(begin) - 1) or ())[2:] == (4.0,)
    assert running(watch, epoch(begin) + 86400.0) is None
    assert [one.name for one in planned(watch, begin)] == ["launch", "bf"]
    assert [one.ends_at for one in planned(watch, begin)][1] == datetime(2026, 11, 28, tzinfo=UTC)


def test_how_long_it_lasts_where_nobody_says() -> None:
    """Easter is four days, from Good Friday on; a day is one."""
    assert (lasts("easter"), lasts("orthodox easter"), lasts("11-24"), lasts("holidays of FR")) == (4, 4, 1, 1)


@pytest.mark.parametrize(
    ("country", "day"),
    [
        *(("US", "07-04"), ("GB", "12-25"), ("IN", "08-15"), ("NG", "10-01")),
        *(("RU", "06-12"), ("TR", "10-29"), ("FR", "07-14"), ("PT", "06-10"), ("BR", "09-07"), ("AO", "11-11")),
        *(("CN", "10-01"), ("SA", "09-23"), ("EG", "01-07"), ("AE", "12-02"), ("DE-BY", "01-06")),
    ],
)
def test_the_countries_of_every_language_have_their_holidays(country: str, day: str) -> None:
    """The national day of each, in years to come too; a country of which nobody knows any is refused, not taken for one without."""
    for year in (2026, 2027, 2030):
        found = [
            f"{one:%m-%d}"
            for one in (date(year, 1, 1) + timedelta(days=n) for n in range(365))
            if begins(f"holidays of {country}", one)
        ]
        assert day in found
        assert len(found) >= 4
