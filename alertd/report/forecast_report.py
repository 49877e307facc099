"""The forecast, told: each rule in a row, then each alarm. In a language people read words, programs read the columns' own names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language as table_of
from alertd.core.wording.languages.forecast_tables import FORECASTS
from alertd.core.wording.languages.table import Language, form
from alertd.core.wording.numbers import number, whole
from alertd.model.value import count_of, rfc3339
from alertd.report.forecast import Alarm, Expected, Forecast
from alertd.report.render import Report, Said, Table

COLUMNS = (
    "rule", "severity", "fired", "alarms", "pages", "all_pages", "notices", "to", "in_quiet_hours", "woken", "at_night",
)  # fmt: skip
OF_ALARMS = ("at", "rule", "watch", "to", "when")
MEANING = (
    "An alarm is a round of an incident; pages are its first messages (step 1), all_pages those of every step and broken promise if nobody "
    "ever answered. woken: in somebody's quiet hours, and not held for them. at_night: 22:00 to 07:00 by their own clock."
)
_MOST = 50  # alarms in the table; programs get all of them
_LEAST_DAYS = 1  #: of a shorter span "so many a week" says nothing


def told(found: Forecast, zone: str = "UTC") -> Report:
    """Return the report of a forecast. zone: of the instants that people read."""
    alarms = sum(one.alarms for one in found.rules)
    rate = f" ({_weekly(found, alarms):.1f} a week)" if _days(found) >= _LEAST_DAYS else ""
    last = found.alarms[-_MOST:]
    is_cut = len(last) < len(found.alarms)
    title = f"The last {_MOST} of {len(found.alarms)} alarms ({zone})" if is_cut else f"Alarms ({zone})"
    begin, end = _span(found, zone)
    return Report(
        title=f"Forecast, {begin} to {end} {zone}, {count_of(found.mentions, 'mention')}",
        lines=(f"These rules would have raised {count_of(alarms, 'alarm')}{rate}.",),
        tables=(
            Table(title="", columns=COLUMNS, rows=tuple(map(_row, found.rules))),
            Table(title=title, columns=OF_ALARMS, rows=tuple(_alarm(one, zone) for one in last)),
        ),
        body={**_plain(found), "begins_at": rfc3339(found.begins_at), "ends_at": rfc3339(found.ends_at)},
        notes=(MEANING,),
    )


def told_in(found: Forecast, language: str, names: Mapping[str, str], zone: str = "UTC") -> Report:
    """Return the same in a reader's language. names: what rules are called in it, by id; one that is missing keeps its id."""
    table = table_of(language)
    words = FORECASTS[table.code]
    plain = told(found, zone)
    alarms = sum(one.alarms for one in found.rules)
    begin, end = _span(found, zone)
    shown = {"alarms": _counted(table, "alarm", alarms), "rate": number(table, _weekly(found, alarms))}
    title = {"begin": begin, "end": end, "zone": zone, "mentions": _counted(table, "mention", found.mentions)}
    listed = {"zone": zone, "shown": str(_MOST), "alarms": _counted(table, "alarm", len(found.alarms))}
    rules, each = plain.tables
    return plain.with_(
        language=table.code,
        title=fill(words["title"], title),
        lines=(fill(words["would_weekly" if _days(found) >= _LEAST_DAYS else "would"], shown),),
        tables=(
            rules.with_(
                heads=tuple(words[column] for column in COLUMNS),
                rows=tuple(_row_in(one, table, names) for one in found.rules),
            ),
            each.with_(
                title=fill(words["list_cut" if len(found.alarms) > _MOST else "list"], listed),
                heads=tuple(words[column] for column in OF_ALARMS),
                rows=tuple(
                    (*_alarm(one, zone)[:1], names.get(one.rule, one.rule), one.watch, one.to, _hours(one, words))
                    for one in found.alarms[-_MOST:]
                ),
            ),
        ),
        notes=(words["meaning"],),
    )


def _days(found: Forecast) -> float:
    return (found.ends_at - found.begins_at).total_seconds() / 86400


def _weekly(found: Forecast, alarms: int) -> float:
    return alarms / max(_days(found), _LEAST_DAYS) * 7


def _span(found: Forecast, zone: str) -> tuple[str, str]:
    begin, end = (at.astimezone(ZoneInfo(zone)) for at in (found.begins_at, found.ends_at))
    return f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


def _counted(table: Language, noun: str, count: int) -> str:
    return f"{whole(table, count)} {form(table, noun, count)}"


def _row(one: Expected) -> tuple[Any, ...]:
    to = ", ".join(f"{name} {times}" for name, times in one.to.items()) or None
    return (
        one.rule, one.severity, one.fired, one.alarms, one.pages, one.all_pages, one.notices, to,
        one.in_quiet_hours, one.woken, one.at_night,
    )  # fmt: skip


def _row_in(one: Expected, table: Language, names: Mapping[str, str]) -> tuple[Any, ...]:
    _, _, *rest = (Said(cell, whole(table, cell)) if isinstance(cell, int) else cell for cell in _row(one))
    return names.get(one.rule, one.rule), table.severities[one.severity], *rest


def _alarm(one: Alarm, zone: str) -> tuple[Any, ...]:
    quiet = "woken in quiet hours" if one.is_woken else "held for quiet hours" if one.in_quiet_hours else None
    at = one.at.astimezone(ZoneInfo(zone))
    return at, one.rule, one.watch, one.to, quiet or ("at night" if one.is_night else None)


def _hours(one: Alarm, words: Mapping[str, str]) -> str | None:
    key = "is_woken" if one.is_woken else "is_held" if one.in_quiet_hours else "is_night" if one.is_night else None
    return words[key] if key else None


def _plain(found: Forecast) -> dict[str, Any]:
    body: dict[str, Any] = msgspec.to_builtins(found)
    body["alarms"] = [{**alarm, "at": rfc3339(one.at)} for alarm, one in zip(body["alarms"], found.alarms, strict=True)]
    return body
