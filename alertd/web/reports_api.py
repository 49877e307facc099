"""/api/v1/reports: the tables of a report, for programs that draw them themselves."""

from __future__ import annotations

from aiohttp import web

from alertd.core.wording.contract import Json, instant
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.report_page import period_of
from alertd.web.responses import json_response
from alertd.web.settings import BACKEND

_AGAIN = 5  #: seconds after which what is being worked out may be asked for again


async def report(request: web.Request) -> web.Response:
    """Answer a report of a period; 202 while it is worked out beside the daemon, with when to ask again."""
    period = period_of(request)
    found = await request.app[BACKEND].report(request.match_info["name"], period.since, period.until)
    if found is None:
        waiting = json_response({"state": "working"}, status=202)
        waiting.headers["Retry-After"] = str(_AGAIN)
        return waiting
    tables = [_table(one) for one in found]
    return json_response({"since": instant(period.since), "until": instant(period.until), "tables": tables})


def _table(table: TypedTable) -> Json:
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: TypedCell) -> str | float | None:
    """Return a cell as programs read it: spans in seconds, shares from 0 to 1, instants as RFC 3339."""
    if cell.kind in ("number", "span", "share"):
        return cell.number
    return None if cell.kind == "none" else cell.text
