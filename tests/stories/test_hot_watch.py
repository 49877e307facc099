"""A thousand brands, one of which everybody writes about: whoever writes about another one is heard at once."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Entry
from alertd.runtime import intake as module
from alertd.runtime.fold import Fold
from alertd.runtime.group_commit import Group, Request
from alertd.runtime.intake import Intake
from alertd.store.memory import MemoryStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, house, post, scorer

pytestmark = pytest.mark.asyncio

SENDERS = 4  # bodies about the hot brand that are on their way at once
SLICES = 12  # of each of them
SIZE = 25  # posts of a slice; five hundred in life, which would only take longer here


class Writing:
    """A writer that folds at once, and notes of whom each request was. full: is set once the hot brand keeps it busy."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.sources: list[str] = []
        self.is_busy = asyncio.Event()
        self._fold = Fold(self.store, Engine(), link_key=LINK_KEY)

    async def take(self, request: Request) -> object:
        """Fold a request; return its answers."""
        self.sources.append(request.source or "")
        if len(self.sources) > SENDERS:
            self.is_busy.set()
        with self.store.transaction():
            return Group(self.store, [request], NOON).run(self._fold, has_tick=False)[0]


def _hot(sender: int) -> list[Post]:
    return [post(f"{sender}-{n}", text=f"brand0 is on everybody's lips {n}") for n in range(SLICES * SIZE)]


@pytest.mark.parametrize("rounds", [1, 3])
async def test_a_quiet_brand_does_not_wait_behind_the_hot_one(monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """What pages about it is in the log behind one slice of each sender at the most, though twelve of each were there before it."""
    monkeypatch.setattr(module, "SLICE", SIZE)
    brands = tuple([Watch(name=f"brand{n}", terms=(f"brand{n}",)) for n in range(1000)])
    made, writer = house().with_(watches=brands), Writing()
    intake = Intake(cast("Any", writer), made, scorer(), cast("Any", StillClock(NOON)))
    try:
        await writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=made, is_start=True))]))
        senders = [asyncio.create_task(intake.take(f"hot{n}", _hot(n))) for n in range(SENDERS)]
        for turn in range(rounds):
            writer.is_busy.clear()
            await writer.is_busy.wait()
            assert not any(one.done() for one in senders), "the hot brand is still at it"
            before = len(writer.sources)
            loud = post(f"loud{turn}", text=f"brand{500 + turn} caught fire", author_followers=900_000)
            await intake.take("quiet", [loud])

            waited = writer.sources[before : writer.sources.index("quiet", before)]
            assert len(waited) <= SENDERS + 1
            paged = {queued.page.watch for queued, _, _ in writer.store.pages.all()}
            assert f"brand{500 + turn}" in paged
        await asyncio.gather(*senders)
        assert len([one for one in writer.sources if one.startswith("hot")]) == SENDERS * SLICES
    finally:
        intake.stop()
