"""The process that works one job out, aside of the daemon: `python -m alertd.app.aside_process`.

It reads the job from standard input and writes the answer to standard output.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from pathlib import Path

import msgspec

from alertd.report.jobs import Asked, BurstJob
from alertd.report.working import worked_out
from alertd.store.opening import open_store
from alertd.store_port import Place

_MEMORY = 3 << 29  # bytes of address space, 1.5 GiB: the unit gives all of the daemon 2


def main() -> None:
    """Read a job, and write its answer."""
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asked)
    # Somebody who was woken waits for a picture; a report may take what all others leave.
    _be_modest(5 if isinstance(asked.job, BurstJob) else 19)
    store = open_store(Place(folder=Path(asked.folder), address=asked.address), read_only=True)
    try:
        answer = worked_out(store, asked.job)
    finally:
        store.close()
    sys.stdout.buffer.write(answer)


def _be_modest(nice: int) -> None:
    """Take what others leave, and be the first to go where memory ends. The unit's call filter may refuse one or the other."""
    with contextlib.suppress(OSError):
        os.nice(nice)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    main()
