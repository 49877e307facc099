"""The numbers and posts a page shows: gathered once, when the page is decided."""

from __future__ import annotations

from alertd.core.incidents.incident_state import IncidentState
from alertd.core.rules.alert import Alert
from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.rules.lanes import LaneKey
from alertd.core.rules.watch_state import WatchState
from alertd.model.page import Evidence, SignalShown
from alertd.model.rule import Rule
from alertd.model.value import quantised

DEFAULT_WINDOW = 3600.0

Facts = dict[str, str | float | int | None]


def lead_alert(state: WatchState, rule: Rule, incident: IncidentState) -> Alert:
    """Return the alert that a page speaks of."""
    return state.alert(rule, incident.group)


def facts_of(state: WatchState, rule: Rule, alert: Alert, now: float) -> tuple[Facts, tuple[Evidence, ...]]:
    """Return the named numbers of the wording, and up to three telling posts."""
    lead = alert.shown[0] if alert.shown else None
    window = lead.window if lead and lead.window else DEFAULT_WINDOW
    at = now if alert.as_of is None else alert.as_of  # a burst that came late is told as it was
    mentions, known, negative = state.mood.over(at, window)
    emerging = tuple(one.term for one in state.emerging.emerging(now))
    about = frozenset(int(token, 16) for token in emerging)
    evidence = state.telling.pick(at, window, negative=_is_negative(rule), focus=alert.focus, about=about)
    facts: Facts = {
        "count": _count(lead, mentions),
        "usual": lead.usual if lead else None,
        "low": lead.low if lead else None,
        "high": lead.high if lead else None,
        "ratio": quantised(lead.value / lead.usual) if lead and lead.value is not None and lead.usual else None,
        "rarity": lead.rarity if lead else None,
        "unit": lead.unit if lead else "mentions",
        "window": window,
        "mentions": mentions,
        "negative_share": quantised(negative / known) if known else None,
        "authors": state.authors_in(LaneKey(of="all"), at, window),
    }
    if emerging:
        facts["emerging"] = " ".join(emerging)  # hashes: the words themselves are found in the quotes
    loudest = max(evidence, key=lambda e: e.reach or -1, default=None)
    if loudest is not None:
        facts["top_author"], facts["top_reach"] = loudest.author, loudest.reach
    newest = max((p.posted for p in state.telling.recent), default=None)
    if alert.as_of is not None:
        facts["late_seconds"] = round(now - at)
    elif newest is not None and now - newest > state.LATE_SHOWN:
        facts["late_seconds"] = round(now - newest)
    return facts, evidence


def _count(lead: SignalShown | None, mentions: int) -> float | int:
    return lead.value if lead is not None and lead.value is not None else mentions


def _is_negative(rule: Rule) -> bool:
    return any(known.mood(leaf) == "negative" for known, leaf in specifications_of(rule.when))
