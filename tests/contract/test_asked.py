"""What is asked for is found: whatever word a source asks its platform for, a post that holds it is about the watch.

A fake platform answers each question with a post that holds the very word of the question, as that platform would write it.
Were the matcher narrower than the question, that post would be paid for, read, and dropped.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from alertd.intake.enrich import Enricher
from alertd.intake.language import languages
from alertd.intake.reach import ReachFold
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.sources.github.source import GitHub, GitHubOptions
from alertd.sources.hackernews.source import HackerNews, HackerNewsOptions
from alertd.sources.lemmy.source import Lemmy, LemmyOptions
from alertd.sources.mastodon.source import Mastodon, MastodonOptions
from alertd.sources.peertube.source import PeerTube, PeerTubeOptions
from alertd.sources.reddit.source import search_query
from alertd.sources.registry import KINDS
from alertd.sources.rss.news import NewsOptions, addresses
from alertd.sources.stackexchange.source import StackExchange, StackExchangeOptions
from alertd.sources.x.rules import stream_rules
from alertd.testing.source_check import START, QuickClock
from tests.attack.hostile import Plain
from tests.wire.plain_server import PlainServer
from tests.wire.pond import Writer
from tests.wire.test_searched import forum, issue, question, video

#: Names as people give them: a sign before it, two words, letters that fold, a hyphen, digits, another script, a search.
TERMS = ("acme", "#acme", "@acme", "acme corp", "Coca-Cola", "Ürün Evi", "3M", "Кеттло", "acme AND recall", "volta*")

Reader = Callable[[Watch], Awaitable[list[Post]]]


async def read(make: Callable[[str, QuickClock], Any], answer: Callable[[web.Request], Any]) -> list[Post]:
    """Return what a source brings from a platform that answers every question."""
    clock = QuickClock()
    async with PlainServer() as server:
        server.anywhere = lambda request: web.json_response(answer(request))
        async with Writer().reading(make(server.url, clock)) as writer:
            await writer.until(lambda: writer.posts)
        return list(writer.posts.values())


def asked(request: web.Request, name: str) -> str:
    """Return the words of a question, without quotes and qualifiers."""
    return re.sub(r"\s(?:in|is|created):\S+", "", f" {request.query[name]}").replace('"', "").strip()


async def hackernews(watch: Watch) -> list[Post]:
    """Comments that hold the phrase."""

    def answer(request: web.Request) -> Any:
        hit = {"objectID": "1", "created_at_i": int(START.timestamp()), "author": "ann"}
        return {"hits": [{**hit, "comment_text": f"I like {asked(request, 'query')} a lot"}], "nbPages": 1}

    def make(url: str, clock: QuickClock) -> Any:
        return HackerNews(HackerNewsOptions(base_url=url), name="hn", watches=(watch,), clock=clock)

    return await read(make, answer)


async def stack(watch: Watch) -> list[Post]:
    """Questions that hold the phrase in their text."""

    def make(url: str, clock: QuickClock) -> Any:
        return StackExchange(StackExchangeOptions(base_url=url), name="s", watches=(watch,), clock=clock)

    return await read(make, lambda req: {"items": [question(1) | {"title": "?", "body": f"my {asked(req, 'q')} died"}]})


async def hub(watch: Watch) -> list[Post]:
    """Issues that hold the phrase in their title."""

    def make(url: str, clock: QuickClock) -> Any:
        return GitHub(GitHubOptions(base_url=url), name="g", watches=(watch,), clock=clock)

    return await read(make, lambda req: {"items": [issue(1) | {"title": f"{asked(req, 'q')} fails"}]})


async def lemmy(watch: Watch) -> list[Post]:
    """Comments that hold the words."""

    def answer(request: web.Request) -> Any:
        entry = forum(1, is_comment=True)
        entry["comment"]["content"] = f"about {asked(request, 'q')}!"
        return {"comments": [entry]}

    def make(url: str, clock: QuickClock) -> Any:
        return Lemmy(LemmyOptions(base_url=url), name="l", watches=(watch,), clock=clock)

    return await read(make, answer)


async def peertube(watch: Watch) -> list[Post]:
    """Videos whose title holds the words."""

    def make(url: str, clock: QuickClock) -> Any:
        return PeerTube(PeerTubeOptions(base_url=url), name="p", watches=(watch,), clock=clock)

    return await read(make, lambda req: {"data": [video(1) | {"name": f"{asked(req, 'search')} test"}]})


async def mastodon(watch: Watch) -> list[Post]:
    """Posts that bear the hashtag, and nothing else of the name."""

    def answer(request: web.Request) -> Any:
        tag = request.path.rpartition("/")[2]
        account = {"id": "1", "acct": "lea"}
        status = {"id": "7", "uri": "https://m.example/7", "created_at": START.isoformat(), "account": account}
        return [{**status, "content": f"<p>so sad #{tag}</p>", "tags": [{"name": tag}]}]

    def make(url: str, clock: QuickClock) -> Any:
        return Mastodon(MastodonOptions(base_url=url), name="m", watches=(watch,), clock=clock)

    return await read(make, answer)


def written(text: str) -> Post:
    """Return a post with a text."""
    return Post(platform="x", id="1", created_at=datetime(2026, 11, 21, 10, tzinfo=UTC), author="a", text=text)


async def reddit(watch: Watch) -> list[Post]:
    """Posts that hold one phrase of the query."""
    return [written(f"my {phrase} again") for phrase in re.findall(r'"([^"]+)"', search_query(watch))]


async def x(watch: Watch) -> list[Post]:
    """Posts that hold one phrase, word, hashtag or name of a rule."""
    rules, _ = stream_rules((watch,), limit=1024, retweets=True)
    heads = [head.strip('"') for rule in rules for head in rule.value.strip("()").split(" OR ")]
    return [written(f"so {head} again") for head in heads]


async def news(watch: Watch) -> list[Post]:
    """Articles whose headline holds one phrase of the query."""
    queries = [parse_qs(urlsplit(url).query)["q"][0] for url in addresses(NewsOptions(), (watch,))]
    return [written(f"{phrase} in court") for query in queries for phrase in re.findall(r'"([^"]+)"', query)]


#: What is asked in words, by kind; None: nothing is, all that comes is looked at (or others decide what comes).
ASKED: dict[str, Reader | None] = {
    "x": x,
    "reddit": reddit,
    "mastodon": mastodon,
    "news": news,
    "hackernews": hackernews,
    "stackexchange": stack,
    "github": hub,
    "lemmy": lemmy,
    "peertube": peertube,
    "bluesky": None,
    "rss": None,
    "youtube": None,
    "telegram": None,
    "email": None,
    "meta": None,
    "linkedin": None,
    "webhook": None,
    "jsonl": None,
    "counts": None,
}


def test_every_kind_says_whether_it_asks_in_words() -> None:
    """A new kind joins here."""
    assert set(ASKED) == set(KINDS)


@pytest.mark.asyncio
@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("kind", sorted(kind for kind, reader in ASKED.items() if reader is not None))
async def test_what_is_asked_for_is_found(kind: str, term: str) -> None:
    """Each post that answers the question is about the watch; a search of two words asks for one, and needs the other."""
    watch = Watch(name="brand", terms=(term,))
    enricher = Enricher(
        [watch],
        scorer=Plain(),  # type: ignore[arg-type]
        languages=languages,
        needs_answer=lambda *_, **__: False,
        reach=ReachFold(),
    )
    reader = ASKED[kind]
    assert reader is not None
    posts = await reader(watch)
    if "AND" in term:
        posts = [post.with_(text=f"{post.text} recall") for post in posts]
    if term[0] in "#@":  # searches know no signs; who writes without one does not mean the name
        posts = [post.with_(text=post.text.replace(term[1:], term).replace(term[0] * 2, term[0])) for post in posts]
    assert posts, "nothing was asked"
    found = enricher.enrich(posts, seen_at=START)
    assert [one.mention.id for one in found.mentions] == [post.id for post in posts], [post.text for post in posts]
