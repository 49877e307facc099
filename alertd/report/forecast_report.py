"""The forecast, told: each rule in a row, then each alarm."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.model.value import rfc3339
from alertd.report.forecast import Alarm, Expected, Forecast
from alertd.report.render import Report, Table

COLUMNS = (
    "rule", "severity", "fired", "alarms", "pages", "all_pages", "notices", "to", "in_quiet_hours", "woken", "at_night",
)  # fmt: skip
MEANING = (
    "An alarm is a round of an incident; pages are its first messages (step 1), all_pages those of every step if nobody "
    "ever answered. woken: in somebody's quiet hours, and not held for them. at_night: 22:00 to 07:00 by their own clock."
)
_MOST = 50  # alarms in the table; programs get all of them


def told(found: Forecast) -> Report:
    """Return the report of a forecast."""
    days = (found.ends_at - found.begins_at).total_seconds() / 86400
    alarms = sum(one.alarms for one in found.rules)
    rate = f" ({alarms / days * 7:.1f} a week)" if days >= 1 else ""
    last = found.alarms[-_MOST:]
    title = (
        "Alarms (UTC)" if len(last) == len(found.alarms) else f"The last {_MOST} of {len(found.alarms)} alarms (UTC)"
    )
    return Report(
        title=f"Forecast, {found.begins_at:%Y-%m-%d %H:%M} to {found.ends_at:%Y-%m-%d %H:%M} UTC, {found.mentions:,} mentions",
        lines=(f"These rules would have raised {alarms} alarm{'' if alarms == 1 else 's'}{rate}.",),
        tables=(
            Table(title="", columns=COLUMNS, rows=tuple(map(_row, found.rules))),
            Table(title=title, columns=("at", "rule", "watch", "to", "when"), rows=tuple(map(_alarm, last))),
        ),
        body={**_plain(found), "begins_at": rfc3339(found.begins_at), "ends_at": rfc3339(found.ends_at)},
        notes=(MEANING,),
    )


def _row(one: Expected) -> tuple[Any, ...]:
    to = ", ".join(f"{name} {times}" for name, times in one.to.items()) or None
    return (
        one.rule, one.severity, one.fired, one.alarms, one.pages, one.all_pages, one.notices, to,
        one.in_quiet_hours, one.woken, one.at_night,
    )  # fmt: skip


def _alarm(one: Alarm) -> tuple[Any, ...]:
    quiet = "woken in quiet hours" if one.is_woken else "held for quiet hours" if one.in_quiet_hours else None
    return one.at, one.rule, one.watch, one.to, quiet or ("at night" if one.is_night else None)


def _plain(found: Forecast) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(found)
    body["alarms"] = [{**alarm, "at": rfc3339(one.at)} for alarm, one in zip(body["alarms"], found.alarms, strict=True)]
    return body
