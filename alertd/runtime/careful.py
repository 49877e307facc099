"""Careful reading: a batch over which a process ended is read again in processes that nobody else needs, and what ends them is found.

A post that ends whoever reads it would end reader after reader, and the daemon last. So a batch that has done it once is read here: whole, then by
halves, until one post is left. A post that ends two processes alone, one after the other, is read by nobody, and intake puts it aside.
"""

from __future__ import annotations

import asyncio

import structlog

from alertd.intake import desk
from alertd.runtime.reading_process import COMMAND, ReaderDied, ReadingProcess

log = structlog.get_logger()

START = 30.0  #: seconds in which a process is up and knows the terms
LATEST = 10.0  #: seconds in which it reads up to 500 posts; it takes a fiftieth of that
ALONE = 2  #: processes that a post must end alone before it is put aside


class CarefulReading:
    """Reads one batch after another. command: what begins a process. latest, start: as LATEST, START."""

    def __init__(self, *, command: tuple[str, ...] = COMMAND, latest: float = LATEST, start: float = START) -> None:
        self._command = command
        self._latest = latest
        self._start = start
        self._turn = asyncio.Lock()
        self._process: ReadingProcess | None = None
        self.aside = 0  #: posts that ended whoever read them, since the daemon began

    async def read(self, batch: bytes, terms: bytes) -> bytes | None:
        """Return what was read of a batch, deadly posts marked; None where no process can be begun here, or none may read it.

        terms: by which it was given to whoever ended over it. A reload that comes meanwhile changes nothing: read by the daemon
        for the sake of newer terms, the batch would end the daemon.
        """
        async with self._turn:
            try:
                # One that ends over nothing at all says nothing about posts: the machine has no memory left, or the program is broken.
                if await self._tried(desk.without_posts(batch), terms) is None:
                    return None
                return await self._read(batch, terms)
            except _GaveUp as why:
                log.warning("careful.gave_up", why=str(why))
                return None
            finally:
                await self._end()

    async def _read(self, batch: bytes, terms: bytes) -> bytes:
        parts = desk.halves(batch)
        for _ in range(ALONE if parts is None else 1):
            if (answer := await self._tried(batch, terms)) is not None:
                return answer
        if parts is None:
            self.aside += 1
            return desk.deadly(batch)
        return desk.joined(batch, await self._read(parts[0], terms), await self._read(parts[1], terms))

    async def _tried(self, batch: bytes, terms: bytes) -> bytes | None:
        """Let a process read it; return its answer, None where that ended it. Raises _GaveUp for what is not the batch's fault."""
        process = self._process = self._process or await self._begun(terms)
        try:
            async with asyncio.timeout(self._latest):
                answer = await process.ask(terms, batch)
        except (ReaderDied, TimeoutError, OSError) as error:
            log.warning("careful.died", pid=process.pid, why=str(error) or "it took too long")
            await self._end()
            return None
        if answer is None:
            raise _GaveUp("it was refused: its process reads by other terms, or is of another release")
        return answer

    async def _begun(self, terms: bytes) -> ReadingProcess:
        process: ReadingProcess | None = None
        try:
            async with asyncio.timeout(self._start):
                process = await ReadingProcess.begun(self._command)
                await process.learn(terms)
        except (ReaderDied, TimeoutError, OSError) as error:
            if process is not None:
                await process.end()
            raise _GaveUp(f"no process can be begun: {str(error) or 'it took too long'}") from error
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.end()


class _GaveUp(Exception):  # noqa: N818 - a message from one function to the next
    """Nobody can say here what is wrong with a batch."""
