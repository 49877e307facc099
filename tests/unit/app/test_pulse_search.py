"""Posts are sought from the newest on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alertd.app import pulse
from alertd.app.pulse import PulseReader, holds
from alertd.store.opening import open_store
from tests.unit.report.stores import BEGAN, fill, post

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)
DAYS = 3


@pytest.fixture
def reader(tmp_path: Path) -> PulseReader:
    """Return a reader over a post an hour for three days, on the hour."""
    fill(
        tmp_path,
        [
            post(f"p{n:03}", BEGAN + n * HOUR, "acme " + ("oldie" if n == 3 else f"number {n}"))
            for n in range(24 * DAYS)
        ],
    ).close()
    return PulseReader(lambda: open_store(tmp_path, read_only=True))


async def found(reader: PulseReader, limit: int, words: str = "", hours: float = 24 * DAYS) -> list[str]:
    """Return the ids of what is found in the last hours."""
    end = BEGAN + 24 * DAYS * HOUR
    rows = await reader.search(holds(words), end - hours * HOUR, end, limit)
    return [event.mention.id for event, _ in rows]


async def test_every_post_is_found_once_and_the_newest_first(reader: PulseReader) -> None:
    """Also those that were written at the very instant at which one stretch of the search ends."""
    assert await found(reader, 1000) == [f"p{n:03}" for n in reversed(range(24 * DAYS))]
    assert await found(reader, 3) == ["p071", "p070", "p069"]
    assert await found(reader, 1000, hours=2) == ["p071", "p070"]


async def test_an_old_post_is_found_by_its_words(reader: PulseReader) -> None:
    """However long ago it was within the time that was asked for."""
    assert await found(reader, 5, "oldie") == ["p003"]


async def test_where_too_much_was_written_the_oldest_is_left_out(
    reader: PulseReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search looks at so many posts and no more, and what it has seen is the newest."""
    monkeypatch.setattr(pulse, "MOST_LOOKED_AT", 10)
    ids = await found(reader, 1000)
    assert ids[:2] == ["p071", "p070"]
    assert "p000" not in ids
