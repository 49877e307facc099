"""What somebody without a token tries at the port: nothing of it is a fault of ours, and nothing leads elsewhere."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.unit.web.house import Door, open_door

pytestmark = pytest.mark.asyncio

CROSS = b"Sec-Fetch-Site: cross-site"


async def raw(door: Door, target: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    """Send a request as it stands and return the whole answer."""
    host, _, port = door.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, port)
    lines = b"".join(header + b"\r\n" for header in (b"Host: x", b"Connection: close", *headers))
    writer.write(method + b" " + target + b" HTTP/1.1\r\n" + lines + b"Content-Length: 0\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.parametrize(
    "target",
    [
        b"//evil.example/x",
        b"//evil.example",
        b"/\\evil.example/",
        b"///evil.example/",
        b"http://evil.example//x",
        b"/a//evil",
    ],
)
async def test_a_page_that_loads_itself_again_stays_with_us(target: bytes) -> None:
    """A link of another site whose path a browser takes for a host: no refresh, and no form, leads there."""
    async with open_door() as door:
        text = (await raw(door, target, CROSS)).decode()
        for address in re.findall(r'http-equiv="refresh" content="0;url=([^"]*)"|name="next" value="([^"]*)"', text):
            for one in filter(None, address):
                assert one.startswith("/"), one
                assert not one.startswith(("//", "/\\")), one


async def test_a_page_of_ours_loads_itself_again() -> None:
    """A click in a chat finds the browser's cookie on the second try."""
    async with open_door() as door:
        text = (await raw(door, b"/incidents/x", CROSS)).decode()
        assert 'content="0;url=/incidents/x?again=1"' in text


@pytest.mark.parametrize(
    ("method", "target", "header"),
    [
        (b"POST", b"/ingest/zap", b"X-Alertd-Signature: sha256=\xff\xfe"),
        (b"POST", b"/ingest/zap", b"Authorization: Bearer \xff"),
        (b"GET", b"/api/v1/incidents", b"Authorization: Bearer \xff"),
        (b"GET", b"/", b"Cookie: alertd_session=\xff\xff"),
        (b"POST", b"/hooks/sms", b"X-Twilio-Signature: \xff"),
        (b"POST", b"/hooks/slack", b"X-Slack-Signature: \xff"),
        (b"POST", b"/hooks/slack", b"X-Slack-Request-Timestamp: \xff"),
    ],
)
async def test_bytes_that_are_no_text_are_no_proof(method: bytes, target: bytes, header: bytes) -> None:
    """A header that cannot even be read is 401, not a fault of ours."""
    async with open_door(twilio_token="t", slack_secret="s") as door:
        answer = await raw(door, target, header, method=method)
        assert answer.startswith(b"HTTP/1.1 401 "), answer[:80]


@pytest.mark.parametrize(
    "target",
    [
        b"/signin?next=%ff",
        b"/static/%ff",
        b"/a/%ff%fe",
        b"/signin?token=%ed%a0%80&by=%ed%a0%80",
        b"/static/..%2fapp.py",
    ],
)
async def test_odd_addresses_are_answered(target: bytes) -> None:
    """A no or a page, never a fault."""
    async with open_door() as door:
        status = int((await raw(door, target)).split(b" ", 2)[1])
        assert status < 500
