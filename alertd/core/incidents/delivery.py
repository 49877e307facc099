"""What became of each page: taken, stuck, dead, given to the next channel, nobody left to tell.

One way for all pages. A page of an incident and a message in our own words differ in what they know of those beside them,
in whether anybody still wants them, and in who is told when nobody is left: two classes here, and nothing else.
"""

from __future__ import annotations

from alertd.core.incidents import escalation, storms
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import ASSIGNED, IncidentState, Sent
from alertd.core.incidents.message_state import Message
from alertd.core.incidents.messages import send_page
from alertd.core.incidents.pages import Notification
from alertd.core.incidents.under_way import UnderWay, decide, refusing, untried, where
from alertd.core.stable import id_of
from alertd.model.incident import State
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Channel
from alertd.model.reason import Reason

SETTLED = (Outcome.ACCEPTED, Outcome.DELIVERED, Outcome.CANCELLED)

#: tries after which a channel is no longer waited for (about five seconds in): a text message then comes in the same minute
STUCK_AFTER = 2


def reported(context: Context, receipt: Receipt) -> None:
    """Follow a page that a channel will never deliver."""
    if receipt.outcome is Outcome.CANCELLED:
        context.messages.settled(receipt.page_id, is_reached=False)
        return
    if receipt.outcome in SETTLED:
        is_final = receipt.outcome is Outcome.DELIVERED
        context.messages.accepted(receipt.page_id, context.now, is_final=is_final)
        _taken(context, receipt.page_id)
        return
    is_dead = receipt.outcome is Outcome.DEAD
    if is_dead:  # perhaps after its channel had taken it
        context.messages.did_not_come(receipt.page_id, context.now)
    if not (is_dead or receipt.is_refused) and (receipt.sent_at is None or receipt.attempt < STUCK_AFTER):
        return
    page = _under_way(context, receipt)
    if page is None or page.is_dead:
        return
    if is_dead:
        _dead(context, page, receipt.page_id)
    elif receipt.is_refused:
        _refused(context, page, receipt.page_id)
    elif not page.is_stuck:
        _stuck(context, page, receipt.page_id)


def _taken(context: Context, page_id: str) -> None:
    """Somebody has a page: count it, if it was called back when it was already on its way; its channel refuses us no more."""
    for incident in context.incidents.values():
        sent = incident.sent.get(page_id) or incident.earlier.get(page_id)
        if sent is not None and (sent.is_uncounted or sent.is_refused):
            incident.pages += sent.is_uncounted
            sent.is_uncounted = sent.is_refused = False
            context.changed(incident)


def _under_way(context: Context, receipt: Receipt) -> UnderWay | None:
    detail = receipt.detail or str(receipt.outcome)
    for incident in context.incidents.values():
        sent = incident.sent.get(receipt.page_id) or incident.earlier.get(receipt.page_id)
        if sent is not None:
            return OfIncident(context, incident, sent, detail)
    about = context.messages.about(receipt.page_id)
    return None if about is None else OfMessage(context, about, receipt.page_id, detail)


def _stuck(context: Context, page: UnderWay, page_id: str) -> None:
    if page.mark_stuck():
        reason = decide(context, page, Reason.CHANNEL_STUCK, f"{where(page)}: {page.detail}", page_id)
        if page.is_pressing and not page.unwanted() and not _next_channel(context, page, reason):
            page.waits()


def _refused(context: Context, page: UnderWay, page_id: str) -> None:
    """What is wrong is ours and not its person's (a revoked token): another way at once, and operators hear which channel."""
    if page.is_refused:
        return
    is_begun = page.is_stuck and page.is_pressing  # when it was stuck, another way was begun
    page.mark_refused()
    reason = decide(context, page, Reason.CHANNEL_REFUSES, f"{where(page)}: {page.detail}", page_id)
    page.tell_of_channel()
    if not page.unwanted() and (is_begun or not _next_channel(context, page, reason)):
        page.waits()
        page.hurry()


def _dead(context: Context, page: UnderWay, page_id: str) -> None:
    reason = decide(context, page, Reason.CHANNEL_DEAD, f"{where(page)}: {page.detail}", page_id)
    why_not = page.unwanted()
    if why_not:
        decide(context, page, Reason.NOT_WANTED, f"{where(page)}: {why_not}", page_id)
    is_given = not why_not and _next_channel(context, page, reason)
    page.mark_dead()
    page.lost(is_left=bool(why_not) or is_given or page.has_company())
    if not why_not and not is_given:
        page.hurry()


def _next_channel(context: Context, page: UnderWay, reason: str) -> bool:
    """Send the same to the same person on a channel that it has not tried yet; return whether there is one."""
    for channel, address in page.ways():
        said = decide(context, page, Reason.NEXT_CHANNEL, f"{page.person}: {channel.name} instead of {page.channel}")
        page.again(channel, address, because=(reason, said))
        return True
    return False


class OfIncident:
    """A page of an incident: of its running round, or of the one before."""

    def __init__(self, context: Context, incident: IncidentState, sent: Sent, detail: str) -> None:
        self.detail = detail
        self._context = context
        self._incident = incident
        self._sent = sent
        self.watch: str = incident.watch
        self.incident: str | None = incident.id
        self.person, self.channel = sent.person, sent.channel
        self.is_stuck, self.is_refused, self.is_dead = sent.is_stuck, sent.is_refused, sent.is_dead
        # Only a page proper: whoever does not hear at once that it is over loses nothing.
        self.is_pressing = sent.kind is PageKind.PAGE
        self._is_earlier = any(one is sent for one in incident.earlier.values())

    def mark_stuck(self) -> bool:
        """See UnderWay."""
        self._sent.is_stuck = True
        self._context.changed(self._incident)
        return True

    def mark_refused(self) -> None:
        """See UnderWay."""
        self._sent.is_refused = True
        self._context.changed(self._incident)

    def mark_dead(self) -> None:
        """See UnderWay."""
        self._sent.is_dead = True
        self._context.changed(self._incident)

    def ways(self) -> list[tuple[Channel, str]]:
        """See UnderWay."""
        theirs = [one for one in self._alike() if one.person == self.person]
        has_another = self.is_refused and any(not (one.is_dead or one.is_refused) for one in theirs)
        # When it was refused another one was begun: that suffices.
        if self._sent.rule not in self._context.rules or has_another:
            return []
        tried = [one.channel for one in theirs]
        return untried(self._context, self.person, tried)

    def has_company(self) -> bool:
        """See UnderWay."""
        return any(one is not self._sent and not one.is_dead for one in self._alike() if one.person == self.person)

    def waits(self) -> None:
        """See UnderWay."""
        if all(one.is_dead or one.is_stuck or one.is_refused for one in self._alike() if one.person == self.person):
            text = f"no page reaches {self.person} at present; on {self.channel}: {self.detail}"
            self._context.worries.append((f"unreachable-{self.person}", text))

    def tell_of_channel(self) -> None:
        """See UnderWay."""
        refusing(self._context, self.channel, self.detail)

    def unwanted(self) -> str:
        """See UnderWay."""
        incident, sent = self._incident, self._sent
        match sent.kind:
            case PageKind.RESOLVED | PageKind.UPDATE if self._is_earlier:
                return "it fires again"
            case PageKind.RESOLVED:
                return "it fires again" if incident.firing and sent.who is None else ""
            case PageKind.UPDATE:
                return "it is closed" if incident.state is State.CLOSED else ""
        if sent.policy == ASSIGNED:
            return "" if incident.assignee == sent.person else "somebody else has it"
        if not incident.awaits(sent):
            return f"it is {incident.state}"
        running = incident.escalations.get(sent.policy)
        is_wanted = (
            bool(incident.firing or incident.owed)
            if running is None
            else bool(escalation.leads(self._context, incident, running))
        )
        if not is_wanted:
            return "what it speaks of has resolved"
        if self._is_earlier and any(
            s.person == sent.person and s.kind is PageKind.PAGE and not s.is_dead for s in incident.sent.values()
        ):
            return f"paged again in round {incident.round}"
        return ""

    def again(self, channel: Channel, address: str, *, because: tuple[str, str]) -> None:
        """See UnderWay."""
        sent = self._sent
        Notification(
            self._context,
            self._incident,
            self._context.rules[sent.rule],
            kind=sent.kind,
            policy=sent.policy,
            step=sent.step,
            number=sent.number,
            reasons=because,
            note=sent.note,
            who=sent.who,
            news=sent.news,
        ).send(self._context.house.roster.people[sent.person], channel, address)

    def lost(self, *, is_left: bool) -> None:
        """See UnderWay."""
        context, sent, place = self._context, self._sent, where(self)
        if is_left:
            context.worries.append((f"dead-{sent.person}-{sent.channel}", f"no page reaches {place}: {self.detail}"))
            return
        text = f"no page reaches {sent.person} any more; on {sent.channel}: {self.detail}"
        context.worries.append((f"unreachable-{sent.person}", text))
        decide(context, self, Reason.PERSON_UNREACHABLE, f"every channel of {sent.person} is dead")

    def hurry(self) -> None:
        """See UnderWay."""
        context, incident, sent = self._context, self._incident, self._sent
        if sent.kind is not PageKind.PAGE or self._is_earlier:
            return
        running = incident.escalations.get(sent.policy)
        is_last_told = running is not None and (running.number, running.next_step) == (sent.number, sent.step)
        # A late receipt hurries nobody.
        if is_last_told and all(one.is_dead or one.is_refused for one in self._alike()):
            escalation.skip_wait(context, incident, sent.policy)

    def _alike(self) -> list[Sent]:
        """Return the pages of the same kind of one step of one pass; a page of the round before is like those of both."""
        incident, sent = self._incident, self._sent
        before = incident.earlier.values() if self._is_earlier else ()
        return [
            one
            for one in (*before, *incident.sent.values())
            if (one.kind, one.policy, one.number, one.step) == (sent.kind, sent.policy, sent.number, sent.step)
        ]


class OfMessage:
    """A page in our own words: to operators, a digest, a summary, a test."""

    watch: str = ""
    incident: str | None = None

    def __init__(self, context: Context, about: str, page_id: str, detail: str) -> None:
        self.detail = detail
        self._context = context
        self._about = about
        self._message: Message = context.messages.by_subject[about]
        self._page: Page = self._message.under_way[page_id]
        self.person, self.channel = self._page.to, self._page.channel
        self.is_stuck = page_id in self._message.is_stuck
        self.is_refused = page_id in self._message.is_refused
        self.is_dead = False  # a dead one is no longer under way
        self.is_pressing = self._page.kind in (PageKind.OPS, PageKind.LIST)

    def mark_stuck(self) -> bool:
        """See UnderWay. What is no emergency waits."""
        if self.is_pressing:
            self._message.is_stuck[self._page.page_id] = None
        return self.is_pressing

    def mark_refused(self) -> None:
        """See UnderWay. That it fails again is no news then."""
        self._message.is_stuck[self._page.page_id] = None
        self._message.is_refused[self._page.page_id] = None

    def mark_dead(self) -> None:
        """See UnderWay."""
        self._context.messages.settled(self._page.page_id, is_reached=False)

    def ways(self) -> list[tuple[Channel, str]]:
        """See UnderWay. When it was stuck another one was begun: that suffices."""
        if self.is_stuck and self.has_company():
            return []
        return untried(self._context, self.person, self._message.tried.get(self.person, ()))

    def has_company(self) -> bool:
        """See UnderWay."""
        others = self._message.under_way.values()
        return self.person in self._message.reached or any(
            one.to == self.person and one.page_id != self._page.page_id for one in others
        )

    def waits(self) -> None:
        """See UnderWay. Of operators the next ones are told, as if it were dead; when it dies it is not told again."""
        others = [page_id for page_id in self._message.under_way if page_id not in self._message.is_stuck]
        if self._page.kind is not PageKind.OPS:
            if not others and not self._message.reached:
                text = f"no page reaches {self.person} at present; on {self.channel}: {self.detail}"
                self._context.worries.append((f"unreachable-{self.person}", text))
        elif not others and not self._message.reached and not self._message.is_unheard:
            note = str(self._page.facts.get("note", ""))
            self._message.is_unheard = True
            self._context.unheard.append((self._about, self._message.step + 1, note))

    def hurry(self) -> None:
        """See UnderWay. The list that told of incidents reaches nobody: as if the page of each were refused."""
        message = self._message
        if message.reached or any(page_id not in message.is_refused for page_id in message.under_way):
            return
        for one in self._listed():
            one.mark_refused()
            one.hurry()

    def tell_of_channel(self) -> None:
        """See UnderWay."""
        if self._page.kind is not PageKind.OPS:
            refusing(self._context, self.channel, self.detail)

    def unwanted(self) -> str:
        """See UnderWay."""
        is_list = self._page.kind is PageKind.LIST
        return "nothing of it is open any more" if is_list and storms.is_over(self._context, self._page) else ""

    def again(self, channel: Channel, address: str, *, because: tuple[str, str]) -> None:
        """See UnderWay."""
        page, facts = self._page, dict(self._page.facts)
        if page.kind is PageKind.OPS:
            facts["note"] = f"{facts.get('note', '')} (no page reaches {where(self)}: {self.detail})"
        again = page.with_(
            page_id=id_of(page.page_id, channel.name),
            at=self._context.at,
            channel=channel.name,
            to_address=address,
            max_segments=channel.segments_for(page.language),
            channel_kind=channel.scheme or channel.kind,
            facts=facts,
            reasons=(*page.reasons, *because),
        )
        send_page(self._context, again, about=self._about, step=self._message.step)

    def lost(self, *, is_left: bool) -> None:
        """See UnderWay."""
        context, page, message = self._context, self._page, self._message
        if is_left:
            # A message to operators makes none about itself: its words say which channel fails.
            if not self.is_pressing:
                context.worries.append(
                    (f"dead-{page.to}-{page.channel}", f"no page reaches {where(self)}: {self.detail}")
                )
            return
        context.decide(Reason.PERSON_UNREACHABLE, f"every channel of {page.to} is dead", person=page.to)
        is_ops = page.kind is PageKind.OPS
        if is_ops and message.is_unheard:
            return  # the next ones were told when it was stuck
        if is_ops and not message.under_way and not message.reached:
            context.unheard.append((self._about, message.step + 1, str(page.facts.get("note", ""))))
            return
        text = f"no page reaches {page.to} any more; on {page.channel}: {self.detail}"
        context.worries.append((f"unreachable-{page.to}", text))
        for one in self._listed():
            one.mark_dead()

    def _listed(self) -> list[OfIncident]:
        """Return the pages of incidents that this one tells of together."""
        found = []
        for one in self._page.listed:
            incident = self._context.incidents.get(one.incident)
            sent = None if incident is None else incident.sent.get(one.page_id)
            if incident is not None and sent is not None:
                found.append(OfIncident(self._context, incident, sent, self.detail))
        return found
