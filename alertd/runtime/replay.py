"""Replay: the live engine on old events, in event time, as fast as it goes. Same input, same bytes out.

From files it is intake, fold and engine exactly as in the daemon, with the record's own instant for the clock. From a
store it folds the log again: no intake, no scorer, the very events that were decided on.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from alertd.core.engine import Engine
from alertd.core.wording import payload
from alertd.errors import BadRecord, UsageError
from alertd.intake.build import enricher_for
from alertd.intake.enrich import Enricher
from alertd.intake.entries import entries
from alertd.intake.records import parse_line
from alertd.model.events import CountSeen, Event, HouseLoaded, MentionSeen, ReplySeen, Ticked
from alertd.model.house import House
from alertd.model.page import Receipt
from alertd.model.post import Count, Post, Record
from alertd.model.value import rfc3339
from alertd.model.watch import Watch
from alertd.ports import Appended, Entry, QueuedPage, Scorer
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.fold import quotes_of, words_of
from alertd.runtime.replay_fold import RewindFold, Unfolded
from alertd.store.memory import MemoryStore
from alertd.store_port import Log

BATCH = 500  # records enriched at once; the result does not depend on it
Placed = tuple[str, int, Record]  # a record with its file and line


@dataclass
class Replayed:
    """What a replay leaves: its store, and the counts of its input."""

    store: MemoryStore
    engine: Engine
    rejected: list[tuple[str, int, str]] = field(default_factory=list)
    unmatched: int = 0
    first: datetime | None = None
    last: datetime | None = None
    seconds: float = 0.0


class Replay:
    """One replay of records. knows_watches: the house names its watches; else each `watch` of a record becomes one."""

    def __init__(self, house: House, scorer: Scorer, *, knows_watches: bool, batch: int = BATCH) -> None:
        self._house = house
        self._scorer = scorer
        self._knows_watches = knows_watches
        self._batch = batch
        self._began = time.perf_counter()
        self.result = Replayed(MemoryStore(keep_events=False), Engine())
        self.fold = RewindFold(self.result.store, self.result.engine, link_key=REPLAY_KEY)
        self._enricher: Enricher | None = None
        self._names = {watch.name for watch in house.watches}
        self._implied: list[Watch] = []  # named before there was an enricher

    def run(self, lines: Iterable[tuple[str, int, bytes]], until: datetime | None = None) -> Replayed:
        """Fold every line, then let the timers run on to `until`."""
        waiting: list[Placed] = []
        for name, number, line in lines:
            if not line.strip():
                continue
            try:
                record = parse_line(line)
            except BadRecord as fault:
                self._reject(name, number, str(fault))
                continue
            if isinstance(record, (Post, Count)) and record.watch is not None and record.watch not in self._names:
                if self._knows_watches:
                    self._reject(name, number, f'watch "{record.watch}" is unknown')
                    continue
                self._learn(record.watch)
            waiting.append((name, number, record))
            if len(waiting) >= self._batch:
                self._take(waiting)
                waiting = []
        self._take(waiting)
        if until is not None:
            self.fold.tick_until(until)
        self.result.engine = self.fold.engine  # another one than at first, if some event could not be folded
        for unfolded in self.fold.unfolded:
            if isinstance(unfolded.event, Ticked):
                self._reject(f"tick at {rfc3339(unfolded.event.at)}", 0, str(unfolded))
        self.result.seconds = time.perf_counter() - self._began
        return self.result

    def _reject(self, name: str, number: int, reason: str) -> None:
        self.result.rejected.append((name, number, reason))
        self.result.store.count("rejected")

    def _learn(self, watch: str) -> None:
        """A watch is named for the first time: it is one from now on.

        The engine makes it at its first mention. Loading the whole house for it would look at every other watch at that
        instant, before their own timers were due, and cost the square of the number of watches.
        """
        self._names.add(watch)
        implied = Watch(name=watch, is_implied=True)
        if self._enricher is None:
            self._implied.append(implied)
        else:
            self._enricher.know(implied)

    def _load(self, at: datetime) -> None:
        self.fold.take(Entry(event=HouseLoaded(at=at, house=self._house)), at)
        self._enricher = enricher_for(self._house, self._scorer)
        for implied in self._implied:
            self._enricher.know(implied)

    def _take(self, placed: list[Placed]) -> None:
        if not placed:
            return
        result = self.result
        records = [record for _, _, record in placed]
        instants = [record.created_at for record in records if isinstance(record, (Post, Count))]
        if instants:
            result.first = min(instants) if result.first is None else min(result.first, *instants)
            result.last = max(instants) if result.last is None else max(result.last, *instants)
        if self._enricher is None:
            self._load(result.first or datetime(1970, 1, 1, tzinfo=UTC))
        assert self._enricher is not None
        enriched = self._enricher.enrich(records, seen_at=None)
        for reject in enriched.rejects:
            self._reject("", reject.line or 0, reject.reason)
        for deletion in enriched.deletions:
            result.store.erase(deletion.platform, deletion.id)
        result.unmatched += enriched.unmatched
        for entry in entries(enriched):
            self.fold.tick_until(entry.event.at)
            if self.fold.take(entry, entry.event.at)[0] is Appended.POISONED:
                self._reject(*_place_of(entry, placed), str(self.fold.unfolded[-1]))


def _place_of(entry: Entry, placed: list[Placed]) -> tuple[str, int]:
    """Return the file and line that an entry came from."""
    about = _about(entry.event)
    for name, number, record in placed:
        if about == (record.platform, record.created_at if isinstance(record, Count) else record.id):
            return name, number
    return "", 0


def _about(event: Event) -> tuple[str, object]:
    match event:
        case MentionSeen(mention=seen):
            return seen.platform, seen.id
        case ReplySeen(reply=reply):
            return reply.platform, reply.id
        case CountSeen(platform=platform, begins_at=begins_at):
            return platform, begins_at
    return "", ""


class StoredPosts(MemoryStore):
    """A store in memory that looks texts up in the store that is replayed, as they were known at each event."""

    def __init__(self, source: Log) -> None:
        super().__init__(keep_events=False)
        self._source = source

    def posts(self, keys: Sequence[str], *, until: int | None = None) -> dict[str, bytes]:
        """See ports.Log."""
        return self._source.posts(keys, until=until)


def replay_store(events: Iterable[tuple[int, Event]], result: Replayed, fold: RewindFold, *, name: str) -> None:
    """Fold a store's log again, acts and receipts and all. name: of the store, where an event of it cannot be folded."""
    for seq, event in events:
        try:
            fold.fold(seq, event, posts_until=seq)
        except Unfolded as unfolded:
            result.rejected.append((name, seq, str(unfolded)))
        result.first, result.last = result.first or event.at, event.at
    result.engine = fold.engine


def page_lines(store: MemoryStore) -> Iterator[bytes]:
    """Yield each page as contract JSON, in the order they were decided.

    What was cancelled before it was due is left out, and what a list tells: the list stands there itself.
    """
    for page_id, (queued, state, _) in store.pages.rows.items():
        if state not in ("cancelled", "listed"):
            yield contract_page(queued, store.pages.accepted(page_id))


def contract_page(queued: QueuedPage, receipt: Receipt | None) -> bytes:
    """Return a page as contract JSON, worded as it was sent: with the repeat mark and instant of its accepted attempt."""
    quotes = quotes_of(queued)
    is_repeat = receipt.repeat if receipt is not None else False
    worded = words_of(queued, is_repeat=is_repeat)
    return payload(
        queued.page, quotes, queued.link, worded, is_repeat=is_repeat, sent_at=receipt.sent_at if receipt else None
    )


def summary(result: Replayed) -> dict[str, object]:
    """Return the summary of the contract."""
    counters = result.store.counters()
    mentions = counters.get("mentions", 0)
    return {
        "mentions": mentions,
        "counts": counters.get("counts", 0),
        "late": result.engine.late,
        "edited": counters.get("edited", 0),
        "duplicates": counters.get("duplicates", 0),
        "unmatched": result.unmatched,
        "rejected": counters.get("rejected", 0),
        "pages": sum(1 for _ in page_lines(result.store)),
        "incidents": len(result.store.incidents),
        "seconds": round(result.seconds, 3),
        "mentions_per_second": round(mentions / result.seconds) if result.seconds else 0,
        "first": None if result.first is None else rfc3339(result.first),
        "last": None if result.last is None else rfc3339(result.last),
    }


def lines_of(paths: Iterable[str]) -> Iterator[tuple[str, int, bytes]]:
    """Yield (file, line number, line); "-" is standard input, ".gz" is unpacked. Raises UsageError for a missing file."""
    for path in paths:
        with _opened(path) as stream:
            for number, line in enumerate(stream, 1):
                yield path, number, line


def _opened(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    if not Path(path).is_file():
        raise UsageError(f"{path}: there is no such file")
    return gzip.open(path, "rb") if path.endswith(".gz") else Path(path).open("rb")  # type: ignore[return-value]


def incident_line(incident: object) -> bytes:
    """Return an incident as the contract writes it."""
    from alertd.core.wording.contract import to_json

    return msgspec.json.encode(to_json(incident))  # type: ignore[arg-type]
