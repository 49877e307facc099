"""Response: how fast the brand answered in public. Pure: posts in, figures out.

A clock runs from the first customer post of a conversation to the first answer by a human; automatic answers set a time of
their own. Shares are those of all conversations: one without an answer counts as not answered in time, however young it is
(`pending` says how many can still make it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median
from typing import NamedTuple

from alertd.model.value import Value
from alertd.report.threads import Answer, Said, Thread, customers, threads

#: The spans people ask for: a first word within a quarter of an hour, an answer within the hour, the day's end.
LIMITS: dict[str, float] = {"15m": 900.0, "1h": 3600.0, "4h": 14400.0, "24h": 86400.0}


class Figures(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How fast some conversations were answered. Spans in seconds, shares 0 to 1; None where nothing was answered.

    p90_s: nearest rank. pending: of each limit, conversations without an answer that are younger than it.
    """

    conversations: int
    answered: int
    median_s: float | None
    p90_s: float | None
    within: dict[str, float | None]
    pending: dict[str, int]


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


class Response(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The whole report. all: every conversation that a customer began; needing_answer: those with a question or complaint.

    waits: every customer of every conversation by themselves, from their first post to the first answer that was for them.
    automatic: clocks to the first automatic answer. under_own_posts: customers who wrote below a post of the brand, each one
    conversation, answered when the brand answered them.
    """

    all: Figures
    waits: Figures
    needing_answer: Figures
    automatic: Figures
    under_own_posts: Figures
    turned: Turned
    promise: Kept | None
    by: dict[str, dict[str, Figures]]


class Wait(NamedTuple):
    """How long somebody waited, in seconds; until now if it is not over."""

    seconds: float
    is_over: bool


class Clock(Value, frozen=True, kw_only=True):
    """One conversation's clocks. needed: from when it first needed an answer, None if it never did."""

    thread: Thread
    began_at: datetime
    human: Wait
    automatic: Wait
    by: Answer | None = None
    needed: Wait | None = None


#: Seconds between two instants, for a watch: by the clock on the wall, or in its business hours.
Measure = Callable[[str, datetime, datetime], float]


def on_the_wall(_watch: str, begins_at: datetime, ends_at: datetime) -> float:
    """Return all the seconds between two instants."""
    return (ends_at - begins_at).total_seconds()


def response(
    posts: Iterable[Said | Answer],
    *,
    now: datetime,
    since: datetime | None = None,
    promise: Mapping[str, timedelta] | None = None,
    zone: tzinfo | None = None,
    measure: Measure = on_the_wall,
) -> Response:
    """Return the report of posts.

    now: conversations may still be answered after it. since: conversations that began before it are left out.
    promise: platform (or "default") to the time within which a first reply is promised. zone: of the hours, UTC if None.
    measure: how long a time was, for a watch.
    """
    together = [thread for thread in threads(posts) if thread.said]
    begun = [thread for thread in together if thread.is_customers]
    below = [part for thread in together if not thread.is_customers for part in _below(thread)]
    waiting = [part for thread in begun for part in customers(thread)]
    clocks, others, waits = (
        [_clock(one, now, measure) for one in some if since is None or one.said[0].at >= since]
        for some in (begun, below, waiting)
    )
    needing = [one for one in clocks if one.needed is not None]
    return Response(
        all=figures(one.human for one in clocks),
        waits=figures(one.human for one in (*waits, *others)),
        needing_answer=figures(one.needed for one in needing if one.needed is not None),
        automatic=figures(one.automatic for one in clocks),
        under_own_posts=figures(one.human for one in others),
        turned=_turned(clocks),
        promise=_kept(needing, promise) if promise else None,
        by={name: _grouped(clocks, of) for name, of in _groups(zone).items()},
    )


def figures(waits: Iterable[Wait]) -> Figures:
    """Sum up clocks.

    >>> found = figures([Wait(600.0, is_over=True), Wait(1800.0, is_over=True), Wait(700_000.0, is_over=False)])
    >>> found.answered, found.median_s, round(found.within["15m"], 2)
    (2, 1200.0, 0.33)
    """
    known = list(waits)
    done = sorted(wait.seconds for wait in known if wait.is_over)
    ages = [wait.seconds for wait in known if not wait.is_over]
    return Figures(
        conversations=len(known),
        answered=len(done),
        median_s=median(done) if done else None,
        p90_s=done[-(-len(done) * 9 // 10) - 1] if done else None,
        within={name: sum(w <= limit for w in done) / len(known) if known else None for name, limit in LIMITS.items()},
        pending={name: sum(age <= limit for age in ages) for name, limit in LIMITS.items()},
    )


def _clock(thread: Thread, now: datetime, measure: Measure) -> Clock:
    def wait(begins_at: datetime, answer: Answer | None) -> Wait:
        ends_at = max(now, begins_at) if answer is None else answer.at
        return Wait(measure(thread.watch, begins_at, ends_at), is_over=answer is not None)

    began_at = thread.said[0].at
    human = _first(thread.answers, began_at, is_automatic=False)
    needed_at = next((post.at for post in thread.said if post.needs_answer), None)
    return Clock(
        thread=thread,
        began_at=began_at,
        human=wait(began_at, human),
        automatic=wait(began_at, _first(thread.answers, began_at, is_automatic=True)),
        by=human,
        needed=None if needed_at is None else wait(needed_at, _first(thread.answers, needed_at, is_automatic=False)),
    )


def _first(answers: Sequence[Answer], since: datetime, *, is_automatic: bool) -> Answer | None:
    return next((one for one in answers if one.is_automatic is is_automatic and one.at >= since), None)


def _below(thread: Thread) -> Iterator[Thread]:
    """Split what customers wrote below a post of the brand: one conversation a customer, with the answers to them."""
    authors: dict[str, list[Said]] = {}
    for post in thread.said:
        authors.setdefault(post.author, []).append(post)
    for said in authors.values():
        ids = {post.id for post in said}
        yield thread.with_(said=tuple(said), answers=tuple(one for one in thread.answers if one.in_reply_to in ids))


def _turned(clocks: Sequence[Clock]) -> Turned:
    negative = [one for one in clocks if one.thread.said[0].was_negative]
    again: list[Said] = []
    for one in negative:
        first = one.thread.said[0]
        later = [p for p in one.thread.said if one.by is not None and p.at > one.by.at and p.author == first.author]
        again += [post for post in later if post.was_negative is not None][-1:]
    return Turned(
        negative=len(negative),
        answered=sum(one.human.is_over for one in negative),
        heard_again=len(again),
        turned=sum(not post.was_negative for post in again),
    )


def _kept(clocks: Sequence[Clock], promise: Mapping[str, timedelta]) -> Kept:
    kept = missed = waiting = 0
    for one in clocks:
        limit = promise.get(one.thread.platform, promise.get("default"))
        if limit is None or one.needed is None:
            continue
        is_in_time = one.needed.seconds <= limit.total_seconds()
        kept += is_in_time and one.needed.is_over
        waiting += is_in_time and not one.needed.is_over
        missed += not is_in_time
    return Kept(kept=kept, missed=missed, waiting=waiting, share=kept / (kept + missed) if kept + missed else None)


def _groups(zone: tzinfo | None) -> dict[str, Callable[[Clock], str | None]]:
    return {
        "platform": lambda one: one.thread.platform,
        "watch": lambda one: one.thread.watch,
        "language": lambda one: one.thread.said[0].language,
        "hour": lambda one: f"{(one.began_at if zone is None else one.began_at.astimezone(zone)).hour:02}",
        "responder": lambda one: None if one.by is None else one.by.author,
        "agent": lambda one: None if one.by is None else one.by.agent,
    }


def _grouped(clocks: Sequence[Clock], of: Callable[[Clock], str | None]) -> dict[str, Figures]:
    found: dict[str, list[Wait]] = {}
    for one in clocks:
        name = of(one)
        if name is not None:
            found.setdefault(name, []).append(one.human)
    return {name: figures(waits) for name, waits in sorted(found.items())}
