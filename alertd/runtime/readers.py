"""Local readers: a few processes that read posts beside the daemon, on the cores that it does not use.

They are begun when there is something to read for them, and end when nothing has been for a while: most daemons see a few posts
a minute and need none. One that dies or takes too long is ended, and begun again after a pause that grows; what it had is read by
the daemon. They change no byte of the log (see the port `Readers`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from alertd.blocking.deadline import Deadline
from alertd.errors import ReaderKilled
from alertd.runtime.reading_process import COMMAND, ReaderDied, ReadingProcess

log = structlog.get_logger()

LATEST = 10.0  #: seconds in which a batch of 500 posts is read; it takes a fiftieth of that
START = 30.0  #: seconds in which a process is up and knows the terms
WORTH, LATELY = 150_000, 30.0  #: bytes of batches in so many seconds from which on a process is begun: about 800 posts
REST = 300.0  #: seconds without a batch after which a process is ended
PAUSES = (1.0, 5.0, 30.0, 120.0)  #: seconds before the next start, after so many deaths in a row
LOOK_EVERY = 30.0  #: seconds between two looks at who has nothing to read


def local_readers(asked: int | None) -> LocalReaders:
    """Return so many readers; None: as many as a machine has use for, which is none on one core, else one."""
    return LocalReaders((1 if len(os.sched_getaffinity(0)) > 1 else 0) if asked is None else asked)


@dataclass
class Counts:
    """What became of batches.

    read: by readers. busy: nobody was free or up. refused: somebody said no. died: a process died over it, or took too long.
    """

    read: int = 0
    busy: int = 0
    refused: int = 0
    died: int = 0


class LocalReaders:
    """Reads batches in up to `most` processes.

    command: what begins one. now: a clock that only goes forward, in seconds. latest: seconds that one batch may take. worth: as WORTH.
    """

    def __init__(
        self,
        most: int,
        *,
        command: tuple[str, ...] = COMMAND,
        latest: float = LATEST,
        worth: int = WORTH,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command = command
        self._latest = latest
        self._worth = worth
        self._now = now
        self._terms = b""
        self.most = most
        self._seats = [_Seat(number) for number in range(most)]
        self._freed = asyncio.Event()
        self._lately: deque[tuple[float, int]] = deque()
        self._lately_took = Deadline()
        self.counts = Counts()

    @property
    def up(self) -> int:
        """How many processes are there."""
        return sum(seat.reader is not None for seat in self._seats)

    @property
    def places(self) -> int:
        """See ports.Readers: each process reads one batch at a time."""
        return self.up

    def pids(self) -> list[int]:
        """The processes, by number."""
        return [seat.reader.pid for seat in self._seats if seat.reader is not None]

    def use(self, terms: bytes) -> None:
        """Read by these terms from now on."""
        self._terms = terms

    async def read(self, batch: bytes) -> bytes | None:
        """Return what was read of a batch, None where nobody did. Raises ReaderKilled where the process ended over it by itself."""
        self._note(len(batch))
        seat = await self._free_seat()
        if seat is None or seat.reader is None:
            self.counts.busy += 1
            return None
        reader, seat.is_busy = (
            seat.reader,
            True,
        )  # the seat may lose it meanwhile: whoever ends all does not wait for us
        began = self._now()
        try:
            async with asyncio.timeout(self._latest):
                answer = await reader.ask(self._terms, batch)
            self._lately_took.took(self._now() - began)
        except (ReaderDied, TimeoutError, OSError) as error:
            if seat.reader is not reader:
                return None  # we ended it ourselves
            self.counts.died += 1
            why = str(error) or "it took too long"
            log.warning("reader.died", pid=reader.pid, why=why)
            await self._end(seat, died=True)
            raise ReaderKilled(why) from error
        except asyncio.CancelledError:
            await self._end(seat)  # it is in the middle of an answer that nobody reads
            raise
        finally:
            seat.is_busy = False
            seat.used_at = self._now()
            self._freed.set()
        if answer is None:
            self.counts.refused += 1
        else:
            self.counts.read += 1
            seat.deaths = 0
        return answer

    async def run(self) -> None:
        """Look after the processes until cancelled, and end them then."""
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                await self.rest()
        finally:
            await self.stop()

    async def rest(self) -> None:
        """End the processes that have had nothing to read for a while; to be called now and then."""
        for seat in self._seats:
            if seat.reader is not None and not seat.is_busy and self._now() - seat.used_at > REST:
                await self._end(seat)

    async def stop(self) -> None:
        """End all processes."""
        for seat in self._seats:
            if seat.starting is not None:
                seat.starting.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await seat.starting
            await self._end(seat)

    def _note(self, size: int) -> None:
        """Count what there was to read of late; where it is enough, and all that are up are at work, begin one more."""
        now = self._now()
        self._lately.append((now, size))
        while self._lately[0][0] < now - LATELY:
            self._lately.popleft()
        if not self._terms or any(one.starting is not None or (one.reader and not one.is_busy) for one in self._seats):
            return
        seat = next((one for one in self._seats if one.reader is None and now >= one.not_before), None)
        if seat is not None and sum(size for _, size in self._lately) >= self._worth:
            seat.starting = asyncio.create_task(self._start(seat), name=f"reader-{seat.number}")

    async def _free_seat(self) -> _Seat | None:
        """Return a seat whose process is free, after a little patience; None where there is none."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._lately_took.patience()):
                while self.up:
                    for seat in self._seats:
                        if seat.reader is not None and not seat.is_busy:
                            return seat
                    self._freed.clear()
                    await self._freed.wait()
        return None

    async def _start(self, seat: _Seat) -> None:
        reader: ReadingProcess | None = None
        try:
            async with asyncio.timeout(START):
                reader = await ReadingProcess.begun(self._command)
                await reader.learn(self._terms)
            seat.reader, seat.used_at = reader, self._now()
        except (ReaderDied, TimeoutError, OSError) as error:
            log.warning("reader.no_start", why=str(error) or "it took too long")
            self._pause(seat)
            if reader is not None:
                await reader.end()
        except asyncio.CancelledError:
            if reader is not None:
                await reader.end()
            raise
        finally:
            seat.starting = None

    async def _end(self, seat: _Seat, *, died: bool = False) -> None:
        reader, seat.reader = seat.reader, None
        if died:
            self._pause(seat)
        if reader is not None:
            await reader.end()

    def _pause(self, seat: _Seat) -> None:
        seat.not_before = self._now() + PAUSES[min(seat.deaths, len(PAUSES) - 1)]
        seat.deaths += 1


class _Seat:
    """Where one process works, and how often it died there since it last read a batch."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.reader: ReadingProcess | None = None
        self.starting: asyncio.Task[None] | None = None
        self.is_busy = False
        self.used_at = 0.0
        self.deaths = 0
        self.not_before = 0.0
