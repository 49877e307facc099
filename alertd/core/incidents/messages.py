"""A message of our own words to one person or to the operators: no incident, no escalation."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.core.incidents.context import Desk
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.pages import channels_of
from alertd.core.stable import id_of
from alertd.model.commands import SendPage
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, Person, Step
from alertd.model.reason import Reason
from alertd.model.rule import Severity


def send_plain(
    desk: Desk,
    step: Step,
    kind: PageKind,
    *,
    subject: str,
    facts: dict[str, str],
    reason: str,
    policy: str,
    number: int = 0,
) -> int:
    """Send a page that belongs to no incident to everybody of a step (`number`, from 0); return how many pages went out."""
    sent = 0
    for person in people_of(desk, step.notify):
        for channel, address in channels_of(desk, person, step.by):
            page = plain_page(
                desk, person, channel, address, kind=kind, subject=subject, facts=facts, reason=reason, policy=policy
            )
            if not desk.mail.has_tried(subject, person.name, channel.name):
                desk.mail.send(desk, page, about=subject, step=number)
                sent += 1
    return sent


def plain_page(
    desk: Desk,
    person: Person,
    channel: Channel,
    address: str,
    *,
    kind: PageKind,
    subject: str,
    facts: dict[str, str],
    reason: str,
    policy: str,
) -> Page:
    """Return a page without an incident. subject: what it is about, part of its id."""
    return Page(
        page_id=id_of(subject, policy, person.name, channel.name, kind),
        kind=kind,
        at=desk.at,
        watch="alertd",
        severity=Severity.URGENT,
        to=person.name,
        channel=channel.name,
        to_address=address,
        policy=policy,
        language=person.language,
        timezone=person.timezone,
        max_segments=channel.max_segments,
        channel_kind=channel.scheme or channel.kind,
        facts=dict(facts),
        reasons=(reason,),
    )


KEPT = 200  # messages that nobody has confirmed; in a replay of files nobody ever does


KEPT_FOR = 24 * 3600.0


class Message(msgspec.Struct):
    """One message, to several people on several channels.

    under_way: pages that nobody has taken yet, by id. tried: person -> channels. reached: who has it for certain.
    step: of the policy, from 0. is_stuck: pages that have failed twice, beside which another was begun.
    """

    at: float
    step: int = 0
    under_way: dict[str, Page] = {}
    tried: dict[str, list[str]] = {}
    reached: dict[str, None] = {}
    is_stuck: dict[str, None] = {}


class Mail:
    """The messages that are under way, by what they are about."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self._about: dict[str, str] = {}

    def send(self, desk: Desk, page: Page, *, about: str, step: int = 0) -> None:
        """Send a page of the message about something, and see to it that it reaches its person."""
        message = self.messages.get(about)
        if message is None:
            self._forget(desk.now)
            message = self.messages[about] = Message(at=desk.now)
        message.step = step
        desk.out.append(SendPage(page=page))
        # Quotes are of strangers, who may ask to be forgotten; what goes out in its place does without.
        facts = {name: value for name, value in page.facts.items() if name != "top_author"}
        message.under_way[page.page_id] = page.with_(evidence=(), facts=facts)
        message.tried.setdefault(page.to, []).append(page.channel)
        self._about[page.page_id] = about

    def has_tried(self, about: str, person: str, channel: str) -> bool:
        """Whether a message went to somebody on a channel."""
        message = self.messages.get(about)
        return message is not None and channel in message.tried.get(person, ())

    def settled(self, page_id: str, *, is_reached: bool) -> None:
        """A channel has taken a page, or it was withdrawn."""
        about = self._about.pop(page_id, None)
        if about is None:
            return
        message = self.messages[about]
        page = message.under_way.pop(page_id)
        if is_reached:
            message.reached[page.to] = None
        if not message.under_way:
            self._drop(about)

    def stuck(self, desk: Desk, page_id: str, detail: str) -> None:
        """A channel has failed twice and goes on trying: operators are told beside it; what is no emergency waits."""
        message = self.messages.get(self._about.get(page_id, ""))
        if message is None or page_id in message.is_stuck or message.under_way[page_id].kind is not PageKind.OPS:
            return
        message.is_stuck[page_id] = None
        page = message.under_way[page_id]
        reason = desk.decide(
            Reason.CHANNEL_STUCK, f"{page.to} on {page.channel}: {detail}", person=page.to, page_id=page_id
        )
        self._next_channel(desk, page, reason, detail)

    def dead(self, desk: Desk, page_id: str, detail: str) -> None:
        """A channel will never deliver a page."""
        about = self._about.get(page_id)
        if about is None:
            return
        message = self.messages[about]
        page = message.under_way[page_id]
        where = f"{page.to} on {page.channel}"
        reason = desk.decide(Reason.CHANNEL_DEAD, f"{where}: {detail}", person=page.to, page_id=page_id)
        others = [one for one in message.under_way.values() if one.page_id != page_id and one.to == page.to]
        is_left = page.to in message.reached or bool(others)
        if not (page_id in message.is_stuck and is_left):
            is_left = self._next_channel(desk, page, reason, detail) or is_left
        self._about.pop(page_id)
        del message.under_way[page_id]
        if is_left:
            if page.kind is not PageKind.OPS:
                desk.worries.append((f"dead-{page.to}-{page.channel}", f"no page reaches {where}: {detail}"))
        else:
            self._unreachable(desk, message, about, page, detail)
        if not message.under_way:
            self._drop(about)

    def _next_channel(self, desk: Desk, page: Page, reason: str, detail: str) -> bool:
        roster, about = desk.house.roster, self._about[page.page_id]
        person = roster.people.get(page.to)
        for name, address in person.addresses.items() if person is not None else ():
            if name not in roster.channels or self.has_tried(about, page.to, name):
                continue
            said = desk.decide(Reason.NEXT_CHANNEL, f"{page.to}: {name} instead of {page.channel}", person=page.to)
            channel = roster.channels[name]
            facts = dict(page.facts)
            if page.kind is PageKind.OPS:
                facts["note"] = f"{facts.get('note', '')} (no page reaches {page.to} on {page.channel}: {detail})"
            again = page.with_(
                page_id=id_of(page.page_id, name),
                at=desk.at,
                channel=name,
                to_address=address,
                max_segments=channel.max_segments,
                channel_kind=channel.scheme or channel.kind,
                facts=facts,
                reasons=(*page.reasons, reason, said),
            )
            self.send(desk, again, about=about, step=self.messages[about].step)
            return True
        return False

    def _unreachable(self, desk: Desk, message: Message, about: str, page: Page, detail: str) -> None:
        desk.decide(Reason.PERSON_UNREACHABLE, f"every channel of {page.to} is dead", person=page.to)
        is_for_nobody = not message.under_way and not message.reached
        if page.kind is PageKind.OPS and is_for_nobody:
            desk.unheard.append((about, message.step + 1, str(page.facts.get("note", ""))))
            return
        desk.worries.append(
            (f"unreachable-{page.to}", f"no page reaches {page.to} any more; on {page.channel}: {detail}")
        )

    def _forget(self, now: float) -> None:
        for about in [about for about, one in self.messages.items() if now - one.at > KEPT_FOR]:
            self._drop(about)
        for about in list(self.messages)[: max(len(self.messages) - KEPT + 1, 0)]:
            self._drop(about)

    def _drop(self, about: str) -> None:
        for page_id in self.messages.pop(about).under_way:
            self._about.pop(page_id, None)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return msgspec.to_builtins(self.messages)

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        self.messages = msgspec.convert(state, dict[str, Message])
        self._about = {page_id: about for about, one in self.messages.items() for page_id in one.under_way}
