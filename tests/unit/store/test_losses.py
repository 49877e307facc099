"""What of a damaged store can still be read is said by number and time, and nothing of it is touched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from alertd.store.losses import readable
from alertd.store.sqlite import NAME, SqliteStore
from tests.unit.runtime.made import entry

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EVENTS = 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a store of 400 events, ten seconds apart, all in its one file."""
    store = SqliteStore(tmp_path)
    for number in range(EVENTS):
        with store.transaction():
            store.append(entry(str(number), text="acme " + "word " * 300), NOON + timedelta(seconds=10 * number))
    store.close()
    return tmp_path / NAME


def scribble(path: Path, begins: int, size: int) -> bytes:
    """Write over a part of the file; return what it holds then."""
    body = bytearray(path.read_bytes())
    body[begins : begins + size] = b"\x5a" * len(body[begins : begins + size])
    path.write_bytes(body)
    return bytes(body)


def spans(said: str) -> list[tuple[int, int]]:
    """Return the stretches of events that a sentence names."""
    return [(int(a.replace(",", "")), int(b.replace(",", ""))) for a, b in re.findall(r"([\d,]+) to ([\d,]+) \(", said)]


def test_a_whole_store_can_be_read_whole(path: Path) -> None:
    """The last event's instant is said, and that there is no incident and no page."""
    said = readable(path)

    assert spans(said) == [(1, EVENTS)]
    assert "(until 2026-11-21 1" in said
    assert said.endswith("all 0 incidents; all 0 pages")


def test_a_hole_in_the_middle_is_found_with_both_its_ends(path: Path) -> None:
    """A stretch that was written over: what stands before and behind it is named, and the file stays as it was."""
    size = path.stat().st_size
    damaged = scribble(path, size // 2 // 4096 * 4096, 10 * 4096)
    said = readable(path)

    found = spans(said)
    assert found
    assert found[0][0] == 1
    assert sum(last - first + 1 for first, last in found) < EVENTS
    assert all(one[1] < two[0] for one, two in pairwise(found))
    assert path.read_bytes() == damaged
    assert sorted(one.name for one in path.parent.glob(f"{NAME}*")) == [NAME]


def test_a_file_that_was_cut_off_tells_how_far_it_goes(path: Path) -> None:
    """Half a file is half a log at the most."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])
    said = readable(path)

    assert said == "nothing of it can be read" or 0 < sum(b - a + 1 for a, b in spans(said)) < EVENTS


@pytest.mark.parametrize("begins", [0, 16])
def test_where_nothing_can_be_read_that_is_said(path: Path, begins: int) -> None:
    """A header of nonsense, a file of nonsense, an empty folder."""
    scribble(path, begins, path.stat().st_size)
    assert readable(path) == "nothing of it can be read"
    assert readable(path.parent / "no such file") == "nothing of it can be read"


def test_it_ends_in_time(path: Path) -> None:
    """What was not reached is not called lost."""
    said = readable(path, seconds=-1.0)

    assert "lost" not in said
    assert spans(said) == []
