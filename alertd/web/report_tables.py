"""Report tables for people: cells in the reader's language, beside what the period before had; and as a download. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from alertd.model.value import Value
from alertd.report.render import no_formula
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.row_words import RowWords

#: Rows of a table that are open on the page, and those folded under them; the download has all.
_MOST, _MOST_FOLDED = 15, 200
#: Columns that together say what a row is about, by the first two of a table: which of them is its name, and which only says of what kind.
#: On a phone they share the one cell that stays in view while the numbers are pulled by.
_HEADS: dict[tuple[str, ...], tuple[int, ...]] = {
    ("by", "name"): (1, 0),
    ("watch", "author"): (1, 0),
    ("rule", "severity"): (0, 1),
}
#: What says most of a row, in this order: so many columns of a table are shown on a phone, the others on demand.
_TELLING = (
    "kept", "median_s", "within_1h", "missed", "fired", "pages", "precision", "mentions", "authors", "unique_reach", "audience",
    "conversations", "median", "p90", "accepted", "dead",
)  # fmt: skip
_MOST_TELLING = 3
#: Columns by which what was worth most comes first, the first of them before the others; a row with none of them is folded.
_WORTH = ("pages", "fired")


class ShownCell(Value, frozen=True, kw_only=True):
    """A cell beside the one of the period before. before: None where there was none, or it says the same."""

    cell: TypedCell
    before: TypedCell | None = None


class ShownTable(Value, frozen=True, kw_only=True):
    """A table of the page. name: of its download; folded: rows that open on demand; left_out: those that only the download has.

    head: the columns that say what a row is about, its name first; telling: those that say most of it, all where they are few.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    folded: tuple[tuple[ShownCell, ...], ...] = ()
    left_out: int = 0
    head: tuple[int, ...] = (0,)
    telling: tuple[int, ...] = ()

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers, and so stands to the right."""
        kinds = {row[column].cell.kind for row in self.rows} - {"none"}
        return column > 0 and kinds <= {"number", "span", "share"}


def shown(name: str, title: str, table: TypedTable, before: TypedTable | None, words: RowWords) -> ShownTable:
    """Return a table beside the same one of the period before; a column for which the reader has no word is called as programs call it."""
    earlier = {_name_of(row): row for row in before.rows} if before is not None else {}
    ordered, telling = _by_worth(table)
    rows = []
    for row in ordered[: _MOST + _MOST_FOLDED]:
        was = earlier.get(_name_of(row), ())
        beside = [
            _beside(_said(cell, column, row[0].text, words), was[at] if at < len(was) else None)
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True))
        ]
        rows.append(tuple(beside))
    opened, head = min(telling, _MOST), _HEADS.get(tuple(table.columns[:2]), (0,))
    return ShownTable(
        name=name,
        title=title,
        columns=tuple(words.t.get(f"c_{column}", column.replace("_", " ")) for column in table.columns),
        rows=tuple(rows[:opened]),
        folded=tuple(rows[opened:]),
        left_out=len(ordered) - len(rows),
        head=head,
        telling=_telling(table.columns, head),
    )


def _telling(columns: Sequence[str], head: Sequence[int]) -> tuple[int, ...]:
    """Return which columns say most of a row; all of them where no more are left than fit, or where nobody has said which."""
    others = [at for at in range(len(columns)) if at not in head]
    known = [columns.index(name) for name in _TELLING if name in columns]
    return tuple(others) if len(others) <= _MOST_TELLING or not known else tuple(sorted(known[:_MOST_TELLING]))


def _by_worth(table: TypedTable) -> tuple[Sequence[Sequence[TypedCell]], int]:
    """Return the rows of rules with those that paged first, and how many of them did anything; those of other tables as they stand."""
    if not set(_WORTH) <= set(table.columns) or table.columns[0] != "rule":
        return table.rows, len(table.rows)
    columns = [table.columns.index(name) for name in _WORTH]
    worth = {id(row): tuple(row[at].number or 0.0 for at in columns) for row in table.rows}
    ordered = sorted(table.rows, key=lambda row: worth[id(row)], reverse=True)
    return ordered, sum(any(worth[id(row)]) for row in ordered)


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
    return no_formula(cell.text)
