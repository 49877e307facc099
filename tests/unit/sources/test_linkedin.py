"""LinkedIn: its challenge, its signature, and the notifications of a page, by the documentation."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.post import Deletion
from alertd.rulefile.sources import SourceSetting
from alertd.sources.linkedin.source import LinkedInOptions, LinkedInReader
from alertd.sources.registry import speaker_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 21, 9, 58, tzinfo=UTC)
SECRET = "client-secret"
COMMENT = "urn:li:comment:(urn:li:activity:7,8)"

NOTIFICATIONS: dict[str, Any] = {
    "type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS",
    "notifications": [
        {
            "notificationId": 1,
            "organizationalEntity": "urn:li:organization:100",
            "action": "COMMENT",
            "sourcePost": "urn:li:share:7",
            "generatedActivity": COMMENT,
            "lastModifiedAt": 1795255080000,
            "decoratedGeneratedActivity": {
                "comment": {"entity": COMMENT, "owner": "urn:li:person:abc", "text": "my kettle burns"}
            },
        }
    ],
}


def reader(**changes: Any) -> LinkedInReader:
    """Return a reader with a secret of our own."""
    return LinkedInReader(LinkedInOptions(client_secret=SECRET, **changes), name="linkedin")


def read(body: Any, **changes: Any) -> tuple[Any, ...]:
    """Return the records of a body that is accepted."""
    found = reader(**changes).read(json.dumps(body).encode(), "application/json", seen_at=NOW)
    assert found.refusals == ()
    return found.records


def changed(**values: Any) -> dict[str, Any]:
    """Return the body with other values in its one notification."""
    made = copy.deepcopy(NOTIFICATIONS)
    made["notifications"][0].update(values)
    return made


def sign(raw: bytes, secret: str = SECRET) -> str:
    """Sign as LinkedIn does: the name of the algorithm stands before what is signed."""
    return "hmacsha256=" + hmac.new(secret.encode(), b"hmacsha256=" + raw, hashlib.sha256).hexdigest()


def test_a_comment_is_a_mention_with_its_thread() -> None:
    """Who, when, under which post."""
    (post,) = read(NOTIFICATIONS)

    assert (post.platform, post.id, post.author, post.text) == (
        "linkedin",
        COMMENT,
        "urn:li:person:abc",
        "my kettle burns",
    )
    assert (post.created_at, post.in_reply_to, post.conversation) == (WRITTEN, "urn:li:share:7", "urn:li:share:7")
    assert post.url == "https://www.linkedin.com/feed/update/urn:li:share:7"
    assert (post.role, post.watch) == (None, None)
    assert read(NOTIFICATIONS, watch="acme")[0].watch == "acme"


@pytest.mark.parametrize(
    ("values", "role"),
    [
        ({"action": "ADMIN_COMMENT"}, "brand"),
        ({"decoratedGeneratedActivity": {"comment": {"owner": "urn:li:organization:100", "text": "sorry"}}}, "brand"),
        ({"action": "COMMENT_EDIT"}, None),
    ],
)
def test_what_the_page_writes_is_the_brands_answer(values: dict[str, Any], role: str | None) -> None:
    """By the action, or by its owner."""
    assert read(changed(**values))[0].role == role


def test_a_share_and_a_mention_are_posts_of_their_own() -> None:
    """They stand under nothing."""
    share = {"share": {"owner": "urn:li:person:abc", "text": "look at Acme"}}
    for action in ("SHARE", "SHARE_MENTION"):
        (post,) = read(changed(action=action, generatedActivity="urn:li:share:9", decoratedGeneratedActivity=share))
        assert (post.id, post.text, post.in_reply_to) == ("urn:li:share:9", "look at Acme", None)


def test_a_comment_that_is_gone_is_erased() -> None:
    """By the urn of the comment."""
    assert read(changed(action="COMMENT_DELETE")) == (Deletion(platform="linkedin", id=COMMENT),)


@pytest.mark.parametrize(
    "values", [{"action": "LIKE"}, {"generatedActivity": ""}, {"lastModifiedAt": {}}, {"decoratedGeneratedActivity": 5}]
)
def test_likes_and_odd_notifications_cost_only_themselves(values: dict[str, Any]) -> None:
    """The good one beside them is taken."""
    body = changed(**values)
    body["notifications"].append(NOTIFICATIONS["notifications"][0])

    assert [record.id for record in read(body)] == [COMMENT]


@pytest.mark.parametrize("body", [[], {}, "text", None, {"notifications": {}}])
def test_what_is_no_webhook_of_linkedin_is_refused_with_a_reason(body: Any) -> None:
    """A ping, a list, a text."""
    found = reader().read(json.dumps(body).encode(), None, seen_at=NOW)
    assert found.records == ()
    assert "LinkedIn" in found.refusals[0].reason


def test_only_linkedins_signature_of_the_very_body_is_taken() -> None:
    """Also a bare one of the body alone; no other secret, no other body, no token."""
    raw = json.dumps(NOTIFICATIONS).encode()
    one = reader()

    assert one.is_allowed({"X-LI-Signature": sign(raw)}, raw)
    assert one.is_allowed({"x-li-signature": hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()}, raw)
    assert not one.is_allowed({"X-LI-Signature": sign(raw, "other")}, raw)
    assert not one.is_allowed({"X-LI-Signature": sign(raw)}, raw + b" ")
    assert not one.is_allowed({"Authorization": f"Bearer {SECRET}"}, raw)
    assert not one.is_allowed({}, b"")


def test_the_challenge_is_signed_as_linkedin_asks() -> None:
    """Code and its HMAC in hexadecimal, as JSON."""
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    found = reader().challenge({"challengeCode": code})

    assert found is not None
    assert found.content_type == "application/json"
    answer = hmac.new(SECRET.encode(), code.encode(), hashlib.sha256).hexdigest()
    assert json.loads(found.text) == {"challengeCode": code, "challengeResponse": answer}


@pytest.mark.parametrize("code", ["", '{"notifications": []}', "hmacsha256=x", "a" * 300, "ünïcode"])
def test_nobody_gets_a_signature_of_what_could_be_a_body(code: str) -> None:
    """The challenge is open to all; what it signs is never what a webhook holds."""
    assert reader().challenge({"challengeCode": code}) is None


def test_it_speaks_for_linkedin_alone() -> None:
    """And needs its secret."""
    setting = SourceSetting(kind="linkedin", name="linkedin", options={"client_secret": SECRET})
    assert speaker_of(setting).platforms == frozenset({"linkedin"})
    with pytest.raises(ConfigurationError, match="client_secret"):
        LinkedInReader(LinkedInOptions(client_secret=""), name="linkedin")
