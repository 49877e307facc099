"""The console: one responder who is always there, for the demo, `--watch` and replays without settings."""

from __future__ import annotations

from alertd.model.house import House
from alertd.model.people import Channel, Person, Policy, Step

NAME = "console"


def with_console(house: House) -> House:
    """Return the house with the responder, channel and policy `console`, unless somebody else has that name."""
    roster = house.roster
    people = {NAME: Person(name=NAME, language=house.page_language, addresses={NAME: NAME}), **roster.people}
    channels = {NAME: Channel(name=NAME, kind=NAME), **roster.channels}
    policies = {NAME: Policy(name=NAME, steps=(Step(notify=(NAME,), by=(NAME,)),)), **roster.policies}
    return house.with_(
        roster=roster.with_(people=people, channels=channels, policies=policies),
        ops_policy=house.ops_policy or (NAME if house.console else None),
    )
