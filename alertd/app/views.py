"""From what the store keeps to what people are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from alertd.core.business_hours import OpenHours
from alertd.core.incidents.oncall import on_call, shifts
from alertd.intake.priority import priority
from alertd.model.events import MentionSeen
from alertd.model.house import House
from alertd.model.incident import Incident
from alertd.model.mention import key_of
from alertd.model.page import Outcome
from alertd.model.people import Roster
from alertd.ports import QueuedPage
from alertd.report.latency import Latency, acts_of, latency
from alertd.scorers.labels import Label
from alertd.store_port import QueuedState, Store
from alertd.web import refusals
from alertd.web.backend import LEFT_OUT, MentionShown, OnCallSeen, PageSeen, PostShown

#: Telling posts of an incident that are shown: what its newest pages quote.
POSTS = 12
LOOKED_AHEAD = timedelta(days=31)  # the longest turn is a month

_OUTCOMES = {"planned": None, "leased": None}
LISTED = "listed"  # a page that a list tells; its detail is the list's id


def mention_shown(
    event: MentionSeen, post: bytes | None, house: House, *, is_waiting: bool, now: datetime, asks: int = 1
) -> MentionShown:
    """Return a mention with its text, when its answer is due, and how soon somebody should answer. asks: threads in which its author waits."""
    mention = event.mention
    told = msgspec.json.decode(post) if post is not None else {}
    promised = house.promises.first_reply
    target = promised.get(mention.platform, promised.get("default", timedelta(hours=1)))
    text = None if post is None else str(told.get("text", ""))
    shown = MentionShown(mention=mention, text=text, author_name=told.get("author_name"))
    if not (mention.needs_answer or is_waiting):
        return shown
    hours = OpenHours(house)
    waited = hours.seconds(mention.watch, mention.posted_at, now)
    first = priority(mention, text, waited=waited, promised=target.total_seconds(), asks=asks)
    due = hours.due_at(mention.watch, mention.posted_at, target)
    return shown.with_(due_at=due, priority=first.value, why=first.why, promised=target, waited=waited)


def pages_seen(store: Store, rows: Sequence[QueuedState]) -> list[PageSeen]:
    """Return pages and what became of them; what a list told is where the list is."""
    lists = sorted({detail for _, state, detail in rows if state == LISTED})
    became = (
        {queued.page.page_id: (state, detail) for queued, state, detail in store.pages.some(lists)} if lists else {}
    )
    instants = store.pages.instants([queued.page.page_id for queued, _, _ in rows])
    acts: dict[str, list[datetime]] = {}
    for ident in dict.fromkeys(queued.page.incident for queued, _, _ in rows if queued.page.incident is not None):
        acts |= acts_of(store.read_model.decisions(ident))
    return [
        page_seen(
            queued,
            *(became.get(detail, ("planned", "")) if state == LISTED else (state, detail)),
            latency(queued.page, instants.get(queued.page.page_id), acts.get(queued.page.incident or "", [])),
        )
        for queued, state, detail in rows
    ]


def page_seen(queued: QueuedPage, state: str, detail: str, taken: Latency) -> PageSeen:
    """Return a page and what became of it, with its instants."""
    page = queued.page
    return PageSeen(
        page_id=page.page_id,
        to=page.to,
        channel=page.channel,
        at=page.at,
        kind=page.kind,
        outcome=None if state in _OUTCOMES else Outcome(state),
        outcome_at=taken.delivered_at or taken.accepted_at,
        detail=detail,
        latency=taken,
        rule=page.rule,
    )


def posts_of(store: Store, incident: Incident) -> list[PostShown]:
    """Return the telling posts of an incident: those that somebody pinned, then those of its newest page first; last those left out as noise."""
    rows = store.pages.of_incident(incident.id)
    pages = [queued.page for queued, _, _ in reversed(rows)]
    told: dict[str, str] = {}
    for pinned in reversed(incident.pinned):
        platform, _, ident = pinned.partition(":")
        told[key_of(incident.watch, platform, ident)] = "matters"
    for page in pages:
        for one in page.evidence:
            # Whoever took a pin back does not want to read of it any more.
            why = "" if one.why == "matters" else one.why
            told.setdefault(key_of(page.watch, one.platform, one.id), why)
    left_out = [key_of(incident.watch, *one.split(":", 1)) for one in reversed(incident.left_out)]
    keys = [key for key in told if key not in left_out][:POSTS] + left_out[:POSTS]
    told |= dict.fromkeys(left_out, LEFT_OUT)
    return list(_shown(store, keys, [told[key] for key in keys]))


def post_of(store: Store, watch: str, platform: str, post_id: str) -> PostShown | None:
    """Return one post of a watch, None where there is none."""
    return next(iter(_shown(store, [key_of(watch, platform, post_id)], [""])), None)


def label_of(shown: PostShown, text: str, label: str, by: str, at: datetime) -> Label:
    """Return what somebody says of a post, as it is written down."""
    mention = shown.mention
    return Label(
        id=mention.id,
        platform=mention.platform,
        created_at=mention.posted_at,
        author=mention.author,
        text=text,
        watch=mention.watch,
        label=label,
        labelled_by=by,
        labelled_at=at,
        lang=None if mention.language == "und" else mention.language,
    )


def _shown(store: Store, keys: list[str], whys: list[str]) -> Iterable[PostShown]:
    for key, why in zip(keys, whys, strict=True):
        for event, post in store.read_model.mentions(None, [key], 1):
            if isinstance(event, MentionSeen):
                told = msgspec.json.decode(post) if post is not None else {}
                yield PostShown(
                    mention=event.mention,
                    text=None if post is None else str(told.get("text", "")),
                    author_name=told.get("author_name"),
                    why=why,
                )


def standing(roster: Roster, at: datetime) -> list[OnCallSeen]:
    """Return who stands in each schedule, and until when."""
    seen = []
    for name in roster.schedules:
        turns = shifts(roster, name, at, at + LOOKED_AHEAD)
        ahead = [turn for turn in turns if turn.begins_at <= at < turn.ends_at]
        until = ahead[0].ends_at if ahead and ahead[0].ends_at < at + LOOKED_AHEAD else None
        following = next((turn.people for turn in turns if until is not None and turn.begins_at >= until), ())
        people = on_call(roster, name, at)
        seen.append(OnCallSeen(schedule=name, people=people, until=until, following=following))
    return seen


def loudest_policy(house: House) -> str | None:
    """Return the policy of the loudest rule that pages one, the first of equals; None where none does."""
    paging = [rule for rule in house.rules if rule.page is not None and rule.enabled]
    return max(paging, key=lambda rule: rule.severity.rank).page if paging else None


_NAMED = 12  #: names in a refusal


def known(what: str, name: str | None, names: Collection[str]) -> None:
    """Refuse a name that is not there. None: nobody asked for one. Raises NotFound."""
    if name is not None and name not in names:
        there = sorted(names)
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        told = f"; known: {', '.join(there[:_NAMED])}{more}" if there else ""
        raise refusals.NotFound(f"there is no {what} {name!r}{told}")
