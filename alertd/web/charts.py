"""Charts drawn on the server as SVG: no script, no style of their own, every number also in words. Pure.

Colours and strokes come from the style sheet by class, so that dark and light, print and contrast are decided in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from alertd.core.wording.clean import clean
from alertd.core.wording.languages import language
from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import span
from alertd.model.value import Value
from alertd.report.pulse import Curve
from alertd.web.words import WORDS, Words

Scale = Callable[[float], float]

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 8.0, 36.0, 26.0
_HEIGHT = 220.0
#: Buckets of a stretch that is drawn bucket by bucket.
_SHORT = 36
#: A chart is drawn twice, and the style sheet shows the one that fits: (class, width, buckets that one bar stands for).
_WIDE, _NARROW = ("wide", 720.0, 3), ("narrow", 380.0, 6)


class Mark(Value, frozen=True, kw_only=True):
    """Something that happened on the way. kind: opened, paged, acknowledged, planned, solved, round."""

    at: datetime
    kind: str
    label: str


class Bar(Value, frozen=True, kw_only=True):
    """What one bar shows, in whole posts. usual: (low, high), None while unknown. filled: how much of its time is over, 0 to 1."""

    begins_at: datetime
    total: int
    negative: int
    usual: tuple[float, float] | None
    is_counted: bool
    filled: float = 1.0

    @property
    def likely(self) -> float:
        """How many it will hold if it goes on so. Of its first moments a post more would be twice as many: they are taken for a quarter."""
        return self.total / max(self.filled, 0.25)


def bars(curve: Curve, per_bar: int) -> list[Bar]:
    """Sum a curve up for the eye."""
    found = []
    for first in range(0, len(curve.total), per_bar):
        part = slice(first, first + per_bar)
        usual = [band for band in curve.usual[part] if band is not None]
        size = len(curve.total[part])
        found.append(
            Bar(
                begins_at=curve.at(first),
                total=sum(curve.total[part]),
                negative=sum(curve.negative[part]),
                usual=(sum(b[0] for b in usual), sum(b[2] for b in usual)) if len(usual) == size else None,
                is_counted=any(curve.counted[part]),
                filled=(size - 1 + curve.filled) / per_bar if first + per_bar >= len(curve.total) else 1.0,
            )
        )
    return found


def nice(most: float) -> int:
    """Return a round number at or above `most`, for the top of an axis.

    >>> nice(0), nice(7), nice(41), nice(388), nice(1201)
    (4, 8, 60, 400, 2000)
    """
    power = 1
    while power * 10 < most:
        power *= 10
    for step in (1, 2, 4, 6, 8, 10):
        if step * power >= max(most, 4):
            return step * power
    return 10 * power


def in_words(curve: Curve, called: str, t: Words, tongue: Language) -> str:
    """Return what a screen reader says of a chart. called: its watch, as people call it."""
    time = span(tongue, curve.step * len(curve.total))
    return t.fill("day_chart_of", watch=called, span=time, total=sum(curve.total), negative=sum(curve.negative))


def day_chart(
    curve: Curve, marks: Sequence[Mark], zone: ZoneInfo, *, title: str, words: Words, link: str = ""
) -> Markup:
    """Draw a stretch of time: all posts, the negative ones in front, the usual band behind, what happened on the way.

    Hours take bars of a quarter, a short stretch one bar a bucket. title: what a screen reader says of it.
    link: where a click on a bar leads, "{from}" and "{until}" filled in.
    """
    return _day_chart(curve, tuple(marks), zone, title, words.code, link)


@lru_cache(maxsize=64)  # two hundred people who look at one incident see one picture, and it is what a page costs most
def _day_chart(curve: Curve, marks: tuple[Mark, ...], zone: ZoneInfo, title: str, code: str, link: str) -> Markup:  # noqa: PLR0917
    words = WORDS[code]
    is_short = len(curve.total) <= _SHORT
    sizes = ((_WIDE[0], _WIDE[1], 1), (_NARROW[0], _NARROW[1], 1)) if is_short else (_WIDE, _NARROW)
    return Markup("").join(
        _drawn(_Frame.of(curve, per_bar, width, zone, words, link), curve, marks, title, name)
        for name, width, per_bar in sizes
    )


class _Frame(NamedTuple):
    """What all parts of one chart share: its bars, its scales, and how it is read."""

    shown: list[Bar]
    seconds: int
    top: int
    width: float
    zone: ZoneInfo
    words: Words
    link: str

    @classmethod
    def of(  # noqa: PLR0917 - the one place that puts it together
        cls, curve: Curve, per_bar: int, width: float, zone: ZoneInfo, words: Words, link: str
    ) -> _Frame:
        """Return the frame of a curve."""
        shown = bars(curve, per_bar)
        return cls(shown, per_bar * curve.step, highest(shown), width, zone, words, link)

    @property
    def wide(self) -> float:
        """The width of a bar's column."""
        return (self.width - _LEFT - _RIGHT) / len(self.shown)

    def x(self, index: float) -> float:
        """Return where a bar begins."""
        return _LEFT + self.wide * index

    def y(self, value: float) -> float:
        """Return how high a number stands."""
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - min(value, self.top) / self.top)


def highest(shown: list[Bar]) -> int:
    """Return the top of the axis for these bars."""
    return nice(max([bar.likely for bar in shown] + [bar.usual[1] for bar in shown if bar.usual] + [0]))


def _drawn(frame: _Frame, curve: Curve, marks: Sequence[Mark], title: str, name: str) -> Markup:
    parts = [_band(frame.shown, frame.x, frame.y), *_axis(frame), *_hours(frame), *_marks(frame, marks, curve)]
    parts += [_bar(frame, index, bar) for index, bar in enumerate(frame.shown)]
    return Markup(
        '<svg class="chart {name}" viewBox="0 0 {w:g} {h:g}" role="{role}" aria-label="{title}">'
        '<defs><pattern id="counted" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch-ground" width="5" height="5"/><rect class="hatch" width="2" height="5"/></pattern></defs>{parts}</svg>'
    ).format(
        name=name,
        role="group" if frame.link else "img",
        w=frame.width,
        h=_HEIGHT,
        title=clean(title, 300),
        parts=Markup("").join(parts),
    )


def _band(shown: list[Bar], x: Scale, y: Scale) -> Markup:
    """Draw what is usual as one shape for each stretch in which it is known."""
    paths, run = [], []
    for index, bar in enumerate([*shown, None]):
        if bar is not None and bar.usual is not None:
            run.append((index, bar.usual))
            continue
        if len(run) > 1:
            above = " ".join(f"{x(i):.1f},{y(high):.1f} {x(i + 1):.1f},{y(high):.1f}" for i, (_, high) in run)
            below = " ".join(f"{x(i + 1):.1f},{y(low):.1f} {x(i):.1f},{y(low):.1f}" for i, (low, _) in reversed(run))
            paths.append(Markup('<polygon class="usual" points="{} {}"/>').format(above, below))
        run = []
    return Markup("").join(paths)


def _axis(frame: _Frame) -> list[Markup]:
    lines = []
    for value in (0, frame.top // 2, frame.top):
        at = frame.y(value)
        lines.append(
            Markup('<line class="grid" x1="{:.0f}" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/>').format(
                _LEFT, frame.width - _RIGHT, at, at
            )
            + Markup('<text class="tick" x="{:.0f}" y="{:.1f}" text-anchor="end">{}</text>').format(
                _LEFT - 6, at + 4, value
            )
        )
    each = span(language(frame.words.code), frame.seconds)
    unit = Markup('<text class="tick" x="2" y="12">{}</text>').format(frame.words.fill("per_span", span=each))
    return [*lines, unit]


def _hours(frame: _Frame) -> list[Markup]:
    """Write the reader's clock below, as often as there is room for."""
    whole = frame.seconds * len(frame.shown)
    every = next(
        (step for step in (300, 600, 1800, 3600, 7200, 14400, 21600) if whole / step <= frame.width / 65), 43200
    )
    first = frame.shown[0].begins_at.astimezone(frame.zone)
    texts = []
    # From the first round hour on; two nights a year the clock jumps in between, and each text says what it shows then.
    for seconds in range(-(first.hour * 3600 + first.minute * 60) % every, whole, every):
        at = frame.x(seconds / frame.seconds)
        local = (first.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(frame.zone)
        if _LEFT + 12 <= at <= frame.width - 20:
            texts.append(
                Markup('<text class="tick" x="{:.1f}" y="{:.0f}" text-anchor="middle">{}</text>').format(
                    at, _HEIGHT - 8, f"{local:%H:%M}"
                )
            )
    return texts


def _bar(frame: _Frame, index: int, bar: Bar) -> Markup:
    local, words = bar.begins_at.astimezone(frame.zone), frame.words
    until = local + timedelta(seconds=frame.seconds)
    said = f"{local:%H:%M}–{until:%H:%M}: {words['posts']} {bar.total}, {words['negative']} {bar.negative}"
    if bar.usual is not None:
        said += f", {words['usual']} {round(bar.usual[0])}–{round(bar.usual[1])}"
    left, width, floor = frame.x(index) + frame.wide * 0.12, frame.wide * 0.76, frame.y(0)
    # All of the column can be pointed at, also where it holds nothing.
    drawn = _shape("hit", frame.x(index), _TOP, frame.wide, floor - _TOP)
    if bar.filled < 1 and bar.likely > bar.total:
        likely = frame.y(bar.likely)
        drawn += _shape("running", left, likely, width, floor - likely)
    if bar.total:
        top = frame.y(bar.total)
        drawn += _shape("counted" if bar.is_counted else "all", left, top, width, floor - top)
    if bar.negative:
        drawn += _shape("negative", left, frame.y(bar.negative), width, floor - frame.y(bar.negative))
    # Hundreds of bars: what strangers cannot have written is put together as it is, which is ten times as fast.
    told = escape(said)
    if not frame.link:
        return Markup(f"<g><title>{told}</title>{drawn}</g>")  # noqa: S704 - numbers and our own escaped words
    address = escape(frame.link.replace("{from}", _query(bar.begins_at)).replace("{until}", _query(until)))
    return Markup(f'<a href="{address}" tabindex="-1"><title>{told}</title>{drawn}</a>')  # noqa: S704 - likewise


def _shape(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _query(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


_CLOSE = 5.0  # of the width of a chart: marks of a kind nearer than that share one place
_APART = 11.0  # from flag to flag: none covers another


def _marks(frame: _Frame, marks: Sequence[Mark], curve: Curve) -> list[Markup]:
    """Draw when it opened, who was paged and who has it, each as a line with a small flag; near ones of a kind share a line."""
    placed: list[tuple[float, Mark]] = []
    last: dict[str, float] = {}
    for mark in sorted(marks, key=lambda one: one.at):
        where = (mark.at - curve.begins_at).total_seconds() / frame.seconds
        at = frame.x(where)
        if not 0 <= where <= len(frame.shown) or at - last.get(mark.kind, -99.0) < _CLOSE:
            continue
        last[mark.kind] = at
        placed.append((at, mark))
    flags = apart([at for at, _ in placed], _APART, frame.width - _RIGHT)
    drawn = []
    for (at, mark), flag in zip(placed, flags, strict=True):
        said = clean(f"{mark.at.astimezone(frame.zone):%H:%M} {mark.label}", 200)
        drawn.append(
            Markup(
                '<g class="mark {kind}"><title>{said}</title><line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.0f}" y2="{end:.0f}"/>'
                '<line x1="{flag:.1f}" x2="{x:.1f}" y1="{above:.0f}" y2="{top:.0f}"/><circle cx="{flag:.1f}" cy="{above:.0f}" r="4.5"/></g>'
            ).format(kind=mark.kind, said=said, x=at, flag=flag, above=_TOP - 12, top=_TOP, end=_HEIGHT - _BOTTOM)
        )
    return drawn


def apart(places: Sequence[float], least: float, most: float) -> list[float]:
    """Move places, which ascend, as little to the right as keeps each `least` from the one before; where they would pass `most`, to the left.

    >>> apart([1.0, 2.0, 30.0], 5.0, 100.0), apart([98.0, 99.0], 5.0, 100.0)
    ([1.0, 6.0, 30.0], [95.0, 100.0])
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else place)
    for index in range(len(moved) - 1, -1, -1):
        most_here = most if index == len(moved) - 1 else moved[index + 1] - least
        moved[index] = min(moved[index], most_here)
    return moved


def sparkline(curve: Curve, *, title: str, width: float = 240.0, height: float = 48.0) -> Markup:
    """Draw a day small: the line of all posts over the usual band."""
    shown = bars(curve, _WIDE[2])
    top = highest(shown)
    wide = width / max(1, len(shown) - 1)

    def y(value: float) -> float:
        return 2 + (height - 4) * (1 - min(value, top) / top)

    def x(index: float) -> float:
        return wide * index

    line = " ".join(f"{x(i):.1f},{y(bar.likely):.1f}" for i, bar in enumerate(shown))
    low = " ".join(f"{x(i):.1f},{y(bar.negative):.1f}" for i, bar in enumerate(shown))
    # From where nothing is: a band down to the edge reads as a little of it all day.
    bad = Markup('<polygon class="negative" points="0,{at:.1f} {low} {w:g},{at:.1f}"/>').format(
        at=y(0), low=low, w=width
    )
    return Markup(
        '<svg class="spark" viewBox="0 0 {w:g} {h:g}" role="img" aria-label="{title}" preserveAspectRatio="none">'
        '{band}{bad}<polyline class="all" points="{line}"/></svg>'
    ).format(w=width, h=height, title=clean(title, 300), band=_band(shown, x, y), line=line, bad=bad)
