"""Bars of a report: as high as their value, with the value in words, and harmless whatever they are called."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from alertd.report.bars import Bar, Chart, counts, shares, svg


def heights(drawn: str) -> list[float]:
    """Return the heights of the bars."""
    return [float(found) for found in re.findall(r'height="([\d.]+)"', drawn)]


def test_bars_are_in_proportion() -> None:
    """The highest fills the chart; half of it is half as high; nothing is no bar."""
    assert heights(svg(counts("t", [("mon", 4), ("tue", 2), ("wed", 0)]))) == [160.0, 80.0, 0.0]


def test_a_share_says_of_how_many() -> None:
    """30 % of two is another thing than 30 % of two thousand; where there was none, it says so."""
    chart = shares("t", [("08", 0.3, 2000), ("09", None, 0)])

    assert [one.says for one in chart.bars] == ["30 % of 2,000", "none"]
    assert "<title>08: 30 % of 2,000</title>" in svg(chart)


def test_many_bars_do_not_write_over_each_other() -> None:
    """A quarter of a year has 90 bars and twelve labels at the most."""
    drawn = svg(counts("t", [(f"2026-01-{day:02}", 1) for day in range(90)]))

    assert drawn.count("<rect") == 90
    assert drawn.count('text-anchor="middle"') <= 12


@given(st.lists(st.tuples(st.text(max_size=40), st.floats(0, 1e12) | st.none()), max_size=12), st.text(max_size=60))
def test_whatever_it_is_called_it_is_sound_xml(named: list[tuple[str, float | None]], title: str) -> None:
    """Labels come from strangers: languages, accounts, names of watches."""
    drawn = svg(Chart(title=title, bars=tuple(Bar(label=label, value=value, says="x") for label, value in named)))

    if drawn:
        root = ET.fromstring(drawn)
        assert all(0.0 <= height <= 160.0 for height in heights(drawn))
        assert {one.tag for one in root.iter()} <= {"svg", "title", "rect", "text"}
