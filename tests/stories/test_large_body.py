"""A program posts very many mentions in one body: it is answered when all are stored, and meanwhile everybody else has their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from alertd.app.backend import DaemonBackend
from alertd.errors import StoreUnavailable
from alertd.model.events import MentionSeen
from alertd.runtime import intake as module
from alertd.runtime.intake import Intake
from alertd.runtime.room import SLICES as SLICES_OF_ROOM
from alertd.sources.webhook.source import WebhookOptions, WebhookReader
from alertd.store_port import Place
from alertd.web.refusals import Malformed, TooBusy
from tests.stories.hot import Writing, thousand_brands
from tests.unit.runtime.made import NOON, StillClock, post, scorer

pytestmark = pytest.mark.asyncio

SIZE, SLICES = 20, 15  # posts of a slice, which are five hundred in life, and slices of the body
TOKEN = {"authorization": "Bearer t"}


class Door:
    """The way in of a daemon: what a body meets behind the web page, down to a store in memory."""

    def __init__(self, folder: Path) -> None:
        self.writer = Writing(busy_after=3)
        self.clock = StillClock(NOON)
        self.intake = Intake(cast("Any", self.writer), thousand_brands(), scorer(), cast("Any", self.clock))
        readers = {name: WebhookReader(WebhookOptions(token="t"), name=name) for name in ("archive", "zap")}
        running = SimpleNamespace(
            open_reader=lambda: None,
            settings=SimpleNamespace(data_dir=folder, place=Place(folder=folder)),
            sources=SimpleNamespace(webhooks=readers, pushed={}),
            writer=self.writer,
            intake=self.intake,
            clock=self.clock,
        )
        self._backend = DaemonBackend(cast("Any", running), cast("Any", None))

    async def post(self, name: str, body: list[dict[str, object]]) -> tuple[int, int, int]:
        """Post a body; return how many were accepted, known already, and about nobody."""
        done = await self._backend.ingest(name, msgspec.json.encode(body), "application/json", TOKEN)
        assert sum(done.why.values()) == done.unmatched
        return done.accepted, done.duplicates, done.unmatched

    def stored(self) -> list[str]:
        """Return the ids of the posts in the log, in its order."""
        return [event.mention.id for _, event in self.writer.store.read(0) if isinstance(event, MentionSeen)]


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Door]:
    """Return a daemon's door."""
    monkeypatch.setattr(module, "SLICE", SIZE)
    made = Door(tmp_path)
    yield made
    made.intake.stop()


def _record(ident: str, text: str, **more: object) -> dict[str, object]:
    return cast("dict[str, object]", msgspec.to_builtins(post(ident, text=text, **more)))


def _archive() -> list[dict[str, object]]:
    return [_record(f"a{n:04}", f"brand0 was written about {n}") for n in range(SIZE * SLICES)]


async def test_a_quiet_brand_pages_while_a_large_body_is_stored(door: Door) -> None:
    """Its post goes in between two slices of the body and pages; the body is answered when its last post is in the log, in its order."""
    await door.writer.begin(thousand_brands())
    body = asyncio.create_task(door.post("archive", _archive()))
    await door.writer.is_busy.wait()
    before = len(door.writer.sources)
    loud = _record("loud", "brand500 caught fire", author_followers=900_000)
    assert await door.post("zap", [loud]) == (1, 0, 0)

    assert not body.done(), "the body is still on its way"
    assert door.writer.turns_before("zap", before) <= 2
    assert "brand500" in door.writer.paged()
    assert await body == (SIZE * SLICES, 0, 0)
    stored = door.stored()
    assert [ident for ident in stored if ident != "loud"] == [str(one["id"]) for one in _archive()]
    assert 0 < stored.index("loud") < len(stored) - SIZE


async def test_one_record_that_is_no_mention_keeps_a_large_body_out(door: Door) -> None:
    """It may be the last of them: nothing is stored, the sender is told which, and others are not kept from theirs."""
    await door.writer.begin(thousand_brands())
    bad = [*_archive(), _record("x", "brand0", watch="nobody")]
    with pytest.raises(Malformed, match='watch "nobody" is unknown'):
        await door.post("archive", bad)
    with pytest.raises(Malformed, match=f"record {SIZE * SLICES + 1}: "):
        await door.post("archive", [*_archive(), {"id": "y"}])

    assert door.stored() == []
    assert len(door.writer.store.rejected) == 2, "each is kept with its reason"
    assert await door.post("archive", bad[:-1]) == (SIZE * SLICES, 0, 0)


async def test_a_large_body_that_was_cut_short_is_sent_again(door: Door) -> None:
    """The store refuses in the middle: no 202. The same body again is 202, each post is stored once, and a replay sees one order."""
    await door.writer.begin(thousand_brands())
    door.writer.fault, door.writer.spared = StoreUnavailable("no room"), 4
    with pytest.raises(StoreUnavailable):
        await door.post("archive", _archive())
    assert len(door.stored()) == 4 * SIZE
    assert door.writer.store.cursors() == {}, "nothing says that this source has brought it"

    door.writer.fault = None
    assert await door.post("archive", _archive()) == ((SLICES - 4) * SIZE, 4 * SIZE, 0)
    assert door.stored() == [str(one["id"]) for one in _archive()]
    assert await door.post("archive", _archive()) == (0, SLICES * SIZE, 0)
    assert set(door.writer.store.cursors()) == {"archive"}


async def test_a_source_that_brings_more_than_is_folded_is_refused_and_nobody_else(door: Door) -> None:
    """A hundred bodies at once about one brand: some are taken, the rest is told to come again. What was answered is stored, nothing else is.

    A quiet brand pages meanwhile, by a source of its own and by the very same one. What was refused goes in when it is brought again.
    """
    await door.writer.begin(thousand_brands())
    bodies = [[_record(f"{n}-{i}", f"brand0 again {n} {i}") for i in range(SIZE)] for n in range(100)]
    flood = [asyncio.create_task(door.post("archive", body)) for body in bodies]
    await door.writer.is_busy.wait()
    for source, brand in (("zap", "brand500"), ("archive", "brand501")):
        before = len(door.writer.sources)
        assert await door.post(source, [_record(brand, f"{brand} caught fire", author_followers=900_000)]) == (1, 0, 0)
        assert brand in door.writer.paged()
        assert len(door.writer.sources) - before <= SLICES_OF_ROOM + 2
    became = await asyncio.gather(*flood, return_exceptions=True)

    refused = [body for body, answer in zip(bodies, became, strict=True) if isinstance(answer, TooBusy)]
    taken = [body for body, answer in zip(bodies, became, strict=True) if answer == (SIZE, 0, 0)]
    assert len(refused) + len(taken) == 100
    assert SLICES_OF_ROOM <= len(taken) < 50
    promised = {str(one["id"]) for body in taken for one in body} | {"brand500", "brand501"}
    assert len(door.stored()) == len(promised)
    assert set(door.stored()) == promised
    assert all([await door.post("archive", body) == (SIZE, 0, 0) for body in refused])
    assert len(door.stored()) == 100 * SIZE + 2
