"""The report on expectation, told: sentences first, then when to staff, the days ahead, weekdays and languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from alertd.model.value import count_of, rfc3339
from alertd.report.bars import Bar, Chart
from alertd.report.expectation import Expectation, Shift, person_hours, work
from alertd.report.load import WEEK
from alertd.report.load_ahead import Checked, Range
from alertd.report.render import Report, Share, Table, duration
from alertd.report.row_names import called

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MODEL = (
    "A question is a customer who begins to wait, once a thread. Ranges: four of five end in them. People: so few that the promise is kept if "
    "questions come by chance and wait for the first who is free (Erlang C; A. K. Erlang 1917; Gans, Koole and Mandelbaum 2003), and nobody does "
    "other work beside. On call: the fewest people of all schedules who stand in any of these hours of the next week."
)
_MOST = 40  # rows of hours in the table; programs get all of them


def told(found: Expectation, *, since: datetime | None, until: datetime, watches: tuple[str, ...] = ()) -> Report:
    """Return the report."""
    shifts = [one for one in found.shifts if one.needed]
    return Report(
        title=f"What to expect after {until:%Y-%m-%d %H:%M} UTC" + (f" ({', '.join(watches)})" if watches else ""),
        lines=tuple(_lines(found)),
        tables=(
            Table(
                title=f"Whom to have there, by the clock of {found.zone}",
                columns=("day", "from", "until", "questions_an_hour", "people", "on_call", "missing", "open"),
                heads=("day", "from", "until", "questions an hour", "people", "on call", "missing", "open"),
                rows=tuple(map(_staffed, _pressing(shifts))),
            ),
            Table(
                title="The next seven days",
                columns=("day", "expected", "low", "high"),
                rows=tuple((f"{day:%A, %-d %B}", round(one.expected, 1), one.low, one.high) for day, one in found.days),
            ),
            Table(
                title="By weekday",
                columns=("day", "questions_a_day", "share", "busiest_hour"),
                heads=("day", "questions a day", "share", "busiest hour"),
                rows=tuple(_weekdays(found)),
            ),
            Table(
                title="By language",
                columns=("language", "questions", "share", "zone", "busiest_hour"),
                heads=("language", "questions", "share", "zone", "busiest hour there"),
                rows=tuple(
                    (called("language", one.language, {}), one.questions, Share(one.share), one.zone, _hour(one.peak))
                    for one in found.languages
                ),
            ),
        ),
        body=_body(found, since, until, watches),
        notes=(MODEL, f"Clocks are {found.zone}: {found.why_zone}."),
        charts=_charts(found),
    )


def to_draw(found: Expectation) -> tuple[Table, ...]:
    """Return what a page draws of it, in instants instead of words: tomorrow, its hours, and the usual hours of a week."""
    usual = found.ahead.usual if found.ahead is not None else ()
    days = found.days[:1]
    return (
        Table(
            title="Tomorrow",
            columns=("day", "expected", "low", "high", "timezone"),
            rows=tuple((day, round(one.expected, 1), one.low, one.high, found.zone) for day, one in days),
        ),
        Table(
            title="Tomorrow, hour by hour",
            columns=("from", "until", "questions_an_hour", "people", "on_call", "open"),
            rows=tuple(
                (
                    day + timedelta(hours=one.begins),  # by the clock on the wall
                    day + timedelta(hours=one.ends),
                    round(one.questions, 2),
                    one.needed,
                    one.there,
                    "yes" if one.is_open else "no",
                )
                for day, _ in days
                for one in found.shifts
                if one.weekday == day.weekday()
            ),
        ),
        Table(
            title="Usual by hour of the week",
            columns=("day", "hour", "questions_an_hour"),
            rows=tuple((WEEKDAYS[slot // 24], slot % 24, round(one, 2)) for slot, one in enumerate(usual)),
        ),
    )


def _lines(found: Expectation) -> Sequence[str]:
    if found.ahead is None or found.week is None:
        return (
            f"{count_of(found.questions, 'question')} in {found.load.weeks:.1f} weeks: nothing is foretold from less than two weeks.",
        )
    lines = []
    if found.busiest is not None:
        lines.append(_busiest(found, found.busiest))
    tomorrow = found.days[0][1]
    lines.append(
        f"Expected: {tomorrow.expected:.0f} questions tomorrow ({_range(tomorrow)}), "
        f"{found.week.expected:.0f} in a week ({_range(found.week)})."
    )
    if (how := _checked(found.ahead.days)) is not None:
        lines.append(how)
    lines.append(_cost(found))
    missing = [one for one in found.shifts if one.needed > one.there]
    if missing and any(one.there for one in found.shifts):
        worst = max(missing, key=lambda one: (one.needed - one.there, one.questions))
        lines.append(f"Most are missing on {_when(worst)}: {worst.needed} needed, {worst.there or 'nobody'} on call.")
    return lines


def _busiest(found: Expectation, one: Shift) -> str:
    total = sum(found.ahead.usual) if found.ahead is not None else 0.0
    hours = (one.ends - one.begins) % 24 or 24
    share = one.questions * hours / total * 100 if total else 0.0
    there = "nobody is on call then" if not one.there else f"{one.there} on call then"
    closed = "" if one.is_open else "; the business hours are over"
    return (
        f"Most questions come on {_when(one)} ({found.zone}): {one.questions:.1f} an hour, {share:.0f} % of the week; "
        f"{there}{closed}."
    )


def _checked(one: Checked) -> str | None:
    if one.share is None:
        return None
    return (
        f"Of the last {count_of(one.of, 'day')}, each foretold from the weeks before it, {one.inside} lay within their range "
        f"({one.share * 100:.0f} %; 80 % are promised)."
    )


def _cost(found: Expectation) -> str:
    promise, hours = found.promise, person_hours(found.shifts)
    taken = "taken to need" if found.is_assumed else "needing"
    goal = f"To answer {promise.share * 100:g} % within {duration(promise.within)}, each answer {taken} {duration(promise.handling)}"
    needing = [one for one in found.shifts if one.needed]
    if not needing or found.ahead is None:
        return f"{goal}, nobody has to be there: next to nothing is asked."
    most = max(one.needed for one in needing)
    peak = max((one for one in needing if one.needed == most), key=lambda one: one.questions)
    who = f"{most} people are needed on {_when(peak)}" if most > 1 else "one person at a time is enough"
    times = sum(one.needed == most for one in needing)
    more = f" and at {count_of(times - 1, 'other time')}" if most > 1 and times > 1 else ""
    return f"{goal}, {who}{more}: {hours} hours of people a week, {work(found.ahead, promise):.0f} of them spent answering."


def _when(one: Shift) -> str:
    return f"{WEEKDAYS[one.weekday]} {one.begins:02} to {one.ends:02}"


def _range(one: Range) -> str:
    return f"{one.low} to {one.high}"


def _hour(slot: int) -> str:
    return f"{WEEKDAYS[slot // 24]} {slot % 24:02}"


def _pressing(shifts: Sequence[Shift]) -> list[Shift]:
    """Return the times of a table that people read: where most is missing and most is asked, in the order of the week."""
    most = sorted(shifts, key=lambda one: (-(one.needed - one.there), -one.questions))[:_MOST]
    return sorted(most)


def _staffed(one: Shift) -> tuple[Any, ...]:
    missing = max(one.needed - one.there, 0)
    hours = (f"{one.begins:02}:00", f"{one.ends:02}:00")
    return (
        WEEKDAYS[one.weekday],
        *hours,
        round(one.questions, 2),
        one.needed,
        one.there,
        missing,
        "yes" if one.is_open else "no",
    )


def _weekdays(found: Expectation) -> list[tuple[Any, ...]]:
    if found.ahead is None:
        return []
    usual = found.ahead.usual
    total = sum(usual)
    rows = []
    for day in range(7):
        hours = usual[day * 24 : day * 24 + 24]
        share = Share(sum(hours) / total) if total else None
        peak = f"{max(range(24), key=lambda hour: (hours[hour], -hour)):02}" if any(hours) else None
        rows.append((WEEKDAYS[day], round(sum(hours), 1), share, peak))
    return rows


def _charts(found: Expectation) -> tuple[Chart, ...]:
    if found.ahead is None:
        return ()
    usual = found.ahead.usual
    by_hour = [sum(usual[hour::24]) / 7 for hour in range(24)]
    return (
        Chart(
            title=f"Questions by hour of the day ({found.zone})",
            bars=tuple(Bar(label=f"{hour:02}", value=value, says=f"{value:.1f}") for hour, value in enumerate(by_hour)),
        ),
        Chart(
            title=f"Questions by hour of the week ({found.zone})",
            bars=tuple(
                Bar(label=_hour(slot)[:3] + f" {slot % 24:02}", value=usual[slot], says=f"{usual[slot]:.1f} an hour")
                for slot in range(WEEK)
            ),
        ),
    )


def _body(found: Expectation, since: datetime | None, until: datetime, watches: tuple[str, ...]) -> dict[str, Any]:
    ahead = found.ahead
    return {
        "since": None if since is None else rfc3339(since),
        "until": rfc3339(until),
        "watches": list(watches),
        "timezone": found.zone,
        "why_timezone": found.why_zone,
        "questions": found.questions,
        "weeks": round(found.load.weeks, 2),
        "promise": {
            "share": found.promise.share,
            "within_s": found.promise.within,
            "handling_s": found.promise.handling,
            "handling_is_assumed": found.is_assumed,
        },
        "usual": None if ahead is None else [round(one, 4) for one in ahead.usual],
        "days": [{"day": f"{day:%Y-%m-%d}", **_json(one)} for day, one in found.days],
        "week": None if found.week is None else _json(found.week),
        "checked": None
        if ahead is None
        else {
            name: {"inside": one.inside, "of": one.of, "share": one.share}
            for name, one in (("hours", ahead.hours), ("days", ahead.days), ("weeks", ahead.weeks))
        },
        "busiest": None if found.busiest is None else _shift(found.busiest),
        "staffing": [_shift(one) for one in found.shifts],
        "person_hours_a_week": person_hours(found.shifts),
        "by_language": {
            one.language: {
                "questions": one.questions,
                "share": round(one.share, 4),
                "timezone": one.zone,
                "peak": one.peak,
            }
            for one in found.languages
        },
    }


def _json(one: Range) -> dict[str, Any]:
    return {"expected": round(one.expected, 3), "low": one.low, "high": one.high}


def _shift(one: Shift) -> dict[str, Any]:
    return {
        "weekday": WEEKDAYS[one.weekday][:3].lower(),
        "from": one.begins,
        "until": one.ends,
        "questions_an_hour": round(one.questions, 4),
        "people": one.needed,
        "on_call": one.there,
        "open": one.is_open,
    }
