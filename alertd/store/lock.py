"""One daemon a store: a lock file that names its holder."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from alertd.errors import StoreBusy


class Lock:
    """An advisory lock, released by the kernel however the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd: int | None = None

    def claim(self) -> None:
        """Take the lock, or raise StoreBusy that names who holds it."""
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(fd, 200, 0).decode("utf-8", "replace").strip() or "somebody"
            os.close(fd)
            raise StoreBusy(f"{self._path.parent} is in use by {holder}; stop it first") from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"pid {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        self._fd = fd

    def holder(self) -> int | None:
        """Return the process id of who holds it, None for nobody; nothing is taken."""
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            words = os.pread(fd, 200, 0).decode("utf-8", "replace").split()
            return int(words[1]) if len(words) > 1 and words[1].isdecimal() else None
        finally:
            os.close(fd)
        return None

    def release(self) -> None:
        """Give it back."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
