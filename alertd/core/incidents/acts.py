"""Acts of people: acknowledge, plan, solve, close, reopen, assign. Read against the table of the lifecycle."""

from __future__ import annotations

from alertd.core.incidents import drills, escalation, hurry, judgements, pins, storms, taken_back, updates
from alertd.core.incidents.by_hand import end_by_hand, fire_by_hand
from alertd.core.incidents.cancellation import withdraw
from alertd.core.incidents.context import Context
from alertd.core.incidents.grouping import Grouping
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import TAKEN, Clock, Turn, after, move
from alertd.core.incidents.page_facts import Facts
from alertd.model.commands import CancelPages
from alertd.model.events import ActTaken
from alertd.model.incident import JUDGING, MARKING, Act, State
from alertd.model.page import PageKind
from alertd.model.reason import Reason

KEPT_NOTES = 50
#: what others hear of an incident that is opened again without a page
_NEWS: dict[Act | Turn, str] = {
    Turn.BACK_TO_OPEN: "took_back",
    Turn.BACK_TO_TAKEN: "took_back",
    Turn.BACK_TO_PLANNED: "took_back",
    Turn.KEPT: "kept",
}


def take(context: Context, grouping: Grouping, event: ActTaken) -> None:
    """Do what a person did, or remember the reasoned no."""
    incident = grouping.incidents.get(event.incident)
    if incident is None:
        context.decide(Reason.UNKNOWN_INCIDENT, event.incident, incident=event.incident, person=event.by)
        return
    if event.act is Act.ACK and incident.state is State.ACKNOWLEDGED and incident.snoozed_until is not None:
        move(context, incident, Turn.WOKEN)
    after_it = after(incident.state, event.act)
    if isinstance(after_it, Reason):
        said = f"{event.by} wanted to {event.act}{_who_has_it(incident)}"
        context.decide(after_it, said, watch=incident.watch, incident=incident.id, person=event.by)
        return
    if event.act is Act.ESCALATE and (no := hurry.refusal(context, incident)) is not None:
        said = f"{no[1]}: {event.note}" if event.note else no[1]
        context.decide(no[0], said, watch=incident.watch, incident=incident.id, person=event.by)
        return
    if event.act is Act.SOLVE:
        taken_back.keep(context, incident)
    if event.act in (Act.SOLVE, Act.CLOSE):
        end_by_hand(context, incident)
    until = context.now + 60.0 * event.minutes if event.act is Act.SNOOZE else None
    if event.act in (Act.ACK, Act.SNOOZE, Act.PLAN) and incident.state is State.OPEN:
        # Whoever takes what nobody has has it, whomever it was given to in an earlier life.
        incident.assignee = event.by
    opens = taken_back.how(context, incident, event.by) if event.act is Act.REOPEN else event.act
    if isinstance(opens, Turn):
        taken_back.take(context, incident, opens, event.by)
    else:
        move(context, incident, opens, person=event.by, until=until)
    if event.note:
        incident.notes = [*incident.notes, f"{event.by}: {event.note}"][-KEPT_NOTES:]
    whom = f"to {event.assignee or event.by} " if event.act is Act.ASSIGN else ""
    said = context.decide(
        TAKEN[event.act],
        f"{whom}by {event.by} through {event.via}" + (f": {event.note}" if event.note else ""),
        watch=incident.watch,
        incident=incident.id,
        person=event.by,
    )
    if event.act in drills.TAKES and incident.first_taken_by is None:
        incident.first_taken_by, incident.first_taken_via = event.by, event.via
    if incident.is_drill and event.act in drills.TAKES:
        drills.over(context, grouping, incident, by=event.by, via=event.via)
    elif event.act in JUDGING:
        judgements.judged(context, incident, by=event.by, word=str(event.act))
    elif event.act in MARKING:
        pins.take(context, incident, event)
    else:
        _follow(context, grouping, incident, event, said, opens=opens)


def _who_has_it(incident: IncidentState) -> str:
    """Return by whom an incident came to stand as it does, for whoever came too late."""
    act = {State.ACKNOWLEDGED: Act.ACK, State.PLANNED: Act.PLAN, State.SOLVED: Act.SOLVE, State.CLOSED: Act.CLOSE}.get(
        incident.state
    )
    person = None if act is None else incident.by.get(str(act))
    return "" if person is None else f"; it is {incident.state} by {person}"


def _follow(
    context: Context, grouping: Grouping, incident: IncidentState, event: ActTaken, said: str, *, opens: Act | Turn
) -> None:
    begins = len(context.out)
    match event.act:
        case Act.ASSIGN:
            incident.assignee = event.assignee or event.by
            updates.assigned(context, incident, to=incident.assignee, by=event.by, reason=said, note=event.note or None)
        case Act.REOPEN if opens is Act.REOPEN:
            _page_again(context, incident, event)
        case Act.CLOSE:
            context.out.append(CancelPages(incident=incident.id, reason=said))
            updates.ended(context, incident, by=event.by, note=event.note, is_closed=True)
            grouping.closed(incident)
        case Act.ACK | Act.SNOOZE:
            incident.assignee = incident.assignee or event.by
            _call_back(context, incident, said)
        case Act.PLAN:
            _call_back(context, incident, said)
        case Act.SOLVE:
            _call_back(context, incident, said)
            updates.ended(context, incident, by=event.by, note=event.note)
        case Act.ESCALATE:
            hurry.hurry(context, incident, by=event.by, note=event.note or None)
        case Act.REOPEN | Act.NOTE | Act.USEFUL | Act.NOISE | Act.PIN | Act.UNPIN | Act.LEAVE_OUT | Act.TAKE_IN:
            pass
    if event.act not in (Act.SOLVE, Act.CLOSE, Act.ESCALATE):
        _tell_the_others(context, incident, event, said, begins=begins, opens=opens)
    storms.call_back_done(context)


def _tell_the_others(
    context: Context, incident: IncidentState, event: ActTaken, said: str, *, begins: int, opens: Act | Turn
) -> None:
    """Everybody who was paged in this round hears who has it now; not the one who did it, nor who is paged by it."""
    rule = updates.rule_of(context, incident)
    if rule is None:
        return
    news: Facts = {"news": _NEWS.get(opens, str(event.act)), "news_who": event.by}
    if news["news"] == "took_back" and incident.state is not State.OPEN:
        news["news_owner"] = incident.holder()
    if event.act is Act.ASSIGN:
        news["news_whom"] = incident.assignee
    if incident.snoozed_until is not None:
        news["news_until"] = incident.snoozed_until
    to = updates.not_paged(context, incident, begins)
    updates.tell_news(context, incident, rule, news, to=to, but=event.by, reason=said, note=event.note or None)


def _call_back(context: Context, incident: IncidentState, said: str) -> None:
    """Let no page begin after this instant, but to those whom whoever has it has called: it is said of nothing that is over."""
    every = incident.earlier | incident.sent
    called = [page_id for page_id, sent in every.items() if sent.is_call and incident.awaits(sent)]
    pages = [page_id for page_id in every if page_id not in called] if called else None
    withdraw(context, incident, said, pages, keep=(PageKind.RESOLVED, PageKind.UPDATE))


def _page_again(context: Context, incident: IncidentState, event: ActTaken) -> None:
    incident.again_by = event.by
    for name in () if incident.before is None else incident.before.by_hand:
        fire_by_hand(context, incident, name)
    incident.before = None
    if incident.firing:
        escalation.restart_all(context, incident, why="reopen", note=event.note or None)
    else:
        # What was acknowledged or solved has stopped its policies; nobody would be paged when it fires again.
        escalation.begin_anew(incident)


def ack_expired(context: Context, incident: IncidentState) -> None:
    """An acknowledgement without a plan expires while it still fires: everybody is paged again, in the next pass."""
    if incident.state is not State.ACKNOWLEDGED or not incident.firing:
        return
    by = incident.by.get("ack", "somebody")
    why = "expired" if incident.snoozed_until is None else "woken"
    move(context, incident, Turn.EXPIRED)
    context.decide(
        Reason.ACK_EXPIRED, f"{by} acknowledged and no plan followed", watch=incident.watch, incident=incident.id
    )
    incident.again_by = by
    begins = len(context.out)
    escalation.restart_all(context, incident, why=why)
    updates.show(context, incident, {"news": why, "news_who": by}, begins)


def ack_expires_soon(context: Context, incident: IncidentState) -> None:
    """Whoever acknowledged hears, five minutes before, that everybody will be paged again unless there is a plan."""
    by = incident.by.get(str(Act.ACK))
    rule = updates.rule_of(context, incident)
    expires = context.timers.asked((Clock.ACK.value, incident.id))
    if incident.state is not State.ACKNOWLEDGED or not incident.firing or by is None or rule is None or expires is None:
        return
    said = context.decide(Reason.ACK_EXPIRES, f"{by} is told", watch=incident.watch, incident=incident.id, person=by)
    news: Facts = {"news": "expires", "news_until": expires}
    updates.tell_news(context, incident, rule, news, to=updates.ways_to(context, incident, by), reason=said)


def due_steps(context: Context, incident: IncidentState, policy: str) -> None:
    """A step's time has come."""
    if policy in incident.escalations:
        escalation.run(context, incident, policy)
