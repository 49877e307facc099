"""Schedules: who is on call when, as the people file writes it: turns, stand-ins, layers that follow the sun."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from alertd.model.people import Layer, Override, Schedule
from alertd.rulefile import calendar_file, rota_address
from alertd.yamlform import scalars
from alertd.yamlform.clocks import handover, instant
from alertd.yamlform.findings import short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import CALENDAR, NAME, SPAN, TEXT, ZONE
from alertd.yamlform.shapes import BAD, ListOf, OneOf, Reader, Scalar

ROTA = "rota"  # the calendar of a schedule while it is read
NAMES = ListOf(NAME, is_lenient=True)
HOLIDAYS = Key("holidays", ListOf(CALENDAR, is_lenient=True), "countries whose public holidays count", default="none")
_ROTATE = OneOf("a rotation", "daily", "weekly", "monthly")


_DATE = scalars.date(example="2026-12-24")
OVERRIDE = Form(
    "override",
    (
        Key("from", _DATE, "its first day, or an instant", is_required=True),
        Key("until", _DATE, "its last day (which counts whole), or an instant", is_required=True),
        Key("who", NAME, "the person who stands in", is_required=True),
        Key("for", NAME, "whose turns are taken", default="everybody's who stands"),
    ),
    scalars.as_dict,
)


class _Overrides(ListOf):
    """A list of overrides, or a calendar that has them."""

    def read(self, node: Node, reader: Reader) -> Any:
        """Return the list, or {"ical": its name}; BAD after telling why."""
        return _CALENDAR.read(node, reader) if isinstance(node, Table) else super().read(node, reader)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        return {"anyOf": [super().schema(), _CALENDAR.schema()]}


_CALENDAR = Form(
    "overrides",
    (
        Key(
            "ical",
            TEXT,
            "an iCalendar file beside this one, or its address: omar, omar for ayse, ayse away",
            is_required=True,
        ),
        Key("every", SPAN, "how often an address is looked at", default="15m"),
    ),
    scalars.as_dict,
)


def _layer(_table: Table, values: dict[str, Any], _reader: Reader) -> Layer:
    return Layer(**values)


LAYER = Form(
    "layer",
    (
        Key("people", NAMES, "who stands in these hours", is_required=True),
        Key("hours", scalars.CLOCKS, "from one clock to another", default="all day"),
        Key("timezone", ZONE, "of those clocks", default="UTC"),
        Key("days", scalars.DAYS, "on which days", default="every day"),
        Key("rotate", _ROTATE, "how often they take turns", default="all of them at once"),
    ),
    _layer,
)


def span_of(table: Table, values: dict[str, Any], zone: str, reader: Reader) -> Any:
    """Return begin and end of `from` and `until` in a zone, or BAD where the end comes first."""
    begins, ends = instant(values["from"], zone), instant(values["until"], zone, is_end=True)
    if ends <= begins:
        node = table.get("until")
        text = f"it ends before it begins: {short(values['until'])} is not after {short(values['from'])}"
        reader.file.tell(node.place if node else table.place, "bad-value", text, "")
        return BAD
    return begins, ends


def _schedule(table: Table, values: dict[str, Any], reader: Reader) -> Any:
    zone = values.get("timezone", "UTC")
    if not {"people", "layers", "secondary_of"} & values.keys():
        place = table.entries[0][0].place if table.entries else table.place
        reader.file.tell(place, "missing-key", "this schedule has neither people nor layers", "people: [ayse, omar]")
        return BAD
    if "handover" in values:
        values["handover_day"], values["handover_at"] = values.pop("handover")
    if "starts" in values:
        values["anchor"] = _first_handover(values.pop("starts"), values)
    rows = table.get("overrides")
    if isinstance(rows, Table):
        named, given = rows.get("ical"), values.pop("overrides", None) or {}
        people = tuple(values.get("people", ()))
        if not isinstance(named, Text):
            return values
        if rota_address.is_address(named):
            # The engine must not know the address: it is a secret, and it changes no page.
            return {**values, ROTA: rota_address.read(named, rows, given.get("every"), reader)}
        return {**values, "overrides": calendar_file.overrides(named, people, zone, reader)}
    overrides = []
    for node, override in zip(rows.nodes if isinstance(rows, Row) else [], values.pop("overrides", ()), strict=True):
        spanned = span_of(node, override, zone, reader) if isinstance(node, Table) else BAD
        if spanned is BAD:
            return BAD
        overrides.append(
            Override(
                begins_at=spanned[0],
                ends_at=spanned[1],
                who=override["who"],
                instead_of=override.get("for"),
                is_days="T" not in override["from"] and "T" not in override["until"],
            )
        )
    return {**values, "overrides": tuple(overrides)}


def _day(raw: str) -> date:
    """Return a day. Raises ValueError with words for people."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError("write a day as 2026-11-30") from None


def _first_handover(starts: date, values: dict[str, Any]) -> date:
    """Return the day of the hand-over with which the turn begins that `starts` lies in: the first of the list stands then."""
    day = values.get("handover_day", Schedule(name="").handover_day)
    if values.get("rotate") == "weekly":
        return starts - timedelta(days=(starts.weekday() - day) % 7)
    if values.get("rotate") == "monthly":
        begin = starts.replace(day=1)
        first = begin + timedelta(days=(day - begin.weekday()) % 7)
        return first if first <= starts else (begin - timedelta(days=1)).replace(day=1)
    return starts


SCHEDULE = Form(
    "schedule",
    (
        Key("people", NAMES, "who takes turns, in order", default="none, with layers"),
        Key("timezone", ZONE, "of its clocks and days", default="UTC"),
        Key("rotate", _ROTATE, "how often they take turns", default="never: all of them stand always"),
        Key(
            "handover",
            Scalar("a hand-over", handover, example="mon 09:00"),
            "when the next one takes over",
            default="mon 09:00",
        ),
        Key(
            "starts",
            Scalar("a date", _day, example="2026-11-30"),
            "the day on which the first of the list begins",
            default="counted from 2024-01-01",
        ),
        Key("shadow", NAMES, "told whenever somebody stands, to learn or to know", default="nobody"),
        Key("secondary_of", NAME, "a rotation: the next one of it stands here", default="none"),
        HOLIDAYS,
        Key(
            "overrides",
            _Overrides(OVERRIDE),
            "who stands in, and when; or {ical: rota.ics}, a file or an https address",
            default="none",
        ),
        Key("layers", ListOf(LAYER), "follow the sun: some people in some hours", default="none"),
    ),
    _schedule,
)
