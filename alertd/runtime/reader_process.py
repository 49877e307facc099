"""The process that reads posts beside the daemon: `python -m alertd.runtime.reader_process`.

Frames over standard input and output: four bytes of length, one of kind, then the body. It gets terms and batches and answers each
in turn. It knows no secret, opens no file of the daemon's and ends when the daemon does.
"""

from __future__ import annotations

import contextlib
import enum
import gc
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from alertd.intake.desk import Desk, OtherRelease, UnknownTerms
from alertd.scorers.build import shipped

LENGTH = 4  #: bytes
LONGEST = 64 << 20  #: bytes of a frame: a body of 5 MB is cut into batches of 500 posts
_MEMORY = 3 << 29  # bytes of address space, most of it never touched: it takes about 80 MB


class Kind(enum.IntEnum):
    """What a frame is."""

    TERMS = 1
    BATCH = 2
    KNOWN = 3  #: the answer to terms
    ANSWER = 4  #: the answer to a batch
    REFUSED = 5  #: the answer to either: its reason


def frame(kind: Kind, body: bytes) -> bytes:
    """Return a frame.

    >>> frame(Kind.KNOWN, b"ab").hex()
    '00000003036162'
    """
    return (len(body) + 1).to_bytes(LENGTH, "big") + bytes((kind,)) + body


def main() -> None:
    """Read for the daemon until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the daemon, whose end is ours
    _be_modest()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(asked: BinaryIO, told: BinaryIO) -> None:
    """Answer frame after frame until there are no more."""
    desk = Desk(shipped)
    while len(head := asked.read(LENGTH)) == LENGTH:
        size = int.from_bytes(head, "big")
        body = asked.read(size)
        if len(body) < size:
            return
        told.write(_answer(desk, Kind(body[0]), body[1:]))
        told.flush()


def _answer(desk: Desk, kind: Kind, body: bytes) -> bytes:
    try:
        if kind is Kind.TERMS:
            return frame(Kind.KNOWN, desk.learn(body).encode())
        return frame(Kind.ANSWER, desk.read(body))
    except (OtherRelease, UnknownTerms) as refused:
        return frame(Kind.REFUSED, str(refused).encode())
    except Exception as error:  # noqa: BLE001 - the edge of a process: the batch is read by the daemon, which says what is wrong with it
        return frame(Kind.REFUSED, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))


def _be_modest() -> None:
    """Be the first to go where memory ends. The unit's call filter may refuse it."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def environment() -> dict[str, str]:
    """Return what the process needs to run; the daemon's secrets are not among it."""
    kept = ("PATH", "PYTHONPATH", "LANG", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


if __name__ == "__main__":
    main()
