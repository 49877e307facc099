"""Sources that ask a public search: Stack Exchange, GitHub, Lemmy and PeerTube against a loopback server."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from alertd.errors import ConfigurationError, SourceError
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.ports import Source
from alertd.sources.github import source as github
from alertd.sources.github.source import GitHub, GitHubOptions
from alertd.sources.lemmy import source as lemmy
from alertd.sources.lemmy.source import Lemmy, LemmyOptions
from alertd.sources.peertube import source as peertube
from alertd.sources.peertube.source import PeerTube, PeerTubeOptions
from alertd.sources.stackexchange import source as stackexchange
from alertd.sources.stackexchange.source import StackExchange, StackExchangeOptions
from tests.wire.plain_server import PlainServer
from tests.wire.pond import START, QuickClock, Writer

pytestmark = pytest.mark.asyncio
ACME = (Watch(name="acme", terms=("acme", "acme corp")),)
ONE = (Watch(name="acme", terms=("acme",)),)

Entry = dict[str, Any]


def question(number: int, at: datetime = START) -> Entry:
    """Write a question of Stack Exchange."""
    return {
        "question_id": number,
        "creation_date": int(at.timestamp()),
        "title": "Why does my acme kettle burn&#39;?",
        "body": "<p>It <b>burns</b></p>",
        "link": f"https://stackoverflow.com/questions/{number}/why",
        "owner": {"user_id": 9, "display_name": "L&#233;a"},
        "tags": ["kettle"],
        "answer_count": 2,
        "view_count": 30,
    }


def issue(number: int, at: datetime = START) -> Entry:
    """Write an issue of GitHub."""
    return {
        "id": number,
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "title": "acme crashes",
        "body": "when I boil",
        "html_url": f"https://github.com/lea/kettle/issues/{number}",
        "user": {"login": "lea", "id": 9},
        "comments": 3,
        "reactions": {"total_count": 4},
    }


def forum(number: int, at: datetime = START, *, is_comment: bool = False) -> Entry:
    """Write a post or a comment of Lemmy."""
    told = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    post = {"ap_id": f"https://lemmy.example/post/{number}", "published": told, "name": "acme?", "body": "it burns"}
    entry = {
        "post": post,
        "creator": {"actor_id": "https://lemmy.example/u/lea", "name": "lea", "display_name": "Lea"},
        "counts": {"score": 5, "comments": 2, "child_count": 1},
    }
    if is_comment:
        made = {"ap_id": f"https://lemmy.example/comment/{number}", "published": told, "content": "acme is fine"}
        entry["comment"] = made
    return entry


def video(number: int, at: datetime = START) -> Entry:
    """Write a video of PeerTube."""
    return {
        "uuid": f"uuid-{number}",
        "publishedAt": at.isoformat(),
        "name": "acme kettle test",
        "description": "it boils",
        "url": f"https://tube.example/w/{number}",
        "account": {"url": "https://tube.example/a/lea", "name": "lea", "host": "tube.example", "displayName": "Lea"},
        "language": {"id": "en"},
        "tags": ["kettles"],
        "likes": 3,
        "views": 40,
    }


class Search:
    """One platform's search over a list of entries, page by page; `refuses` answers in its place."""

    def __init__(self, path: str, page: Callable[[web.Request, list[Entry]], Any]) -> None:
        self.path, self.entries, self._page = path, list[Entry](), page
        self.refuses: web.Response | None = None
        self.asked: list[web.Request] = []

    def __call__(self, request: web.Request) -> web.Response:
        """Answer one question."""
        self.asked.append(request)
        if self.refuses is not None:
            return web.Response(status=self.refuses.status, headers=dict(self.refuses.headers), text="{}")
        return web.json_response(self._page(request, self.entries))


def _numbered(request: web.Request, name: str, size: int) -> slice:
    page = int(request.query["page"]) - 1
    return slice(page * size, (page + 1) * size)


def questions() -> Search:
    """Return the search of Stack Exchange."""

    def page(request: web.Request, entries: list[Entry]) -> Any:
        found = [one for one in entries if one["creation_date"] >= int(request.query["fromdate"])]
        part = _numbered(request, "page", 100)
        return {"items": found[part], "has_more": len(found) > part.stop, "quota_remaining": 200}

    return Search("/2.3/search/advanced", page)


def issues() -> Search:
    """Return the search of GitHub."""

    def page(request: web.Request, entries: list[Entry]) -> Any:
        start = re.search(r"created:>=(\S+)", request.query["q"])
        assert start is not None
        found = [one for one in entries if one["created_at"] >= start[1]]
        return {"total_count": len(found), "items": found[_numbered(request, "page", 100)]}

    return Search("/search/issues", page)


def forums() -> Search:
    """Return the search of Lemmy, which knows no start."""

    def page(request: web.Request, entries: list[Entry]) -> Any:
        part = _numbered(request, "page", 50)
        posts, comments = ([e for e in entries if ("comment" in e) is of] for of in (False, True))
        return {"posts": posts[part], "comments": comments[part]}

    return Search("/api/v3/search", page)


def videos() -> Search:
    """Return the search of PeerTube."""

    def page(request: web.Request, entries: list[Entry]) -> Any:
        found = [one for one in entries if one["publishedAt"] >= request.query["startDate"]]
        first = int(request.query["start"])
        return {"total": len(found), "data": found[first : first + 100]}

    return Search("/api/v1/search/videos", page)


def stack(server: PlainServer, clock: QuickClock, watches: tuple[Watch, ...] = ONE) -> StackExchange:
    """Return Stack Exchange at the server."""
    return StackExchange(StackExchangeOptions(base_url=server.url, every=10.0), name="s", watches=watches, clock=clock)


def hub(server: PlainServer, clock: QuickClock, watches: tuple[Watch, ...] = ONE) -> GitHub:
    """Return GitHub at the server."""
    return GitHub(GitHubOptions(base_url=server.url, every=10.0), name="g", watches=watches, clock=clock)


def lem(server: PlainServer, clock: QuickClock, watches: tuple[Watch, ...] = ONE) -> Lemmy:
    """Return Lemmy at the server."""
    return Lemmy(LemmyOptions(base_url=server.url, every=10.0), name="l", watches=watches, clock=clock)


def tube(server: PlainServer, clock: QuickClock, watches: tuple[Watch, ...] = ONE) -> PeerTube:
    """Return PeerTube at the server."""
    return PeerTube(PeerTubeOptions(base_url=server.url, every=10.0), name="p", watches=watches, clock=clock)


Make = Callable[..., Source]
EACH = pytest.mark.parametrize(
    ("make", "search", "entry", "many"),
    [
        (stack, questions, question, 250),
        (hub, issues, issue, 250),
        (lem, forums, forum, 120),
        (tube, videos, video, 250),
    ],
)


@EACH
async def test_all_pages_are_read_and_nothing_comes_twice(
    make: Make, search: Callable[[], Search], entry: Callable[..., Entry], many: int
) -> None:
    """More than one page at once; then one more; a restart brings only what is new."""
    clock, found = QuickClock(), search()
    async with PlainServer() as server:
        server.answers[found.path] = found
        writer = Writer()
        async with writer.reading(make(server, clock)):
            found.entries += [entry(number) for number in range(many)]
            await writer.until(lambda: len(writer.ids) == many)
            found.entries.insert(0, entry(9_999, clock.now()))
            await writer.until(lambda: len(writer.ids) == many + 1)
        assert writer.delivered == many + 1


@EACH
async def test_one_bad_entry_costs_only_itself(
    make: Make, search: Callable[[], Search], entry: Callable[..., Entry], many: int
) -> None:
    """Those beside it arrive; it is kept with its reason, once."""
    clock, found = QuickClock(), search()
    bad = {"question_id": {}, "id": [], "post": 5, "uuid": None, "publishedAt": "9999", "created_at": "9999"}
    bad |= {"creation_date": 10**12}
    found.entries += [entry(1), bad, entry(2)]
    async with PlainServer() as server:
        server.answers[found.path] = found
        async with Writer().reading(make(server, clock)) as writer:
            await writer.until(lambda: len(writer.ids) == 2)
            asked = len(found.asked)
            await writer.until(lambda: len(found.asked) > asked + 2)
        assert len(writer.rejects) == 1
    del many


@EACH
async def test_a_pause_is_kept_and_a_fault_is_told(
    make: Make, search: Callable[[], Search], entry: Callable[..., Entry], many: int
) -> None:
    """Refused for a while, it waits as long as it was asked to; what came meanwhile is filled in."""
    clock, found = QuickClock(speed=100), search()
    async with PlainServer() as server:
        server.answers[found.path] = found
        async with Writer().reading(make(server, clock)) as writer:
            await writer.until(lambda: SourceState.OK in writer.states)
            found.refuses = web.Response(status=429, headers={"Retry-After": "40"})
            await writer.until(lambda: any("asks for a pause (429)" in note for _, note in writer.views))
            found.refuses = web.Response(status=503)
            await writer.until(lambda: any("answered 503" in note for _, note in writer.views))
            found.refuses = None
            found.entries.append(entry(7, clock.now()))
            await writer.until(lambda: len(writer.ids) == 1)
    del many


@EACH
async def test_every_term_is_asked_for_and_one_place_that_fails_stops_no_other(
    make: Make, search: Callable[[], Search], entry: Callable[..., Entry], many: int
) -> None:
    """Two terms, two questions; without any term there is nothing to ask."""
    clock, found = QuickClock(), search()

    def half(request: web.Request) -> web.Response:
        words = " ".join(request.query.values())
        return web.Response(status=500) if "acme corp" in words else found(request)

    found.entries.append(entry(1))
    async with PlainServer() as server:
        server.answers[found.path] = half
        async with Writer().reading(make(server, clock, ACME)) as writer:
            await writer.until(lambda: len(writer.ids) == 1)
            await writer.until(lambda: any("acme corp" in note for _, note in writer.views))
            assert SourceState.BLIND not in writer.states
        with pytest.raises(ConfigurationError, match="no watch has a term"):
            make(server, clock, (Watch(name="a", terms=()),))
    del many


async def test_what_a_question_holds() -> None:
    """Text without markup, the site in its id, tags beside it, who and how many."""
    clock, found = QuickClock(), questions()
    found.entries.append(question(7))
    async with PlainServer() as server:
        server.answers[found.path] = found
        async with Writer().reading(stack(server, clock)) as writer:
            await writer.until(lambda: writer.posts)
        post = writer.posts["stackexchange", "stackoverflow.com/7"]
        assert post.text == "Why does my acme kettle burn'?\n\nIt burns"
        assert (post.author, post.author_name) == ("stackoverflow.com/9", "Léa")
        assert (post.replies, post.views, post.attached) == (2, 30, {"tags": "kettle"})
        assert found.asked[0].query["q"] == '"acme"'


async def test_the_days_quota_of_stack_exchange_is_told() -> None:
    """At nothing left it waits; a key is sent along and never shown."""
    clock = QuickClock(speed=100)
    options = StackExchangeOptions(key="hush", every=10.0, base_url="http://127.0.0.1:1")
    assert "hush" not in repr(options)
    async with PlainServer() as server:
        server.answers["/2.3/search/advanced"] = lambda _: web.json_response({"items": [], "quota_remaining": 0})
        source = StackExchange(
            StackExchangeOptions(key="hush", base_url=server.url), name="s", watches=ONE, clock=clock
        )
        async with Writer().reading(source) as writer:
            await writer.until(lambda: any("quota is used up" in note for _, note in writer.views))
        assert server.requests[0].query["key"] == "hush"
        assert "hush" not in str(writer.views)


async def test_what_an_issue_holds() -> None:
    """Title and text, whose and where, its reactions."""
    clock, found = QuickClock(), issues()
    found.entries.append(issue(7))
    async with PlainServer() as server:
        server.answers[found.path] = found
        options = GitHubOptions(base_url=server.url, token="hush", repositories=("lea/kettle",))
        async with Writer().reading(GitHub(options, name="g", watches=ONE, clock=clock)) as writer:
            await writer.until(lambda: writer.posts)
        post = writer.posts["github", "7"]
        assert (post.text, post.author, post.author_handle) == ("acme crashes\n\nwhen I boil", "9", "lea")
        assert (post.likes, post.replies, post.attached) == (4, 3, {"place": "lea/kettle"})
        asked = found.asked[0]
        assert "repo:lea/kettle" in asked.query["q"]
        assert asked.headers["Authorization"] == "Bearer hush"


async def test_a_wrong_token_of_github_ends_the_source() -> None:
    """Only new settings cure it."""
    clock, found = QuickClock(), issues()
    found.refuses = web.Response(status=401)
    async with PlainServer() as server:
        server.answers[found.path] = found
        with pytest.raises(SourceError, match="does not accept") as told:
            await Writer().read(hub(server, clock))
        assert told.value.permanent


async def test_what_a_forum_holds() -> None:
    """Posts and comments; the id is the address of its own server; a comment knows what it answers."""
    clock, found = QuickClock(), forums()
    found.entries += [forum(7), forum(8, is_comment=True), forum(3, START - timedelta(days=2))]
    async with PlainServer() as server:
        server.answers[found.path] = found
        async with Writer().reading(lem(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 2)
        post = writer.posts["lemmy", "https://lemmy.example/post/7"]
        comment = writer.posts["lemmy", "https://lemmy.example/comment/8"]
        assert (post.text, post.likes, post.replies) == ("acme?\n\nit burns", 5, 2)
        assert (comment.text, comment.in_reply_to) == ("acme is fine", "https://lemmy.example/post/8")
        assert (comment.author_handle, comment.replies) == ("lea", 1)


async def test_a_lemmy_server_without_zones_means_utc() -> None:
    """Those up to 0.18 leave the zone out."""
    assert lemmy._instant("2026-11-21T10:00:00.5") == datetime.fromisoformat("2026-11-21T10:00:00.500000+00:00")


async def test_what_a_video_holds() -> None:
    """Title and description, account, language, tags, likes and views."""
    clock, found = QuickClock(), videos()
    found.entries.append(video(7))
    async with PlainServer() as server:
        server.answers[found.path] = found
        async with Writer().reading(tube(server, clock)) as writer:
            await writer.until(lambda: writer.posts)
        post = writer.posts["peertube", "uuid-7"]
        assert (post.text, post.lang) == ("acme kettle test\n\nit boils", "en")
        assert (post.author_handle, post.likes, post.views) == ("lea@tube.example", 3, 40)
        assert post.attached == {"tags": "kettles"}


async def test_check_online_says_what_is_wrong() -> None:
    """A search that answers is silent; one that cannot be reached, or answers oddly, is a sentence."""
    clock = QuickClock()
    checks: list[tuple[Search, Callable[[str], Awaitable[list[str]]]]] = [
        (questions(), lambda url: stackexchange.check_online(StackExchangeOptions(base_url=url), clock=clock)),
        (issues(), lambda url: github.check_online(GitHubOptions(base_url=url), ONE, clock=clock)),
        (forums(), lambda url: lemmy.check_online(LemmyOptions(base_url=url), clock=clock)),
        (videos(), lambda url: peertube.check_online(PeerTubeOptions(base_url=url), clock=clock)),
    ]
    async with PlainServer() as server:
        for found, check in checks:
            server.answers[found.path] = found
            assert await check(server.url) == []
            server.answers[found.path] = lambda _: web.Response(text="<html>")
            assert "not an answer of" in (await check(server.url))[0]
            assert "cannot be reached" in (await check("http://127.0.0.1:9"))[0]
