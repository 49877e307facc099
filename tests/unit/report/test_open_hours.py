"""Open hours: nights, weekends, holidays and the days on which clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.model.people import ClockSpan, Hours
from alertd.report.open_hours import OpenHours, open_seconds
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
