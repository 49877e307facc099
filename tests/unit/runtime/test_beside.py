"""Beside: what a helper process reads is what would have been read here, to the byte, also when the helper is killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from alertd.config import console_house
from alertd.errors import InternalFault, UsageError
from alertd.runtime import replay
from alertd.runtime.beside import TRIES, beside, is_worth_it
from alertd.runtime.clock import SystemClock
from alertd.runtime.import_history import Import
from alertd.runtime.reading import Brought, Line, Reading
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, house, scorer

ENDS = NOON + timedelta(hours=2)


def _lines() -> list[Line]:
    """Return an hour of all that a line may be: loud posts, copies, edits, reposts, counts, a deletion, and what is none of these."""
    records: list[object] = []
    for number in range(120):
        record: dict[str, object] = {
            "id": f"{number % 97}",
            "platform": "x" if number % 5 else "reddit",
            "created_at": (NOON + timedelta(seconds=30 * number)).isoformat(),
            "author": f"u{number % 31}",
            "text": f"acme broke my kettle on day {number % 40}, and nobody wants to hear about it; is that fine?",
            "author_followers": 900_000 if number == 50 else number,
        }
        if number % 11 == 3:
            record |= {"repost_of": str(number - 1), "repost_of_author": "u2"}
        records.append(record)
    at = NOON.isoformat()
    records[20] = {"type": "count", "watch": "acme", "platform": "news", "created_at": at, "seconds": 300, "count": 4}
    records[30] = {"type": "delete", "platform": "x", "id": "7"}
    records[40] = {"type": "reply", "platform": "x", "id": "r1", "created_at": at, "watch": "acme", "in_reply_to": "3"}
    records[60] = {"watch": "nobody", "id": "n", "platform": "x", "created_at": at, "author": "a", "text": "acme"}
    raw = [json.dumps(record).encode() for record in records]
    raw[10], raw[11] = b"{", b"  \n"
    return [("f.jsonl", number, line) for number, line in enumerate(raw, 1)]


def _told(result: replay.Replayed) -> list[object]:
    """Return all that a replay leaves but the seconds it took."""
    summary = {
        name: value for name, value in replay.summary(result).items() if name not in ("seconds", "mentions_per_second")
    }
    return [
        list(replay.page_lines(result.store)),
        [replay.incident_line(one) for one in result.store.incidents.values()],
        result.engine.snapshot(),
        result.rejected,
        summary,
    ]


def _replay(batch: int = 7, *, knows_watches: bool = True) -> replay.Replay:
    world = house() if knows_watches else console_house((), house().rules)
    return replay.Replay(world, scorer(), knows_watches=knows_watches, batch=batch)


@pytest.mark.parametrize("knows_watches", [True, False])
@pytest.mark.parametrize("batch", [1, 7, 500])
def test_a_helper_changes_no_byte(batch: int, *, knows_watches: bool) -> None:
    """Pages, incidents, the engine's state, what was rejected and the summary, in any size of batch."""
    lines = _lines() if knows_watches else [one for one in _lines() if b"count" not in one[2]]
    plain = _replay(batch, knows_watches=knows_watches).run(lines, ENDS)
    run = _replay(batch, knows_watches=knows_watches)
    helped = run.fold_all(run.read_beside(lambda: lines), ENDS)

    assert _told(helped) == _told(plain)
    assert knows_watches is False or len(list(replay.page_lines(helped.store))) > 0, "else there is nothing to compare"


@pytest.mark.parametrize("at_batch", [0, 1, 9])
def test_a_helper_that_is_killed_loses_nothing_and_brings_nothing_twice(tmp_path: Path, at_batch: int) -> None:
    """Killed before, while and after it has brought something: another one begins from the first line."""
    mark = tmp_path / "killed"
    run = _replay()

    def read() -> Iterator[Brought]:
        for number, brought in enumerate(run.read(_lines())):
            if number == at_batch and not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield brought

    helped = run.fold_all(beside(read), ENDS)

    assert mark.exists()
    assert _told(helped) == _told(_replay().run(_lines(), ENDS))


def test_helpers_that_die_again_and_again_end_it() -> None:
    """At the same place each time: it is said where, and nothing goes round for ever."""

    def read() -> Iterator[Brought]:
        yield Brought(lines=1)
        os.kill(os.getpid(), signal.SIGKILL)
        yield Brought(lines=2)

    taken: list[int] = []
    with pytest.raises(InternalFault, match=rf"died {TRIES} times at batch 2 .*-9"):
        taken.extend(brought.lines for brought in beside(read))
    assert taken == [1], "what had come is there, once"


def test_what_goes_wrong_in_a_helper_is_raised_here_as_what_it_is() -> None:
    """A file that is missing is the caller's mistake with or without a helper; where it happened is told with it."""

    def read() -> Iterator[Brought]:
        yield Brought(lines=1)
        raise UsageError("f.jsonl: there is no such file")

    with pytest.raises(UsageError, match=r"f\.jsonl: there is no such file") as caught:
        list(beside(read))
    assert "in read" in "".join(caught.value.__notes__)


def test_a_fault_that_cannot_be_sent_is_told_in_words() -> None:
    """An error may hold what no other process can have; what is told then is its name and its place."""

    class Unsendable(Exception):  # noqa: N818 - a made-up one; local classes cannot be pickled
        pass

    def read() -> Iterator[Brought]:
        yield Brought(lines=1)
        raise Unsendable("here")

    with pytest.raises(InternalFault, match="Unsendable: here"):
        list(beside(read))


def test_who_stops_asking_leaves_no_helper_behind() -> None:
    """A helper that is in the middle of a file without end goes when nobody wants its batches any more."""

    def read() -> Iterator[Brought]:
        number = 0
        while True:
            number += 1
            yield Brought(lines=number)

    batches = beside(read)
    assert [next(batches).lines, next(batches).lines] == [1, 2]
    batches.close()  # type: ignore[attr-defined]
    assert not [child for child in multiprocessing.active_children() if child.name == "alertd-reader"]


def test_a_batch_that_was_sent_is_the_batch() -> None:
    """Every kind of entry, with its instants, its text and its place, is equal on the other side."""
    reading = Reading(house(), scorer(), knows_watches=True, batch=13)
    for brought in reading.batches(_lines()):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(brought), type=Brought) == brought


def test_each_entry_knows_the_line_it_came_from() -> None:
    """So that one which the engine cannot fold is named by file and line; a copy of a key stands for the first line with it."""
    lines = _lines()
    batches = list(Reading(house(), scorer(), knows_watches=True).batches(lines))
    for brought in batches:  # a deletion begins one anew
        for entry, (name, number) in zip(brought.entries, brought.places, strict=True):
            told = json.loads(lines[number - 1][2])
            assert name == "f.jsonl"
            if entry.post is not None:
                assert told["id"] == msgspec.json.decode(entry.post)["id"]
    assert batches[-1].lines == 120
    assert [(fault.number, fault.reason[:8]) for brought in batches for fault in brought.faults] == [
        (11, "not JSON"),
        (61, 'watch "n'),
    ]


def test_an_import_with_a_helper_writes_the_same_store(tmp_path: Path) -> None:
    """The log, the kept texts, the state of the engine and who carries how far: row for row."""
    stores = []
    for name in ("plain", "helped"):
        store = SqliteStore(tmp_path / name)
        history = Import(store, house(), scorer(), _StillClock(), link_key=LINK_KEY)
        if name == "plain":
            history.run(_lines())
        else:
            history.run_beside(_lines)
        store.close()
        stores.append(_rows(store.path))
    assert stores[0] == stores[1]
    assert len(stores[0]["event"]) > 80


def test_few_lines_are_not_worth_a_helper() -> None:
    """To begin one takes longer than to read them; of standard input nobody knows the size."""
    assert not is_worth_it(0)
    assert not is_worth_it(10_000)
    assert replay.size_of(["-"]) == 0


def test_the_size_of_files_is_known_before_they_are_read(tmp_path: Path) -> None:
    """Of all together; standard input among them cannot be read twice, so it is as if there were nothing."""
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x" * 700)
    paths = [str(tmp_path / "a"), str(tmp_path / "b")]
    assert replay.size_of(paths) == 1400
    assert replay.size_of([*paths, "-"]) == 0


class _StillClock(SystemClock):
    """Stands still, so that two runs write the same instants."""

    def now(self):  # type: ignore[no-untyped-def]
        """Return the same instant always."""
        return NOON + timedelta(days=1)


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table but what differs between any two stores by itself."""
    wire = sqlite3.connect(path)
    tables: Iterable[tuple[str]] = wire.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {name: wire.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables}
    wire.close()
    return {name: sorted(rows, key=repr) for name, rows in found.items() if name != "meta"}
