"""Events of a calendar that repeat: each time of them, and not one more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.rulefile.calendar_file import Entry, UnreadError, entries
from alertd.rulefile.repeats import Window
from tests.unit.rulefile.test_calendar_file import DAY, calendar, event, overrides, read

YEAR = Window(since=datetime(2026, 12, 1, tzinfo=UTC), until=datetime(2027, 12, 1, tzinfo=UTC))
ISTANBUL = "Europe/Istanbul"
PARIS = "Europe/Paris"


def times(*lines: str, window: Window | None = YEAR, zone: str = ISTANBUL, title: str = "omar") -> list[str]:
    """Return begin and end of each time of one event, in UTC."""
    raw = calendar(event(title, *lines)).encode()
    found = list(entries(raw, zone, window))
    assert all(isinstance(one, Entry) for one in found), found
    return [f"{one.begins_at:%m-%d %H:%M}/{one.ends_at:%m-%d %H:%M}" for one in found if isinstance(one, Entry)]


def refusal(*lines: str, window: Window | None = YEAR) -> str:
    """Return why an event is not followed."""
    (found,) = entries(calendar(event("omar", *lines)).encode(), ISTANBUL, window)
    assert isinstance(found, UnreadError)
    return str(found)


def test_each_friday_afternoon() -> None:
    """A weekly event with a count stands so often, at the same clock."""
    assert times(
        "DTSTART;TZID=Europe/Istanbul:20261204T140000",
        "DTEND;TZID=Europe/Istanbul:20261204T180000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    ) == ["12-04 11:00/12-04 15:00", "12-11 11:00/12-11 15:00", "12-18 11:00/12-18 15:00"]


def test_the_clock_on_the_wall_counts_over_the_night_on_which_it_is_changed() -> None:
    """Nine in Paris is eight in UTC in winter and seven in summer."""
    found = times(
        "DTSTART;TZID=Europe/Paris:20270326T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4", zone="Europe/Paris"
    )
    assert found == [
        "03-26 08:00/03-26 09:00",
        "03-27 08:00/03-27 09:00",
        "03-28 07:00/03-28 08:00",
        "03-29 07:00/03-29 08:00",
    ]


def test_a_whole_day_lasts_from_midnight_to_midnight_also_when_it_has_23_hours() -> None:
    """Sunday 28 March 2027 in Paris."""
    assert times("DTSTART;VALUE=DATE:20270321", "RRULE:FREQ=WEEKLY;COUNT=2", zone=PARIS) == [
        "03-20 23:00/03-21 23:00",
        "03-27 23:00/03-28 22:00",
    ]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", ["12-07", "12-09", "12-14", "12-16"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["12-07", "12-21", "01-04"]),
        ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", ["12-07", "01-04", "02-01"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["12-07", "12-31", "01-31"]),  # the first time always counts
        ("FREQ=DAILY;UNTIL=20261209", ["12-07", "12-08", "12-09"]),
        ("FREQ=DAILY;UNTIL=20261209T060000Z", ["12-07", "12-08", "12-09"]),
        ("FREQ=DAILY;UNTIL=20261209T055959Z", ["12-07", "12-08"]),
        ("FREQ=YEARLY", ["12-07"]),
    ],
)
def test_the_rules_that_people_write(rule: str, days: list[str]) -> None:
    """Weekdays, every other week, the first Monday, the last day of a month, an end by day or by instant."""
    found = times("DTSTART:20261207T090000", "DURATION:PT1H", f"RRULE:{rule}")
    assert [one[:5] for one in found] == days


def test_times_that_were_taken_out_added_or_moved() -> None:
    """EXDATE takes one out, RDATE adds one; an event with RECURRENCE-ID stands in place of the time it names."""
    uid = "UID:series"
    raw = calendar(
        f"BEGIN:VEVENT\r\n{uid}\r\nSUMMARY:omar\r\nDTSTART;VALUE=DATE:20261207\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
        "EXDATE;VALUE=DATE:20261214\r\nRDATE;VALUE=DATE:20261209\r\nEND:VEVENT\r\n",
        f"BEGIN:VEVENT\r\n{uid}\r\nSUMMARY:lea\r\nRECURRENCE-ID;VALUE=DATE:20261221\r\n"
        "DTSTART;VALUE=DATE:20261222\r\nEND:VEVENT\r\n",
        f"BEGIN:VEVENT\r\n{uid}\r\nSUMMARY:omar\r\nSTATUS:CANCELLED\r\nRECURRENCE-ID;VALUE=DATE:20261228\r\n"
        "DTSTART;VALUE=DATE:20261228\r\nEND:VEVENT\r\n",
    ).encode()
    found = [(f"{one.begins_at:%m-%d}", one.title) for one in entries(raw, "UTC", YEAR) if isinstance(one, Entry)]

    assert found == [("12-07", "omar"), ("12-09", "omar"), ("12-22", "lea")]


def test_only_times_in_the_window_are_wanted() -> None:
    """A series that began years ago, and has no end: from the one that runs now to the last that begins in time."""
    window = Window(since=datetime(2026, 12, 3, tzinfo=UTC), until=datetime(2026, 12, 17, tzinfo=UTC))
    assert times("DTSTART:20200106T000000Z", "DURATION:P3D", "RRULE:FREQ=WEEKLY", window=window) == [
        "12-07 00:00/12-10 00:00",
        "12-14 00:00/12-17 00:00",
    ]
    running = window.with_(since=datetime(2026, 12, 2, 23, tzinfo=UTC) - timedelta(days=1))
    assert times("DTSTART:20200106T000000Z", "DURATION:P3D", "RRULE:FREQ=WEEKLY", window=running)[0][:5] == "11-30"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=HOURLY"), "more often than daily"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=DAILY;INTERVAL=0"), "without a step"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=WEEKLY;INTERVAL=-1"), "without a step"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU"), "never comes"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=1"), "never comes"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2"), "never comes"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2"), "never comes"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=SECONDLY;COUNT=5"), "more often than daily"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), "several times a day"),
        (("DTSTART:19600101T000000Z", "RRULE:FREQ=DAILY"), "begin it anew"),
        (("DTSTART:20261207T090000Z", "RRULE:FREQ=SOMETIMES"), "cannot be read"),
        (
            ("DTSTART:20261207T090000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20261208T000000Z/PT1H"),
            "spans of time",
        ),
    ],
)
def test_what_is_not_followed_says_why(lines: tuple[str, ...], why: str) -> None:
    """The other events count; this one is named."""
    lasts = () if any(line.startswith("DURATION") for line in lines) else ("DURATION:PT1H",)
    said = refusal(*lines, *lasts)
    assert why in said or "cannot be read" in said


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=6",
        "FREQ=MONTHLY;BYMONTHDAY=-31;BYMONTH=4,6",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=YEARLY;BYWEEKNO=60",
        "FREQ=WEEKLY;BYYEARDAY=400",
    ],
)
def test_a_day_that_never_comes_is_not_looked_for(rule: str) -> None:
    """A stranger's rule must not hold up who is on call: it would be looked for until the year 9999."""
    said = refusal("DTSTART:20261207T090000Z", "DURATION:PT1H", f"RRULE:{rule}")
    assert "never comes" in said or "is not followed" in said or "cannot be read" in said


@pytest.mark.parametrize(
    ("rule", "second"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "02-29"),  # only in leap years: 2028
        ("FREQ=MONTHLY;BYDAY=-1FR", "12-25"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "12-31"),
        ("FREQ=DAILY;BYMONTH=3;BYDAY=FR", "03-05"),
    ],
)
def test_days_that_come_seldom_are_found(rule: str, second: str) -> None:
    """The 29th of February, the last Friday, the last working day."""
    window = YEAR.with_(until=datetime(2028, 12, 1, tzinfo=UTC))
    assert times("DTSTART:20261207T090000Z", "DURATION:PT1H", f"RRULE:{rule}", window=window)[1][:5] == second


def test_a_file_follows_a_series_to_its_end_and_says_where_it_has_none(tmp_path: Path) -> None:
    """No instant is known while files are read: all times of a series stand, if they can be counted."""
    weekly, daily = "RRULE:FREQ=WEEKLY;COUNT=52", "RRULE:FREQ=DAILY"
    people, said = read(tmp_path, calendar(event("omar", *DAY, weekly)))
    assert (len(overrides(people)), said) == (52, [])

    people, said = read(tmp_path, calendar(event("omar", *DAY, daily), event("omar", *DAY)))
    assert len(overrides(people)) == 1
    assert "repeats more than 1000 times; give it an end" in said[0]


def test_a_calendar_of_many_series_is_cut_with_a_word() -> None:
    """Two hundred are more than any team has."""
    raw = calendar(*(event("omar", *DAY, "RRULE:FREQ=YEARLY;COUNT=1") for _ in range(201))).encode()
    found = list(entries(raw, ISTANBUL, YEAR))
    assert "more than 200 events that repeat" in str(found[-1])
    assert len(found) == 201
