"""Lint of people: steps that reach nobody, gaps in schedules, quiet hours that swallow a policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from alertd.core.incidents.quiet_hours import is_swallowed
from alertd.model.people import Person, Policy, Roster, Step
from alertd.model.value import count_of
from alertd.rulefile.people import EVERYONE, PeopleFile, is_phone
from alertd.yamlform.findings import Place, listed
from alertd.yamlform.nodes import Node, Row, Table, Text, inside

if TYPE_CHECKING:
    from alertd.core.incidents.oncall import Shift

#: Schemes of channels whose addresses are mail addresses.
MAIL = frozenset({"mailto", "mailtos"})
#: How far ahead gaps are looked for: most rotas are written a fortnight ahead.
AHEAD = timedelta(days=14)
#: How far ahead holidays without anybody are, and overrides that change nothing: those of a year's end are arranged in November.
FAR_AHEAD = timedelta(days=60)
#: Quiet hours are compared at each of these clocks of one day.
GRAIN = timedelta(minutes=15)


def lint_people(people: PeopleFile, roster: Roster, now: datetime) -> None:
    """Warn of what will hurt in a people file without faults."""
    _phones(people, roster)
    _senders(people)
    _mails(people, roster)
    _zones(people, roster)
    _never_told(people, roster)
    for policy in roster.policies.values():
        for number in range(len(policy.steps)):
            _step(people, roster, policy, number)
        _swallowed(people, roster, policy, now)
    _gaps(people, roster, now)
    _idle_overrides(people, roster, now)


def _place(people: PeopleFile, *path: str | int) -> Place:
    """Return the place of what stands at a path, or of the nearest thing above it."""
    for length in range(len(path), 0, -1):
        node: Node | None = inside(people.root, *path[:length])
        if node is not None:
            return node.place
    return Place(1, 1)


def _key(people: PeopleFile, part: str, name: str) -> Place:
    table = inside(people.root, part)
    key = table.key(name) if isinstance(table, Table) else None
    return key.place if key else _place(people, part)


def _phones(people: PeopleFile, roster: Roster) -> None:
    for person in roster.people.values():
        for channel, address in person.addresses.items():
            if channel in roster.channels and roster.channels[channel].is_sms and not is_phone(address):
                place = _place(people, "people", person.name, channel)
                text = f"this number of {person.name} has no country code"
                people.file.warn(place, "phone", text, 'write it in full and in quotes: "+905550000001"')


def _senders(people: PeopleFile) -> None:
    """Warn of a number that sends without its country code: the provider refuses each message. Names and short codes are fine."""
    for name, channel in people.channels.items():
        node = inside(people.root, "channels", name, "from")
        is_number = isinstance(node, Text) and re.fullmatch(r"\+?[\d ().-]{7,}", node.raw)
        if channel.kind in ("sms", "voice") and isinstance(node, Text) and is_number and not is_phone(node.raw):
            text = f"the number that {name} sends from has no country code"
            people.file.warn(node.place, "phone", text, 'write it in full and in quotes: "+905550000001"')


def _mails(people: PeopleFile, roster: Roster) -> None:
    """Warn of what is no mail address, and of addresses that the channel's URL has no room for."""
    mails = [name for name, channel in roster.channels.items() if channel.scheme in MAIL]
    for person in roster.people.values():
        for channel in (name for name in mails if name in person.addresses):
            place = _place(people, "people", person.name, channel)
            address = person.addresses[channel]
            if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address.rpartition("<")[2].removesuffix(">")):
                text = f"this is no mail address of {person.name}"
                people.file.warn(place, "no-address", text, "write it in full: name@example.org")
            if "{to}" not in people.channels[channel].url:
                text = f"no mail goes to this address: the url of {channel} has no {{to}} and tells one address, whoever is paged"
                people.file.warn(place, "no-address", text, f"end the url of {channel} with ?to={{to}}")


def _zones(people: PeopleFile, roster: Roster) -> None:
    """Warn of quiet hours that are kept by nobody's clock."""
    for person in roster.people.values():
        if person.quiet is not None and inside(people.root, "people", person.name, "timezone") is None:
            text = f"{person.name} has quiet hours and no timezone: they are taken as hours of UTC"
            people.file.warn(
                _place(people, "people", person.name, "quiet"), "no-timezone", text, "timezone: Europe/Istanbul"
            )


def _never_told(people: PeopleFile, roster: Roster) -> None:
    """Warn of whoever stands in a schedule that no policy tells: they believe that they are on call."""
    told = {name for policy in roster.policies.values() for step in policy.steps for name in told_by(roster, step)}
    if not roster.policies:
        return
    for name, schedule in roster.schedules.items():
        own = Step(notify=(name,), by=())
        lost = [person for person in told_by(roster, own) if person not in told]
        if lost and schedule.people:
            text = f"{listed(tuple(lost))} of {name} {'is' if len(lost) == 1 else 'are'} told by no policy"
            people.file.warn(_key(people, "schedules", name), "never-told", text, f"name {name} in a step's notify")


def told_by(roster: Roster, step: Step) -> dict[str, Person]:
    """Return everybody whom a step may ever tell: of a schedule, all who take turns or stand in."""
    names: list[str] = []
    for target in step.notify:
        if target == EVERYONE:
            names += roster.people
        elif target in roster.schedules:
            schedule = roster.schedules[target]
            first = roster.schedules.get(schedule.secondary_of or "")
            names += (*schedule.people, *schedule.shadow, *(first.people if first else ()))
            names += [override.who for override in schedule.overrides]
            names += [name for layer in schedule.layers for name in layer.people]
        else:
            names.append(target)
    return {name: roster.people[name] for name in names if name in roster.people}


def _is_reached(person: Person, step: Step) -> bool:
    return any(person.addresses.get(channel) for channel in step.by)


def _step(people: PeopleFile, roster: Roster, policy: Policy, number: int) -> None:
    step = policy.steps[number]
    told = told_by(roster, step)
    place = _place(people, "policies", policy.name, "steps", number, "notify")
    reached = [person for person in told.values() if _is_reached(person, step)]
    channels = listed(step.by)
    if not set(step.by) <= set(roster.channels):
        return  # told of: what follows from it is no mistake of its own
    if not reached:
        text = f"nobody can be told in step {number + 1} of {policy.name}: nobody of it has {channels}"
        people.file.warn(place, "unanswerable-step", text, "give its people an address on one of these channels")
        return
    if EVERYONE in step.notify:
        return  # whoever has no such channel is not meant
    for name, person in told.items():
        if person not in reached:
            text = f"{name} has no {channels}, so step {number + 1} of {policy.name} cannot reach them"
            people.file.warn(place, "no-contact", text, f"add one to {name}, or a channel that they have to by")


def _swallowed(people: PeopleFile, roster: Roster, policy: Policy, now: datetime) -> None:
    """Warn where there is a time of day at which everybody of all steps is quiet: an urgent page then waits."""
    told = {
        name: person
        for step in policy.steps
        for name, person in told_by(roster, step).items()
        if _is_reached(person, step)
    }
    if not told or any(person.quiet is None for person in told.values()):
        return
    begin = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    zones = {name: ZoneInfo(person.timezone) for name, person in told.items()}
    swallowed = [
        at
        for at in (begin + GRAIN * number for number in range(int(timedelta(days=1) / GRAIN)))
        if all(
            person.quiet is not None and is_swallowed(person.quiet, at.astimezone(zones[name]).time())
            for name, person in told.items()
        )
    ]
    if swallowed:
        hours = len(swallowed) * GRAIN / timedelta(hours=1)
        text = (
            f"everybody of {policy.name} is quiet at the same time for {hours:g} h a day: urgent pages wait that long"
        )
        advice = f"take quiet away from one of: {listed(tuple(told))}"
        people.file.warn(_key(people, "policies", policy.name), "swallowed", text, advice)


def _gaps(people: PeopleFile, roster: Roster, now: datetime) -> None:
    """Warn of times at which nobody stands, one warning a schedule; holidays are known longer ahead than rotas are written."""
    if not roster.schedules:
        return
    from alertd.core.incidents.oncall import gaps  # holidays take time to load; most checks of one file need none

    for name, schedule in roster.schedules.items():
        if not set(schedule.people) <= set(roster.people):  # whoever is unknown has been told of
            continue
        ahead = FAR_AHEAD if schedule.holidays else AHEAD
        every = gaps(roster, name, now, now + ahead)
        found = [one for one in every if one.begins_at < now + AHEAD or one.why == "holiday"]
        if found:
            zone = ZoneInfo(schedule.timezone)
            first = found[0]
            begins, ends = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (first.begins_at, first.ends_at))
            more = f", and {count_of(len(found) - 1, 'more time')} in {ahead.days} days" if len(found) > 1 else ""
            why = ", a holiday" if first.why == "holiday" else ""
            text = f"nobody is on call in {name} from {begins} to {ends} ({schedule.timezone}{why}){more}"
            advice = "holidays count as free; add an override, or a later step that somebody always stands in"
            people.file.warn(_key(people, "schedules", name), "schedule-gap", text, advice)


def _idle_overrides(people: PeopleFile, roster: Roster, now: datetime) -> None:
    """Warn of overrides for somebody whose turn it is not: whoever wrote one believes that it is arranged.

    One without `for` says who stands, whoever's turn it is: it may well change nothing, and is right.
    """
    for name, schedule in roster.schedules.items():
        rows = inside(people.root, "schedules", name, "overrides")
        if not isinstance(rows, Row) or not set(schedule.people) <= set(roster.people):
            continue  # a calendar tells of everybody who is away, whether it is their turn or not
        from alertd.core.incidents.oncall import shifts

        zone = ZoneInfo(schedule.timezone)
        for number, override in enumerate(schedule.overrides):
            begins = max(override.begins_at, now)
            if override.instead_of is None or begins >= override.ends_at or begins > now + FAR_AHEAD:
                continue
            others = (*schedule.overrides[:number], *schedule.overrides[number + 1 :])
            without = roster.with_(schedules={**roster.schedules, name: schedule.with_(overrides=others)})
            standing, stood = (
                [
                    (one.begins_at, one.ends_at, one.people)
                    for one in _joined(shifts(which, name, begins, override.ends_at))
                ]
                for which in (roster, without)
            )
            if standing == stood:
                span = " to ".join(
                    at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (override.begins_at, override.ends_at)
                )
                text = f"{override.who} for {override.instead_of} from {span} ({schedule.timezone}) changes nothing in {name}"
                advice = "`alertd oncall --days 60` shows whose turn it is then"
                node = inside(rows, number)
                people.file.warn(node.place if node else _key(people, "schedules", name), "override-idle", text, advice)


def _joined(shifts: Sequence[Shift]) -> list[Shift]:
    """Join shifts of the same people: why they stand is another matter."""
    joined: list[Shift] = []
    for one in shifts:
        if joined and (joined[-1].people, joined[-1].ends_at) == (one.people, one.begins_at):
            joined[-1] = joined[-1].with_(ends_at=one.ends_at)
        else:
            joined.append(one)
    return joined
