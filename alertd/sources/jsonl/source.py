"""Mentions from a JSONL file, a file that grows, a .gz or standard input. Makes every other tool a source."""

from __future__ import annotations

import asyncio
import contextlib
import io
import queue
import sys
import threading
import zlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import cast

from alertd.errors import BadRecord, ConfigurationError, SourceError
from alertd.intake.records import parse_line
from alertd.model.post import Record
from alertd.model.source_state import SourceState
from alertd.model.value import Value
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock, Reject
from alertd.sources.tail import MAX_LINE, Line, Splitter, Tail

_LINES = 500  #: a batch; the engine commits in groups of at most so many
_POLL = 0.5  #: seconds between looks at a file that has not grown
_HEARTBEAT = 20.0  #: seconds; the port asks for at least one batch in 30
_MAX_BODY = 20_000  #: characters of a rejected line that are kept


class JsonlOptions(Value, frozen=True, kw_only=True):
    """path: a file, a .gz, or `-` for standard input. follow: wait for more at its end, through rotation and truncation."""

    path: str
    follow: bool = False


class JsonlSource:
    """Reads one file. Its cursor is the byte offset with the identity of the file, so a restart neither loses nor skips.

    Without `follow` it ends with the file: a last batch says STOPPED. A bad line is a Reject with its number.
    """

    kind = "jsonl"

    def __init__(
        self,
        options: JsonlOptions,
        *,
        name: str,
        clock: Clock,
        watches: tuple[Watch, ...] = (),  # noqa: ARG002 - every source is made alike; the terms are matched behind us
        stdin: io.BufferedReader | None = None,
    ) -> None:
        if options.follow and options.path.endswith(".gz"):
            raise ConfigurationError(f"source {name}: a .gz file cannot be followed")
        self.name = name
        self._options = options
        self._clock = clock
        self._stdin = stdin

    def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield batches of at most 500 lines. Raises SourceError."""
        return self._from_stdin() if self._options.path == "-" else self._from_file(cursor)

    async def _from_file(self, cursor: str | None) -> AsyncIterator[Batch]:
        tail = Tail(Path(self._options.path), cursor, follow=self._options.follow)
        quiet = _HEARTBEAT  # so that the first look is told at once, also when nothing is there
        was_missing = False
        try:
            while True:
                lines = await asyncio.to_thread(self._read, tail)
                if lines:
                    quiet = 0.0
                    state = SourceState.CATCHING_UP if tail.is_behind else SourceState.OK
                    yield _batch(lines, cursor=tail.cursor(), state=state)
                elif tail.is_ended:
                    yield Batch(state=SourceState.STOPPED, note=f"{self._options.path} has been read to its end")
                    return
                else:
                    if quiet >= _HEARTBEAT or tail.is_missing is not was_missing:
                        quiet, was_missing = 0.0, tail.is_missing
                        yield self._nothing(tail)
                    await self._clock.sleep(_POLL)
                    quiet += _POLL
        finally:
            tail.close()

    def _nothing(self, tail: Tail) -> Batch:
        if tail.is_missing:
            return Batch(state=SourceState.DEGRADED, note=f"{self._options.path} does not exist yet")
        return Batch()

    def _read(self, tail: Tail) -> list[Line]:
        path = self._options.path
        try:
            return tail.read(_LINES)
        except (FileNotFoundError, IsADirectoryError) as fault:
            raise SourceError(f"{path}: {fault.strerror}", permanent=True) from fault
        except (EOFError, zlib.error) as fault:
            raise SourceError(f"{path} is no whole .gz file: {fault}", permanent=True) from fault
        except OSError as fault:  # also gzip.BadGzipFile; a permission or a disk can come right without new settings
            raise SourceError(f"{path}: {fault.strerror or fault}") from fault

    async def _from_stdin(self) -> AsyncIterator[Batch]:
        # A read of standard input cannot be cancelled: it waits in a daemon thread, which never holds up the exit.
        stream = self._stdin if self._stdin is not None else cast(io.BufferedReader, sys.stdin.buffer)
        lines: queue.Queue[list[Line] | None] = queue.Queue(maxsize=8)
        ready, loop = asyncio.Event(), asyncio.get_running_loop()

        def read() -> None:
            splitter = Splitter()
            with contextlib.suppress(RuntimeError, ValueError):  # the loop or the stream is closed: we are leaving
                while chunk := stream.read1(256 * 1024):
                    lines.put(splitter.feed(chunk))
                    loop.call_soon_threadsafe(ready.set)
                lines.put(splitter.end())
                lines.put(None)
                loop.call_soon_threadsafe(ready.set)

        threading.Thread(target=read, name=f"{self.name} stdin", daemon=True).start()
        yield Batch()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HEARTBEAT):
                    await ready.wait()
            ready.clear()
            if lines.empty():
                yield Batch()
            while not lines.empty():
                some = lines.get_nowait()
                if some is None:
                    yield Batch(state=SourceState.STOPPED, note="standard input has ended")
                    return
                for first in range(0, len(some), _LINES):
                    yield _batch(some[first : first + _LINES], cursor=None, state=SourceState.OK)


def _batch(lines: Sequence[Line], *, cursor: str | None, state: SourceState) -> Batch:
    records: list[Record] = []
    rejects: list[Reject] = []
    for line in lines:
        if line.is_cut:
            rejects.append(_reject(line, f"the line is longer than {MAX_LINE // 1024**2} MB"))
        elif line.raw and not line.raw.isspace():
            try:
                records.append(parse_line(line.raw))
            except BadRecord as fault:
                rejects.append(_reject(line, str(fault)))
    return Batch(records=tuple(records), rejects=tuple(rejects), cursor=cursor, state=state)


def _reject(line: Line, reason: str) -> Reject:
    body = line.raw[: 4 * _MAX_BODY].decode("utf-8", "replace")[:_MAX_BODY]
    return Reject(reason=reason, body=body, line=line.number)
