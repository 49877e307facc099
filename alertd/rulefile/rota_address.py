"""A calendar of stand-ins that lies at an address: the daemon fetches it, nothing is fetched while files are read."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from alertd.model.people import Override, Roster
from alertd.model.value import Value
from alertd.yamlform.amounts import safe_url
from alertd.yamlform.nodes import Table, Text
from alertd.yamlform.secrets import Secret
from alertd.yamlform.shapes import BAD, Reader

EVERY = timedelta(minutes=15)
SOONEST = timedelta(minutes=1)  # between two looks at an address
_WEBCAL = re.compile(r"(?i)^webcals?://")  # what calendar programs write for https


class Rota(Value, frozen=True, kw_only=True):
    """url: often holds a key, so it is a secret. every: how often it is looked at."""

    url: Secret
    every: timedelta = EVERY


def is_address(node: Text) -> bool:
    """Whether what a people file names is to be fetched, and is no file.

    >>> from alertd.yamlform.nodes import Place
    >>> [is_address(Text(raw, Place(1, 1))) for raw in ("rota.ics", "https://example.org/rota.ics", "${ROTA_URL}")]
    [False, True, True]
    """
    return "://" in node.raw or node.raw.startswith(("$", "credential:"))


def read(node: Text, table: Table, every: timedelta | None, reader: Reader) -> Rota | None:
    """Return the address of a calendar; None, and told, where it is none that is fetched."""
    given = table.get("every")
    if every is not None and every < SOONEST:
        reader.file.tell(
            (given or node).place, "bad-value", "a calendar is looked at once a minute at most", "every: 15m"
        )
        return None
    value = reader.resolved(node)
    if value is BAD:
        return None
    url = _WEBCAL.sub("https://", value.strip())
    if reader.is_unread(node):
        return Rota(url=Secret(url), every=every or EVERY)  # nobody fetches it now
    try:
        safe_url(url)
    except ValueError:
        # Not the sentence itself: it repeats the address.
        text = "a calendar is fetched from https://..., or http://... of this machine"
        reader.file.tell(node.place, "bad-value", text, "https://calendar.example.org/rota.ics")
        return None
    return Rota(url=Secret(url), every=every or EVERY)


def filled(roster: Roster, fetched: Collection[str], known: Roster) -> Roster:
    """Return a roster as the files have it, with the stand-ins of fetched calendars as a roster of before has them."""
    for name in fetched:
        if name in known.schedules:
            roster = with_stand_ins(roster, name, known.schedules[name].overrides)
    return roster


def with_stand_ins(roster: Roster, schedule: str, overrides: tuple[Override, ...]) -> Roster:
    """Return a roster in which these stand in; as it was where there is no such schedule."""
    kept = roster.schedules.get(schedule)
    if kept is None:
        return roster
    return roster.with_(schedules={**roster.schedules, schedule: kept.with_(overrides=overrides)})
