"""Render: the same report five ways, and strangers' words harmless in each."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from alertd.report.render import Report, Said, Share, Span, Table, rendered

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EVIL = '=HYPERLINK("http://x")|<script>`\x1b[2J\u202e *a*'


def report(*cells: object) -> Report:
    """Return a report with one row."""
    columns = tuple(f"column {i}" for i in range(len(cells)))
    return Report(title="Title <b>", tables=(Table(title="", columns=columns, rows=(cells,)),), body={"n": 1})


def test_csv_is_for_programs() -> None:
    """Spans are seconds, shares 0 to 1, instants RFC 3339, and what is not known is empty."""
    rows = list(csv.reader(io.StringIO(rendered(report(AT, Span(90.0), Share(0.5), None, 12345), "csv"))))

    assert rows[1] == ["2026-11-02T09:00:00.000Z", "90.0", "0.5", "", "12345"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_csv_holds_no_formula(start: str) -> None:
    """A spreadsheet would run a text that begins so."""
    (_, (cell,)) = csv.reader(io.StringIO(rendered(report(f"{start}1+1"), "csv")))

    assert cell == f"'{start}1+1"


def test_a_negative_number_is_no_formula() -> None:
    """Numbers of ours stay numbers."""
    assert rendered(report(-3), "csv").endswith("\n-3\n")


def test_tables_are_for_people() -> None:
    """Spans and shares are spelled, and columns of numbers stand to the right."""
    text = rendered(report("who", Span(7440.0), Share(0.2963), None), "table")

    assert text.splitlines()[-1].split("  ")[0] == "who"
    assert "2 h 4 min" in text
    assert "30 %" in text


def test_html_holds_no_markup_of_others() -> None:
    """Neither in a cell nor in the title."""
    page = rendered(report(EVIL), "html")

    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_markdown_holds_no_markup_of_others() -> None:
    """A bar would end the cell, and HTML would pass through."""
    row = rendered(report(EVIL), "md").splitlines()[-1]

    assert row.count("|") - row.count("\\|") == 2
    assert "<script" not in row
    assert "\\*a\\*" in row


@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
def test_nothing_moves_the_cursor_or_hides(form: str) -> None:
    """Escape signs and bidi overrides are gone in each form."""
    text = rendered(report(EVIL), form)

    assert "\x1b" not in text
    assert "\u202e" not in text


def test_json_is_the_body_on_one_line() -> None:
    """Programs read one object a line."""
    text = rendered(report("x"), "json")

    assert json.loads(text) == {"n": 1}
    assert text.count("\n") == 1


def test_wide_letters_stand_in_straight_columns() -> None:
    """A Chinese letter takes two columns of a terminal: the next column begins at the same place in every row."""
    table = Table(title="", columns=("a", "b"), rows=(("警报", 7), ("storm", 12)), heads=("规则", "n"))
    lines = rendered(Report(title="t", tables=(table,), body={}), "table").splitlines()[2:]

    assert lines == ["规则    n", "警报    7", "storm  12"]


def test_a_count_as_its_language_writes_it() -> None:
    """People read the text, programs the number."""
    table = Table(title="", columns=("n",), rows=((Said(12345, "12.345"),),))
    shown = Report(title="t", tables=(table,), body={})

    assert "12.345" in rendered(shown, "table")
    assert rendered(shown, "csv") == "n\n12345\n"
