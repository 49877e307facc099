"""All readers: the processes beside the daemon, and the machines of its cluster. Whoever has time reads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from alertd.config import Settings
from alertd.errors import ReaderKilled
from alertd.intake.desk import release
from alertd.ports import FarReaders
from alertd.runtime.careful import CarefulReading
from alertd.runtime.readers import LocalReaders, local_readers
from alertd.store.opening import far_readers_of

BUSY = 2  #: slices of posts that wait here from which on other machines are asked


class AllReaders:
    """Implements ports.Readers. near: processes on this machine. far: other machines, None where the store is on no cluster.

    careful: reads what has ended one of them. backlog: asked how many slices of posts wait here to be taken in, those included that are asked about.
    """

    def __init__(
        self,
        near: LocalReaders,
        far: FarReaders | None,
        *,
        careful: CarefulReading | None = None,
        backlog: Callable[[], int] = lambda: BUSY,
    ) -> None:
        self.near = near
        self.far = far
        self.careful = careful or CarefulReading()
        self.backlog = backlog
        self._terms = b""
        self._in_hand = 0  # batches that are with the processes here

    @property
    def is_any(self) -> bool:
        """Whether there may ever be somebody to read."""
        return self.near.most > 0 or self.far is not None

    @property
    def places(self) -> int:
        """See ports.Readers."""
        return self.near.places + (self.far.places if self.far is not None else 0)

    def use(self, terms: bytes) -> None:
        """See ports.Readers."""
        self._terms = terms
        self.near.use(terms)
        if self.far is not None:
            self.far.use(terms)

    async def read(self, batch: bytes) -> bytes | None:
        """See ports.Readers. A process beside us is nearer; what is too much for those that are up is read far away.

        Never raises: what ended a reader is read with care, for the next one that it would end is the daemon.
        """
        terms = self._terms  # the batch is written by these; a reload may come while it is read
        try:
            return await self._read(batch)
        except ReaderKilled:
            return await self.careful.read(batch, terms)

    async def _read(self, batch: bytes) -> bytes | None:
        # Where nothing waits behind it, it is sooner read here than sent.
        if self._in_hand >= self.near.up and self.far is not None and self.far.has_room and self.backlog() >= BUSY:
            return await self.far.read(batch)
        self._in_hand += 1
        try:
            return await self.near.read(batch)
        finally:
            self._in_hand -= 1

    async def run(self) -> None:
        """Look after them until cancelled, and let go of them then."""
        try:
            await self.near.run()
        finally:
            await self._far_stopped()

    async def stop(self) -> None:
        """See ports.Readers."""
        await self.near.stop()
        await self._far_stopped()

    async def _far_stopped(self) -> None:
        if self.far is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self.far.stop()


def all_readers(settings: Settings) -> AllReaders:
    """Return who may read for a daemon with these settings."""
    return AllReaders(local_readers(settings.workers), far_readers_of(settings.place, release=release()))
