"""JSONL: each line once, through growth, rotation, truncation and restarts."""

import asyncio
import gzip
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alertd.errors import ConfigurationError, SourceError
from alertd.model.post import Post
from alertd.model.source_state import SourceState
from alertd.ports import Batch
from alertd.sources.jsonl.source import JsonlOptions, JsonlSource
from alertd.sources.tail import Line, Splitter, Tail

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


class _Clock:
    """Time that passes only when somebody waits; each wait runs the next step of the story."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = list(steps)
        self.waited = 0.0

    def now(self) -> datetime:
        return AT

    async def sleep(self, seconds: float) -> None:
        self.waited += seconds
        if self.steps:
            self.steps.pop(0)()
        await asyncio.sleep(0)


def _line(number: int, text: str = "t") -> bytes:
    said = {"id": str(number), "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "a", "text": text}
    return json.dumps(said).encode() + b"\n"


def _lines(first: int, beyond: int) -> bytes:
    return b"".join(_line(number) for number in range(first, beyond))


def _source(path: Path | str, *steps: Callable[[], object], follow: bool = False) -> JsonlSource:
    return JsonlSource(JsonlOptions(path=str(path), follow=follow), name="feed", clock=_Clock(*steps))


async def _until(batches: AsyncIterator[Batch], *, ids: int) -> list[Batch]:
    """Read until so many posts came."""
    got: list[Batch] = []
    async for batch in batches:
        got.append(batch)
        if sum(len(one.records) for one in got) >= ids:
            await batches.aclose()  # type: ignore[attr-defined]
            break
    return got


async def _all(batches: AsyncIterator[Batch]) -> list[Batch]:
    return [batch async for batch in batches]


def _ids(batches: list[Batch]) -> list[int]:
    return [int(post.id) for batch in batches for post in batch.records if isinstance(post, Post)]


def _read(source: JsonlSource, cursor: str | None = None, *, ids: int | None = None) -> list[Batch]:
    return asyncio.run(_all(source.batches(cursor)) if ids is None else _until(source.batches(cursor), ids=ids))


def test_a_file_is_read_to_its_end_in_bounded_batches(tmp_path: Path) -> None:
    """Also its last line without a line end; then the source says that it has stopped."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 1201).rstrip(b"\n"))
    batches = _read(_source(path))
    assert _ids(batches) == list(range(1201))
    assert max(len(batch.records) for batch in batches) <= 500
    assert batches[-1].state is SourceState.STOPPED


def test_bad_lines_are_told_with_their_number_and_stop_nothing(tmp_path: Path) -> None:
    """Empty lines count as lines but are no fault."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_line(1) + b"\n{oops\n" + _line(2).replace(b'"author"', b'"writer"') + b"\r\n" + _line(3))
    batches = _read(_source(path))
    rejects = [reject for batch in batches for reject in batch.rejects]
    assert _ids(batches) == [1, 3]
    assert [reject.line for reject in rejects] == [3, 4]
    assert rejects[0].body == "{oops"
    assert rejects[1].reason == "author is missing"


def test_a_restart_goes_on_at_the_cursor(tmp_path: Path) -> None:
    """Whatever batch was committed last, nothing is lost and nothing comes twice; line numbers go on too."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 1200) + b"bad\n")
    whole = _read(_source(path))
    for place, batch in enumerate(whole[:-1]):
        rest = _read(_source(path), batch.cursor)
        assert _ids(rest) == _ids(whole[place + 1 :])
        assert [reject.line for one in rest for reject in one.rejects] == [1201] or place == len(whole) - 2


def test_a_gz_is_read_and_resumed(tmp_path: Path) -> None:
    """Old recordings are kept packed."""
    path = tmp_path / "feed.jsonl.gz"
    path.write_bytes(gzip.compress(_lines(0, 700)))
    whole = _read(_source(path))
    assert _ids(whole) == list(range(700))
    assert _ids(_read(_source(path), whole[0].cursor)) == _ids(whole[1:])


def test_a_cut_gz_is_a_fault_that_says_so(tmp_path: Path) -> None:
    """A half download is no recording."""
    path = tmp_path / "feed.jsonl.gz"
    path.write_bytes(gzip.compress(os.urandom(5000))[:-20])
    with pytest.raises(SourceError, match="gz"):
        _read(_source(path))
    path.write_bytes(b"no gzip at all")
    with pytest.raises(SourceError, match="feed"):
        _read(_source(path))


def test_following_waits_for_the_rest_of_a_line(tmp_path: Path) -> None:
    """A writer may be in the middle of it."""
    path = tmp_path / "feed.jsonl"
    whole = _line(2)
    path.write_bytes(_line(1) + whole[:20])
    batches = _read(_source(path, lambda: None, lambda: _append(path, whole[20:] + _line(3)), follow=True), ids=3)
    assert _ids(batches) == [1, 2, 3]
    assert not any(batch.rejects for batch in batches)


def _append(path: Path, more: bytes) -> None:
    with path.open("ab") as file:
        file.write(more)


def test_following_goes_through_rotation(tmp_path: Path) -> None:
    """The old file is read to its end, then the new one from its beginning, though it has not come at once."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 3))
    old = tmp_path / "feed.jsonl.1"
    steps = (
        lambda: _append(path, _line(3)),
        lambda: path.rename(old),
        lambda: _append(old, _line(4)),
        lambda: path.write_bytes(_lines(5, 8)),
    )
    assert _ids(_read(_source(path, *steps, follow=True), ids=8)) == list(range(8))


def test_following_goes_through_truncation(tmp_path: Path) -> None:
    """Also where the file has grown past the old place before anybody looked."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 3))
    steps = (lambda: path.write_bytes(_line(3)), lambda: path.write_bytes(_lines(14, 30)))
    assert _ids(_read(_source(path, *steps, follow=True), ids=20)) == [0, 1, 2, 3, *range(14, 30)]


def test_a_restart_after_rotation_reads_the_rest_of_the_old_file_first(tmp_path: Path) -> None:
    """What was written while we were down is not lost because it was rotated meanwhile."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 3))
    cursor = _read(_source(path, follow=True), ids=3)[-1].cursor
    _append(path, _lines(3, 5))
    path.rename(tmp_path / "feed.jsonl.1")
    path.write_bytes(_lines(5, 8))
    assert _ids(_read(_source(path, follow=True), cursor, ids=5)) == [3, 4, 5, 6, 7]


def test_a_cursor_of_another_file_starts_over(tmp_path: Path) -> None:
    """Reading again is right, duplicates are dropped behind us; skipping would lose posts."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_lines(0, 50))
    cursor = _read(_source(path))[0].cursor
    path.unlink()
    path.write_bytes(_lines(100, 103))
    assert _ids(_read(_source(path), cursor)) == [100, 101, 102]
    path.write_bytes(_lines(200, 300))
    assert _ids(_read(_source(path), cursor)) == list(range(200, 300))
    assert _ids(_read(_source(path), "not a cursor")) == list(range(200, 300))


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    """And said to be missing, once, until it comes."""
    path = tmp_path / "feed.jsonl"
    source = _source(path, lambda: None, lambda: path.write_bytes(_line(1)), follow=True)
    batches = _read(source, ids=1)
    assert [batch.state for batch in batches] == [SourceState.DEGRADED, SourceState.OK]
    assert "does not exist yet" in batches[0].note


def test_a_missing_file_that_is_not_followed_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """Only other settings help."""
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(SourceError) as caught:
            _read(_source(path))
        assert caught.value.permanent
        assert str(path) in str(caught.value)


def test_a_gz_cannot_be_followed() -> None:
    """Said when the settings load, not at three in the morning."""
    with pytest.raises(ConfigurationError, match="followed"):
        _source("feed.jsonl.gz", follow=True)


def test_a_quiet_file_still_gives_a_heartbeat(tmp_path: Path) -> None:
    """At least every thirty seconds, and not at every look."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(b"")
    clock = _Clock()
    source = JsonlSource(JsonlOptions(path=str(path), follow=True), name="feed", clock=clock)

    async def four() -> float:
        batches = source.batches(None)
        await anext(batches)
        begun = clock.waited
        for _ in range(3):
            assert await anext(batches) == Batch()
        await batches.aclose()  # type: ignore[attr-defined]
        return clock.waited - begun

    assert 30 <= asyncio.run(four()) <= 90


def test_standard_input_is_read_until_it_ends() -> None:
    """Lines arrive when they are written, the last one without a line end."""
    reading, writing = os.pipe()
    with open(reading, "rb") as stdin:  # noqa: PTH123 - a descriptor has no path
        os.write(writing, _lines(0, 600) + b"bad\n" + _line(600).rstrip(b"\n"))
        os.close(writing)
        assert isinstance(stdin, io.BufferedReader)
        source = JsonlSource(JsonlOptions(path="-"), name="feed", clock=_Clock(), stdin=stdin)
        batches = _read(source)
    assert _ids(batches) == list(range(601))
    assert max(len(batch.records) for batch in batches) <= 500
    assert [reject.line for batch in batches for reject in batch.rejects] == [601]
    assert all(batch.cursor is None for batch in batches)
    assert batches[-1].state is SourceState.STOPPED


def test_waiting_for_standard_input_can_be_cancelled() -> None:
    """A terminal where nobody types does not hold up the exit."""
    reading, writing = os.pipe()

    async def cancel() -> None:
        task = asyncio.create_task(_all(source.batches(None)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with open(reading, "rb") as stdin:  # noqa: PTH123
        source = JsonlSource(JsonlOptions(path="-"), name="feed", clock=_Clock(), stdin=stdin)
        asyncio.run(cancel())
        os.close(writing)  # the reading thread sees the end before its file is closed


def test_an_endless_line_is_cut_refused_and_costs_no_memory() -> None:
    """The next line is read as if nothing had been."""
    splitter = Splitter(max_line=10)
    got: list[Line] = []
    for chunk in (b"one\n", b"x" * 8, b"x" * 8, b"x" * 1000, b"x\ntwo", b"\n", b"y" * 11 + b"\n", b"0123456789\n"):
        got += splitter.feed(chunk)
        assert len(splitter._rest) <= 10
    assert [(line.number, line.is_cut, line.size) for line in got] == [
        (1, False, 4),
        (2, True, 1018),
        (3, False, 4),
        (4, True, 12),
        (5, False, 11),
    ]
    assert [line.raw for line in got if not line.is_cut] == [b"one", b"two", b"0123456789"]


def test_a_cut_line_is_a_reject_and_the_place_after_it_is_right(tmp_path: Path) -> None:
    """Nine megabytes are no mention; the cursor counts all of them."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(_line(1) + b"x" * 9_000_000 + b"\n" + _line(2))
    batches = _read(_source(path))
    assert _ids(batches) == [1, 2]
    assert [(reject.line, reject.reason) for batch in batches for reject in batch.rejects] == [
        (2, "the line is longer than 8 MB")
    ]
    tail = Tail(path, batches[-2].cursor, follow=False)
    assert tail.read(10) == []
    tail.close()
