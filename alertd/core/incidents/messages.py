"""A message of our own words to one person or to the operators: no incident, no escalation."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.pages import channels_of
from alertd.core.stable import id_of
from alertd.model.commands import SendPage
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, Person, Step
from alertd.model.rule import Severity


def send_page(context: Context, page: Page, *, about: str, step: int = 0) -> None:
    """Send a page of the message about something; what becomes of it is followed until somebody has it."""
    context.out.append(SendPage(page=page))
    context.messages.note(page, about=about, step=step, now=context.now)


def send_plain(
    context: Context,
    step: Step,
    kind: PageKind,
    *,
    subject: str,
    facts: Mapping[str, str | float | int | None],
    reason: str,
    policy: str,
    number: int = 0,
) -> int:
    """Send a page that belongs to no incident to everybody of a step (`number`, from 0); return how many pages went out."""
    sent = 0
    for person in people_of(context, step.notify):
        for channel, address in channels_of(context, person, step.by):
            page = plain_page(
                context, person, channel, address, kind=kind, subject=subject, facts=facts, reason=reason, policy=policy
            )
            if not context.messages.has_tried(subject, person.name, channel.name):
                send_page(context, page, about=subject, step=number)
                sent += 1
    return sent


def plain_page(
    context: Context,
    person: Person,
    channel: Channel,
    address: str,
    *,
    kind: PageKind,
    subject: str,
    facts: Mapping[str, str | float | int | None],
    reason: str,
    policy: str,
) -> Page:
    """Return a page without an incident. subject: what it is about, part of its id."""
    return Page(
        page_id=id_of(subject, policy, person.name, channel.name, kind),
        kind=kind,
        at=context.at,
        watch="alertd",
        severity=Severity.URGENT,
        to=person.name,
        channel=channel.name,
        to_address=address,
        policy=policy,
        language=person.language,
        timezone=person.timezone,
        max_segments=channel.segments_for(person.language),
        channel_kind=channel.scheme or channel.kind,
        facts=dict(facts),
        reasons=(reason,),
    )
