"""The servers of a store are away for ten minutes of the clock: what came is in the log afterwards, in order, and the crisis in the middle of it pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from alertd.errors import StoreUnavailable
from alertd.model.events import HouseLoaded, MentionSeen
from alertd.model.post import Post
from alertd.ports import Batch, Entry
from alertd.runtime import handing_over
from alertd.runtime.group_commit import Request
from alertd.runtime.handing_over import HandingOver
from alertd.runtime.intake import Intake
from alertd.runtime.spool import Spool
from alertd.runtime.supervise import Supervised
from alertd.runtime.writer import Writer
from alertd.store.nats.store import NatsStore
from alertd.store_port import Store
from tests.cluster.servers import NatsServers
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, house, post, scorer

pytestmark = pytest.mark.asyncio
PATIENCE = 60.0


class Feed:
    """A source that brings a post a minute, when told so. A sign of life follows each: the source is asked for more once one is taken."""

    name, kind = "feed", "scripted"

    def __init__(self) -> None:
        self._given: asyncio.Queue[Post] = asyncio.Queue()
        self._taken = asyncio.Event()

    async def bring(self, one: Post) -> None:
        """Bring a post; return once it was taken off the source's hands."""
        self._taken.clear()
        await self._given.put(one)
        async with asyncio.timeout(PATIENCE):
            await self._taken.wait()

    async def batches(self, _cursor: str | None) -> AsyncIterator[Batch]:
        """Bring what there is."""
        while True:
            one = await self._given.get()
            yield Batch(records=(one,), cursor=one.id)
            self._taken.set()


class Told(list[str]):
    """What operators hear, by topic."""

    def __call__(self, topic: str, _text: str) -> None:
        """Hear it."""
        self.append(topic)


def minute(number: int, **more: object) -> Post:
    """Return what somebody writes in a minute."""
    return post(str(number), text=f"acme in minute {number}", **more).with_(created_at=NOON + timedelta(minutes=number))


def seen(store: Store) -> Sequence[str]:
    """Return the posts of the log, in order."""
    return [event.mention.id for _, event in store.read(0) if isinstance(event, MentionSeen)]


async def test_ten_minutes_without_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source reads on, ingest says no, operators hear both; then the log has every minute, and the loud voice of minute 7 pages late."""
    monkeypatch.setattr("alertd.store.nats.wire.SECONDS", 1.0)
    monkeypatch.setattr(handing_over, "AGAIN", 0.05)
    servers, clock, feed, told = NatsServers(), cast("Any", StillClock(NOON)), Feed(), Told()
    down: list[str | None] = []
    store = NatsStore(f"{servers.store('away')}?lease=30", folder=tmp_path / "a")
    writer = Writer(store, clock, link_key=LINK_KEY, on_commit=lambda _: None, on_down=down.append, retry_store=0.2)
    writer.start()
    intake = Intake(writer, house(), scorer(), clock)
    over = HandingOver("feed", intake, clock, spool=Spool(tmp_path / "spool", "feed"), tell=told)
    one = Supervised(feed, intake, writer, clock, over=over)
    running = asyncio.create_task(one.run(None))
    try:
        await writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house(), is_start=True))]))
        for number in range(14):
            clock.at = NOON + timedelta(minutes=number, seconds=2)
            if number == 3:
                servers.end()
            if number == 13:
                assert one.spooled == 10
                assert list(await asyncio.to_thread(seen, store)) == ["0", "1", "2"]
                with pytest.raises(StoreUnavailable):
                    await intake.take("zap", [minute(12)])
                servers.start()
            await feed.bring(minute(number, author_followers=900_000) if number == 7 else minute(number))
        async with asyncio.timeout(PATIENCE):
            while one.spooled:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await writer.call(lambda: None)

        assert list(seen(store)) == [str(number) for number in range(14)]
        assert store.cursors() == {"feed": "13"}
        (page,) = [queued.page for queued, _, _ in store.pages.all() if queued.page.to == "alice"]
        assert page.at == NOON + timedelta(minutes=13, seconds=2), "it is decided as soon as the log has it"
        assert "7" in {evidence.id for evidence in page.evidence}
        assert told == ["spool-feed"]
        assert len(down) == 2, "and of the store itself, when it went and when it came"
        assert down[1] is None
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        intake.stop()
        await asyncio.to_thread(writer.stop, 10.0)
        store.close()
        servers.remove()
