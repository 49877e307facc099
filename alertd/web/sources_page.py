"""/sources: how well each source sees now, what it brought and cost, and how much of each of the last hours it saw."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from aiohttp import web

from alertd.model.value import Value
from alertd.report.typed import TypedTable
from alertd.web import rendering
from alertd.web.backend import SourceStanding
from alertd.web.settings import BACKEND, CLOCK
from alertd.web.turns import in_turn

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class HourSeen(Value, frozen=True, kw_only=True):
    """One hour of a source. share: how much of it was seen, 0 to 1; None before it was there. level: 0 to 4, for the colour."""

    at: datetime
    share: float | None

    @property
    def level(self) -> int:
        """How well, coarsely: only a whole hour is 4.

        >>> [HourSeen(at=datetime.max, share=share).level for share in (1.0, 0.999, 0.5, 0.0)]
        [4, 3, 2, 0]
        """
        return 0 if not self.share else 4 if self.share >= 1.0 else 1 + min(2, int(self.share * 3))


class SourceShown(Value, frozen=True, kw_only=True):
    """A source. saw: share of the day; mentions: what it brought in it; said: what it said last when all was not well."""

    name: str
    standing: SourceStanding
    hours: tuple[HourSeen, ...] = ()
    saw: float | None = None
    mentions: int | None = None
    said: str = ""

    @property
    def known(self) -> int:
        """Of how many hours it is known; before that the source was not there, and nothing is said of those."""
        return sum(one.share is not None for one in self.hours)


@in_turn
async def sources(request: web.Request) -> web.Response:
    """Show how well each source sees."""
    backend, now = request.app[BACKEND], request.app[CLOCK].now()
    until = now.replace(minute=0, second=0, microsecond=0) + _HOUR
    covered, told = await asyncio.gather(
        backend.report("coverage", until - _DAY, until), backend.report("sources", until - _DAY, until)
    )
    hours, rows = _hours(covered), _rows(told)
    shown = [
        SourceShown(
            name=name,
            standing=standing,
            hours=hours.get(name, ()),
            saw=_share(hours.get(name, ())),
            mentions=rows.get(name, (None, ""))[0],
            said=rows.get(name, (None, ""))[1],
        )
        for name, standing in sorted(backend.readiness().sources.items())
    ]
    return rendering.screen(
        request, "sources.html", page="sources", live="/live", sources=shown, is_pending=covered is None or told is None
    )


def _hours(tables: Sequence[TypedTable] | None) -> dict[str, tuple[HourSeen, ...]]:
    found: dict[str, list[HourSeen]] = {}
    for name, at, share in tables[0].rows if tables else ():
        found.setdefault(name.text, []).append(HourSeen(at=datetime.fromisoformat(at.text), share=share.number))
    return {name: tuple(hours) for name, hours in found.items()}


def _share(hours: Sequence[HourSeen]) -> float | None:
    known = [one.share for one in hours if one.share is not None]
    return sum(known) / len(known) if known else None


def _rows(tables: Sequence[TypedTable] | None) -> dict[str, tuple[int | None, str]]:
    """Return what each source brought, and what it said last."""
    if not tables or not {"source", "mentions", "said"} <= set(tables[0].columns):
        return {}
    at = {name: tables[0].columns.index(name) for name in ("source", "mentions", "said")}
    return {
        row[at["source"]].text: (
            None if row[at["mentions"]].number is None else int(row[at["mentions"]].number or 0),
            row[at["said"]].text,
        )
        for row in tables[0].rows
    }
