"""When a page is tried again, and when another way is better: pure, so that a replay says the same."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from alertd.errors import DeliveryError, Fault
from alertd.model.page import Outcome
from alertd.model.value import Value

#: Seconds after the first, second, ... try; the last one repeats. Ten tries take about half an hour.
DELAYS = (5.0, 15.0, 45.0, 120.0, 300.0)
MAX_TRIES = 10

#: A provider may ask for more patience than this; the person on call cannot have it.
LONGEST_WAIT = 3600.0

#: A page that breaks its notifier is left alone for so long: the fault is ours and does not pass in seconds.
POISON_WAIT = 3600.0

#: In its first tries a page comes back exactly when the provider asks, later not before our own schedule:
#: a provider that always says "in one second" must not use up all tries in ten seconds.
_OBEDIENT_TRIES = 3


class Verdict(Value, frozen=True, kw_only=True):
    """What a failed attempt means. next_at: when to try again, None for DEAD. may_have_arrived, is_refused: see Receipt."""

    outcome: Outcome
    next_at: datetime | None
    detail: str
    may_have_arrived: bool = False
    is_refused: bool = False


def verdict(
    error: DeliveryError,
    *,
    page_id: str,
    attempt: int,
    was_unanswered: bool,
    now: datetime,
    is_everybodys: bool = False,
) -> Verdict:
    """Return what becomes of a page after this error. is_everybodys: the provider gives others the same answer.

    permanent and the address's own fault, or the last of all tries: DEAD, so that the next channel is tried at once.
    permanent and the provider's fault (a revoked token, a blocked account): refused. It is tried again all the same, because
    somebody will mend it; the core takes the next channel, and the next person, at once beside it.
    unknown: UNKNOWN, sent once more and marked; unknown again: DEAD. A provider that answers too late every time would
    else tell the same person seven times in half an hour, and two time-outs are reason enough for another way.
    An answer that leaves open whether it was taken (a bare 500) is a RETRY like any other, and all later tries are marked: an
    outage speaks in such answers, and a page that gave up after two of them would reach nobody.
    """
    detail = str(error)
    is_providers = error.fault is Fault.PROVIDER or (error.fault is Fault.UNSURE and is_everybodys)
    if error.permanent and not is_providers:
        return Verdict(outcome=Outcome.DEAD, next_at=None, detail=detail)
    if error.unknown and was_unanswered:
        return Verdict(outcome=Outcome.DEAD, next_at=None, detail=f"{detail}; the same as before, so no third time")
    if attempt >= MAX_TRIES:
        return Verdict(outcome=Outcome.DEAD, next_at=None, detail=f"{detail}; given up after {attempt} tries")
    wait = delay(page_id, attempt, error.retry_after)
    outcome = Outcome.UNKNOWN if error.unknown else Outcome.RETRY
    return Verdict(
        outcome=outcome,
        next_at=now + timedelta(seconds=wait),
        detail=detail,
        may_have_arrived=error.may_have_arrived,
        is_refused=error.permanent,
    )


def delay(page_id: str, attempt: int, retry_after: float | None = None) -> float:
    """Return the seconds until the next try. attempt: the one that failed, counted from 1.

    The jitter comes from the page's id: pages of one outage spread out, and the same page always waits the same.

    >>> [1.0 <= delay("p", attempt) / own <= 1.1 for attempt, own in enumerate(DELAYS, start=1)]
    [True, True, True, True, True]
    >>> 7.0 <= delay("p", 1, retry_after=7.0) <= 8.0
    True
    """
    own = DELAYS[min(max(attempt, 1), len(DELAYS)) - 1]
    jitter = _share(f"{page_id}/{attempt}")
    if retry_after is None:
        return own + own * 0.1 * jitter
    asked = min(max(retry_after, 1.0), LONGEST_WAIT)
    wait = asked if attempt <= _OBEDIENT_TRIES else max(asked, own)
    return wait + min(1.0, wait * 0.1) * jitter


def _share(text: str) -> float:
    """Return a number in [0, 1) that depends on nothing but the text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).digest(), "big") / 2**32
