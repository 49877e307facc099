"""A page as other programs read it: the body of a webhook, a line of `--pages`, a row of the outbox."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

import msgspec

from alertd.core.wording.clean import clean
from alertd.model.incident import Incident, Stale
from alertd.model.page import Evidence, Listed, Page, SignalShown
from alertd.model.value import rfc3339

_QUOTE = 2_000  # characters of a post that leave the house

_encoder = msgspec.json.Encoder()


def payload(
    page: Page,
    quotes: Mapping[tuple[str, str], str],
    link: str,
    title: str,
    text: str,
    *,
    is_repeat: bool,
    sent_at: datetime | None,
) -> bytes:
    """Return the page as contract JSON: every key, always in the same order, so that equal pages are equal bytes.

    Only a list has `incidents`, and only what was held back (quiet hours, a limit) has `held_until`, when it may go out.
    """
    body: dict[str, object] = {
        "page_id": page.page_id,
        "kind": page.kind.value,
        "at": rfc3339(page.at),
        "incident": page.incident,
        "round": page.round,
        "pass": page.number,
        "policy": page.policy,
        "step": page.step,
        "rule": page.rule,
        "rules": list(page.rules),
        "watch": page.watch,
        "severity": page.severity.value,
        "to": page.to,
        "channel": page.channel,
        "title": title,
        "text": text,
        "link": link,
        "signals": [_signal(signal) for signal in page.signals],
        "evidence": [_evidence(post, quotes) for post in page.evidence],
        "reasons": list(page.reasons),
        "repeat": is_repeat,
        "latency": {
            "posted_at": _instant(page.posted_at),
            "seen_at": _instant(page.seen_at),
            "decided_at": rfc3339(page.at),
            "sent_at": _instant(sent_at),
        },
    }
    if page.listed:
        body["incidents"] = [_listed(one) for one in page.listed]
    if page.hold_until is not None:
        body["held_until"] = rfc3339(page.hold_until)
    return _encoder.encode(body)


def _listed(one: Listed) -> dict[str, object]:
    return {
        "page_id": one.page_id,
        "incident": one.incident,
        "kind": one.kind.value,
        "at": rfc3339(one.at),
        "watch": one.watch,
        "severity": one.severity.value,
        "round": one.round,
        "pass": one.number,
        "policy": one.policy,
        "step": one.step,
        "rule": one.rule,
        "rule_name": one.rule_name,
        "link": one.link,
    }


def _signal(signal: SignalShown) -> dict[str, object]:
    return {
        "name": signal.name,
        "value": _finite(signal.value),
        "usual": _finite(signal.usual),
        "unit": signal.unit,
        "window": _finite(signal.window),
        "rarity": _finite(signal.rarity),
    }


def _evidence(post: Evidence, quotes: Mapping[tuple[str, str], str]) -> dict[str, object]:
    """Return a telling post; its text is null when it was erased."""
    quote = quotes.get((post.platform, post.id))
    return {
        "id": post.id,
        "platform": post.platform,
        "author": clean(post.author, 200),
        "reach": post.reach,
        "sentiment": _finite(post.sentiment),
        "url": None if post.url is None else clean(post.url, _QUOTE),
        "text": None if quote is None else clean(quote, _QUOTE),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _instant(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


Json = dict[str, object]


def instant(at: datetime | None) -> str | None:
    """Write an instant, or null."""
    return rfc3339(at) if at else None


def to_json(incident: Incident) -> Json:
    """Write an incident: every key of the contract, also those that are still null."""
    return {
        "id": incident.id,
        "watch": incident.watch,
        "severity": incident.severity.value,
        "state": incident.state.value,
        "opened_at": instant(incident.opened_at),
        "acknowledged_at": instant(incident.acknowledged_at),
        "planned_at": instant(incident.planned_at),
        "solved_at": instant(incident.solved_at),
        "closed_at": instant(incident.closed_at),
        "by": dict(incident.by),
        "rounds": incident.rounds,
        "rules": list(incident.rules),
        "peak": dict(incident.peak),
        "pages": incident.pages,
        "group": incident.group,
        "code": incident.code,
        "is_firing": incident.is_firing,
        "stale": stale(incident.stale),
        "assignee": incident.assignee,
        "notes": list(incident.notes),
        "snoozed_until": instant(incident.snoozed_until),
        "first_acknowledged_at": instant(incident.first_acknowledged_at),
        "judgements": dict(incident.judgements),
        "verdict": incident.verdict,
        "together": list(incident.together),
        "pinned": list(incident.pinned),
        "left_out": list(incident.left_out),
        "is_drill": incident.is_drill,
        "first_taken_by": incident.first_taken_by,
        "first_taken_via": incident.first_taken_via,
        "sampled": dict(incident.sampled),
    }


def stale(seen: Stale | None) -> Json | None:
    """Write since when nobody sees whether an incident goes on, or null."""
    if seen is None:
        return None
    return {
        "since": instant(seen.since),
        "sources": list(seen.sources),
        "rules": list(seen.rules),
        "text": seen.text,
    }
