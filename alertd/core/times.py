"""Instants inside the engine are epoch seconds; outside they are aware datetimes. Here they meet."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch(at: datetime) -> float:
    """Return seconds since 1970."""
    return at.timestamp()


def instant(seconds: float) -> datetime:
    """Return the aware instant, to the microsecond.

    >>> instant(0.5).isoformat()
    '1970-01-01T00:00:00.500000+00:00'
    """
    return datetime.fromtimestamp(round(seconds, 6), UTC)
