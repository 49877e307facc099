"""The time line of an incident in the reader's words: how it began, who was told, what people did, and what the brand said in public. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from alertd.core.wording.languages import language
from alertd.model.incident import Incident, State
from alertd.model.mention import Mention
from alertd.model.page import Outcome, PageKind
from alertd.model.reason import Reason
from alertd.model.value import Value
from alertd.report.threads import first_answer
from alertd.report.voices import Voice
from alertd.web.backend import DecisionSeen, PageSeen, PostShown, ReplyShown
from alertd.web.charts import Mark
from alertd.web.said_in_public import spoken
from alertd.web.words import Words

#: What people did and what happened by itself: the decision, its kind of mark, and its word.
_SAID = {
    Reason.ACKNOWLEDGED: ("acknowledged", "mark_acknowledged"),
    Reason.PLANNED: ("planned", "mark_planned"),
    Reason.SNOOZED: ("acknowledged", "h_snoozed"),
    Reason.ESCALATED: ("paged", "h_escalated"),
    Reason.ASSIGNED: ("acknowledged", "h_assigned"),
    Reason.NOTED: ("noted", "h_noted"),
    Reason.SOLVED: ("solved", "mark_solved"),
    Reason.CLOSED: ("solved", "closed"),
    Reason.CLOSED_BY_ITSELF: ("solved", "closed"),
    Reason.REOPENED: ("round", "h_reopened"),
    Reason.ACK_EXPIRED: ("round", "h_expired"),
    Reason.NEXT_ROUND_SOLVED: ("round", "mark_round"),
    Reason.NEXT_ROUND_QUIET: ("round", "mark_round"),
    Reason.NEXT_ROUND_DOUBLED: ("round", "mark_round"),
}
#: Our answers that are told one by one, the newest; in a thread of a thousand nobody reads them all, and the page would be as long.
MOST_ANSWERS = 40
#: Kinds that a chart marks; the others would stand on each other.
DRAWN = ("began", "opened", "paged", "acknowledged", "planned", "solved", "round", "answered")


class Moment(Value, frozen=True, kw_only=True):
    """One line. kind: of its mark. said: our words. who: a person of ours, "" where nobody did it. quote: what was written, by whomever.

    language: of the quote, "" where nobody can tell.
    """

    at: datetime
    kind: str
    said: str
    who: str = ""
    quote: str = ""
    language: str = ""


def time_line(
    incident: Incident,
    decisions: Sequence[DecisionSeen],
    pages: Sequence[PageSeen],
    began: Voice | None,
    answers: Sequence[tuple[ReplyShown, str]],
    *,
    t: Words,
) -> list[Moment]:
    """Return the moments in order. pages: the oldest first; began: who wrote first of it; answers: with whom we answered, "" if nobody knows."""
    found = [Moment(at=incident.opened_at, kind="opened", said=t["mark_opened"], who=incident.by.get("open", ""))]
    if began is not None and began.first_at <= incident.opened_at:
        found.append(Moment(at=began.first_at, kind="began", said=t.fill("mark_began_by", name=began.name)))
    found += _paged(pages, t)
    for one in decisions:
        kind, word = _SAID.get(Reason(one.reason), ("", "")) if one.reason in tuple(Reason) else ("", "")
        if kind:
            whom = given_to(one)
            said = t.fill("h_assigned_to", whom=whom) if whom else t[word]
            found.append(Moment(at=one.at, kind=kind, said=said, who=one.person or "", quote=note_of(one)))
    for shown, name in answers:
        said = t.fill("h_answered", name=f"@{name}") if name else t["mark_answered"]
        text = shown.text or ""
        found.append(
            Moment(
                at=shown.reply.posted_at, kind="answered", said=said, quote=text, language=spoken(text) if text else ""
            )
        )
    return sorted(found, key=lambda one: one.at)


def _paged(pages: Iterable[PageSeen], t: Words) -> list[Moment]:
    """Return when people were paged: those of one step are one line, whatever channels told them."""
    steps: dict[datetime, dict[str, None]] = {}
    for seen in pages:
        if seen.kind is PageKind.PAGE and seen.outcome is not Outcome.CANCELLED:
            steps.setdefault(seen.at, {})[seen.to] = None
    comma = language(t.code).words["and"]
    return [Moment(at=at, kind="paged", said=t["mark_paged"], who=comma.join(people)) for at, people in steps.items()]


def plan_of(incident: Incident, decisions: Sequence[DecisionSeen]) -> str:
    """Return the words of the plan that an incident waits for; "" where there is none, or it was planned without a word."""
    plans = [one for one in decisions if one.reason == Reason.PLANNED]
    return note_of(plans[-1]) if plans and incident.state is State.PLANNED else ""


def note_of(decision: DecisionSeen) -> str:
    """Return what somebody wrote with an act ("by ayse through api: looking"); "" if nothing."""
    _, _, note = decision.text.partition(": ")
    return note if decision.person else ""


def given_to(decision: DecisionSeen) -> str:
    """Return to whom somebody gave it ("to maria by robin through web"); "" for every other decision, and those of before that did not say."""
    is_said = decision.reason == Reason.ASSIGNED and decision.text.startswith("to ")
    whom, by, _ = decision.text.removeprefix("to ").partition(f" by {decision.person} through ")
    return whom if is_said and by else ""


def marks(moments: Iterable[Moment]) -> list[Mark]:
    """Return what a chart shows of them."""
    return [
        Mark(at=one.at, kind=one.kind, label=f"{one.said}: {one.who}" if one.who else one.said)
        for one in moments
        if one.kind in DRAWN
    ]


def answered(posts: Sequence[PostShown], answers: Sequence[ReplyShown] | None) -> dict[str, Any]:
    """Return what is told of our answers: with whom each is, and of each post the seconds until the first, None where there is none yet.

    answers: the oldest first; None while they are being read; then nothing is said of any post.
    """
    if answers is None:
        return {"answers": [], "answered": {}}
    mentions = [one.mention for one in posts]
    replies = [one.reply for one in answers]
    return {
        "answers": [(one, _to(one, mentions)) for one in answers[-MOST_ANSWERS:]],
        "answered": {one.key: _waited(one, first_answer(one, replies)) for one in mentions},
    }


def _waited(mention: Mention, reply: Any) -> float | None:
    return None if reply is None else (reply.posted_at - mention.posted_at).total_seconds()


def _to(shown: ReplyShown, mentions: Iterable[Mention]) -> str:
    """Return whom a reply answers, as people call them."""
    reply = shown.reply
    for one in mentions:
        if one.platform == reply.platform and (
            one.id == reply.in_reply_to or (reply.conversation or "") == (one.conversation or one.id)
        ):
            return one.writer_name
    return ""
