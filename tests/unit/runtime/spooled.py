"""What the spool and the way of batches are tried with: an intake in memory, operators, batches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from alertd.errors import StoreUnavailable
from alertd.ports import Batch
from alertd.runtime.handing_over import HandingOver
from alertd.runtime.intake import Taken
from alertd.runtime.spool import Foreign, Spool, framed
from tests.unit.runtime.made import NOON, StillClock, post

AT = NOON.timestamp()


class IntakeInMemory:
    """Takes batches unless it is away. places: what the store knows of the source."""

    def __init__(self) -> None:
        self.is_away = False
        self.fails_at = -1  # the batch, counted from 0, at which the store goes away again
        self.posts: list[str] = []
        self.cursors: list[str | None] = []
        self.waited: list[float] = []

    async def take(
        self, _source: str, records: Sequence[Any], *, cursor: str | None, rejects: object, waited: float = 0.0
    ) -> Taken:
        """Take a batch."""
        await asyncio.sleep(0)
        if self.is_away or len(self.cursors) == self.fails_at:
            raise StoreUnavailable("away")
        self.posts += [one.id for one in records]
        self.cursors.append(cursor)
        self.waited.append(waited)
        return Taken()


class Told(list[str]):
    """What operators hear, by topic."""

    def __call__(self, topic: str, _text: str) -> None:
        """Hear it."""
        self.append(topic)


def made(folder: Path, clock: StillClock | None = None, **more: Any) -> tuple[HandingOver, IntakeInMemory, Told]:
    """Return the way of one source."""
    intake, told = IntakeInMemory(), Told()
    spool = Spool(folder, "feed/1", **more)
    over = HandingOver("feed/1", cast("Any", intake), cast("Any", clock or StillClock()), spool=spool, tell=told)
    return over, intake, told


def batch(number: int) -> Batch:
    """Return a batch of one post."""
    return Batch(records=(post(str(number)),), cursor=f"c{number}")


def written_by_another_release(spool: Spool, body: bytes) -> None:
    """Put a batch behind what is there that is whole and that nobody here understands."""
    assert spool.set_aside(Foreign(framed(body), "a test"))
    with spool._path.open("ab") as file:
        file.write(spool.aside.read_bytes())
    spool.aside.unlink()
