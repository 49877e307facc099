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


def reported(desk: Desk, board: Board, event: PageReported) -> None:
    """Follow a page that a channel will never deliver."""
    receipt = event.receipt
    if receipt.outcome is not Outcome.DEAD:
        return
    for incident in board.incidents.values():
        sent = incident.sent.get(receipt.page_id)
        if sent is not None:
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
    rule = desk.rules.get(sent.rule)
    person = desk.house.roster.people.get(sent.person)
    if rule is None or incident.state is not State.OPEN or sent.step == 0:
        return
    if person is not None:
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
                return
    _unreachable(desk, incident, sent)


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
