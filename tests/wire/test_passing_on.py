"""A machine that waits passes on what it is asked, and nothing more: over real lines to a real server."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiohttp
import pytest
from aiohttp import web

from alertd.model.house import House
from alertd.model.people import Person, Roster
from alertd.runtime.ack_links import Keys
from alertd.web import passing_on
from alertd.web.hop import HEADER, Hop, sealed
from alertd.web.server import Server
from alertd.web.settings import SignIn, WebSettings
from alertd.web.words import NAMES, words
from tests.unit.web.fake_backend import StillClock
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

NOBODY = "http://127.0.0.1:9"
BODY = b'{"id":"1"}'
ZAP = {"Authorization": "Bearer zap-token"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Waiting(NamedTuple):
    """A machine that waits: where it listens, where it leads, and its server."""

    url: str
    way: passing_on.Way
    server: Server


@asynccontextmanager
async def waiting(to: str, *, token: str = TOKEN, proxies: tuple[str, ...] = ()) -> AsyncIterator[Waiting]:
    """Start a machine that waits, and passes on to an address."""
    way = passing_on.Way()
    way.to = to
    house = House(roster=Roster(people={"ayse": Person(name="ayse", language="tr")}))
    server = Server(
        passing_on.build(way, house, WebSettings(api_token=token, link_keys=Keys(()), proxies=proxies), StillClock())
    )
    url = "http://" + await server.start(("127.0.0.1", 0))
    try:
        yield Waiting(url, way, server)
    finally:
        await server.stop()


@asynccontextmanager
async def pair(**settings: object) -> AsyncIterator[tuple[Door, Waiting]]:
    """Start one that works and one that waits for it."""
    async with open_door(**settings) as door, waiting(door.url) as other:
        yield door, other


@asynccontextmanager
async def other_server(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Start a server of which every path is answered by one function."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def test_a_link_shows_and_takes_at_the_machine_that_waits() -> None:
    """GET shows the very page of the one that works and changes nothing; POST takes the incident as the person of the link."""
    async with pair() as (door, other):
        link = door.link().removeprefix(door.url)
        async with door.stranger.get(door.url + link) as straight, door.stranger.get(other.url + link) as passed:
            assert passed.status == straight.status == 200
            assert re.sub(r"\?seen=\d+", "", await passed.text()) == re.sub(r"\?seen=\d+", "", await straight.text())
            for name in ("Content-Security-Policy", "Referrer-Policy", "Cache-Control", "Server"):
                assert passed.headers.getall(name) == straight.headers.getall(name)
        assert not door.backend.log
        async with door.stranger.post(other.url + link) as answer:
            assert answer.status == 200, await answer.text()
        assert [(act, by) for act, _, by, *_ in door.backend.log] == [("ack", "ayse")]


async def test_who_signs_in_at_one_is_signed_in_at_the_other() -> None:
    """Redirect, cookie and form pass as they are: the session is the working machine's own."""
    async with pair() as (door, other):
        async with door.people.post(
            f"{other.url}/signin", data={"token": TOKEN, "by": "ayse"}, allow_redirects=False
        ) as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == "/"
            assert "HttpOnly" in answer.headers["Set-Cookie"]
        for url in (other.url, door.url):
            async with door.people.get(f"{url}/inbox") as answer:
                assert answer.status == 200


async def test_tokens_and_bodies_pass() -> None:
    """The API by its token, a body of ingest with and without its length; what is refused is refused with the same words."""

    async def slowly() -> AsyncIterator[bytes]:
        for part in (BODY[:5], BODY[5:]):
            yield part
            await asyncio.sleep(0)

    async with pair() as (door, other):
        async with door.program.get(f"{other.url}/api/v1/incidents?state=open") as answer:
            assert [one["id"] for one in await answer.json()] == ["9f2c4e5a1b3d7f60"]
        async with door.stranger.get(f"{other.url}/api/v1/incidents") as answer:
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        for body in (BODY, slowly()):
            async with door.stranger.post(f"{other.url}/ingest/zap", data=body, headers=ZAP) as answer:
                assert answer.status == 202, await answer.text()
        big = b"x" * 6_000_000
        for sent in (io.BytesIO(big), _parts(big)):
            async with door.stranger.post(f"{other.url}/ingest/zap", data=sent, headers=ZAP) as answer:
                assert answer.status in (413, 503)
        async with door.stranger.head(f"{other.url}/static/style.css") as answer:
            assert answer.status == 200
            assert int(answer.headers["Content-Length"]) > 1000


async def _parts(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 100_000):
        yield body[at : at + 100_000]


async def test_a_live_page_hears_of_a_change_at_once() -> None:
    """The stream passes word by word, and is not kept until it ends."""
    async with (
        pair() as (door, other),
        door.stranger.get(door.link().replace(door.url, other.url) + "/live") as stream,
    ):
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert await stream.content.readline() == b"retry: 3000\n"
        door.backend.log.append(("ack", "9f2c4e5a1b3d7f60", "ayse", "page"))
        async with asyncio.timeout(10):
            while await stream.content.readline() != b"event: changed\n":
                pass


async def test_each_counts_as_if_it_had_come_straight() -> None:
    """Wrong tokens count against the address of who guesses, by the proxies that the settings name; its own X-Forwarded-For counts for nothing."""
    async with open_door(proxies=("127.0.0.1",)) as door, waiting(door.url, proxies=("127.0.0.1",)) as other:

        async def guess(address: str, **more: str) -> int:
            headers = {"Authorization": "Bearer wrong", "X-Forwarded-For": address, **more}
            async with door.stranger.get(f"{other.url}/api/v1/incidents", headers=headers) as answer:
                return answer.status

        assert [await guess("192.0.2.1") for _ in range(31)] == [401] * 30 + [429]
        assert await guess("192.0.2.2") == 401
        assert await guess("192.0.2.2, 192.0.2.1") == 429
    async with pair() as (door, other):  # nobody is a proxy: all is said by one stranger
        assert [await guess(f"192.0.2.{number}") for number in range(31)] == [401] * 30 + [429]


async def test_a_word_of_a_proxy_is_believed_by_who_spoke_it() -> None:
    """A proxy in front of the machine that waits signs people in; a stranger who writes its header there is nobody, as straight."""
    sign_in = {"sign_in": SignIn(header="X-Person", header_from=("127.0.0.2",))}
    async with pair(**sign_in) as (door, other):
        for url in (door.url, other.url):
            for source, status in (("127.0.0.2", 200), ("127.0.0.1", 401)):
                connector = aiohttp.TCPConnector(local_addr=(source, 0))
                async with (
                    aiohttp.ClientSession(connector=connector) as session,
                    session.get(f"{url}/inbox", headers={"X-Person": "ayse"}) as answer,
                ):
                    assert (url, source, answer.status) == (url, source, status)


@pytest.mark.parametrize(
    "told", [sealed(Hop("127.0.0.2", "127.0.0.2"), "another token"), "127.0.0.2 127.0.0.2", "x", "", "127.0.0.2 é"]
)
async def test_a_forged_hop_counts_for_nothing(told: str) -> None:
    """Straight to the one that works: whoever writes it is who they are. At the one that waits it goes no further."""
    for address in ("127.0.0.1", "127.0.0.2"):
        async with pair(sign_in=SignIn(header="X-Person", header_from=(address,))) as (door, other):
            headers = {"X-Person": "ayse", HEADER: told}
            async with door.stranger.get(f"{door.url}/inbox", headers=headers) as answer:
                assert answer.status == 401
            async with door.stranger.get(f"{other.url}/inbox", headers=headers) as answer:
                assert answer.status == 503


async def test_with_another_token_it_passes_on_as_a_stranger() -> None:
    """Even where the settings take the machine itself for a proxy: nobody is signed in by its word, and nobody's own X-Forwarded-For counts."""
    sign_in = SignIn(header="X-Person", header_from=("127.0.0.1",))
    async with (
        open_door(sign_in=sign_in, proxies=("127.0.0.1",)) as door,
        waiting(door.url, token="another token than the other machine's") as other,
    ):
        async with door.stranger.get(f"{other.url}/inbox", headers={"X-Person": "ayse"}) as answer:
            assert answer.status == 401
        async with door.stranger.get(door.link().replace(door.url, other.url)) as answer:
            assert answer.status == 200
        wrong = {"Authorization": "Bearer wrong"}
        for number in range(31):
            headers = wrong | {"X-Forwarded-For": f"192.0.2.{number}"}
            async with door.stranger.get(f"{other.url}/api/v1/incidents", headers=headers) as answer:
                assert answer.status == (401 if number < 30 else 429)


async def test_nothing_in_a_request_says_where_to() -> None:
    """Host, absolute addresses, paths that look like hosts, X-Forwarded-Host: all go to the machine that the store names."""
    seen: list[str] = []

    async def see(request: web.Request) -> web.Response:
        seen.append(f"{request.headers['Host']} {request.raw_path} {sorted(request.headers)}")
        return web.Response(text="ours")

    async with other_server(see) as url, waiting(url) as other:
        host = url.removeprefix("http://")
        for line in (
            "GET //evil.example/x",
            "GET http://evil.example/x",
            "GET /a@evil.example:80/x?to=http://evil.example",
            "GET /%2e%2e//x",
        ):
            head = f"{line} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close, X-Odd\r\nX-Odd: 1\r\n\r\n"
            assert b"ours" in await _said(other.url, head.encode())
        for line in ("CONNECT evil.example:80", "PUT /x", "OPTIONS /x"):
            said = await _said(other.url, f"{line} HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode())
            assert re.match(rb"HTTP/1.1 40[045] ", said)
            assert b"Server: alertd" in said
    assert len(seen) == 4
    assert all(one.startswith(f"{host} /") for one in seen)
    assert not any("X-Odd" in one or HEADER not in one for one in seen)


async def _said(url: str, head: bytes) -> bytes:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head)
    async with asyncio.timeout(10):
        answer = await reader.read(65536)
    writer.close()
    return answer


async def test_two_that_wait_for_each_other_pass_nothing_round() -> None:
    """Who works has gone, and each takes the other for it: one hop, then 503."""
    async with waiting(NOBODY) as one, waiting(one.url) as other, aiohttp.ClientSession() as session:
        one.way.to = other.url
        async with asyncio.timeout(10), session.get(f"{one.url}/") as answer:
            assert answer.status == 503


async def test_nobody_works() -> None:
    """People read in their own language that another may answer soon, on a page that loads itself again; programs are told when to ask again."""
    async with waiting(NOBODY) as other, aiohttp.ClientSession() as session:
        for code in NAMES:
            async with session.get(f"{other.url}/a/AbC", headers={"Cookie": f"alertd_language={code}"}) as answer:
                assert answer.status == 503
                assert int(answer.headers["Retry-After"]) <= 5
                text = await answer.text()
                assert words(code)["standby_soon"].partition("’")[0] in text
                assert 'http-equiv="refresh" content="3"' in text
                assert answer.headers["Cache-Control"] == "no-store"
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        for path, again in (
            ("/a/AbC", "/a/AbC"),
            ("/incidents/9f/ack", "/incidents/9f"),
            ("/inbox/claim", "/inbox"),
            ("/x", "/"),
        ):
            async with session.post(other.url + path, data=b"a=b", headers=FORM) as answer:
                assert f'content="3;url={again}"' in await answer.text()
        async with session.post(f"{other.url}/ingest/zap", data=b"{}") as answer:
            assert answer.status == 503
            assert (await answer.json())["error"] == "STANDBY"
            assert answer.headers["Retry-After"] == "3"
        async with session.get(f"{other.url}/static/style.css?v=another") as answer:
            assert answer.status == 200
            assert answer.headers["Cache-Control"] == "no-store"


async def test_it_says_of_itself_that_it_waits() -> None:
    """Alive, not ready, no metrics: none of it is the other machine's."""
    async with pair() as (door, other):
        for path, status in (("/healthz", 200), ("/readyz", 503), ("/metrics", 503)):
            async with door.program.get(other.url + path) as answer:
                assert (path, answer.status) == (path, status)


async def test_an_answer_that_breaks_off_is_not_taken_for_whole() -> None:
    """The machine that works dies in the middle of a page: so does the line of who reads it."""

    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return response

    async with other_server(half) as url, waiting(url) as other, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            async with session.get(f"{other.url}/") as answer:
                await answer.read()


async def test_the_end_of_the_wait_ends_what_is_under_way_at_once() -> None:
    """The one that works stands still with questions in hand: who asked is told to ask again, and whoever comes meanwhile waits at the same door."""
    hangs = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if "live" in request.path:
            await response.prepare(request)
        await hangs.wait()
        return response

    async with other_server(hang) as url, waiting(url) as other, aiohttp.ClientSession() as session:
        asked = asyncio.create_task(session.post(f"{other.url}/a/AbC"))
        stream = await session.get(f"{other.url}/live")
        await asyncio.sleep(0.1)
        other.way.end()
        sockets = await other.server.leave()
        async with asyncio.timeout(2):
            assert (await asked).status == 503
            with pytest.raises(aiohttp.ClientError):
                await stream.read()
        async with open_door() as door:
            daemon = Server(door.app)
            late = socket.create_connection(sockets[0].getsockname())
            late.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            await daemon.start(given=sockets)
            answer = await asyncio.get_running_loop().run_in_executor(None, late.recv, 100)
            late.close()
            assert b" 200 OK" in answer
            await daemon.stop()
        hangs.set()


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Let rubbish lie, as a daemon does while it starts."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("steps", range(6))
async def test_whoever_knocks_as_the_door_changes_hands_is_never_left_standing(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever step of the loop that is: the daemon answers them, or they are told that nobody does.

    Nobody collects rubbish while a daemon starts, so who is forgotten is not hung up on either.
    """
    monkeypatch.setattr(asyncio.get_running_loop(), "call_exception_handler", lambda _context: None)
    async with open_door() as door, waiting(NOBODY) as other:
        await asyncio.sleep(0.05)  # it listens
        late = socket.create_connection(("127.0.0.1", int(other.url.rpartition(":")[2])), timeout=10.0)
        late.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for _ in range(steps):
            await asyncio.sleep(0)
        other.way.end()
        sockets = await other.server.leave()
        daemon = Server(door.app)
        await daemon.start(given=sockets)
        await other.server.stop()
        with contextlib.suppress(ConnectionResetError):
            answer = await asyncio.get_running_loop().run_in_executor(None, late.recv, 100)
            assert answer == b"" or b" 200 OK" in answer
        late.close()
        await daemon.stop()
