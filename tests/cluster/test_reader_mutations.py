"""What keeps readers from changing a byte, taken away piece by piece: each time the comparison of logs sees it, so it is worth something."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from alertd.blocking.deadline import Deadline
from alertd.intake import desk
from alertd.intake.desk import Answer, Answered, Desk
from alertd.model.post import Record
from alertd.runtime import intake
from alertd.scorers.build import shipped
from alertd.store.nats.address import parsed
from alertd.store.nats.far_readers import FarReaders
from tests.cluster.one_answer import OneOfThem, ended, given, plain, run
from tests.cluster.servers import NatsServers
from tests.unit.runtime.made import NOON, house, post, scorer

pytestmark = pytest.mark.asyncio
RELOAD = 20  # the batch before which the house changes


class Reader:
    """One that reads in this very process. hears_once: it never hears of new terms. lags: it answers with what it read the time before."""

    def __init__(self, *, hears_once: bool = False, lags: bool = False) -> None:
        self._desk = Desk(shipped)
        self._hears_once = hears_once
        self._lags = lags
        self._before: bytes | None = None
        self.read_here = 0

    def use(self, terms: bytes) -> None:
        """See ports.Readers."""
        if not (self._hears_once and self._desk.version):
            self._desk.learn(terms)

    places = 1

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers. It takes a batch by whatever terms, as a reader without the check would."""
        asked = msgspec.msgpack.decode(batch, type=desk.Batch)
        own = msgspec.msgpack.encode(asked.with_(version=self._desk.version))
        self.read_here += 1
        read = msgspec.msgpack.decode(self._desk.read(own), type=Answer)
        answer = msgspec.msgpack.encode(read.with_(batch=desk.name_of(batch)))
        told, self._before = (self._before if self._lags else answer), answer
        return told

    async def stop(self) -> None:
        """See ports.Readers."""


def _by_another_version(answer: bytes | None, records: Sequence[Record], _version: str, batch: str) -> Answered:
    """Take an answer by whatever terms."""
    read = answer and msgspec.msgpack.decode(answer, type=Answer)
    return _answered(answer, records, read.version, batch) if read else Answered([None] * len(records))


def _to_another_batch(answer: bytes | None, records: Sequence[Record], version: str, _batch: str) -> Answered:
    """Take an answer to whatever batch."""
    read = answer and msgspec.msgpack.decode(answer, type=Answer)
    return _answered(answer, records, version, read.batch) if read else Answered([None] * len(records))


_answered = desk.answered


async def test_answers_by_stale_terms_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that did not hear of the reload: what it says is thrown away. Taken all the same, it changes the log."""
    reloaded = await run(None, reloads_at=RELOAD)
    assert reloaded != await plain(), "the reload changes something"
    stale = Reader(hears_once=True)
    assert await run(stale, reloads_at=RELOAD) == reloaded
    assert stale.read_here > 2 * RELOAD // 3, "it was asked"

    monkeypatch.setattr(desk, "answered", _by_another_version)
    assert await run(Reader(hears_once=True), reloads_at=RELOAD) != reloaded


async def test_answers_to_another_batch_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that mixes up answers: each names the batch that it answers. Taken all the same, posts get the words of others."""
    without = await plain()
    assert await run(Reader(lags=True)) == without

    monkeypatch.setattr(desk, "answered", _to_another_batch)
    assert await run(Reader(lags=True)) != without


class Hesitant(Reader):
    """Lets every other slice wait, until others have had many a turn."""

    places = 1

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers."""
        if self.read_here % 2 == 0:
            for _ in range(100):
                await asyncio.sleep(0)
        return await super().read(batch)


async def test_the_order_of_the_slices_of_a_body_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a body are taken in the order of the body, however long one of them is read. In another order the log changes."""
    monkeypatch.setattr(intake, "SLICE", 20)
    texts = ("acme broke my kettle, can you help me?", "thank you acme, the tea was good", "acme çok kötü, rezalet")
    bodies = [[post(str(n), text=f"{texts[n % 3 if n < 20 else n % 2]} {n}").with_(created_at=NOON) for n in range(60)]]
    in_body = await run(None, bodies=bodies)
    hesitant = Hesitant()
    assert await run(hesitant, bodies=bodies) == in_body
    assert hesitant.read_here == 3

    in_order = intake._slices
    monkeypatch.setattr(intake, "_slices", lambda records: in_order(records)[::-1])
    assert await run(Hesitant(), bodies=bodies) != in_body


async def test_a_reader_without_a_deadline_is_caught(servers: NatsServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that stands still gives nothing back. Without the deadline its batch, and the source behind it, would wait for ever."""
    address = parsed(servers.store("for_ever"))
    far = FarReaders(address, release=desk.release(), latest=0.3)
    still = OneOfThem(address, is_bad=True)
    task = asyncio.create_task(still.far.run())
    terms = desk.terms_of(house().watches, (), scorer())
    asked = desk.batch_of(given()[1], desk.version_of(terms)) or b""
    try:
        far.use(terms)
        async with asyncio.timeout(60):
            while not far.up:  # noqa: ASYNC110 - what others said arrives some time
                await asyncio.sleep(0.02)
            assert await far.read(asked) is None
            assert far.counts.failed == 1
            while not far.up:  # noqa: ASYNC110 - it is asked again after a pause
                await asyncio.sleep(0.02)
        monkeypatch.setattr(Deadline, "seconds", lambda _: 600.0)
        waiting = asyncio.create_task(far.read(asked))
        assert (await asyncio.wait({waiting}, timeout=1.0))[1] == {waiting}
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    finally:
        await far.stop()
        await ended(task)
