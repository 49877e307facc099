"""Posts that were about nobody: known for two days, also over a restart, and never more than fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from alertd.intake.passed import KEPT_FOR, MOST, PART, Passed
from alertd.runtime.checkpoints import kept_passed
from alertd.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_edit_is_known_for_two_days_and_once() -> None:
    """After that it may be a new post as well."""
    passed = Passed()
    passed.passed("rss", "a", NOON)
    passed.passed("rss", "b", NOON)

    assert passed.take("rss", "a", NOON + KEPT_FOR)
    assert not passed.take("rss", "a", NOON + KEPT_FOR)
    assert not passed.take("rss", "b", NOON + KEPT_FOR + timedelta(seconds=1))
    assert not passed.take("x", "b", NOON)


def test_a_restart_forgets_none_of_them() -> None:
    """The same posts, the same instants to the second, and no id in what is kept."""
    passed = Passed()
    for number in range(500):
        passed.passed("rss", f"https://n.example/{number}", NOON + timedelta(seconds=number))
    state = passed.to_state()
    again = Passed.from_state(state)

    assert b"n.example" not in state
    assert len(state) < 500 * 16
    assert again.to_state() == state
    assert again.take("rss", "https://n.example/7", NOON + timedelta(hours=47))
    assert not again.take("rss", "https://n.example/501", NOON)
    assert not again.take("rss", "https://n.example/0", NOON + timedelta(hours=49))


def test_memory_is_bounded() -> None:
    """The oldest go first."""
    passed = Passed()
    for number in range(MOST + 10):
        passed.passed("rss", str(number), NOON)

    assert not passed.take("rss", "5", NOON)
    assert passed.take("rss", str(MOST + 5), NOON)
    assert len(passed.to_state()) < 1_500_000


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (b"", "truncated"),
        (b"junk", "Expected `array`|malformed"),
        (msgspec.msgpack.encode([b"1234567", [1]]), "do not fit"),
        (msgspec.msgpack.encode(5), "Expected `array`"),
    ],
)
def test_what_is_no_memory_is_refused(state: bytes, said: str) -> None:
    """A damaged part costs what was passed, not the start."""
    with pytest.raises(ValueError, match=said):
        Passed.from_state(state)


def test_a_store_keeps_it_and_a_damaged_one_starts_anew(tmp_path: Path) -> None:
    """Read beside the writer; none, or one that cannot be read, is no reason not to start."""
    passed = Passed()
    passed.passed("rss", "a", NOON)
    store = SqliteStore(tmp_path)

    def kept(part: bytes | None) -> Passed | None:
        if part is not None:
            with store.transaction():
                store.keep_part(PART, part)
        return kept_passed(lambda: SqliteStore(tmp_path, read_only=True))

    assert kept(None) is None
    again = kept(passed.to_state())
    assert again is not None
    assert again.take("rss", "a", NOON)
    assert kept(b"damaged") is None
    store.close()
