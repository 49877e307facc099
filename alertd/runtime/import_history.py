"""History: old records into a stopped daemon's store, for what is usual. They never page anybody.

Intake, fold and engine are the daemon's own; each record counts in the minute it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from alertd.intake.enrich import MAX_AHEAD
from alertd.intake.reach import ReachFold
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.post import Count, Post, Record
from alertd.ports import Appended, Clock, Entry, Reject, Scorer
from alertd.runtime.ack_links import Keys
from alertd.runtime.beside import beside
from alertd.runtime.checkpoints import restored
from alertd.runtime.erase import REACH
from alertd.runtime.reading import Brought, Fault, Line, Reading
from alertd.store_port import Store

SOURCE = "import"  # under which rejected lines are kept
KEPT = 2_000  # characters of a rejected line that are kept


@dataclass
class Imported:
    """What became of the lines."""

    accepted: int = 0
    duplicates: int = 0
    unmatched: int = 0
    rejected: list[tuple[str, int, str]] = field(default_factory=list)


class Import:
    """One import into a store that this process owns."""

    def __init__(self, store: Store, house: House, scorer: Scorer, clock: Clock, *, link_key: bytes | Keys) -> None:
        self._store = store
        self._clock = clock
        self.fold = restored(store, link_key)
        kept = store.part(REACH)
        reach = None if kept is None else ReachFold.from_state(kept)
        self._reading = Reading(house, scorer, knows_watches=True, reach=reach, imported=True, refused=self._refused)
        self.result = Imported()
        now = clock.now()
        self._latest = now + MAX_AHEAD  #: what is written up to then is surely not of the future
        with store.transaction():
            # Which lanes a watch has depends on its rules: what is counted must be counted for those of today.
            self.fold.take(Entry(event=HouseLoaded(at=now, house=house)), now)

    def run(self, lines: Iterable[Line]) -> Imported:
        """Take every line in; each batch is committed whole."""
        return self._take_all(self._reading.batches(lines))

    def run_beside(self, lines: Callable[[], Iterable[Line]]) -> Imported:
        """Do the same, and read in a process of its own beside the fold. lines: begins anew whenever it is called."""
        return self._take_all(beside(lambda: self._reading.batches(lines())))

    def _take_all(self, batches: Iterable[Brought]) -> Imported:
        for brought in batches:
            for fault in brought.faults:
                self._reject(fault)
            self._take(brought)
            if brought.reach is not None:
                self._save(brought.reach)
        return self.result

    def _refused(self, record: Record) -> str | None:
        # The clock is asked only where a record lies behind what it said last: of a million of the past it need not say each time that they are.
        if not isinstance(record, (Post, Count)) or record.created_at <= self._latest:
            return None
        self._latest = self._clock.now() + MAX_AHEAD
        return "created_at is in the future" if record.created_at > self._latest else None

    def _take(self, brought: Brought) -> None:
        result = self.result
        now = self._clock.now()
        with self._store.transaction():
            for entry in brought.entries:
                # Kept as long as its own age allows: the instant in the log is the record's.
                became, _ = self.fold.take(entry, min(entry.event.at, now))
                result.accepted += became is Appended.NEW
                result.duplicates += became is not Appended.NEW
            for platform, ident in brought.deletions:
                self._store.erase(platform, ident)
            self._store.count("unmatched", brought.unmatched)
            self._store.set_meta("folded_seq", str(self.fold.folded_seq))
        result.unmatched += brought.unmatched

    def _reject(self, fault: Fault) -> None:
        self.result.rejected.append((fault.name, fault.number, fault.reason))
        body = fault.body[:KEPT].decode("utf-8", "replace").replace("\0", "\ufffd").rstrip("\n")
        with self._store.transaction():
            self._store.reject(
                SOURCE, Reject(line=fault.number or None, reason=fault.reason, body=body), self._clock.now()
            )
            self._store.count("rejected")

    def _save(self, reach: bytes) -> None:
        with self._store.transaction():
            self._store.save(self.fold.folded_seq, self.fold.engine.parts(only_dirty=False))
            self._store.keep_part(REACH, reach)
