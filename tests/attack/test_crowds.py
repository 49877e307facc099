"""Three hundred people at once: whoever opens pages keeps no post out and no page in, and everybody gets theirs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from alertd.model.incident import Act, Incident, State
from alertd.web import (
    author_page,
    inbox_page,
    incident_page,
    list_page,
    now_page,
    people_page,
    report_page,
    search_page,
    wall,
)
from alertd.web.turns import TURNS, Turns, in_turn
from tests.unit.web.fake_backend import FakeBackend
from tests.unit.web.house import open_door

pytestmark = pytest.mark.asyncio

CROWD = 60
LARGE = (
    now_page.now,
    wall.wall,
    incident_page.screen,
    list_page.screen,
    inbox_page._screen,
    author_page.author,
    search_page.screen,
    people_page.screen,
    report_page.report,
)


class Kitchen:
    """Serves a page that takes its time of the loop; made: how many of them so far."""

    def __init__(self) -> None:
        self.made = 0

    async def page(self, _: web.Request) -> web.Response:
        """Read something, then be busy, as a large page is."""
        await asyncio.sleep(0.001)
        time.sleep(0.01)  # noqa: ASYNC251 - that is what it does
        self.made += 1
        return web.Response(text="page")

    async def quick(self, _: web.Request) -> web.Response:
        """Answer as ingest does: after a few turns of the loop."""
        for _turn in range(5):
            await asyncio.sleep(0)
        return web.Response(text=str(self.made))


async def asked(kitchen: Kitchen, page: object) -> int:
    """Open a page sixty times at once and ask for something else meanwhile; return how many pages were made before it was answered."""
    app = web.Application()
    app[TURNS] = Turns()
    app.router.add_get("/page", page)  # type: ignore[arg-type]
    app.router.add_get("/quick", kitchen.quick)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = site._server.sockets[0].getsockname()  # type: ignore[union-attr]
    url = f"http://{host}:{port}"
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as people:

            async def open_page() -> str:
                async with people.get(f"{url}/page") as answer:
                    return await answer.text()

            crowd = [asyncio.create_task(open_page()) for _ in range(CROWD)]
            while not kitchen.made:  # noqa: ASYNC110 - until the first is served
                await asyncio.sleep(0)
            async with people.get(f"{url}/quick") as answer:
                before = int(await answer.text())
            assert await asyncio.gather(*crowd) == ["page"] * CROWD
            return before
    finally:
        await runner.cleanup()


async def test_a_crowd_at_one_page_keeps_nobody_else_waiting() -> None:
    """Whoever asks for something else is answered among the first few pages, and everybody of the crowd gets theirs."""
    kitchen = Kitchen()
    assert await asked(kitchen, in_turn(kitchen.page)) <= CROWD // 4
    assert kitchen.made == CROWD


async def test_a_page_whose_read_hangs_keeps_nobody_from_theirs() -> None:
    """Who opens another incident does not wait for it: its turn is over in a moment."""
    never, opened = asyncio.Event(), 0

    async def page(_: web.Request) -> web.Response:
        nonlocal opened
        opened += 1
        if opened == 1:
            await never.wait()
        return web.Response(text=str(opened))

    app = web.Application()
    app[TURNS] = Turns()
    app.router.add_get("/page", in_turn(page))
    async with TestClient(TestServer(app)) as people:
        hanging = asyncio.create_task(people.get("/page"))
        answers = await asyncio.gather(*(people.get("/page") for _ in range(5)))
        assert sorted([await one.text() for one in answers]) == ["2", "3", "4", "5", "6"]
        assert not hanging.done()
        never.set()
        assert (await hanging).status == 200


@pytest.mark.parametrize("page", LARGE, ids=lambda page: f"{page.__module__}.{page.__name__}")
async def test_each_large_page_is_made_in_its_turn(page: object) -> None:
    """Sixty who open it at once were one turn of the loop."""
    assert hasattr(page, "__wrapped__")


async def test_whoever_has_gone_is_made_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that was closed while it waited costs nothing more."""
    read: list[State | None] = []
    incidents = FakeBackend.incidents

    async def counted(self: FakeBackend, state: State | None) -> Sequence[Incident]:
        read.append(state)
        return await incidents(self, state)

    monkeypatch.setattr(FakeBackend, "incidents", counted)
    async with open_door() as door:
        await door.sign_in()
        read.clear()
        turn = door.app[TURNS].of("alertd.web.now_page.now")
        await turn.acquire()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await door.people.get(door.url, timeout=aiohttp.ClientTimeout(total=0.3))
        turn.release()
        assert (await door.people.get(door.url)).status == 200
    assert len(read) == 1


async def test_a_page_that_waited_shows_what_happened_meanwhile() -> None:
    """It is read when its turn has come, not when it was asked for: its stream tells only what comes after."""
    async with open_door() as door:
        turn = door.app[TURNS].of("alertd.web.incident_page.screen")
        await turn.acquire()
        asking = asyncio.create_task(door.stranger.get(door.link()))
        await asyncio.sleep(0.2)
        await door.backend.act("9f2c4e5a1b3d7f60", Act.ACK, by="omar", note="", via="api", assignee=None)
        turn.release()
        text = await (await asking).text()
    assert "omar" in text
