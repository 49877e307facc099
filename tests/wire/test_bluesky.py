"""The Bluesky source against a loopback Jetstream."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.sources.bluesky.check import check_online
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.bluesky.source import Bluesky
from tests.wire.bluesky_server import BlueskyServer
from tests.wire.pond import QuickClock, Writer

pytestmark = pytest.mark.asyncio
ACME = Watch(name="acme", terms=("acme",), handles={"bluesky": ("help.acme.example",)})


def source(server: BlueskyServer, **options: Any) -> Bluesky:
    """Make a source that reads from the server."""
    settings = BlueskyOptions(base_url=server.url, **options)
    return Bluesky(settings, name="bluesky", watches=(ACME,), clock=server.clock)


async def test_only_wanted_posts_leave_with_their_authors() -> None:
    """What matches comes with its author's followers; what does not match never leaves; the brand's own posts do."""
    async with BlueskyServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.connects)
        server.write("nothing to see")
        own = server.write("we are looking into it", did="did:plc:help")
        uri = server.write(
            "ACME again",
            reply={"root": {"uri": "at://r"}, "parent": {"uri": "at://p"}},
            facets=[{"features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:x"}]}],
        )
        await writer.until(lambda: uri in writer.ids)
        post = writer.posts["bluesky", uri]

    assert writer.ids == {own, uri}
    assert (post.author_followers, post.author_handle, post.lang) == (31_000, "ayse.bsky.social", "en")
    assert (post.in_reply_to, post.conversation, post.mentions) == ("at://p", "at://r", ("did:plc:x",))
    assert post.is_filled is False


async def test_reposts_and_deletions_of_known_posts_follow() -> None:
    """A repost has its post's text; a deletion is told for what was handed on."""
    async with BlueskyServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.connects)
        other = server.write("something else")
        uri = server.write("acme!")
        repost = server.repost(uri)
        server.repost(other)
        server.delete(other)
        server.delete(uri)
        await writer.until(lambda: uri in writer.deleted)

    assert writer.ids == {uri, repost}
    assert writer.deleted == {uri}
    assert (writer.posts["bluesky", repost].repost_of, writer.posts["bluesky", repost].text) == (uri, "acme!")


@pytest.mark.parametrize("fault", ["close", "reset", "refuse", "silence"])
async def test_breaks_are_read_again_from_the_cursor(fault: str) -> None:
    """After each kind of break what was missed comes, marked as filled, and the gap is told."""
    async with BlueskyServer(QuickClock(speed=100)) as server, Writer().reading(source(server)) as writer:
        await writer.until(lambda: server.connects)
        first = server.write()
        await writer.until(lambda: first in writer.ids)
        server.is_mute = True
        if fault == "refuse":
            server.refuse = 5
        if fault != "silence":
            server.act("reset" if fault == "reset" else "close")
        missed = {server.write(f"acme {number}") for number in range(20)}
        await writer.until(lambda: server.connects > 1)
        server.clock.step(timedelta(minutes=1))
        server.is_mute = False
        server.act("close")
        await writer.until(lambda: writer.ids >= missed, what="filled")
        live = server.write("acme live")
        await writer.until(lambda: live in writer.ids)
        await writer.until(lambda: writer.gaps)

    assert any(writer.posts["bluesky", uri].is_filled for uri in missed)
    assert SourceState.CATCHING_UP in writer.states


async def test_a_replay_that_lacks_the_oldest_part_is_a_hole() -> None:
    """When Jetstream no longer keeps what was asked for, the gap says so."""
    async with BlueskyServer(QuickClock()) as server:
        writer = Writer()
        async with writer.reading(source(server)):
            await writer.until(lambda: server.connects)
            first = server.write()
            await writer.until(lambda: first in writer.ids and writer.cursor)
        server.clock.step(timedelta(hours=30))
        server.keeps_from = int((server.clock.now() - timedelta(hours=1)).timestamp() * 1e6)
        async with writer.reading(source(server)):
            await writer.until(lambda: server.connects == 2)
            live = server.write("acme live")
            await writer.until(lambda: live in writer.ids and writer.gaps)

    assert "keeps nothing older" in (writer.gaps[0].hole or "")


async def test_garbage_and_a_failing_api_cost_nothing() -> None:
    """A bad event is kept as a reject; without profiles posts come without followers."""
    async with BlueskyServer(QuickClock()) as server:
        server.profiles_status = 500
        async with Writer().reading(source(server)) as writer:
            await writer.until(lambda: server.connects)
            server.act("{not json")
            await writer.until(lambda: writer.rejects)
            uri = server.write("acme")
            await writer.until(lambda: uri in writer.ids)

            assert writer.posts["bluesky", uri].author_followers is None
            assert server.connects == 1


ODD: tuple[Any, ...] = (
    None,
    7,
    [],
    {},
    {"did": 7},
    {"did": "did:plc:x", "followersCount": "many"},
    {"uri": "at://x", "likeCount": {}},
    "\ud83d",
)


async def test_an_odd_author_costs_nobody_else_their_audience() -> None:
    """Profiles come by twenty-five: one that cannot be read leaves the other twenty-four as loud as they are."""
    async with BlueskyServer(QuickClock()) as server, Writer().reading(source(server)) as writer:
        server.odd = list(ODD)
        await writer.until(lambda: server.connects)
        uri = server.write("acme")
        await writer.until(lambda: uri in writer.ids)

        assert writer.posts["bluesky", uri].author_followers == 31_000


async def test_a_killed_daemon_loses_nothing() -> None:
    """Started again and again from the committed cursor, every matching post is stored."""
    async with BlueskyServer(QuickClock()) as server:
        writer = Writer()
        wanted = set()
        for life in range(6):
            async with writer.reading(source(server)):
                if life == 0:
                    await writer.until(lambda: server.connects)
                for number in range(20):
                    wanted.add(server.write(f"acme {life} {number}", did=f"did:plc:a{number}"))
                    await asyncio.sleep(0.001)
                if life == 0:
                    await writer.until(lambda: writer.cursor)
            wanted.add(server.write("acme while down"))
        async with writer.reading(source(server)):
            await writer.until(lambda: writer.ids >= wanted)


async def test_the_next_instance_takes_over() -> None:
    """An instance that is away is passed over."""
    async with BlueskyServer(QuickClock(speed=20)) as server:
        good = "ws" + server.url.removeprefix("http")
        options = BlueskyOptions(instances=("ws://127.0.0.1:9", good), authors=False)
        away = Bluesky(options, name="bluesky", watches=(ACME,), clock=server.clock)
        async with Writer().reading(away) as writer:
            await writer.until(lambda: server.connects)
            uri = server.write()
            await writer.until(lambda: uri in writer.ids)


async def test_check_online_and_addresses() -> None:
    """An instance that is away is one sentence; plain addresses of other machines are refused."""
    async with BlueskyServer(QuickClock(speed=5)) as server:
        checking = asyncio.create_task(check_online(BlueskyOptions(base_url=server.url), clock=server.clock))
        await Writer().until(lambda: server.connects)
        server.write("acme")
        assert await checking == []
        away = await check_online(BlueskyOptions(base_url="http://127.0.0.1:9"), clock=server.clock)
        assert all("cannot be reached" in sentence for sentence in away)
        with pytest.raises(ConfigurationError, match="not wss"):
            Bluesky(BlueskyOptions(instances=("ws://example.org",)), name="b", watches=(), clock=server.clock)
