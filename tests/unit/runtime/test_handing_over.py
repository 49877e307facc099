"""The way of batches: through an outage of the store nothing is lost, nothing changes places, and the disk is not filled."""

from __future__ import annotations

import asyncio
import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from alertd.ports import Batch
from alertd.runtime import handing_over
from alertd.runtime.handing_over import HandingOver
from alertd.runtime.spool import ASIDE_FOR, Foreign, Spool, framed
from tests.unit.runtime.made import NOON, StillClock, post
from tests.unit.runtime.spooled import AT, IntakeInMemory, batch, made, written_by_another_release

pytestmark = pytest.mark.asyncio


UNREADABLE = {
    "no batch at all": b"\xc1",
    "a batch without its instant": msgspec.msgpack.encode({"base": None, "cursor": "c9"}),
    "a kind of record to come": msgspec.msgpack.encode(
        {"at": AT, "base": None, "cursor": "c9", "records": [("poll", b"")]}
    ),
    "a post of another shape": msgspec.msgpack.encode(
        {"at": AT, "base": None, "cursor": "c9", "records": [("post", msgspec.Raw(b"\x81\xa1a\x01"))]}
    ),
}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second be short."""
    monkeypatch.setattr(handing_over, "AGAIN", 0.002)


def size(folder: Path) -> int:
    """Return how many bytes lie in a folder."""
    return sum(one.stat().st_size for one in folder.iterdir())


async def emptied(over: HandingOver) -> None:
    """Wait until nothing is left on the disk."""
    async with asyncio.timeout(30):
        while over.waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def test_a_source_reads_on_while_the_store_is_away(tmp_path: Path) -> None:
    """Ten minutes: what it brings lies on the disk, operators hear it once, and all of it arrives in order, each as late as it is."""
    clock = StillClock()
    over, intake, told = made(tmp_path, clock)
    assert await over.begin("c0") == "c0"
    await over.take(batch(1))
    intake.is_away = True
    for number in range(2, 12):
        clock.at += timedelta(minutes=1)
        await over.take(batch(number))
    assert over.waiting == 10
    assert intake.posts == ["1"]
    await over.take(Batch(note="a sign of life"))
    intake.is_away = False
    await emptied(over)
    await over.take(batch(12))

    assert intake.posts == [str(number) for number in range(1, 13)]
    assert intake.cursors == [f"c{number}" for number in range(1, 13)]
    assert intake.waited[1] == 9 * 60.0
    assert intake.waited[10:] == [0.0, 0.0]
    assert told == ["spool-feed/1"]
    assert size(tmp_path) == 0


@pytest.mark.parametrize("mutant", ["", "keeps half", "forgets the order"])
async def test_a_disk_that_does_not_do_what_it_promises_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: str
) -> None:
    """The mutations of the story above: the one loses posts, the other turns them round. Without either all is as it was brought."""
    over, intake, _ = made(tmp_path, StillClock())
    read, keep = Spool.read, Spool.keep
    if mutant == "keeps half":
        monkeypatch.setattr(Spool, "keep", lambda own, one, **more: one.cursor != "c1" or keep(own, one, **more))
    if mutant == "forgets the order":
        monkeypatch.setattr(Spool, "read", lambda *given, **more: reversed(list(read(*given, **more))))
    await over.begin("c0")
    intake.is_away = True
    for number in (1, 2):
        await over.take(batch(number))
    intake.is_away = False
    await emptied(over)
    assert ((intake.posts, intake.cursors) == (["1", "2"], ["c1", "c2"])) is (not mutant)


async def test_a_moment_without_the_store_needs_no_disk(tmp_path: Path) -> None:
    """A leader is chosen anew, two tries long: nothing is written, nobody is told."""
    over, intake, told = made(tmp_path)
    intake.fails_at = 0
    taking = asyncio.create_task(over.take(batch(1)))
    await asyncio.sleep(0.003)
    intake.fails_at = -1
    await taking
    assert (intake.posts, told) == (["1"], [])
    assert size(tmp_path) == 0


async def test_a_store_that_comes_and_goes_gets_each_batch_once(tmp_path: Path) -> None:
    """It goes away again in the middle of what lies on the disk: what it has is not handed over again, what comes lies behind."""
    over, intake, _ = made(tmp_path)
    await over.begin(None)
    intake.is_away = True
    for number in range(1, 5):
        await over.take(batch(number))
    intake.fails_at, intake.is_away = 2, False
    async with asyncio.timeout(30):
        while len(intake.cursors) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    await over.take(batch(5))
    assert intake.posts == ["1", "2"]
    intake.fails_at = -1
    await emptied(over)
    assert intake.posts == ["1", "2", "3", "4", "5"]


async def test_a_full_spool_lets_the_source_wait(tmp_path: Path) -> None:
    """As much as may be and no more; operators are told; the batch that has no room waits, and comes behind the others."""
    over, intake, told = made(tmp_path, most=700)
    intake.is_away = True
    await over.take(batch(1))
    taking = asyncio.create_task(over.take(Batch(records=tuple(post(f"2-{n}") for n in range(20)), cursor="c2")))
    async with asyncio.timeout(30):
        while "spool-full-feed/1" not in told:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    assert 0 < size(tmp_path) <= 700
    assert not taking.done()
    intake.is_away = False
    await taking
    assert intake.posts[0] == "1"
    assert intake.cursors == ["c1", "c2"]


async def test_a_disk_that_takes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then all is as without it: the batch waits where it is. Half of a batch is taken off the file again."""
    over, intake, told = made(tmp_path)
    intake.is_away = True
    await over.take(batch(1))
    before = size(tmp_path)

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("alertd.runtime.spool.os.fsync", full)
    taking = asyncio.create_task(over.take(batch(2)))
    async with asyncio.timeout(30):
        while told.count("spool-feed/1") < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    assert size(tmp_path) == before
    intake.is_away = False
    await taking
    assert intake.posts == ["1", "2"]


async def test_the_next_life_hands_over_what_the_last_one_left(tmp_path: Path) -> None:
    """Before the source is asked for anything new, and it goes on behind it."""
    over, intake, _ = made(tmp_path)
    await over.begin("c0")
    intake.is_away = True
    await over.take(batch(1))
    await over.take(batch(2))
    await over.end()
    again, intake, _ = made(tmp_path)
    assert await again.begin("c0") == "c2"
    assert intake.posts == ["1", "2"]
    assert intake.cursors == ["c1", "c2"]
    assert size(tmp_path) == 0


async def test_a_place_that_another_machine_moved_is_not_moved_back(tmp_path: Path) -> None:
    """It worked while this one was away, and read on: our posts go in, they may be new, but not our older places."""
    over, intake, _ = made(tmp_path)
    await over.begin("c0")
    intake.is_away = True
    await over.take(batch(1))
    await over.take(batch(2))
    await over.end()
    again, intake, _ = made(tmp_path)
    assert await again.begin("c7") == "c7"
    assert intake.posts == ["1", "2"]
    assert intake.cursors == [None, None]


async def test_a_life_that_ended_in_the_middle_goes_on_there(tmp_path: Path) -> None:
    """Some of it was in the store when it was killed: that is handed over again, harmlessly, and the place only moves on."""
    over, intake, _ = made(tmp_path)
    await over.begin("c0")
    intake.is_away = True
    for number in (1, 2, 3):
        await over.take(batch(number))
    await over.end()
    again, intake, _ = made(tmp_path)
    assert await again.begin("c1") == "c3"
    assert intake.cursors == [None, "c2", "c3"]


async def test_without_a_spool_a_batch_waits_at_its_source() -> None:
    """A store in a file: a disk that takes no store takes no spool."""
    intake = IntakeInMemory()
    over = HandingOver("feed", cast("Any", intake), cast("Any", StillClock()))
    intake.is_away = True
    taking = asyncio.create_task(over.take(batch(1)))
    await asyncio.sleep(0.05)
    assert not taking.done()
    intake.is_away = False
    await taking
    assert intake.posts == ["1"]


async def test_a_disk_that_cannot_be_read_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong on the way back is told and tried again: else what comes to lie behind it would lie there for ever."""
    over, intake, told = made(tmp_path)
    await over.begin(None)
    intake.is_away = True
    await over.take(batch(1))
    read = Spool.read

    def broken(_spool: Spool, *, now: float) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Spool, "read", broken)
    intake.is_away = False
    async with asyncio.timeout(30):
        while told.count("spool-stuck-feed/1") < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    await over.take(batch(2))
    assert intake.posts == []
    assert capsys.readouterr().out.count("spool.stuck") == 1, "a fault that stays is logged once"
    monkeypatch.setattr(Spool, "read", read)
    await emptied(over)
    assert intake.posts == ["1", "2"]
    assert Spool(tmp_path, "feed/1").is_empty


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_another_release_wrote_keeps_no_source_from_starting(tmp_path: Path, body: bytes) -> None:
    """It is set aside whole, counted and told, with the name of the file; what lies before and behind it comes in, and the source goes on."""
    over, intake, _ = made(tmp_path)
    await over.begin("c0")
    intake.is_away = True
    await over.take(batch(1))
    await over.end()
    spool = Spool(tmp_path, "feed/1")
    written_by_another_release(spool, body)
    spool.keep(batch(2), at=AT, base="c9")

    again, intake, told = made(tmp_path)
    assert await again.begin("c0") == "c1", (
        "the place that the lost batch led to is not taken: the source brings it anew"
    )
    assert intake.posts == ["1", "2"]
    assert again.set_aside == 1
    assert told == ["spool-aside-feed/1"]
    assert spool.is_empty
    assert spool.aside.read_bytes() == framed(body)
    await again.take(batch(3))
    assert intake.cursors == ["c1", None, "c3"]


async def test_a_damaged_batch_hides_nothing_in_silence(tmp_path: Path) -> None:
    """A bit has turned in the middle: what lies before it comes in, and it and all behind it is set aside, for where it ends is not known."""
    over, intake, _ = made(tmp_path)
    await over.begin(None)
    intake.is_away = True
    for number in (1, 2, 3):
        await over.take(batch(number))
    await over.end()
    file = tmp_path / "feed%2F1.spool"
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)

    again, intake, told = made(tmp_path)
    await again.begin(None)
    assert intake.posts == ["1"]
    assert told == ["spool-aside-feed/1"]
    assert Spool(tmp_path, "feed/1").aside.stat().st_size == pytest.approx(2 * len(whole) / 3, abs=2)


async def test_a_disk_without_room_for_what_is_set_aside_says_so(tmp_path: Path) -> None:
    """Then it is gone, operators hear that, and the source starts all the same."""
    over, intake, told = made(tmp_path, most=40)
    spool = Spool(tmp_path, "feed/1")
    written_by_another_release(spool, b"\xc1" * 50)
    assert await over.begin("c0") == "c0"
    assert (over.set_aside, told) == (1, ["spool-aside-feed/1"])
    assert not spool.aside.read_bytes()
    await over.take(batch(1))
    assert intake.posts == ["1"]


async def test_what_was_set_aside_does_not_lie_there_for_ever(tmp_path: Path) -> None:
    """After a week nobody rolls back any more."""
    clock = StillClock()
    spool = Spool(tmp_path, "feed/1")
    spool.set_aside(Foreign(b"words of somebody", "a test"))
    os.utime(spool.aside, (AT, AT))
    for passed, is_there in ((ASIDE_FOR - 60, True), (ASIDE_FOR + 60, False)):
        over, _, _ = made(tmp_path, clock)
        clock.at = NOON + timedelta(seconds=passed)
        await over.begin(None)
        assert spool.aside.exists() is is_there
