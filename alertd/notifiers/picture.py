"""The last day of a page as a PNG: bars, the negative part in colour, behind them what is usual, and the moment marked.

Drawn by hand, pixel by pixel (PNG, W3C recommendation, third edition, 2025): a bar is a rectangle, and no plotting library
(100 MB with what it needs) draws a rectangle better. There are no letters in it: the caption says it in the reader's language.
"""

from __future__ import annotations

import struct
import zlib

from alertd.model.page import Curve

WIDTH, HEIGHT = 600, 120  #: pixels; shown at half the size, so that it is sharp on a phone
_FOOT = 4  # pixels under the bars: the line of time
#: What a pixel may be: paper, the line of time, usual, a post, a negative post, the moment.
_PALETTE = ((255, 255, 255), (113, 113, 122), (219, 234, 254), (161, 161, 170), (185, 28, 28), (24, 24, 27))
_PAPER, _LINE, _USUAL, _POST, _NEGATIVE, _MOMENT = range(6)


def png(curve: Curve) -> bytes:
    """Return the picture; the same curve gives the same bytes."""
    rows = [bytearray([_PAPER]) * WIDTH for _ in range(HEIGHT)]
    count = max(len(curve.total), 1)
    most = max((*curve.total, *(high for _, high in curve.usual), 1))
    floor = HEIGHT - _FOOT
    for place, (total, negative) in enumerate(zip(curve.total, curve.negative, strict=True)):
        left, right = WIDTH * place // count, WIDTH * (place + 1) // count
        if place < len(curve.usual):
            low, high = (_height(one, most, floor) for one in curve.usual[place])
            _fill(rows, (left, right, floor - max(high, 2), floor - low), _USUAL)
        tall, bad = _height(total, most, floor), _height(min(negative, total), most, floor)
        _fill(rows, (left + 1, right - 1, floor - tall, floor), _POST)
        _fill(rows, (left + 1, right - 1, floor - bad, floor), _NEGATIVE)
    _fill(rows, (0, WIDTH, floor, floor + 1), _LINE)
    _fill(rows, (WIDTH - 3, WIDTH, 0, HEIGHT), _MOMENT)
    return _encoded(rows)


def _height(value: int, most: int, room: int) -> int:
    """Return pixels; what is there at all has one."""
    return max(room * value // most, 1) if value > 0 else 0


def _fill(rows: list[bytearray], box: tuple[int, int, int, int], colour: int) -> None:
    left, right, top, bottom = box
    for row in rows[max(top, 0) : bottom]:
        row[left:right] = bytes([colour]) * max(right - left, 0)


def _encoded(rows: list[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)  # eight bits, by palette
    lines = b"".join(b"\0" + row for row in rows)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", bytes(part for one in _PALETTE for part in one)),
        (b"IDAT", zlib.compress(lines, 9)),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
