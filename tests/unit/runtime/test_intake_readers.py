"""Intake with readers: whoever reads for it, in whatever order they are done, the requests are those of nobody's help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest

from alertd.intake import desk
from alertd.intake.enrich import Enriched
from alertd.model.events import MentionSeen
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.runtime import intake as module
from alertd.runtime.intake import Intake
from tests.unit.runtime.made import NOON, StillClock, house, post, scorer
from tests.unit.runtime.test_intake import WriterInMemory, posts_of_acme

pytestmark = pytest.mark.asyncio


class DeskBeside:
    """Readers in this process: a desk that can be told to say nothing, nonsense, or to wait."""

    places = 1

    def __init__(self) -> None:
        self.desk = desk.Desk(lambda name: scorer() if name == scorer().name else None)
        self.read_at = 0
        self.says: bytes | None = b"?"  # in place of an answer; b"?": an answer
        self.meanwhile: Callable[[], object] = lambda: None

    def use(self, terms: bytes) -> None:
        """Read by these."""
        self.desk.learn(terms)

    async def read(self, batch: bytes) -> bytes | None:
        """Answer as it was told to."""
        self.read_at += 1
        answer = self.desk.read(batch) if self.says == b"?" else self.says
        self.meanwhile()
        await asyncio.sleep(0)
        return answer

    async def stop(self) -> None:
        """Nothing is to be ended."""


async def _logged(records: Sequence[Post], readers: DeskBeside | None) -> list[object]:
    """Return all requests that come of records."""
    writer = WriterInMemory()
    intake = Intake(writer, house(), scorer(), StillClock(NOON), readers=readers)  # type: ignore[arg-type]
    try:
        await intake.take("feed", records, cursor="c")
    finally:
        intake.stop()
    return [(one.entries, one.rejects, one.cursor, one.counters) for one in writer.requests]


@pytest.mark.parametrize("says", [b"?", None, b"", b"\xc1\xc1", b"\x92\xa1v\x90"])
async def test_who_reads_for_it_changes_nothing(monkeypatch: pytest.MonkeyPatch, says: bytes | None) -> None:
    """Readers that read, that say nothing, and that talk nonsense: the same requests in the same order."""
    monkeypatch.setattr(module, "SLICE", 30)
    records = [post(str(i), text=f"acme {i % 7}" if i % 3 else "about nobody") for i in range(100)]
    readers = DeskBeside()
    readers.says = says
    assert await _logged(records, readers) == await _logged(records, None)
    assert readers.read_at == 3, "what is left of a hundred is too little to send"


class Desks(DeskBeside):
    """So many readers. ends: which of the batches that are read at once is done first."""

    def __init__(self, places: int, ends: Callable[[list[int]], int]) -> None:
        super().__init__()
        self.places, self._ends = places, ends
        self.most, self._inside, self._turn = 0, list[int](), asyncio.Event()

    async def read(self, batch: bytes) -> bytes | None:
        """Answer once it is its turn among those that are read at once."""
        number = self.read_at
        answer = await super().read(batch)
        self._inside.append(number)
        self.most = max(self.most, len(self._inside))
        for _ in range(20):  # steps in which whoever is to begin has begun
            await asyncio.sleep(0)
        while self._ends(self._inside) != number:
            self._turn.clear()
            await self._turn.wait()
        self._inside.remove(number)
        self._turn.set()
        return answer


@pytest.mark.parametrize("places", [0, 1, 2, 3, 9])
@pytest.mark.parametrize("ends", [min, max], ids=["first first", "last first"])
async def test_a_body_is_read_by_all_who_can_and_taken_in_in_its_order(
    monkeypatch: pytest.MonkeyPatch, places: int, ends: Callable[[list[int]], int]
) -> None:
    """Six slices of one body: as many are read at once as there are places, whoever is done first, and the requests are those of nobody's help."""
    monkeypatch.setattr(module, "SLICE", 30)
    records = [post(str(i), text=f"acme {i % 7}" if i % 3 else "about nobody") for i in range(180)]
    readers = Desks(places, ends)
    assert await _logged(records, readers) == await _logged(records, None)
    assert (readers.read_at, readers.most) == (6, min(max(places, 1), 6))


async def test_who_goes_away_in_the_middle_of_a_body_calls_off_all_that_is_read_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The slice that is waited for, and those behind it: nobody wants them any more, and the readers are free."""
    monkeypatch.setattr(module, "SLICE", 30)
    readers, begun, ended = DeskBeside(), list[bytes](), list[bytes]()
    readers.places = 3

    async def read(batch: bytes) -> bytes | None:
        begun.append(batch)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(batch)
        return None

    readers.read = read  # type: ignore[method-assign]
    intake = Intake(WriterInMemory(), house(), scorer(), StillClock(NOON), readers=readers)  # type: ignore[arg-type]
    try:
        taking = asyncio.create_task(intake.take("feed", posts_of_acme(180)))
        while len(begun) < 3:  # noqa: ASYNC110 - steps of the loop
            await asyncio.sleep(0)
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
        while len(ended) < 3:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        assert (len(begun), intake.busy, intake.backlog) == (3, 0, 0)
    finally:
        intake.stop()


async def test_a_house_that_changes_on_the_way_is_read_by_the_new_one() -> None:
    """What was read by the old terms is thrown away: the log must not hold mentions of a watch that is gone."""
    readers = DeskBeside()
    writer = WriterInMemory()
    intake = Intake(writer, house(), scorer(), StillClock(NOON), readers=readers)  # type: ignore[arg-type]
    try:
        new = house().with_(watches=(Watch(name="globex", terms=("globex",)),))
        readers.meanwhile = lambda: intake.load(new)
        taken = await intake.take("feed", [post(str(i), text="acme and globex") for i in range(40)])
    finally:
        intake.stop()
    mentions = [entry.event.mention for entry in writer.requests[0].entries if isinstance(entry.event, MentionSeen)]
    assert (taken.accepted, {one.watch for one in mentions}) == (40, {"globex"})


async def test_what_ends_whoever_reads_it_is_put_aside_also_where_the_house_changes_on_the_way() -> None:
    """Posts 2 and 39 ended those who read them, by the old terms. By the new ones nobody tries: the next to read them is the daemon."""
    readers = DeskBeside()
    writer = WriterInMemory()
    read = readers.read
    seen: list[str] = []

    async def marked(batch: bytes) -> bytes | None:
        answer = await read(batch)
        assert answer is not None
        told = msgspec.msgpack.decode(answer, type=desk.Answer)
        return msgspec.msgpack.encode(told.with_(deadly=(2, 39)))

    readers.read = marked  # type: ignore[method-assign]
    intake = Intake(writer, house(), scorer(), StillClock(NOON), readers=readers)  # type: ignore[arg-type]

    def reload() -> None:
        intake.load(house().with_(watches=(Watch(name="globex", terms=("globex",)),)))
        enrich = intake.enricher.enrich

        def noted(some: Sequence[Post], **more: Any) -> Enriched:
            seen.extend(one.id for one in some)
            return enrich(some, **more)

        intake.enricher.enrich = noted  # type: ignore[method-assign,assignment]

    try:
        readers.meanwhile = reload
        taken = await intake.take("feed", [post(str(i), text="acme and globex") for i in range(40)], cursor="c")
    finally:
        intake.stop()
    assert (taken.accepted, [one.reason for one in taken.rejects]) == (38, [module.DEADLY] * 2)
    assert seen == [str(i) for i in range(39) if i != 2], "no other one is left out, and these two are read by nobody"
    assert {entry.event.mention.watch for entry in writer.requests[0].entries} == {"globex"}  # type: ignore[union-attr]
    assert writer.requests[0].cursor == "c", "the source goes on behind them"


async def test_a_few_posts_are_read_here() -> None:
    """They are read sooner than sent, and a post a minute must wake no other process."""
    readers = DeskBeside()
    await _logged(posts_of_acme(module.WORTH_SENDING - 1), readers)
    assert readers.read_at == 0
    await _logged(posts_of_acme(module.WORTH_SENDING), readers)
    assert readers.read_at == 1


async def test_who_goes_away_leaves_no_reading_behind() -> None:
    """A source that is stopped in the middle of a batch calls off what is read for it."""
    readers = DeskBeside()
    began, ended = asyncio.Event(), asyncio.Event()

    async def read(batch: bytes) -> bytes | None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return batch

    readers.read = read  # type: ignore[method-assign]
    intake = Intake(WriterInMemory(), house(), scorer(), StillClock(NOON), readers=readers)  # type: ignore[arg-type]
    try:
        taking = asyncio.create_task(intake.take("feed", posts_of_acme(50)))
        await began.wait()
        taking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taking
        await asyncio.wait_for(ended.wait(), 10)
        assert intake.busy == 0
    finally:
        intake.stop()
