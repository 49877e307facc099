"""The pulse of every watch, gathered from the store beside the daemon's work, and posts searched for in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from alertd.model.events import MentionSeen
from alertd.model.post import text_of
from alertd.report.burst import Burst, burst
from alertd.report.pulse import KEPT, NEGATIVE_FROM, Curve, Pulse
from alertd.store_port import Store

T = TypeVar("T")

#: A page waits no longer for its charts: the first time, a large store is read for some seconds.
PATIENCE = 0.5
#: Posts that one search looks at: of a brand with more, a shorter time has to be asked for.
MOST_LOOKED_AT = 50_000
_STEP = 2_000
_FIRST_STRETCH = timedelta(hours=6)
_CHUNK, _BREATH = 500, 0.002

Found = tuple[MentionSeen, bytes | None]


class PulseReader:
    """Owns a reading connection and a thread: what takes long here holds no other page up."""

    def __init__(self, open_reader: Callable[[], Store]) -> None:
        self._open = open_reader
        self._store: Store | None = None
        self._pulse = Pulse()
        self._seq: int | None = None
        self._pool = ThreadPoolExecutor(1, "pulse")

    def close(self) -> None:
        """Let go of the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def curve(self, watch: str, until: datetime, now: datetime) -> Curve | None:
        """Return a day of a watch; None while the store is being read, and for a day that is no longer known."""
        if until < now - KEPT:
            return None
        waiting = asyncio.get_running_loop().run_in_executor(self._pool, self._curve, watch, until, now)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), PATIENCE)
        except TimeoutError:
            return None

    def warm(self, now: datetime) -> None:
        """Begin to read the store, so that the first page has its charts."""
        self._pool.submit(self._catch_up, now)

    async def search(self, wants: Callable[[Found], bool], since: datetime, until: datetime, limit: int) -> list[Found]:
        """Return what was seen in a time and is wanted, the newest first."""

        def look() -> list[Found]:
            found: list[Found] = []
            looked_at = 0
            for begins, ends in _stretches(since, until):
                newer: list[Found] = []
                for event, post in islice(self._reader().history.came_in_between(begins, ends), MOST_LOOKED_AT):
                    looked_at += 1
                    is_of_newer = event.at == ends and ends != until  # both ends of a stretch belong to it
                    if isinstance(event, MentionSeen) and not is_of_newer and wants((event, post)):
                        newer.append((event, post))
                found += newer[::-1]
                if len(found) >= limit or looked_at >= MOST_LOOKED_AT:
                    break
            return found[:limit]

        return await asyncio.get_running_loop().run_in_executor(self._pool, look)

    async def burst(self, watch: str, since: datetime, until: datetime) -> Burst:
        """Return what was said of a watch in a time, and by whom."""
        found = await self.search(
            lambda one: one[0].mention.watch == watch and since <= one[0].mention.posted_at < until,
            since,
            until,
            MOST_LOOKED_AT,
        )
        mentions = [event.mention for event, _ in reversed(found)]
        work = asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: burst(mentions, negative_from=NEGATIVE_FROM)
        )
        return await work

    def _curve(self, watch: str, until: datetime, now: datetime) -> Curve:
        self._catch_up(now)
        return self._pulse.day(watch, until)

    def _catch_up(self, now: datetime) -> None:
        store = self._reader()
        if self._seq is None:
            last = store.last_seq
            came_in = store.history.came_in_between(now - KEPT, now)
            while events := [event for event, _ in islice(came_in, _CHUNK)]:
                self._pulse.add(events)
                time.sleep(_BREATH)  # the engine's thread goes first
            self._seq = last
        last = store.last_seq
        while self._seq < last:
            # In short steps, so that no long read keeps the write-ahead log from being folded in.
            until = min(self._seq + _STEP, last)
            self._pulse.add(event for _, event in store.read(self._seq, until=until))
            self._seq = until
        self._pulse.prune(now)

    def _reader(self) -> Store:
        if self._store is None:
            self._store = self._open()
        return self._store


def _stretches(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield a time in stretches, the newest first and each twice as long as the one before: what is sought is mostly new."""
    long = _FIRST_STRETCH
    while until > since:
        begins = max(since, until - long)
        yield begins, until
        until, long = begins, 2 * long


def holds(words: str) -> Callable[[Found], bool]:
    """Return what tells whether a post holds all these words; one that begins with @ is its author's handle."""
    wanted = words.casefold().split()
    handles = [word[1:] for word in wanted if word.startswith("@") and len(word) > 1]
    others = [word for word in wanted if not word.startswith("@")]

    def is_wanted(found: Found) -> bool:
        event, post = found
        author = (event.mention.handle or event.mention.author).casefold()
        if any(handle != author for handle in handles):
            return False
        text = str(text_of(post)).casefold() if others and post is not None else ""
        return all(word in text for word in others)

    return is_wanted
