"""Instants as people give them to an option."""

from __future__ import annotations

from datetime import datetime

import click


def instant(option: str, text: str | None) -> datetime | None:
    """Return the instant of an option, None where it was not given. Raises UsageError with what to write instead.

    >>> instant("--since", "2026-11-21T10:00:00Z")
    datetime.datetime(2026, 11, 21, 10, 0, tzinfo=datetime.timezone.utc)
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{option}: {text!r} is no instant such as 2026-11-21T10:00:00Z") from None
    if at.tzinfo is None:
        raise click.UsageError(f"{option}: {text!r} has no time zone; add Z for UTC")
    return at
