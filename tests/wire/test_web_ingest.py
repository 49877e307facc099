"""POST /ingest/NAME against a real server."""

from __future__ import annotations

import asyncio
import gzip
import hmac
import io
import json
from collections.abc import AsyncIterator

import pytest

from alertd.web import ingest
from alertd.web.ingest import BUDGET, MAX_IN_FLIGHT, MAX_OF_ONE, MAX_OF_STRANGER, MAX_UNPROVED, BodyBudget, Sender
from alertd.web.refusals import TooBusy
from tests.unit.web.fake_backend import busy, store_down
from tests.unit.web.house import TOKEN, open_door

pytestmark = pytest.mark.asyncio

ZAP = {"Authorization": "Bearer zap-token"}
WRONG = {"Authorization": "Bearer wrong"}
PACKED = {**ZAP, "Content-Encoding": "gzip"}


async def test_a_body_is_answered_after_its_commit() -> None:
    """202 for new records and for the same once more, which is stored once."""
    async with open_door() as door:
        for expected in ({"accepted": 1, "duplicates": 0}, {"accepted": 0, "duplicates": 1}):
            async with door.stranger.post(f"{door.url}/ingest/zap", data=b'{"id":"1"}', headers=ZAP) as answer:
                assert answer.status == 202
                assert expected.items() <= (await answer.json()).items()
        assert door.backend.log == [("stored", "1")]


async def test_no_202_while_the_commit_is_still_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer waits for the backend."""
    async with open_door() as door:
        commit, inner = asyncio.Event(), door.backend.ingest

        async def slow(*args: object) -> object:
            await commit.wait()
            return await inner(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(door.backend, "ingest", slow)
        url = f"{door.url}/ingest/zap"
        post = asyncio.create_task(door.stranger.post(url, data=b'{"id":"1"}', headers=ZAP).__aenter__())
        await door.stranger.get(f"{door.url}/healthz")
        assert not post.done()
        commit.set()
        assert (await post).status == 202


async def test_the_hmac_covers_the_body_as_unpacked() -> None:
    """A signed body passes, also packed; one changed byte does not."""
    body = json.dumps([{"id": "1"}]).encode()
    signed = {"X-Alertd-Signature": "sha256=" + hmac.digest(b"zap-token", body, "sha256").hex()}
    async with open_door() as door:
        url = f"{door.url}/ingest/zap"
        assert (await door.stranger.post(url, data=body, headers=signed)).status == 202
        packed = {**signed, "Content-Encoding": "gzip"}
        assert (await door.stranger.post(url, data=gzip.compress(body), headers=packed)).status == 202
        assert (await door.stranger.post(url, data=body + b" ", headers=signed)).status == 401
        assert door.backend.bodies == [body, body]


@pytest.mark.parametrize(
    ("name", "headers", "body", "status"),
    [
        ("zap", {}, b'{"id":"1"}', 401),
        ("zap", {"Authorization": f"Bearer {TOKEN}"}, b'{"id":"1"}', 401),
        ("nobody", ZAP, b'{"id":"1"}', 404),
        ("zap", ZAP, b"{broken", 400),
        ("zap", ZAP, b'[{"id":"1"},{}]', 400),
        ("zap", PACKED, b"no gzip", 400),
        ("zap", PACKED, gzip.compress(b'{"id":"1"}', mtime=0)[:-4], 400),
        ("zap", {**ZAP, "Content-Encoding": "br"}, b"x", 415),
    ],
)
async def test_each_fault_has_its_status(name: str, headers: dict[str, str], body: bytes, status: int) -> None:
    """A refusal is told, and nothing of that body is stored."""
    async with open_door() as door:
        async with door.stranger.post(f"{door.url}/ingest/{name}", data=body, headers=headers) as answer:
            assert answer.status == status
            assert await answer.text()
        assert door.backend.log == []


async def test_faults_of_a_body_are_told_together() -> None:
    """A sender learns of every bad record at once."""
    async with (
        open_door() as door,
        door.stranger.post(f"{door.url}/ingest/zap", data=b"[{},{}]", headers=ZAP) as answer,
    ):
        assert (await answer.json())["reasons"] == ["record 1: id is missing", "record 2: id is missing"]


async def test_a_busy_intake_and_a_store_that_is_down_say_when_to_come_back() -> None:
    """429 and 503 carry Retry-After in whole seconds."""
    async with open_door() as door:
        for fault, status, after in ((busy(), 429, "7"), (store_down(), 503, "30")):
            door.backend.fault = fault
            async with door.stranger.post(f"{door.url}/ingest/zap", data=b'{"id":"1"}', headers=ZAP) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (status, after)


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(6):
        yield b" " * 1_000_000


async def test_five_megabytes_and_no_more() -> None:
    """A body of exactly 5 MB is read; one byte more is not: with a length, without one, and packed."""
    async with open_door() as door:
        url = f"{door.url}/ingest/zap"
        whole = b'{"id":"1"}'.ljust(5_000_000)
        bomb = gzip.compress(bytes(100_000_000), 9)
        bodies = [(whole, ZAP, 202), (whole + b" ", ZAP, 413), (_endless(), ZAP, 413), (bomb, PACKED, 413)]
        for body, headers, status in bodies:
            async with door.stranger.post(
                url, data=io.BytesIO(body) if isinstance(body, bytes) else body, headers=headers
            ) as answer:
                assert answer.status == status

        assert door.backend.bodies == [whole]
        assert door.app[BUDGET].used == 0


async def test_bodies_in_flight_are_bounded() -> None:
    """Once the memory for bodies is spent, a sender is asked to wait, and nothing leaks."""
    async with open_door() as door:
        budget = door.app[BUDGET]
        budget.take(Sender("other", is_proved=True), MAX_OF_ONE)
        budget.take(Sender("third", is_proved=True), MAX_IN_FLIGHT - MAX_OF_ONE)
        async with door.stranger.post(f"{door.url}/ingest/zap", data=b'{"id":"1"}', headers=ZAP) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
        assert budget.used == MAX_IN_FLIGHT


async def test_one_source_cannot_keep_the_others_out() -> None:
    """A source that holds all it may is asked to wait; another one is taken."""
    async with open_door() as door:
        budget, url = door.app[BUDGET], f"{door.url}/ingest/zap"
        budget.take(Sender("flood", is_proved=True), MAX_OF_ONE)
        with pytest.raises(TooBusy):
            budget.take(Sender("flood", is_proved=True), 1)
        assert (await door.stranger.post(url, data=b'{"id":"1"}', headers=ZAP)).status == 202


async def test_who_has_proved_nothing_holds_little() -> None:
    """Bodies with a signature still to be checked have a small share, by address and in all; who has the token is not held up."""
    budget = BodyBudget()
    budget.take(Sender("unproved 192.0.2.1", is_proved=False), MAX_OF_STRANGER)
    with pytest.raises(TooBusy):
        budget.take(Sender("unproved 192.0.2.1", is_proved=False), 1)
    budget.take(Sender("unproved 192.0.2.2", is_proved=False), MAX_UNPROVED - MAX_OF_STRANGER)
    with pytest.raises(TooBusy):
        budget.take(Sender("unproved 192.0.2.3", is_proved=False), 1)
    budget.take(Sender("zap", is_proved=True), 5_000_000)


@pytest.mark.parametrize(("name", "headers", "status"), [("zap", {}, 401), ("nobody", {}, 404), ("zap", WRONG, 401)])
async def test_a_wrong_sender_is_told_before_its_body_is_read(name: str, headers: dict[str, str], status: int) -> None:
    """A megabyte is announced and not a byte of it sent: the no comes all the same, and nothing is held."""
    async with open_door() as door:
        host, _, port = door.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, port)
        told = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        writer.write(f"POST /ingest/{name} HTTP/1.1\r\nHost: x\r\n{told}Content-Length: 1000000\r\n\r\n".encode())
        line = await asyncio.wait_for(reader.readline(), 2)
        assert line.startswith(f"HTTP/1.1 {status} ".encode())
        assert door.app[BUDGET].used == 0
        writer.close()


async def test_who_guesses_tokens_of_a_source_waits() -> None:
    """Wrong tokens of sources count as those of the API do; the source itself is let in all the while."""
    async with open_door() as door:
        url = f"{door.url}/ingest/zap"
        seen = [(await door.stranger.post(url, data=b"x", headers=WRONG)).status for _ in range(40)]
        assert seen[:30] == [401] * 30
        assert set(seen[31:]) == {429}
        assert (await door.stranger.post(url, data=b'{"id":"1"}', headers=ZAP)).status == 202


async def test_a_sender_that_drips_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not end in time is answered 408 and stored nowhere."""
    monkeypatch.setattr(ingest, "READ_SECONDS", 0.05)
    never = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield b'{"id":'
        await never.wait()

    async with open_door() as door:
        async with door.stranger.post(f"{door.url}/ingest/zap", data=drip(), headers=ZAP) as answer:
            assert answer.status == 408
        assert door.backend.log == []
        assert door.app[BUDGET].used == 0


async def test_a_platform_that_tries_the_address_hears_its_challenge() -> None:
    """As plain text that no browser runs; a guess is refused like a wrong token, an unknown name like one."""
    async with open_door() as door:
        for name, token, status in (("zap", "zap-token", 200), ("zap", "guess", 401), ("none", "zap-token", 404)):
            url = f"{door.url}/ingest/{name}"
            async with door.stranger.get(url, params={"token": token, "challenge": "<b>tried"}) as answer:
                assert answer.status == status
                if status == 200:
                    assert (await answer.text(), answer.content_type) == ("<b>tried", "text/plain")
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"
                    assert "tried" not in str(answer.headers)
