"""Clocks: how long a customer waited for each answer, and how long it took until nothing was left to answer. Pure.

The ball is with the brand from a customer's post to the next answer of a human, and with the customer from there to their next
post. Waits are the brand's turns alone: while the customer is asked for something, no clock runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from alertd.model.value import Value
from alertd.report.threads import Answer, Said, Thread

_AT = attrgetter("at")
_FEW = 8
#: Seconds between two instants, for a watch: by the clock on the wall, or in its business hours.
Measure = Callable[[str, datetime, datetime], float]


def on_the_wall(_watch: str, begins_at: datetime, ends_at: datetime) -> float:
    """Return all the seconds between two instants."""
    return (ends_at - begins_at).total_seconds()


class Wait(NamedTuple):
    """How long somebody waited, in seconds; until now if it is not over."""

    seconds: float
    is_over: bool


class Clock(Value, frozen=True, kw_only=True, gc=False):
    """One conversation's clocks.

    needed: from when it first needed an answer, None if it never did. rounds: the customer's waits after the first one, each to
    its answer. handled: from the first human answer to the last; None without one. resolved: all of the customer's waits
    together, the time in which they were asked left out; not over while the last word is theirs and needs an answer.
    """

    thread: Thread
    began_at: datetime
    human: Wait
    automatic: Wait
    by: Answer | None = None
    needed: Wait | None = None
    rounds: tuple[Wait, ...] = ()
    handled: Wait | None = None
    resolved: Wait | None = None


def clock(thread: Thread, now: datetime, measure: Measure) -> Clock:
    """Return the clocks of one conversation as they stood at an instant; what was answered later was not answered yet."""
    if not thread.answers:
        return _unanswered(thread, now, measure)
    if len(thread.said) == 1 == len(thread.answers) and _is_plain(thread.said[0], thread.answers[0], now):
        return _answered_once(thread, now, measure)
    said, given = thread.said, thread.answers
    if given[-1].at > now:
        given = tuple([one for one in given if one.at <= now])
    humans = tuple([one for one in given if not one.is_automatic])
    began_at = said[0].at
    human = _next(humans, began_at)
    bot = None if len(humans) == len(given) else _next([one for one in given if one.is_automatic], began_at)
    wait = partial(_wait, thread.watch, now, measure)
    first = wait(began_at, human)
    needed = None
    needed_at = next((post.at for post in said if post.needs_answer), None)
    if needed_at is not None:
        needed = first if needed_at == began_at else wait(needed_at, _next(humans, needed_at))
    if human is None:
        return Clock(thread=thread, began_at=began_at, human=first, automatic=wait(began_at, bot), needed=needed)
    waits = [first, *[wait(*turn) for turn in _turns(said, humans)[1:]]]
    return Clock(
        thread=thread,
        began_at=began_at,
        human=first,
        automatic=wait(began_at, bot),
        by=human,
        needed=needed,
        rounds=tuple(waits[1:]),
        handled=Wait(measure(thread.watch, human.at, humans[-1].at), is_over=True),
        resolved=Wait(sum([one.seconds for one in waits]), all(one.is_over for one in waits)),
    )


def _wait(watch: str, now: datetime, measure: Measure, begins_at: datetime, answer: Answer | None) -> Wait:
    """Return how long somebody waited for an answer, or waits for it now."""
    if answer is not None:
        return Wait(measure(watch, begins_at, answer.at), is_over=True)
    return Wait(measure(watch, begins_at, max(now, begins_at)), is_over=False)


def _is_plain(post: Said, answer: Answer, now: datetime) -> bool:
    return not answer.is_automatic and post.at <= answer.at <= now


def _answered_once(thread: Thread, now: datetime, measure: Measure) -> Clock:
    """Return the clocks of one question and its one answer by a human, as most conversations are: nothing has to be looked for."""
    first, answer = thread.said[0], thread.answers[0]
    human = Wait(measure(thread.watch, first.at, answer.at), is_over=True)
    return Clock(
        thread=thread,
        began_at=first.at,
        human=human,
        automatic=Wait(measure(thread.watch, first.at, max(now, first.at)), is_over=False),
        by=answer,
        needed=human if first.needs_answer else None,
        handled=Wait(0.0, is_over=True),
        resolved=human,
    )


def _unanswered(thread: Thread, now: datetime, measure: Measure) -> Clock:
    """Return the clocks of a conversation without any answer, as most are: nothing of it is over."""
    first = thread.said[0]
    waited = Wait(measure(thread.watch, first.at, max(now, first.at)), is_over=False)
    needed = waited if first.needs_answer else None
    if needed is None:
        needed_at = next((post.at for post in thread.said if post.needs_answer), None)
        if needed_at is not None:
            needed = Wait(measure(thread.watch, needed_at, max(now, needed_at)), is_over=False)
    return Clock(thread=thread, began_at=first.at, human=waited, automatic=waited, needed=needed)


def _next(answers: Sequence[Answer], since: datetime) -> Answer | None:
    """Return the first answer at an instant or later, of some in time order."""
    if len(answers) <= _FEW:  # most conversations: to look at each costs less than to halve
        for one in answers:
            if one.at >= since:
                return one
        return None
    at = bisect_left(answers, since, key=_AT)
    return answers[at] if at < len(answers) else None


def _turns(said: Sequence[Said], humans: Sequence[Answer]) -> list[tuple[datetime, Answer | None]]:
    """Return when each of the customer's waits began, and what ended it; thanks at the end wait for nothing."""
    found: list[tuple[datetime, Answer | None]] = []
    answered_at: datetime | None = None
    for post in said:
        if answered_at is not None and post.at < answered_at:
            continue  # it was said while they waited already
        answer = _next(humans, post.at)
        if answer is None and found and not post.needs_answer:
            continue
        found.append((post.at, answer))
        if answer is None:
            break
        answered_at = answer.at
    return found
