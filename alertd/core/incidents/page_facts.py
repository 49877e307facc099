"""The numbers and posts a page shows: gathered once, when the page is decided."""

from __future__ import annotations

from alertd.core.incidents.incident_state import IncidentState
from alertd.core.rules.alert import Alert
from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.core.rules.lanes import LaneKey
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.evidence import Post
from alertd.model.commands import Burst, Spoken
from alertd.model.page import Evidence, SignalShown
from alertd.model.rule import Coordinated, Rule
from alertd.model.value import quantised

DEFAULT_WINDOW = 3600.0
LOUD = 10_000  #: people; what so many see is what others speak of

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
    facts |= _acting_together(state, rule, now, window)
    loudest = max(evidence, key=lambda e: e.reach or -1, default=None)
    if loudest is not None:
        facts["top_author"], facts["top_reach"] = loudest.author, loudest.reach
    newest = max((p.posted for p in state.telling.recent), default=None)
    if alert.as_of is not None:
        facts["late_seconds"] = round(now - at)
    elif newest is not None and now - newest > state.LATE_SHOWN:
        facts["late_seconds"] = round(now - newest)
    return facts, evidence


def burst_of(state: WatchState, rule: Rule, alert: Alert, now: float) -> Burst | None:
    """Return where the words are found that say what a page is about; None if nobody wrote anything of late."""
    lead = alert.shown[0] if alert.shown else None
    posts = state.telling.burst(
        now, lead.window if lead and lead.window else DEFAULT_WINDOW, negative=_is_negative(rule)
    )
    focus = None if alert.focus is None else _spoken(alert.focus)
    if not posts and focus is None:
        return None
    new, usual = state.emerging.heard(now)
    said = {token for post in posts for token in post.tokens}
    return Burst(
        posts=tuple(map(_spoken, posts)),
        focus=focus,
        new=frozenset(token for token in map(_token, new) if token in said),
        usual=frozenset(token for token in map(_token, usual) if token in said),
        own=(state.watch.name, *state.watch.terms),
    )


def _spoken(post: Post) -> Spoken:
    return Spoken(platform=post.platform, id=post.id, language=post.language, is_loud=(post.audience or 0) >= LOUD)


def _token(written: str) -> int:
    return int(written, 16)


def _acting_together(state: WatchState, rule: Rule, now: float, window: float) -> Facts:
    """Return the group that makes up a large part of what a page counts, if there is one: a reader must not take forty hands for a crowd.

    The limits are those of the watch's rule that annotates, else what `coordinated` asks for by itself.
    """
    if any(isinstance(leaf, Coordinated) for _, leaf in specifications_of(rule.when)):
        return {}  # the page is about it already
    leaves = (leaf for one in state.rules for _, leaf in specifications_of(one.when))
    limits = next((leaf for leaf in leaves if isinstance(leaf, Coordinated) and leaf.annotate), Coordinated())
    group = state.together.largest(now, window)
    if group is None or group.accounts < limits.accounts or group.share < limits.share:
        return {}
    made = {} if group.made is None else {"ring_made": group.made[0], "ring_days": group.made[1]}
    return {
        "ring_accounts": group.accounts,
        "ring_posts": group.posts,
        "ring_of": group.of,
        "ring_voices": group.voices,
        **made,
    }


def _count(lead: SignalShown | None, mentions: int) -> float | int:
    return lead.value if lead is not None and lead.value is not None else mentions


def _is_negative(rule: Rule) -> bool:
    return any(known.mood(leaf) == "negative" for known, leaf in specifications_of(rule.when))
