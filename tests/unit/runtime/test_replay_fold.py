"""An event that the engine cannot fold: a replay goes on as the daemon does, says which it was, and nothing of it stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.core.engine import Engine
from alertd.model.commands import Command
from alertd.model.events import Event, HouseLoaded, MentionSeen, Ticked
from alertd.ports import Appended, Entry
from alertd.runtime import replay
from alertd.runtime.replay_fold import RewindFold
from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, entry, house, loud, scorer

BAD = ("bad1", "bad2")


def _falls_over(monkeypatch: pytest.MonkeyPatch, is_bad: Callable[[Event], bool]) -> None:
    handle = Engine.handle

    def handle_or_fall(self: Engine, event: Event) -> tuple[Command, ...]:
        if is_bad(event):
            handle(self, event)  # a fault leaves its engine half changed
            raise ZeroDivisionError("no")
        return handle(self, event)

    monkeypatch.setattr(Engine, "handle", handle_or_fall)


def _is_bad(event: Event) -> bool:
    return isinstance(event, MentionSeen) and event.mention.id in BAD


def _lines(*idents: str) -> Iterable[tuple[str, int, bytes]]:
    for number, ident in enumerate(idents, 1):
        at = (NOON + timedelta(seconds=40 * number)).isoformat()
        record = {"id": ident, "platform": "x", "created_at": at, "author": f"u{ident}", "text": "acme"}
        # A bad one's author is nobody: intake ranks authors before the engine falls over their post.
        followers = {} if ident in BAD else {"author_followers": 900_000}
        yield "f.jsonl", number, json.dumps(record | followers).encode()


@pytest.mark.parametrize("every", [1, 3, 1000])
def test_a_replay_goes_on_as_if_it_had_not_been_there(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    """The same pages as without the bad records, which are named by file and line, however far back the snapshot lies."""
    _falls_over(monkeypatch, _is_bad)
    ends = NOON + timedelta(hours=1)
    idents = ["1", "bad1", "2", "3", "4", "bad2", "bad2", "5"]
    plain = replay.Replay(house(), scorer(), knows_watches=True)
    wanted = plain.run([line for line in _lines(*idents) if b"bad" not in line[2]], ends)
    run = replay.Replay(house(), scorer(), knows_watches=True)
    run.fold._every = every
    result = run.run(_lines(*idents), ends)

    assert list(replay.page_lines(result.store)) == list(replay.page_lines(wanted.store))
    assert result.engine.snapshot() == wanted.engine.snapshot()
    reason = "internal fault: the engine could not fold this event (ZeroDivisionError: no)"
    assert result.rejected == [("f.jsonl", 2, reason), ("f.jsonl", 6, reason)]
    assert result.store.counted["mentions"] == 5
    assert result.store.counted["poisoned"] == 2
    assert result.store.counted["duplicates"] == 1, "what was kept aside is known, as in the daemon's store"


def test_a_replay_of_a_store_names_the_event(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By its number in the log; what stands behind it is folded."""
    store = SqliteStore(tmp_path)
    with store.transaction():
        store.append(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
        for ident in ("1", "bad1", "2"):
            store.append(loud(ident), NOON)
    _falls_over(monkeypatch, _is_bad)
    result = replay.Replayed(replay.StoredPosts(store), Engine())
    fold = RewindFold(result.store, result.engine, link_key=LINK_KEY)
    replay.replay_store(store.read(0), result, fold, name="alertd.sqlite3")

    assert [(name, number) for name, number, _ in result.rejected] == [("alertd.sqlite3", 3)]
    assert len(list(replay.page_lines(result.store))) == 1
    assert fold.folded_seq == 4
    store.close()


def test_ticks_that_cannot_be_folded_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the daemon: for a minute, then again; mentions go on, and nothing goes round for ever."""
    fold = RewindFold(MemoryStore(), Engine(), link_key=LINK_KEY)
    fold.take(Entry(event=HouseLoaded(at=NOON, house=house())), NOON)
    fold.take(loud("1"), NOON)
    _falls_over(monkeypatch, lambda event: isinstance(event, Ticked))
    fold.tick_until(NOON + timedelta(minutes=10))
    at = NOON + timedelta(minutes=10)

    assert fold.take(entry("2", at=at), at)[0] is Appended.NEW
    assert len(fold.unfolded) == 10, "once a minute"
    monkeypatch.undo()
    fold.tick_until(NOON + timedelta(minutes=12))
    assert [queued.page.to for queued, _, _ in fold.store.pages.rows.values()] == ["alice", "bob"]  # type: ignore[attr-defined]
