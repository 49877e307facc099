"""Instants as people give them to an option."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

_DATE = len("2026-11-21")


def instant(option: str, text: str | None) -> datetime | None:
    """Return the instant of an option, None where it was not given. Raises UsageError with what to write instead.

    >>> instant("--at", "2026-11-21T10:00:00Z")
    datetime.datetime(2026, 11, 21, 10, 0, tzinfo=datetime.timezone.utc)
    """
    return None if text is None else _zoned(option, text, "")


def moment(option: str, text: str | None, now: datetime) -> datetime | None:
    """Return an instant, the beginning of a date (UTC), or how long before now (7d); None where it was not given.

    >>> at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    >>> [moment("--since", text, at).isoformat() for text in ("7d", "2026-11-01", "2026-11-01T12:00:00+03:00")]
    ['2026-11-14T10:00:00+00:00', '2026-11-01T00:00:00+00:00', '2026-11-01T12:00:00+03:00']
    """
    from alertd.yamlform.units import WrongUnitError, span

    if text is None:
        return None
    try:
        return now - span(text)
    except (WrongUnitError, OverflowError):
        pass
    if len(text) <= _DATE:
        return _parsed(option, text, ", and no span such as 7d").replace(tzinfo=UTC)
    return _zoned(option, text, ", and no span such as 7d")


def since_option(call: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--since`, whose words `moment` reads."""
    text = "From when on: an instant such as 2026-11-21T10:00:00Z, a date, or how long ago (7d)."
    return click.option("--since", metavar="T", help=text)(call)


def _zoned(option: str, text: str, more: str) -> datetime:
    at = _parsed(option, text, more)
    if at.tzinfo is None:
        raise click.UsageError(f"{option}: {text!r} has no time zone; add Z for UTC")
    return at


def _parsed(option: str, text: str, more: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{option}: {text!r} is no instant such as 2026-11-21T10:00:00Z{more}") from None
