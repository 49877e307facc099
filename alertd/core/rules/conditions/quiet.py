"""quiet: our own eyes closed: a source is blind, out of budget, or silent for longer than is usual at this hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alertd.core.rules.specification import Specification
from alertd.core.rules.spelling import Spelling
from alertd.core.rules.verdict import Verdict
from alertd.model.page import SignalShown
from alertd.model.rule import Quiet
from alertd.model.source_state import SourceState

if TYPE_CHECKING:
    from alertd.core.rules.view import View

#: With `unless_usual` a silence must be one that is expected less than once in so many days at this hour.
UNUSUAL_DAYS = 7.0


class Spell(NamedTuple):
    """How long a source has not seen, why, and when it will have been too long (None: only an event changes it)."""

    seconds: float
    why: str
    due: float | None


def test(quiet: Quiet, view: View) -> Verdict:
    """Find the source that has been closed, or silent, for longest."""
    longer = quiet.longer_than.total_seconds()
    limit = f"longer than {longer / 60:g} min"
    names = sorted({*view.eyes.seen, *view.eyes.quiet})
    spells = [(name, _spell(quiet, view, name, longer)) for name in names if quiet.source in ("each", name)]
    next_at = min((s.due for _, s in spells if s.due is not None and s.due > view.now), default=None)
    told = [(name, spell) for name, spell in spells if spell.why]
    if not told:
        return Verdict(holds=False, limit=limit, next_at=next_at, note=f"{len(spells)} sources see")
    name, worst = max(told, key=lambda one: (one[1].seconds, one[0]))
    shown = SignalShown(
        name=f"source {name}", value=round(worst.seconds), usual=None, unit="seconds", window=None, rarity=None
    )
    return Verdict(
        holds=worst.seconds >= longer,
        value=worst.seconds,
        limit=limit,
        stays=True,
        is_steady=True,
        shown=(shown,),
        next_at=next_at,
        note=f"{name}: {worst.why}",
    )


def _spell(quiet: Quiet, view: View, name: str, longer: float) -> Spell:
    seen = view.eyes.seen.get(name)
    if seen is not None and seen.state.is_sightless:
        note = f" ({seen.note})" if seen.note else ""
        return Spell(view.now - seen.since, f"{seen.state}{note}", seen.since + longer)
    lane = view.eyes.quiet.get(name)
    if lane is None or (seen is not None and seen.state is SourceState.STOPPED):
        return Spell(0.0, "", None)  # nothing was ever brought, or the source has come to its end
    reading = lane.reading(view.now)
    last = view.now - reading.value
    if not quiet.unless_usual:
        return Spell(reading.value, "silent" if reading.value >= longer else "", last + longer)
    rare_at = lane.rare_after(view.now, UNUSUAL_DAYS)
    if rare_at is None:
        return Spell(reading.value, "", None)
    due = max(last + longer, rare_at)
    usual = f", usually every {reading.usual / 60:.1f} min" if reading.usual else ""
    return Spell(reading.value, f"silent{usual}" if view.now >= due else "", due)


def sentence(quiet: Quiet, say: Spelling) -> str:
    """Read it back as a clause."""
    name = say("source", quiet.source)
    source = "each source by itself" if name == "each" else f"the source {name}"
    usual = say("unless_usual", "true" if quiet.unless_usual else "false")
    unless = " unless that is usual at this time" if quiet.unless_usual else " even where that is usual"
    return f"{source} is silent, blind or out of budget for longer than {say('longer_than', quiet.longer_than)},{unless} ({usual})"


SPECIFICATION = Specification(
    value=Quiet,
    sentence=sentence,
    test=test,
    is_timed=True,
    is_of_ourselves=True,
    is_divisible=False,
    needs_no_sources=True,
)
