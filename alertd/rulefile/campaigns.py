"""Campaigns of the settings: planned events that raise what is expected, once or again and again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alertd.core.occasions import LASTS, is_occasion
from alertd.model.watch import Campaign, Occasion
from alertd.rulefile.schedules import span_of
from alertd.yamlform import scalars
from alertd.yamlform.clocks import instant
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import NAME
from alertd.yamlform.shapes import BAD, Reader, Scalar
from alertd.yamlform.units import WrongUnitError

#: The longest that an occasion may last, in days.
MOST_DAYS = 31
WORDS = (
    f"{', '.join(LASTS)}; `11-24` each year; `day 15 of the month`; `first mon of the month`, `last fri of the month`; "
    "`holidays of TR`, of a country or its part"
)


def _on(raw: str) -> str:
    on = " ".join(raw.split())
    on = on if on.startswith("holidays of ") else on.lower()
    if not is_occasion(on):
        raise WrongUnitError(f'"{raw}" names no day that comes again', f"write one of: {WORDS}", None)
    return on


def _days(raw: str) -> int:
    if not raw.isdecimal() or not 1 <= int(raw) <= MOST_DAYS:
        raise WrongUnitError(f'"{raw}" is no number of days', f"from 1 to {MOST_DAYS}", None)
    return int(raw)


def _campaign(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    if "on" in values:
        wrong = next((key for key in ("from", "until") if key in values), None)
        text = f"{wrong} is for an event that comes once, and `on` for one that comes again"
        return values if wrong is None else _told(table, wrong, text, reader)
    if "days" in values:
        return _told(table, "days", "days belong to `on`: an event that comes once has `until`", reader)
    missing = [key for key in ("from", "until") if key not in values]
    if missing:
        return _told(
            table, "", f"{' and '.join(missing)} missing: when is it? An event that comes again has `on`", reader
        )
    return BAD if span_of(table, values, "UTC", reader) is BAD else values


def _told(table: Table, key: str, text: str, reader: Reader) -> Any:
    node = table.get(key) if key else None
    name = "bad-value" if key else "missing-key"
    reader.file.tell(node.place if node else table.place, name, text, "on: black friday")
    return BAD


_DATE = scalars.date(example="2026-12-01")
CAMPAIGN = Form(
    "campaign",
    (
        Key("name", NAME, "what people call it", is_required=True),
        Key("from", _DATE, "its first day, or an instant", default="none, with `on`"),
        Key("until", _DATE, "its last day (which counts whole), or an instant", default="none, with `on`"),
        Key(
            "on",
            Scalar("a day", _on, example="black friday"),
            f"the first day of one that comes again: {WORDS}",
            default="none",
        ),
        Key("days", Scalar("days", _days, example="4"), "with `on`: how many it lasts", default="as such days do"),
        Key("expect", scalars.CLEAR, "so many times the usual volume", is_required=True),
    ),
    _campaign,
)


def planned(read: Iterable[dict[str, Any]], zone: str) -> dict[str, tuple[Campaign, ...] | tuple[Occasion, ...]]:
    """Return the campaigns and occasions of a watch whose days are those of a zone."""
    rows = tuple(read)
    once = tuple(
        Campaign(
            name=row["name"],
            begins_at=instant(row["from"], zone),
            ends_at=instant(row["until"], zone, is_end=True),
            expect=row["expect"],
        )
        for row in rows
        if "on" not in row
    )
    again = tuple(
        Occasion(name=row["name"], on=row["on"], expect=row["expect"], days=row.get("days"))
        for row in rows
        if "on" in row
    )
    return {"campaigns": once, "occasions": again}
