"""Answers that come in more than one part, as each does that is longer than a packet: read to their end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from alertd.errors import DeliveryError
from alertd.notifiers.slack.notifier import Slack
from alertd.web.oidc import Provider
from alertd.web.settings import Oidc
from tests.unit.runtime.outbox_fakes import delivery

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def in_parts(answer: dict[str, Any], *, status: int = 200, breaks: bool = False) -> AsyncIterator[str]:
    """Yield the URL of a provider that answers the same to all, a half of it first. URL in the answer stands for its own. breaks: no more."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        await reader.readexactly(length)
        body = json.dumps(answer).replace("URL", url).encode()
        writer.write(f"HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        writer.write(body[: len(body) // 2])
        await writer.drain()
        if not breaks:
            await asyncio.sleep(0.05)  # a packet of its own
            writer.write(body[len(body) // 2 :])
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield url
    finally:
        server.close()


async def test_a_page_that_slack_took_is_not_sent_again() -> None:
    """Its answer repeats the message, and so is long: what is cut off says no, and the page would come twice."""
    async with in_parts({"message": {"text": "kettle"}, "channel": "C1", "ts": "1.5", "ok": True}) as url:
        assert await Slack("slack", "xoxb-1", base_url=url).send(delivery(address="#crisis")) == "C1:1.5"


async def test_a_refusal_whose_words_break_off_is_one_all_the_same() -> None:
    """Nothing was taken: the page may go again, and says of itself that it comes for the first time."""
    async with in_parts({"ok": False, "error": "unavailable"}, status=503, breaks=True) as url:
        with pytest.raises(DeliveryError) as refused:
            await Slack("slack", "xoxb-1", base_url=url).send(delivery(address="#crisis"))
    assert not refused.value.unknown


async def test_a_provider_of_identities_says_of_itself_what_it_likes() -> None:
    """Some say forty things, and publish a dozen keys."""
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    async with in_parts({"issuer": "URL", "keys": [], **{name: f"URL/{name}" for name in names}}) as url:
        provider = Provider(Oidc(issuer=url, client_id="alertd", client_secret="s"))
        address, _ = await provider.begin("https://a.example/back", "/", datetime(2026, 11, 29, tzinfo=UTC))

        assert address.startswith(f"{url}/authorization_endpoint?")
