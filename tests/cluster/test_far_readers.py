"""Machines that read for the one that works: what they read is what it would have read, and whatever befalls them, it reads by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from alertd.blocking.deadline import Deadline
from alertd.cli.cluster import lines
from alertd.intake import desk
from alertd.intake.build import terms_for
from alertd.intake.desk import Desk
from alertd.model.house import House
from alertd.model.watch import Watch
from alertd.store.nats import far_readers, reading_for
from alertd.store.nats.address import Address, parsed
from alertd.store.nats.far_readers import FarReaders
from alertd.store.nats.reading_for import ReadingFor
from alertd.store.nats.standing import cluster_of
from alertd.store.nats.wire import Wire
from tests.cluster.servers import NatsServers
from tests.unit.runtime.made import house, post, scorer

pytestmark = pytest.mark.asyncio
PATIENCE = 30.0


class OwnDesk:
    """Reads in this very process. hangs: until told otherwise. refuses: everything."""

    def __init__(self) -> None:
        self.desk = Desk(lambda _name: scorer())
        self.read_here = 0
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.refuses = False

    def use(self, terms: bytes) -> None:
        """See ports.Readers."""
        self.desk.learn(terms)

    places = 1

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers."""
        await self.goes_on.wait()
        self.read_here += 1
        with contextlib.suppress(desk.UnknownTerms):
            return None if self.refuses else self.desk.read(batch)
        return None

    async def stop(self) -> None:
        """See ports.Readers."""


class Line:
    """One machine that works, and those that read for it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.far = FarReaders(address, release="1", latest=PATIENCE)
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, *, release: str = "1", places: int = 2) -> tuple[OwnDesk, Callable[[], object]]:
        """Let one more read; return its desk, and what ends it."""
        own = OwnDesk()
        reading = ReadingFor(self.address, own, release=release, places=places)
        task = asyncio.create_task(reading.run())
        self._tasks.append(task)
        return own, task.cancel

    async def up(self, count: int) -> None:
        """Wait until so many would read."""
        async with asyncio.timeout(PATIENCE):
            while self.far.up != count:  # noqa: ASYNC110 - what others said arrives some time
                await asyncio.sleep(0.02)

    async def end(self) -> None:
        """End all."""
        await self.far.stop()
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def line(servers: NatsServers, name: str) -> AsyncIterator[Line]:
    """Yield a line under a name of its own."""
    made = Line(parsed(servers.store(name)))
    try:
        yield made
    finally:
        await made.end()


TERMS = terms_for(house(), scorer())
VERSION = desk.version_of(TERMS)


def batch(count: int = 30, *, text: str = "acme broke my kettle, who helps me?", version: str = VERSION) -> bytes:
    """Return a batch of posts."""
    made = desk.batch_of([post(str(number), text=f"{text} {number}") for number in range(count)], version)
    assert made is not None
    return made


def read_here(asked: bytes, terms: bytes = TERMS) -> bytes:
    """Return what is read of a batch without anybody's help."""
    own = Desk(lambda _name: scorer())
    own.learn(terms)
    return own.read(asked)


async def test_what_is_read_far_away_is_what_is_read_here(servers: NatsServers) -> None:
    """To the byte; also where posts are about nobody, or could not be read at all."""
    async with line(servers, "same") as one:
        one.join()
        one.far.use(TERMS)
        await one.up(1)
        for asked in (batch(), batch(text="about nobody"), batch(0), batch(3, text="\x00 acme")):
            assert await one.far.read(asked) == read_here(asked)
        assert one.far.counts.read == 4


async def test_nobody_is_waited_for_who_is_not_there(servers: NatsServers) -> None:
    """No reader, no word yet from one that is, or no server: the batch comes back unread, at once."""
    async with line(servers, "nobody") as one, asyncio.timeout(PATIENCE / 2):
        assert await one.far.read(batch()) is None
        one.far.use(TERMS)
        assert await one.far.read(batch()) is None
        assert one.far.counts.busy == 2


async def test_a_reader_of_another_release_reads_nothing(servers: NatsServers) -> None:
    """Two versions stand side by side in an upgrade: the one reads, the other says why it does not."""
    async with line(servers, "upgrade") as one:
        wire = Wire(one.address)
        wire.make_streams()
        old, _ = one.join(release="0")
        new, _ = one.join()
        one.far.use(TERMS)
        await one.up(1)
        for _ in range(4):
            assert await one.far.read(batch()) is not None
        assert (old.read_here, new.read_here) == (0, 4)

        async with asyncio.timeout(PATIENCE):
            while True:
                # A reader tells of itself once in a while: what it read last may be told a beat later.
                told = await asyncio.to_thread(cluster_of, servers.store("upgrade"))
                said = "\n".join(lines(told))
                if "reads nothing: the machine that works is of release 1" in said and " batches/s, " in said:
                    break
                await asyncio.sleep(0.1)
        wire.close()
        assert {"1", ""} == {reader.reading.refuses for reader in told.readers}
        assert not told.machines, "who only reads is no machine that could take over"


async def test_terms_of_any_size_arrive_whole(servers: NatsServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand brands are more than one message holds; here a message holds little."""
    for module in (far_readers, reading_for):
        monkeypatch.setattr(module, "PIECE", 200)
    many = House(watches=tuple(Watch(name=f"brand{n}", terms=(f"brand{n}",)) for n in range(100)))
    terms = terms_for(many, scorer())
    assert len(terms) > 10 * 200
    async with line(servers, "large") as one:
        own, _ = one.join()
        one.far.use(terms)
        await one.up(1)
        assert own.desk.version == desk.version_of(terms)


async def test_new_terms_are_read_by_as_soon_as_they_are_known(servers: NatsServers) -> None:
    """Until a reader has them it is not asked; and what is still to be read by the old ones comes back unread."""
    async with line(servers, "reload") as one:
        one.join()
        one.far.use(TERMS)
        await one.up(1)
        terms = terms_for(house().with_(watches=(Watch(name="acme", terms=("kettle",)),)), scorer())
        one.far.use(terms)
        assert one.far.up == 0
        await one.up(1)
        asked = batch(version=desk.version_of(terms))
        assert await one.far.read(asked) == read_here(asked, terms)
        assert await one.far.read(batch()) is None


async def test_one_that_stands_still_costs_one_batch(servers: NatsServers) -> None:
    """It has its time; then the batch comes back unread, the others go on, and it is asked again only after a pause."""
    seconds = [0.0]
    async with line(servers, "still") as one:
        one.far = FarReaders(one.address, release="1", now=lambda: seconds[0], latest=0.3)
        frozen, _ = one.join()
        one.far.use(TERMS)
        await one.up(1)
        frozen.goes_on.clear()
        assert await one.far.read(batch()) is None
        assert one.far.counts.failed == 1
        assert one.far.up == 0
        one.far._deadline = Deadline(PATIENCE)  # whoever is at work has all the time that a busy machine needs
        other, _ = one.join()
        await one.up(1)
        assert await one.far.read(batch()) is not None
        assert other.read_here == 1

        frozen.goes_on.set()
        seconds[0] += 1.0
        await one.up(2)


async def test_one_that_is_gone_is_not_asked(servers: NatsServers) -> None:
    """Whose line is closed is known by the servers at once; whose word is missing for three seconds is left out."""
    seconds = [0.0]
    async with line(servers, "gone") as one:
        one.far = FarReaders(one.address, release="1", now=lambda: seconds[0], latest=0.3)
        _, end = one.join()
        one.far.use(TERMS)
        await one.up(1)
        end()
        async with asyncio.timeout(PATIENCE / 2):
            while one.far.counts.failed == 0:  # its last batch dies with it, or the servers say that nobody listens
                assert await one.far.read(batch()) is None or one.far.counts.read
        seconds[0] += 5.0
        assert one.far.up == 0


async def test_what_a_reader_cannot_read_is_read_here(servers: NatsServers) -> None:
    """A batch that kills its process over there, or that it refuses: nothing comes back, and the reader is asked on."""
    async with line(servers, "poison") as one:
        own, _ = one.join()
        one.far.use(TERMS)
        await one.up(1)
        own.refuses = True
        assert await one.far.read(batch()) is None
        own.refuses = False
        assert await one.far.read(batch()) is not None
        assert (one.far.counts.refused, one.far.counts.failed, one.far.counts.read) == (1, 0, 1)


async def test_what_fits_into_no_message_is_read_here(servers: NatsServers) -> None:
    """A long batch goes packed; one that is too long even so goes nowhere."""
    async with line(servers, "long") as one:
        one.join()
        one.far.use(TERMS)
        await one.up(1)
        copies = [post(str(number), text="acme " + "kettle and tea " * 400) for number in range(200)]  # are read once
        long = desk.batch_of(copies, VERSION) or b""
        assert len(long) > 1 << 20
        assert await one.far.read(long) == read_here(long)
        noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(19_000))
        assert await one.far.read(batch(60, text=noise)) is None


async def test_readers_share_what_there_is(servers: NatsServers) -> None:
    """Each takes as many batches at once as it has places; what is more waits a moment, and is read here then."""
    async with line(servers, "share") as one:
        desks = [one.join(places=places)[0] for places in (1, 2)]
        one.far.use(TERMS)
        assert one.far.places == 0, "nobody has said yet that it is there"
        await one.up(2)
        assert one.far.places == 3
        for own in desks:
            own.goes_on.clear()
        asked = [asyncio.create_task(one.far.read(batch())) for _ in range(5)]
        async with asyncio.timeout(PATIENCE):
            while one.far.counts.busy < 2:  # noqa: ASYNC110 - three are in hands, two are not taken
                await asyncio.sleep(0.02)
        for own in desks:
            own.goes_on.set()
        answers = await asyncio.gather(*asked)

        assert [own.read_here for own in desks] == [1, 2]
        assert answers.count(None) == 2


async def test_servers_that_went_and_came_are_read_over_again() -> None:
    """While they are away everything is read here, at once; nobody has to be told that they are back."""
    own = NatsServers()
    try:
        async with line(own, "away") as one:
            one.join()
            one.far.use(TERMS)
            await one.up(1)
            own.end()
            async with asyncio.timeout(PATIENCE):
                while one.far._client.is_connected:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                assert await one.far.read(batch()) is None
                own.start()
                while await one.far.read(batch()) is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
    finally:
        own.remove()


async def test_words_of_strangers_are_passed_over(servers: NatsServers) -> None:
    """Another release may say things in another way: what cannot be understood changes nothing."""
    async with line(servers, "noise") as one:
        one.join()
        one.far.use(TERMS)
        await one.up(1)
        client = one.far._client
        for subject in ("terms", "hello", "piece", f"batch.{next(iter(one.far._known))}"):
            for body in (b"", b"\xc1", json.dumps({"a": 1}).encode(), b"zzz"):
                await client.publish(f"alertd.noise.reading.{subject}", body)
        await client.flush()
        assert await one.far.read(batch()) == read_here(batch())


async def test_watches_and_words_are_all_that_a_reader_is_told() -> None:
    """No secret of the settings, and nobody's address."""
    told = terms_for(house(), scorer())
    assert b"acme" in told
    assert b"alice" not in told
