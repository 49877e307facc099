"""A stranger's answer never sends us into this machine or its network, and its words stand in no note."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from alertd.errors import ConfigurationError, SourceError
from alertd.rulefile.settings_file import Heartbeat as HeartbeatSetting
from alertd.runtime.heartbeat import Heartbeat
from alertd.sources import inward, wire
from alertd.sources.bluesky.jetstream import first_event
from alertd.sources.wire import RedirectedError, fetch, masked, open_session
from alertd.web import slack_replies
from alertd.yamlform.secrets import Secret
from tests.wire.plain_server import PlainServer
from tests.wire.pond import QuickClock

pytestmark = pytest.mark.asyncio


async def answered(url: str, *written: str, allowed: tuple[str, ...] = ()) -> str:
    """Fetch an address; return what came, or the sentence that says why nothing did."""
    async with open_session(*written) as session:
        try:
            return (await fetch(session, QuickClock(), url, redirects=5, allowed=allowed)).body.decode()
        except SourceError as error:
            return str(error)


async def test_a_feed_cannot_reach_a_service_of_this_machine() -> None:
    """The operator wrote the feed's address; the address of the service is a stranger's word."""
    async with PlainServer() as feed, PlainServer() as service:
        service.answers["/admin"] = lambda _: web.Response(text="rm -rf")
        feed.answers["/feed"] = lambda _: web.Response(
            status=302, headers={"Location": f"{service.url}/admin?key=s3cret"}
        )

        said = await answered(f"{feed.url}/feed")
        assert "is this machine or its network" in said
        assert "s3cret" not in said
        assert "/admin" not in said
        assert service.requests == []
        assert await answered(f"{feed.url}/feed", allowed=("127.0.0.1",)) == "rm -rf"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://0.0.0.0:9/",
        "//127.0.0.1:9/",
        "http://user:pass@127.0.0.1:9/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://[",
        "https://[evil/",
        "javascript:alert(1)",
    ],
)
async def test_no_way_of_writing_it_helps(target: str) -> None:
    """Literals of any form, other schemes and what is no address are refused in our own words."""
    async with PlainServer() as feed:
        feed.answers["/feed"] = lambda _: web.Response(status=301, headers={"Location": target})
        said = await answered(f"{feed.url}/feed")

    assert said.startswith("redirect: ")
    assert "pass" not in said.replace("password", "")
    assert "/etc" not in said


@pytest.mark.parametrize("literal", ["2130706433", "0x7f.1", "127.1", "evil.example"])
async def test_a_name_that_leads_inward_is_refused_after_it_was_resolved(
    literal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also numbers that only the system reads as this machine; the address that was checked is the one that is used."""

    class System:
        async def resolve(self, host: str, port: int, family: Any) -> list[dict[str, Any]]:
            del family
            return [
                {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            ]

        async def close(self) -> None:
            return

    monkeypatch.setattr(inward, "ThreadedResolver", System)
    async with PlainServer() as service:
        service.answers["/feed"] = lambda _: web.Response(text="<rss/>")
        port = service.url.rpartition(":")[2]
        url = f"http://{literal}:{port}/feed"

        said = await answered(url)
        assert "leads into this machine or its network" in said or "InvalidUrlClientError" in said
        assert service.requests == []
        if literal == "evil.example":
            assert await answered(url, url) == "<rss/>"


async def test_an_address_is_shown_without_what_may_be_a_key() -> None:
    """Feeds carry tokens in their paths; what is shown names the host."""
    assert masked("https://u:p@example.org/feed/t0ken?key=k") == "https://example.org/…"


@pytest.mark.parametrize(
    "target", ["http://feeds.example/x?key=s3cret", "http://127.0.0.1:8321/x", "http://localhost:9200/_shutdown"]
)
async def test_a_feed_of_the_web_never_leads_into_this_machine(target: str) -> None:
    """Neither to plain http nor to loopback, which an operator may write and a server may not; nothing is connected to."""
    with pytest.raises(ConfigurationError, match=r"^redirect: ") as fault:
        wire._moved("https://feeds.example/private", "https://feeds.example/private", target, ())
    assert "s3cret" not in str(fault.value)


async def test_a_stream_is_not_led_away() -> None:
    """A websocket server that redirects is not followed, however the library below would do it, and the reason is told."""
    async with PlainServer() as relay, PlainServer() as service:
        relay.answers["/subscribe"] = lambda _: web.Response(status=302, headers={"Location": f"{service.url}/admin"})
        async with open_session(relay.url) as session:
            with pytest.raises(SourceError, match="redirects, which is not followed here"):
                await first_event(session, QuickClock(), relay.url)
            with pytest.raises(RedirectedError):
                await session.get(f"{relay.url}/subscribe")

        assert [request.path for request in relay.requests] == ["/subscribe"] * 2
        assert service.requests == []


async def test_a_heartbeat_is_not_led_away() -> None:
    """A redirect is no sign that somebody heard it, and its target is never asked."""
    async with PlainServer() as monitor, PlainServer() as service:
        monitor.answers["/beat"] = lambda _: web.Response(status=302, headers={"Location": f"{service.url}/admin"})
        setting = HeartbeatSetting(url=Secret(f"{monitor.url}/beat"), every=timedelta(seconds=1))
        beat = Heartbeat(setting, lambda: True)
        running = asyncio.create_task(beat.run())
        while not beat.beats:  # noqa: ASYNC110 - until it was answered
            await asyncio.sleep(0.01)
        running.cancel()

    assert beat.well_at == 0.0
    assert service.requests == []


@pytest.mark.parametrize(
    ("address", "is_slacks"),
    [
        ("https://hooks.slack.com/actions/T1/2/3", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://127.0.0.1:80@evil.example/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://evil.example/https://hooks.slack.com/", False),
        ("http://127.0.0.1:x/", False),
        ("", False),
    ],
)
async def test_the_answer_to_a_press_goes_to_slack_alone(address: str, is_slacks: bool) -> None:
    """The address comes with the press; only the host as a whole says whose it is."""
    assert (slack_replies._SLACKS_OWN.match(address) is not None) is is_slacks
