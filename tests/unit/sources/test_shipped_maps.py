"""Shipped maps: what each tool's documentation shows becomes a mention; one payload of our own making for each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.post import Deletion, Post
from alertd.rulefile.sources import SourceSetting
from alertd.sources.body import Body
from alertd.sources.registry import speaker_of
from alertd.sources.webhook.maps import MAPS
from alertd.sources.webhook.source import WebhookOptions, WebhookReader

NOW = datetime(2026, 11, 21, 10, 0, 30, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 21, 9, 58, tzinfo=UTC)
AT = "2026-11-21T09:58:00Z"
MS = 1795255080000

#: map -> (a body, what must come of its first mention)
PAYLOADS: dict[str, tuple[Any, dict[str, Any]]] = {
    "trustpilot": (
        {
            "events": [
                {
                    "eventName": "service-review-created",
                    "version": "1.0",
                    "eventData": {
                        "id": "r1",
                        "language": "en",
                        "title": "Burnt",
                        "text": "The kettle burnt my table.",
                        "stars": 1,
                        "createdAt": AT,
                        "link": "https://reviews.example/r1",
                        "consumer": {"id": "c9", "name": "Lea"},
                        "referenceId": "order-7",
                    },
                }
            ]
        },
        {
            "id": "r1",
            "text": "Burnt\nThe kettle burnt my table.",
            "author": "c9",
            "author_name": "Lea",
            "url": "https://reviews.example/r1",
            "lang": "en",
            "sentiment": (0.95, 0.04, 0.01),
        },
    ),
    "app_store": (
        {
            "data": [
                {
                    "type": "customerReviews",
                    "id": "0001",
                    "attributes": {
                        "rating": 5,
                        "title": "Fine",
                        "body": "It boils.",
                        "reviewerNickname": "kim",
                        "createdDate": "2026-11-21T01:58:00-08:00",
                        "territory": "USA",
                    },
                }
            ]
        },
        {"id": "0001", "text": "Fine\nIt boils.", "author": "kim", "sentiment": (0.02, 0.08, 0.9)},
    ),
    "google_play": (
        {
            "reviews": [
                {
                    "reviewId": "gp1",
                    "authorName": "Ed",
                    "comments": [
                        {
                            "userComment": {
                                "text": "No connection",
                                "lastModified": {"seconds": str(MS // 1000), "nanos": 7},
                                "starRating": 2,
                                "reviewerLanguage": "en",
                                "thumbsUpCount": 3,
                            }
                        }
                    ],
                }
            ]
        },
        {"id": "gp1", "text": "No connection", "author": "Ed", "likes": 3, "sentiment": (0.8, 0.15, 0.05)},
    ),
    "brandwatch": (
        {
            "results": [
                {
                    "guid": "bw1",
                    "author": "ann",
                    "fullname": "Ann A",
                    "date": "2026-11-21T09:58:00.000+0000",
                    "title": "Kettle",
                    "fullText": "Kettle on fire",
                    "originalUrl": "https://n.example/1",
                    "language": "en",
                    "twitterFollowers": 1200,
                    "countryCode": "GBR",
                    "likes": None,
                    "sentiment": "negative",
                }
            ]
        },
        {
            "id": "bw1",
            "text": "Kettle on fire",
            "author": "ann",
            "author_followers": 1200,
            "country": "GBR",
            "url": "https://n.example/1",
        },
    ),
    "meltwater": (
        {
            "search_name": "acme",
            "documents": [
                {
                    "id": "mw1",
                    "url": "https://n.example/2",
                    "published_date": AT,
                    "author": {"name": "Rita"},
                    "source": {"name": "The Post"},
                    "content": {"title": "Recall", "opening_text": "Acme recalls kettles."},
                    "enrichments": {"language_code": "en"},
                    "location": {"country_code": "us"},
                }
            ],
        },
        {"id": "mw1", "text": "Recall\nAcme recalls kettles.", "author": "Rita", "lang": "en", "country": "us"},
    ),
    "talkwalker": (
        {
            "chunk_type": "CT_RESULT",
            "chunk_result": {
                "data": {
                    "data": {
                        "url": "https://n.example/3",
                        "published": MS,
                        "title": "Kettle",
                        "content": "Acme again",
                        "lang": "en",
                        "extra_author_attributes": {"id": "ex:1", "name": "Bo", "short_name": "bo1"},
                    }
                }
            },
        },
        {"id": "https://n.example/3", "text": "Kettle\nAcme again", "author": "ex:1", "author_handle": "bo1"},
    ),
    "mention": (
        {
            "mentions": [
                {
                    "id": "m1",
                    "title": "Acme",
                    "description": "Acme is hot",
                    "original_url": "https://n.example/4",
                    "published_at": AT,
                    "source_name": "Blog",
                    "language_code": "fr",
                    "tone": "negative",
                }
            ]
        },
        {"id": "m1", "text": "Acme is hot", "author": "Blog", "lang": "fr", "url": "https://n.example/4"},
    ),
    "brand24": (
        {
            "id": "b1",
            "title": "",
            "content": "Acme leaks",
            "url": "https://n.example/5",
            "date": AT,
            "host": "n.example",
        },
        {"id": "b1", "text": "Acme leaks", "author": "n.example"},
    ),
    "zapier": (
        {"data": {"id": "z1", "message": "Acme leaks", "from": "lea", "created_at": AT, "link": "https://n.example/6"}},
        {"id": "z1", "text": "Acme leaks", "author": "lea", "url": "https://n.example/6"},
    ),
    "make": (
        {"id": 5, "text": "Acme leaks", "username": "lea", "timestamp": MS // 1000, "followers_count": "120"},
        {"id": "5", "text": "Acme leaks", "author": "lea", "author_followers": 120},
    ),
    "n8n": (
        [{"id": "n1", "content": "Acme leaks", "author": "lea", "createdAt": AT}],
        {"id": "n1", "text": "Acme leaks", "author": "lea"},
    ),
    "ifttt": (
        {
            "Text": "Acme leaks",
            "UserName": "lea",
            "LinkToTweet": "https://n.example/7",
            "CreatedAt": "November 21, 2026 at 09:58AM",
        },
        {"id": "https://n.example/7", "text": "Acme leaks", "author": "lea", "url": "https://n.example/7"},
    ),
}


def read(name: str, body: Any, **options: Any) -> Body:
    """Read a body as the webhook of that map does."""
    reader = WebhookReader(WebhookOptions(token="t", map=name, **options), name="in")
    return reader.read(json.dumps(body).encode(), "application/json", seen_at=NOW)


def posts(body: Body) -> list[Post]:
    """Return the posts of a body that was accepted."""
    assert body.refusals == ()
    return [record for record in body.records if isinstance(record, Post)]


def test_every_shipped_map_has_a_payload_here() -> None:
    """A map without one is a guess."""
    assert set(PAYLOADS) == set(MAPS)
    assert all(one.documented.startswith("https://") for one in MAPS.values())


@pytest.mark.parametrize("name", sorted(MAPS))
def test_a_payload_becomes_the_mention_that_it_is(name: str) -> None:
    """Text, author, address, time, followers; and nothing that the map does not name."""
    body, expected = PAYLOADS[name]
    (post,) = posts(read(name, body))

    assert {field: getattr(post, field) for field in expected} == expected
    assert post.created_at == (NOW if name == "ifttt" else WRITTEN)
    assert post.platform == (MAPS[name].platform or "in")
    assert post.role is None


@pytest.mark.parametrize("name", sorted(MAPS))
def test_a_sender_cannot_say_more_than_the_map_names(name: str) -> None:
    """Neither the watch nor the brand's own voice nor our own remarks, at any depth."""
    body = json.loads(json.dumps(PAYLOADS[name][0]))
    more = {"watch": "globex", "role": "brand", "is_imported": True, "imported": True, "type": "delete", "delay": 900}

    def spread(value: Any) -> None:
        if isinstance(value, dict):
            for part in list(value.values()):
                spread(part)
            value.update({key: told for key, told in more.items() if key not in value})
        elif isinstance(value, list):
            for part in value:
                spread(part)

    spread(body)
    (post,) = posts(read(name, body))
    assert (post.watch, post.role, post.is_imported, post.delay) == (None, None, False, 0.0)


@pytest.mark.parametrize("name", sorted(MAPS))
def test_two_in_one_body_are_two(name: str) -> None:
    """As an array, whatever the tool's own envelope is."""
    body = PAYLOADS[name][0]
    other = json.loads(json.dumps(body).replace("Acme", "Acme too").replace('1"', '2"').replace('"id": 5', '"id": 6'))
    both = (body if isinstance(body, list) else [body]) + (other if isinstance(other, list) else [other])

    assert len(posts(read(name, both))) == 2


@pytest.mark.parametrize("name", sorted(MAPS))
@pytest.mark.parametrize("body", [{}, {"test": True}, [], ["a"], {"events": []}, None, 7])
def test_what_is_no_mention_is_refused_with_the_tools_name_or_is_nothing(name: str, body: Any) -> None:
    """A ping, an empty list, a number: never a mention of nothing, and never an exception."""
    found = read(name, body)
    assert found.records == ()
    assert all(MAPS[name].label in one.reason or "empty" in one.reason for one in found.refusals)


def test_a_review_that_was_taken_back_is_erased() -> None:
    """Trustpilot says so by the event's name."""
    body = json.loads(json.dumps(PAYLOADS["trustpilot"][0]).replace("review-created", "review-deleted"))
    assert read("trustpilot", body).records == (Deletion(platform="trustpilot", id="r1"),)


def test_the_brands_own_reply_is_no_review() -> None:
    """It is accepted, so that the tool does not send it again, and dropped."""
    body = json.loads(
        json.dumps(PAYLOADS["trustpilot"][0]).replace("service-review-created", "service-review-reply-created")
    )
    found = read("trustpilot", body)
    assert (found.records, found.refusals) == ((), ())


def test_reviews_rarely_name_the_brand_so_the_setting_names_the_watch() -> None:
    """`watch` of the source is the watch of what its map gives."""
    (post,) = posts(read("trustpilot", PAYLOADS["trustpilot"][0], watch="acme"))
    assert post.watch == "acme"


def test_a_date_without_a_zone_is_unknown() -> None:
    """Then it is when it came; nothing is guessed, and nothing is refused for it."""
    body = json.loads(json.dumps(PAYLOADS["brand24"][0]).replace(AT, "2026-11-21 09:58:00"))
    assert posts(read("brand24", body))[0].created_at == NOW


def test_an_unknown_map_is_told_with_those_there_are() -> None:
    """A plug-in, or a test, may say any word."""
    with pytest.raises(ConfigurationError, match="trustpilot"):
        WebhookReader(WebhookOptions(token="t", map="trustpilo"), name="in")


def test_a_source_with_a_shipped_map_speaks_for_that_platform_only() -> None:
    """A form at Trustpilot deletes no post of X."""
    setting = SourceSetting(kind="webhook", name="reviews", options={"token": "t", "map": "trustpilot"})
    assert speaker_of(setting).platforms == frozenset({"trustpilot"})
