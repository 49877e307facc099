"""Pace: waits, quotas and memory are bounded whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from alertd.sources.pace import Backoff, Quota, Recent, retry_after, seconds_until

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_backoff_grows_to_its_cap_and_starts_anew() -> None:
    """Waits double up to the cap; a success forgets them."""
    wait = Backoff(first=5.0, cap=18.0)
    assert [wait.after_failure() for _ in range(4)] == [5.0, 10.0, 18.0, 18.0]

    wait.reset()

    assert wait.after_failure() == 5.0


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_a_quota_is_never_passed(pauses: list[float]) -> None:
    """However the acts come, no window holds more than the limit when each waits as told."""
    quota = Quota(limit=5, window=60.0)
    now = NOON
    done: list[datetime] = []
    for pause in pauses:
        now += timedelta(seconds=pause)
        now += timedelta(seconds=quota.take(now))
        done.append(now)
    for at in done:
        assert sum(at - timedelta(seconds=59.9) < other <= at for other in done) <= 5


def test_a_clock_set_back_blocks_no_longer_than_a_window() -> None:
    """Acts that seem to lie in the future are forgotten or waited for at most one window."""
    quota = Quota(limit=2, window=60.0)
    for _ in range(2):
        quota.take(NOON)

    assert quota.take(NOON - timedelta(hours=5)) <= 60.0


@given(st.lists(st.text(max_size=3)))
def test_recent_never_grows_beyond_its_limit(keys: list[str]) -> None:
    """Memory stays flat, and the newest keys are known."""
    recent = Recent(limit=4)
    for key in keys:
        recent.is_new(key)
        assert key in recent
        assert len(recent) <= 4


def test_headers_that_lie_are_held_to_a_range() -> None:
    """A reset in the past, far away or unreadable neither hammers nor blinds."""
    assert seconds_until("0", NOON, default=60.0, cap=900.0) == 1.0
    assert seconds_until("99999999999", NOON, default=60.0, cap=900.0) == 900.0
    assert seconds_until("soon", NOON, default=60.0, cap=900.0) == 60.0
    assert seconds_until("nan", NOON, default=60.0, cap=900.0) == 60.0
    assert seconds_until("45", NOON, default=60.0, cap=900.0) == 46.0
    assert retry_after("-3", NOON, default=60.0, cap=900.0) == 0.0
    assert retry_after("inf", NOON, default=60.0, cap=900.0) == 60.0
    ahead, past = NOON + timedelta(seconds=70), NOON - timedelta(days=20_000)
    assert retry_after(format_datetime(ahead, usegmt=True), NOON, default=60.0, cap=900.0) == 70.0
    assert retry_after(format_datetime(past, usegmt=True), NOON, default=60.0, cap=900.0) == 0.0
    for odd in ("Sat, 99 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 99999 12:00:00 GMT", "\ud800", "9" * 5_000):
        assert retry_after(odd, NOON, default=60.0, cap=900.0) == 60.0
