"""Forecast: what some rules would have done with what a store has kept. The live engine, on old events, with nobody answering.

Only what came in is folded again: no acknowledgement, silence or receipt of those days, since they answered to other rules.
History that was imported counts as if it had been seen when it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alertd.core.engine import Engine
from alertd.core.incidents.quiet_hours import quiet_until
from alertd.intake.build import rule_words
from alertd.intake.match import Matcher
from alertd.intake.normalise import folded
from alertd.model.events import CountSeen, Event, HouseLoaded, MentionSeen, ReplySeen, ScorerChanged
from alertd.model.house import House
from alertd.model.page import Page, PageKind
from alertd.model.people import Person
from alertd.model.post import text_of
from alertd.model.reason import Reason
from alertd.model.rule import Rule
from alertd.model.value import Value
from alertd.ports import Entry
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.fold import Fold
from alertd.runtime.replay import StoredPosts
from alertd.store_port import Store

#: Four weeks are what is usual by the hour of the week; one more lets the oldest of them settle.
WARM_UP = timedelta(weeks=5)
TELL_EVERY = 500  # events
NIGHT = (22, 7)  # by the person's own clock: for those who have set no quiet hours


class Alarm(Value, frozen=True, kw_only=True, omit_defaults=False):
    """One round of an incident reaches one person at step 1. is_night: between 22:00 and 07:00 by their own clock.

    in_quiet_hours: in those that they have set; is_woken: and nothing held the page for them.
    """

    at: datetime
    rule: str
    watch: str
    incident: str
    to: str
    in_quiet_hours: bool
    is_woken: bool
    is_night: bool


class Expected(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What one rule would have done.

    fired: how often it became true. alarms: incidents and rounds that it paged for. pages: their first messages (step 1), on all
    channels. all_pages: with every step, repeat and broken promise, as if nobody ever answered. to: person to how many alarms.
    in_quiet_hours, woken, at_night: of these. notices: messages of its digest.
    """

    rule: str
    severity: str
    fired: int
    alarms: int
    pages: int
    all_pages: int
    notices: int
    to: dict[str, int]
    in_quiet_hours: int
    woken: int
    at_night: int


class Forecast(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A span and what each rule would have done in it. mentions: in the span."""

    begins_at: datetime
    ends_at: datetime
    mentions: int
    rules: tuple[Expected, ...]
    alarms: tuple[Alarm, ...]


def forecast(
    store: Store, house: House, *, begins_at: datetime, ends_at: datetime, tell: Callable[[int], None]
) -> Forecast:
    """Return what a house's rules would have done between two instants.

    tell: is called now and then with the number of events folded so far.
    """
    memory = StoredPosts(store)
    fold = Fold(memory, Engine(), link_key=REPLAY_KEY)
    words = rule_words(house.rules)
    matcher = Matcher(house.watches, words) if words else None
    known = {watch.name for watch in house.watches}
    mentions = folded_so_far = 0
    for stored, post in store.history.came_in_between(begins_at - WARM_UP, ends_at):
        event = _as_then(stored, post, matcher)
        if _watch_of(event) not in known | {None}:
            continue
        mentions += isinstance(event, MentionSeen) and event.at >= begins_at
        if not folded_so_far:
            fold.take(Entry(event=HouseLoaded(at=event.at, house=house)), event.at)
        fold.tick_until(event.at)
        fold.take(Entry(event=event), event.at)
        folded_so_far += 1
        if folded_so_far % TELL_EVERY == 0:
            tell(folded_so_far)
    if folded_so_far:
        fold.tick_until(ends_at)
    pages = [q.page for q, state, _ in memory.pages.rows.values() if q.page.at >= begins_at and state != "cancelled"]
    fired = [one.rule for one in memory.decisions if one.reason == Reason.ALERT_FIRING and one.at >= begins_at]
    first = _first_messages(pages)
    alarms = _alarms(house, first)
    return Forecast(
        begins_at=begins_at,
        ends_at=ends_at,
        mentions=mentions,
        rules=tuple(
            _expected(rule, fired.count(rule.id), pages, first, alarms) for rule in house.rules if rule.enabled
        ),
        alarms=tuple(alarms),
    )


def _watch_of(event: Event) -> str | None:
    match event:
        case MentionSeen(mention=mention):
            return mention.watch
        case ReplySeen(reply=reply):
            return reply.watch or None  # somebody told of it: whoever knows what it answers
        case CountSeen(watch=watch) | ScorerChanged(watch=watch):
            return watch
        case _:
            return None


def _as_then(event: Event, post: bytes | None, matcher: Matcher | None) -> Event:
    """Return an event as the daemon would have seen it in its time, with the words that the rules of today look for."""
    if not isinstance(event, MentionSeen):
        return event
    mention = event.mention
    if matcher is not None and post is not None:
        mention = mention.with_(terms=matcher.find(folded(text_of(post))).terms_of(mention.watch))
    if not mention.is_imported:
        return event if mention is event.mention else event.with_(mention=mention)
    at = mention.posted_at
    return event.with_(at=at, mention=mention.with_(is_imported=False, seen_at=at))


def _first_messages(pages: Sequence[Page]) -> list[Page]:
    """Return the messages of each round's first step, in its first pass.

    Usually pass 1: a page that was held for quiet hours is cancelled when the severity rises, and the next pass is the first
    that anybody sees.
    """
    steps = [page for page in pages if page.kind is PageKind.PAGE and page.step == 1]
    first: dict[tuple[str | None, int], int] = {}
    for page in steps:
        key = page.incident, page.round
        first[key] = min(page.number, first.get(key, page.number))
    return [page for page in steps if page.number == first[page.incident, page.round]]


def _alarms(house: House, first: Sequence[Page]) -> list[Alarm]:
    """Return one alarm for each person that a round reaches first, on however many channels."""
    found: dict[tuple[str | None, int, str], Alarm] = {}
    for page in first:
        if page.rule is None:
            continue
        person = house.roster.people.get(page.to, Person(name=page.to))
        is_quiet = quiet_until(person, page.at) is not None
        hour = page.at.astimezone(ZoneInfo(person.timezone)).hour
        found.setdefault(
            (page.incident, page.round, page.to),
            Alarm(
                at=page.at,
                rule=page.rule,
                watch=page.watch,
                incident=page.incident or "",
                to=page.to,
                in_quiet_hours=is_quiet,
                is_woken=is_quiet and page.hold_until is None,
                is_night=hour >= NIGHT[0] or hour < NIGHT[1],
            ),
        )
    return list(found.values())


def _expected(
    rule: Rule, fired: int, pages: Sequence[Page], first: Sequence[Page], alarms: Sequence[Alarm]
) -> Expected:
    own = [page for page in pages if page.rule == rule.id and page.kind is PageKind.PAGE]
    told = [alarm for alarm in alarms if alarm.rule == rule.id]
    to: dict[str, int] = {}
    for alarm in told:
        to[alarm.to] = to.get(alarm.to, 0) + 1
    return Expected(
        rule=rule.id,
        severity=str(rule.severity),
        fired=fired,
        alarms=len({(page.incident, page.round) for page in first if page.rule == rule.id}),
        pages=sum(page.rule == rule.id for page in first),
        all_pages=len(own),
        notices=sum(page.kind is PageKind.DIGEST and page.rule == rule.id for page in pages),
        to=dict(sorted(to.items())),
        in_quiet_hours=sum(alarm.in_quiet_hours for alarm in told),
        woken=sum(alarm.is_woken for alarm in told),
        at_night=sum(alarm.is_night for alarm in told),
    )
