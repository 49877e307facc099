"""Import: old records come into a stopped daemon's store, each in the minute it was written. What is of the future is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alertd.intake.enrich import MAX_AHEAD
from alertd.model.events import CountSeen, MentionSeen
from alertd.runtime.import_history import Import
from alertd.runtime.reading import Line
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, house, scorer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Return an empty store."""
    made = SqliteStore(tmp_path / "store")
    yield made
    made.close()


def _line(number: int, at: datetime, **other: object) -> Line:
    record = {"id": f"m{number}", "platform": "x", "created_at": at.isoformat(), "author": "u_1", "text": "acme"}
    return "old.jsonl", number, json.dumps(record | other).encode()


def _importing(store: SqliteStore, clock: StillClock) -> Import:
    return Import(store, house(), scorer(), clock, link_key=LINK_KEY)


def _ids(store: SqliteStore) -> list[str]:
    return [event.mention.id for _, event in store.read(0) if isinstance(event, MentionSeen)]


def test_what_is_of_the_future_is_refused_with_its_line(store: SqliteStore) -> None:
    """Clocks differ by minutes, not more; what comes after it is taken as if it had not been there."""
    ahead = NOON + MAX_AHEAD
    lines = [_line(1, NOON), _line(2, ahead + timedelta(seconds=1)), _line(3, ahead), _line(4, NOON)]

    result = _importing(store, StillClock()).run(lines)

    assert result.rejected == [("old.jsonl", 2, "created_at is in the future")]
    assert (result.accepted, _ids(store)) == (3, ["m1", "m3", "m4"])


def test_a_count_of_the_future_is_refused_too(store: SqliteStore) -> None:
    """A sensor's bucket of next year would be usual before it is there."""
    count = {"type": "count", "watch": "acme", "platform": "news", "seconds": 300, "count": 4}
    lines: list[Line] = [
        ("old.jsonl", number, json.dumps(count | {"created_at": at.isoformat()}).encode())
        for number, at in enumerate((NOON - timedelta(hours=1), NOON + timedelta(days=365)), 1)
    ]

    result = _importing(store, StillClock()).run(lines)

    assert [number for _, number, _ in result.rejected] == [2]
    assert len([event for _, event in store.read(0) if isinstance(event, CountSeen)]) == 1


def test_the_present_moves_on_while_an_import_runs(store: SqliteStore) -> None:
    """It may take hours, from a source that goes on writing: what was of the future as it began no longer is."""
    clock = StillClock()
    later = NOON + timedelta(hours=3)

    def lines() -> Iterator[Line]:
        yield _line(1, later)
        clock.at = later
        yield _line(2, later)
        yield _line(3, later + MAX_AHEAD + timedelta(minutes=1))

    result = _importing(store, clock).run(lines())

    assert [number for _, number, _ in result.rejected] == [1, 3]
    assert _ids(store) == ["m2"]


def test_the_clock_is_asked_for_what_may_be_of_the_future_and_for_no_other(store: SqliteStore) -> None:
    """A million of the past is read without it."""

    class Asked(StillClock):
        times = 0

        def now(self) -> datetime:
            self.times += 1
            return super().now()

    clock = Asked()
    history = _importing(store, clock)
    before = clock.times
    assert history.run([_line(number, NOON - timedelta(seconds=number)) for number in range(1, 1201)]).accepted == 1200
    assert clock.times - before <= 4, "once a batch"


def test_what_was_taken_in_before_is_known_and_what_is_no_mention_is_kept(store: SqliteStore) -> None:
    """An import that was cut off is begun again from the first line: nothing counts twice."""
    lines = [_line(1, NOON - timedelta(days=3)), ("old.jsonl", 2, b"{"), _line(3, NOON - timedelta(days=2))]
    first = _importing(store, StillClock()).run(lines[:2])
    second = _importing(store, StillClock()).run(lines)

    assert (first.accepted, second.accepted, second.duplicates) == (1, 1, 1)
    assert [number for _, number, _ in second.rejected] == [2]
    assert _ids(store) == ["m1", "m3"]
    assert [body for _, body in store.erasable.rejected(-1, 9)] == ["{", "{"]
