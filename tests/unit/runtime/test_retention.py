"""Retention: each kind goes at its age, in slices that others get in between, by an index, and the file shrinks."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.events import HouseLoaded, Ticked
from alertd.ports import Entry, Reject
from alertd.rulefile.settings_file import Retention
from alertd.runtime import checkpoints
from alertd.runtime import retention as module
from alertd.runtime.group_commit import Request
from alertd.runtime.retention import Keeper
from alertd.runtime.writer import Writer
from alertd.store import aging
from alertd.store.sqlite import SqliteStore
from alertd.store_port import Aged
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, entry, house

pytestmark = pytest.mark.asyncio


class Bench:
    """A writer over a store, and its keeper."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder)
        self.clock = StillClock()
        self.told: list[tuple[str, str]] = []
        self.ages = Retention()
        self.writer = Writer(
            self.store,
            self.clock,  # type: ignore[arg-type]  # it has all that is asked of it
            link_key=LINK_KEY,
            on_commit=lambda _commands: None,
            on_down=lambda _why: None,
        )
        self.keeper = Keeper(
            self.writer,
            self.store,
            lambda: self.ages,
            self.clock,  # type: ignore[arg-type]
            lambda topic, text: self.told.append((topic, text)),
        )

    async def keep(self, count: int, *, days: float, text: str = "acme is here", name: str = "m") -> None:
        """Keep mentions, ticks and rejected lines of some days ago, as if they were in a checkpoint."""
        at = NOON - timedelta(days=days)

        def write() -> None:
            for number in range(count):
                self.store.append(entry(f"{name}{number}", text=text, at=at), at)
            self.store.append(Entry(event=Ticked(at=at)), at)
            self.store.reject("feed", Reject(reason=name, body=""), at)
            self.store.set_meta("snapshot_seq", str(self.store.last_seq))

        await self.writer.call(write)

    def count(self, table: str, where: str = "1") -> int:
        """Return how many rows there are."""
        return int(self.store.connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[Bench]:
    """Yield a keeper at work; end it."""
    bench = Bench(folder)
    bench.writer.start()
    try:
        await bench.writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house()))]))
        yield bench
    finally:
        assert await asyncio.to_thread(bench.writer.stop, 10.0)
        bench.store.close()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    # `keep` says what is in a checkpoint; on a slow machine the writer's own, of less, would come in between.
    monkeypatch.setattr(checkpoints, "WORK", 1e9)


async def test_each_kind_goes_at_its_age(tmp_path: Path) -> None:
    """Texts and rejected lines after 30 days, mentions after 90, the rest of the log after 400; what is younger stays."""
    async with at_work(tmp_path) as bench:
        for days, name in ((1, "new"), (40, "old"), (100, "older"), (500, "oldest")):
            await bench.keep(3, days=days, name=name)
        gone = await bench.keeper.clean()

        assert bench.count("post") == 3
        assert bench.count("event", "kind = 'mention_seen'") == 6
        assert bench.count("event", "kind = 'ticked'") == 3
        assert bench.count("rejected") == 1
        assert gone == 9 + 6 + 1 + 3
        assert await bench.keeper.clean() == 0


async def test_ages_are_those_of_the_settings_now(tmp_path: Path) -> None:
    """A reload with shorter ages needs no restart."""
    async with at_work(tmp_path) as bench:
        await bench.keep(3, days=5)
        assert await bench.keeper.clean() == 0
        bench.ages = Retention(text=timedelta(days=2), mentions=timedelta(days=3))
        await bench.keeper.clean()

        assert (bench.count("post"), bench.count("event", "kind = 'mention_seen'")) == (0, 0)


async def test_what_a_start_must_fold_again_stays(tmp_path: Path) -> None:
    """However old it is: without it the engine after a crash would be another one."""
    async with at_work(tmp_path) as bench:
        await bench.keep(3, days=500)
        await bench.writer.call(lambda: bench.store.set_meta("snapshot_seq", "0"))
        await bench.keeper.clean()

        assert bench.count("event", "kind = 'mention_seen'") == 3


async def test_others_get_in_between_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deletion of any size is many small commits; who asks meanwhile waits for one of them at most."""
    monkeypatch.setattr(module, "FIRST", 4)
    monkeypatch.setattr(module, "MOST", 4)
    async with at_work(tmp_path) as bench:
        await bench.keep(60, days=100)
        left: list[int] = []
        cleaning = asyncio.create_task(bench.keeper.clean())
        while not cleaning.done():
            left.append(await bench.writer.call(lambda: bench.count("post")))
        sizes = {before - after for before, after in itertools.pairwise(left)}

        assert len({*left}) > 5
        assert max(sizes) <= 8
        assert bench.count("post") == 0


async def test_old_rows_are_found_by_an_index(tmp_path: Path) -> None:
    """Looking for what is too old reads what is too old, not the whole log."""
    async with at_work(tmp_path) as bench:
        for what, index in (
            (Aged.TEXTS, "post_at"),
            (Aged.MENTIONS, "event_mention_at"),
            (Aged.EVENTS, "event_other_at"),
            (Aged.REJECTED, "rejected_at"),
        ):
            sql = aging.DROP[what]
            given = (0.0, 10, 10)[: sql.count("?")]
            plan = [row[3] for row in bench.store.connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)]
            assert any(f"INDEX {index} (at<?)" in step for step in plan), plan
            assert not any(step.startswith("SCAN") for step in plan), plan


async def test_the_file_shrinks(tmp_path: Path) -> None:
    """What was deleted is given back to the disk, but for a tenth."""
    async with at_work(tmp_path) as bench:
        await bench.keep(2000, days=100, text="acme " + "long " * 800)
        pages = bench.store.connection.execute("PRAGMA page_count").fetchone()[0]
        await bench.keeper.clean()
        after, empty = (
            bench.store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")
        )

        assert pages > 2000
        assert after < 600
        assert empty <= aging.SMALL


async def test_a_store_that_cannot_shrink_is_left(tmp_path: Path) -> None:
    """One that was salvaged by other tools frees no pages; it is cleaned all the same, and nothing goes round for ever."""
    async with at_work(tmp_path / "made") as bench:
        await bench.keep(600, days=100, text="acme " + "long " * 800)
        salvaged = tmp_path / "salvaged"
        salvaged.mkdir()
        bench.store.connection.execute("PRAGMA auto_vacuum = NONE")
        bench.store.connection.execute("VACUUM INTO ?", (str(salvaged / "alertd.sqlite3"),))
    async with at_work(salvaged) as bench:
        assert bench.store.connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
        assert await asyncio.wait_for(bench.keeper.clean(), 20) >= 1200


async def test_copies_of_before_a_migration_go_with_the_texts(tmp_path: Path) -> None:
    """They hold texts too; a young one stays for whoever goes back."""
    async with at_work(tmp_path) as bench:
        for number, days in ((2, 31), (3, 29)):
            path = tmp_path / f"alertd.sqlite3.before-{number:04d}"
            path.write_bytes(b"")
            at = (NOON - timedelta(days=days)).timestamp()
            os.utime(path, (at, at))
        await bench.keeper.clean()

        assert [name for name in os.listdir(tmp_path) if "before" in name] == ["alertd.sqlite3.before-0003"]  # noqa: PTH208


async def test_a_store_that_grows_too_large_is_told(tmp_path: Path) -> None:
    """At 80 % of max_size; copies beside the store do not count."""
    async with at_work(tmp_path) as bench:
        await bench.keep(50, days=1, text="acme " + "long " * 800)
        (tmp_path / "alertd.sqlite3.before-0009").write_bytes(b"x" * 5_000_000)
        bench.ages = Retention(max_size=5_000_000)
        await bench.keeper.clean()
        assert bench.told == []
        bench.ages = Retention(max_size=100_000)
        await bench.keeper.clean()

        assert [topic for topic, _ in bench.told] == ["store-size"]
