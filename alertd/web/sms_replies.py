"""A short reply that acknowledges: which code it says, which incident that is, and whose reply it is; pure.

A sender is a person only on the channel that it came by: a phone number by SMS and calls, an account by its chat. Names
that people give themselves are nobody's proof, and a number that stands beside another channel is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from alertd.model.incident import Incident, State
from alertd.model.people import Channel, Roster

# The whole text must be the code: our own page in a chat also contains it, and so does a quote of that page.
_REPLY = re.compile(r"\W*(?:(?:ack|ok|a)\W+)?([0-9a-z]{1,12})(?:\W+(?:ack|ok|a))?\W*", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"\+?[\d\s().-]+", re.ASCII)


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


def person_at(roster: Roster, way: str, sender: str) -> str | None:
    """Return whose address a sender is on channels of that way ("sms", "slack", "telegram").

    None if nobody or more than one has it: a shared number names no person.

    >>> from alertd.model.people import Person
    >>> channels = {"sms": Channel(name="sms", is_sms=True), "slack": Channel(name="slack", scheme="slack")}
    >>> ayse = Person(name="ayse", addresses={"sms": "+90 555 000-00-01", "slack": "@U1"})
    >>> roster = Roster(people={"ayse": ayse}, channels=channels)
    >>> person_at(roster, "sms", "+905550000001"), person_at(roster, "slack", "U1"), person_at(roster, "sms", "U1")
    ('ayse', 'ayse', None)
    """
    asked = _written(way, sender)
    if not asked:
        return None
    names = [channel.name for channel in roster.channels.values() if _is_way(way, channel)]
    found = [
        person.name
        for person in roster.people.values()
        if any(_written(way, person.addresses.get(name, "")) == asked for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _is_way(way: str, channel: Channel) -> bool:
    if way == "sms":
        return channel.is_sms or channel.kind == "voice"
    return channel.kind == way or channel.scheme == {"telegram": "tgram"}.get(way, way)


def _written(way: str, address: str) -> str:
    """Write an address one way: numbers without blanks, dashes and brackets, accounts without the at sign."""
    if way == "sms":
        return re.sub(r"[\s().-]", "", address) if _NUMBER.fullmatch(address) else ""
    return address.strip().lstrip("@")
