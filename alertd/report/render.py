"""Render: one report as text, CSV, JSON, Markdown or a page of its own.

What strangers and responders wrote is hostile in each of them: a cell never moves a terminal's cursor, never is a formula for a
spreadsheet, never is markup.
"""

from __future__ import annotations

import csv
import html
import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec

from alertd.core.wording.clean import clean
from alertd.model.value import Value, rfc3339
from alertd.report.bars import Chart, blocks, svg

WIDEST = 100  # characters of a cell
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}"
    "th,td{padding:.3rem .8rem;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "figure{margin:1.5rem 0}svg{width:100%;height:auto}svg rect{fill:#2b6cb0}svg text{font-size:12px;fill:currentColor}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}th,td{border-color:#444}}"
)

_HEAD = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
)

Cell = str | int | float | datetime | None


class Span(float):
    """Seconds, shown to people as they say it, and as a number to programs."""


class Share(float):
    """A share, shown to people in percent, and as a number to programs."""


class Said(int):
    """A count, shown to people as their language writes it, and as a number to programs."""

    text: str

    def __new__(cls, count: int, text: str) -> Self:
        """Keep what is shown beside the number."""
        made = super().__new__(cls, count)
        made.text = text
        return made


class Called(str):
    """A name as programs know it, shown to people as they call it."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, name: str, text: str) -> Self:
        """Keep what is shown beside the name."""
        made = super().__new__(cls, name)
        made.text = text
        return made


class Table(Value, frozen=True, kw_only=True):
    """Rows under named columns. Column names are read by programs too (CSV): they stay. heads: what people read instead."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    heads: tuple[str, ...] = ()

    @property
    def shown_heads(self) -> tuple[str, ...]:
        """What stands above the columns for people."""
        return self.heads or self.columns


class Report(Value, frozen=True, kw_only=True):
    """What a report says. lines: what stands above its tables; body: the same for programs (JSON). CSV is the first table.

    charts: drawn below the lines; in text each is a line of blocks. language: of what people read.
    """

    title: str
    tables: tuple[Table, ...]
    body: Any
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    language: str = "en"


def rendered(report: Report, form: str) -> str:
    """Return a report as table, csv, json, md or html, with its last line end."""
    write: dict[str, Callable[[Report], str]] = {
        "table": _text,
        "csv": _csv,
        "json": _json,
        "md": _markdown,
        "html": _html,
    }
    return write[form](report)


def duration(seconds: float) -> str:
    """Spell a duration in its two largest units.

    >>> duration(42), duration(754), duration(7440), duration(200000)
    ('42 s', '13 min', '2 h 4 min', '2 d 7 h')
    """
    if round(seconds) < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def shown(cell: Cell) -> str:
    """Spell a cell for people; what is not known is a dash.

    >>> shown(Share(0.4375)), shown(Span(90.0)), shown(None), shown(12345)
    ('44 %', '2 min', '-', '12,345')
    """
    match cell:
        case None:
            return "-"
        case Span():
            return duration(cell)
        case Share():
            return f"{cell * 100:.0f} %"
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        case float():
            return f"{cell:g}"
        case Said():
            return cell.text
        case Called():
            return clean(cell.text, WIDEST)
        case int():
            return f"{cell:,}"
        case _:
            return clean(str(cell), WIDEST)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float))


def _text(report: Report) -> str:
    parts = [clean(report.title, 400), *(clean(line, 400) for line in report.lines)]
    for title, drawn in _drawn(report):
        parts += ["", title, *drawn]
    for table in report.tables:
        if not table.rows:
            continue
        rows = [[shown(cell) for cell in row] for row in table.rows]
        widths = [max(_width(row[at]) for row in (table.shown_heads, *rows)) for at in range(len(table.columns))]
        is_right = [_is_right(table.rows, at) for at in range(len(table.columns))]
        parts += ["", table.title] if table.title else [""]
        parts += [
            "  ".join(_padded(c, w, r) for c, w, r in zip(row, widths, is_right, strict=True)).rstrip()
            for row in (table.shown_heads, *rows)
        ]
    parts += ["", *(clean(note, 400) for note in report.notes)] if report.notes else []
    return "\n".join(parts) + "\n"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese, Japanese and Korean letters take two (Unicode TR11)."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def _padded(text: str, width: int, is_right: bool) -> str:  # noqa: FBT001 - a column's trait, beside its width
    gap = " " * (width - _width(text))
    return gap + text if is_right else text + gap


def _drawn(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Return the charts that have something to show, as lines of text, each with its title."""
    return [(clean(chart.title, 200), lines) for chart in report.charts if (lines := blocks(chart))]


def _is_right(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    known = [row[at] for row in rows if row[at] is not None]
    return bool(known) and all(_is_number(cell) for cell in known)


def _csv(report: Report) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    table = report.tables[0]
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: Cell) -> Cell:
    match cell:
        case datetime():
            return rfc3339(cell)
        case str():
            return no_formula(clean(cell, 4000))
        case float():
            return round(float(cell), 6)  # a plain float: Span and Share are ours
        case _:
            return cell


def no_formula(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula, and run (OWASP, CSV injection).

    >>> no_formula("=1+1"), no_formula("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _json(report: Report) -> str:
    return msgspec.json.encode(report.body).decode() + "\n"


def _markdown(report: Report) -> str:
    parts = [f"# {_escaped(clean(report.title, 400))}", ""]
    parts += [line for told in report.lines for line in (_escaped(clean(told, 400)), "")]
    for title, drawn in _drawn(report):
        parts += [_escaped(title), "", "```text", *(line.replace("`", "'") for line in drawn), "```", ""]
    for table in report.tables:
        if not table.rows:
            continue
        parts += [f"## {_escaped(table.title)}", ""] if table.title else []
        rules = ["---:" if _is_right(table.rows, at) else "---" for at in range(len(table.columns))]
        rows = [table.shown_heads, rules, *([_escaped(shown(cell)) for cell in row] for row in table.rows)]
        parts += [f"| {' | '.join(row)} |" for row in rows]
        parts.append("")
    parts += [line for note in report.notes for line in (_escaped(clean(note, 400)), "")]
    return "\n".join(parts).rstrip("\n") + "\n"


def _escaped(text: str) -> str:
    """Take a text's power over Markdown, and over the HTML that Markdown lets through."""
    return "".join(f"\\{sign}" if sign in r"\`*_[]#|!~>" else sign for sign in text).replace("<", "&lt;")


def _html(report: Report) -> str:
    title = html.escape(clean(report.title, 400))
    parts = [
        f"{_HEAD.format(language=report.language)}<title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        *(f"<p>{html.escape(clean(line, 400))}</p>" for line in report.lines),
    ]
    parts += [
        f"<figure><figcaption>{html.escape(chart.title)}</figcaption>{drawn}</figure>"
        for chart in report.charts
        if (drawn := svg(chart))
    ]
    for table in report.tables:
        if not table.rows:
            continue
        parts += [f"<h2>{html.escape(table.title)}</h2>"] if table.title else []
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in table.shown_heads)
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
        parts += [f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows]
        parts.append("</tbody></table>")
    parts += [f"<p>{html.escape(clean(note, 400))}</p>" for note in report.notes]
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _cell(cell: Cell) -> str:
    kind = ' class="n"' if _is_number(cell) else ""
    return f"<td{kind}>{html.escape(shown(cell))}</td>"
