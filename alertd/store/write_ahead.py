"""SQLite's write-ahead log as a file: which of its frames belong to a commit (sqlite.org/walformat.html).

A frame counts where its salt is the head's and the chain of check sums holds up to it: behind the last commit may lie frames of
a transaction that was undone, and of an older turn of the log, whose salts are other or whose sums do not go on.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

HEAD = 32  # bytes of the log's head
FRAME_HEAD = 24  # bytes before each page
_FIRST, _READ = 32, 512  # frames read at once: a commit has some twenty; at the most 2 MB
_MASK = 0xFFFFFFFF
_LITTLE, _BIG = 0x377F0682, 0x377F0683  # the byte order of what is summed

Sums = tuple[int, int]


class Head(NamedTuple):
    """The head of one turn of the log. turn: how often the log has begun anew; raw: its bytes."""

    raw: bytes
    page_size: int
    turn: int
    salt: bytes
    order: str
    sums: Sums


def head_of(raw: bytes) -> Head | None:
    """Read the head, None where there is no whole one: an empty log, or one that is being written just now."""
    if len(raw) < HEAD:
        return None
    magic, version, page_size, turn = struct.unpack(">4I", raw[:16])
    if magic not in (_LITTLE, _BIG) or version != 3007000 or page_size < 512:
        return None
    order = "<" if magic == _LITTLE else ">"
    sums = _summed((0, 0), raw[:24], order)
    if sums != struct.unpack(">2I", raw[24:32]):
        return None
    return Head(raw[:HEAD], page_size, turn, raw[16:24], order, sums)


class Place(NamedTuple):
    """An end of a commit in the log: the byte behind its last frame, the sums up to there, and how many frames lie before it."""

    offset: int
    sums: Sums
    frames: int


def beginning(head: Head) -> Place:
    """Return the place before the first frame."""
    return Place(HEAD, head.sums, 0)


def committed(fd: int, head: Head, after: Place, take: Callable[[int, bytes], object]) -> Place:
    """Hand over what was committed behind a place, as (offset, bytes); return the new place.

    Bytes of a transaction whose end is not there yet may be handed over too. They mean nothing to SQLite, and the next call
    begins before them again.
    """
    place, offset, sums = after, after.offset, after.sums
    size, step = FRAME_HEAD + head.page_size, _FIRST
    while raw := os.pread(fd, step * size, offset):
        whole = len(raw) // size
        good = 0
        for good, (sums_now, ends) in enumerate(_chain(raw[: whole * size], head, sums), 1):
            sums = sums_now
            if ends:
                done = offset + good * size
                place = Place(done, sums, (done - HEAD) // size)
        if good:
            take(offset, raw[: good * size])
        offset += good * size
        if good < step:
            break
        step = min(4 * step, _READ)
    return place


def _chain(raw: bytes, head: Head, sums: Sums) -> Iterator[tuple[Sums, bool]]:
    """Yield for each frame, as long as the chain holds, the sums up to it and whether a commit ends there."""
    size = FRAME_HEAD + head.page_size
    rows = np.frombuffer(raw, dtype=np.uint8).reshape(-1, size)
    # Behind the newest commit lie those of the turn before, up to a thousand: to sum them each time was most of the work.
    is_ours = (rows[:, 8:16] == np.frombuffer(head.salt, dtype=np.uint8)).all(axis=1)
    rows = rows if is_ours.all() else rows[: int(is_ours.argmin())]
    # What is summed: the first eight bytes of the frame's head, and the page.
    words = np.concatenate((rows[:, :8], rows[:, FRAME_HEAD:]), axis=1).view(f"{head.order}u4").astype(np.uint32)
    first, second = words[:, 0::2], words[:, 0::2] + words[:, 1::2]
    (top, side, low), (near, mixed, far) = _powers(first.shape[1])
    own = np.stack((first * near + second * mixed, first * mixed + second * far)).sum(axis=2, dtype=np.uint32)
    for number in range(len(rows)):
        frame = raw[number * size : number * size + FRAME_HEAD]
        sums = (
            (top * sums[0] + side * sums[1] + int(own[0, number])) & _MASK,
            (side * sums[0] + low * sums[1] + int(own[1, number])) & _MASK,
        )
        if sums != struct.unpack(">2I", frame[16:24]):
            return
        yield sums, frame[4:8] != b"\0\0\0\0"  # the size of the file after a commit, else 0


def _summed(sums: Sums, raw: bytes, order: str) -> Sums:
    """Go on with the sums, two words at a time: s0 += x + s1, then s1 += y + s0."""
    one, two = sums
    for x, y in struct.iter_unpack(f"{order}2I", raw):
        one = (one + x + two) & _MASK
        two = (two + y + one) & _MASK
    return one, two


# One step is linear, (s0, s1) -> M (s0, s1) + (x, x + y) with M = [[1, 1], [1, 2]]: a whole page is one product with M's powers.
# A loop over its words took 0.2 ms a page.


@cache
def _powers(steps: int) -> tuple[tuple[int, int, int], np.ndarray]:
    """Return the three numbers of M to the power of steps, and those of steps - 1, ..., 1, 0 (M is symmetric)."""
    top, side, low = 1, 0, 1
    rows = []
    for _ in range(steps):
        rows.append((top, side, low))
        top, side, low = (top + side) & _MASK, (side + low) & _MASK, (side + 2 * low) & _MASK
    return (top, side, low), np.array(rows[::-1], dtype=np.uint32).T.copy()
