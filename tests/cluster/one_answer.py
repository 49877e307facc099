"""One answer: raw posts of some hours, machines that read them, and the log and pages that come of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import msgspec

from alertd.core.engine import Engine
from alertd.intake.desk import Desk, release
from alertd.model.events import HouseLoaded
from alertd.model.post import Count, Deletion, Post, Record
from alertd.ports import Entry, Readers
from alertd.runtime.fold import Fold
from alertd.runtime.group_commit import Group, Request
from alertd.runtime.intake import Intake
from alertd.scorers.build import shipped
from alertd.scorers.default import DefaultScorer
from alertd.store.memory import MemoryStore
from alertd.store.nats.address import Address
from alertd.store.nats.far_readers import FarReaders
from alertd.store.nats.reading_for import ReadingFor
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, house

PATIENCE = 60.0
TEXTS = (
    "acme broke my kettle on the very first day, can you please help me?",
    "thank you acme, the tea was good",
    "the queue at acme is long, when will you open the second till? nobody answers me",
    "acme'nin kargosu yine geç geldi, rezalet",
    "RT acme broke my kettle on the very first day, can you please help me?",
    "about nobody at all",
)


@cache
def given() -> tuple[tuple[Record, ...], ...]:
    """Return batches of raw posts of some hours: copies, loud voices, counts, deletions, and what is refused."""
    draw, batches = random.Random(11), []
    for number in range(40):
        at = NOON + timedelta(minutes=3 * number)
        some: list[Record] = []
        for place in range(draw.choice((1, 24, 60))):
            ident = f"{number}-{place}"
            more = {"author_followers": 400_000} if draw.random() < 0.01 else {}
            text = f"{draw.choice(TEXTS)} {draw.choice(('', ident))}"
            author = f"u{draw.randrange(300)}"
            some.append(Post(platform="x", id=ident, created_at=at, author=author, text=text, **more))  # type: ignore[arg-type]
        some.append(
            Count(watch="acme", platform="x", created_at=at - timedelta(minutes=3), seconds=180, count=len(some))
        )
        if number % 9 == 5:
            some.append(Deletion(platform="x", id=f"{number - 1}-0"))
            some.append(
                Post(platform="x", id=f"far{number}", created_at=at + timedelta(days=1), author="a", text="acme")
            )
        batches.append(tuple(some))
    return tuple(batches)


_plain: list[bytes] = []


class Folding:
    """A writer that folds at once, in memory."""

    def __init__(self, clock: StillClock) -> None:
        self.store = MemoryStore()
        self._clock = clock
        self._fold = Fold(self.store, Engine(), link_key=LINK_KEY)

    async def take(self, request: Request) -> object:
        """Fold a request; return its answers."""
        with self.store.transaction():
            self._fold.tick_until(self._clock.now())
            return Group(self.store, [request], self._clock.now()).run(self._fold, has_tick=False)[0]

    def answer(self) -> list[bytes]:
        """Return the log and the pages."""
        pages = [queued for queued, _, _ in self.store.pages.all()]
        return [*(msgspec.json.encode(event) for _, event in self.store.read(0)), *map(msgspec.json.encode, pages)]


class OneOfThem:
    """A machine that reads, with a desk of its own. is_bad: it answers every third batch, and stands still over the others."""

    def __init__(self, address: Address, *, is_bad: bool = False) -> None:
        self._desk = Desk(shipped)
        self._is_bad = is_bad
        self._asked = 0
        self.far = ReadingFor(address, self, release=release(), places=2)

    def use(self, terms: bytes) -> None:
        """See ports.Readers."""
        self._desk.learn(terms)

    places = 2

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers."""
        self._asked += 1
        if self._is_bad and self._asked % 3:
            await asyncio.sleep(PATIENCE)
        return self._desk.read(batch)

    async def stop(self) -> None:
        """See ports.Readers."""


async def run(
    readers: Readers | None,
    before: Sequence[object] = (),
    *,
    bodies: Sequence[Sequence[Record]] | None = None,
    reloads_at: int | None = None,
) -> list[bytes]:
    """Take the posts in, batch by batch; return log and pages.

    before: what to wait for before the batches 0, 13 and 26. bodies: other batches.
    reloads_at: the batch before which the watch gets another term.
    """
    clock = StillClock(NOON)
    writer = Folding(clock)
    intake = Intake(writer, house(), DefaultScorer.load(), clock, readers=readers)  # type: ignore[arg-type]  # they have all that is asked
    try:
        await writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house(), is_start=True))]))
        for number, some in enumerate(bodies or given()):
            if number == reloads_at:
                changed = house().with_(watches=(house().watches[0].with_(terms=("kettle", "acme")),))
                intake.load(changed)
                await writer.take(Request([Entry(event=HouseLoaded(at=clock.now(), house=changed))]))
            clock.at = NOON + timedelta(minutes=3 * number, seconds=5)
            if number in (0, 13, 26) and before:
                await before[number // 13]()  # type: ignore[operator]
            await intake.take("feed", some, cursor=str(number))
    finally:
        intake.stop()
    return writer.answer()


async def plain() -> list[bytes]:
    """Return log and pages where nobody else reads; worked out once."""
    if not _plain:
        _plain.extend(await run(None))
    return list(_plain)


async def with_machines(
    address: Address, counts: Sequence[int], *, is_bad: bool = False
) -> tuple[list[bytes], FarReaders]:
    """Return what comes of it with so many machines in each third of the posts."""
    # What comes later is read here, with the same result.
    far = FarReaders(address, release=release(), latest=0.2 if is_bad else 20.0)
    tasks: list[asyncio.Task[None]] = []

    def stage(count: int) -> object:
        async def begin() -> None:
            while len(tasks) > count:
                await ended(tasks.pop())
            while len(tasks) < count:
                tasks.append(asyncio.create_task(OneOfThem(address, is_bad=is_bad and not tasks).far.run()))
            async with asyncio.timeout(PATIENCE):
                while far.up < count:  # noqa: ASYNC110 - what others said arrives some time
                    await asyncio.sleep(0.02)

        return begin

    try:
        return await run(far, [stage(count) for count in counts]), far
    finally:
        await far.stop()
        for task in tasks:
            await ended(task)


async def ended(task: asyncio.Task[None]) -> None:
    """Take a machine away."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
