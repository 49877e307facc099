"""A mention graph drawn on the server as SVG: who passes on whom, the loud ones by name, everybody else as crowds. Pure."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from alertd.core.wording.clean import clean
from alertd.report.sketch import Dot, Sketch
from alertd.web.words import WORDS, Words

_GROUPS = 6  #: colours of groups; the style sheet has them
_LETTER, _LINE = 6.8, 14.0  #: of a name, about
_LONGEST = 22  #: letters of a name


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class _Frame(NamedTuple):
    """A picture: its class, its size, how many names it has at most."""

    name: str
    wide: float
    high: float
    most: int


#: It is drawn twice, and the style sheet shows the one that fits.
_FRAMES = (_Frame("wide", 720.0, 400.0, 12), _Frame("narrow", 380.0, 380.0, 7))


def graph_chart(sketch: Sketch, *, title: str, words: Words) -> Markup:
    """Draw a sketch. title: what a screen reader says of it; words: how a crowd and a part are called (g_crowd, g_copies, w_...)."""
    if not sketch.dots:
        return Markup("")
    return _graph(sketch, title, words.code)


@lru_cache(maxsize=32)  # as long as a picture of a burst is shown again, it is drawn once for everybody
def _graph(sketch: Sketch, title: str, code: str) -> Markup:
    words = WORDS[code]
    return Markup("").join(_drawn(sketch, title, words, frame) for frame in _FRAMES)


def _drawn(sketch: Sketch, title: str, words: Words, frame: _Frame) -> Markup:
    places = [(dot.x * frame.wide, dot.y * frame.high) for dot in sketch.dots]
    lines = [_line(sketch, places, one, two) for one, two in sketch.lines]
    dots = [_dot(sketch, dot, at, words) for dot, at in zip(sketch.dots, places, strict=True)]
    return Markup(
        '<svg class="chart graph {name}" viewBox="0 0 {w:g} {h:g}" role="img" aria-label="{title}">{lines}{dots}{names}</svg>'
    ).format(
        name=frame.name,
        w=frame.wide,
        h=frame.high,
        title=clean(title, 400),
        lines=Markup("").join(lines),
        dots=Markup("").join(dots),
        names=Markup("").join(_names(sketch, places, words, frame)),
    )


def radius(dot: Dot) -> float:
    """Return how large somebody is drawn: by area, so that four times as many people are twice as wide.

    >>> radius(Dot(name="a", x=0, y=0)), radius(Dot(name="a", x=0, y=0, passed_on_by=10_000))
    (5.0, 18.0)
    """
    people = dot.passed_on_by if dot.kind == "person" else dot.people
    return min(5.0 + 1.1 * math.sqrt(people), 18.0)


def _line(sketch: Sketch, places: list[tuple[float, float]], one: int, two: int) -> Markup:
    kind = "copied" if sketch.dots[one].kind == "copies" else "passed"
    (x1, y1), (x2, y2) = places[one], places[two]
    return Markup('<line class="{}" x1="{:.0f}" y1="{:.0f}" x2="{:.0f}" y2="{:.0f}"/>').format(kind, x1, y1, x2, y2)


def _dot(sketch: Sketch, dot: Dot, at: tuple[float, float], words: Words) -> Markup:
    x, y = at
    ring = Markup('<circle class="ring" cx="{:.0f}" cy="{:.0f}" r="{:.1f}"/>').format(x, y, radius(dot) + 4)
    inside = Markup("")
    if dot.kind != "person" and dot.people > 2:
        inside = Markup('<text class="inside" x="{:.0f}" y="{:.0f}" text-anchor="middle">{}</text>').format(
            x, y + radius(dot) + 11, f"+{dot.people}"
        )
    return Markup(
        '<g class="dot {kind} g{group}"><title>{said}</title>{ring}<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}"/>{inside}</g>'
    ).format(
        kind=dot.kind,
        group=dot.group % _GROUPS,
        said=clean(said(sketch, dot, words), 200),
        ring=ring if dot.part else "",
        x=x,
        y=y,
        r=radius(dot),
        inside=inside,
    )


def said(sketch: Sketch, dot: Dot, words: Words) -> str:
    """Return a dot in words."""
    if dot.kind != "person":
        around = sketch.dots[dot.around or 0].name
        return words.fill("g_copies" if dot.kind == "copies" else "g_crowd", n=dot.people, name=around)
    parts = [dot.name, words[f"w_{dot.part}"] if dot.part else "", f"{words['passed_on_by']} {dot.passed_on_by}"]
    return " · ".join(part for part in parts if part)


def _names(sketch: Sketch, places: list[tuple[float, float]], words: Words, frame: _Frame) -> list[Markup]:
    """Write names where there is room, of those who have a part first; a name that would lie over another is in the table only."""
    taken = [
        _Box(x - radius(dot), y - radius(dot), x + radius(dot), y + radius(dot))
        for dot, (x, y) in zip(sketch.dots, places, strict=True)
    ]
    taken += [
        _Box(x - 18, y + radius(dot), x + 18, y + radius(dot) + _LINE)  # its number
        for dot, (x, y) in zip(sketch.dots, places, strict=True)
        if dot.kind != "person" and dot.people > 2
    ]
    order = sorted(
        (index for index, dot in enumerate(sketch.dots) if dot.kind == "person"),
        key=lambda index: (
            not sketch.dots[index].part,
            -sketch.dots[index].passed_on_by,
            -(sketch.dots[index].audience or 0),
            index,
        ),
    )
    drawn: list[Markup] = []
    for index in order[: 2 * frame.most]:
        if len(drawn) >= frame.most:
            break
        dot, (x, y) = sketch.dots[index], places[index]
        lines = [clean(dot.name, _LONGEST), *([words[f"w_{dot.part}"]] if dot.part else [])]
        box = _place(lines, (x, y), radius(dot), frame, taken, is_needed=bool(dot.part))
        if box is None:
            continue
        taken.append(box)
        middle = (box.left + box.right) / 2
        drawn += [
            Markup('<text class="{}" x="{:.0f}" y="{:.0f}" text-anchor="middle">{}</text>').format(
                "part" if number else "name", middle, box.top + _LINE * (number + 0.8), line
            )
            for number, line in enumerate(lines)
        ]
    return drawn


def _place(
    lines: list[str], at: tuple[float, float], away: float, frame: _Frame, taken: list[_Box], *, is_needed: bool
) -> _Box | None:
    """Return where a name goes: above, below, right or left of its dot; None where it would lie over something else."""
    width = max(sum(_LETTER * (2 if ord(letter) > 0x2E80 else 1) for letter in line) for line in lines)
    height = _LINE * len(lines)
    x, y = at
    tried = []
    for dx, dy in (
        (0, -away - 6 - height),
        (0, away + 4),
        (away + 5 + width / 2, -height / 2),
        (-away - 5 - width / 2, -height / 2),
    ):
        left = min(max(x + dx - width / 2, 2.0), frame.wide - width - 2)
        top = min(max(y + dy, 2.0), frame.high - height - 2)
        box = _Box(left, top, left + width, top + height)
        tried.append(box)
        if not any(box.meets(one) for one in taken):
            return box
    return tried[0] if is_needed else None
