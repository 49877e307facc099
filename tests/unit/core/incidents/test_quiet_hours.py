"""Quiet hours, business hours and digests by the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from alertd.core.business_hours import is_open, opens_at
from alertd.core.incidents.quiet_hours import is_swallowed, next_digest, quiet_until
from alertd.model.people import ClockSpan, Hours, Person
from alertd.model.rule import Digest


def utc(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def sleeper(timezone: str, begins: time = time(23), ends: time = time(7)) -> Person:
    """Return somebody who sleeps at night."""
    return Person(name="alice", timezone=timezone, quiet=ClockSpan(begins=begins, ends=ends))


def test_who_has_no_quiet_hours_is_never_held() -> None:
    """No span, or a span without length, holds nothing."""
    at = utc("2026-11-21T03:00")

    assert quiet_until(Person(name="alice"), at) is None
    assert quiet_until(sleeper("UTC", time(7), time(7)), at) is None


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-20T22:59:59", None),
        ("2026-11-20T23:00", "2026-11-21T07:00"),
        ("2026-11-21T00:00", "2026-11-21T07:00"),
        ("2026-11-21T06:59:59", "2026-11-21T07:00"),
        ("2026-11-21T07:00", None),
    ],
)
def test_quiet_hours_cross_midnight(at: str, until: str | None) -> None:
    """The end is exclusive, the beginning inclusive."""
    assert quiet_until(sleeper("UTC"), utc(at)) == (utc(until) if until else None)


@pytest.mark.parametrize(
    ("timezone", "at", "until"),
    [
        ("Europe/Paris", "2026-03-28T23:00", "2026-03-29T05:00"),
        ("Europe/Paris", "2026-10-24T23:00", "2026-10-25T06:00"),
        ("America/New_York", "2026-03-08T05:00", "2026-03-08T11:00"),
        ("America/New_York", "2026-11-01T04:00", "2026-11-01T12:00"),
        ("Australia/Sydney", "2026-10-03T14:00", "2026-10-03T20:00"),
        ("Australia/Sydney", "2026-04-04T14:00", "2026-04-04T21:00"),
    ],
)
def test_quiet_hours_end_at_seven_on_the_wall_on_both_nights(timezone: str, at: str, until: str) -> None:
    """The night of the jump is an hour shorter or longer; seven stays seven."""
    assert quiet_until(sleeper(timezone), utc(at)) == utc(until)


def test_an_end_inside_the_spring_gap_is_the_jump() -> None:
    """Quiet until 02:30, which does not come: the page goes when the clock jumps past it."""
    assert quiet_until(sleeper("Europe/Paris", time(23), time(2, 30)), utc("2026-03-29T00:30")) == utc(
        "2026-03-29T01:00"
    )


def test_an_end_inside_the_autumn_hour_holds_whenever_the_wall_says_quiet() -> None:
    """02:10 comes twice, and both times it is before 02:30."""
    person = sleeper("Europe/Paris", time(23), time(2, 30))

    assert quiet_until(person, utc("2026-10-25T00:10")) == utc("2026-10-25T00:30")
    assert quiet_until(person, utc("2026-10-25T00:40")) is None
    assert quiet_until(person, utc("2026-10-25T01:10")) == utc("2026-10-25T01:30")


def test_business_hours_open_at_once_or_at_the_next_opening() -> None:
    """Friday evening waits for Monday; a holiday on Monday for Tuesday."""
    office = Hours(name="office", timezone="Europe/Paris", holidays=("FR",))

    assert opens_at(office, utc("2026-11-20T10:00")) == utc("2026-11-20T10:00")
    assert opens_at(office, utc("2026-11-20T16:00")) == utc("2026-11-23T08:00")
    assert opens_at(office, utc("2026-04-03T16:00")) == utc("2026-04-07T07:00")  # Easter Monday is the sixth
    assert opens_at(office, utc("2026-11-20T07:59:59")) == utc("2026-11-20T08:00")


def test_night_business_hours_belong_to_the_day_they_begin_on() -> None:
    """A help desk open Friday night is open on Saturday at two, not on Friday at two."""
    nights = Hours(name="nights", open=ClockSpan(begins=time(22), ends=time(6)), days=(4,))

    assert is_open(nights, utc("2026-11-21T02:00"))
    assert not is_open(nights, utc("2026-11-20T02:00"))
    assert opens_at(nights, utc("2026-11-20T02:00")) == utc("2026-11-20T22:00")


def test_hours_that_never_open_hold_nothing() -> None:
    """Without any day a page goes at once: a mistake must not swallow it."""
    never = Hours(name="never", days=())

    assert opens_at(never, utc("2026-11-21T02:00")) == utc("2026-11-21T02:00")


def test_a_digest_goes_out_strictly_later_on_one_of_its_days() -> None:
    """At nine sharp the next one is tomorrow's; weekdays skip the weekend; the wall decides on a jump day."""
    daily = Digest(to="pr", at=time(9))
    weekdays = Digest(to="pr", at=time(9), days=(0, 1, 2, 3, 4))

    assert next_digest(daily, "UTC", utc("2026-11-20T08:59")) == utc("2026-11-20T09:00")
    assert next_digest(daily, "UTC", utc("2026-11-20T09:00")) == utc("2026-11-21T09:00")
    assert next_digest(weekdays, "UTC", utc("2026-11-20T09:00")) == utc("2026-11-23T09:00")
    assert next_digest(daily, "Europe/Paris", utc("2026-03-28T12:00")) == utc("2026-03-29T07:00")
    assert next_digest(Digest(to="pr", days=()), "UTC", utc("2026-11-20T12:00")) == utc("2026-11-21T09:00")


def test_a_clock_can_be_asked_against_a_span() -> None:
    """For lint: three in the morning lies in the night, noon does not, and nothing lies in an empty span."""
    night = ClockSpan(begins=time(23), ends=time(7))

    assert is_swallowed(night, time(3))
    assert not is_swallowed(night, time(12))
    assert is_swallowed(ClockSpan(begins=time(9), ends=time(17)), time(12))
    assert not is_swallowed(ClockSpan(begins=time(9), ends=time(9)), time(9))
