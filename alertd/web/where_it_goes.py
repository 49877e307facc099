"""Where an incident goes, in words: rising, falling, steady; stopped at an instant; back to what is usual. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from alertd.core.wording.languages.table import Language
from alertd.core.wording.numbers import span
from alertd.report.pulse import STEP, Curve
from alertd.report.trend import trend
from alertd.web.words import Words

_NUMBERS = {"stopped": "trend_stopped", "usual": "trend_usual"}


def where_it_goes(curve: Curve, until: datetime, t: Words, tongue: Language, zone: ZoneInfo) -> tuple[str, str, str]:
    """Return where it goes: a word, the numbers behind it, and what the style sheet calls it. zone: of the reader's clock."""
    seen = trend(curve, until)
    posts = {"now": round(seen.now), "negative": round(seen.negative), "before": round(seen.before)}
    numbers = _NUMBERS.get(seen.way, "trend_height" if seen.is_height else "trend")
    spans = {"span": span(tongue, seen.span if seen.span < 60 else seen.span // 60 * 60)}
    if seen.since is None:
        return t[seen.way], t.fill(numbers, **spans, **posts), seen.way
    if seen.way == "stopped":
        spans["five"] = span(tongue, STEP)
    word = t.fill("stopped_at" if seen.way == "stopped" else "usual_since", at=f"{seen.since.astimezone(zone):%H:%M}")
    shown = {name: posts[name] for name in ("now", "before")}
    return word, t.fill(numbers, **spans, **shown), seen.way
