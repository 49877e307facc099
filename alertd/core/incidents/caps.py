"""Caps: how many pages one person gets in a time. They delay; they never delete.

The defaults are those that on-call teams live with (GoAlert's SMS throttle, 2026: 5 in 15 min, 11 an hour, 21 in 3 h).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from alertd.model.value import Value


class Cap(Value, frozen=True, kw_only=True):
    """At most `count` messages in any stretch of `per`."""

    count: int
    per: timedelta

    def __post_init__(self) -> None:
        """Refuse a cap that would hold a page for ever."""
        if self.count < 1 or self.per <= timedelta(0):
            raise ValueError("a cap needs a count of at least 1 and a time above 0")


#: of one person, over all incidents; the first page of a crisis does not ask
SMS_CAPS = (Cap(count=5, per=timedelta(minutes=15)),)


def next_free(sent: Sequence[datetime], caps: Sequence[Cap], at: datetime) -> datetime:
    """Return the first instant, not before `at`, at which one more message keeps every cap.

    sent: when the earlier ones went out, or will (in any order); what is planned counts too, so that messages keep their order.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> next_free([noon] * 5, SMS_CAPS, noon + timedelta(minutes=1)).isoformat()
    '2026-01-01T12:15:00+00:00'
    """
    in_order = sorted(sent)
    # The count-th newest message leaves the stretch `per` after it went out: only then is there room for one more.
    frees = (in_order[-cap.count] + cap.per for cap in caps if len(in_order) >= cap.count)
    return max([at, *frees])
