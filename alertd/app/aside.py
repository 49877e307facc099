"""Aside: what reads much of the store is worked out in a process of its own, the least urgent of the machine, one at a time.

A thread of the daemon would share the interpreter with the engine; a process shares only the disk, and the store lets readers be.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import structlog

from alertd.errors import AlertdError
from alertd.report.jobs import Asked, Job
from alertd.store_port import Place

log = structlog.get_logger()

LONGEST = 180.0  #: seconds; a report that takes longer is asked for over a shorter time, or by the command
MOST_WAITING = 40  #: jobs, the one that is worked out included


class AsideFull(AlertdError):  # noqa: N818 - a state, not a fault
    """So many jobs wait already that no more are taken; who asks again later is served."""


class AsideError(AlertdError):
    """A job was not worked out: it took too long, or its process ended."""


class Aside:
    """Works jobs out over the store of a data folder. longest: seconds of one."""

    def __init__(self, place: Path | Place, *, longest: float = LONGEST) -> None:
        self._place = place if isinstance(place, Place) else Place(folder=place)
        self._longest = longest
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def work(self, job: Job) -> bytes:
        """Return the answer to a job. Raises AsideError, and AsideFull at once."""
        if self._waiting >= MOST_WAITING:
            raise AsideFull("too many others wait")
        self._waiting += 1
        try:
            return await self._worked(job)
        finally:
            self._waiting -= 1

    async def _worked(self, job: Job) -> bytes:
        asked = msgspec.msgpack.encode(Asked(folder=str(self._place.folder), address=self._place.address, job=job))
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # what lies in the folder it runs in is no module of ours
                "-m",
                "alertd.app.aside_process",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=_environment(),
            )
            try:
                async with asyncio.timeout(self._longest):
                    answer, said = await process.communicate(asked)
            except TimeoutError as late:
                raise AsideError(f"it was not worked out within {self._longest:.0f} s") from late
            finally:
                if process.returncode is None:  # also where who asked went away, or the daemon ends
                    process.kill()
                    await process.wait()
        if process.returncode != 0:
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
            log.warning("aside.failed", code=process.returncode, why=last)
            raise AsideError(f"its process ended with {process.returncode}")
        return answer


def _environment() -> dict[str, str]:
    """Return what the process needs to run; the daemon's secrets are not among it."""
    kept = ("PATH", "PYTHONPATH", "LANG", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
