"""Response: how fast the brand answered in public. Pure: posts in, figures out.

A clock runs from the first customer post of a conversation to the first answer by a human; automatic answers set a time of
their own. Shares are those of all conversations: one without an answer counts as not answered in time, however young it is
(`pending` says how many can still make it).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from heapq import nlargest, nsmallest
from itertools import compress
from operator import attrgetter
from statistics import median
from types import MappingProxyType
from typing import NamedTuple

from alertd.model.house import House
from alertd.model.value import Value
from alertd.report.alone import Tally, tally
from alertd.report.clocks import Clock, Measure, Wait, clock, on_the_wall
from alertd.report.threads import Answer, Parted, Said, Thread, below_own, customers, parted

#: The spans people ask for: a first word within a quarter of an hour, an answer within the hour, the day's end.
LIMITS: dict[str, float] = {"15m": 900.0, "1h": 3600.0, "4h": 14400.0, "24h": 86400.0}
_LIMITS = tuple(LIMITS.values())
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TOOK = attrgetter("human.seconds", "began_at")
EXTREMES = 5  #: quickest and slowest conversations that are named


class Figures(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How fast some conversations were answered. Spans in seconds, shares 0 to 1; None where nothing was answered.

    p90_s: nearest rank. pending: of each limit, conversations without an answer that are younger than it. rate: share that was
    answered at all. missed: those without an answer for more than a day.
    """

    conversations: int
    answered: int
    median_s: float | None
    p90_s: float | None
    within: dict[str, float | None]
    pending: dict[str, int]
    rate: float | None = None
    missed: int = 0


class Turned(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Conversations that began negative: how many were answered, whose customer wrote again, and did not end negative."""

    negative: int
    answered: int
    heard_again: int
    turned: int


class Kept(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The promise of a first reply: kept, missed, or with time left. share: kept of kept and missed."""

    kept: int
    missed: int
    waiting: int
    share: float | None


class Extreme(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One conversation that was answered very fast or very slowly. by: who answered first."""

    watch: str
    platform: str
    id: str
    began_at: datetime
    seconds: float
    by: str


class Response(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The whole report. all: every conversation that a customer began; needing_answer: those with a question or complaint.

    waits: every customer of every conversation by themselves, from their first post to the first answer that was for them.
    automatic: clocks to the first automatic answer. under_own_posts: customers who wrote below a post of the brand, each one
    conversation, answered when the brand answered them. next_replies: the customers' waits after their first.
    handling: from the first human answer to the last. resolution: all waits of a conversation together.
    guessed: answers that are taken for automatic by their words alone.
    before: the same for the time before, as it stood at its end; None where no beginning was asked for.
    """

    all: Figures
    waits: Figures
    needing_answer: Figures
    automatic: Figures
    under_own_posts: Figures
    turned: Turned
    promise: Kept | None
    by: dict[str, dict[str, Figures]]
    next_replies: Figures
    handling: Figures
    resolution: Figures
    quickest: tuple[Extreme, ...] = ()
    slowest: tuple[Extreme, ...] = ()
    guessed: int = 0
    before: Response | None = None


class Span(NamedTuple):
    """Conversations that began from an instant on (None: all) and before another, as they stood at a third."""

    since: datetime | None
    until: datetime
    stood_at: datetime


class Terms(NamedTuple):
    """How to count: the promised first replies by platform (or "default"), the zone of hours and days, and what a second is.

    groups: watch to what it belongs to.
    """

    promise: Mapping[str, timedelta] | None = None
    zone: tzinfo | None = None
    measure: Measure = on_the_wall
    groups: Mapping[str, str] = MappingProxyType({})


def response(
    posts: Iterable[Said | Answer],
    *,
    now: datetime,
    since: datetime | None = None,
    promise: Mapping[str, timedelta] | None = None,
    zone: tzinfo | None = None,
    measure: Measure = on_the_wall,
    groups: Mapping[str, str] | None = None,
    rivals: Collection[str] = (),
    until: datetime | None = None,
) -> Response:
    """Return the report of posts.

    now: conversations may still be answered after it. until: of a time that is past, its end; it is told as it stands now. since: conversations that began before it are left out, and those of
    the same length of time before it are what it is compared with. promise: platform (or "default") to the time within which a
    first reply is promised. zone: of the hours, UTC if None. measure: how long a time was, for a watch.
    groups: watch to what it belongs to (`watches: NAME: group`). rivals: watches that only stand beside the others, in `by["watch"]`.
    """
    together = parted(posts)
    terms = Terms(promise, zone, measure, groups or {})
    ends = now if until is None else min(until, now)
    found = _beside(together, Span(since, ends, now), terms, rivals)
    if since is None:
        return found
    # As long after its end as this one is told after its own: else the older time had more time to be answered.
    before = Span(since - (ends - since), since, since + (now - ends))
    return found.with_(before=_beside(together, before, terms, rivals))


def _beside(together: Parted, span: Span, terms: Terms, rivals: Collection[str]) -> Response:
    """Return the figures of our own watches, with those of rivals beside them by watch."""
    if not rivals:
        return _summed(together, span, terms)
    ours, theirs = (
        Parted(
            [post for post in together.alone if (post.watch in rivals) is is_theirs],
            [thread for thread in together.threads if (thread.watch in rivals) is is_theirs],
        )
        for is_theirs in (False, True)
    )
    found = _summed(ours, span, terms)
    by_watch = {**found.by["watch"], **_summed(theirs, span, terms).by["watch"]}
    return found.with_(by={**found.by, "watch": dict(sorted(by_watch.items()))})


def groups_of(house: House) -> dict[str, str]:
    """Return what each watch belongs to, of those that belong to something."""
    return {watch.name: watch.group for watch in house.watches if watch.group is not None}


def figures(waits: Iterable[Wait], more: Mapping[int, int] | None = None) -> Figures:
    """Sum up clocks. more: how many others wait, by limits passed.

    >>> found = figures([Wait(600.0, is_over=True), Wait(1800.0, is_over=True), Wait(700_000.0, is_over=False)])
    >>> found.answered, found.median_s, round(found.within["15m"], 2), found.missed
    (2, 1200.0, 0.33, 1)
    """
    ages = Counter(more or {})
    done: list[float] = []
    for seconds, is_over in waits:
        if is_over:
            done.append(seconds)
        else:
            ages[_age(seconds)] += 1
    return _figures(done, ages)


def _age(seconds: float) -> int:
    """Return how many of the limits a wait has passed that is not over."""
    return bisect_left(_LIMITS, seconds)


def _figures(done: list[float], ages: Mapping[int, int]) -> Figures:
    """Sum up. done: how long those waited who were answered, put in order here; ages: how many wait, by limits passed."""
    done.sort()
    waiting = sum(ages.values())
    known = len(done) + waiting
    pending = {name: sum(ages.get(age, 0) for age in range(at + 1)) for at, name in enumerate(LIMITS)}
    return Figures(
        conversations=known,
        answered=len(done),
        median_s=median(done) if done else None,
        p90_s=done[-(-len(done) * 9 // 10) - 1] if done else None,
        within={name: bisect_right(done, limit) / known if known else None for name, limit in LIMITS.items()},
        pending=pending,
        rate=len(done) / known if known else None,
        missed=waiting - pending["24h"],
    )


def _summed(together: Parted, span: Span, terms: Terms) -> Response:
    own = [thread for thread in together.threads if thread.is_customers]
    below = (part for thread in together.threads if not thread.is_customers for part in below_own(thread))
    alone = _alone(together.alone, span, terms)
    # In time order, as they lie in memory: to walk them in any other order costs more than it saves.
    clocks, others = (list(_clocks(some, span, terms.measure)) for some in (own, below))
    waits = list(_waits(own, clocks, span, terms.measure))
    split = _split(clocks)
    by_alone = {**alone.by, "group": _of_groups(alone.by.get("watch", {}), terms.groups)}
    needing = [one for one in clocks if one.needed is not None]
    answered = [one for one in clocks if one.by is not None]
    return Response(
        all=figures((one.human for one in clocks), alone.ages),
        waits=figures((one.human for one in (*waits, *others)), alone.ages),
        needing_answer=figures((one.needed for one in needing if one.needed is not None), alone.needing),
        automatic=figures((one.automatic for one in clocks), alone.ages),
        under_own_posts=figures(one.human for one in others),
        turned=_turned(clocks, alone.negative),
        promise=_kept(needing, terms.promise, alone) if terms.promise else None,
        by={group: _grouped(split, names, group, by_alone.get(group, {})) for group, names in _groups(clocks, terms)},
        next_replies=figures(wait for one in waits for wait in one.rounds),
        handling=figures(one.handled for one in clocks if one.handled is not None),
        resolution=figures(one.resolved for one in clocks if one.resolved is not None),
        quickest=tuple(map(_extreme, nsmallest(EXTREMES, answered, key=_TOOK))),
        slowest=tuple(map(_extreme, nlargest(EXTREMES, answered, key=_TOOK))),
        guessed=sum(answer.is_guess for one in clocks for answer in one.thread.answers),
    )


def _alone(posts: Sequence[Said], span: Span, terms: Terms) -> Tally:
    first = 0 if span.since is None else bisect_left(posts, span.since, key=lambda post: post.at)
    end = len(posts) if span.since is None else bisect_left(posts, span.until, key=lambda post: post.at)
    return tally(
        posts[first:end],
        now=span.stood_at,
        limits=_LIMITS,
        measure=terms.measure,
        zone=terms.zone,
        promise=terms.promise or {},
        weekdays=WEEKDAYS,
    )


def _clocks(some: Iterable[Thread], span: Span, measure: Measure) -> Iterator[Clock]:
    for one in some:
        began_at = one.said[0].at
        if (span.since is None or began_at >= span.since) and (span.since is None or began_at < span.until):
            yield clock(one, span.stood_at, measure)


def _waits(own: Iterable[Thread], clocks: Iterable[Clock], span: Span, measure: Measure) -> Iterator[Clock]:
    """Yield the clock of each customer; where one conversation has one customer it is the conversation's own."""
    known = {id(one.thread): one for one in clocks}
    for thread in own:
        for part in customers(thread):
            if part is not thread:
                yield from _clocks((part,), span, measure)
            elif (found := known.get(id(thread))) is not None:
                yield found


def _extreme(one: Clock) -> Extreme:
    first = one.thread.said[0]
    return Extreme(
        watch=first.watch,
        platform=first.platform,
        id=first.id,
        began_at=one.began_at,
        seconds=one.human.seconds,
        by=_person(one) or "",
    )


def _turned(clocks: Sequence[Clock], alone: int) -> Turned:
    negative = [one for one in clocks if one.thread.said[0].was_negative]
    again: list[Said] = []
    for one in negative:
        first = one.thread.said[0]
        later = [p for p in one.thread.said if one.by is not None and p.at > one.by.at and p.author == first.author]
        again += [post for post in later if post.was_negative is not None][-1:]
    return Turned(
        negative=len(negative) + alone,
        answered=sum(one.human.is_over for one in negative),
        heard_again=len(again),
        turned=sum(not post.was_negative for post in again),
    )


def _kept(clocks: Sequence[Clock], promise: Mapping[str, timedelta], alone: Tally) -> Kept:
    kept, missed, waiting = 0, alone.late, alone.due
    for one in clocks:
        limit = promise.get(one.thread.platform, promise.get("default"))
        if limit is None or one.needed is None:
            continue
        is_in_time = one.needed.seconds <= limit.total_seconds()
        kept += is_in_time and one.needed.is_over
        waiting += is_in_time and not one.needed.is_over
        missed += not is_in_time
    return Kept(kept=kept, missed=missed, waiting=waiting, share=kept / (kept + missed) if kept + missed else None)


def _of_groups(watches: Mapping[str, Mapping[int, int]], groups: Mapping[str, str]) -> dict[str, Counter[int]]:
    """Return how many wait in each group of watches, from how many do in each watch."""
    found: dict[str, Counter[int]] = {}
    for watch, ages in watches.items():
        if watch in groups:
            found.setdefault(groups[watch], Counter()).update(ages)
    return found


def _groups(clocks: Sequence[Clock], terms: Terms) -> Iterator[tuple[str, list[str | None]]]:
    """Yield each group's name, and what each conversation is called in it; None: it is in none."""
    zone = terms.zone
    local = [one.began_at if zone is None else one.began_at.astimezone(zone) for one in clocks]
    hours = [f"{hour:02}" for hour in range(24)]
    days: dict[date, str] = {}
    threads = [one.thread for one in clocks]
    yield "platform", [thread.platform for thread in threads]
    yield "watch", [thread.watch for thread in threads]
    if terms.groups:
        yield "group", [terms.groups.get(thread.watch) for thread in threads]
    yield "language", [thread.said[0].language for thread in threads]
    yield "priority", ["high" if _is_high(thread) else "usual" for thread in threads]
    yield "hour", [hours[at.hour] for at in local]
    yield "weekday", [WEEKDAYS[at.weekday()] for at in local]
    yield "day", [days.get(day) or days.setdefault(day, day.isoformat()) for at in local if (day := at.date())]
    answers = [one.by for one in clocks]
    yield "responder", [None if by is None else by.author for by in answers]
    yield "agent", [None if by is None else by.agent for by in answers]
    yield "person", [None if by is None else by.agent or by.author for by in answers]


def _is_high(thread: Thread) -> bool:
    return thread.said[0].is_high or (len(thread.said) > 1 and any(post.is_high for post in thread.said))


def _person(one: Clock) -> str | None:
    """Return who answered first: the initials they signed with, or the name that an inbox tool told; else the account."""
    return None if one.by is None else one.by.agent or one.by.author


class _Split(NamedTuple):
    """The clocks of a report, those that are over apart from those that are not; most are not."""

    is_over: list[bool]
    is_not: list[bool]
    done: list[float]
    ages: list[int]


def _split(clocks: Sequence[Clock]) -> _Split:
    is_over = [one.human.is_over for one in clocks]
    is_not = [not over for over in is_over]
    done = [one.human.seconds for one in compress(clocks, is_over)]
    return _Split(is_over, is_not, done, [_age(one.human.seconds) for one in compress(clocks, is_not)])


def _grouped(
    split: _Split, names: Sequence[str | None], group: str, alone: Mapping[str, Mapping[int, int]]
) -> dict[str, Figures]:
    # A million conversations in ten groups: what waits is counted without a step of our own for each.
    waiting = Counter(zip(compress(names, split.is_not), split.ages, strict=True))
    ages: dict[str, dict[int, int]] = {name: dict(some) for name, some in alone.items()}
    for (name, age), count in waiting.items():
        if name is not None:
            own = ages.setdefault(name, {})
            own[age] = own.get(age, 0) + count
    done: defaultdict[str, list[float]] = defaultdict(list)
    for name, seconds in zip(compress(names, split.is_over), split.done, strict=True):
        if name is not None:
            done[name].append(seconds)
    found = ages.keys() | done.keys()
    order = WEEKDAYS if group == "weekday" else sorted(found)
    return {name: _figures(done.get(name, []), ages.get(name, {})) for name in order if name in found}
