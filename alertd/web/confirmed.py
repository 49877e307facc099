"""What somebody has just done to an incident, said back to them at the top of its page. Pure.

An act answers with the address of the page and `?did=ACT`. The words come from the log, so a made-up address confirms nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from alertd.core.wording.languages import language
from alertd.model.incident import Act, Incident
from alertd.model.page import Outcome
from alertd.model.reason import Reason
from alertd.web.backend import DecisionSeen, PageSeen
from alertd.web.time_line import given_to, note_of
from alertd.web.words import Words

#: What an act leaves in the log.
REASONS = {
    Act.ACK: Reason.ACKNOWLEDGED,
    Act.PLAN: Reason.PLANNED,
    Act.SNOOZE: Reason.SNOOZED,
    Act.NOTE: Reason.NOTED,
    Act.ESCALATE: Reason.ESCALATED,
    Act.ASSIGN: Reason.ASSIGNED,
    Act.SOLVE: Reason.SOLVED,
    Act.CLOSE: Reason.CLOSED,
    Act.REOPEN: Reason.REOPENED,
    Act.USEFUL: Reason.JUDGED_USEFUL,
    Act.NOISE: Reason.JUDGED_NOISE,
}
#: A page that lies open tells of it no longer than this.
_TOLD_FOR = timedelta(minutes=5)


class Confirmed(NamedTuple):
    """said: our words. quote: what they wrote with it, "" if nothing."""

    said: str
    quote: str = ""


def confirmed(
    word: str,
    incident: Incident,
    decisions: Sequence[DecisionSeen],
    pages: Sequence[PageSeen],
    *,
    person: str,
    now: datetime,
    t: Words,
    clock: Callable[[datetime], str],
) -> Confirmed | None:
    """Return what is said of the act `word` that a person did; None where the log knows of none. clock: writes an instant for its reader."""
    if word not in tuple(Act) or Act(word) not in REASONS:
        return None
    reason = REASONS[Act(word)]
    done = [one for one in decisions if one.reason == reason and one.person == person and now - one.at < _TOLD_FOR]
    if not done:
        return None
    newest = max(done, key=lambda one: one.at)
    return Confirmed(_said(Act(word), incident, newest, pages, t, clock), note_of(newest))


def _said(  # noqa: PLR0917 - one line a kind
    act: Act,
    incident: Incident,
    done: DecisionSeen,
    pages: Sequence[PageSeen],
    t: Words,
    clock: Callable[[datetime], str],
) -> str:
    match act:
        case Act.ACK:
            return t["done"]
        case Act.SNOOZE if incident.snoozed_until is not None:
            return t.fill("did_snooze", at=clock(incident.snoozed_until))
        case Act.ESCALATE:
            told = dict.fromkeys(one.to for one in pages if one.at >= done.at and one.outcome is not Outcome.CANCELLED)
            listed = language(t.code).words["and"].join(told)
            return t.fill("did_escalate_whom", whom=listed) if told else t["did_escalate"]
        case Act.ASSIGN if whom := given_to(done):
            return t.fill("did_assign_whom", whom=whom)
        case Act.USEFUL | Act.NOISE:
            return f"{t['did_judge']} {t[act.value]}"
        case _:
            return t.get(f"did_{act.value}", "")
