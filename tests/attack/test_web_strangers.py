"""What somebody without a token tries at the port: nothing of it is a fault of ours, and nothing leads elsewhere."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from urllib.parse import quote

import pytest
import structlog

from alertd.runtime.floods import Flood
from alertd.web import gate, live, responses
from alertd.web.scopes import Access, Scope
from alertd.web.settings import Oidc, SignIn
from tests.unit.web.fake_backend import NOW, FakeBackend
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
        (b"GET", b"/signin/oidc/back?state=x&code=x", b"Cookie: alertd_oidc=\xff.\xff"),
        (b"GET", b"/signin/oidc/back?state=%ed%a0%80&code=x", b"Cookie: alertd_oidc=x.\xed\xa0\x80"),
        (b"POST", b"/hooks/sms", b"X-Twilio-Signature: \xff"),
        (b"POST", b"/hooks/slack", b"X-Slack-Signature: \xff"),
        (b"POST", b"/hooks/slack", b"X-Slack-Request-Timestamp: \xff"),
    ],
)
async def test_bytes_that_are_no_text_are_no_proof(method: bytes, target: bytes, header: bytes) -> None:
    """A header that cannot even be read is 401, not a fault of ours."""
    provider = Oidc(issuer="http://127.0.0.1:9", client_id="alertd", client_secret="s")
    async with open_door(twilio_token="t", slack_secret="s", sign_in=SignIn(oidc=provider)) as door:
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


@pytest.mark.parametrize("target", [b"/", b"/healthz", b"/no/such/page", b"/a/" + b"A" * 22])
@pytest.mark.parametrize("expects", [b"\xff\xfe", b"<script>", b"100-continue, \xff", b"x" * 3000])
async def test_what_a_stranger_expects_of_us_changes_nothing(
    expects: bytes, target: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The same answer as without it, from our own routes: nothing is repeated, and nothing is written into the log as a fault."""
    async with open_door() as door:
        plain, odd = await raw(door, target), await raw(door, target, b"Expect: " + expects)
    assert odd.split(b"\r\n")[0] == plain.split(b"\r\n")[0]
    assert b"content-security-policy: default-src 'none'" in odd.lower()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_body_that_waits_for_a_word_to_go_on_gets_it() -> None:
    """`curl` waits for it with every body of more than a kilobyte."""
    async with open_door() as door:
        said = await raw(door, b"/healthz", b"Expect: 100-continue")
    assert said.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


async def test_a_programs_token_neither_sees_nor_ends_sessions() -> None:
    """Who scrapes metrics does not learn who works here, and who responds signs nobody out; an administrator does both."""
    tokens = (
        Access(name="scraper", scope=Scope.READ, token="scraper-token-scraper-token-scraper"),
        Access(name="floor", scope=Scope.RESPOND, token="floor-token-floor-token-floor-token"),
    )
    async with open_door(tokens=tokens) as door:
        await door.sign_in(by="omar")
        ident = door.app[gate.SESSIONS].all(NOW)[0].id
        for one in tokens:
            headers = {"Authorization": f"Bearer {one.token}"}
            async with door.stranger.get(f"{door.url}/sessions", headers=headers) as answer:
                text = await answer.text()
            assert "omar" not in text
            assert ident not in text
            answer = await door.stranger.post(
                f"{door.url}/sessions/{ident}/end", headers=headers, allow_redirects=False
            )
            assert answer.status == (403 if one.scope is Scope.READ else 404)
        assert (await door.people.get(f"{door.url}/")).status == 200
        async with door.program.get(f"{door.url}/sessions") as answer:
            assert ident in await answer.text()
        answer = await door.program.post(f"{door.url}/sessions/{ident}/end", allow_redirects=False)
        assert answer.status == 303
        assert (await door.people.get(f"{door.url}/")).status == 401


async def test_one_link_does_not_take_the_live_pages_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link may be open in a few windows; more are refused, another reader is not, and a place that is left is free again."""
    monkeypatch.setattr(live, "MOST_OF_ONE", 3)
    async with open_door() as door:
        await door.sign_in()
        held = [await door.stranger.get(f"{door.link()}/live") for _ in range(3)]
        assert [answer.status for answer in held] == [200] * 3
        refused = await door.stranger.get(f"{door.link()}/live")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        other = await door.people.get(f"{door.url}/live")
        assert other.status == 200
        for answer in (*held, other):
            answer.close()
        streams = door.app[live.STREAMS]
        while streams.open:  # noqa: ASYNC110 - until the server has noticed
            await asyncio.sleep(0.05)
        assert not streams._by_reader


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "-1s", "nan", "1e999"]
)
async def test_no_instant_is_a_fault(at: str) -> None:
    """Wherever one may be given: it is refused, with the field's name."""
    async with open_door() as door:
        for path in (
            "/api/v1/signals?watch=acme&since=",
            "/api/v1/oncall?at=",
            "/search?q=x&until=",
            "/search?q=x&since=",
        ):
            async with door.program.get(f"{door.url}{path}{quote(at)}") as answer:
                assert answer.status == 400, path
                assert path.rstrip("=").rpartition("?")[2].rpartition("&")[2] in await answer.text()


async def test_a_fault_of_ours_fills_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds one may ask for it a thousand times: one trace a minute and route is logged, with how many were left out."""

    async def faulty(_self: object, _state: object) -> object:
        raise RuntimeError("boom")

    monkeypatch.setattr(FakeBackend, "incidents", faulty)
    now = iter([0.0, *([1.0] * 50), 61.0])
    async with open_door() as door:
        door.app._state[responses.FAULTS] = Flood(now.__next__)
        with structlog.testing.capture_logs() as lines:
            said = [await (await door.program.get(f"{door.url}/api/v1/incidents")).json() for _ in range(52)]
    faults = [line for line in lines if line["event"] == "request.failed"]

    assert [line["untold"] for line in faults] == [0, 50]
    assert all("boom" in line["trace"] for line in faults)
    assert faults[0]["number"] in said[0]["reason"]
    assert {one["error"] for one in said} == {"INTERNAL_FAULT"}
    assert "boom" not in str(said)


async def test_a_network_of_many_addresses_is_one_who_guesses() -> None:
    """A customer of a provider has 2**64 addresses of IPv6: thirty guesses in all, not thirty of each; the neighbour's network is another."""
    async with open_door(proxies=("127.0.0.1",)) as door:
        said = []
        for n in (*range(32), 1 << 64):
            asks = str(ipaddress.ip_address("2001:db8::") + n)
            headers = {"Authorization": "Bearer guess", "X-Forwarded-For": asks}
            async with door.stranger.get(f"{door.url}/api/v1/incidents", headers=headers) as answer:
                said.append(answer.status)
        assert said == [401] * 30 + [429] * 2 + [401]


async def test_however_many_guess_a_mailed_link_is_to_be_had() -> None:
    """Six hundred wrong tokens from forty addresses lock nobody out of their own mailbox; whoever asks thirty times themselves waits."""
    async with open_door(proxies=("127.0.0.1",), sign_in=SignIn(mail="sms")) as door:
        for n in range(640):
            headers = {"Authorization": "Bearer guess", "X-Forwarded-For": f"198.51.100.{n % 40}"}
            await door.stranger.get(f"{door.url}/api/v1/incidents", headers=headers)
        said = []
        for _ in range(31):
            answer = await door.stranger.post(f"{door.url}/signin/mail", data={"by": "ayse"})
            said.append(answer.status)
        await asyncio.sleep(0)
        assert said == [200] * 30 + [429]
        assert [one[0] for one in door.backend.mailed] == ["ayse"] * 3
