"""What became of each page: stuck, dead, given to the next channel, nobody left to tell."""

from __future__ import annotations

from alertd.core.incidents import escalation
from alertd.core.incidents.context import Desk
from alertd.core.incidents.grouping import Board
from alertd.core.incidents.incident_state import IncidentState, Sent
from alertd.core.incidents.pages import Draft
from alertd.model.events import PageReported
from alertd.model.incident import State
from alertd.model.page import Outcome, PageKind
from alertd.model.reason import Reason

SETTLED = (Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.CANCELLED)

#: tries after which a channel is no longer waited for (about five seconds in): paging.md P18, SMS in the same minute
STUCK_AFTER = 2


def reported(desk: Desk, board: Board, event: PageReported) -> None:
    """Follow a page that a channel will never deliver."""
    receipt = event.receipt
    if receipt.outcome in SETTLED:
        desk.mail.settled(receipt.page_id, is_reached=receipt.outcome is not Outcome.CANCELLED)
        return
    is_dead = receipt.outcome is Outcome.DEAD
    if not is_dead and (receipt.sent_at is None or receipt.attempt < STUCK_AFTER):
        return
    detail = receipt.detail or str(receipt.outcome)
    for incident in board.incidents.values():
        sent = incident.sent.get(receipt.page_id) or incident.earlier.get(receipt.page_id)
        if sent is None:
            continue
        if is_dead:
            _dead(desk, incident, receipt.page_id, sent, detail)
        elif not sent.is_stuck:
            _stuck(desk, incident, receipt.page_id, sent, detail)
        desk.changed(incident)
        return
    if is_dead:
        desk.mail.dead(desk, receipt.page_id, detail)
    else:
        desk.mail.stuck(desk, receipt.page_id, detail)


def _stuck(desk: Desk, incident: IncidentState, page_id: str, sent: Sent, detail: str) -> None:
    sent.is_stuck = True
    reason = _decide(desk, incident, sent, Reason.CHANNEL_STUCK, detail=detail, page_id=page_id)
    # Only a page proper is worth a second one beside it: whoever does not hear at once that it is over loses nothing.
    if sent.kind is PageKind.PAGE and not _unwanted(desk, incident, sent):
        _next_channel(desk, incident, sent, reason)


def _dead(desk: Desk, incident: IncidentState, page_id: str, sent: Sent, detail: str) -> None:
    sent.is_dead = True
    where = f"{sent.person} on {sent.channel}"
    reason = _decide(desk, incident, sent, Reason.CHANNEL_DEAD, detail=detail, page_id=page_id)
    why_not = _unwanted(desk, incident, sent)
    if why_not:
        desk.decide(
            Reason.NOT_WANTED,
            f"{where}: {why_not}",
            watch=incident.watch,
            incident=incident.id,
            person=sent.person,
            page_id=page_id,
        )
    if why_not or _next_channel(desk, incident, sent, reason) or _stands(incident, sent):
        desk.worries.append((f"dead-{sent.person}-{sent.channel}", f"no page reaches {where}: {detail}"))
        return
    desk.worries.append(
        (f"unreachable-{sent.person}", f"no page reaches {sent.person} any more; on {sent.channel}: {detail}")
    )
    _unreachable(desk, incident, sent)


def _decide(desk: Desk, incident: IncidentState, sent: Sent, reason: Reason, *, detail: str, page_id: str) -> str:
    return desk.decide(
        reason,
        f"{sent.person} on {sent.channel}: {detail}",
        watch=incident.watch,
        incident=incident.id,
        person=sent.person,
        page_id=page_id,
    )


def _unwanted(desk: Desk, incident: IncidentState, sent: Sent) -> str:
    """Return why nobody need hear on another channel what this page says, "" if somebody must."""
    is_earlier = _is_earlier(incident, sent)
    match sent.kind:
        case PageKind.RESOLVED | PageKind.UPDATE if is_earlier:
            return "it fires again"
        case PageKind.RESOLVED:
            return "it fires again" if incident.firing and sent.who is None else ""
        case PageKind.UPDATE:
            return "it is closed" if incident.state is State.CLOSED else ""
    if incident.state is not State.OPEN:
        return f"it is {incident.state}"
    running = incident.escalations.get(sent.policy)
    if not incident.firing or (running is not None and not escalation.leads(desk, incident, running)):
        return "what it speaks of has resolved"
    if is_earlier and any(s.person == sent.person and not s.is_dead for s in incident.sent.values()):
        return f"paged again in round {incident.round}"
    return ""


def _next_channel(desk: Desk, incident: IncidentState, sent: Sent, reason: str) -> bool:
    """Send the same to the same person on a channel that it has not tried yet; return whether there is one."""
    rule = desk.rules.get(sent.rule)
    person = desk.house.roster.people.get(sent.person)
    if rule is None or person is None:
        return False
    tried = {s.channel for s in _alike(incident, sent) if s.person == sent.person}
    channels = desk.house.roster.channels
    for name, address in person.addresses.items():
        if name in channels and name not in tried:
            text = f"{sent.person}: {name} instead of {sent.channel}"
            said = desk.decide(
                Reason.NEXT_CHANNEL, text, watch=incident.watch, incident=incident.id, person=sent.person
            )
            draft = Draft(
                desk,
                incident,
                rule,
                kind=sent.kind,
                policy=sent.policy,
                step=sent.step,
                number=sent.number,
                reasons=(reason, said),
                note=sent.note,
                who=sent.who,
            )
            draft.send(person, channels[name], address)
            return True
    return False


def _stands(incident: IncidentState, sent: Sent) -> bool:
    """Whether another channel of the same person still stands."""
    return any(not s.is_dead for s in _alike(incident, sent) if s.person == sent.person)


def _unreachable(desk: Desk, incident: IncidentState, sent: Sent) -> None:
    desk.decide(
        Reason.PERSON_UNREACHABLE,
        f"every channel of {sent.person} is dead",
        watch=incident.watch,
        incident=incident.id,
        person=sent.person,
    )
    if sent.kind is not PageKind.PAGE or _is_earlier(incident, sent):
        return
    running = incident.escalations.get(sent.policy)
    is_last_told = running is not None and (running.number, running.next_step) == (sent.number, sent.step)
    if is_last_told and all(s.is_dead for s in _alike(incident, sent)):  # a late receipt hurries nobody
        escalation.skip_wait(desk, incident, sent.policy)


def _alike(incident: IncidentState, sent: Sent) -> list[Sent]:
    """Return the pages of the same kind of one step of one pass; a page of the round before is like those of both."""
    before = incident.earlier.values() if _is_earlier(incident, sent) else ()
    return [
        one
        for one in (*before, *incident.sent.values())
        if (one.kind, one.policy, one.number, one.step) == (sent.kind, sent.policy, sent.number, sent.step)
    ]


def _is_earlier(incident: IncidentState, sent: Sent) -> bool:
    return any(one is sent for one in incident.earlier.values())
