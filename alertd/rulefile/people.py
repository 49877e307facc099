"""People: the people file's keys, and the roster it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from alertd.model.people import Hours, Layer, Override, Person, Policy, Roster, Schedule, Step
from alertd.rulefile import calendar_file, rota_address
from alertd.rulefile.channels import ChannelSetting, ChannelShape, channel
from alertd.rulefile.rota_address import Rota
from alertd.yamlform import scalars
from alertd.yamlform.clocks import handover, instant
from alertd.yamlform.findings import short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Node, Row, Table, Text
from alertd.yamlform.scalars import CALENDAR, NAME, SPAN, TEXT, ZONE
from alertd.yamlform.secrets import Vault
from alertd.yamlform.shapes import BAD, ListOf, MapOf, OneOf, Reader, Scalar
from alertd.yamlform.source_file import SourceFile

EVERYONE = "everyone"
ROTA = "rota"  # the calendar of a schedule while it is read
NAMES = ListOf(NAME, is_lenient=True)
_HOLIDAYS = Key("holidays", ListOf(CALENDAR, is_lenient=True), "countries whose public holidays count", default="none")
_ROTATE = OneOf("a rotation", "daily", "weekly", "monthly")


class PeopleFile:
    """A people file: its roster, its channels' settings, and its nodes for faults that need more than one file.

    roster: None where the file has faults; then names are still known from the nodes. rotas: schedules whose stand-ins are fetched.
    """

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.root: Table | None = file.root if isinstance(file.root, Table) else None
        self.roster: Roster | None = None
        self.channels: Mapping[str, ChannelSetting] = {}
        self.rotas: Mapping[str, Rota] = {}

    def names(self, part: str) -> tuple[str, ...]:
        """Return the names that are declared in a part of the file, faulty or not."""
        table = self.root.get(part) if self.root else None
        return tuple(key.raw for key, _ in table) if isinstance(table, Table) else ()


class _PersonForm(Form):
    """A person's keys; each further key is a channel with the person's address."""

    channels: tuple[str, ...] = ()

    def values(self, node: Table, reader: Reader) -> Any:
        """Read the known keys, then take the rest for channels."""
        own = Table([(key, part) for key, part in node if key.raw in self.keys], node.place)
        values = super().values(own, reader)
        addresses: dict[str, str] = {}
        for key, part in node:
            if key.raw in self.keys:
                continue
            if key.raw not in self.channels:
                self.tell_unknown(key, reader, self.channels)
                continue
            value = TEXT.read(part, reader)
            if value is not BAD:
                addresses[key.raw] = value
        return BAD if values is BAD else {**values, "addresses": addresses}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what is accepted."""
        made = super().schema()
        made["additionalProperties"] = {"type": ["string", "number"], "description": "the address on that channel"}
        return made


def _person_form() -> _PersonForm:
    return _PersonForm(
        "person",
        (
            Key("timezone", ZONE, "where this person lives", default="UTC"),
            Key(
                "language",
                scalars.LANGUAGE,
                "the language of this person's pages",
                default="the settings' languages.page",
            ),
            Key(
                "calendar",
                scalars.COUNT,
                "another number ends the address of this person's calendar and makes a new one, 0 gives none",
                default="1",
            ),
            Key("quiet", scalars.CLOCKS, "hours in which only a crisis wakes this person", default="none"),
        ),
        scalars.as_dict,
    )


PERSON = _person_form()


def _date(raw: str) -> str:
    instant(raw, "UTC")
    return raw


_DATE = Scalar("a date", _date, example="2026-12-24")
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
        _HOLIDAYS,
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


HOURS = Form(
    "hours",
    (
        Key("timezone", ZONE, "of its clocks", default="UTC"),
        Key("days", scalars.DAYS, "on which days", default="mon-fri"),
        Key(
            "open",
            ListOf(scalars.CLOCKS, is_lenient=True),
            "from one clock to another; several shifts in brackets",
            default="09:00-17:00",
        ),
        _HOLIDAYS,
        Key("also", NAMES, "other named hours that count too: teams that follow the sun", default="none"),
    ),
    scalars.as_dict,
)

STEP = Form(
    "step",
    (
        Key("notify", NAMES, "people, schedules, or everyone", is_required=True),
        Key("by", NAMES, "channels, in that order", default="all channels of the file"),
        Key("escalate_after", SPAN, "how long until the next step", default="15m, or 10m for a crisis"),
    ),
    scalars.as_dict,
)

POLICY = Form(
    "policy",
    (
        Key("steps", ListOf(STEP), "whom to tell, one after another", is_required=True),
        Key("repeat", scalars.COUNT, "how often the steps begin again", default="0"),
        Key("ack_expires", SPAN, "an acknowledgement without a plan ends after that", default="1h"),
        Key(
            "crisis_every",
            scalars.PATIENCE,
            "after the last repeat, page a crisis that nobody takes again so often, for a day",
            default="not",
        ),
    ),
    scalars.as_dict,
)

PEOPLE_FILE = Form(
    "a people file",
    (
        scalars.VERSION,
        Key("channels", MapOf(ChannelShape(), "channels by name"), "ways to reach people"),
        Key("people", MapOf(PERSON, "people by name"), "who can be told"),
        Key("schedules", MapOf(SCHEDULE, "schedules by name"), "who is on call when"),
        Key("hours", MapOf(HOURS, "hours by name"), "named business hours"),
        Key("policies", MapOf(POLICY, "policies by name"), "whom to tell, and whom after that"),
    ),
    scalars.as_dict,
)


def read_people(file: SourceFile, vault: Vault, language: str = "en") -> PeopleFile:
    """Read a people file; its roster is None where it has faults. language: of people who name none."""
    found = PeopleFile(file)
    if found.root is None:
        return found
    reader = Reader(file, vault)
    person = _person_form()
    person.channels = found.names("channels")
    form = Form("a people file", tuple(PEOPLE_FILE.keys.values()), scalars.as_dict)
    form.keys["people"] = Key("people", MapOf(person, "people by name"), "who can be told")
    before = file.faults.errors
    values = form.read(found.root, reader)
    _tell_reserved(found)
    if values is BAD or file.faults.errors > before:
        return found
    parted = {name: channel(name, read) for name, read in values.get("channels", {}).items()}
    found.channels = {name: setting for name, (_, setting) in parted.items()}
    every = tuple(parted)
    schedules = values.get("schedules", {})
    found.rotas = {name: rota for name, read in schedules.items() if (rota := read.pop(ROTA, None)) is not None}
    found.roster = Roster(
        channels={name: own for name, (own, _) in parted.items()},
        people={
            name: Person(name=name, **{"language": language, **read}) for name, read in values.get("people", {}).items()
        },
        schedules={name: Schedule(name=name, **read) for name, read in schedules.items()},
        hours=_hours(values.get("hours", {})),
        policies={name: _policy(name, read, every) for name, read in values.get("policies", {}).items()},
    )
    return found


def _hours(read: dict[str, Any]) -> dict[str, Hours]:
    """Return hours by name; those that count too are copied in, so that each value is whole."""
    own: dict[str, Hours] = {}
    for name, values in read.items():
        first, *others = values.get("open", (Hours(name=name).open,))
        given = {key: value for key, value in values.items() if key not in ("open", "also")}
        own[name] = Hours(name=name, open=first, also=tuple(others), **given)
    return {
        name: hours.with_(more=tuple(own[other] for other in read[name].get("also", ()) if other in own))
        for name, hours in own.items()
    }


def _policy(name: str, read: dict[str, Any], every: tuple[str, ...]) -> Policy:
    steps = tuple(Step(**{"by": every, **step}) for step in read["steps"])
    ack_expires: timedelta = read.get("ack_expires", timedelta(hours=1))
    return Policy(
        name=name,
        steps=steps,
        repeat=read.get("repeat", 0),
        ack_expires=ack_expires,
        crisis_every=read.get("crisis_every"),
    )


def _tell_reserved(found: PeopleFile) -> None:
    """Tell of names that mean two things: a step names people and schedules alike."""
    seen: dict[str, str] = {}
    for part, what in (("people", "a person"), ("schedules", "a schedule")):
        table = found.root.get(part) if found.root else None
        for key, _ in table if isinstance(table, Table) else ():
            if key.raw == EVERYONE:
                found.file.tell(
                    key.place, "reserved-name", f'"{EVERYONE}" means all people; {what} needs another name', ""
                )
            elif key.raw in seen:
                text = f"{short(key.raw)} is {seen[key.raw]} already; a step could mean either"
                found.file.tell(key.place, "duplicate-name", text, "give one of them another name")
            seen[key.raw] = what


def is_phone(address: str) -> bool:
    """Whether an SMS provider will know the number in every country."""
    return bool(re.fullmatch(r"\+[1-9]\d{6,14}", re.sub(r"[ ().-]", "", address)))
