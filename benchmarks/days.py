"""Weeks of load in minutes, to see whether anything grows that should not.

    TMPDIR=/dev/shm python benchmarks/days.py [--days 24] [--each 4000] [--watches 5] [--rooms 1]

A daemon's own writer, engine, outbox, retention and continuous copy over a store on the disk, with a clock that is set forward a minute at a
time: in longer steps the engine believes that it was down, and holds alerts open. Every day has a storm about another brand at another hour;
every page is taken at once and acknowledged by nobody. Retention is short (texts 3 days, mentions 6, events 9), so that within the weeks each
age is reached and held. What is bounded by count and not by age would fill only after months at so few posts a day: --rooms 25 gives each
of those rooms a twenty-fifth of its places, so that within the first days each is full. Printed for each day: resident memory, open descriptors, threads, the store and its log, the copy, incidents and pages so far.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import importlib
import itertools
import os
import random
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import crowd

from alertd.config import load_settings
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.fingerprint import Voices
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_object
from alertd.model.commands import Command, KeepIncident, SendPage
from alertd.model.events import HouseLoaded
from alertd.model.page import Outcome, Receipt
from alertd.model.post import Post
from alertd.ports import Entry
from alertd.rulefile.settings_file import Retention
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import Request
from alertd.runtime.outbox import WriterOutbox
from alertd.runtime.retention import Keeper
from alertd.runtime.writer import Writer
from alertd.scorers.default import DefaultScorer
from alertd.store.following import Copier
from alertd.store.sqlite import SqliteStore

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
KEPT = Retention(text=timedelta(days=3), mentions=timedelta(days=6), events=timedelta(days=9))
STEP, A_DAY = timedelta(minutes=1), 24 * 60
CLEANED = 6 * 60  # steps
# What bounds a room by count. The names are looked up each time that a room is asked whether it is full.
BOUNDS = {
    "core.rules.watch_state": ("COUNTED", "NAMED", "REPOSTED"),
    "core.signals.authors": ("CAPACITY",),
    "core.signals.cascades": ("CAPACITY", "_PAIRS", "_KEPT"),
    "core.signals.causes": ("CAPACITY", "AT_ONCE"),
    "core.signals.comment_tree": ("CAPACITY",),
    "core.signals.first_repeaters": ("CAPACITY",),
    "core.signals.readings": ("WAITING", "ANSWERED"),
    "core.signals.tally": ("CAPACITY",),
    "core.signals.together": ("_PAIRS", "_ACCOUNTS", "_KEYS", "_RECENT"),
    "core.signals.unanswered": ("CAPACITY", "_REPLIES"),
    "core.signals.voices": ("CAPACITY", "AT_ONCE"),
    "intake.learnt_answers": ("CAPACITY",),
    "intake.needs_answer": ("_REMEMBERED",),
    "intake.passed": ("MOST",),
}
AUTHORS, POSTS, NEAR = 200_000, 50_000, 10_000  # of the rooms that are told their bound when they are made


class Weeks:
    """A daemon's middle, and the time it is made to live through."""

    def __init__(self, folder: Path, watches: int, rooms: int) -> None:
        file = crowd.settings(folder, watches=watches, port=8321, url="http://127.0.0.1:9")
        self.house = load_settings(file, environment={"ZAP_TOKEN": "x" * 32}).house
        self.folder = folder
        self.at = BEGINS
        self.clock = SystemClock(wall=self._seconds, elapsed=self._seconds)
        self.store = SqliteStore(folder / "store")
        self.copier = Copier(self.store.path, folder / "copy")
        self.store.copied_by(self.copier)
        self.writer = Writer(
            self.store, self.clock, link_key=b"k" * 32, on_commit=self._committed, on_down=lambda _why: None
        )
        self.pages = 0
        self.incidents: set[str] = set()
        self.decided = threading.Event()
        self.enricher = enricher_for(self.house, DefaultScorer.load(), reach=ReachFold(authors=AUTHORS // rooms))
        self.enricher.voices = Voices(remembered=POSTS // rooms, near=NEAR // rooms)

    def _seconds(self) -> float:
        return self.at.timestamp()

    def _committed(self, commands: Sequence[Command]) -> None:
        if any(isinstance(one, SendPage) for one in commands):
            self.decided.set()
        self.incidents |= {one.incident.id for one in commands if isinstance(one, KeepIncident)}

    async def live(self, posts: Iterator[Post], days: int) -> None:
        """Go through the days."""
        self.writer.start()
        outbox = WriterOutbox(self.writer, self.store, self.clock, "boot")
        keeper = Keeper(self.writer, self.store, lambda: KEPT, self.clock, lambda _topic, _text: None)
        await self.writer.take(Request([Entry(event=HouseLoaded(at=self.at, house=self.house))]))
        ahead = next(posts, None)
        for step in range(1, days * A_DAY + 1):
            self.at = BEGINS + step * STEP
            batch = []
            while ahead is not None and ahead.created_at <= self.at:
                batch.append(ahead)
                ahead = next(posts, None)
            made = list(entries(self.enricher.enrich(batch, seen_at=None))) if batch else []
            deadline = self.writer.fold.engine.next_deadline()
            if made or (deadline is not None and deadline <= self.at):
                await self.writer.take(Request(made))
            if self.decided.is_set():
                self.decided.clear()
                await self._send(outbox)
            if step % CLEANED == 0:
                await keeper.clean()
            if step % A_DAY == 0:
                self._tell(step // A_DAY)
        await asyncio.get_running_loop().run_in_executor(None, self.writer.stop, 60.0)
        self.store.close()

    async def _send(self, outbox: WriterOutbox) -> None:
        while leased := await outbox.lease(now=self.at, limit=100):
            for one in leased:
                self.pages += 1
                told = Receipt(
                    page_id=one.page.page_id, outcome=Outcome.ACCEPTED, at=self.at, sent_at=self.at, attempt=one.attempt
                )
                await outbox.report(told)

    def _tell(self, day: int) -> None:
        sizes = [path.stat().st_size / 1e6 for path in sorted((self.folder / "store").glob("alertd.sqlite3*"))]
        copied = sum(path.stat().st_size for path in (self.folder / "copy").rglob("*") if path.is_file()) / 1e6
        statm = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        resident = int(statm) * os.sysconf("SC_PAGE_SIZE") / 1e6
        print(
            f"day {day:2}: {resident:.0f} MB resident, {len(list(Path('/proc/self/fd').iterdir()))} descriptors, "
            f"{threading.active_count()} threads, store {sizes[0]:.1f} MB, with log {sum(sizes):.1f} MB, copy {copied:.1f} MB "
            f"({self.copier.behind:.1f} s behind), {len(self.incidents)} incidents, {self.pages} pages",
            flush=True,
        )


def storms(days: int, watches: int) -> Iterator[crowd.Record]:
    """Yield a storm a day: sixty angry posts in ten minutes by as many people, about another brand and at another hour each day."""
    brands = crowd.names(watches)
    chance = random.Random(7)
    hours = [chance.randrange(6, 22) for _ in range(days)]
    for day, number in itertools.product(range(days), range(60)):
        brand = brands[day % watches]
        at = BEGINS + timedelta(days=day, hours=hours[day], seconds=10 * number)
        yield {
            "id": f"storm-{day}-{number}",
            "platform": "x",
            "created_at": at.isoformat(timespec="milliseconds"),
            "author": f"angry_{day}_{number}",
            "text": f"{brand} is the worst, terrible {' '.join(chance.choices(crowd.WORDS, k=12))}",  # copies would be one voice
        }


def narrow(rooms: int) -> None:
    """Give each room that is bounded by count so small a part of its places."""
    for name, bounds in BOUNDS.items():
        module = importlib.import_module(f"alertd.{name}")
        for bound in bounds:
            setattr(module, bound, max(getattr(module, bound) // rooms, 1))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=24)
    parser.add_argument("--each", type=int, default=4_000, help="mentions a day")
    parser.add_argument("--watches", type=int, default=5)
    parser.add_argument("--rooms", type=int, default=1, help="what the places of rooms bounded by count are divided by")
    asked = parser.parse_args()
    narrow(asked.rooms)
    made = crowd.posts(
        asked.days * asked.each, watches=asked.watches, begins=BEGINS, seconds=asked.days * 86400.0, named=True
    )
    stormy = heapq.merge(made, storms(asked.days, asked.watches), key=lambda one: str(one["created_at"]))
    posts = (one for one in map(parse_object, stormy) if isinstance(one, Post))
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(Weeks(Path(name), asked.watches, asked.rooms).live(posts, asked.days))


if __name__ == "__main__":
    main()
