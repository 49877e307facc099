"""Bars: a chart of a report as SVG, for a page that stands by itself, and as a line of blocks for text: no script, and the largest in words. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence

from alertd.core.wording.clean import clean
from alertd.model.value import Value

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 720.0, 160.0, 18.0, 22.0
_LABELS = 12  # under the bars; more run into each other
_LONGEST = 24  # characters of a label
_BLOCKS, _EMPTY, _LINE = "▁▂▃▄▅▆▇█", " ", 90  # a bar of text by its height, one of nothing, and bars of a line


class Bar(Value, frozen=True, kw_only=True):
    """One bar. says: its value as people say it; value None: nothing to show, and the words say why."""

    label: str
    value: float | None
    says: str


class Chart(Value, frozen=True, kw_only=True):
    """Bars under one title."""

    title: str
    bars: tuple[Bar, ...]


def svg(chart: Chart) -> str:
    """Draw a chart; empty where no bar has a value.

    >>> svg(Chart(title="t", bars=(Bar(label="mon", value=None, says="nobody"),)))
    ''
    """
    most = max((one.value for one in chart.bars if one.value is not None), default=0.0)
    if most <= 0:
        return ""
    step = _WIDTH / len(chart.bars)
    every = -(-len(chart.bars) // _LABELS)
    parts = [_bar(one, at * step, step, most) for at, one in enumerate(chart.bars)]
    parts += [_label(one, at * step + step / 2) for at, one in enumerate(chart.bars) if at % every == 0]
    name = html.escape(clean(chart.title, 200))
    size = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT + _TOP + _BOTTOM:g}"'
    top = html.escape(max(chart.bars, key=lambda one: one.value or 0.0).says)
    parts.append(f'<text x="0" y="{_TOP - 6:g}" class="s">{top}</text>')
    return f'<svg {size} role="img" aria-label="{name}"><title>{name}</title>{"".join(parts)}</svg>'


def blocks(chart: Chart) -> tuple[str, ...]:
    """Draw a chart in two lines of text, the bars and what they are from and to; empty where no bar has a value.

    >>> print(*blocks(counts("t", [("mon", 2), ("tue", 0), ("wed", 16)])), sep="; ")
    ▂ █; mon to wed, most: wed 16
    >>> blocks(Chart(title="t", bars=(Bar(label="mon", value=None, says="nobody"),)))
    ()
    """
    known = [one for one in chart.bars if one.value]
    if not known:
        return ()
    most = max(known, key=lambda one: one.value or 0.0)
    drawn = "".join(_block(one.value, most.value or 1.0) for one in _merged(chart.bars))
    first, last, named = (clean(one.label, _LONGEST) for one in (chart.bars[0], chart.bars[-1], most))
    return drawn, f"{first} to {last}, most: {named} {clean(most.says, 60)}"


def _merged(bars: Sequence[Bar]) -> Sequence[Bar]:
    """Return no more bars than a line has room for: of several that share a place, the largest."""
    every = -(-len(bars) // _LINE)
    return [max(bars[at : at + every], key=lambda one: one.value or 0.0) for at in range(0, len(bars), every)]


def _block(value: float | None, most: float) -> str:
    if not value:
        return " " if value is None else _EMPTY
    return _BLOCKS[min(int(value / most * len(_BLOCKS)), len(_BLOCKS) - 1)]


def _bar(one: Bar, left: float, step: float, most: float) -> str:
    height = 0.0 if one.value is None else max(_HEIGHT * one.value / most, 1.0 if one.value else 0.0)
    says = html.escape(clean(f"{one.label}: {one.says}", 200))
    place = f'x="{left + step * 0.1:.1f}" y="{_TOP + _HEIGHT - height:.1f}" width="{step * 0.8:.1f}"'
    return f'<rect {place} height="{height:.1f}"><title>{says}</title></rect>'


def _label(one: Bar, middle: float) -> str:
    text = html.escape(clean(one.label, _LONGEST))
    return f'<text x="{middle:.1f}" y="{_TOP + _HEIGHT + 16:g}" text-anchor="middle">{text}</text>'


def shares(title: str, named: Sequence[tuple[str, float | None, int]]) -> Chart:
    """Return a chart of shares: (label, share 0 to 1 or None, of how many)."""
    return Chart(
        title=title,
        bars=tuple(
            Bar(label=label, value=share, says="none" if share is None else f"{share * 100:.0f} % of {of:,}")
            for label, share, of in named
        ),
    )


def counts(title: str, named: Sequence[tuple[str, int]]) -> Chart:
    """Return a chart of numbers."""
    return Chart(
        title=title, bars=tuple(Bar(label=label, value=float(count), says=f"{count:,}") for label, count in named)
    )
