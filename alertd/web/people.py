"""Who does it: only people of the people file act, and who is none of them learns who is known."""

from __future__ import annotations

from aiohttp import web

from alertd.model.console import without_console
from alertd.model.house import House
from alertd.web import gate, request_fields
from alertd.web.refusals import Forbidden, Malformed
from alertd.web.settings import BACKEND

_MOST_NAMED = 20


def known(request: web.Request, name: str, field: str = "by") -> str:
    """Return the person of that name, upper or lower case. Raises Malformed, which says who is known."""
    return person_of(request.app[BACKEND].house(), name, field)


def person_of(house: House, name: str, field: str = "by") -> str:
    """Return the person of that name in a house. Where nobody has written a people file, everybody is taken at their word.

    >>> from alertd.model.people import Person, Roster
    >>> person_of(House(roster=Roster(people={"ayse": Person(name="ayse")})), "Ayse")
    'ayse'
    """
    people = house.roster.people
    if house.console or name in people:
        return name
    folded = [one for one in people if one.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    written = sorted(without_console(house.roster).people)
    others = ", ".join(written[:_MOST_NAMED]) + (" and others" if len(written) > _MOST_NAMED else "")
    raise Malformed(
        f'"{field}": {name} is not in the people file; known are {others or "none yet"}. Who else had a part in it belongs into the note.'
    )


def by(request: web.Request, body: dict[str, object]) -> str:
    """Return who a program says it acts for. Raises Malformed."""
    return known(request, request_fields.text(body, "by", required=True))


def assignee(request: web.Request, body: dict[str, object], otherwise: str) -> str:
    """Return to whom something is given. Raises Malformed."""
    name = request_fields.text(body, "assignee")
    return known(request, name, "assignee") if name else otherwise


def named(request: web.Request, form: dict[str, object]) -> str:
    """Return who fills in a form: who it says, else who is signed in. Raises Malformed."""
    name = request_fields.text(form, "by") or (request[gate.SESSION].person if gate.SESSION in request else "")
    if not name:
        raise Malformed("Please say who you are.")
    person = known(request, name)
    session = request.get(gate.SESSION)
    if session is not None and session.way not in ("", "once") and session.person != person:
        raise Forbidden("You are signed in as yourself, and act as nobody else.")
    return person


def remember(request: web.Request, person: str) -> None:
    """Keep who uses this browser."""
    if gate.SESSION in request and request[gate.SESSION].person != person:
        request.app[gate.SESSIONS].name(request[gate.SESSION], person)
