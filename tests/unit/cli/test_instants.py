"""Instants of options: one reader for all commands, which says what to write instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import click
import pytest

from alertd.cli.instants import instant, moment

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21T10:00:00Z", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("2026-11-21T10:00:00.5+03:00", datetime(2026, 11, 21, 10, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=3)))),
        (None, None),
    ],
)
def test_an_instant_has_its_zone(text: str | None, at: datetime | None) -> None:
    """What was not asked for is None."""
    assert instant("--at", text) == at
    assert moment("--since", text, NOON) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("7d", NOON - timedelta(days=7)),
        ("1h30m", NOON - timedelta(minutes=90)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_may_be_a_date_or_how_long_ago(text: str, at: datetime) -> None:
    """A date is its beginning in UTC."""
    assert moment("--since", text, NOON) == at


@pytest.mark.parametrize("text", ["2026-11-21T10:00:00", "2026-11-21 10:00"])
def test_an_instant_without_a_zone_is_refused(text: str) -> None:
    """Whose ten o'clock it is nobody guesses."""
    with pytest.raises(click.UsageError, match=r"--at: .* has no time zone; add Z for UTC"):
        instant("--at", text)
    with pytest.raises(click.UsageError, match=r"--since: .* has no time zone; add Z for UTC"):
        moment("--since", text, NOON)


@pytest.mark.parametrize("text", ["yesterday", "", "21.11.2026", "2026-13-01T00:00:00Z", "7 days"])
def test_what_is_none_is_told_with_one_that_is(text: str) -> None:
    """With the option that holds it."""
    with pytest.raises(click.UsageError, match=r"--until: .* is no instant such as 2026-11-21T10:00:00Z$"):
        instant("--until", text)
    with pytest.raises(click.UsageError, match=r"--since: .* no span such as 7d"):
        moment("--since", text, NOON)
