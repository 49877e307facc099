"""Open hours: nights, weekends, holidays and the days on which clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.business_hours import OpenHours, due_at, had_by, is_open, open_seconds
from alertd.model.people import ClockSpan, Hours
from alertd.report.response import response
from tests.unit.report.posts import answer, at, said
from tests.unit.report.stores import house

HOUR = 3600.0
PARIS = Hours(name="office", timezone="Europe/Paris", holidays=("FR",))


@pytest.mark.parametrize(
    ("hours", "begins", "ends", "expected"),
    [
        pytest.param(PARIS, "2026-11-20T16:30:00+01:00", "2026-11-23T09:30:00+01:00", 1.0, id="a weekend"),
        pytest.param(PARIS, "2026-12-24T16:00:00+01:00", "2026-12-28T10:00:00+01:00", 2.0, id="Christmas and a weekend"),
        pytest.param(PARIS, "2026-11-20T20:00:00+01:00", "2026-11-21T20:00:00+01:00", 0.0, id="asked after hours"),
        pytest.param(PARIS, "2026-11-18T09:00:00+01:00", "2026-11-19T17:00:00+01:00", 16.0, id="two days"),
        pytest.param(
            Hours(name="n", timezone="Europe/Paris", days=tuple(range(7)), open=ClockSpan(begins=time(22), ends=time(6))),
            "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00", 9.0, id="the night that is an hour longer",
        ),
        pytest.param(
            Hours(name="n", timezone="Europe/Paris", days=tuple(range(7)), open=ClockSpan(begins=time(22), ends=time(6))),
            "2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00", 7.0, id="the night that is an hour shorter",
        ),
    ],
)  # fmt: skip
def test_worked_examples(hours: Hours, begins: str, ends: str, expected: float) -> None:
    """Counted by hand on a calendar."""
    assert open_seconds(hours, datetime.fromisoformat(begins), datetime.fromisoformat(ends)) == expected * HOUR


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 40_000), st.integers(0, 20_000), st.integers(0, 20_000))
def test_parts_sum_up(begins: int, first: int, second: int) -> None:
    """However a time is cut in two, its parts are as long as the whole, and never longer than by the wall."""
    a = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=begins)
    b, c = a + timedelta(minutes=first), a + timedelta(minutes=first + second)

    assert open_seconds(PARIS, a, b) + open_seconds(PARIS, b, c) == open_seconds(PARIS, a, c)
    assert 0.0 <= open_seconds(PARIS, a, c) <= (c - a).total_seconds()


def test_a_clock_stands_still_after_hours() -> None:
    """Asked on Monday at 16:50, answered on Tuesday at 9:10: twenty minutes, within the quarter of an hour it is not."""
    office = Hours(name="office")
    ours = house()
    ours = ours.with_(
        watches=(ours.watches[0].with_(hours="office"),), roster=ours.roster.with_(hours={"office": office})
    )
    posts = (said("1", 60 * 7 + 50), answer("2", 60 * 24 + 10, "1"))
    found = response(posts, now=at(60 * 48), measure=OpenHours(ours).seconds)

    assert (found.all.median_s, found.all.within["15m"], found.all.within["1h"]) == (1200.0, 0.0, 1.0)


def test_a_watch_without_hours_is_always_open() -> None:
    """By the wall, as if nobody had asked."""
    hours = OpenHours(house())

    assert (hours.are_set, hours.seconds("acme", at(0), at(60 * 24))) == (False, 24 * HOUR)


OFFICE = Hours(name="office", timezone="Europe/Istanbul", holidays=("TR",))
NIGHTS = Hours(name="n", timezone="Europe/Paris", days=tuple(range(7)), open=ClockSpan(begins=time(22), ends=time(6)))
INDIA = Hours(name="in", timezone="Asia/Kolkata", open=ClockSpan(begins=time(9, 30), ends=time(18)))
TWICE = Hours(
    name="t", open=ClockSpan(begins=time(8), ends=time(12)), also=(ClockSpan(begins=time(14), ends=time(18)),)
)
SUN = Hours(name="sun", timezone="Europe/Paris", more=(Hours(name="ny", timezone="America/New_York"),))


@pytest.mark.parametrize(
    ("hours", "since", "minutes", "expected"),
    [
        pytest.param(
            Hours(name="o"), "2026-11-20T16:45:00+00:00", 30, "2026-11-23T09:15:00+00:00", id="Friday evening"
        ),
        pytest.param(
            Hours(name="o"), "2026-11-20T16:45:00+00:00", 15, "2026-11-20T17:00:00+00:00", id="the last minute"
        ),
        pytest.param(Hours(name="o"), "2026-11-21T12:00:00+00:00", 60, "2026-11-23T10:00:00+00:00", id="a Saturday"),
        pytest.param(Hours(name="o"), "2026-11-17T10:00:00+00:00", 60, "2026-11-17T11:00:00+00:00", id="in hours"),
        pytest.param(OFFICE, "2026-10-28T16:30:00+03:00", 60, "2026-10-30T09:30:00+03:00", id="over a holiday"),
        pytest.param(
            NIGHTS, "2026-10-25T02:30:00+02:00", 60, "2026-10-25T02:30:00+01:00", id="an hour that comes twice"
        ),
        pytest.param(
            NIGHTS, "2026-03-29T01:30:00+01:00", 60, "2026-03-29T03:30:00+02:00", id="an hour that never comes"
        ),
        pytest.param(INDIA, "2026-11-20T17:45:00+05:30", 30, "2026-11-23T09:45:00+05:30", id="a zone with a half hour"),
        pytest.param(TWICE, "2026-11-17T11:45:00+00:00", 30, "2026-11-17T14:15:00+00:00", id="two shifts a day"),
        pytest.param(SUN, "2026-11-17T16:45:00+01:00", 30, "2026-11-17T17:15:00+01:00", id="New York goes on"),
        pytest.param(SUN, "2026-11-17T16:45:00-05:00", 30, "2026-11-18T09:15:00+01:00", id="and Paris begins"),
    ],
)
def test_a_promise_is_due_when_so_much_work_is_done(hours: Hours, since: str, minutes: int, expected: str) -> None:
    """To the second, over nights, weekends, holidays, both clock changes, several shifts and several teams."""
    begin, span = datetime.fromisoformat(since), timedelta(minutes=minutes)

    due = due_at(hours, begin, span)

    assert due == datetime.fromisoformat(expected)
    assert open_seconds(hours, begin, datetime.fromisoformat(expected)) == span.total_seconds()


def test_hours_that_never_open_promise_nothing() -> None:
    """No weekday at all: there is no due time, and nothing waits for ever in a loop."""
    never = Hours(name="never", days=())
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)

    assert due_at(never, noon, timedelta(minutes=1)) is None
    assert had_by(never, noon, timedelta(minutes=1)) is None
    assert due_at(never, noon, timedelta(0)) == noon


ZONES = st.sampled_from(
    ["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
CLOCKS = st.builds(ClockSpan, begins=st.times(), ends=st.times()).map(
    lambda span: ClockSpan(
        begins=span.begins.replace(second=0, microsecond=0), ends=span.ends.replace(second=0, microsecond=0)
    )
)
CALENDARS = st.builds(
    Hours,
    name=st.just("any"),
    timezone=ZONES,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    open=CLOCKS,
    also=st.lists(CLOCKS, max_size=1).map(tuple),
    holidays=st.sampled_from([(), ("FR",), ("TR",), ("US",)]),
    more=st.lists(st.builds(Hours, name=st.just("more"), timezone=ZONES), max_size=1).map(tuple),
)
MINUTES = st.sampled_from(["2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2026-12-24", "2026-04-05"]).flatmap(
    lambda day: st.integers(-1440, 2880).map(
        lambda m: datetime.fromisoformat(day + "T00:00:00+00:00") + timedelta(minutes=m)
    )
)


@settings(deadline=None, max_examples=120)
@given(CALENDARS, MINUTES, st.integers(1, 900))
def test_any_calendar_agrees_with_a_walk_minute_by_minute(hours: Hours, since: datetime, minutes: int) -> None:
    """The slow reference: go on a minute at a time and count those in which somebody works."""
    due = due_at(hours, since, timedelta(minutes=minutes))
    at, left = since, minutes
    while left and at < since + timedelta(days=12):
        left -= is_open(hours, at)
        at += timedelta(minutes=1)

    if left:
        assert due is None or due > since + timedelta(days=12)
    else:
        assert due == at
        assert open_seconds(hours, since, at) == minutes * 60.0
        begun = had_by(hours, at, timedelta(minutes=minutes))
        assert begun is not None
        assert begun >= since
        assert open_seconds(hours, begun, at) == minutes * 60.0
