"""Response: how fast the brand answered in public. Pure: posts in, figures out.

A clock runs from the first customer post of a conversation to the first answer by a human; automatic answers set a time of
their own. Shares are those of all conversations: one without an answer counts as not answered in time, however young it is
(`pending` says how many can still make it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median

from alertd.model.value import Value
from alertd.report.threads import Answer, Said, Thread, threads

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

    automatic: clocks to the first automatic answer. under_own_posts: customers who wrote below a post of the brand, each one
    conversation, answered when the brand answered them.
    """

    all: Figures
    needing_answer: Figures
    automatic: Figures
    under_own_posts: Figures
    turned: Turned
    promise: Kept | None
    by: dict[str, dict[str, Figures]]


class Clock(Value, frozen=True, kw_only=True):
    """One conversation's clocks; spans in seconds, None where no answer came.

    needed_at: when it first needed an answer, needed: seconds from then to the human answer.
    """

    thread: Thread
    began_at: datetime
    human: float | None = None
    automatic: float | None = None
    by: Answer | None = None
    needed_at: datetime | None = None
    needed: float | None = None


def response(
    posts: Iterable[Said | Answer],
    *,
    now: datetime,
    since: datetime | None = None,
    promise: Mapping[str, timedelta] | None = None,
    zone: tzinfo | None = None,
) -> Response:
    """Return the report of posts.

    now: conversations may still be answered after it. since: conversations that began before it are left out.
    promise: platform (or "default") to the time within which a first reply is promised. zone: of the hours, UTC if None.
    """
    together = [thread for thread in threads(posts) if thread.said]
    clocks = [_clock(thread) for thread in together if thread.is_customers]
    clocks = [one for one in clocks if since is None or one.began_at >= since]
    below = [_clock(part) for thread in together if not thread.is_customers for part in _below(thread)]
    below = [one for one in below if since is None or one.began_at >= since]
    needing = [one for one in clocks if one.needed_at is not None]
    return Response(
        all=figures(((one.began_at, one.human) for one in clocks), now),
        needing_answer=figures(((one.needed_at or one.began_at, one.needed) for one in needing), now),
        automatic=figures(((one.began_at, one.automatic) for one in clocks), now),
        under_own_posts=figures(((one.began_at, one.human) for one in below), now),
        turned=_turned(clocks),
        promise=_kept(needing, promise, now) if promise else None,
        by={name: _grouped(clocks, of, now) for name, of in _groups(zone).items()},
    )


def figures(waits: Iterable[tuple[datetime, float | None]], now: datetime) -> Figures:
    """Sum up clocks, each with its beginning and how many seconds it ran (None: it runs).

    >>> from datetime import UTC
    >>> began = datetime(2026, 1, 1, tzinfo=UTC)
    >>> found = figures([(began, 600.0), (began, 1800.0), (began, None)], began + timedelta(days=7))
    >>> found.answered, found.median_s, round(found.within["15m"], 2)
    (2, 1200.0, 0.33)
    """
    known = list(waits)
    done = sorted(wait for _, wait in known if wait is not None)
    ages = [(now - began).total_seconds() for began, wait in known if wait is None]
    return Figures(
        conversations=len(known),
        answered=len(done),
        median_s=median(done) if done else None,
        p90_s=done[-(-len(done) * 9 // 10) - 1] if done else None,
        within={name: sum(w <= limit for w in done) / len(known) if known else None for name, limit in LIMITS.items()},
        pending={name: sum(age <= limit for age in ages) for name, limit in LIMITS.items()},
    )


def _clock(thread: Thread) -> Clock:
    began_at = thread.said[0].at
    human = _first(thread.answers, began_at, is_automatic=False)
    automatic = _first(thread.answers, began_at, is_automatic=True)
    needed_at = next((post.at for post in thread.said if post.needs_answer), None)
    needed = None if needed_at is None else _first(thread.answers, needed_at, is_automatic=False)
    return Clock(
        thread=thread,
        began_at=began_at,
        human=_span(began_at, human),
        automatic=_span(began_at, automatic),
        by=human,
        needed_at=needed_at,
        needed=None if needed_at is None else _span(needed_at, needed),
    )


def _first(answers: Sequence[Answer], since: datetime, *, is_automatic: bool) -> Answer | None:
    return next((one for one in answers if one.is_automatic is is_automatic and one.at >= since), None)


def _span(begins_at: datetime, answer: Answer | None) -> float | None:
    return None if answer is None else (answer.at - begins_at).total_seconds()


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
        answered=sum(one.human is not None for one in negative),
        heard_again=len(again),
        turned=sum(not post.was_negative for post in again),
    )


def _kept(clocks: Sequence[Clock], promise: Mapping[str, timedelta], now: datetime) -> Kept:
    kept = missed = waiting = 0
    for one in clocks:
        limit = promise.get(one.thread.platform, promise.get("default"))
        if limit is None or one.needed_at is None:
            continue
        if one.needed is not None and one.needed <= limit.total_seconds():
            kept += 1
        elif one.needed is None and now - one.needed_at <= limit:
            waiting += 1
        else:
            missed += 1
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


def _grouped(clocks: Sequence[Clock], of: Callable[[Clock], str | None], now: datetime) -> dict[str, Figures]:
    found: dict[str, list[tuple[datetime, float | None]]] = {}
    for one in clocks:
        name = of(one)
        if name is not None:
            found.setdefault(name, []).append((one.began_at, one.human))
    return {name: figures(waits, now) for name, waits in sorted(found.items())}
