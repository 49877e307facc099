"""The base of every value: frozen, keyword-only, comparable, and able to be written to the log.

msgspec's Struct is used rather than a dataclass: it encodes itself, has tagged unions, and is ten times cheaper to make
(see docs/decisions/0003-values.md).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A frozen, keyword-only value. Change one with `with_(...)`."""

    def with_(self, **changes: object) -> Self:
        """Return the same value with some fields changed."""
        return msgspec.structs.replace(self, **changes)


def aware(at: datetime, what: str) -> datetime:
    """Return `at` if it knows its zone; a naive instant is a fault of the program.

    >>> aware(datetime(2026, 1, 1), "posted_at")
    Traceback (most recent call last):
    ...
    ValueError: posted_at has no time zone
    """
    if at.tzinfo is None:
        raise ValueError(f"{what} has no time zone")
    return at


def rfc3339(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC with milliseconds.

    >>> rfc3339(datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    '2026-11-21T10:00:00.000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def quantised(value: float) -> float:
    """Round to 6 significant digits: what leaves a signal, before any comparison, so that runs agree.

    >>> quantised(0.123456789), quantised(1234567.0), quantised(0.0)
    (0.123457, 1234570.0, 0.0)
    """
    return float(f"{value:.6g}")


def count_of(count: int, one: str, many: str = "") -> str:
    """Return a count and what is counted, in the English of commands and logs. many: where it is not `one` with an s.

    >>> count_of(1, "page"), count_of(0, "page"), count_of(1200, "reply", "replies")
    ('1 page', '0 pages', '1,200 replies')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
