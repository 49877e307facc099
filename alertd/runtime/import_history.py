"""History: old records into a stopped daemon's store, for what is usual. They never page anybody.

Intake, fold and engine are the daemon's own; each record counts in the minute it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from alertd.errors import BadRecord
from alertd.intake.build import enricher_for
from alertd.intake.enrich import MAX_AHEAD
from alertd.intake.entries import entries
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line
from alertd.model.events import HouseLoaded
from alertd.model.house import House
from alertd.model.post import Count, Post, Record
from alertd.ports import Appended, Clock, Entry, Reject, Scorer
from alertd.runtime.ack_links import Keys
from alertd.runtime.checkpoints import restored
from alertd.runtime.erase import REACH
from alertd.store_port import Store

BATCH = 500  # records a commit
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
        self._enricher = enricher_for(house, scorer, reach=reach)
        self.result = Imported()
        now = clock.now()
        with store.transaction():
            # Which lanes a watch has depends on its rules: what is counted must be counted for those of today.
            self.fold.take(Entry(event=HouseLoaded(at=now, house=house)), now)

    def run(self, lines: Iterable[tuple[str, int, bytes]]) -> Imported:
        """Take every line in; each batch is committed whole."""
        batch: list[tuple[str, int, Record]] = []
        for name, number, line in lines:
            if not line.strip():
                continue
            try:
                record = parse_line(line)
            except BadRecord as fault:
                self._reject(name, number, str(fault), line)
                continue
            if isinstance(record, (Post, Count)) and record.created_at > self._clock.now() + MAX_AHEAD:
                self._reject(name, number, "created_at is in the future", line)
                continue
            batch.append((name, number, record))
            if len(batch) >= BATCH:
                self._take([one for _, _, one in batch])
                batch = []
        self._take([one for _, _, one in batch])
        self._save()
        return self.result

    def _take(self, records: list[Record]) -> None:
        result = self.result
        enriched = self._enricher.enrich(records, seen_at=None, imported=True)
        now = self._clock.now()
        with self._store.transaction():
            for entry in entries(enriched):
                # Kept as long as its own age allows: the instant in the log is the record's.
                became, _ = self.fold.take(entry, min(entry.event.at, now))
                result.accepted += became is Appended.NEW
                result.duplicates += became is not Appended.NEW
            for deletion in enriched.deletions:
                self._store.erase(deletion.platform, deletion.id)
            self._store.count("unmatched", enriched.unmatched)
            self._store.set_meta("folded_seq", str(self.fold.folded_seq))
        result.unmatched += enriched.unmatched
        for reject in enriched.rejects:
            self._reject("", 0, reject.reason, reject.body.encode())

    def _reject(self, name: str, number: int, reason: str, line: bytes) -> None:
        self.result.rejected.append((name, number, reason))
        body = line[:KEPT].decode("utf-8", "replace").replace("\0", "\ufffd").rstrip("\n")
        with self._store.transaction():
            self._store.reject(SOURCE, Reject(line=number or None, reason=reason, body=body), self._clock.now())
            self._store.count("rejected")

    def _save(self) -> None:
        with self._store.transaction():
            self._store.save(self.fold.folded_seq, self.fold.engine.parts(only_dirty=False))
            self._store.keep_part(REACH, self._enricher.reach_fold.to_state())
