"""Rotation: whose turn it is, counted in hand-overs from the schedule's anchor, by the clock on the wall.

Turns are counted on the days on which a rotation stands: one from Monday to Friday does not use up turns on weekends, nor on
holidays. Who stands when the list of people changes stays until the hand-over: an offset in the schedule remembers it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from alertd.core.calendar import DAY, instant, is_holiday, zone
from alertd.model.people import Layer, Roster, Schedule

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def turn(at: datetime, *, rotate: str, anchor: date, day: int, clock: time, timezone: str) -> int:
    """Return how many hand-overs lie between the anchor and `at`; the turn of people[turn % len(people)].

    rotate: "daily", "weekly" or "monthly". day: weekday of the hand-over (0 is Monday; daily ignores it; monthly hands over
    on the first such weekday of a month). The first hand-over at or after the anchor begins turn 0.

    >>> from datetime import UTC
    >>> monday = datetime(2024, 1, 1, 9, tzinfo=UTC)
    >>> weekly = {"rotate": "weekly", "anchor": date(2024, 1, 1), "day": 0, "clock": time(9), "timezone": "UTC"}
    >>> [turn(monday + timedelta(days=d), **weekly) for d in (-1, 0, 6, 7)]
    [-1, 0, 0, 1]
    """
    today = at.astimezone(zone(timezone)).date()
    if rotate == "daily":
        return (_handed_over(today, clock, timezone, at) - anchor).days
    if rotate == "weekly":
        first = anchor + DAY * ((day - anchor.weekday()) % 7)
        weeks = (today - first).days // 7
        return _past(weeks, first + 7 * DAY * weeks, clock, timezone, at)
    months = (today.year - anchor.year) * 12 + today.month - anchor.month
    handover = _first(today.year, today.month, day)
    if _first(anchor.year, anchor.month, day) < anchor:  # the anchor's own month has no hand-over after it
        months -= 1
    return _past(months, handover, clock, timezone, at)


def whose(schedule: Schedule, at: datetime) -> str:
    """Return who of a schedule's own list has the turn."""
    return schedule.people[(_turn_of(schedule, at) + schedule.offset) % len(schedule.people)]


def whose_in(schedule: Schedule, layer: Layer, at: datetime, began: date) -> str:
    """Return who of a layer has the turn; began: the day on which the hours that run now began."""
    return layer.people[(_turn_in(schedule, layer, at, began) + layer.offset) % len(layer.people)]


def _turn_of(schedule: Schedule, at: datetime) -> int:
    rotate, clock = schedule.rotate or "weekly", schedule.handover_at
    if rotate == "daily":
        today = at.astimezone(zone(schedule.timezone)).date()
        day = _handed_over(today, clock, schedule.timezone, at)
        return standing_days(schedule.anchor, day, EVERY_DAY, schedule.holidays)
    return turn(
        at, rotate=rotate, anchor=schedule.anchor, day=schedule.handover_day, clock=clock, timezone=schedule.timezone
    )


def _turn_in(schedule: Schedule, layer: Layer, at: datetime, began: date) -> int:
    if layer.rotate == "daily":
        return standing_days(schedule.anchor, began, layer.days, schedule.holidays)
    return turn(
        at,
        rotate=layer.rotate or "weekly",
        anchor=schedule.anchor,
        day=schedule.handover_day,
        clock=layer.hours.begins if layer.hours else time(0),
        timezone=layer.timezone,
    )


@lru_cache(maxsize=4096)
def standing_days(anchor: date, day: date, days: tuple[int, ...], holidays: tuple[str, ...]) -> int:
    """Return on how many days a rotation has stood since the anchor, before `day`; less than 0 before the anchor.

    >>> monday = date(2024, 1, 1)
    >>> [standing_days(monday, monday + DAY * n, (0, 1, 2, 3, 4), ()) for n in (-3, 0, 4, 5, 7, 14)]
    [-1, 0, 4, 5, 5, 10]
    """
    if day < anchor:
        return -_counted(day, anchor, days, holidays)
    return _counted(anchor, day, days, holidays)


def _counted(begin: date, end: date, days: tuple[int, ...], holidays: tuple[str, ...]) -> int:
    """Return how many days in [begin, end) are such weekdays and no holidays."""
    weeks, rest = divmod((end - begin).days, 7)
    count = weeks * len(days) + sum((begin + DAY * n).weekday() in days for n in range(rest))
    if not holidays:
        return count
    all_days = (begin + DAY * n for n in range((end - begin).days))
    return count - sum(one.weekday() in days and any(is_holiday(code, one) for code in holidays) for one in all_days)


def _handed_over(today: date, clock: time, timezone: str, at: datetime) -> date:
    """Return the day of the last daily hand-over."""
    return today if at >= instant(today, clock, zone(timezone)) else today - DAY


def _past(count: int, handover: date, clock: time, timezone: str, at: datetime) -> int:
    """Return `count`, or one less while that day's hand-over is still to come."""
    return count if at >= instant(handover, clock, zone(timezone)) else count - 1


def _first(year: int, month: int, weekday: int) -> date:
    """Return the first such weekday of a month."""
    begin = date(year, month, 1)
    return begin + timedelta(days=(weekday - begin.weekday()) % 7)


# --- a list of people that changes -----------------------------------------------------------------------------------


def continued(before: Roster, after: Roster, at: datetime) -> Roster:
    """Return the new roster, in which whoever stands stays until the hand-over: adding a colleague moves nobody in mid-shift.

    A changed `starts`, rotation or hand-over is somebody's wish to begin anew; then nothing is carried over.
    """
    schedules = {
        name: _continued(before.schedules[name], schedule, at) if name in before.schedules else schedule
        for name, schedule in after.schedules.items()
    }
    return after.with_(schedules=schedules)


def _continued(old: Schedule, new: Schedule, at: datetime) -> Schedule:
    is_alike = (old.anchor, old.rotate, old.handover_day, old.handover_at, old.timezone) == (
        new.anchor,
        new.rotate,
        new.handover_day,
        new.handover_at,
        new.timezone,
    )
    if not is_alike:
        return new
    if new.rotate and old.people and new.people:
        count = _turn_of(new, at)
        new = new.with_(offset=_offset(old.people, old.offset, new.people, count))
    layers = []
    for place, layer in enumerate(new.layers):
        was = old.layers[place] if place < len(old.layers) else None
        if was is not None and layer.rotate and was.people and layer.people and _shape(was) == _shape(layer):
            today = at.astimezone(zone(layer.timezone)).date()
            count = _turn_in(new, layer, at, today)
            layer = layer.with_(offset=_offset(was.people, was.offset, layer.people, count))  # noqa: PLW2901 - its successor
        layers.append(layer)
    return new.with_(layers=tuple(layers))


def _shape(layer: Layer) -> tuple[object, ...]:
    return layer.hours, layer.timezone, layer.days, layer.rotate


def _offset(old: tuple[str, ...], offset: int, new: tuple[str, ...], count: int) -> int:
    """Return the offset by which the one who stands has the turn in the new list; who has left gives it to the next."""
    if old == new:
        return offset
    begin = (count + offset) % len(old)
    standing = next((name for name in (*old[begin:], *old[:begin]) if name in new), None)
    return 0 if standing is None else (new.index(standing) - count) % len(new)
