"""Reading: from lines of a file to entries of the log, batch by batch, with what went wrong on the way. No engine, no store.

It may be done beside the fold, in a process of its own (`beside.py`): what a batch holds can be sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from alertd.errors import BadRecord
from alertd.intake.build import enricher_for
from alertd.intake.enrich import Enriched, Enricher
from alertd.intake.entries import entries
from alertd.intake.fields import shown
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line
from alertd.model.events import CountSeen, Event, MentionSeen, ReplySeen
from alertd.model.house import House
from alertd.model.post import Count, Deletion, Post, Record
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.ports import Entry, Scorer

BATCH = 500  # records enriched at once; the result does not depend on it
Line = tuple[str, int, bytes]  #: file, number from 1, bytes


class Fault(Value, frozen=True, kw_only=True):
    """A line, or a record of it, that is no mention. name, number: of its line, "" and 0 where it is known only by its body."""

    name: str
    number: int
    reason: str
    body: bytes


class Brought(Value, frozen=True, kw_only=True):
    """One batch: its entries, then its deletions.

    lines: read so far, of all batches. faults: in their order. places: file and line that each entry came from.
    first, last: of the instants of its records, None where none has one. reach: the state of who carries how far, of the last batch.
    """

    lines: int
    faults: tuple[Fault, ...] = ()
    records: int = 0
    first: datetime | None = None
    last: datetime | None = None
    entries: tuple[Entry, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    deletions: tuple[tuple[str, str], ...] = ()
    unmatched: int = 0
    reach: bytes | None = None


class Reading:
    """Reads the lines of one run. Not to be used twice: who has been read about is remembered.

    knows_watches: the house names its watches; else each `watch` of a record becomes one.
    imported: they are history, and what is learnt of their authors' reach is wanted at the end.
    refused: why a record must not be taken, None where it may.
    """

    def __init__(
        self,
        house: House,
        scorer: Scorer,
        *,
        knows_watches: bool,
        batch: int = BATCH,
        reach: ReachFold | None = None,
        imported: bool = False,
        refused: Callable[[Record], str | None] = lambda _: None,
    ) -> None:
        self.enricher: Enricher = enricher_for(house, scorer, reach=reach)
        self._knows_watches = knows_watches
        self._batch = batch
        self._imported = imported
        self._refused = refused
        self._names = {watch.name for watch in house.watches}

    def batches(self, lines: Iterable[Line]) -> Iterator[Brought]:
        """Yield what the lines hold, so many records at a time; the last batch may be empty."""
        placed: list[tuple[str, int, Record]] = []
        faults: list[Fault] = []
        read = 0
        for name, number, line in lines:
            read += 1
            if not line.strip():
                continue
            try:
                record = parse_line(line)
            except BadRecord as fault:
                faults.append(Fault(name=name, number=number, reason=str(fault), body=line))
                continue
            reason = self._refused(record) or self._unknown(record)
            if reason is not None:
                faults.append(Fault(name=name, number=number, reason=reason, body=line))
                continue
            if placed and isinstance(placed[-1][2], Deletion) and not isinstance(record, Deletion):
                yield self._brought(placed, faults, read)  # what is written after it is not taken back by it
                placed, faults = [], []
            placed.append((name, number, record))
            if len(placed) >= self._batch:
                yield self._brought(placed, faults, read)
                placed, faults = [], []
        last = self._brought(placed, faults, read)
        yield last.with_(reach=self.enricher.reach_fold.to_state()) if self._imported else last

    def _unknown(self, record: Record) -> str | None:
        """Return why the watch of a record is none; where the lines name the watches, it is one from now on."""
        if not isinstance(record, (Post, Count)) or record.watch is None or record.watch in self._names:
            return None
        if self._knows_watches:
            return f"watch {shown(record.watch)} is unknown"
        self._names.add(record.watch)
        self.enricher.know(Watch(name=record.watch, is_implied=True))
        return None

    def _brought(self, placed: list[tuple[str, int, Record]], faults: list[Fault], read: int) -> Brought:
        records = [record for _, _, record in placed]
        instants = [record.created_at for record in records if isinstance(record, (Post, Count))]
        enriched = Enriched([], [], [])
        if records:
            enriched = self.enricher.enrich(records, seen_at=None, imported=self._imported)
        return Brought(
            lines=read,
            faults=(
                *faults,
                *(
                    Fault(name="", number=one.line or 0, reason=one.reason, body=one.body.encode())
                    for one in enriched.rejects
                ),
            ),
            records=len(records),
            first=min(instants, default=None),
            last=max(instants, default=None),
            entries=(found := tuple(entries(enriched))),
            places=_places(found, placed),
            deletions=tuple([(one.platform, one.id) for one in enriched.deletions]),
            unmatched=enriched.unmatched,
        )


def _places(found: Iterable[Entry], placed: Iterable[tuple[str, int, Record]]) -> tuple[tuple[str, int], ...]:
    """Return the file and line of each entry: the first of those that its event may be about."""
    where: dict[tuple[str, object], tuple[str, int]] = {}
    for name, number, record in placed:
        about = record.platform, record.created_at if isinstance(record, Count) else record.id
        where.setdefault(about, (name, number))
    return tuple([where.get(_about(entry.event), ("", 0)) for entry in found])


def _about(event: Event) -> tuple[str, object]:
    match event:
        case MentionSeen(mention=seen):
            return seen.platform, seen.id
        case ReplySeen(reply=reply):
            return reply.platform, reply.id
        case CountSeen(platform=platform, begins_at=begins_at):
            return platform, begins_at
    return "", ""
