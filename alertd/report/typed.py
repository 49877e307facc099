"""Typed cells: a report's tables as they go from the process that makes them to who shows them, each cell with what it is.

The page writes spans, shares and instants in the language and zone of its reader; a download gives them as plain numbers.
"""

from __future__ import annotations

from datetime import datetime

from alertd.model.value import Value, rfc3339
from alertd.report.render import Cell, Report, Share, Span

KINDS = ("none", "text", "number", "span", "share", "at")


class TypedCell(Value, frozen=True, kw_only=True):
    """One cell. kind: one of KINDS; number: of a number, of seconds or of a share (0 to 1); text: of a text or an instant (RFC 3339)."""

    kind: str
    text: str = ""
    number: float | None = None


class TypedTable(Value, frozen=True, kw_only=True):
    """One table. columns: as programs read them; the page has words for those that people ask for."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TypedCell, ...], ...]


def typed(report: Report) -> tuple[TypedTable, ...]:
    """Return the tables of a report.

    >>> typed_cell(Span(90.0)).kind, typed_cell("x").text, typed_cell(None).kind
    ('span', 'x', 'none')
    """
    return tuple(
        TypedTable(
            title=table.title,
            columns=table.columns,
            rows=tuple(tuple(typed_cell(cell) for cell in row) for row in table.rows),
        )
        for table in report.tables
    )


def typed_cell(cell: Cell) -> TypedCell:
    """Return one cell with what it is."""
    match cell:
        case None:
            return TypedCell(kind="none")
        case Span():
            return TypedCell(kind="span", number=float(cell))
        case Share():
            return TypedCell(kind="share", number=float(cell))
        case datetime():
            return TypedCell(kind="at", text=rfc3339(cell))
        case int() | float():
            return TypedCell(kind="number", number=float(cell))
        case _:
            return TypedCell(kind="text", text=str(cell))
