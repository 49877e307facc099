"""People: the people file's keys, and the roster it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from alertd.model.people import Hours, Person, Policy, Roster, Schedule, Step
from alertd.rulefile.channels import ChannelSetting, ChannelShape, channel
from alertd.rulefile.rota_address import Rota
from alertd.rulefile.schedules import HOLIDAYS, NAMES, ROTA, SCHEDULE
from alertd.yamlform import scalars
from alertd.yamlform.findings import short
from alertd.yamlform.forms import Form, Key
from alertd.yamlform.nodes import Table
from alertd.yamlform.scalars import SPAN, TEXT, ZONE
from alertd.yamlform.secrets import Vault
from alertd.yamlform.shapes import BAD, ListOf, MapOf, Reader
from alertd.yamlform.source_file import SourceFile

EVERYONE = "everyone"


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
        HOLIDAYS,
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
