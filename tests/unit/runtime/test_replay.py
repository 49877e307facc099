"""Replay: records in, pages out; bad lines told, watches learnt, timers run on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.config import console_house
from alertd.errors import UsageError
from alertd.model.mention import key_of
from alertd.runtime import replay
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import NOON, house, queued, scorer


def _lines(*records: dict[str, object] | bytes) -> Iterable[tuple[str, int, bytes]]:
    for number, record in enumerate(records, 1):
        yield "f", number, record if isinstance(record, bytes) else json.dumps(record).encode()


def _mention(ident: str, seconds: float = 0.0, **more: object) -> dict[str, object]:
    at = (NOON + timedelta(seconds=seconds)).isoformat()
    made: dict[str, object] = {"id": ident, "platform": "x", "created_at": at, "author": f"u{ident}", "text": "acme"}
    return {**made, **more}


def test_pages_and_summary() -> None:
    """The first step at once, the second when `until` lets the timers run on; every key of the summary is there."""
    run = replay.Replay(house(), scorer(), knows_watches=True)
    lines = _lines(
        _mention("1", author_followers=900_000), _mention("2", 60), _mention("2", 61), _mention("3", text="no")
    )
    result = run.run(lines, NOON + timedelta(minutes=6))
    pages = [json.loads(line) for line in replay.page_lines(result.store)]
    told = replay.summary(result)

    assert [(page["to"], page["step"], page["latency"]["sent_at"]) for page in pages] == [
        ("alice", 1, None),
        ("bob", 2, None),
    ]
    assert {name: told[name] for name in ("mentions", "duplicates", "unmatched", "rejected", "pages", "incidents")} == {
        "mentions": 2,
        "duplicates": 1,
        "unmatched": 1,
        "rejected": 0,
        "pages": 2,
        "incidents": 1,
    }
    assert (told["first"], told["last"]) == ("2026-11-21T12:00:00.000Z", "2026-11-21T12:01:01.000Z")


def test_lines_that_come_one_by_one_give_the_same_pages() -> None:
    """As another stream processor brings them: no batch, no end in sight, and the timers due before each line. Not a byte is another one."""
    lines = [
        *_lines(
            _mention("1", author_followers=900_000),
            b"{",
            _mention("2", 400, author_followers=900_000),
            _mention("2", 401, text="acme, edited"),
            _mention("3", 90_000, author_followers=900_000),
            _mention("4", 90_400),
        )
    ]
    whole = replay.Replay(house(), scorer(), knows_watches=True)
    plain = list(replay.page_lines(whole.run(lines).store))
    run = replay.Replay(house(), scorer(), knows_watches=True)
    for line in lines:
        run.fold_all(run.read([line]))

    assert list(replay.page_lines(run.result.store)) == plain
    assert len(plain) > 2
    assert run.result.store.counters() == whole.result.store.counters()


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_what_was_taken_back_is_quoted_until_then_and_no_longer(batch: int) -> None:
    """A post and its deletion, then others, in one batch or in six: the page of each instant knows what stood there then."""
    gone: dict[str, object] = {"type": "delete", "platform": "x", "id": "1"}
    lines = _lines(
        _mention("1", text="acme lied", author_followers=900_000),
        gone,
        _mention("2", 400, text="acme is back", author_followers=900_000),
        gone,
        _mention("3", 90_000, text="acme again", author_followers=900_000),
        {**gone, "id": "2"},
    )
    run = replay.Replay(house(), scorer(), knows_watches=True, batch=batch)
    result = run.run(lines, NOON + timedelta(days=2))
    pages = [json.loads(line) for line in replay.page_lines(result.store)]

    quoted = [{each["text"] for each in page["evidence"]} for page in pages]
    assert "acme lied" in quoted[0]
    assert not any("acme lied" in each for page, each in zip(pages, quoted, strict=True) if page["at"] > pages[0]["at"])
    kept = result.store.posts([key_of("acme", "x", ident) for ident in ("1", "2", "3")])
    assert [json.loads(body)["text"] for body in kept.values()] == ["acme again"]


def test_bad_lines_are_told_and_stop_nothing() -> None:
    """With file, number and reason; a watch that the settings do not know is one of them."""
    run = replay.Replay(house(), scorer(), knows_watches=True)
    result = run.run(_lines(b"{", b"\n", _mention("1"), _mention("2", watch="nobody"), b"[]", _mention("3")))

    assert [(name, number) for name, number, _ in result.rejected] == [("f", 1), ("f", 4), ("f", 5)]
    assert result.store.counted["mentions"] == 2
    assert result.store.counted["rejected"] == 3


def test_without_settings_the_records_name_the_watches() -> None:
    """Each name becomes a watch when it first comes; all pages go to the console."""
    run = replay.Replay(console_house((), house().rules), scorer(), knows_watches=False)
    first = _mention("1", watch="acme", author_followers=900_000)
    result = run.run(_lines(first, _mention("2", 1, watch="globex", author_followers=900_000, text="globex")))

    assert sorted({one.watch for one in result.store.incidents.values()}) == ["acme", "globex"]
    assert {json.loads(line)["to"] for line in replay.page_lines(result.store)} == {"console"}


def test_what_was_cancelled_before_its_time_is_left_out() -> None:
    """A page that nobody ever got is no page; one that was due counts as sent."""
    store = MemoryStore()
    store.pages.queue(queued("due"))
    store.pages.queue(queued("held", hold_until=NOON + timedelta(hours=1)))
    store.pages.cancel("i1", "ack", (), NOON)

    assert [json.loads(line)["page_id"] for line in replay.page_lines(store)] == ["due"]


def test_files_packed_or_missing(tmp_path: Path) -> None:
    """A packed file gives the same lines; a missing one is wrong use."""
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_bytes(b"1\n2\n")
    packed.write_bytes(gzip.compress(b"1\n2\n"))

    assert [line for _, _, line in replay.lines_of([str(plain)])] == [b"1\n", b"2\n"]
    assert [(number, line) for _, number, line in replay.lines_of([str(packed)])] == [(1, b"1\n"), (2, b"2\n")]
    with pytest.raises(UsageError, match="there is no such file"):
        list(replay.lines_of([str(tmp_path / "none")]))
