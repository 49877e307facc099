"""Files of lines: "-" is standard output, ".gz" is packed."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable
from pathlib import Path


def write_lines(target: str, lines: Iterable[bytes]) -> None:
    """Write each line and its line end. The bytes of a packed file are equal from run to run."""
    if target == "-":
        for line in lines:
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        return
    with Path(target).open("wb") as plain:
        if not target.endswith(".gz"):
            plain.writelines(line + b"\n" for line in lines)
            return
        # mtime=0: the time of writing is no part of what is written
        with gzip.GzipFile(fileobj=plain, mode="wb", filename="", mtime=0) as packed:
            for line in lines:
                packed.write(line + b"\n")
