"""The bucket of tokens."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alertd.notifiers.limits import Limit
from alertd.runtime.channel import Bucket
from tests.unit.runtime.outbox_fakes import NOON


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 5), st.sampled_from([0.5, 1.0, 3.0]))
def test_never_faster_than_promised(gaps: list[float], burst: int, every: float) -> None:
    """In no span does a bucket let more through than its burst and one more per `every` seconds."""
    bucket, at, taken = Bucket(Limit(burst=burst, every=every)), 0.0, []
    for gap in gaps:
        at += gap
        if bucket.take(NOON + timedelta(seconds=at)) == 0.0:
            taken.append(at)

    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= burst + (taken[last] - taken[first]) / every + 0.01


def test_refused_are_told_one_after_the_other() -> None:
    """A crowd that comes at once is sent home with different times, one `every` apart."""
    bucket = Bucket(Limit(burst=1, every=2.0))
    bucket.take(NOON)

    assert [bucket.take(NOON) for _ in range(3)] == [2.0, 4.0, 6.0]


def test_clock_set_back_does_not_freeze() -> None:
    """A wall clock set back by a day delays nobody by a day."""
    bucket = Bucket(Limit(burst=1, every=1.0))
    bucket.take(NOON)
    bucket.take(NOON)

    assert bucket.take(NOON - timedelta(days=1)) <= 3600
    assert bucket.take(NOON - timedelta(days=1) + timedelta(seconds=3)) == 0.0
