"""Which person of the people file a login means, whoever says it: a proxy, a provider of identities, or a form. Pure."""

from __future__ import annotations

from alertd.model.house import House


def by_login(house: House, login: str) -> str | None:
    """Return the person whom a proxy, a provider or a form means: by name, or by an address of theirs; None for nobody, or for two.

    >>> from alertd.model.people import Person, Roster
    >>> people = {"ayse": Person(name="ayse", addresses={"mail": "Ayse@acme.example"}), "omar": Person(name="omar")}
    >>> [by_login(House(roster=Roster(people=people)), login) for login in ("AYSE", "ayse@acme.example", "omar ", "eve", "")]
    ['ayse', 'ayse', 'omar', None, None]
    """
    wanted = login.strip().casefold()
    if not wanted:
        return None
    found = [
        name
        for name, person in house.roster.people.items()
        if wanted == name.casefold() or wanted in (address.casefold() for address in person.addresses.values())
    ]
    return found[0] if len(found) == 1 else None
