"""Instants inside the engine are epoch seconds; outside they are aware datetimes. Here they meet."""

from __future__ import annotations

from datetime import UTC, datetime


def epoch(at: datetime) -> float:
    """Return seconds since 1970."""
    return at.timestamp()


def seldom(days: float) -> str:
    """Spell how seldom something is as people count it; 215.489 days tell nobody more than seven months.

    >>> seldom(0.01), seldom(0.25), seldom(1.53), seldom(30.0), seldom(215.489), seldom(1500.0)
    ('14 min', '6 h', '1.5 d', '30 d', '7 months', '4 years')
    """
    if days < 1 / 24:
        return f"{max(days * 1440, 1.0):.0f} min"
    if days < 1:
        return f"{days * 24:.0f} h"
    if days <= 60:
        return f"{days:.2g} d"
    return f"{days / 30.4375:.0f} months" if days < 730 else f"{days / 365.25:.0f} years"


def instant(seconds: float) -> datetime:
    """Return the aware instant, to the microsecond.

    >>> instant(0.5).isoformat()
    '1970-01-01T00:00:00.500000+00:00'
    """
    return datetime.fromtimestamp(round(seconds, 6), UTC)
