"""The log is looked through by and by: what a disk has changed in it long ago is put aside before somebody needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from alertd.core.engine import Engine
from alertd.errors import EventBroken, EventTooNew
from alertd.model.events import HouseLoaded
from alertd.ports import Entry
from alertd.runtime import log_check
from alertd.runtime.broken_events import BROKEN, put_aside_from
from alertd.runtime.erase import Erasure
from alertd.runtime.group_commit import Request
from alertd.runtime.log_check import CHECKED, LogCheck
from alertd.runtime.writer import Writer
from alertd.store.sealing import seal
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, entry, house

pytestmark = pytest.mark.asyncio


class Bench:
    """A writer over a store with a house and ten mentions, and who looks through its log."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder)
        self.told: list[str] = []
        self.writer = Writer(
            self.store,
            StillClock(),  # type: ignore[arg-type]  # it has all that is asked of it
            link_key=LINK_KEY,
            on_commit=lambda _commands: None,
            on_down=lambda _why: None,
        )
        self.check = LogCheck(self.writer, self.store, lambda _topic, text: self.told.append(text))

    async def fill(self) -> None:
        """Take a house and ten mentions."""
        await self.writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house()))]))
        await self.writer.take(Request([entry(f"m{number}") for number in range(10)]))

    async def damage(self, *seqs: int, body: bytes = b'{"kind":"mention_seen"}') -> None:
        """Write something else in the place of events."""

        def write() -> None:
            for seq in seqs:
                self.store.connection.execute("UPDATE event SET body = ? WHERE seq = ?", (body, seq))

        await self.writer.call(write)

    async def kinds(self) -> list[str]:
        """Return what each event is."""
        rows = await self.writer.call(
            lambda: self.store.connection.execute("SELECT kind FROM event ORDER BY seq").fetchall()
        )
        return [kind for (kind,) in rows]

    async def checked(self) -> int:
        """Return up to where the log was looked through."""
        return int(await self.writer.call(lambda: self.store.meta(CHECKED)))


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[Bench]:
    """Yield a filled store at work; end it."""
    bench = Bench(folder)
    bench.writer.start()
    try:
        await bench.fill()
        yield bench
    finally:
        assert await asyncio.to_thread(bench.writer.stop, 30.0)
        bench.store.close()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_check, "PAUSE", 0.0)
    monkeypatch.setattr(log_check, "SLICE", 3)


async def test_what_the_disk_has_changed_is_put_aside_while_the_daemon_runs(tmp_path: Path) -> None:
    """Its bytes go, for nobody knows whose words they are; its reason is kept, it is counted, and a replay passes it by."""
    async with at_work(tmp_path) as bench:
        await bench.damage(4, 9)
        assert await bench.check.look() == 2

        kinds = await bench.kinds()
        assert [seq for seq, kind in enumerate(kinds, 1) if kind == "broken"] == [4, 9]
        rows = await bench.writer.call(lambda: bench.store.connection.execute("SELECT reason FROM rejected").fetchall())
        assert rows == [(BROKEN,)] * 2
        assert (await bench.writer.call(bench.store.counters))["poisoned"] == 2  # operators are told of this number
        left = await bench.writer.call(lambda: [seq for seq, _ in bench.store.read(0)])
        assert left == [1, 2, 3, 5, 6, 7, 8, 10, 11]
        assert bench.told == []


async def test_a_stretch_at_a_time_and_then_from_the_beginning_again(tmp_path: Path) -> None:
    """A restart in between goes on where it stood; what breaks behind it is found the next time round."""
    async with at_work(tmp_path) as bench:
        await bench.check.look(6)
        assert await bench.checked() == 6
        await bench.damage(2, 8)
        again = LogCheck(bench.writer, bench.store, lambda _topic, text: bench.told.append(text))
        assert await again.look() == 1
        assert await bench.checked() == 0
        assert await again.look() == 1
        assert (await bench.kinds()).count("broken") == 2


async def test_a_whole_log_is_left_as_it_is(tmp_path: Path) -> None:
    """Nothing is written but where it stands."""
    async with at_work(tmp_path) as bench:
        before = await bench.writer.call(lambda: list(bench.store.read(0)))
        assert await bench.check.look() == 0
        assert await bench.writer.call(lambda: list(bench.store.read(0))) == before
        assert "poisoned" not in await bench.writer.call(bench.store.counters)


async def test_a_disk_that_dies_is_told_and_nothing_is_blanked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With so many broken a backup is what helps, and the bytes may still tell somebody something."""
    monkeypatch.setattr(log_check, "MOST_ASIDE", 2)
    async with at_work(tmp_path) as bench:
        await bench.damage(4, 5, 6)
        assert await bench.check.look() == 0
        assert "broken" not in await bench.kinds()
        assert len(bench.told) == 1
        assert "a disk may be dying; the first: " in bench.told[0]
        assert "event 4 of the log is damaged" in bench.told[0]


async def test_what_a_newer_release_wrote_is_not_touched(tmp_path: Path) -> None:
    """Whoever rolled back goes on with the store; the newer release finds its events as it left them."""
    async with at_work(tmp_path) as bench:
        newer = seal(b'{"kind":"unheard_of"}')
        await bench.damage(5, body=newer)
        assert await bench.check.look() == 0
        assert "broken" not in await bench.kinds()
        assert len(bench.told) == 1
        assert "event 5 of the log cannot be read" in bench.told[0]
        assert bench.told[0].endswith("install that one again")


@pytest.mark.parametrize("newer", [(1,), (5,), (3, 4, 5, 6), (11,), (2, 5, 9)], ids=str)
async def test_what_lies_around_a_newer_release_s_events_is_looked_at(tmp_path: Path, newer: tuple[int, ...]) -> None:
    """Wherever they lie, before, between and behind them; operators hear of it once a time, and the end is reached."""
    async with at_work(tmp_path) as bench:
        await bench.damage(*newer, body=seal(b'{"kind":"unheard_of"}'))
        broken = [seq for seq in (2, 7, 8, 10) if seq not in newer]
        await bench.damage(*broken)
        assert await bench.check.look() == len(broken)
        assert [seq for seq, kind in enumerate(await bench.kinds(), 1) if kind == "broken"] == broken
        assert len(bench.told) == 1
        assert ("such were passed by" in bench.told[0]) == (len(newer) > 1)
        assert await bench.checked() == 0


async def test_a_start_with_a_newer_release_s_event_changes_nothing(tmp_path: Path) -> None:
    """Whoever rolled back too far installs the newer release again, and finds all as it was: also what is broken before and behind it."""
    async with at_work(tmp_path) as bench:
        await bench.damage(3, 9)
        await bench.damage(5, body=seal(b'{"kind":"unheard_of"}'))

        def put() -> None:
            with pytest.raises(EventTooNew, match="install that one again"):
                put_aside_from(bench.store, EventBroken("it is damaged", 3))

        await bench.writer.between(put)
        assert "broken" not in await bench.kinds()


async def test_an_erasure_passes_a_broken_event(tmp_path: Path) -> None:
    """Somebody's right to be forgotten does not wait for a disk; what nobody can read may be theirs, so its bytes go."""
    async with at_work(tmp_path) as bench:
        await bench.damage(4)
        # u_m5, but for a bit.
        await bench.damage(7, body=b'{"kind":"mention_seen","mention":{"author":"u_mQ","handle":"paul"}')
        erasure = Erasure(bench.store, Engine, "u_m5")
        for step in erasure.steps():
            await bench.writer.call(step)

        assert [seq for seq, kind in enumerate(await bench.kinds(), 1) if kind == "broken"] == [4, 7]
        bodies = await bench.writer.call(lambda: bench.store.connection.execute("SELECT body FROM rejected").fetchall())
        assert bodies == [("",), ("",)], "no name would be found in them"
        authors = await bench.writer.call(
            lambda: [getattr(event, "mention").author for seq, event in bench.store.read(1)]  # noqa: B009
        )
        assert "u_m5" not in authors
        assert "u_m6" in authors


async def test_a_damaged_part_of_the_file_is_told_and_ends_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an event but a page of the file: who looks for it goes on behind it, and the daemon takes posts as before."""
    monkeypatch.setattr(log_check, "SLICE", 1_000)
    async with at_work(tmp_path) as bench:
        bench.store.packs = False  # so that an event can be found in the file
        for number in range(8):
            await bench.writer.take(Request([entry(f"n{number}_{post}") for post in range(500)]))
    file = tmp_path / NAME
    body = bytearray(file.read_bytes())
    size = int.from_bytes(body[16:18], "big")  # of a page, as the head of the file has it
    begins = body.find(b'"u_n3_250","posted_at"') // size * size  # as an event has it, and no text
    body[begins : begins + size] = b"\xa5" * size
    file.write_bytes(body)

    bench = Bench(tmp_path)
    bench.writer.start()
    try:
        assert await bench.check.look() == 0
        assert bench.told
        assert all("is damaged" in text for text in bench.told)
        assert await bench.checked() == 0, "it came to the end, and begins again"
        await bench.writer.take(Request([entry("fresh")]))
        assert bench.writer.failure is None
    finally:
        assert await asyncio.to_thread(bench.writer.stop, 30.0)
        bench.store.close()
