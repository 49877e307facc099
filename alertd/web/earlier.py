"""When it was last like this: earlier incidents of the same watch, how high they went, how long they took and what helped. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alertd.model.incident import Incident
from alertd.model.value import Value

_TOLD = 5
#: Signals whose value is a number of posts.
_OF_POSTS = ("volume", "negative")


class Earlier(Value, frozen=True, kw_only=True):
    """One of them. posts: at its height, None where its signal counts something else. seconds: until it was solved, None where it never was.

    helped: what was noted last before it was solved, "" if nothing.
    """

    id: str
    severity: str
    rules: tuple[str, ...]
    opened_at: datetime
    posts: int | None
    seconds: float | None
    helped: str


def earlier(incident: Incident, found: Sequence[Incident]) -> list[Earlier]:
    """Return the newest incidents of the watch that began before this one, drills left out."""
    before = [
        one for one in found if one.watch == incident.watch and one.opened_at < incident.opened_at and not one.is_drill
    ]
    return [_told(one) for one in sorted(before, key=lambda one: one.opened_at, reverse=True)[:_TOLD]]


def _told(one: Incident) -> Earlier:
    value = one.peak.get("value")
    counts = one.peak.get("signal") in _OF_POSTS and isinstance(value, (int, float))
    return Earlier(
        id=one.id,
        severity=one.severity.value,
        rules=one.rules,
        opened_at=one.opened_at,
        posts=round(float(value or 0)) if counts else None,
        seconds=None if one.solved_at is None else (one.solved_at - one.opened_at).total_seconds(),
        helped=one.notes[-1] if one.notes and one.solved_at is not None else "",
    )
