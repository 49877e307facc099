"""Acts of people in the inbox, read against the table of its lifecycle."""

from __future__ import annotations

from alertd.core.inbox.lifecycle import TAKEN, after, attended, move
from alertd.core.incidents.context import Context
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.lateness import TOO_OLD
from alertd.core.signals.waiting import ELSEWHERE, NONE_NEEDED, Ended, Waiting, waiting_for
from alertd.core.times import epoch
from alertd.model.events import InboxActTaken
from alertd.model.inbox import Attended, InboxAct, Standing
from alertd.model.reason import Reason


def take(context: Context, state: WatchState, event: InboxActTaken) -> None:
    """Do what a person did with a post of a watch, or remember the reasoned no."""
    unanswered, now = state.unanswered, context.now
    waiting = unanswered.find(event.platform, event.id)
    before = attended(waiting, unanswered.ended(event.platform, event.id), now)
    after_it = after(before, event.act, event.by)
    if waiting is None and isinstance(after_it, Standing):
        waiting = _begun(event, now)
        after_it = after_it if waiting is not None else Reason.NOT_WAITING
    if waiting is None or isinstance(after_it, Reason):
        reason = after_it if isinstance(after_it, Reason) else Reason.NOT_WAITING
        context.decide(reason, _no(event, before), watch=event.watch, person=event.by)
        return
    answered = now if event.answered_at is None else min(max(epoch(event.answered_at), waiting.posted), now)
    whose = (event.to or event.by) if event.act is InboxAct.HAND_OVER else event.by
    ended = Ended(ELSEWHERE if event.act is InboxAct.ANSWERED else NONE_NEEDED, event.by, answered)
    move(unanswered, waiting, after_it, by=whose, now=now, until=now + 60.0 * event.minutes, ended=ended)
    if event.act is InboxAct.ANSWERED:
        state.waited(waiting, answered, now)
    context.decide(TAKEN[event.act], _yes(event, before, whose), watch=event.watch, person=event.by)


def _begun(event: InboxActTaken, now: float) -> Waiting | None:
    """Return the wait of a post that did not wait, if the event says what was written."""
    if event.mention is None:
        return None
    posted = min(epoch(event.mention.posted_at), now)
    is_fresh = not event.mention.is_imported and now - posted <= TOO_OLD
    return waiting_for(event.mention, posted, wakes=is_fresh)


def _no(event: InboxActTaken, before: Attended) -> str:
    by = f" by {before.by}" if before.by else ""
    until = f" until {before.until:%H:%M} UTC" if before.until is not None else ""
    at = f" at {before.at:%Y-%m-%d %H:%M} UTC" if before.at is not None else ""
    return f"{event.by} wanted {event.act} of {event.platform} {event.id}; it is {before.standing}{by}{until}{at}"


def _yes(event: InboxActTaken, before: Attended, whose: str) -> str:
    to = f" to {whose}" if event.act is InboxAct.HAND_OVER else ""
    had = f", {before.by} had it" if before.standing is Standing.CLAIMED and before.by not in ("", whose) else ""
    note = f": {event.note}" if event.note else ""
    return f"{event.platform} {event.id}{to} by {event.by} through {event.via}{had}{note}"
