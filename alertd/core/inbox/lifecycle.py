"""The life of a post in the inbox, as one table: all that changes where we are with it.

A row says what an act leads to in one standing; an act without a row is a reasoned no, told to whoever came second. So two
people never answer the same customer without knowing of each other. A claim and a snooze end by themselves: whoever forgets
what they took does not hide a customer for ever.
"""

from __future__ import annotations

from alertd.core.signals.unanswered import Unanswered
from alertd.core.signals.waiting import ELSEWHERE, HERE, NONE_NEEDED, Ended, Waiting
from alertd.core.times import instant
from alertd.model.inbox import Attended, InboxAct, Standing
from alertd.model.reason import Reason
from alertd.model.value import Value


class Change(Value, frozen=True, kw_only=True):
    """One row. is_owners: only whoever has claimed it may do so; others have to hand it over first, and see whose it was."""

    to: Standing
    is_owners: bool = False


_ENDS = {
    InboxAct.ANSWERED: Change(to=Standing.ANSWERED),
    InboxAct.NEEDS_NONE: Change(to=Standing.DISMISSED),
}
_TAKES = {
    InboxAct.CLAIM: Change(to=Standing.CLAIMED),
    InboxAct.HAND_OVER: Change(to=Standing.CLAIMED),
    InboxAct.SNOOZE: Change(to=Standing.SNOOZED),
}
_BACK = {InboxAct.NEEDS_ONE: Change(to=Standing.WAITING)}

TABLE: dict[Standing, dict[InboxAct, Change]] = {
    Standing.WAITING: {**_TAKES, **_ENDS},
    Standing.CLAIMED: {
        InboxAct.CLAIM: Change(to=Standing.CLAIMED, is_owners=True),
        InboxAct.HAND_OVER: Change(to=Standing.CLAIMED),
        InboxAct.RELEASE: Change(to=Standing.WAITING, is_owners=True),
        InboxAct.SNOOZE: Change(to=Standing.SNOOZED, is_owners=True),
        **_ENDS,
    },
    Standing.SNOOZED: {InboxAct.RELEASE: Change(to=Standing.WAITING), **_TAKES, **_ENDS},
    Standing.ANSWERED: _BACK,
    Standing.DISMISSED: _BACK,
    Standing.ABSENT: _BACK,
}

#: what a standing answers to an act it does not take
REFUSALS: dict[Standing, Reason] = {
    Standing.WAITING: Reason.ALREADY_WAITING,
    Standing.CLAIMED: Reason.ALREADY_CLAIMED,
    Standing.SNOOZED: Reason.ALREADY_WAITING,
    Standing.ANSWERED: Reason.ALREADY_ANSWERED,
    Standing.DISMISSED: Reason.ALREADY_DISMISSED,
    Standing.ABSENT: Reason.NOT_WAITING,
}

#: the reason under which a taken act is remembered
TAKEN: dict[InboxAct, Reason] = {
    InboxAct.CLAIM: Reason.CLAIMED,
    InboxAct.HAND_OVER: Reason.HANDED_OVER,
    InboxAct.RELEASE: Reason.RELEASED,
    InboxAct.SNOOZE: Reason.PUT_OFF,
    InboxAct.ANSWERED: Reason.ANSWERED_ELSEWHERE,
    InboxAct.NEEDS_NONE: Reason.NEEDS_NO_ANSWER,
    InboxAct.NEEDS_ONE: Reason.NEEDS_AN_ANSWER,
}

_ENDED = {
    HERE: Standing.ANSWERED,
    ELSEWHERE: Standing.ANSWERED,
    NONE_NEEDED: Standing.DISMISSED,
    "": Standing.ABSENT,
}


def attended(waiting: Waiting | None, ended: Ended | None, now: float) -> Attended:
    """Return where we are with a post at an instant: of who waits by it, or of how its wait ended."""
    if waiting is not None:
        if waiting.put_off_until > now:
            return Attended(
                standing=Standing.SNOOZED, by=waiting.put_off_by, until=instant(waiting.put_off_until), at=None
            )
        if waiting.taken_by and waiting.taken_until > now:
            since = instant(waiting.taken_at) if waiting.taken_at else None
            until = instant(waiting.taken_until)
            return Attended(standing=Standing.CLAIMED, by=waiting.taken_by, until=until, since=since)
        return Attended(standing=Standing.WAITING)
    if ended is None:
        return Attended(standing=Standing.ABSENT)
    at = instant(ended.at) if ended.how else None
    return Attended(standing=_ENDED[ended.how], by=ended.by, at=at)


def after(before: Attended, act: InboxAct, by: str) -> Standing | Reason:
    """Return the next standing, or the reason why this act is not taken.

    >>> after(Attended(standing=Standing.CLAIMED, by="ayse"), InboxAct.CLAIM, "omar")
    <Reason.ALREADY_CLAIMED: 'already-claimed'>
    >>> after(Attended(standing=Standing.CLAIMED, by="ayse"), InboxAct.HAND_OVER, "omar")
    <Standing.CLAIMED: 'claimed'>
    """
    change = TABLE[before.standing].get(act)
    if change is None or (change.is_owners and by != before.by):
        return REFUSALS[before.standing]
    return change.to


def move(
    unanswered: Unanswered, waiting: Waiting, to: Standing, *, by: str, now: float, until: float, ended: Ended
) -> None:
    """Let a post come to a standing it may come to. by, until: of a claim or a snooze; ended: of what is over.

    Who claims again what they have has had it since they first did.
    """
    match to:
        case Standing.CLAIMED:
            if waiting.taken_by != by or waiting.taken_until <= now:
                waiting.taken_at = now
            waiting.taken_by, waiting.taken_until = by, until
            _wake(waiting)
        case Standing.SNOOZED:
            waiting.put_off_by, waiting.put_off_until = by, until
            unanswered.put_off(waiting)
        case Standing.WAITING:
            waiting.taken_by, waiting.taken_until, waiting.taken_at = "", 0.0, 0.0
            _wake(waiting)
            unanswered.begin(waiting)
        case Standing.ANSWERED | Standing.DISMISSED:
            unanswered.end(waiting, ended)
        case Standing.ABSENT:
            raise AssertionError("no row leads to it")


def _wake(waiting: Waiting) -> None:
    waiting.put_off_by, waiting.put_off_until = "", 0.0
