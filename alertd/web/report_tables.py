"""Report tables for people: cells in the reader's language, beside what the period before had; and as a download. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from alertd.model.value import Value
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.row_words import RowWords

#: A spreadsheet takes a text that begins so for a formula, and runs it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Rows of a table on the page; the download has all.
_MOST = 15


class ShownCell(Value, frozen=True, kw_only=True):
    """A cell beside the one of the period before. before: None where there was none, or it says the same."""

    cell: TypedCell
    before: TypedCell | None = None


class ShownTable(Value, frozen=True, kw_only=True):
    """A table of the page. name: of its download; left_out: rows that only the download has."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    left_out: int = 0

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, and so stands to the right."""
        kinds = {row[column].cell.kind for row in self.rows} - {"none"}
        return column > 0 and kinds <= {"number", "span", "share"}


def shown(name: str, title: str, table: TypedTable, before: TypedTable | None, words: RowWords) -> ShownTable:
    """Return a table beside the same one of the period before; a column for which the reader has no word is called as programs call it."""
    earlier = {_name_of(row): row for row in before.rows} if before is not None else {}
    rows = []
    for row in table.rows[:_MOST]:
        was = earlier.get(_name_of(row), ())
        beside = [
            _beside(_said(cell, column, row[0].text, words), was[at] if at < len(was) else None)
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True))
        ]
        rows.append(tuple(beside))
    return ShownTable(
        name=name,
        title=title,
        columns=tuple(words.t.get(f"c_{column}", column.replace("_", " ")) for column in table.columns),
        rows=tuple(rows),
        left_out=max(0, len(table.rows) - _MOST),
    )


def _said(cell: TypedCell, column: str, group: str, words: RowWords) -> TypedCell:
    return cell.with_(text=words.said(column, group, cell.text)) if cell.kind == "text" else cell


def _name_of(row: Sequence[TypedCell]) -> tuple[str, ...]:
    """What a row is about: the texts it begins with."""
    names = []
    for cell in row:
        if cell.kind != "text":
            break
        names.append(cell.text)
    return tuple(names)


def _beside(cell: TypedCell, before: TypedCell | None) -> ShownCell:
    is_number = before is not None and before.kind in ("number", "span", "share")
    return ShownCell(cell=cell, before=before if is_number and before != cell else None)


def as_csv(table: TypedTable) -> str:
    """Return a table for spreadsheets and programs: spans in seconds, shares from 0 to 1; no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: TypedCell) -> str:
    if cell.kind == "none":
        return ""
    if cell.number is not None:
        return f"{cell.number:.6g}" if cell.number != int(cell.number) else f"{int(cell.number)}"
    return f"'{cell.text}" if cell.text.startswith(_FORMULA) else cell.text
