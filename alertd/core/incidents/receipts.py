"""What became of a page: a dead channel leads to the person's next channel at once, a dead person to the next step."""

from __future__ import annotations

from alertd.core.incidents import escalation
from alertd.core.incidents.board import Board
from alertd.core.incidents.desk import Desk
from alertd.core.incidents.incident_state import IncidentState, Sent
from alertd.core.incidents.pages import Draft
from alertd.core.incidents.reasons import Reason
from alertd.model.events import PageReported
from alertd.model.incident import State
from alertd.model.page import Outcome, PageKind

#: tries after which a channel is no longer waited for (about five seconds in): paging.md P18, SMS in the same minute
STUCK_AFTER = 2


def reported(desk: Desk, board: Board, event: PageReported) -> None:
    """Follow a page that a channel will never deliver."""
    receipt = event.receipt
    is_stuck = (
        receipt.outcome in (Outcome.RETRY, Outcome.UNKNOWN)
        and receipt.sent_at is not None
        and receipt.attempt >= STUCK_AFTER
    )
    if receipt.outcome is not Outcome.DEAD and not is_stuck:
        return
    for incident in board.incidents.values():
        sent = incident.sent.get(receipt.page_id)
        if sent is None:
            continue
        if is_stuck and not sent.is_stuck:
            sent.is_stuck = True
            where = f"{sent.person} on {sent.channel}"
            text = f"{where}: {receipt.detail or receipt.outcome}"
            reason = desk.decide(
                Reason.CHANNEL_STUCK,
                text,
                watch=incident.watch,
                incident=incident.id,
                person=sent.person,
                page_id=receipt.page_id,
            )
            _next_channel(desk, incident, sent, reason)
        elif not is_stuck:
            _dead(desk, incident, receipt.page_id, sent, receipt.detail)
        desk.changed(incident)
        return


def _dead(desk: Desk, incident: IncidentState, page_id: str, sent: Sent, detail: str) -> None:
    sent.is_dead = True
    where = f"{sent.person} on {sent.channel}"
    reason = desk.decide(
        Reason.CHANNEL_DEAD,
        f"{where}: {detail}",
        watch=incident.watch,
        incident=incident.id,
        person=sent.person,
        page_id=page_id,
    )
    desk.worries.append((f"dead-{sent.person}-{sent.channel}", f"no page reaches {where}: {detail}"))
    if sent.step and incident.state is State.OPEN and not _next_channel(desk, incident, sent, reason):
        _unreachable(desk, incident, sent)


def _next_channel(desk: Desk, incident: IncidentState, sent: Sent, reason: str) -> bool:
    """Page the same person on a channel that this step has not tried yet; return whether there is one."""
    rule = desk.rules.get(sent.rule)
    person = desk.house.roster.people.get(sent.person)
    if rule is None or person is None or not sent.step or incident.state is not State.OPEN:
        return False
    tried = {s.channel for s in incident.sent.values() if _same(s, sent) and s.person == sent.person}
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
                kind=PageKind.PAGE,
                policy=sent.policy,
                step=sent.step,
                number=sent.number,
                reasons=(reason, said),
            )
            draft.send(person, channels[name], address)
            return True
    return False


def _unreachable(desk: Desk, incident: IncidentState, sent: Sent) -> None:
    mine = [s for s in incident.sent.values() if _same(s, sent)]
    if any(not s.is_dead for s in mine if s.person == sent.person):
        return  # another channel of the same person still stands
    desk.decide(
        Reason.PERSON_UNREACHABLE,
        f"every channel of {sent.person} is dead",
        watch=incident.watch,
        incident=incident.id,
        person=sent.person,
    )
    running = incident.escalations.get(sent.policy)
    is_last_told = running is not None and (running.number, running.next_step) == (sent.number, sent.step)
    if is_last_told and all(s.is_dead for s in mine):  # a late receipt of an earlier step hurries nobody
        escalation.skip_wait(desk, incident, sent.policy)


def _same(one: Sent, other: Sent) -> bool:
    """Whether two pages belong to one step of one pass."""
    return (one.policy, one.number, one.step) == (other.policy, other.number, other.step)
