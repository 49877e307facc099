"""A post that ends whoever reads it, among those that go to other machines: one process of one reader dies of it, and no second one, nor the daemon."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from alertd.app.all_readers import AllReaders
from alertd.intake.desk import release
from alertd.model.events import HouseLoaded
from alertd.ports import Entry
from alertd.runtime import intake as module
from alertd.runtime.careful import CarefulReading
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import DEADLY, Intake
from alertd.runtime.readers import LocalReaders
from alertd.scorers.default import DefaultScorer
from alertd.store.nats.address import parsed
from alertd.store.nats.far_readers import FarReaders
from alertd.store.nats.reading_for import ReadingFor
from tests.cluster.one_answer import Folding, ended
from tests.cluster.servers import NatsServers
from tests.unit.runtime.made import NOON, StillClock, house, post

pytestmark = pytest.mark.asyncio
PATIENCE = 120.0
PROGRAM = (sys.executable, "-P", str(Path(__file__).parents[1] / "unit" / "runtime" / "deadly_reader.py"))


async def test_one_post_does_not_end_reader_after_reader(servers: NatsServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines read. One loses a process; the batch is read again at home, in a child; the post lies among the dead letters, the others are in the log."""
    monkeypatch.setattr(module, "WORTH_SENDING", 3)
    address, clock = parsed(servers.store("deadly")), StillClock(NOON)
    near = [LocalReaders(1, command=PROGRAM, worth=1, latest=PATIENCE) for _ in range(2)]
    machines = [ReadingFor(address, one, release=release(), places=1) for one in near]
    tasks = [asyncio.create_task(one.run()) for one in machines]
    far = FarReaders(address, release=release(), latest=PATIENCE)
    careful = CarefulReading(command=PROGRAM, latest=PATIENCE, start=PATIENCE)
    readers = AllReaders(LocalReaders(0), far, careful=careful)
    writer = Folding(clock)
    intake = Intake(cast("Any", writer), house(), DefaultScorer.load(), cast("Any", clock), readers=readers)
    posts = [post(str(number), text=f"acme broke my kettle, day {number}") for number in range(3)]

    async def is_read_far() -> bool:
        before = far.counts.read
        await intake.take("warm", posts)  # a reader begins its process with the first batch that it cannot read
        return far.counts.read > before

    try:
        await writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house(), is_start=True))]))
        async with asyncio.timeout(PATIENCE):
            while not await is_read_far():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        texts = ("acme is nice", "acme is DEADLY", "acme is open")
        poison = [post(f"p{number}", text=text) for number, text in enumerate(texts)]
        taken = await intake.take("feed", poison, cursor="after")

        assert (taken.accepted, [one.reason for one in taken.rejects]) == (2, [DEADLY])
        assert '"p1"' in taken.rejects[0].body
        assert sum(one.counts.died for one in near) == 1, "one process died of it, and no second one"
        assert (far.counts.killed, careful.aside) == (1, 1)
        assert writer.store.cursors()["feed"] == "after", "the source goes on behind it"
        async with asyncio.timeout(PATIENCE):
            while not await is_read_far():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        intake.stop()
        await readers.stop()
        for task in tasks:
            await ended(task)
        for one in near:
            await one.stop()
