"""Local readers: begun when there is enough to read, ended when there is not, and whatever happens to them is made good here."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from alertd.errors import ReaderKilled
from alertd.intake import desk
from alertd.intake.build import enricher_for, terms_for
from alertd.intake.entries import entries
from alertd.model.house import House
from alertd.model.watch import Watch
from alertd.runtime import readers as module
from alertd.runtime.readers import PAUSES, REST, LocalReaders, local_readers
from alertd.scorers.default import DefaultScorer
from tests.unit.runtime.made import NOON, post

pytestmark = pytest.mark.asyncio

HOUSE = House(watches=(Watch(name="acme", terms=("acme",)),))
POSTS = [post(str(number), text=f"acme broke my kettle on day {number}, can you help me?") for number in range(40)]
SOON = 30.0  # seconds that a process may take to be up on a machine that does much else


class Seconds:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """Return the seconds it shows."""
        return self.at


@asynccontextmanager
async def at_work(most: int = 1, **more: object) -> AsyncIterator[tuple[LocalReaders, Seconds]]:
    """Yield readers that are begun for anything at all."""
    clock = Seconds()
    made = LocalReaders(most, **{"worth": 1, "now": clock, **more})  # type: ignore[arg-type]
    made.use(terms_for(HOUSE, DefaultScorer.load()))
    try:
        yield made, clock
    finally:
        await made.stop()


def is_there(pid: int) -> bool:
    """Whether a process is there."""
    return Path(f"/proc/{pid}").exists()


def known_to(pid: int) -> tuple[bytes, list[str]]:
    """Return the environment of a process, and what its descriptors are."""
    held = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
    return Path(f"/proc/{pid}/environ").read_bytes(), held


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110 - of another process, which sets no event of ours
            await asyncio.sleep(0.02)


def _batch(house: House = HOUSE) -> tuple[bytes, str]:
    version = desk.version_of(terms_for(house, DefaultScorer.load()))
    return desk.batch_of(POSTS, version) or b"", version


async def _up(readers: LocalReaders, count: int = 1) -> None:
    """Ask until so many are up; nobody is asked twice at once."""
    batch, _ = _batch()
    while readers.up < count:
        await asyncio.gather(*(readers.read(batch) for _ in range(count)))
        await until(lambda: all(seat.starting is None for seat in readers._seats))


async def test_it_reads_what_would_have_been_read_here() -> None:
    """The first batch begins a process and is read here; the next one is read there, and gives the same entries to the byte."""
    async with at_work() as (readers, _):
        batch, version = _batch()
        assert await readers.read(batch) is None
        await _up(readers)
        read = desk.answered(await readers.read(batch), POSTS, version, desk.name_of(batch)).read
        here, there = (enricher_for(HOUSE, DefaultScorer.load()) for _ in range(2))
        assert None not in read
        assert entries(there.enrich(POSTS, seen_at=NOON, read=read)) == entries(here.enrich(POSTS, seen_at=NOON))
        assert readers.counts.read >= 1


async def test_a_quiet_daemon_has_no_process() -> None:
    """Few posts are read sooner than a process is begun for them: only much within a short time is worth one."""
    async with at_work(worth=module.WORTH) as (readers, clock):
        batch, _ = _batch()
        for _ in range(200):
            assert await readers.read(batch) is None
            clock.at += 1.0
        assert readers.up == 0
        assert all(seat.starting is None for seat in readers._seats)
        for _ in range(module.WORTH // len(batch) + 1):
            await readers.read(batch)
        await until(lambda: readers.up == 1)


async def test_one_that_has_nothing_to_read_is_ended() -> None:
    """It costs memory; the next crowd begins another one."""
    async with at_work() as (readers, clock):
        await _up(readers)
        (pid,) = readers.pids()
        clock.at += REST - 1
        await readers.rest()
        assert readers.pids() == [pid]
        clock.at += 2
        await readers.rest()
        assert readers.up == 0
        assert not is_there(pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
async def test_one_that_dies_or_hangs_is_begun_again_after_a_pause(how: signal.Signals) -> None:
    """The batch that it had comes back unread, and so do all until the pause is over; then there is another process."""
    async with at_work(latest=1.0) as (readers, clock):
        await _up(readers)
        (before,) = readers.pids()
        os.kill(before, how)
        batch, _ = _batch()
        with pytest.raises(ReaderKilled):
            await readers.read(batch)
        assert (readers.counts.died, readers.up) == (1, 0)
        assert not is_there(before)
        assert await readers.read(batch) is None
        assert all(seat.starting is None for seat in readers._seats)
        clock.at += PAUSES[0]
        readers._latest = SOON  # it may be slow to start on a busy machine, and is not to be ended for that
        await _up(readers)
        assert readers.pids() != [before]
        assert await readers.read(batch) is not None


async def test_what_never_starts_is_tried_less_and_less() -> None:
    """A machine where no process can be begun reads by itself, and is not kept busy with tries."""
    async with at_work(command=("/bin/false",)) as (readers, clock):
        batch, _ = _batch()
        begun_at: list[float] = []
        for _ in range(400):
            assert await readers.read(batch) is None
            if readers._seats[0].starting is not None:
                begun_at.append(clock.at)
                await until(lambda: readers._seats[0].starting is None)
            clock.at += 1.0
        gaps = [later - earlier for earlier, later in pairwise(begun_at)]
        assert tuple(gaps) == (*PAUSES, PAUSES[-1], PAUSES[-1])


@pytest.mark.parametrize("said", ["", "x", "\\x00\\x00\\x00\\x00", "\\xff\\xff\\xff\\xff", "\\x00\\x00\\x00\\x02\\x09"])
async def test_one_that_speaks_nonsense_is_ended(said: str) -> None:
    """Whatever comes instead of a frame, the batch is read here and nothing is taken for an answer."""
    async with at_work(command=("/bin/sh", "-c", f"head -c 4 >/dev/null; printf '{said}'")) as (readers, _):
        batch, _ = _batch()
        assert await readers.read(batch) is None
        await until(lambda: readers._seats[0].starting is None)
        assert readers.up == 0


async def test_new_terms_are_told_before_the_next_batch() -> None:
    """After a reload nothing is read by what was known before."""
    async with at_work() as (readers, _):
        await _up(readers)
        more = House(watches=(*HOUSE.watches, Watch(name="kettle", terms=("kettle",))))
        readers.use(terms_for(more, DefaultScorer.load()))
        old, _ = _batch()
        assert await readers.read(old) is None  # it was on its way while the house changed
        assert readers.counts.refused == 1
        batch, version = _batch(more)
        read = desk.answered(await readers.read(batch), POSTS, version, desk.name_of(batch)).read
        assert read[0] is not None
        assert [name for name, _ in read[0].about] == ["acme", "kettle"]


async def test_at_the_most_so_many() -> None:
    """A crowd of batches begins as many as the settings allow and no more; what nobody takes in time is read here."""
    async with at_work(2) as (readers, _):
        await _up(readers, 2)
        batch, _ = _batch()
        await asyncio.gather(*(readers.read(batch) for _ in range(20)))
        assert readers.up == readers.places == 2
        assert readers.counts.read > 0
        assert len(set(readers.pids())) == 2


async def test_who_stops_asking_takes_no_answer_of_another() -> None:
    """A batch that is called off while it is read ends its process: else its answer would come to the next one."""
    async with at_work() as (readers, _):
        await _up(readers)
        os.kill(readers.pids()[0], signal.SIGSTOP)
        batch, _ = _batch()
        asked = asyncio.create_task(readers.read(batch))
        await until(lambda: readers._seats[0].is_busy)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert readers.up == 0


async def test_none_where_none_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """`workers: 0` and a machine with one core begin nothing; two cores have use for one."""
    async with at_work(0) as (readers, _):
        assert await readers.read(_batch()[0]) is None
        assert readers.up == 0
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert local_readers(None).most == 0
    assert local_readers(3).most == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert local_readers(None).most == 1
    assert local_readers(0).most == 0


async def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the daemon has in its environment and descriptors is not there in the process."""
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-secret")
    async with at_work() as (readers, _):
        await _up(readers)
        (pid,) = readers.pids()
        environment, held = known_to(pid)
        assert b"xoxb-secret" not in environment
        assert not [name for name in held if "sqlite" in name or "socket" in name]


async def test_run_ends_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The daemon's end is theirs, also in the middle of a start."""
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)
    async with at_work() as (readers, _):
        running = asyncio.create_task(readers.run())
        await _up(readers)
        (pid,) = readers.pids()
        await asyncio.sleep(0.05)  # a few looks end nobody who was asked of late
        assert readers.pids() == [pid]
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert readers.up == 0
        assert not is_there(pid)


async def test_a_batch_that_is_read_while_all_are_ended_is_read_here() -> None:
    """At the daemon's end a body may still be on its way: its sender is answered, and not with a fault."""
    async with at_work() as (readers, _):
        await _up(readers)
        os.kill(readers.pids()[0], signal.SIGSTOP)
        asked = asyncio.create_task(readers.read(_batch()[0]))
        await until(lambda: readers._seats[0].is_busy)
        await readers.stop()
        assert await asked is None
