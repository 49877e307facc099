"""Reading process: one process that reads posts, from the side of the one that begins it (`reader_process.py` is the other end)."""

from __future__ import annotations

import asyncio
import contextlib
import sys

import structlog

from alertd.runtime.reader_process import LENGTH, LONGEST, Kind, environment, frame

log = structlog.get_logger()

COMMAND = (sys.executable, "-P", "-m", "alertd.runtime.reader_process")  #: what begins one
HANG_UP = 0.3  #: seconds that a process has to end by itself


class ReaderDied(Exception):  # noqa: N818 - not an error of anybody's: it is begun again
    """A process ended, or said nothing in time."""


class ReadingProcess:
    """One process. terms: what it was told last."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._terms = b""

    @classmethod
    async def begun(cls, command: tuple[str, ...]) -> ReadingProcess:
        """Begin one by a command; it knows no terms yet."""
        return cls(
            await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment(),
                limit=1 << 20,
            )
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    async def learn(self, terms: bytes) -> None:
        """Tell it the terms. Raises ReaderDied where it does not take them: then it is of no use."""
        kind, body = await self._asked(Kind.TERMS, terms)
        if kind is not Kind.KNOWN:
            raise ReaderDied(body.decode("utf-8", "replace"))
        self._terms = terms

    async def ask(self, terms: bytes, batch: bytes) -> bytes | None:
        """Return the answer to a batch, None where it was refused."""
        if terms != self._terms:
            await self.learn(terms)
        kind, body = await self._asked(Kind.BATCH, batch)
        if kind is Kind.ANSWER:
            return body
        log.warning("reader.refused", why=body.decode("utf-8", "replace")[:300])
        return None

    async def _asked(self, kind: Kind, body: bytes) -> tuple[Kind, bytes]:
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise ReaderDied("it has no pipes")
        try:
            asked.write(frame(kind, body))
            await asked.drain()
            size = int.from_bytes(await told.readexactly(LENGTH), "big")
            if not 0 < size <= LONGEST:
                raise ReaderDied(f"it told of {size} bytes")
            answer = await told.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ReaderDied(f"it ended ({self._process.returncode})") from error
        try:
            return Kind(answer[0]), answer[1:]
        except ValueError:
            raise ReaderDied(f"it told of a kind {answer[0]} that nobody knows") from None

    async def end(self) -> None:
        """End it: by hanging up, which it hears at once, else by force."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        # Not by force first: where it has ended already, to kill it would take its exit code from whom asyncio waits for it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP):
                await self._process.wait()
                return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
