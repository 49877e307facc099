"""Handing over: what a source brings goes to intake; while the store takes nothing it goes on this machine's disk, and from there later.

So a source reads on through an outage of the servers: a stream that nobody reads is cut, and what it said meanwhile is gone. The place of the
source in the store moves only with what is in the store; a machine that dies before loses nothing that it would not have lost without a disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from alertd.errors import StoreUnavailable
from alertd.ports import Batch
from alertd.runtime.clock import SystemClock
from alertd.runtime.intake import Intake
from alertd.runtime.spool import ASIDE, Foreign, Spool

log = structlog.get_logger()

AGAIN = 1.0  # seconds between two tries while the store takes nothing
TRIES = 3  # before the disk is used: a server that changes its leader is back by then


class HandingOver:
    """The way of one source's batches. spool: None where what the store does not take waits at the source. tell: says it to operators, by topic."""

    def __init__(
        self,
        name: str,
        intake: Intake,
        clock: SystemClock,
        *,
        spool: Spool | None = None,
        tell: Callable[[str, str], object] = lambda _topic, _text: None,
    ) -> None:
        self._name = name
        self._intake = intake
        self._clock = clock
        self._spool = spool
        self._tell = tell
        self._order = asyncio.Lock()  # what is on the disk goes before what comes
        self._refilling: asyncio.Task[None] | None = None
        self._done = 0  # batches of the disk that the store has already
        self._base: str | None = None  # where the source stands in the store
        self._tail: str | None = None  # and where it stands behind what lies on the disk
        self.waiting = 0  #: posts that lie on the disk
        self.set_aside = 0  #: batches on the disk that this release could not read, since the daemon began

    async def begin(self, cursor: str | None) -> str | None:
        """Hand over what an earlier life left on the disk; return where the source stands then. cursor: as the store knows it."""
        self._base = self._tail = cursor
        if self._spool is None:
            return cursor
        with contextlib.suppress(OSError):  # a disk that is read only: whoever has to write there says so
            self._spool.tidy(now=self._clock.now().timestamp())
        if self._spool.is_empty:
            return cursor
        async with self._order:
            await self._empty()
        return self._base

    async def take(self, batch: Batch) -> None:
        """Return once a batch is in the store, or on the disk."""
        async with self._order:
            if self._refilling is not None and await self._kept(batch):
                return
            if self._refilling is not None:
                await self._empty()
            tries = 0
            while True:
                try:
                    await self._intake.take(self._name, batch.records, cursor=batch.cursor, rejects=batch.rejects)
                except StoreUnavailable:
                    tries += 1
                else:
                    self._base = self._tail = batch.cursor or self._base
                    return
                if tries >= TRIES and await self._kept(batch):
                    return
                await asyncio.sleep(AGAIN)  # the batch waits here with its cursor: nothing is lost, nothing piles up

    async def _kept(self, batch: Batch) -> bool:
        """Put a batch on the disk; return whether it is there."""
        if self._spool is None:
            return False
        if not (batch.records or batch.rejects or batch.cursor):
            return True  # a sign of life
        at = self._clock.now().timestamp()
        try:
            is_kept = await asyncio.to_thread(self._spool.keep, batch, at=at, base=self._tail)
        except OSError as error:
            self._tell(
                f"spool-{self._name}", f"{self._name}: neither the store nor the disk takes what it brings: {error}"
            )
            return False
        if not is_kept:
            text = f"{self._name}: as much as may be lies on this machine's disk; it waits now, and what a stream says meanwhile is lost"
            self._tell(f"spool-full-{self._name}", text)
            return False
        self.waiting += len(batch.records)
        self._tail = batch.cursor or self._tail
        if self._refilling is None:
            log.warning("spool.begun", source=self._name)
            text = f"{self._name}: the store takes nothing; what is read goes on this machine's disk until it does"
            self._tell(f"spool-{self._name}", text)
            self._refilling = asyncio.create_task(self._refill(), name=f"spool {self._name}")
        return True

    async def _refill(self) -> None:
        """Try until the store has everything. A fault is logged when it comes, not at each try."""
        stuck = ""
        while True:
            await asyncio.sleep(AGAIN)
            async with self._order:
                try:
                    if self._refilling is None or await self._emptied():
                        return
                except Exception as error:  # else nobody would ever hand over what comes to lie behind it
                    if str(error) != stuck:
                        stuck = str(error)
                        log.exception("spool.stuck", source=self._name)
                    text = f"{self._name}: what lies on this machine's disk cannot be handed over yet: {error}"
                    self._tell(f"spool-stuck-{self._name}", text)

    async def _empty(self) -> None:
        while True:
            if await self._emptied():
                return
            await asyncio.sleep(AGAIN)

    async def _emptied(self) -> bool:
        """Hand over what lies on the disk, in order; return whether all of it is in the store."""
        assert self._spool is not None
        now = self._clock.now().timestamp()
        for number, kept in enumerate(self._spool.read(now=now)):
            if number < self._done:
                continue
            if isinstance(kept, Foreign):
                await self._put_aside(self._spool, kept)
                self._done = number + 1
                continue
            batch = kept.batch
            # Where another machine has worked in between, the store knows a place of the source that is not ours to move.
            cursor = batch.cursor if kept.base == self._base else None
            try:
                await self._intake.take(
                    self._name, batch.records, cursor=cursor, rejects=batch.rejects, waited=max(0.0, now - kept.at)
                )
            except StoreUnavailable:
                return False
            self._done = number + 1
            self._base = cursor or self._base
        log.info("spool.emptied", source=self._name, batches=self._done, posts=self.waiting)
        await asyncio.to_thread(self._spool.clear)
        self._done, self.waiting, self._refilling, self._tail = 0, 0, None, self._base
        return True

    async def _put_aside(self, spool: Spool, foreign: Foreign) -> None:
        """Put away what cannot be read, and say so: it must not keep what lies behind it, and its source, from coming in."""
        is_kept = False
        with contextlib.suppress(OSError):
            is_kept = await asyncio.to_thread(spool.set_aside, foreign)
        self.set_aside += 1
        log.error("spool.set_aside", source=self._name, path=str(spool.aside), is_kept=is_kept, why=foreign.why)
        what = (
            f"it lies in {spool.aside} for a week; the release that wrote it takes it in once {ASIDE} is cut off that name"
            if is_kept
            else "and the disk had no room to set it aside: it is gone"
        )
        text = f"{self._name}: what lay on this machine's disk cannot be read ({foreign.why}), and is left out; {what}"
        self._tell(f"spool-aside-{self._name}", text)

    async def end(self) -> None:
        """Try no more; what lies on the disk is handed over by the next life."""
        if self._refilling is not None:
            self._refilling.cancel()
            self._refilling = None
