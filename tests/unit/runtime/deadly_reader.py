"""The process that reads posts, except that some of them end it, as a fault in a library does: what it stands for cannot be caught.

A post that says DEADLY ends it, HANGS never comes to an end, ONCE ends it if the file that its command names is there, and takes the file away. --broken: anything ends it.
"""

import os
import signal
import sys
import time
from pathlib import Path

from alertd.intake.desk import Desk
from alertd.runtime import reader_process

_read = Desk.read


def _fall() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def read(desk: Desk, batch: bytes) -> bytes:
    """Read as always, or not."""
    once = Path(sys.argv[-1])
    if b"DEADLY" in batch or "--broken" in sys.argv[1:]:
        _fall()
    if b"ONCE" in batch and once.is_file():
        once.unlink()
        _fall()
    if b"HANGS" in batch:
        time.sleep(600)
    return _read(desk, batch)


if __name__ == "__main__":  # who looks for doctests imports every file, and a process's limits are for ever
    Desk.read = read  # type: ignore[method-assign,assignment]
    reader_process.main()
