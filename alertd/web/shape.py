"""Values as the JSON that programs rely on (docs/http.md); pure."""

from __future__ import annotations

from alertd.core.incidents.promises import Promise
from alertd.core.wording.contract import Json, instant
from alertd.model.inbox import reference
from alertd.model.mention import key_of
from alertd.model.silence import Silence
from alertd.web.backend import (
    DecisionSeen,
    Forgotten,
    MentionShown,
    OnCallSeen,
    PageSeen,
    Readiness,
    SignalSeen,
)


def decision(seen: DecisionSeen) -> Json:
    """Write a decision."""
    return {
        "at": instant(seen.at),
        "reason": seen.reason,
        "text": seen.text,
        "rule": seen.rule,
        "person": seen.person,
        "page_id": seen.page_id,
    }


def page(seen: PageSeen) -> Json:
    """Write a page and what became of it; outcome is "planned" until it was handed over."""
    return {
        "page_id": seen.page_id,
        "kind": seen.kind.value,
        "to": seen.to,
        "channel": seen.channel,
        "at": instant(seen.at),
        "outcome": seen.outcome.value if seen.outcome else "planned",
        "outcome_at": instant(seen.outcome_at),
        "detail": seen.detail,
        "latency": {
            **{
                name: instant(getattr(seen.latency, name))
                for name in (
                    "posted_at",
                    "seen_at",
                    "decided_at",
                    "sent_at",
                    "accepted_at",
                    "delivered_at",
                    "acknowledged_at",
                )
            },
            "seconds": seen.latency.seconds(),
        },
    }


def signal(seen: SignalSeen) -> Json:
    """Write one point of a signal; window is in seconds, rarity in days."""
    reading = seen.reading
    return {
        "at": instant(seen.at),
        "watch": seen.watch,
        "name": seen.signal,
        "value": reading.value,
        "usual": reading.usual,
        "low": reading.low,
        "high": reading.high,
        "window": reading.window,
        "rarity": reading.rarity,
        "mentions": reading.mentions,
        "authors": reading.authors,
    }


def promise(one: Promise) -> Json:
    """Write a promise of an incident: when it is due, how much of it is spent and left, in seconds of the clock it runs on."""
    return {
        "due_at": instant(one.due_at),
        "promised_s": one.promised.total_seconds(),
        "spent_s": round(one.spent, 3),
        "left_s": round(one.left, 3),
        "spent_share": round(one.share, 4),
        "done_at": instant(one.done_at),
        "kept": one.is_kept,
    }


def oncall(seen: OnCallSeen) -> Json:
    """Write who stands in a schedule."""
    return {"schedule": seen.schedule, "people": list(seen.people), "until": instant(seen.until)}


def mention(shown: MentionShown) -> Json:
    """Write a mention with the names of the contract, and its clock."""
    about = shown.mention
    score = about.score
    shares = {"negative": score.negative / 1000, "neutral": score.neutral / 1000, "positive": score.positive / 1000}
    return {
        "id": about.id,
        "platform": about.platform,
        "watch": about.watch,
        "created_at": instant(about.posted_at),
        "author": about.author,
        "author_handle": about.handle,
        "author_name": shown.author_name,
        "text": shown.text,
        "lang": about.language,
        "url": about.url,
        "conversation": about.conversation,
        "in_reply_to": about.in_reply_to,
        "reach": about.reach.audience,
        "sentiment": shares if score.is_known else None,
        "needs_answer": about.needs_answer,
        "due_at": instant(shown.due_at),
        **_spent(shown),
        "answered_at": instant(shown.answered_at),
        "priority": shown.priority,
        "why": list(shown.why),
        **_attended(shown),
    }


def _spent(shown: MentionShown) -> Json:
    """Write what is spent and left of the promised first reply; null where it waits for nothing."""
    if shown.promised is None or shown.waited is None:
        return {"promised_s": None, "spent_share": None, "left_s": None}
    promised = shown.promised.total_seconds()
    return {
        "promised_s": promised,
        "spent_share": round(shown.waited / promised, 4) if promised else None,
        "left_s": round(max(promised - shown.waited, 0.0), 3),
    }


def _attended(shown: MentionShown) -> Json:
    if shown.attended is None:
        return {}
    about, at = shown.mention, shown.attended
    return {
        "ref": reference(key_of(*about.key)),
        "standing": at.standing.value,
        "by": at.by or None,
        "until": instant(at.until),
        "claimed_at": instant(at.since),
    }


def silence(seen: Silence) -> Json:
    """Write a silence; a null watch is every watch, a null rule every rule."""
    return {
        "id": seen.id,
        "watch": seen.watch,
        "rule": seen.rule,
        "begins_at": instant(seen.begins_at),
        "ends_at": instant(seen.ends_at),
        "by": seen.by,
        "reason": seen.reason,
    }


def erased(done: Forgotten) -> Json:
    """Write how much of an author was erased."""
    return {
        "people": list(done.people),
        "texts": done.texts,
        "mentions": done.mentions,
        "pages": done.pages,
        "is_clean": done.is_clean,
    }


def readiness(seen: Readiness, *, with_notes: bool) -> Json:
    """Write what /readyz shows. with_notes: a note may repeat what a stranger's server said, so it is not for everybody."""
    return {
        "ready": seen.is_ready,
        "note": seen.note if with_notes else "",
        "sources": {
            name: {
                "state": standing.state.value,
                "last_event_at": instant(standing.last_event_at),
                "lag_seconds": standing.lag_seconds,
                "blind_seconds": standing.blind_seconds,
                "spent_share": standing.spent,
                "note": standing.note if with_notes else "",
            }
            for name, standing in sorted(seen.sources.items())
        },
    }
