"""Instants at the ends of the calendar are a sender's fault, never ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alertd.web import request_fields
from alertd.web.refusals import Malformed


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_outside_the_calendar_in_utc_is_refused(value: str) -> None:
    """What has no instant in UTC is answered as malformed, by name, not with an internal fault."""
    with pytest.raises(Malformed, match="since"):
        request_fields.instant(value, "since", datetime(2026, 11, 2, 10, tzinfo=UTC))
