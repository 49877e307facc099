"""What tomorrow will bring and who is there then, as the report page shows it, out of the tables of the report on expectation. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alertd.core.incidents.oncall import on_call
from alertd.core.wording.clean import clean
from alertd.model.people import Roster
from alertd.model.value import Value
from alertd.report.typed import TypedCell, TypedTable

_DAYS, _HOURS = 7, 24
#: Steps of darkness; each is a class of the style sheet.
_SHADES = 5
_SIZE, _LEFT, _TOP = 14.0, 40.0, 4.0
_TICKS = (0, 6, 12, 18)


class Hours(Value, frozen=True, kw_only=True):
    """Hours of tomorrow that are alike. questions: an hour. needed: people, so that the promise is kept; there: who is on call."""

    begins_at: datetime
    ends_at: datetime
    questions: float
    needed: int
    there: tuple[str, ...]
    missing: int


class Ahead(Value, frozen=True, kw_only=True):
    """Tomorrow, by the clock of the customers (zone), and the usual questions of each hour of a week, from Monday on."""

    day: datetime
    expected: float
    low: int
    high: int
    zone: str
    hours: tuple[Hours, ...]
    usual: tuple[float, ...]


def ahead(tables: Sequence[TypedTable], roster: Roster) -> Ahead | None:
    """Return what is ahead; None where nothing is foretold, as from less than two weeks."""
    named = {one.title: one.rows for one in tables}
    days, usual = named.get("Tomorrow", ()), named.get("Usual by hour of the week", ())
    if not days or len(usual) != _DAYS * _HOURS:
        return None
    day, expected, low, high, zone = days[0]
    return Ahead(
        day=datetime.fromisoformat(day.text).astimezone(ZoneInfo(zone.text)),
        expected=_number(expected),
        low=round(_number(low)),
        high=round(_number(high)),
        zone=zone.text,
        hours=tuple(_hours(row, roster) for row in named.get("Tomorrow, hour by hour", ())),
        usual=tuple(_number(row[2]) for row in usual),
    )


def _hours(row: Sequence[TypedCell], roster: Roster) -> Hours:
    begins, ends = datetime.fromisoformat(row[0].text), datetime.fromisoformat(row[1].text)
    needed, there = round(_number(row[3])), round(_number(row[4]))
    return Hours(
        begins_at=begins,
        ends_at=ends,
        questions=_number(row[2]),
        needed=needed,
        there=_standing(roster, begins, ends),
        missing=max(needed - there, 0),
    )


def _standing(roster: Roster, begins_at: datetime, ends_at: datetime) -> tuple[str, ...]:
    """Return who is on call at some time between two instants, in the order in which they come on."""
    names: dict[str, None] = {}
    at = begins_at
    while at < ends_at:
        names |= dict.fromkeys(name for schedule in roster.schedules for name in on_call(roster, schedule, at))
        at += timedelta(hours=1)
    return tuple(names)


def _number(cell: TypedCell) -> float:
    return cell.number or 0.0


def heat(usual: Sequence[float], t: Mapping[str, str], title: str) -> Markup:
    """Draw the hours of a week, a row a day: the darker, the more is asked. Each says its number to who points at it."""
    most = max(usual, default=0.0) or 1.0
    days = t["weekdays"].split()
    cells = Markup("").join(
        Markup(
            '<rect class="heat-{shade}" x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}"><title>{says}</title></rect>'
        ).format(
            shade=_shade(value, most),
            x=_LEFT + slot % _HOURS * _SIZE,
            y=_TOP + slot // _HOURS * _SIZE,
            size=_SIZE - 1,
            says=f"{days[slot // _HOURS]} {slot % _HOURS:02}:00 · {value:.1f}",
        )
        for slot, value in enumerate(usual)
    )
    below = _TOP + _DAYS * _SIZE + 11
    names = Markup("").join(
        Markup('<text class="tick" x="{x:g}" y="{y:g}" text-anchor="end">{day}</text>').format(
            x=_LEFT - 6, y=_TOP + number * _SIZE + 10, day=day
        )
        for number, day in enumerate(t["weekdays_short"].split())
    )
    clocks = Markup("").join(
        Markup('<text class="tick" x="{x:g}" y="{y:g}">{hour:02}</text>').format(
            x=_LEFT + hour * _SIZE, y=below, hour=hour
        )
        for hour in _TICKS
    )
    return Markup('<svg class="heat" viewBox="0 0 {w:g} {h:g}" role="img" aria-label="{title}">{inside}</svg>').format(
        w=_LEFT + _HOURS * _SIZE, h=below + 4, title=clean(title, 300), inside=cells + names + clocks
    )


def _shade(value: float, most: float) -> int:
    """Return how dark: 0 for next to nothing.

    >>> _shade(0.0, 10.0), _shade(0.3, 10.0), _shade(5.0, 10.0), _shade(10.0, 10.0)
    (0, 0, 3, 5)
    """
    return min(_SHADES, int(value / most * _SHADES + 0.5))
