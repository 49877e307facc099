"""The picture of a page: a PNG that every reader opens, small, the same for the same numbers."""

from __future__ import annotations

import struct
import zlib

from alertd.model.page import Curve
from alertd.notifiers.picture import HEIGHT, WIDTH, png

PAPER, LINE, USUAL, POST, NEGATIVE, MOMENT = range(6)
STORM = Curve(step=1800, total=(1,) * 46 + (30, 60), negative=(0,) * 46 + (15, 60), usual=((10, 30),) * 48)


def pixels(image: bytes) -> list[bytes]:
    """Decode a picture as its recommendation says, checking every sum on the way; return rows of palette numbers."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(image):
        (size,), kind = struct.unpack(">I", image[at : at + 4]), image[at + 4 : at + 8]
        body = image[at + 8 : at + 8 + size]
        assert struct.unpack(">I", image[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += size + 12
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    lines = zlib.decompress(chunks[b"IDAT"])
    rows = [lines[n * (WIDTH + 1) : (n + 1) * (WIDTH + 1)] for n in range(HEIGHT)]
    assert {row[0] for row in rows} == {0}
    return [row[1:] for row in rows]


def column(rows: list[bytes], x: int) -> list[int]:
    """Return one column from the top down."""
    return [row[x] for row in rows]


def middle(place: int) -> int:
    """Return the column in the middle of a bar."""
    return (WIDTH * place // 48 + WIDTH * (place + 1) // 48) // 2


def test_the_highest_bar_fills_the_picture_and_the_others_are_in_proportion() -> None:
    """Sixty posts from top to line; thirty, half of it negative, half as high."""
    rows = pixels(png(STORM))
    most, half = column(rows, middle(47)), column(rows, middle(46))

    assert most.count(NEGATIVE) == HEIGHT - 4
    assert half.count(NEGATIVE) == (HEIGHT - 4) // 4
    assert half.count(NEGATIVE) + half.count(POST) == (HEIGHT - 4) // 2


def test_one_post_is_seen() -> None:
    """A quiet hour is not an empty one."""
    rows = pixels(png(STORM))

    assert column(rows, middle(3)).count(POST) == 1
    assert column(pixels(png(STORM.with_(total=(0,) * 48, negative=(0,) * 48, usual=()))), middle(3)).count(POST) == 0


def test_what_is_usual_lies_behind_and_the_moment_is_marked() -> None:
    """From ten to thirty of sixty: a third of the height, and nowhere where a day before it is missing."""
    rows = pixels(png(STORM))

    assert abs(column(rows, middle(3)).count(USUAL) - (HEIGHT - 4) // 3) <= 1
    assert column(rows, WIDTH - 1) == [MOMENT] * HEIGHT
    assert all(USUAL not in row for row in pixels(png(STORM.with_(usual=()))))


def test_it_is_small_and_the_same_each_time() -> None:
    """A letter must not grow by it; equal pages are equal bytes."""
    assert len(png(STORM)) < 3_000
    assert png(STORM) == png(STORM.with_())


def test_an_empty_or_short_curve_is_a_picture_too() -> None:
    """Nothing to show is no crash at three in the morning."""
    for curve in (Curve(step=1800, total=(), negative=()), Curve(step=300, total=(0,), negative=(0,))):
        assert len(pixels(png(curve))) == HEIGHT
