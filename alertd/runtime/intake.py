"""Intake at run time: batches of records are enriched on one thread of their own and handed to the writer.

An answer comes after the commit. When the writer is full, whoever pushes is told to wait and whoever pulls waits.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from alertd.intake import desk
from alertd.intake.build import enricher_for, terms_for
from alertd.intake.enrich import Enriched, Enricher, Fitted, refused
from alertd.intake.entries import entries
from alertd.intake.learnt_answers import LearntAnswers
from alertd.intake.match import Missed
from alertd.intake.passed import Passed
from alertd.intake.reach import ReachFold
from alertd.intake.reader import Read
from alertd.intake.speakers import Speaker
from alertd.model.house import House
from alertd.model.post import Record
from alertd.model.score import Score
from alertd.ports import Appended, Readers, Reject, Scorer
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.reading_ahead import ReadingAhead
from alertd.runtime.room import Room
from alertd.runtime.turns import Turns
from alertd.runtime.writer import Writer

T = TypeVar("T")
SLICE = 500  # records enriched at once
DEADLY = "it ended each process that read it, two of them alone with it: it was read by nobody"  #: why such a post is put aside
UNMATCHED = "unmatched."  #: begins the name of a counter of posts about no watch, by `Missed`
WORTH_SENDING = 20  #: records from which on a slice is read by others: fewer are read sooner than sent


@dataclass(frozen=True)
class Taken:
    """What became of a batch."""

    accepted: int = 0
    duplicates: int = 0
    edited: int = 0
    missed: tuple[Missed, ...] = ()  #: why posts were about no watch, one each
    rejects: tuple[Reject, ...] = ()

    @property
    def unmatched(self) -> int:
        """How many posts were about no watch."""
        return len(self.missed)


class Intake:
    """The enriching thread."""

    def __init__(
        self, writer: Writer, house: House, scorer: Scorer, clock: SystemClock, *, readers: Readers | None = None
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._scorer = scorer
        self._clock = clock
        self._pool = ThreadPoolExecutor(1, "intake")
        self._enricher = self._made(house)
        self._changing = threading.Lock()  # the enricher: a reload copies the fold that the thread may just be setting
        self.moved_at = time.monotonic()
        self.busy = 0
        self.backlog = 0  #: slices of posts that are in hand and not yet taken
        self.room = Room(SLICE, self._at_once)  #: asked before a body is brought that can be refused
        self._turns = Turns(SLICE)
        self.on_seen: Callable[[float], None] | None = None  #: told how many seconds after its writing a post was seen

        self.speakers: dict[str, Speaker] = {}  #: by source; who is not in it speaks for all, and owns nothing
        #: told of posts (platform, id) that their platform took back, for what keeps texts outside the store
        self.on_deleted: Callable[[set[tuple[str, str]]], object] | None = None

    def load(self, house: House) -> Callable[[str], bool]:
        """Take a new house; return the test whether a text is wanted at all."""
        with self._changing:
            self._enricher = self._made(house, self._enricher)
        return self._enricher.matcher.wanted

    def _made(self, house: House, before: Enricher | None = None) -> Enricher:
        """Return the enricher of a house, and tell its terms to those who read for it."""
        made = enricher_for(house, self._scorer, reach=before.reach_fold if before else None, like=before)
        if self._readers is not None:
            terms = terms_for(house, self._scorer)
            made.terms = desk.version_of(terms)
            self._readers.use(terms)
        return made

    def remember(self, kept_reach: Callable[[], ReachFold | None]) -> Future[None]:
        """Go on with the authors' reach as it was kept; to be called before the first batch, which waits for it.

        It is read on the intake thread: hundreds of thousands of authors take as long as all else of a start.
        """

        def take_up() -> None:
            fold = kept_reach()
            if fold is not None:
                with self._changing:
                    self._enricher.reach_fold = fold

        return self._pool.submit(take_up)

    def remember_passed(self, kept_passed: Callable[[], Passed | None]) -> Future[None]:
        """Go on with the posts that were about nobody, as `remember` does."""

        def take_up() -> None:
            passed = kept_passed()
            if passed is not None:
                with self._changing:
                    self._enricher.passed = passed

        return self._pool.submit(take_up)

    async def passed_state(self) -> bytes:
        """Return the posts that were about nobody, taken on the intake's own thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: self._enricher.passed.to_state(),  # noqa: PLW0108 - looked up there, as above
        )

    def use(self, scorer: Scorer) -> None:
        """Score with another scorer, from the next `load` on."""
        self._scorer = scorer

    def fit(self, brands: Fitted) -> None:
        """See scores as brands see them, from the next batch on."""
        self._enricher.brands = brands

    async def correct(self, watch: str, text: str, language: str, score: Score, *, needs: bool) -> Any:
        """Learn whether such a post needs an answer, on the intake's own thread; return all that was learnt so far."""

        def teach() -> Any:
            with self._changing:
                self._enricher.learnt.teach(watch, text, language, score, needs=needs)
                return msgspec.to_builtins(self._enricher.learnt.to_state())

        return await asyncio.get_running_loop().run_in_executor(self._pool, teach)

    def know(self, learnt: LearntAnswers) -> None:
        """Go on with what was learnt; to be called before the first batch."""
        self._enricher.learnt = learnt

    @property
    def enricher(self) -> Enricher:
        """What enriches now."""
        return self._enricher

    async def reach_state(self) -> bytes:
        """Return the fold of reach as it stands, taken on its own thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: self._enricher.reach_fold.to_state(),  # noqa: PLW0108 - looked up there: it may still be on its way in
        )

    async def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's name out of the fold of reach, and let go of the texts that were read last, on its own thread."""

        def rename() -> None:
            with self._changing:
                self._enricher.reach_fold.rename(platform, author, nobody)
            self._forget_texts()

        await asyncio.get_running_loop().run_in_executor(self._pool, rename)

    def _forget_texts(self) -> None:
        """Let go of the texts that were read last: one of them may be what was erased. Most deletions of a firehose are of posts that nobody kept."""
        with self._changing:
            self._enricher.reader.forget_texts()

    async def take(
        self,
        source: str,
        records: Sequence[Record],
        *,
        cursor: str | None = None,
        rejects: Sequence[Reject] = (),
        imported: bool = False,
        waited: float = 0.0,
    ) -> Taken:
        """Enrich, log and fold, slice by slice, so that others come in between; return after the commit of the last.

        What ends in the middle has taken in the slices before: whoever brings the batch again brings duplicates, and the rest.
        waited: seconds that the batch lay on our own disk: so much later its posts may be, and are judged in their own minutes all the same.
        Raises StoreUnavailable while the store cannot be written.
        """
        if not self.busy:
            self.moved_at = time.monotonic()  # nothing to do is no standstill: the clock of one begins with the work
        self.busy += 1
        slices = _slices(records) or [()]
        left = len(slices)
        self.backlog += left
        ahead = ReadingAhead(slices, self._begin_reading, self._at_once)
        try:
            total = Taken()
            for i, part in enumerate(slices):
                is_last = i == len(slices) - 1
                with self.room.taken(source, len(part)):
                    reading = ahead.next()
                    read = await self._read_of(reading) if reading is not None else None
                    ahead.go_on()
                    async with self._turns.turn(source, len(part)):
                        taken = await self._take(
                            source,
                            part,
                            read=read,
                            cursor=cursor if is_last else None,
                            rejects=rejects if is_last else (),
                            imported=imported,
                            waited=waited,
                        )
                total = _sum(total, taken)
                left, self.backlog = left - 1, self.backlog - 1
            return total
        finally:
            ahead.stop()
            self.backlog -= left
            self.busy -= 1
            self.moved_at = time.monotonic()

    async def _take(
        self,
        source: str,
        records: Sequence[Record],
        *,
        read: _Told | None,
        cursor: str | None,
        rejects: Sequence[Reject],
        imported: bool,
        waited: float,
    ) -> Taken:
        now = self._clock.now()
        speaker = self._speaker(source)
        speaker = speaker._replace(delay=speaker.delay + waited)
        loop = asyncio.get_running_loop()
        enriched: Enriched = Enriched([], [], [])
        if records:
            enriched = await loop.run_in_executor(self._pool, self._enriched, records, now, imported, speaker, read)
        self.moved_at = time.monotonic()
        if self.on_seen is not None and not imported:
            for one in enriched.mentions:
                self.on_seen(max(0.0, (now - one.mention.posted_at).total_seconds()))
        if enriched.deletions and self.on_deleted is not None:
            gone = {(one.platform, one.id) for one in enriched.deletions}
            await loop.run_in_executor(self._pool, self.on_deleted, gone)
        request = Request(
            entries(enriched, at=now, speaker=speaker),
            source=source,
            cursor=cursor,
            rejects=(*rejects, *enriched.rejects),
            deletions=enriched.deletions,
            owns=speaker.owns,
            counters=_counted(enriched) or None,
        )
        if not (request.entries or cursor is not None or request.rejects or request.deletions or request.counters):
            return Taken()
        became = [outcome for outcome, _ in await self._writer.take(request)]
        if request.erased:
            await loop.run_in_executor(self._pool, self._forget_texts)
        return Taken(
            accepted=sum(1 for one in became if one in (Appended.NEW, Appended.POISONED)),
            duplicates=sum(one in (Appended.DUPLICATE, Appended.GREW, Appended.FOREIGN) for one in became),
            edited=became.count(Appended.EDITED) + became.count(Appended.TAKEN_OVER),
            missed=enriched.missed,
            rejects=tuple(enriched.rejects),
        )

    async def refusals(self, source: str, records: Sequence[Record]) -> list[Reject]:
        """Return what would be refused of records that a source brings now; nothing is taken in.

        Who promises all or nothing asks before `take`. What only shows while it takes them in (a watch that a reload takes away, a post
        that ends whoever reads it) is put aside then, as with any batch.
        """
        found: list[Reject] = []
        for some in _slices(records):
            found += self._enricher.refusals(some, seen_at=self._clock.now(), speaker=self._speaker(source))
            await asyncio.sleep(0)  # a body of 5 MB holds 45,000 posts, and others are answered meanwhile
        return found

    def _speaker(self, source: str) -> Speaker:
        return self.speakers.get(source) or Speaker(source)

    def _at_once(self) -> int:
        return self._readers.places if self._readers is not None else 0

    def _begin_reading(self, records: Sequence[Record]) -> asyncio.Task[_Told] | None:
        """Let others read a slice; None where there is nobody, or too little to read."""
        if self._readers is None or len(records) < WORTH_SENDING:
            return None
        return asyncio.create_task(self._read(records, self._readers), name="intake-reading")

    async def _read_of(self, reading: asyncio.Task[_Told]) -> _Told:
        """Wait for what others read. It is no standstill, however long they look for a post that ends whoever reads it."""
        while not (await asyncio.wait({reading}, timeout=1.0))[0]:
            self.moved_at = time.monotonic()
        return reading.result()

    async def _read(self, records: Sequence[Record], readers: Readers) -> _Told:
        terms = self._enricher.terms
        batch = desk.batch_of(records, terms)
        if batch is None:
            return _Told(terms)
        return _Told(terms, await readers.read(batch), desk.name_of(batch))

    def _enriched(
        self,
        records: Sequence[Record],
        now: datetime,
        imported: bool,  # noqa: FBT001
        speaker: Speaker,
        told: _Told | None,
    ) -> Enriched:
        """Enrich a slice on the intake thread."""
        enricher = self._enricher
        read: Sequence[Read | None] = ()
        deadly: Sequence[int] = ()
        some = records
        if told is not None:
            read, deadly = desk.answered(told.answer, records, told.terms, told.batch)
            some, read = _without(records, deadly), _without(read, deadly)
            # The house has changed on the way: it is read anew, but for what ends whoever reads it.
            if told.terms != enricher.terms:
                read = ()
        found = enricher.enrich(some, seen_at=now, imported=imported, speaker=speaker, read=read)
        return found._replace(rejects=[*(refused(records[place], DEADLY) for place in deadly), *found.rejects])

    def stop(self) -> None:
        """End the thread; nothing is waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class _Told(NamedTuple):
    """What others read of a slice, by which terms, and the name of the batch that they were given."""

    terms: str
    answer: bytes | None = None
    batch: str = ""


def _slices(records: Sequence[Record]) -> list[Sequence[Record]]:
    return [records[i : i + SLICE] for i in range(0, len(records), SLICE)]


def _without(some: Sequence[T], places: Sequence[int]) -> Sequence[T]:
    return [one for place, one in enumerate(some) if place not in places] if places else some


def _counted(enriched: Enriched) -> dict[str, int]:
    """Return what is counted beside the events: posts about no watch, all and by why, and those of staff."""
    counted = {"unmatched": enriched.unmatched, "staff": enriched.aside}
    counted |= {f"{UNMATCHED}{why}": enriched.missed.count(why) for why in Missed}
    return {name: n for name, n in counted.items() if n}


def _sum(one: Taken, other: Taken) -> Taken:
    return Taken(
        accepted=one.accepted + other.accepted,
        duplicates=one.duplicates + other.duplicates,
        edited=one.edited + other.edited,
        missed=one.missed + other.missed,
        rejects=one.rejects + other.rejects,
    )
