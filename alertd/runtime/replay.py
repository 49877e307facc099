"""Replay: the live engine on old events, in event time, as fast as it goes. Same input, same bytes out.

From files it is intake, fold and engine exactly as in the daemon, with the record's own instant for the clock. From a
store it folds the log again: no intake, no scorer, the very events that were decided on.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from alertd.core.engine import Engine
from alertd.core.wording import payload
from alertd.errors import UsageError
from alertd.model.events import Event, HouseLoaded, Ticked
from alertd.model.house import House
from alertd.model.page import Receipt
from alertd.model.value import rfc3339
from alertd.ports import Appended, Entry, QueuedPage, Scorer
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.beside import beside
from alertd.runtime.fold import quotes_of, words_of
from alertd.runtime.reading import BATCH, Brought, Line, Reading
from alertd.runtime.replay_fold import RewindFold, Unfolded
from alertd.store.memory import MemoryStore
from alertd.store_port import Log


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
        self._reading = Reading(house, scorer, knows_watches=knows_watches, batch=batch)
        self._began = time.perf_counter()
        self.result = Replayed(MemoryStore(keep_events=False), Engine())
        self.fold = RewindFold(self.result.store, self.result.engine, link_key=REPLAY_KEY)
        self._is_loaded = False

    def run(self, lines: Iterable[Line], until: datetime | None = None) -> Replayed:
        """Fold every line, then let the timers run on to `until`."""
        return self.fold_all(self.read(lines), until)

    def read(self, lines: Iterable[Line]) -> Iterator[Brought]:
        """Return what the lines hold, for `fold_all`."""
        return self._reading.batches(lines)

    def read_beside(self, lines: Callable[[], Iterable[Line]]) -> Iterator[Brought]:
        """Return the same, read in a process of its own beside the fold: the same bytes, on two cores.

        lines: begins anew whenever it is called.
        """
        return beside(lambda: self._reading.batches(lines()))

    def fold_all(self, batches: Iterable[Brought], until: datetime | None = None) -> Replayed:
        """Fold what was read, in its order."""
        for brought in batches:
            self._take(brought)
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

    def _take(self, brought: Brought) -> None:
        result = self.result
        if brought.first is not None and brought.last is not None:
            result.first = brought.first if result.first is None else min(result.first, brought.first)
            result.last = brought.last if result.last is None else max(result.last, brought.last)
        if brought.records and not self._is_loaded:
            self._is_loaded = True
            at = result.first or datetime(1970, 1, 1, tzinfo=UTC)
            # Watches that the lines name are made at their first mention. Loading the whole house for each would look at every
            # other watch at that instant, before their own timers were due, and cost the square of the number of watches.
            self.fold.take(Entry(event=HouseLoaded(at=at, house=self._house)), at)
        for fault in brought.faults:
            self._reject(fault.name, fault.number, fault.reason)
        result.unmatched += brought.unmatched
        for entry, place in zip(brought.entries, brought.places, strict=True):
            self.fold.tick_until(entry.event.at)
            if self.fold.take(entry, entry.event.at)[0] is Appended.POISONED:
                self._reject(*place, str(self.fold.unfolded[-1]))
        for platform, ident in brought.deletions:
            result.store.erase(platform, ident)


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


def size_of(paths: Iterable[str]) -> int:
    """Return how many bytes the files have, 0 where one is no file that can be read a second time."""
    sizes = [Path(path).stat().st_size if Path(path).is_file() else 0 for path in paths]
    return sum(sizes) if all(sizes) else 0


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
