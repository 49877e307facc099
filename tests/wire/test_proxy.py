"""Every client goes through the proxy that the environment names."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from alertd.model.watch import Watch
from alertd.ports import Source
from alertd.sources.bluesky.options import BlueskyOptions
from alertd.sources.bluesky.source import Bluesky
from alertd.sources.hackernews.source import HackerNews, HackerNewsOptions
from alertd.sources.mastodon.source import Mastodon, MastodonOptions
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.source import Reddit
from alertd.sources.rss.source import Rss, RssOptions
from alertd.sources.x.options import XOptions
from alertd.sources.x.source import X
from alertd.sources.youtube.source import YouTube, YouTubeOptions
from tests.wire.pond import QuickClock, Writer

pytestmark = pytest.mark.asyncio
ACME = (Watch(name="acme", terms=("acme",)),)
DEAD = "http://127.0.0.1:9"  #: nobody listens there; only a proxy can be asked for it


def source(kind: str, clock: QuickClock) -> Source:
    """Make a source whose platform can be reached through a proxy only."""
    match kind:
        case "x":
            return X(XOptions(bearer_token="t", base_url=DEAD), name=kind, watches=ACME, clock=clock)
        case "reddit":
            reddit = RedditOptions(client_id="c", client_secret="s", subreddits=("tech",), base_url=DEAD)
            return Reddit(reddit, name=kind, watches=ACME, clock=clock)
        case "bluesky":
            return Bluesky(BlueskyOptions(base_url=DEAD), name=kind, watches=ACME, clock=clock)
        case "mastodon":
            return Mastodon(MastodonOptions(instance=DEAD), name=kind, watches=ACME, clock=clock)
        case "hackernews":
            return HackerNews(HackerNewsOptions(base_url=DEAD), name=kind, watches=ACME, clock=clock)
        case "rss":
            return Rss(RssOptions(urls=(f"{DEAD}/feed",)), name=kind, watches=ACME, clock=clock)
        case _:
            youtube = YouTubeOptions(api_key="k", videos=("v",), base_url=DEAD)
            return YouTube(youtube, name=kind, watches=ACME, clock=clock)


@pytest.mark.parametrize("kind", ["x", "reddit", "bluesky", "mastodon", "hackernews", "rss", "youtube"])
async def test_the_proxy_is_asked(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request for the platform's host arrives at the proxy."""
    asked: list[str] = []

    async def proxy(request: web.BaseRequest) -> web.Response:
        asked.append(str(request.raw_path))
        return web.Response(status=503)

    runner = web.ServerRunner(web.Server(proxy), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.setenv("ws_proxy", f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        writer = Writer()
        async with writer.reading(source(kind, QuickClock())):
            await writer.until(lambda: asked)
    finally:
        # praw's own thread may connect at this very moment: first no new connections, then a turn of the loop for the one
        # that was just accepted to be known to the server, which then closes them all.
        await site.stop()
        for _ in range(5):
            await asyncio.sleep(0)
        await runner.cleanup()

    assert "127.0.0.1:9" in asked[0]
