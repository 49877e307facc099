"""The pictures of an incident's page: its last minutes, hours and day, the one that tells most first, and the day as a table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from alertd.core.wording.languages import language
from alertd.core.wording.numbers import span
from alertd.model.value import Value
from alertd.report.pulse import Curve
from alertd.web import charts
from alertd.web.charts import Mark
from alertd.web.words import Words

_MINUTES = 30
_ZOOM = 36  # buckets: three hours
#: So long after it began the minutes tell more than the hours.
_FRESH = timedelta(hours=3)


class Hour(Value, frozen=True, kw_only=True):
    """A row of the chart's table. usual: "low to high" in whole posts, "" while unknown."""

    at: datetime
    total: int
    negative: int
    usual: str


def pictures(
    curve: Curve | None,
    marks: Sequence[Mark],
    called: str,
    t: Words,
    zone: ZoneInfo,
    *,
    age: timedelta,
    is_over: bool,
    link: str,
) -> dict[str, Any]:
    """Return the charts, each with its heading, and what stands around them. called: its watch, as people call it.

    age: since it was opened. is_over: nothing is still filling. link: where a bar leads, "" where it leads nowhere.
    """
    if curve is None:
        return {"drawn": [], "has_counted": False, "is_running": False, "marks": [], "hours": []}
    shown = curve.with_(recent=None) if is_over else curve
    tongue = language(t.code)

    def drawn(part: Curve) -> tuple[str, Markup]:
        whole = part.step * len(part.total)
        heading = t["day_chart"] if whole == 86400 else t.fill("last_span", span=span(tongue, whole))
        title = charts.in_words(part, called, t, tongue)
        return heading, charts.day_chart(part, marks, zone, title=title, words=t, link=link)

    hours, day, minutes = drawn(shown.last(_ZOOM)), drawn(shown), shown.minutes(_MINUTES)
    order = [hours, day] if age < _FRESH * 4 else [day, hours]
    if minutes is not None:
        order.insert(0 if age < _FRESH else 2, drawn(minutes))
    return {
        "drawn": [day, hours] if is_over else order,
        "has_counted": any(curve.counted),
        "is_running": shown.filled < 1,
        "marks": list(dict.fromkeys(mark.kind for mark in marks if mark.at >= curve.begins_at)),
        "hours": _hours(curve),
    }


def _hours(curve: Curve) -> list[Hour]:
    """Return the day hour by hour, the newest first, for who reads no pictures."""
    each = 3600 // curve.step
    found = []
    for first in range(0, len(curve.total), each):
        part = slice(first, first + each)
        usual = [band for band in curve.usual[part] if band is not None]
        known = len(usual) == len(curve.usual[part])
        found.append(
            Hour(
                at=curve.at(first),
                total=sum(curve.total[part]),
                negative=sum(curve.negative[part]),
                usual=f"{round(sum(b[0] for b in usual))}–{round(sum(b[2] for b in usual))}" if known else "",
            )
        )
    return found[::-1]
