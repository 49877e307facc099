"""Instants inside the engine, and outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from alertd.core.times import epoch, instant


def test_an_instant_survives_the_way_in_and_out() -> None:
    """To the microsecond, also far from 1970."""
    for at in (
        datetime(2026, 11, 23, 10, 0, 0, 123457, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2099, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ):
        assert instant(epoch(at)) == at


def test_a_zone_does_not_matter() -> None:
    """Noon in Istanbul is nine in UTC."""
    istanbul = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=3)))

    assert instant(epoch(istanbul)) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert instant(epoch(istanbul)).tzinfo is UTC
