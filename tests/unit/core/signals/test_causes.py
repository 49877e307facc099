"""Causes: what a crowd that answers one another is worth."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.causes import CAPACITY, Causes


def test_a_thread_of_five_hundred_is_a_crowd_of_twenty_two() -> None:
    """The evidence of n posts of one cause is the square root of n."""
    causes = Causes()

    assert sum(causes.evidence(1, float(i)) for i in range(500)) == pytest.approx(500**0.5)


def test_an_answer_to_an_answer_belongs_to_the_thread() -> None:
    """A chain of ten is as little as ten answers to the first."""
    causes, chain = Causes(), 0.0
    for i in range(10):
        chain += causes.evidence(100 + i, 60.0 * i, post=101 + i)

    assert chain == pytest.approx(10**0.5)


def test_strangers_are_a_reason_each() -> None:
    """Posts that answer nobody in common count whole."""
    causes = Causes()

    assert sum(causes.evidence(i, float(i)) for i in range(50)) == 50.0


def test_a_cause_begins_anew_after_a_day() -> None:
    """Yesterday's thread is no excuse for today's crowd."""
    causes = Causes()
    for i in range(20):
        causes.evidence(1, float(i))

    assert causes.evidence(1, 90_000.0) == 1.0


def test_memory_is_bounded_and_survives_a_restart() -> None:
    """However many threads there are; and a restored memory goes on the same."""
    causes = Causes()
    for i in range(CAPACITY + 10):
        causes.evidence(i, 0.001 * i, post=-i)
    assert len(causes._seen) <= CAPACITY
    assert len(causes._root) <= CAPACITY

    other = Causes.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(causes.to_state())))
    assert [causes.evidence(i, 90.0) for i in (1, CAPACITY, CAPACITY)] == [
        other.evidence(i, 90.0) for i in (1, CAPACITY, CAPACITY)
    ]
