"""What a platform took back leaves no text behind: neither in the store nor in the memory of the texts that were read last."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from alertd.model.events import HouseLoaded
from alertd.model.post import Deletion
from alertd.ports import Entry
from alertd.runtime.group_commit import Request
from alertd.runtime.intake import Intake
from alertd.runtime.writer import Writer
from alertd.store.sqlite import SqliteStore
from tests.unit.runtime.made import LINK_KEY, NOON, StillClock, house, post, scorer

pytestmark = pytest.mark.asyncio


async def test_a_deleted_post_leaves_no_text_behind(tmp_path: Path) -> None:
    """One that was kept takes the memory with it. A deletion of a post that nobody knows, or that its source may not take back, costs nothing."""
    store = SqliteStore(tmp_path)
    clock = StillClock(NOON)
    writer = Writer(
        store,
        clock,  # type: ignore[arg-type]  # it has all that is asked of it
        link_key=LINK_KEY,
        on_commit=lambda _commands: None,
        on_down=lambda _why: None,
    )
    intake = Intake(writer, house(), scorer(), clock)  # type: ignore[arg-type]  # as above
    writer.start()
    try:
        await writer.take(Request([Entry(event=HouseLoaded(at=NOON, house=house()))]))
        await intake.take("feed", [post("1", text="acme in private"), post("2")])
        assert len(intake.enricher.reader._texts) == 2

        for source, ident in (("feed", "unheard-of"), ("another", "1")):
            await intake.take(source, [Deletion(platform="x", id=ident)])
            assert len(intake.enricher.reader._texts) == 2, source

        await intake.take("feed", [Deletion(platform="x", id="1")])
        assert len(intake.enricher.reader._texts) == 0
    finally:
        intake.stop()
        assert await asyncio.to_thread(writer.stop, 30.0)
        store.close()
