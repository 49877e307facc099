"""Who is on call: people, schedules and layers at an instant, and the shifts and gaps between two.

Order: overrides (the last one written wins), holidays, then layers or the rotation. Shadows stand beside whoever does. Names that are no person of the roster
are left out, so that a mistake shows as a gap instead of a page to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from alertd.core.calendar import began_on, edges, is_holiday, wall, zone
from alertd.core.incidents.rotation import whose, whose_in
from alertd.model.console import NAME as CONSOLE
from alertd.model.people import Layer, Roster, Schedule
from alertd.model.value import Value

EVERYONE = "everyone"
_MIDNIGHT = time(0)


class Shift(Value, frozen=True, kw_only=True):
    """The same people stand from one instant to another (exclusive). why: rotation, layer, always, secondary or override."""

    begins_at: datetime
    ends_at: datetime
    people: tuple[str, ...]
    why: str


class Uncovered(Value, frozen=True, kw_only=True):
    """Nobody of a schedule stands. why: holiday, no layer, or nobody in it."""

    begins_at: datetime
    ends_at: datetime
    why: str


def on_call(roster: Roster, target: str, at: datetime) -> tuple[str, ...]:
    """Return the names of whom to tell now: of a person, a schedule, or "everyone" (in the order of the file).

    Empty when nobody stands, or the name is unknown (a frozen policy may name somebody who has left).
    """
    if target in roster.people:
        return (target,)
    if target in roster.schedules:
        return _standing(roster, roster.schedules[target], at)[0]
    if target != EVERYONE:
        return ()
    # The console stands in for people where none are set; a page to everyone is for those who were named.
    named = tuple(name for name, person in roster.people.items() if person.addresses != {CONSOLE: CONSOLE})
    return named or tuple(roster.people)


def shifts(roster: Roster, schedule: str, begins_at: datetime, ends_at: datetime) -> list[Shift]:
    """Return who stands between two instants, in order; times at which nobody stands are left out (see `gaps`)."""
    return [
        Shift(begins_at=begins, ends_at=ends, people=people, why=why)
        for begins, ends, people, why in _stretches(roster, roster.schedules[schedule], begins_at, ends_at)
        if people
    ]


def gaps(roster: Roster, schedule: str, begins_at: datetime, ends_at: datetime) -> list[Uncovered]:
    """Return when nobody stands between two instants, in order."""
    return [
        Uncovered(begins_at=begins, ends_at=ends, why=why)
        for begins, ends, people, why in _stretches(roster, roster.schedules[schedule], begins_at, ends_at)
        if not people
    ]


def _stretches(
    roster: Roster, schedule: Schedule, begins_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime, tuple[str, ...], str]]:
    """Cut the time at every instant at which something may change, and join what stayed the same."""
    cuts = [begins_at, *_cuts(roster, schedule, begins_at, ends_at)]
    joined: list[tuple[datetime, datetime, tuple[str, ...], str]] = []
    for at, following in zip(cuts, [*cuts[1:], ends_at], strict=True):
        if at >= following:
            continue
        people, why = _standing(roster, schedule, at)
        if joined and joined[-1][2:] == (people, why):
            joined[-1] = (joined[-1][0], following, people, why)
        else:
            joined.append((at, following, people, why))
    return joined


def _cuts(roster: Roster, schedule: Schedule, begins_at: datetime, ends_at: datetime) -> list[datetime]:
    clocks = (schedule.handover_at, _MIDNIGHT)
    found = edges(clocks, begins_at, ends_at, zone(schedule.timezone))
    for layer in schedule.layers:
        turns = (layer.hours.begins, layer.hours.ends) if layer.hours else (_MIDNIGHT, _MIDNIGHT)
        found += edges(turns, begins_at, ends_at, zone(layer.timezone))
    first = roster.schedules.get(schedule.secondary_of or "")
    if first is not None and first.secondary_of is None:  # two may stand behind each other
        found += _cuts(roster, first, begins_at, ends_at)
    for override in schedule.overrides:
        found += [override.begins_at, override.ends_at]
    return sorted({at for at in found if begins_at < at < ends_at})


def _standing(roster: Roster, schedule: Schedule, at: datetime) -> tuple[tuple[str, ...], str]:
    """Return who stands, and why them (or why nobody), with the shadows of whoever does."""
    people, why = _replaced(roster, schedule, at)
    return _known(roster, (*people, *schedule.shadow)) if people else (), why


def _replaced(roster: Roster, schedule: Schedule, at: datetime) -> tuple[tuple[str, ...], str]:
    """Return who stands once overrides have had their say; of several the last one written wins."""
    people, why = _by_plan(roster, schedule, at)
    running = [one for one in schedule.overrides if one.begins_at <= at < one.ends_at and one.who in roster.people]
    for override in reversed(running):
        if override.instead_of is None:
            is_empty_night = override.is_days and schedule.layers and not people
            return ((), why) if is_empty_night else ((override.who,), "override")
        if override.instead_of in people:
            stand_in = (override.who if name == override.instead_of else name for name in people)
            people, why = _known(roster, stand_in), "override"
    return people, why


def _by_plan(roster: Roster, schedule: Schedule, at: datetime) -> tuple[tuple[str, ...], str]:
    """Return who stands by the rotation or the layers alone."""
    if schedule.secondary_of is not None:
        return _next_one(roster, schedule, at)
    today = wall(at, zone(schedule.timezone)).date()
    if _is_free(schedule.holidays, today):
        return (), "holiday"
    if schedule.layers:
        people = _known(roster, (name for layer in schedule.layers for name in _of_layer(schedule, layer, at)))
        return people, "layer" if people else "no layer"
    if not schedule.rotate:
        people = _known(roster, schedule.people)
        return people, "always" if people else "nobody in it"
    people = _known(roster, (whose(schedule, at),) if schedule.people else ())
    return people, "rotation" if people else "nobody in it"


def _next_one(roster: Roster, schedule: Schedule, at: datetime) -> tuple[tuple[str, ...], str]:
    """Return who has the turn after the one who stands in another rotation: the second to call."""
    first = roster.schedules.get(schedule.secondary_of or "")
    if first is None or len(first.people) < 2 or not first.rotate:
        return (), "nobody in it"
    stands = _replaced(roster, first, at)[0]
    begin = first.people.index(whose(first, at)) + 1
    following = (*first.people[begin:], *first.people[:begin])
    people = _known(roster, (name for name in following if name not in stands))[:1]
    return people, "secondary" if people else "nobody in it"


def _of_layer(schedule: Schedule, layer: Layer, at: datetime) -> tuple[str, ...]:
    """Return whom a layer sends now. A night that began on Friday is Friday's, also after midnight."""
    tz = zone(layer.timezone)
    day = began_on(layer.hours, at, tz) if layer.hours else wall(at, tz).date()
    if day is None or day.weekday() not in layer.days or not layer.people:
        return ()
    return (whose_in(schedule, layer, at, day),) if layer.rotate else layer.people


def _known(roster: Roster, names: Iterable[str]) -> tuple[str, ...]:
    """Return those who are people of the roster, each once, in order."""
    return tuple(dict.fromkeys(name for name in names if name in roster.people))


def _is_free(calendars: tuple[str, ...], day: date) -> bool:
    return any(is_holiday(code, day) for code in calendars)
