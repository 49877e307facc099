"""Pages that are called back before they are sent. One that was held has been seen by nobody, and must not be lost by it."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.pages import Notification
from alertd.model.commands import CancelPages
from alertd.model.incident import State
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Rule


def withdraw(
    context: Context,
    incident: IncidentState,
    reason: str,
    page_ids: Iterable[str] | None = None,
    *,
    keep: tuple[PageKind, ...] = (),
) -> None:
    """Call back what has not been sent: of the whole incident except some kinds, or of some pages."""
    only = None if page_ids is None else tuple(page_ids)
    if only == ():
        return
    context.out.append(CancelPages(incident=incident.id, reason=reason, keep=keep, only=only or ()))
    for page_id, sent in incident.sent.items():
        is_held = sent.held_until is not None and sent.held_until > context.now
        if is_held and sent.kind not in keep and (only is None or page_id in only):
            sent.is_withdrawn = True
    context.changed(incident)


#: seconds within which a page is called back by a worse one: two rules that one delivery of posts made true are one event
SAME_BREATH = 1.0


def call_back_just_decided(context: Context, incident: IncidentState, rule: Rule) -> bool:
    """It becomes worse in the second in which its first pages were decided: call them back, one worse page is sent in their place.

    Return whether that was so; else people have seen a page, and must be told why another one comes.
    """
    pages = {page_id: sent for page_id, sent in incident.sent.items() if sent.kind is PageKind.PAGE}
    is_just = all(context.now - sent.at < SAME_BREATH and sent.held_until is None for sent in pages.values())
    if incident.state is not State.OPEN or not pages or not is_just:
        return False
    text = f"rule {rule.id} is worse, and came in the same second"
    reason = context.decide(Reason.NOT_WANTED, text, watch=incident.watch, incident=incident.id, rule=rule.id)
    withdraw(context, incident, reason, pages)
    for sent in pages.values():
        sent.is_withdrawn = sent.is_uncounted = True
    incident.pages -= len(pages)
    return True


def pages_of(incident: IncidentState, policy: str) -> list[str]:
    """Return the ids of a policy's pages of this round that have not been called back."""
    return [
        page_id
        for page_id, sent in incident.sent.items()
        if sent.policy == policy and sent.kind is PageKind.PAGE and not sent.is_withdrawn
    ]


def _unseen(incident: IncidentState, running: Escalation) -> list[tuple[str, str, int]]:
    """Return (person, channel, step) of the pages of the running pass that were called back and not sent after all."""
    found: dict[tuple[str, str, int], bool] = {}
    for sent in incident.sent.values():
        if (sent.kind, sent.policy, sent.number) == (PageKind.PAGE, running.policy.name, running.number):
            key = (sent.person, sent.channel, sent.step)
            found[key] = found.get(key, True) and sent.is_withdrawn
    return [key for key, is_withdrawn in found.items() if is_withdrawn]


def is_unseen(incident: IncidentState, running: Escalation) -> bool:
    """Whether somebody was never told of a step because it resolved while the page was held."""
    return bool(_unseen(incident, running))


def tell_after_all(context: Context, incident: IncidentState, running: Escalation, rule: Rule) -> None:
    """It fires again in the same round: page those who were not told, as if nothing had been called back."""
    for name, channel_name, step in _unseen(incident, running):
        person = context.house.roster.people.get(name)
        channel = context.house.roster.channels.get(channel_name)
        if person is None or channel is None or channel_name not in person.addresses:
            continue
        reason = context.decide(
            Reason.TOLD_AFTER_ALL,
            f"{name} was not told of step {step}: it resolved while the page was held, and fires again",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
            person=name,
        )
        notification = Notification(
            context,
            incident,
            rule,
            kind=PageKind.PAGE,
            policy=running.policy.name,
            step=step,
            number=running.number,
            reasons=(reason,),
        )
        notification.send(person, channel, person.addresses[channel_name])
