"""The store in memory as people, reports, erasure and retention ask for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from alertd.erasure_port import Place, PostPlace, Saying, Told
from alertd.errors import EventBroken
from alertd.model.commands import KeepDecision
from alertd.model.events import (
    ActTaken,
    AuthorNoted,
    ClockSetBack,
    CountSeen,
    Event,
    InboxActTaken,
    MentionEdited,
    MentionGrew,
    MentionSeen,
    ReplySeen,
    ScorerChanged,
    SilenceSet,
    SourceReported,
)
from alertd.model.glimpse import Glimpse, Turn
from alertd.model.incident import Incident, State
from alertd.model.mention import Reply, watch_of
from alertd.ports import QueuedPage, Reject
from alertd.store_port import Aged, E

K = TypeVar("K")
V = TypeVar("V")
_SEEN = (MentionSeen, ReplySeen, CountSeen)
_CAME_IN = (*_SEEN, SourceReported, ScorerChanged, ClockSetBack)
_BEFORE = timedelta(minutes=10)  # of an incident: what its alerts did before it was opened


class Written(NamedTuple):
    """An event of the log. at: seconds. key: None where the event is no mention, reply or count."""

    at: float
    key: str | None
    event: Event
    is_poisoned: bool = False


class Rows(Protocol):
    """The outbox: page to what was queued, its state and when it is due (seconds)."""

    rows: dict[str, tuple[QueuedPage, str, float]]


class Kept(Protocol):
    """What the store in memory holds, for those who look at it. kept_posts: key to instant, author and post."""

    log: dict[int, Written]
    kept_posts: OrderedDict[str, tuple[float, str, bytes]]
    rejected: list[tuple[float, Reject]]
    incidents: dict[str, Incident]
    decisions: list[KeepDecision]

    @property
    def pages(self) -> Rows:
        """The outbox."""


class MemoryReadModel:
    """See store_port.ReadModel."""

    def __init__(self, store: Kept) -> None:
        self._store = store

    def keep_incident(self, incident: Incident) -> None:
        """See store_port.ReadModel."""
        self._store.incidents[incident.id] = incident

    def incidents(self, state: str | None = None, *, limit: int = 500) -> list[Incident]:
        """See store_port.ReadModel."""
        found = [one for one in self._store.incidents.values() if state is None or one.state == state]
        return sorted(sorted(found, key=lambda one: one.id), key=lambda one: one.opened_at, reverse=True)[:limit]

    def standing(self) -> list[Incident]:
        """See store_port.ReadModel."""
        return [one for one in self._store.incidents.values() if one.state is not State.CLOSED]

    def incident(self, ident: str) -> Incident | None:
        """See store_port.ReadModel."""
        return self._store.incidents.get(ident)

    def keep_decision(self, decision: KeepDecision) -> None:
        """See store_port.ReadModel."""
        self._store.decisions.append(decision)

    def decisions(self, incident: str) -> list[KeepDecision]:
        """See store_port.ReadModel."""
        return [one for one in self._store.decisions if one.incident == incident]

    def decisions_around(self, watch: str, incident: str) -> list[KeepDecision]:
        """See store_port.ReadModel."""
        its = [one.at for one in self.decisions(incident)]
        if not its:
            return []
        begins, ends = min(its) - _BEFORE, max(its)
        return [
            one
            for one in self._store.decisions
            if one.incident == incident or (one.incident is None and one.watch == watch and begins <= one.at <= ends)
        ]

    def mentions(self, watch: str | None, keys: Sequence[str] | None, limit: int) -> list[tuple[Event, bytes | None]]:
        """See store_port.ReadModel."""
        by_key = {one.key: one for one in self._store.log.values() if one.key is not None}
        if keys is not None:
            found = [by_key[key] for key in keys[:limit] if key in by_key]
        else:
            its = [one for one in by_key.values() if isinstance(one.event, MentionSeen) and not one.is_poisoned]
            found = [one for one in reversed(its) if watch is None or watch_of(one.key or "") == watch][:limit]
        return [(one.event, _post(self._store, one)) for one in found]


class MemoryHistory:
    """See store_port.History."""

    def __init__(self, store: Kept) -> None:
        self._store = store

    def came_in(self, *, with_growth: bool = False) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        kinds = (*_SEEN, MentionGrew) if with_growth else _SEEN
        for one in [one for one in self._store.log.values() if isinstance(one.event, kinds)]:
            yield one.event, _post(self._store, one)

    def came_in_between(self, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[Event, bytes | None]]:
        """See store_port.History."""
        begins, ends = begins_at.timestamp(), ends_at.timestamp()
        its = [(seq, one) for seq, one in self._store.log.items() if isinstance(one.event, _CAME_IN)]
        order = sorted((one.at, seq) for seq, one in its if begins <= one.at <= ends and not one.is_poisoned)
        for _, seq in order:
            yield self._store.log[seq].event, _post(self._store, self._store.log[seq])

    def turns(self) -> Iterator[tuple[Turn | Reply, bytes | None]]:
        """See store_port.History."""
        for one in list(self._store.log.values()):
            if isinstance(one.event, MentionSeen) and not one.is_poisoned:
                yield msgspec.convert(one.event.mention, Turn, from_attributes=True), None
            elif isinstance(one.event, ReplySeen) and not one.is_poisoned:
                yield one.event.reply, _post(self._store, one)

    def glimpses(self, begins_at: datetime, ends_at: datetime) -> Iterator[Glimpse | CountSeen]:
        """See store_port.History."""
        begins, ends = begins_at.timestamp(), ends_at.timestamp()
        for one in reversed(self._newest_first()):
            if not begins <= one.at <= ends:
                continue
            if isinstance(one.event, CountSeen):
                yield one.event
            elif isinstance(one.event, MentionSeen):
                its = one.event.mention
                yield Glimpse(watch=its.watch, posted_at=its.posted_at, language=its.language, score=its.score)

    def newest_mentions(
        self, begins_at: datetime, ends_at: datetime, *, watch: str | None = None
    ) -> Iterator[tuple[MentionSeen, bytes | None]]:
        """See store_port.History."""
        begins, ends = begins_at.timestamp(), ends_at.timestamp()
        for one in self._newest_first():
            is_its = watch is None or watch_of(one.key or "") == watch
            if isinstance(one.event, MentionSeen) and begins <= one.at < ends and is_its:
                yield one.event, _post(self._store, one)

    def called(self, handle: str, among: int) -> list[str]:
        """See store_port.History."""
        seen = [one.event.mention for one in self._newest_first() if isinstance(one.event, MentionSeen)]
        its = [one for one in seen[:among] if (one.handle or "").casefold() == handle.casefold()]
        return list(dict.fromkeys(f"{one.platform}:{one.author}" for one in its))

    def mentions_by(self, author: str, most: int) -> list[tuple[MentionSeen, bytes | None]]:
        """See store_port.History."""
        its = {key for key, (_, writer, _) in self._store.kept_posts.items() if writer == author}
        found = [
            (one.event, _post(self._store, one))
            for one in self._newest_first()
            if one.key in its and isinstance(one.event, MentionSeen)
        ]
        return found[:most]

    def replies(self, begins_at: datetime, ends_at: datetime, most: int) -> list[tuple[ReplySeen, bytes | None]]:
        """See store_port.History."""
        begins, ends = begins_at.timestamp(), ends_at.timestamp()
        newest = (one for one in self._newest_first() if begins <= one.at <= ends)
        found = [(one.event, _post(self._store, one)) for one in newest if isinstance(one.event, ReplySeen)]
        return found[:most][::-1]

    def _newest_first(self) -> list[Written]:
        kept = sorted(((one.at, seq) for seq, one in self._store.log.items() if not one.is_poisoned), reverse=True)
        return [self._store.log[seq] for _, seq in kept]

    def events(self, kind: type[E], since: datetime | None = None) -> Iterator[E]:
        """See store_port.History."""
        for one in list(self._store.log.values()):
            if isinstance(one.event, kind) and not one.is_poisoned and one.at >= _begins(since):
                yield one.event

    def newest(self, kind: type[E]) -> E | None:
        """See store_port.History."""
        return next(reversed(list(self.events(kind))), None)

    def begins_at(self) -> datetime | None:
        """See store_port.History."""
        first = min(self._store.log, default=None)
        return None if first is None else datetime.fromtimestamp(self._store.log[first].at, UTC)

    def incidents(self, since: datetime | None = None) -> list[Incident]:
        """See store_port.History."""
        found = [one for one in self._store.incidents.values() if one.opened_at.timestamp() >= _begins(since)]
        return sorted(found, key=lambda one: (one.opened_at, one.id))

    def decisions(self, reasons: Sequence[str], since: datetime | None = None) -> Iterator[KeepDecision]:
        """See store_port.History."""
        for one in list(self._store.decisions):
            if one.reason in reasons and one.at.timestamp() >= _begins(since):
                yield one

    def brought(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """See store_port.History."""
        found: dict[str, tuple[int, int]] = {}
        for event in self.events(MentionSeen, since):
            mentions, filled = found.get(event.source, (0, 0))
            found[event.source] = (mentions + 1, filled + event.mention.is_filled)
        return found


class Unbroken:
    """Values in memory do not break."""

    def broken(self, after: int, most: int) -> tuple[int, list[EventBroken]]:  # noqa: ARG002 - as the port has it
        """See store_port.Log."""
        return after, []

    def again(self, seqs: Sequence[int]) -> dict[int, bytes]:  # noqa: ARG002 - as above
        """See store_port.Log."""
        return {}

    def put_back(self, seq: int, body: bytes) -> None:
        """See store_port.Log. Nobody has any."""


class MemoryErasable:
    """See erasure_port.Erasable."""

    def __init__(self, store: Kept) -> None:
        self._store = store

    def posts(self, after: PostPlace, most: int) -> list[tuple[PostPlace, str, bytes]]:
        """See erasure_port.Erasable. There is one version of each post."""
        kept = self._store.kept_posts
        return [((key, 1), kept[key][1], kept[key][2]) for key in sorted(kept) if (key, 1) > after][:most]

    def drop_post(self, place: PostPlace) -> None:
        """See erasure_port.Erasable."""
        del self._store.kept_posts[place[0]]

    def rewrite_post(self, place: PostPlace, body: bytes) -> None:
        """See erasure_port.Erasable."""
        at, author, _ = self._store.kept_posts[place[0]]
        self._store.kept_posts[place[0]] = (at, author, body)

    def written(self, after: int, until: int) -> list[tuple[int, Event]]:
        """See erasure_port.Erasable."""
        its = [(seq, one.event) for seq, one in self._store.log.items() if after < seq <= until]
        return [
            (seq, event)
            for seq, event in its
            if isinstance(
                event,
                (MentionSeen, MentionEdited, MentionGrew, ReplySeen, ActTaken, InboxActTaken, AuthorNoted, SilenceSet),
            )
        ]

    def rewrite(self, seq: int, event: Event) -> None:
        """See erasure_port.Erasable."""
        self._store.log[seq] = self._store.log[seq]._replace(event=event)

    def rejected(self, after: int, most: int) -> list[tuple[int, str]]:
        """See erasure_port.Erasable."""
        kept = enumerate(self._store.rejected)
        return [(number, one.body) for number, (_, one) in kept if one.body and number > after][:most]

    def blank(self, number: int) -> None:
        """See erasure_port.Erasable."""
        at, one = self._store.rejected[number]
        self._store.rejected[number] = (at, one.with_(body=""))

    def told(self, what: Told, after: Place, most: int) -> list[tuple[Place, Saying | None]]:
        """See erasure_port.Erasable."""
        kept: dict[Any, Any] = self._store.incidents
        if what is Told.PAGE:
            kept = {page_id: queued for page_id, (queued, *_) in self._store.pages.rows.items()}
        elif what is Told.DECISION:
            kept = dict(enumerate(self._store.decisions))
        return [(place, kept[place]) for place in sorted(kept) if place > after][:most]

    def tell_again(self, what: Told, place: Place, said: Saying) -> None:  # noqa: ARG002 - what is said tells it
        """See erasure_port.Erasable."""
        match said:
            case QueuedPage():
                _, state, due = self._store.pages.rows[said.page.page_id]
                self._store.pages.rows[said.page.page_id] = (said, state, due)
            case KeepDecision():
                self._store.decisions[int(place)] = said
            case Incident():
                self._store.incidents[said.id] = said

    def blank_unreadable(self, what: Told, place: Place, names: Collection[str]) -> None:
        """See erasure_port.Erasable. Memory keeps values, not bytes."""

    def scrub(self, *, patient: bool = False) -> bool:  # noqa: ARG002 - nothing takes long here
        """See erasure_port.Erasable. Memory keeps nothing that was deleted."""
        return True

    def let_go(self) -> None:
        """See erasure_port.Erasable."""


class MemoryAging:
    """See store_port.Aging."""

    def __init__(self, store: Kept) -> None:
        self._store = store

    def drop(self, what: Aged, before: float, *, most: int, saved_seq: int) -> int:
        """See store_port.Aging."""
        store = self._store
        if what is Aged.TEXTS:
            return _deleted(store.kept_posts, [key for key, one in store.kept_posts.items() if one[0] < before][:most])
        if what is Aged.REJECTED:
            old = [one for one in store.rejected if one[0] < before][:most]
            store.rejected = [one for one in store.rejected if one not in old]
            return len(old)
        is_seen = what is Aged.MENTIONS
        old_events = [
            seq
            for seq, one in store.log.items()
            if one.at < before
            and seq <= saved_seq
            and isinstance(one.event, (*_SEEN, MentionEdited, MentionGrew)) == is_seen
        ]
        return _deleted(store.log, old_events[:most])

    def shrink(self, most: int) -> int:  # noqa: ARG002 - memory is given back by itself
        """See store_port.Aging."""
        return 0

    def drop_copies(self, before: float) -> list[str]:  # noqa: ARG002 - there are none
        """See store_port.Aging."""
        return []

    def size(self) -> int:
        """See store_port.Aging."""
        return sum(len(post) for _, _, post in self._store.kept_posts.values())


def _deleted(rows: dict[K, V], keys: list[K]) -> int:
    for key in keys:
        del rows[key]
    return len(keys)


def _post(store: Kept, one: Written) -> bytes | None:
    kept = store.kept_posts.get(one.key or "")
    return None if kept is None else kept[2]


def _begins(since: datetime | None) -> float:
    return float("-inf") if since is None else since.timestamp()
