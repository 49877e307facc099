"""Lint of sources against rules: a rule whose only sources are slower than what it looks at."""

from __future__ import annotations

from datetime import timedelta

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.signals.lateness import MOST_LATE
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.references import conditions
from alertd.rulefile.rules import PlacedRule
from alertd.rulefile.sources import SourceSetting
from alertd.sources.registry import behind
from alertd.yamlform.findings import listed
from alertd.yamlform.nodes import Table, Text

_WINDOWS = ("window", "within")  #: the keys of a condition that say in what time it counts


def lint_sources(files: FileSet) -> None:
    """Warn of each rule that all its sources are too slow for; what comes by itself, or from a plug-in, is not slow."""
    values = files.settings.values if files.settings is not None else None
    sources: tuple[SourceSetting, ...] = (values or {}).get("sources", ())
    for placed in files.rules if sources else ():
        if placed.rule.enabled:
            _slower(placed, [one for one in sources if _feeds(one, placed)])


def _feeds(source: SourceSetting, placed: PlacedRule) -> bool:
    only = placed.rule.only
    if only is None:
        return True
    own = {source.kind, *(source.platforms or ())}
    return (not only.sources or source.name in only.sources) and (not only.platforms or bool(own & {*only.platforms}))


def _slower(placed: PlacedRule, sources: list[SourceSetting]) -> None:
    found = {source.name: behind(source) for source in sources}
    slow = {name: seconds for name, seconds in found.items() if seconds is not None}
    if not found or len(slow) < len(found):
        return
    least = min(slow.values())
    windows = [
        span.total_seconds()
        for _, leaf in specifications_of(placed.rule.when)
        for span in (getattr(leaf, name, None) for name in _WINDOWS)
        if isinstance(span, timedelta)
    ]
    spikes = any(known.name == "spike" for known, _ in specifications_of(placed.rule.when))
    shortest = min(windows, default=MOST_LATE if spikes else float("inf"))
    if least <= shortest:
        return
    fastest = min(slow, key=lambda name: (slow[name], name))
    if windows:
        what = f"its window of {shortest / 60:g} min"
    else:
        what = f"the {shortest / 60:g} min after which nothing is a burst any more"
    text = (
        f"all that this rule can see ({listed(sorted(slow))}) comes later than {what}: "
        f"the fastest, {fastest}, is up to {least / 60:g} min behind"
    )
    place = _place(placed)
    advice = "ask more often (every: 1m), widen the window, or add a source that is live; a late burst is told late"
    placed.file.warn(place.place, "slow-sources", text, advice)


def _place(placed: PlacedRule) -> Text:
    for _, table in conditions(placed.table.get("when")):
        for name in _WINDOWS:
            key = table.key(name) if isinstance(table, Table) else None
            if key is not None:
                return key
    return placed.table.key("when") or placed.text("name")
