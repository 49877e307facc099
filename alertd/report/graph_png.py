"""A mention graph as a PNG, for slides and letters: circles by how many pass somebody on, colours by group, names where there is room.

Drawn by Pillow, which comes with the extra `png`. Names are written in DejaVu Sans where it is installed (Debian: fonts-dejavu-core),
else in Pillow's own letters, which are Latin; the same graph and letters give the same bytes.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from alertd.errors import UsageError
from alertd.report.sketch import Dot, Sketch

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

WIDTH, HEIGHT = 1600, 1000  #: pixels
_MARGIN, _TEXT, _HEADING = 90, 24, 30
_PAPER, _INK, _LINE, _SOFT = (255, 255, 255), (23, 24, 28), (200, 202, 212), (90, 92, 102)
#: The colours of groups; the sixth group has that of the first again.
_GROUPS = ((43, 80, 217), (180, 35, 27), (20, 108, 46), (138, 80, 0), (122, 47, 160), (11, 107, 116))
_LONGEST = 28  # letters of a name

Box = tuple[float, float, float, float]


def png(sketch: Sketch, sentence: str) -> bytes:
    """Return the picture, with a sentence above it. Raises UsageError where Pillow is not installed."""
    try:
        from PIL import Image, ImageDraw
    except ImportError as missing:
        raise UsageError("a PNG needs Pillow: pip install 'alertd[png]'") from missing
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw, letters = ImageDraw.Draw(image), _letters(_TEXT)
    places = [_place(dot) for dot in sketch.dots]
    for one, two in sketch.lines:
        draw.line((*places[one], *places[two]), fill=_LINE, width=2)
    for dot, (x, y) in zip(sketch.dots, places, strict=True):
        size, colour = radius(dot), _GROUPS[dot.group % len(_GROUPS)]
        fill = colour if dot.kind == "person" else tuple((part + 2 * 255) // 3 for part in colour)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=fill, outline=colour, width=2)
        if dot.part:
            draw.ellipse((x - size - 6, y - size - 6, x + size + 6, y + size + 6), outline=colour, width=3)
    taken = [_around(dot, at) for dot, at in zip(sketch.dots, places, strict=True)]
    for number in _order(sketch):
        dot, at = sketch.dots[number], places[number]
        text = _named(dot)
        box = _free(draw.textbbox((0, 0), text, font=letters), at, radius(dot), taken)
        if box is not None:
            taken.append(box)
            draw.text(box[:2], text, font=letters, fill=_INK)
    draw.text((_MARGIN // 3, _MARGIN // 4), sentence[:120], font=_letters(_HEADING), fill=_SOFT)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def radius(dot: Dot) -> float:
    """Return how large somebody is drawn: by area, so that four times as many people are twice as wide.

    >>> radius(Dot(name="a", x=0, y=0)), radius(Dot(name="a", x=0, y=0, passed_on_by=10_000))
    (10.0, 44.0)
    """
    return min(10.0 + 2.6 * math.sqrt(dot.passed_on_by if dot.kind == "person" else dot.people), 44.0)


def _place(dot: Dot) -> tuple[float, float]:
    return _MARGIN + dot.x * (WIDTH - 2 * _MARGIN), _MARGIN + dot.y * (HEIGHT - 2 * _MARGIN)


def _around(dot: Dot, at: tuple[float, float]) -> Box:
    size = radius(dot) + (6 if dot.part else 0)
    return at[0] - size, at[1] - size, at[0] + size, at[1] + size


def _named(dot: Dot) -> str:
    if dot.kind != "person":
        return f"+{dot.people}"
    return dot.name if len(dot.name) <= _LONGEST else f"{dot.name[: _LONGEST - 1]}…"


def _order(sketch: Sketch) -> list[int]:
    """Return whose name is written first: of those who have a part, then of those whom most pass on."""
    return sorted(
        range(len(sketch.dots)),
        key=lambda at: (not sketch.dots[at].part, -sketch.dots[at].passed_on_by, -sketch.dots[at].people, at),
    )


def _free(
    text: tuple[float, float, float, float], at: tuple[float, float], away: float, taken: list[Box]
) -> Box | None:
    """Return where a name goes: above, below, right or left of its circle; None where it would lie over something else."""
    wide, high = text[2] - text[0], text[3] + 4
    x, y = at
    for left, top in (
        (x - wide / 2, y - away - 12 - high),
        (x - wide / 2, y + away + 8),
        (x + away + 10, y - high / 2),
        (x - away - 10 - wide, y - high / 2),
    ):
        box = (left, top, left + wide, top + high)
        if (
            left >= 0
            and top >= 0
            and box[2] <= WIDTH
            and box[3] <= HEIGHT
            and not any(_meet(box, one) for one in taken)
        ):
            return box
    return None


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _letters(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)
