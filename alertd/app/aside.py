"""Aside: what reads much of the store is worked out in a process of its own, the least urgent of the machine, one at a time.

A thread of the daemon would share the interpreter with the engine; a process shares only the disk, and the store lets readers be.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
from pathlib import Path

import msgspec

from alertd.errors import AlertdError
from alertd.model.value import Value
from alertd.report.jobs import Job, worked_out
from alertd.store.opening import open_store

LONGEST = 180.0  #: seconds; a report that takes longer is asked for over a shorter time, or by the command
MOST_WAITING = 12  #: jobs, the one that is worked out included
_MEMORY = 3 << 29  # bytes of address space, 1.5 GiB: the unit gives all of the daemon 2


class AsideError(AlertdError):
    """A job was not worked out: it took too long, or its process ended."""


class _Asked(Value, frozen=True, kw_only=True):
    place: str
    job: Job


class Aside:
    """Works jobs out over the store of a data folder. longest: seconds of one."""

    def __init__(self, data_dir: Path, *, longest: float = LONGEST) -> None:
        self._data_dir = data_dir
        self._longest = longest
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def work(self, job: Job) -> bytes:
        """Return the answer to a job. Raises AsideError, also at once where too many wait already."""
        if self._waiting >= MOST_WAITING:
            raise AsideError("too many others wait")
        self._waiting += 1
        try:
            return await self._worked(job)
        finally:
            self._waiting -= 1

    async def _worked(self, job: Job) -> bytes:
        asked = msgspec.msgpack.encode(_Asked(place=str(self._data_dir), job=job))
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # what lies in the folder it runs in is no module of ours
                "-m",
                "alertd.app.aside",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
            )
            try:
                answer, _ = await asyncio.wait_for(process.communicate(asked), self._longest)
            except TimeoutError as late:
                raise AsideError(f"it was not worked out within {self._longest:.0f} s") from late
            finally:
                if process.returncode is None:  # also where who asked went away, or the daemon ends
                    process.kill()
                    await process.wait()
        if process.returncode != 0:
            raise AsideError(f"its process ended with {process.returncode}")
        return answer


def _environment() -> dict[str, str]:
    """Return what the process needs to run; the daemon's secrets are not among it."""
    kept = ("PATH", "PYTHONPATH", "LANG", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def main() -> None:
    """Read a job from standard input, and write its answer to standard output."""
    _be_modest()
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Asked)
    store = open_store(Path(asked.place), read_only=True)
    try:
        answer = worked_out(store, asked.job)
    finally:
        store.close()
    sys.stdout.buffer.write(answer)


def _be_modest() -> None:
    """Take what others leave, and be the first to go where memory ends. The unit's call filter may refuse one or the other."""
    with contextlib.suppress(OSError):
        os.nice(19)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    main()
