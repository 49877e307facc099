"""What an operator can do about a folder on another machine's disk that does not take what we write."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def why_not(folder: Path, error: OSError) -> str:
    """Say why a folder takes nothing, and what to do where there is one thing to do.

    >>> why_not(Path("/mnt/third/lease"), OSError(errno.EROFS, "Read-only file system"))
    '/mnt/third/lease: read-only to alertd: the unit must let it (ReadWritePaths=), or the disk is mounted so'
    """
    if error.errno == errno.ENOENT and not os.path.exists(folder):  # noqa: PTH110 - Path.exists() raises where it may not look
        said = "no such folder: make it once, where both machines see it (if it is there, its disk is not mounted)"
    elif error.errno == errno.EROFS:
        said = "read-only to alertd: the unit must let it (ReadWritePaths=), or the disk is mounted so"
    elif error.errno in (errno.EACCES, errno.EPERM):
        said = f"user {os.geteuid()} may not write there: give the folder to the daemon's user"
    else:
        said = error.strerror or str(error)
    return f"{folder}: {said}"
