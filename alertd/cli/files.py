"""Files of lines: "-" is standard output, ".gz" is packed."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast


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


def write_whole(path: Path, body: bytes) -> None:
    """Put a body in the place of a file: whoever reads it meanwhile, or after a crash, sees the old one or the new one."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as written:
        written.write(body)
        written.flush()
        os.fsync(written.fileno())
    shutil.copymode(path, beside)
    beside.replace(path)


#: Bytes of a line that are read: what an ingest request may hold.
LONGEST = 5_000_000


_BROKEN = re.compile("[\0\ud800-\udfff]")


def mention(line: bytes) -> dict[str, Any]:
    """Return the mention of one line. Raises ValueError with a reason that its sender can act on.

    >>> mention(b'{"id": "1", "text": "ok", "likes": 3}')["text"]
    'ok'
    """
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} bytes")
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except ValueError as fault:
        raise ValueError(f"not JSON: {fault}") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deeply") from None
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one kind of fault for the caller
    if isinstance(record.get("id"), bool) or not isinstance(record.get("id"), str | int):
        raise ValueError('no "id"')  # noqa: TRY004 - one kind of fault for the caller
    if not isinstance(record.get("text"), str):
        raise ValueError('no "text"')  # noqa: TRY004 - one kind of fault for the caller
    record["text"] = _BROKEN.sub("\ufffd", record["text"])
    return record


@contextmanager
def opened(path: str) -> Iterator[io.BufferedReader]:
    """Open a file of lines: `-` is standard input; what is compressed is known by its name or its first bytes."""
    with ExitStack() as stack:
        raw: Any = sys.stdin.buffer if path == "-" else stack.enter_context(Path(path).open("rb"))
        stream = raw if hasattr(raw, "peek") else io.BufferedReader(raw)
        if path.endswith(".gz") or stream.peek(2)[:2] == b"\x1f\x8b":
            unpacked = stack.enter_context(gzip.GzipFile(fileobj=stream))
            stream = stack.enter_context(io.BufferedReader(cast("io.RawIOBase", unpacked), 1 << 16))
        yield cast("io.BufferedReader", stream)
