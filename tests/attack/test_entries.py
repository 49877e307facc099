"""One entry costs at most itself: whatever a stranger writes in one, those beside it arrive, and the next look goes on.

Real shapes of each platform are mutated by Hypothesis: a field is cut out, becomes another type, or becomes hostile text.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.model.post import Post
from alertd.ports import Reject
from alertd.sources.bluesky.parse import as_post as bluesky_post
from alertd.sources.bluesky.parse import read_event, read_record
from alertd.sources.hackernews import source as hackernews
from alertd.sources.mastodon import parse as mastodon
from alertd.sources.pace import Recent
from alertd.sources.reddit.parse import things
from alertd.sources.rss.article import Articles
from alertd.sources.rss.feed import read_feed
from alertd.sources.sift import refusal_of, refused, sifted
from alertd.sources.x.parse import read_results
from alertd.sources.youtube import source as youtube
from tests.attack.hostile import AT, EXAMPLES, NOW, mutated, named, raw, taken

MASTODON = {
    "id": "7",
    "uri": "https://m.example/7",
    "created_at": AT,
    "content": "<p>acme</p>",
    "spoiler_text": "cw",
    "account": {"id": "1", "acct": "lea", "display_name": "Lea", "followers_count": 7, "created_at": AT},
    "card": {"title": "acme", "description": "burns"},
    "media_attachments": [{"description": "a kettle"}],
    "poll": {"options": [{"title": "yes"}]},
    "tags": [{"name": "acme"}],
    "mentions": [{"acct": "bob"}],
}
HACKERNEWS = {
    "objectID": "7",
    "created_at_i": 1795255140,
    "author": "ann",
    "comment_text": "acme &amp; co",
    "url": "https://a.example",
}
SNIPPET = {"textOriginal": "acme", "publishedAt": AT, "authorDisplayName": "@ed", "authorChannelId": {"value": "UC1"}}
YOUTUBE = {
    "snippet": {"topLevelComment": {"id": "7", "snippet": SNIPPET}, "videoId": "v"},
    "replies": {"comments": [{"id": "7.r", "snippet": SNIPPET}]},
}
REDDIT = {
    "kind": "t1",
    "data": {
        "name": "t1_7",
        "id": "7",
        "body": "acme",
        "author": "ann",
        "author_fullname": "t2_1",
        "created_utc": 1795255140.0,
        "edited": False,
    },
}
X = {
    "id": "7",
    "text": "acme",
    "created_at": AT,
    "author_id": "1",
    "public_metrics": {"like_count": 1, "retweet_count": 2},
    "edit_history_tweet_ids": ["7"],
    "entities": {"mentions": [{"username": "bob", "id": "2"}]},
    "referenced_tweets": [{"type": "quoted", "id": "5"}],
}
BLUESKY = {
    "did": "did:plc:a",
    "time_us": 1795255140000000,
    "kind": "commit",
    "commit": {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "r7",
        "record": {
            "createdAt": AT,
            "text": "acme",
            "langs": ["en"],
            "tags": ["acme"],
            "facets": [{"features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://acme.example"}]}],
            "embed": {"external": {"uri": "https://n.example", "title": "acme", "description": "burns"}},
        },
    },
}
ENTRY = {
    "guid": "tag:n.example,7",
    "title": "acme",
    "link": "https://n.example/7",
    "description": "<p>burns</p>",
    "pubDate": "Sat, 21 Nov 2026 09:59:00 GMT",
    "author": "ann",
    "category": "acme",
}


def read_mastodon(one: msgspec.Raw) -> Post:
    """Read a status as the source does."""
    return mastodon.as_post(mastodon.read_status(one), "https://m.example")


def read_hackernews(one: msgspec.Raw) -> Post | None:
    """Read a hit as the source does."""
    return hackernews.as_post(hackernews._hit.decode(one))


def read_youtube(one: msgspec.Raw) -> list[Post]:
    """Read a thread as the source does."""
    return youtube._posts(youtube._thread.decode(one))


def polled(read: Callable[[msgspec.Raw], Any], bad: Any, good: list[Any]) -> tuple[list[Post], tuple[Reject, ...]]:
    """Read a page with the bad entry between two good ones."""
    return sifted([raw(good[0]), raw(bad), raw(good[1])], read, Recent(limit=100))


def arrives(posts: list[Post], ids: set[str], rejects: tuple[Reject, ...] | list[Reject]) -> None:
    """The neighbours are there, and what was refused says why."""
    assert ids <= taken(posts)
    assert all(reject.reason and reject.reason.isprintable() for reject in rejects)


@settings(max_examples=EXAMPLES)
@given(mutated(MASTODON))
def test_mastodon(bad: Any) -> None:
    """Also the ids of the page lead on, whatever one of them says."""
    good = [named(MASTODON, 101), named(MASTODON, 102)]
    posts, rejects = polled(read_mastodon, bad, good)
    arrives(posts, {"https://m.example/101", "https://m.example/102"}, rejects)
    newest = mastodon.newest([raw(good[0]), raw(bad), raw(good[1])])
    assert newest is not None
    assert newest.isdigit()


@settings(max_examples=EXAMPLES)
@given(mutated(HACKERNEWS))
def test_hacker_news(bad: Any) -> None:
    """A hit of the search."""
    good = [named(HACKERNEWS, 101), named(HACKERNEWS, 102)]
    posts, rejects = polled(read_hackernews, bad, good)
    arrives(posts, {"101", "102"}, rejects)


@settings(max_examples=EXAMPLES)
@given(mutated(YOUTUBE))
def test_youtube(bad: Any) -> None:
    """A thread with its replies."""
    good = [named(YOUTUBE, 101), named(YOUTUBE, 102)]
    posts, rejects = polled(read_youtube, bad, good)
    arrives(posts, {"101", "102"}, rejects)


@settings(max_examples=EXAMPLES)
@given(mutated(REDDIT))
def test_reddit(bad: Any) -> None:
    """An entry of a listing."""
    good = [named(REDDIT, 101), named(REDDIT, 102)]
    rejects: list[Reject] = []
    found, after = things({"data": {"children": [good[0], bad, good[1]], "after": "t1_101"}}, rejects)
    arrives([thing.record for thing in found if isinstance(thing.record, Post)], {"t1_101", "t1_102"}, rejects)
    assert after == "t1_101"


@settings(max_examples=EXAMPLES)
@given(mutated(X), mutated({"users": [{"id": "1", "username": "ann", "public_metrics": {"followers_count": 5}}]}))
def test_x(bad: Any, includes: Any) -> None:
    """A page of a search, with authors that are odd too."""
    good = [named(X, 101), named(X, 102)]
    if not isinstance(includes.get("users", []), list):
        includes = {}
    page = read_results(json.dumps({"data": [good[0], bad, good[1]], "includes": includes}).encode(), is_filled=False)
    arrives([post for _, post in page.posts], {"101", "102"}, page.rejects)


@settings(max_examples=EXAMPLES)
@given(mutated(BLUESKY))
def test_bluesky(bad: Any) -> None:
    """An event of the firehose."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for entry in (named(BLUESKY, 101), bad, named(BLUESKY, 102)):
        try:
            event = read_event(raw(entry))
            if event.commit is not None:
                posts.append(bluesky_post(event, read_record(event)))
        except Exception as error:  # noqa: BLE001 - as the source does
            rejects.append(refusal_of(error, raw(entry)))
    ids = {f"at://did:plc:a/app.bsky.feed.post/r{number}" for number in (101, 102)}
    arrives(posts, ids, rejects)


@settings(max_examples=2 * EXAMPLES)
@given(mutated(ENTRY), st.booleans())
def test_feeds(bad: Any, is_section: bool) -> None:
    """An entry of a feed, escaped as generators do or put into sections."""

    def section(value: Any) -> str:
        return f"<![CDATA[{str(value).replace(']]>', '')}]]>"

    def written(entry: Any) -> str:
        fields = "".join(
            f"<{name}>{section(value) if is_section else html.escape(str(value))}</{name}>"
            for name, value in entry.items()
        )
        return f"<item>{fields}</item>"

    good = [named(ENTRY, 101), named(ENTRY, 102)]
    for one, number in zip(good, (101, 102), strict=True):
        one |= {"link": f"https://n.example/{number}", "guid": f"tag:n.example,{number}"}
    whole = f"<rss><channel><title>F</title>{written(good[0])}{written(bad)}{written(good[1])}</channel></rss>"
    articles = Articles("https://n.example/feed")
    posts: list[Post] = []
    rejects: list[Reject] = []
    known = Recent(limit=100)
    for article in articles.of(read_feed(whole.encode("utf-8", "surrogatepass")), NOW, is_late=True):
        try:
            posts.append(article()[0])
        except Exception as error:  # noqa: BLE001 - as the source does
            rejects += refused(error, article.source, known)
    arrives(posts, {f"tag:n.example,{number}#{articles.feed}" for number in (101, 102)}, rejects)
    assert not any(post.id.startswith("forged") for post in posts)
