"""A disk that is really small: a file system in memory over a folder, which somebody else's file fills. As root only."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path


class NoMount(Exception):  # noqa: N818 - what the system said
    """This system lets nobody mount a file system here."""


class SmallDisk:
    """A disk of so many bytes under a folder, which must not be there yet, with options of tmpfs. Raises NoMount."""

    def __init__(self, folder: Path, size: int, *options: str) -> None:
        if os.geteuid() != 0 or shutil.which("mount") is None:
            raise NoMount("only root can mount a file system")
        folder.mkdir(mode=0o700)
        chosen = ",".join((f"size={size}", "mode=0700", *options))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", chosen, "tmpfs", str(folder)], capture_output=True, check=False
        )
        if done.returncode:
            folder.rmdir()
            raise NoMount(f"mount refuses: {done.stderr.decode(errors='replace').strip()}")
        self._folder = folder
        self._ballast = folder / "somebody-elses"

    def fill(self, *, leave: int = 0) -> None:
        """Fill it but for some bytes."""
        free = shutil.disk_usage(self._folder).free - leave
        # Whoever writes beside us may have taken the last of it, which is what we want.
        with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            file.write(b"\0" * max(0, free))

    def free(self) -> None:
        """Take away what filled it."""
        self._ballast.unlink(missing_ok=True)

    def remove(self) -> None:
        """Take the file system away with all that lies in it."""
        subprocess.run(["umount", "-l", str(self._folder)], check=True)
