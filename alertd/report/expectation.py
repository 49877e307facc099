"""Expectation: when customers ask, what the next days will bring, who is there then, and what a promise would cost. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from alertd.core.business_hours import is_open
from alertd.core.incidents.oncall import EVERYONE, on_call
from alertd.core.rivals import rivals_of
from alertd.model.house import House
from alertd.model.people import Hours
from alertd.model.value import Value
from alertd.report.load import HOUR, WEEK, Asked, Load, asked, audience, load_of, slot_of
from alertd.report.load_ahead import Outlook, Range, outlook
from alertd.report.staffing import Promise, load, needed
from alertd.report.threads import Answer, Said

WIDE = 3  #: hours of the busiest time of a week
HANDLING = 360.0  #: seconds that one answer is taken to need where nothing is known
_TOGETHER = 1_200.0  # seconds between two answers of one person that are one piece of work
_KNOWN = 30  # such pairs from which their median is believed
_LEFT = 0.5  # of what a promise lets be missed: the quietest hours that together hold no more need nobody


class Shift(NamedTuple):
    """Hours of one weekday that are alike, by the audience's clock. questions: an hour. there: the fewest on call in them; is_open: all of it."""

    weekday: int
    begins: int
    ends: int
    questions: float
    needed: int
    there: int
    is_open: bool


class Tongue(NamedTuple):
    """One language of customers. peak: the hour of the week with most questions, on the clock of its own zone."""

    language: str
    questions: int
    share: float
    zone: str
    peak: int


class Expectation(Value, frozen=True, kw_only=True):
    """What is told. handling: seconds of one answer, is_assumed where the replies say nothing of it. ahead: None: too little is known."""

    load: Load
    zone: str
    why_zone: str
    promise: Promise
    is_assumed: bool
    questions: int
    ahead: Outlook | None
    days: tuple[tuple[datetime, Range], ...] = ()
    week: Range | None = None
    busiest: Shift | None = None
    shifts: tuple[Shift, ...] = ()
    languages: tuple[Tongue, ...] = ()


def expectation(
    posts: Iterable[Said | Answer],
    house: House,
    *,
    since: datetime | None,
    now: datetime,
    watches: Sequence[str] = (),
    zone: str | None = None,
    share: float = 0.95,
    within: timedelta = timedelta(minutes=30),
    handling: timedelta | None = None,
) -> Expectation:
    """Return what to expect after an instant.

    since: from when on the past counts, None: from the first question on. watches: whose business hours count; none: all.
    zone: of the clock, None: where most customers live. handling: of one answer, None: as the replies say.
    """
    rivals = rivals_of(house, watches)  # nobody of us answers what they are asked
    known = [one for one in posts if one.watch not in rivals]
    asked_ = [one for one in asked(known) if (since is None or one.at >= since) and one.at <= now]
    team = _hours(house, watches)
    there = audience(asked_, team[0].timezone if team else None, _home(house, watches, rivals))
    named, why = (zone, "as you asked") if zone is not None else there
    clock = ZoneInfo(named)
    # A store that is younger than the time asked for knows nothing of the weeks before it: they were not silent.
    begins = asked_[0].at.replace(minute=0, second=0, microsecond=0) if asked_ else now
    found = load_of(asked_, begins, now, clock)
    ahead = outlook(found)
    measured = _handling(known)
    seconds = handling.total_seconds() if handling is not None else measured or HANDLING
    promise = Promise(share, within.total_seconds(), seconds)
    told = Expectation(
        load=found,
        zone=named,
        why_zone=why,
        promise=promise,
        is_assumed=handling is None and measured is None,
        questions=sum(found.counts),
        ahead=ahead,
        languages=tuple(_languages(asked_)),
    )
    if ahead is None:
        return told
    hours = _hours_ahead((now, clock), ahead, house, team, promise)
    return told.with_(
        days=tuple(_days(now, clock, ahead)),
        week=ahead.week(),
        busiest=_busiest(hours),
        shifts=tuple(_alike(hours)),
    )


def _hours(house: House, watches: Sequence[str]) -> list[Hours]:
    names = [one.hours for one in house.watches if not watches or one.name in watches]
    return [
        house.roster.hours[name] for name in dict.fromkeys(names) if name is not None and name in house.roster.hours
    ]


def _home(house: House, watches: Sequence[str], rivals: Collection[str]) -> str | None:
    """Return where the settings say that the people of these watches live; None where they say nothing, or several places.

    A watch that names business hours and no zone has theirs: that says where its team is, and nothing of its customers.
    """
    about = [one for one in house.watches if (one.name in watches if watches else one.name not in rivals)]
    teams = {one.name: house.roster.hours[one.hours].timezone for one in about if one.hours in house.roster.hours}
    zones = {one.timezone for one in about}
    (zone,) = zones if len(zones) == 1 else ("UTC",)
    return zone if zone != "UTC" and zone not in teams.values() else None


def _handling(posts: Iterable[Said | Answer]) -> float | None:
    """Return how long an answer takes: half of the pauses between two answers of one person who is at it are shorter."""
    last: dict[str, datetime] = {}
    pauses = []
    humans = (one for one in posts if isinstance(one, Answer) and not one.is_automatic)
    for one in sorted(humans, key=lambda one: one.at):
        who = one.agent or one.author
        before, last[who] = last.get(who), one.at
        if before is not None and 0.0 < (pause := (one.at - before).total_seconds()) <= _TOGETHER:
            pauses.append(pause)
    return median(pauses) if len(pauses) >= _KNOWN else None


def _languages(asked_: Sequence[Asked]) -> Iterable[Tongue]:
    by: dict[str, list[Asked]] = {}
    for one in asked_:
        by.setdefault(one.language, []).append(one)
    for language, some in sorted(by.items(), key=lambda item: (-len(item[1]), item[0])):
        zone, _ = audience(some, None)
        hours = Counter(slot_of(one.at, ZoneInfo(zone)) for one in some)
        peak = min(hours, key=lambda slot: (-hours[slot], slot))
        yield Tongue(language, len(some), len(some) / len(asked_), zone, peak)


def _days(now: datetime, clock: ZoneInfo, ahead: Outlook) -> Iterable[tuple[datetime, Range]]:
    """Yield the next seven whole days by the audience's clock."""
    day = now.astimezone(clock).date()
    for number in range(1, 8):
        begins = datetime.combine(day + timedelta(days=number), datetime.min.time(), clock)
        ends = datetime.combine(day + timedelta(days=number + 1), datetime.min.time(), clock)
        at, slots = begins.astimezone(UTC), []
        while at < ends.astimezone(UTC):  # 23 or 25 hours where the clock jumps
            slots.append(slot_of(at, clock))
            at += HOUR
        yield begins, ahead.day(slots)


def _hours_ahead(
    begins: tuple[datetime, ZoneInfo], ahead: Outlook, house: House, team: Sequence[Hours], promise: Promise
) -> list[Shift]:
    """Return the hours of the next week, from Monday on, each with whom it needs and who is there."""
    now, clock = begins
    at = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
    quiet, first = _quiet(ahead.usual, promise), _always(house)
    found: dict[int, Shift] = {}
    for number in range(WEEK + 2):  # on the night of a clock change an hour of the week comes twice, or not at all
        hour = at + number * HOUR
        slot = slot_of(hour, clock)
        if slot in found:
            continue
        people = {name for schedule in house.roster.schedules for name in on_call(house.roster, schedule, hour)} | first
        questions = ahead.usual[slot]
        found[slot] = Shift(
            weekday=slot // 24,
            begins=slot % 24,
            ends=slot % 24 + 1,
            questions=questions,
            needed=0 if slot in quiet else needed(questions, promise),
            there=len(people),
            is_open=not team or any(is_open(hours, hour) for hours in team),
        )
    return [found[slot] for slot in sorted(found)]


def _always(house: House) -> set[str]:
    """Return the people whom the first step of a policy names themselves: they need no schedule to be there."""
    roster = house.roster
    named = {name for policy in roster.policies.values() for name in policy.steps[0].notify}
    return set(roster.people) if EVERYONE in named else named & set(roster.people)


def _quiet(usual: Sequence[float], promise: Promise) -> frozenset[int]:
    """Return the hours of the week in which so little is asked that a promise is kept though nobody is there."""
    may, left, found = sum(usual) * (1.0 - promise.share) * _LEFT, 0.0, []
    for slot in sorted(range(len(usual)), key=lambda one: (usual[one], one)):
        left += usual[slot]
        if left > may:
            break
        found.append(slot)
    return frozenset(found)


def _busiest(hours: Sequence[Shift]) -> Shift | None:
    """Return the few hours after each other in which most is asked; they may cross midnight, and the end of the week."""
    if not any(one.questions > 0 for one in hours) or len(hours) < WEEK:
        return None
    sums = [sum(hours[(at + more) % WEEK].questions for more in range(WIDE)) for at in range(WEEK)]
    at = max(range(WEEK), key=lambda one: (round(sums[one], 9), -one))
    some = [hours[(at + more) % WEEK] for more in range(WIDE)]
    return Shift(
        weekday=some[0].weekday,
        begins=some[0].begins,
        ends=(some[0].begins + WIDE) % 24 or 24,
        questions=sums[at] / WIDE,
        needed=max(one.needed for one in some),
        there=min(one.there for one in some),
        is_open=all(one.is_open for one in some),
    )


def _alike(hours: Sequence[Shift]) -> Iterable[Shift]:
    """Yield hours together that need as many people and find as many there."""
    run: list[Shift] = []
    for one in [*hours, None]:
        if run and (one is None or _of(one) != _of(run[0])):
            mean = sum(part.questions for part in run) / len(run)
            yield run[0]._replace(ends=run[-1].ends, questions=mean)
            run = []
        if one is not None:
            run.append(one)


def _of(one: Shift) -> tuple[int, int, int, bool]:
    return one.weekday, one.needed, one.there, one.is_open


def person_hours(shifts: Iterable[Shift]) -> int:
    """Return how many hours of people a week of shifts needs."""
    return sum(one.needed * (one.ends - one.begins) for one in shifts)


def work(ahead: Outlook, promise: Promise) -> float:
    """Return the hours of answering in a week: what is left of the people's hours is waiting."""
    return sum(load(questions, promise.handling) for questions in ahead.usual)
