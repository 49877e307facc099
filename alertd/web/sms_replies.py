"""A short reply that acknowledges: which code it says, which incident that is, and whose reply it is; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from alertd.model.incident import Incident, State
from alertd.model.people import Roster

# The whole text must be the code: our own page in a chat also contains it, and so does a quote of that page.
_REPLY = re.compile(r"\W*(?:(?:ack|ok|a)\W+)?([0-9a-z]{1,12})(?:\W+(?:ack|ok|a))?\W*", re.IGNORECASE | re.ASCII)


def code_of(text: str) -> str | None:
    """Return the code that a reply consists of.

    >>> code_of(" k7q2 "), code_of("ACK K7Q2!"), code_of("K7Q2 ack"), code_of("did you see K7Q2?")
    ('K7Q2', 'K7Q2', 'K7Q2', None)
    """
    match = _REPLY.fullmatch(text.strip()[:64])
    return match[1].upper() if match else None


def meant(code: str, incidents: Iterable[Incident]) -> list[Incident]:
    """Return the incidents a code may mean: those that wait for somebody, else the newest that has it.

    Codes are short, so two incidents may share one; then the link has to tell them apart.
    """
    found = [incident for incident in incidents if incident.code and incident.code.upper() == code]
    waiting = [incident for incident in found if incident.state is State.OPEN]
    if waiting:
        return waiting
    return sorted(found, key=lambda incident: (incident.state is not State.CLOSED, incident.opened_at))[-1:]


def person_at(roster: Roster, *addresses: str) -> str | None:
    """Return who has one of these addresses; None if nobody or more than one has: a shared number names no person.

    >>> from alertd.model.people import Person
    >>> roster = Roster(people={"ayse": Person(name="ayse", addresses={"sms": "+90 555 000-00-01", "slack": "@U1"})})
    >>> person_at(roster, "+905550000001"), person_at(roster, "U1"), person_at(roster, "+1"), person_at(roster, "")
    ('ayse', 'ayse', None, None)
    """
    asked = {_folded(address) for address in addresses} - {""}
    found = [
        person.name
        for person in roster.people.values()
        if any(_folded(address) in asked for address in person.addresses.values())
    ]
    return found[0] if len(found) == 1 else None


def _folded(address: str) -> str:
    """Write an address one way: numbers without blanks, dashes and brackets, chat names without the at sign."""
    kept = re.sub(r"[\s().-]", "", address) if re.fullmatch(r"\+?[\d\s().-]+", address) else address.strip()
    return kept.lstrip("@").casefold()
