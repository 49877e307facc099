"""quiet: our own eyes closed: a source is silent, blind or out of budget."""

from __future__ import annotations

from alertd.core.rules.view import SourceSeen, Verdict, View
from alertd.model.page import SignalShown
from alertd.model.rule import Quiet
from alertd.model.source_state import SourceState

CLOSED = (SourceState.BLIND, SourceState.OUT_OF_BUDGET, SourceState.STOPPED)


def test(quiet: Quiet, view: View) -> Verdict:
    """Find the source that has been closed, or silent, for longest."""
    longer = quiet.longer_than.total_seconds()
    limit = f"longer than {longer / 60:g} min"
    watched = [(name, seen) for name, seen in sorted(view.sources.items()) if quiet.source in ("each", name)]
    worst: tuple[float, str, str] | None = None
    next_at: float | None = None
    for name, seen in watched:
        spell, why, due = _spell(quiet, view, seen, longer)
        if due is not None and due > view.now:
            next_at = due if next_at is None else min(next_at, due)
        if why and (worst is None or spell > worst[0]):
            worst = (spell, name, why)
    if worst is None:
        return Verdict(holds=False, limit=limit, next_at=next_at, note=f"{len(watched)} sources see")
    spell, name, why = worst
    shown = SignalShown(name=f"source {name}", value=round(spell), usual=None, unit="seconds", window=None, rarity=None)
    return Verdict(
        holds=spell >= longer,
        value=spell,
        limit=limit,
        stays=True,
        is_steady=True,
        shown=(shown,),
        next_at=next_at,
        note=f"{name}: {why}",
    )


def _spell(quiet: Quiet, view: View, seen: SourceSeen, longer: float) -> tuple[float, str, float | None]:
    """Return how long a source has not seen, why, and when it will have been too long."""
    if seen.state in CLOSED:
        note = f" ({seen.note})" if seen.note else ""
        return view.now - seen.since, f"{seen.state}{note}", seen.since + longer
    if seen.last_event is None or quiet.unless_usual:
        return 0.0, "", None
    silent = view.now - seen.last_event
    return silent, "silent" if silent >= longer else "", seen.last_event + longer
