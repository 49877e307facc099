"""Labels of a brand on disk: what people said of its mentions, one line each, as `alertd calibrate` reads it.

A label keeps its text, for a brand is fitted to texts that the store has long erased. So erasing an author, or a post
that its platform took back, must look here too.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from alertd.model.value import Value

FOLDER = "labels"


#: Said of a post that is about something else than the brand, or of nothing: `alertd suggest --labels` learns from it.
OTHER = "other"


class Label(Value, frozen=True, kw_only=True):
    """What somebody said of a mention: negative, neutral, positive or "other". lang: its language, None where nobody knows."""

    id: str
    platform: str
    created_at: datetime
    author: str
    text: str
    watch: str
    label: str
    labelled_by: str
    labelled_at: datetime
    lang: str | None = None


def path_of(data_dir: Path, watch: str) -> Path:
    """Return the file of a watch; any name makes a safe file name.

    >>> path_of(Path("d"), "a/../b").as_posix()
    'd/labels/a%2F..%2Fb.jsonl'
    """
    return data_dir / FOLDER / f"{quote(watch, safe=' ').replace('%20', ' ')}.jsonl"


def append(data_dir: Path, label: Label) -> None:
    """Write a label down; a later one of the same mention counts, the earlier stays readable."""
    add(path_of(data_dir, label.watch), [msgspec.json.encode(label)])


def add(path: Path, lines: Sequence[bytes]) -> None:
    """Add lines to a file of labels."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Texts of strangers: readable by the daemon's user alone. What comes after a line that was cut off stays whole.
    with _alone(path.parent), open(path, "a+b", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - 1, 0))
        is_cut = file.read(1) not in (b"", b"\n")
        file.write(b"\n" * is_cut + b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def latest(data_dir: Path, watch: str) -> dict[tuple[str, str], str]:
    """Return the mood that somebody said last of each (platform, id)."""
    path = path_of(data_dir, watch)
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_bytes().splitlines():
        one = _read(line)
        if one is not None and isinstance(one.get("label"), str) and one["label"] != OTHER:
            found[str(one.get("platform")), str(one.get("id"))] = one["label"]
    return found


def take_back(data_dir: Path, watch: str, platform: str, ident: str) -> int:
    """Take out that a post of a watch is noise; return how often it was said. What was said of its mood counts as before."""
    path, theirs = path_of(data_dir, watch), (platform, ident, OTHER)
    if not path.is_file():
        return 0
    with _alone(path.parent):
        return _drop_in(
            path,
            [json.dumps(ident, ensure_ascii=False).encode()],
            lambda one: (one.get("platform"), one.get("id"), one.get("label")) == theirs,
        )


def forget(data_dir: Path, platform: str, author: str) -> int:
    """Take every label of an author's posts out; return how many."""
    return _drop(data_dir, {author}, lambda one: (one.get("platform"), one.get("author")) == (platform, author))


def erase(data_dir: Path, posts: Collection[tuple[str, str]]) -> int:
    """Take every label of posts (platform, id) out; return how many."""
    return _drop(data_dir, {ident for _, ident in posts}, lambda one: (one.get("platform"), one.get("id")) in posts)


def _drop(data_dir: Path, words: Collection[str], is_theirs: Callable[[dict[str, Any]], bool]) -> int:
    """Take lines out. words: one of them stands in each such line; files without any are not read line by line."""
    folder = data_dir / FOLDER
    if not words or not folder.is_dir():
        return 0
    with _alone(folder):
        needles = [json.dumps(word, ensure_ascii=False).encode() for word in words]
        return sum(_drop_in(path, needles, is_theirs) for path in sorted(folder.glob("*.jsonl")))


def _drop_in(path: Path, needles: Collection[bytes], is_theirs: Callable[[dict[str, Any]], bool]) -> int:
    whole = path.read_bytes()
    if not any(needle in whole for needle in needles):
        return 0
    lines = whole.splitlines(keepends=True)
    kept = [line for line in lines if not ((one := _read(line)) is not None and is_theirs(one))]
    if len(kept) < len(lines):
        draft = path.with_suffix(".tmp")
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.writelines(kept)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return len(lines) - len(kept)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other threads and processes out: a label written while a file is rewritten would be lost."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(line: bytes) -> dict[str, Any] | None:
    """Return one line, None for what is no label: somebody may have written into the file."""
    with contextlib.suppress(ValueError):
        one = json.loads(line)
        if isinstance(one, dict):
            return one
    return None
