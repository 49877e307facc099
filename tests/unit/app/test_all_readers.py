"""Who reads: a process beside the daemon that is free, else a machine of the cluster that has room, else whoever there is."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from alertd.app.all_readers import AllReaders, all_readers
from alertd.cli.cluster import lines
from alertd.config import default_settings
from alertd.errors import ReaderKilled
from alertd.model.cluster import Cluster, Machine, Reader, Reading

pytestmark = pytest.mark.asyncio


class Somebody:
    """Reads when told so. name: what it answers with. up: how many are there. has_room: whether it takes more. dies: over whatever it is given."""

    dies = False

    def __init__(self, name: bytes, *, most: int = 1, up: int = 1, has_room: bool = True) -> None:
        self.name, self.most, self.up, self.has_room = name, most, up, has_room
        self.places = 2 * up
        self.terms: list[bytes] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.is_stopped = False
        self.asked = 0

    def use(self, terms: bytes) -> None:
        """See ports.Readers."""
        self.terms.append(terms)

    async def read(self, _batch: bytes) -> bytes | None:
        """See ports.Readers."""
        await self.goes_on.wait()
        self.asked += 1
        if self.dies:
            raise ReaderKilled("it ended")
        return self.name if self.up else None

    async def run(self) -> None:
        """Look after itself."""
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """See ports.Readers."""
        self.is_stopped = True


class Careful:
    """Reads with care. terms: by which, each time it was asked."""

    def __init__(self) -> None:
        self.terms: list[bytes] = []

    async def read(self, _batch: bytes, terms: bytes) -> bytes | None:
        """See CarefulReading."""
        self.terms.append(terms)
        return b"careful"


def made(near: Somebody, far: Somebody | None, **more: Any) -> AllReaders:
    """Return both as one."""
    return AllReaders(cast("Any", near), cast("Any", far), **more)


async def test_what_is_nearer_reads_first_and_what_is_too_much_goes_far() -> None:
    """While the one process here has a batch in hand, the next one is read on another machine."""
    near, far = Somebody(b"near"), Somebody(b"far")
    both = made(near, far)
    both.use(b"terms")
    assert (near.terms, far.terms) == ([b"terms"], [b"terms"])
    assert await both.read(b"1") == b"near"
    near.goes_on.clear()
    waiting = asyncio.create_task(both.read(b"2"))
    await asyncio.sleep(0)
    assert await both.read(b"3") == b"far"
    far.has_room = False
    last = asyncio.create_task(both.read(b"4"))
    near.goes_on.set()
    assert (await waiting, await last) == (b"near", b"near")


async def test_a_body_is_given_to_all_places_near_and_far() -> None:
    """So many of its slices are read at once; where nobody is, none is waited for."""
    near, far = Somebody(b"near"), Somebody(b"far", up=3)
    assert made(near, far).places == 8
    assert made(near, None).places == 2
    assert made(Somebody(b"near", most=0, up=0), None).places == 0


async def test_where_nobody_is_near_all_goes_far() -> None:
    """workers: 0, or processes that have not begun; and where nobody is anywhere, nobody reads."""
    near, far = Somebody(b"near", most=0, up=0), Somebody(b"far")
    assert await made(near, far).read(b"1") == b"far"
    far.has_room = False
    assert await made(near, far).read(b"1") is None
    assert await made(near, None).read(b"1") is None


@pytest.mark.parametrize("who", ["near", "far"])
async def test_what_ended_one_reader_is_given_to_no_other(who: str) -> None:
    """It is read with care, once, whoever it was; and what comes next goes to readers as before."""
    near, far = Somebody(b"near", up=int(who == "near")), Somebody(b"far", has_room=who == "far")
    careful = Careful()
    both = made(near, far, careful=careful)
    both.use(b"terms")
    victim = near if who == "near" else far
    victim.dies = True
    assert await both.read(b"1") == b"careful"
    assert (near.asked + far.asked, careful.terms) == (1, [b"terms"])
    victim.dies = False
    assert await both.read(b"2") == who.encode()
    assert len(careful.terms) == 1


@pytest.mark.parametrize("who", ["near", "far"])
async def test_a_reload_while_one_ends_changes_nothing_for_its_batch(who: str) -> None:
    """The batch is written by the old terms: by new ones nobody could read it with care, and the daemon would read it by itself."""
    near, far = Somebody(b"near", up=int(who == "near")), Somebody(b"far", has_room=who == "far")
    careful = Careful()
    both = made(near, far, careful=careful)
    both.use(b"old")
    victim = near if who == "near" else far
    victim.dies = True
    victim.goes_on.clear()
    reading = asyncio.create_task(both.read(b"1"))
    await asyncio.sleep(0)
    both.use(b"new")
    victim.goes_on.set()
    assert await reading == b"careful"
    assert await both.read(b"2") == b"careful"
    assert careful.terms == [b"old", b"new"]


async def test_where_nothing_waits_nothing_is_sent_far() -> None:
    """A machine that has time reads sooner by itself than it sends; where slices wait, others are asked."""
    near, far, waiting = Somebody(b"near", most=0, up=0), Somebody(b"far"), [1]
    both = made(near, far, backlog=lambda: waiting[0])
    assert await both.read(b"1") is None
    waiting[0] = 2
    assert await both.read(b"2") == b"far"
    assert far.asked == 1


async def test_whether_there_is_any() -> None:
    """A daemon with nobody to read for it sends nothing anywhere; over a file nobody is far."""
    assert made(Somebody(b"", most=0), Somebody(b"")).is_any
    assert made(Somebody(b""), None).is_any
    assert not made(Somebody(b"", most=0), None).is_any
    own = all_readers(default_settings(["acme"]).settings)
    assert own.far is None


async def test_all_are_let_go_of() -> None:
    """At the end of the daemon, by the end of its task or by word."""
    near, far = Somebody(b"near"), Somebody(b"far")
    both = made(near, far)
    task = asyncio.create_task(both.run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert far.is_stopped
    await both.stop()
    assert near.is_stopped


async def test_what_operators_read_of_readers() -> None:
    """How fast each is, what is late in its hands, and why one reads nothing."""
    found = Cluster(
        place="nats://a/alertd",
        machines=(Machine(name="pid 1 on one", is_working=True, behind=0),),
        readers=(
            Reader(name="pid 2 on two", reading=Reading(is_reading=True, rate=12.5, seconds=0.04), version="1.0"),
            Reader(name="pid 3 on three", reading=Reading(is_reading=True, rate=0.1, seconds=2.0, lag=9.0)),
            Reader(name="pid 4 on four", reading=Reading(is_reading=False, refuses="0.9+abc")),
            Reader(name="pid 5 on five", reading=Reading(is_reading=False)),
        ),
    )
    assert [line for line in lines(found) if line.startswith("reader")] == [
        "reader    pid 2 on two: reads 12.5 batches/s, 40 ms each, alertd 1.0",
        "reader    pid 3 on three: reads 0.1 batches/s, 2000 ms each, the oldest in hand 9.0 s",
        "reader    pid 4 on four: reads nothing: the machine that works is of release 0.9+abc",
        "reader    pid 5 on five: reads nothing: nobody has told it what to read by",
    ]
