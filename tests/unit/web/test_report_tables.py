"""The tables of a report: beside the period before, and as a download."""

from __future__ import annotations

import csv
import io

import pytest

from alertd.report.typed import TypedCell, TypedTable
from alertd.web.report_tables import as_csv, shown
from alertd.web.words import WORDS


def text(value: str) -> TypedCell:
    """Return a text."""
    return TypedCell(kind="text", text=value)


def number(value: float, kind: str = "number") -> TypedCell:
    """Return a number."""
    return TypedCell(kind=kind, number=value)


def table(*rows: tuple[TypedCell, ...], columns: tuple[str, ...] = ("rule", "fired", "median_ack_s")) -> TypedTable:
    """Return a table of rules."""
    return TypedTable(title="", columns=columns, rows=rows)


def test_each_number_stands_beside_the_one_of_the_same_name_before() -> None:
    """By what the row is about, not by where it stands; what is new, gone or the same has nothing beside it."""
    now = table((text("storm"), number(4), number(60, "span")), (text("mood"), number(2), TypedCell(kind="none")))
    before = table((text("old"), number(9), number(9, "span")), (text("storm"), number(7), number(60, "span")))
    rows = shown("rules", "Rules", now, before, WORDS["en"]).rows
    assert rows[0][1].before == number(7)
    assert rows[0][2].before is None
    assert all(cell.before is None for cell in rows[1])


def test_names_are_never_held_against_each_other() -> None:
    """A severity that changed is no number that moved."""
    now, before = table((text("storm"), text("crisis"), number(1))), table((text("storm"), text("urgent"), number(1)))
    assert all(cell.before is None for row in shown("rules", "", now, before, WORDS["en"]).rows for cell in row)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_columns_are_called_in_the_readers_language(code: str) -> None:
    """One that has no word yet is called as programs call it, without underscores."""
    made = shown("rules", "", table(columns=("rule", "median_ack_s", "brand_new_column")), None, WORDS[code])
    assert made.columns == (WORDS[code]["c_rule"], WORDS[code]["c_median_ack_s"], "brand new column")


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_download() -> None:
    """And the page says how many rows it left out."""
    long = table(*((text(f"rule {n}"), number(n), number(n, "span")) for n in range(100)))
    made = shown("rules", "", long, None, WORDS["en"])
    assert len(made.rows) + made.left_out == 100
    assert len(as_csv(long).splitlines()) == 101


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.example")'])
def test_no_cell_of_a_download_is_a_formula(evil: str) -> None:
    """Names come from strangers, and a spreadsheet runs what begins like a formula."""
    (_, row) = csv.reader(io.StringIO(as_csv(table((text(evil), number(-3), number(0.25, "share"))))))
    assert row == [f"'{evil}", "-3", "0.25"]
