"""The console: one responder who is always there, for the demo, `--watch` and replays without settings."""

from __future__ import annotations

from alertd.model.house import House
from alertd.model.people import Channel, Person, Policy, Roster, Step

NAME = "console"
_ADDRESSES = {NAME: NAME}
_STEPS = (Step(notify=(NAME,), by=(NAME,)),)


def with_console(house: House) -> House:
    """Return the house with the responder, channel and policy `console`, unless somebody else has that name."""
    roster = house.roster
    people = {NAME: Person(name=NAME, language=house.page_language, addresses=_ADDRESSES), **roster.people}
    channels = {NAME: Channel(name=NAME, kind=NAME), **roster.channels}
    policies = {NAME: Policy(name=NAME, steps=_STEPS), **roster.policies}
    return house.with_(
        roster=roster.with_(people=people, channels=channels, policies=policies),
        ops_policy=house.ops_policy or (NAME if house.console else None),
    )


def without_console(roster: Roster) -> Roster:
    """Return a roster as people are shown it: without the responder that nobody wrote, unless nobody else is there."""
    policies = {
        name: policy for name, policy in roster.policies.items() if (name, policy.steps) != (NAME, _STEPS)
    } or roster.policies
    people = {
        name: one for name, one in roster.people.items() if (name, one.addresses) != (NAME, _ADDRESSES)
    } or roster.people
    return roster.with_(people=people, policies=policies)
