"""Bars: a chart of a report as SVG, for a page that stands by itself: no script, and each bar's number also in words. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence

from alertd.core.wording.clean import clean
from alertd.model.value import Value

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 720.0, 160.0, 18.0, 22.0
_LABELS = 12  # under the bars; more run into each other
_LONGEST = 24  # characters of a label


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
