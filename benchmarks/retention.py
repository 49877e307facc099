"""How long the writer stands still while retention deletes, and what becomes of the file.

    python benchmarks/retention.py --folder DIR [--days 14]

DIR is what `recovery.py --folder DIR` left. Its store is copied, and what is older than --days is deleted from the copy. Beside it
stands what a commit of one row takes on this disk.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from alertd.rulefile.settings_file import Retention
from alertd.runtime.clock import SystemClock
from alertd.runtime.retention import Keeper
from alertd.runtime.writer import Writer
from alertd.store.sqlite import SqliteStore

COMMITS = 1_000


class TimedStore(SqliteStore):
    """Notes how long each transaction took, its commit included."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.took: list[float] = []

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """See SqliteStore."""
        began = time.perf_counter()
        with super().transaction():
            yield
        self.took.append(time.perf_counter() - began)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--days", type=float, default=14.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        shutil.copy(asked.folder / "store" / "alertd.sqlite3", folder)
        SqliteStore(folder).close()  # migrates it, if need be
        os.sync()
        asyncio.run(clean(folder, timedelta(days=asked.days)))


async def clean(folder: Path, age: timedelta) -> None:
    """Delete, and tell."""
    path = folder / "alertd.sqlite3"
    before = path.stat().st_size
    store = TimedStore(folder)
    for number in range(COMMITS):
        with store.transaction():
            store.set_meta("bench", str(number))
    tell("commits of one row", store.took)
    store.took.clear()
    writer = Writer(store, SystemClock(), link_key=bytes(32), on_commit=lambda _: None, on_down=print)
    writer.start()
    keeper = Keeper(writer, store, lambda: Retention(mentions=age, text=age), SystemClock(), print)
    began = time.perf_counter()
    gone = await keeper.clean()
    took = time.perf_counter() - began
    await asyncio.to_thread(writer.stop, 10.0)
    tell(f"{gone} rows in {took:.0f} s, commits", store.took)
    store.close()
    print(f"the file: {before / 1e6:.0f} MB before, {path.stat().st_size / 1e6:.0f} MB after")


def tell(what: str, took: list[float]) -> None:
    """Print how long they took."""
    ordered = sorted(took)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    print(f"{what}: {len(ordered)}, p50 {p50 * 1e3:.0f} ms, p99 {p99 * 1e3:.0f} ms, slowest {ordered[-1] * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
