"""`alertd sources try`: one source live against a loopback server; nothing is written."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from alertd.cli import sources
from tests.wire.plain_server import PlainServer
from tests.wire.test_rss import entry, feed

pytestmark = pytest.mark.asyncio


def tried(folder: Path, name: str, *more: str) -> Result:
    """Call the command as a shell does; it has its own loop."""
    return CliRunner().invoke(sources.command, ["try", name, "-c", str(folder / "alertd.yaml"), *more])


def settings(folder: Path, *lines: str) -> None:
    """Write a settings file with these sources."""
    listed = "".join(f"  - {line}\n" for line in lines)
    (folder / "alertd.yaml").write_text(
        f"version: 1\nrules: []\nwatches: {{acme: {{terms: [acme]}}}}\nsources:\n{listed}"
    )


async def test_it_shows_what_a_feed_brings_and_stores_nothing(tmp_path: Path) -> None:
    """Mentions with their watch, what is about nobody only counted, the state at the end; no file is made."""
    async with PlainServer() as server:
        other = entry(2, "weather").replace("Acme", "Sun")
        server.answers["/feed"] = lambda _: web.Response(text=feed(entry(1, "burns\x1b[31m"), other))
        settings(tmp_path, f"{{kind: rss, name: press, urls: ['{server.url}/feed']}}")
        done = await asyncio.to_thread(tried, tmp_path, "press", "--for", "2s")

    assert done.exit_code == 0, done.output
    assert "2026-11-21 09:59 Daily News (acme): Acme 1" in done.output
    assert "press: 2 posts, 1 of them about a watch; at the end ok. Nothing was stored." in done.output
    assert "\x1b" not in done.output
    assert await asyncio.to_thread(lambda: [path.name for path in tmp_path.iterdir()]) == ["alertd.yaml"]


async def test_a_source_that_cannot_see_says_why(tmp_path: Path) -> None:
    """Exit 1 and the reason, for scripts and for people."""
    async with PlainServer() as server:
        server.answers["/feed"] = lambda _: web.Response(status=410)
        settings(tmp_path, f"{{kind: youtube, api_key: k, videos: [dQw4w9WgXcQ], base_url: '{server.url}'}}")
        server.answers["/youtube/v3/commentThreads"] = lambda _: web.json_response({}, status=401)
        done = await asyncio.to_thread(tried, tmp_path, "youtube", "--for", "2s")

    assert done.exit_code == 1
    assert "YouTube does not accept the api_key (401)" in done.output


async def test_an_unknown_name_and_a_webhook(tmp_path: Path) -> None:
    """The names that there are; and that others post to a webhook."""
    settings(tmp_path, "{kind: webhook, name: zap, token: t}")

    unknown = await asyncio.to_thread(tried, tmp_path, "zapp")
    assert unknown.exit_code == 2
    assert "there are: zap" in unknown.output
    webhook = await asyncio.to_thread(tried, tmp_path, "zap")
    assert webhook.exit_code == 0
    assert "/ingest/zap" in webhook.output
