"""What an address says, and how a transaction becomes messages and a transaction again; no server is needed."""

from __future__ import annotations

import pytest

from alertd.errors import (
    ConfigurationError,
    StoreDamaged,
)
from alertd.store.nats.address import parsed
from alertd.store.nats.records import Assembly, Record, pieces


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("nats://a/b.c", "letters, digits"),
        ("nats:///x", "write nats://HOST"),
        ("nats://a?replica=3", "'replica' is not known"),
        ("nats://a?replicas=many", "a number above 0"),
        ("nats://me:hunter2@a b/x", "write nats://HOST"),
    ],
)
def test_an_address_that_says_nothing_is_told(raw: str, told: str) -> None:
    """In words, and without the password."""
    with pytest.raises(ConfigurationError, match=told) as refused:
        parsed(raw)
    assert "hunter2" not in str(refused.value)


def test_pieces_out_of_order_are_damage() -> None:
    """A log with a hole is never taken for whole."""
    record = Record(machine="m", schema=1, sql=("x" * 5000,), last_seq=4)
    messages = list(pieces(b"n", record, size=10))
    assembly = Assembly()
    assert [assembly.add(message) for message in messages][-1] == record
    assembly.add(messages[0])
    with pytest.raises(StoreDamaged, match="a piece is missing"):
        assembly.add(messages[2])
