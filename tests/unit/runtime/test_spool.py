"""The spool: what lies on the disk comes back as it was, in order, and what is no batch is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alertd.model.post import Count, Deletion, Record, ReplyTold
from alertd.ports import Batch, Reject
from alertd.runtime.spool import ASIDE, OLDEST, Foreign, Kept, Spool, framed
from tests.unit.runtime.made import NOON, post
from tests.unit.runtime.spooled import AT, batch

pytestmark = pytest.mark.asyncio
EVERY_KIND: tuple[Record, ...] = (
    post("1", text="acme \N{TEACUP WITHOUT HANDLE}", mentions=("a", "b"), attached={"card": "tea"}),
    Count(watch="acme", platform="x", created_at=NOON, seconds=60, count=3),
    ReplyTold(platform="x", id="r", created_at=NOON, in_reply_to="1"),
    Deletion(platform="x", id="0"),
)


def size(folder: Path) -> int:
    """Return how many bytes lie in a folder."""
    return sum(one.stat().st_size for one in folder.iterdir())


async def test_every_kind_of_record_comes_back_as_it_was(tmp_path: Path) -> None:
    """In order, with its rejects and its place; the file is nobody's but ours."""
    spool = Spool(tmp_path / "spool", "a feed: of/many")
    kept = Batch(records=EVERY_KIND, rejects=(Reject(reason="no date", body="{}"),), cursor="c")
    assert spool.is_empty
    assert spool.keep(kept, at=AT, base="b")
    assert spool.keep(batch(2), at=AT, base="c")
    assert list(spool.read(now=AT)) == [Kept(AT, "b", kept), Kept(AT, "c", batch(2))]
    (file,) = (tmp_path / "spool").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "spool").stat().st_mode & 0o777 == 0o700
    spool.clear()
    assert spool.is_empty


@pytest.mark.parametrize("cut", [1, 7, 8, 40])
async def test_half_a_batch_is_none(tmp_path: Path, cut: int) -> None:
    """The process was killed while it wrote: what is whole is read, and the rest was promised to nobody."""
    spool = Spool(tmp_path, "feed")
    spool.keep(batch(1), at=AT, base=None)
    whole = size(tmp_path)
    spool.keep(batch(2), at=AT, base=None)
    os.truncate(tmp_path / "feed.spool", whole + cut)
    assert list(spool.read(now=AT)) == [Kept(AT, None, batch(1))]


async def test_what_is_a_day_old_is_left_out(tmp_path: Path) -> None:
    """It would wake nobody any more, and is somebody's words on a disk."""
    spool = Spool(tmp_path, "feed")
    spool.keep(batch(1), at=AT, base=None)
    spool.keep(batch(2), at=AT + 60, base=None)
    assert list(spool.read(now=AT + OLDEST + 30)) == [Kept(AT + 60, None, batch(2))]


async def test_who_rolls_back_finds_it_as_it_was(tmp_path: Path) -> None:
    """Without the end of its name the file is a spool again, which the release that wrote it reads."""
    spool = Spool(tmp_path, "feed")
    spool.keep(batch(1), at=AT, base="c0")
    whole = (tmp_path / "feed.spool").read_bytes()
    spool.clear()
    for _ in range(2):
        assert spool.set_aside(Foreign(whole, "a later release could not read it"))
    assert spool.aside.stat().st_mode & 0o777 == 0o600
    spool.aside.rename(spool.aside.with_name(spool.aside.name.removesuffix(ASIDE)))
    assert list(spool.read(now=AT)) == [Kept(AT, "c0", batch(1))] * 2


async def test_what_was_never_written_to_its_end_is_nobodys_loss(tmp_path: Path) -> None:
    """A machine that lost its power leaves room without words, or a last batch that does not fit its sum: neither was promised."""
    for tail in (b"\0" * 64, framed(b"abcd")[:-1] + b"e"):
        spool = Spool(tmp_path, "feed")
        spool.keep(batch(1), at=AT, base=None)
        with (tmp_path / "feed.spool").open("ab") as file:
            file.write(tail)
        assert list(spool.read(now=AT)) == [Kept(AT, None, batch(1))]
        spool.clear()


@pytest.mark.parametrize("place", range(8))
@pytest.mark.parametrize("bit", [0, 3, 7])
async def test_a_broken_frame_hides_nothing_that_lies_behind_it(tmp_path: Path, place: int, bit: int) -> None:
    """Whichever bit of a length or a sum the disk has turned: what is before it is read, and all from there on is set aside, never let go."""
    spool = Spool(tmp_path, "feed")
    spool.keep(batch(1), at=AT, base=None)
    first = size(tmp_path)
    for number in (2, 3):
        spool.keep(batch(number), at=AT, base=None)
    lies = bytearray((tmp_path / "feed.spool").read_bytes())
    lies[first + place] ^= 1 << bit
    (tmp_path / "feed.spool").write_bytes(bytes(lies))

    kept, aside = spool.read(now=AT)
    assert kept == Kept(AT, None, batch(1))
    assert isinstance(aside, Foreign)
    assert aside.frame == bytes(lies[first:])
