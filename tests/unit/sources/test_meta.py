"""Meta: its challenge, its signature, and what a page's and an Instagram account's webhooks hold, by the documentation."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.post import Deletion, Post
from alertd.rulefile.sources import SourceSetting
from alertd.sources.meta.source import MetaOptions, MetaReader
from alertd.sources.registry import speaker_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SENT = 1795255080  # 09:58
SECRET, TOKEN = "app-secret", "verify-me"

PAGE: dict[str, Any] = {
    "object": "page",
    "entry": [
        {
            "id": "100",
            "time": SENT + 5,
            "changes": [
                {
                    "field": "feed",
                    "value": {
                        "item": "comment",
                        "verb": "add",
                        "comment_id": "100_7_8",
                        "post_id": "100_7",
                        "parent_id": "100_7",
                        "created_time": SENT,
                        "from": {"id": "555", "name": "Lea"},
                        "message": "my kettle burns",
                        "post": {"permalink_url": "https://www.facebook.com/100/posts/7"},
                    },
                }
            ],
        }
    ],
}
INSTAGRAM: dict[str, Any] = {
    "object": "instagram",
    "entry": [
        {
            "id": "200",
            "time": SENT,
            "changes": [
                {
                    "field": "comments",
                    "value": {
                        "id": "c9",
                        "text": "where is my order?",
                        "from": {"id": "777", "username": "bo"},
                        "media": {"id": "m1", "media_product_type": "FEED"},
                    },
                }
            ],
        }
    ],
}


def reader(**changes: Any) -> MetaReader:
    """Return a reader with secrets of our own."""
    return MetaReader(MetaOptions(app_secret=SECRET, verify_token=TOKEN, **changes), name="meta")


def read(body: Any, **changes: Any) -> tuple[Any, ...]:
    """Return the records of a body that is accepted."""
    found = reader(**changes).read(json.dumps(body).encode(), "application/json", seen_at=NOW)
    assert found.refusals == ()
    return found.records


def changed(body: dict[str, Any], **value: Any) -> dict[str, Any]:
    """Return the body with other values in its one change."""
    made = copy.deepcopy(body)
    made["entry"][0]["changes"][0]["value"].update(value)
    return made


def test_a_comment_on_a_page_is_a_mention_with_its_thread() -> None:
    """Who wrote it, when, under what, and where it can be read."""
    (post,) = read(PAGE)

    assert isinstance(post, Post)
    assert (post.platform, post.id, post.author, post.author_name) == ("facebook", "100_7_8", "555", "Lea")
    assert (post.text, post.created_at) == ("my kettle burns", datetime.fromtimestamp(SENT, UTC))
    assert (post.in_reply_to, post.conversation) == ("100_7", "100_7")
    assert post.url == "https://www.facebook.com/100/posts/7"
    assert (post.role, post.watch) == (None, None)


def test_a_comment_on_instagram_has_the_instant_of_its_webhook() -> None:
    """Instagram does not say when it was written."""
    (post,) = read(INSTAGRAM, watch="acme")

    assert (post.platform, post.id, post.author, post.author_handle) == ("instagram", "c9", "777", "bo")
    assert (post.text, post.created_at, post.watch) == ("where is my order?", datetime.fromtimestamp(SENT, UTC), "acme")
    assert (post.in_reply_to, post.conversation) == ("m1", "m1")


def test_what_the_page_writes_is_the_brands_answer() -> None:
    """Its own id is that of the entry."""
    (post,) = read(changed(PAGE, **{"from": {"id": "100", "name": "Acme"}}))
    assert post.role == "brand"


@pytest.mark.parametrize("verb", ["remove", "hide"])
def test_a_comment_that_is_gone_is_erased(verb: str) -> None:
    """Removed by its author or hidden by the page."""
    assert read(changed(PAGE, verb=verb)) == (Deletion(platform="facebook", id="100_7_8"),)


def test_an_edit_is_the_same_comment_with_another_text() -> None:
    """The store sees the edit by the id."""
    (post,) = read(changed(PAGE, verb="edited", message="my kettle is fine"))
    assert (post.id, post.text) == ("100_7_8", "my kettle is fine")


def test_a_mention_of_the_page_in_another_post_is_read() -> None:
    """Older webhooks name the sender by sender_id."""
    body = copy.deepcopy(PAGE)
    body["entry"][0]["changes"] = [
        {
            "field": "mention",
            "value": {"item": "post", "verb": "add", "post_id": "900_1", "sender_id": "900", "message": "look at Acme"},
        }
    ]
    (post,) = read(body)
    assert (post.id, post.author, post.text) == ("900_1", "900", "look at Acme")


@pytest.mark.parametrize(
    "value",
    [{"item": "reaction"}, {"item": "like"}, {"item": "comment", "comment_id": None}, {"from": 5}, {"item": {}}],
)
def test_reactions_and_odd_changes_are_no_posts_and_cost_only_themselves(value: dict[str, Any]) -> None:
    """Meta repeats a refused body for a day and a half; so the good change beside it is taken."""
    body = changed(PAGE, **value)
    body["entry"][0]["changes"].append(PAGE["entry"][0]["changes"][0])

    assert [record.id for record in read(body)] == ["100_7_8"]


@pytest.mark.parametrize("body", [[], {}, {"entry": {}}, "text", None, {"object": "page"}])
def test_what_is_no_webhook_of_meta_is_refused_with_a_reason(body: Any) -> None:
    """A ping, a list, a text."""
    found = reader().read(json.dumps(body).encode(), None, seen_at=NOW)
    assert found.records == ()
    assert "Meta" in found.refusals[0].reason


def test_an_instant_to_come_is_now() -> None:
    """And one that no clock ever showed is when the webhook was sent."""
    assert read(changed(PAGE, created_time=SENT + 10_000))[0].created_at == NOW
    assert read(changed(PAGE, created_time=5))[0].created_at == datetime.fromtimestamp(SENT + 5, UTC)


def test_only_metas_signature_of_the_very_body_is_taken() -> None:
    """Another secret, another body, none, a bearer token, capitals."""
    raw = json.dumps(PAGE).encode()
    right = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    one = reader()

    assert one.is_allowed({"X-Hub-Signature-256": right}, raw)
    assert one.is_allowed({"x-hub-signature-256": right.upper()}, raw)
    assert not one.is_allowed({"X-Hub-Signature-256": right}, raw + b" ")
    assert not one.is_allowed({"X-Hub-Signature-256": "sha256="}, raw)
    assert not one.is_allowed({"Authorization": f"Bearer {SECRET}"}, raw)
    assert not one.is_allowed({"X-Hub-Signature-256": "sha256=\xff"}, raw)
    assert not one.is_allowed({}, b"")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}, "1158201444"),
        ({"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "1"}, None),
        ({"hub.mode": "unsubscribe", "hub.verify_token": TOKEN, "hub.challenge": "1"}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "<script>"}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1" * 500}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN}, None),
        ({}, None),
    ],
)
def test_the_challenge_is_repeated_to_whoever_knows_the_token(query: dict[str, str], answer: str | None) -> None:
    """And nothing that a browser would run."""
    found = reader().challenge(query)
    assert (None if found is None else found.text) == answer
    assert found is None or found.content_type == "text/plain"


def test_it_speaks_for_both_of_its_platforms_and_no_other() -> None:
    """A body signed by Meta deletes no post of X."""
    options = {"app_secret": SECRET, "verify_token": TOKEN}
    assert speaker_of(SourceSetting(kind="meta", name="meta", options=options)).platforms == frozenset(
        {"facebook", "instagram"}
    )
    with pytest.raises(ConfigurationError, match="verify_token"):
        MetaReader(MetaOptions(app_secret=SECRET, verify_token=""), name="meta")
    assert SECRET not in repr(MetaOptions(app_secret=SECRET, verify_token=TOKEN))
