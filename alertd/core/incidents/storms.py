"""Storms: many incidents at once reach a person as one list, with a link for each and none for all.

The first few are told as they come. From there on a page waits for the list of its person and channel: a minute, or until
quiet hours end. A crisis does not wait: it goes out at once and takes along what waits; only where a list went out a second
ago (five, in a storm of fifty) it stands in the next. A terminal is no phone: what goes to the console is never gathered.
"""

from __future__ import annotations

from collections.abc import Callable

from alertd.core.incidents import holds
from alertd.core.incidents.context import Context
from alertd.core.incidents.crowd import Crowd, Waiting
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.stable import id_of
from alertd.core.times import epoch, instant
from alertd.model.commands import Burst, CancelPages, KeepPage, SendPage
from alertd.model.console import NAME as CONSOLE
from alertd.model.incident import State
from alertd.model.page import Listed, Page, PageKind
from alertd.model.people import Channel, Person
from alertd.model.reason import Reason
from alertd.model.rule import Severity

ALONE = 5  # incidents that a person is told of one by one
SPAN = 600.0  # seconds in which those count
GATHERS = 60.0  # seconds that a page waits for others
SHORTEST, LONGEST = 1.0, 5.0  # seconds that a crisis waits at most after the list before it
A_SECOND = 10  # incidents of the last ten minutes, for each of which crises wait a second
TIMER = "list"
_OF_STRANGERS = ("top_author", "top_platform", "top_also")  # facts that name whoever wrote
#: of several things to say about one incident the first of these is said
_ORDER = (PageKind.PAGE, PageKind.RESOLVED, PageKind.UPDATE)


def waits_until(
    context: Context, incident: IncidentState, person: Person, channel: Channel, kind: PageKind
) -> tuple[float | None, holds.Held | None]:
    """Return until when a page waits for the list of its person, and the quiet hours behind that; None: it is told by itself."""
    if channel.kind == CONSOLE:
        return None, None
    crowd = _crowd(context, person.name, channel.name)
    now = context.now
    quiet = holds.quiet_hold(context, incident.severity, person)
    when = now if quiet is None else epoch(quiet.until)
    crowd.told = {known: at for known, at in crowd.told.items() if at > now - SPAN}
    beside = [at for known, at in crowd.told.items() if known != incident.id and when - SPAN < at <= when]
    crowd.told[incident.id] = max(when, crowd.told.get(incident.id, when))
    if len(beside) < ALONE:
        return None, None
    if quiet is None and incident.severity is Severity.CRISIS and kind is PageKind.PAGE:
        gap = min(max(SHORTEST, len(crowd.told) / A_SECOND), LONGEST)
        return max(now, (crowd.listed or 0.0) + gap), None
    return (now + GATHERS if quiet is None else when), quiet


def gather(context: Context, page: Page, due: float, *, burst: Burst | None = None, is_held: bool = False) -> None:
    """Let a page wait for the list; tell the list now if it is due."""
    crowd = _crowd(context, page.to, page.channel)
    crowd.waiting.append(Waiting(incident=page.incident or "", page=page, due=due, is_held=is_held, burst=burst))
    if due <= context.now:
        tell(context, page.to, page.channel)
    else:
        context.timers.sooner((TIMER, page.to, page.channel), due)


def take_along(context: Context, incident: IncidentState, person: str, channel: str, reason: str) -> None:
    """A crisis is told now: what was held of the same incident for the same channel is said by it."""
    now = context.now
    held = [
        page_id
        for page_id, sent in incident.sent.items()
        if (sent.person, sent.channel) == (person, channel)
        and sent.held_until is not None
        and sent.held_until > now
        and not sent.is_withdrawn
        and sent.kind is not PageKind.RESOLVED
    ]
    if not held:
        return
    text = f"{person} hears of it now: what was held for {channel} is part of it"
    said = context.decide(Reason.JOINED_CRISIS, text, watch=incident.watch, incident=incident.id, person=person)
    context.out.append(CancelPages(incident=incident.id, reason=f"{said} ({reason})", only=tuple(held)))
    for page_id in held:
        incident.sent[page_id].is_withdrawn = True
    context.changed(incident)


def tell(context: Context, person: str, channel: str) -> None:
    """Send what has waited, as one list; one incident alone is told by its own page. What is held longer stays."""
    crowd, now = _crowd(context, person, channel), context.now
    ready = [one for one in crowd.waiting if not one.is_held or one.due <= now]
    wanted = [one for one in ready if _is_wanted(context, one)]
    free = _room(context, wanted)
    if free > now:  # what waits for room waits together
        for one in wanted:
            _decide(context, Reason.CAPPED, one.page, f"{person} has had the most SMS allowed; free at {instant(free)}")
        context.timers.ask((TIMER, person, channel), free)
        return
    crowd.waiting = [one for one in crowd.waiting if one not in ready]
    by_incident: dict[str, Waiting] = {}
    for one in sorted(wanted, key=lambda one: _ORDER.index(one.page.kind), reverse=True):
        by_incident[one.incident] = one
    for ident, one in by_incident.items():
        crowd.told[ident] = now
        _no_longer_held(context, ident, one.page)
    told = sorted(by_incident.values(), key=lambda one: (-one.page.severity.rank, one.page.at))
    if len(told) == 1:
        context.out.append(SendPage(page=told[0].page.with_(hold_until=context.at), burst=told[0].burst))
    elif told:
        _send_list(context, told)
    crowd.listed = now if told else crowd.listed
    left = min((one.due for one in crowd.waiting), default=None)
    context.timers.ask((TIMER, person, channel), left)


def _room(context: Context, wanted: list[Waiting]) -> float:
    """Return from when on a text message with these keeps the caps; it is counted when that is now."""
    if not wanted:
        return context.now
    page = wanted[0].page
    roster = context.house.roster
    who, channel = roster.people.get(page.to), roster.channels.get(page.channel)
    if who is None or channel is None:
        return context.now
    worst = max((one.page.severity for one in wanted), key=lambda severity: severity.rank)
    return holds.text_free_at(context, who, channel, worst)


def _is_wanted(context: Context, one: Waiting) -> bool:
    incident = context.incidents.get(one.incident)
    sent = None if incident is None else incident.sent.get(one.page.page_id)
    if incident is None or sent is None or sent.is_withdrawn:
        return False
    match one.page.kind:
        case PageKind.PAGE:
            return incident.awaits(sent)
        case PageKind.UPDATE:
            return incident.state is not State.CLOSED
    return True


def _no_longer_held(context: Context, ident: str, page: Page) -> None:
    incident = context.incidents[ident]
    for sent in incident.sent.values():
        if (sent.person, sent.channel) == (page.to, page.channel) and (sent.held_until or 0.0) > context.now:
            sent.held_until = context.now
    context.changed(incident)


def _send_list(context: Context, waited: list[Waiting]) -> None:
    """Send one page for many incidents; each of theirs is kept for its link."""
    pages = [one.page for one in waited]
    first = pages[0]
    ident = id_of("list", first.to, first.channel, context.at.isoformat(), first.page_id)
    for one in waited:
        page = one.page
        text = f"{page.to} hears of {len(pages)} incidents at once on {page.channel}: list {ident}"
        _decide(context, Reason.TOLD_IN_LIST, page, text)
        context.out.append(KeepPage(page=page, told_in=ident, burst=one.burst))
    told = Page(
        page_id=ident,
        kind=PageKind.LIST,
        at=context.at,
        watch=first.watch,
        watch_title=first.watch_title,
        severity=first.severity,
        to=first.to,
        channel=first.channel,
        to_address=first.to_address,
        language=first.language,
        timezone=first.timezone,
        max_segments=first.max_segments,
        channel_kind=first.channel_kind,
        reasons=(f"{Reason.TOLD_IN_LIST}: {len(pages)} incidents at once",),
        listed=tuple(_line(page) for page in pages),
    )
    context.out.append(SendPage(page=told))
    context.messages.note(told, about=f"list:{ident}", step=0, now=context.now)


def _decide(context: Context, reason: Reason, page: Page, text: str) -> None:
    context.decide(
        reason,
        text,
        watch=page.watch,
        incident=page.incident,
        rule=page.rule,
        person=page.to,
        page_id=page.page_id,
    )


def _line(page: Page) -> Listed:
    return Listed(
        page_id=page.page_id,
        incident=page.incident or "",
        kind=page.kind,
        at=page.at,
        watch=page.watch,
        severity=page.severity,
        round=page.round,
        number=page.number,
        step=page.step,
        policy=page.policy,
        rule=page.rule,
        rule_name=page.rule_name,
        code=page.code,
        watch_title=page.watch_title,
    )


def call_back_done(context: Context) -> None:
    """Of the lists that nobody has yet: call back those of which no incident is open any more."""
    over = [
        page_id
        for about, message in context.messages.by_subject.items()
        if about.startswith("list:")
        for page_id, page in message.under_way.items()
        if is_over(context, page)
    ]
    if over:
        reason = f"{Reason.NOT_WANTED}: nothing of the list is open any more"
        context.out.append(CancelPages(incident="", reason=reason, only=tuple(over)))


def is_over(context: Context, page: Page) -> bool:
    """Whether nothing of a list is open any more, nor asks its reader to help."""
    for one in page.listed:
        incident = context.incidents.get(one.incident)
        sent = None if incident is None else incident.sent.get(one.page_id)
        if incident is not None and (incident.state is State.OPEN or (sent is not None and incident.awaits(sent))):
            return False
    return True


def clock_set_back(context: Context) -> None:
    """The clock was ahead: what waits, waits no longer than its whole time from now."""
    now = context.now
    for key, crowd in context.crowds.items():
        crowd.told = {known: min(at, now) for known, at in crowd.told.items()}
        crowd.listed = None if crowd.listed is None else min(crowd.listed, now)
        for one in crowd.waiting:
            if not one.is_held:
                one.due = min(one.due, now + GATHERS)
        if crowd.waiting:
            person, channel = key.split("\0")
            context.timers.sooner((TIMER, person, channel), min(one.due for one in crowd.waiting))


def forget_authors(context: Context) -> None:
    """Somebody is to be forgotten: what waits goes without the posts it would have quoted."""
    for crowd in context.crowds.values():
        for one in crowd.waiting:
            facts = {name: value for name, value in one.page.facts.items() if name not in _OF_STRANGERS}
            one.page, one.burst = one.page.with_(evidence=(), facts=facts), None


def reword(context: Context, told: Callable[[str], str]) -> None:
    """Put what our own people wrote into other words in what waits: they may have named whoever is to be forgotten."""
    for crowd in context.crowds.values():
        for one in crowd.waiting:
            facts = {
                name: told(str(value)) if name == "note" and value else value for name, value in one.page.facts.items()
            }
            one.page = one.page.with_(facts=facts, reasons=tuple(map(told, one.page.reasons)))


def _crowd(context: Context, person: str, channel: str) -> Crowd:
    return context.crowds.setdefault(f"{person}\0{channel}", Crowd())
