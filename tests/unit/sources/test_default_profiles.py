"""Default profiles: X, Mastodon and Bluesky each tell in their own way that somebody shows nothing of themselves."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import aiohttp
import msgspec
import pytest

from alertd.model.post import Post
from alertd.runtime.clock import SystemClock
from alertd.sources.bluesky.authors import Authors, Profile
from alertd.sources.mastodon import parse as mastodon
from alertd.sources.x.parse import FIELDS, read_line

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
EGG = "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
FACE = "https://pbs.twimg.com/profile_images/1/a_normal.jpg"
MISSING = "https://m.example/avatars/original/missing.png"


@pytest.mark.parametrize(
    ("user", "bare"),
    [
        ({"profile_image_url": EGG, "description": ""}, True),
        ({"profile_image_url": EGG, "description": " \n"}, True),
        ({"profile_image_url": EGG, "description": "Tea."}, False),
        ({"profile_image_url": FACE, "description": ""}, False),
        ({"profile_image_url": EGG}, None),
        ({}, None),
    ],
)
def test_x(user: dict[str, Any], bare: bool | None) -> None:
    """The picture that everybody gets at first, and no word; unknown where the answer lacks either."""
    tweet = {"id": "1", "text": "acme", "author_id": "7", "created_at": "2026-11-21T12:00:00.000Z"}
    line = {"data": tweet, "includes": {"users": [{"id": "7", "username": "joe", **user}]}}
    (post,) = read_line(json.dumps(line).encode()).posts
    assert post.author_default_profile is bare


def test_x_is_asked_for_what_tells_it() -> None:
    """Fields that are not asked for never come."""
    assert {"description", "profile_image_url"} <= set(FIELDS["user_fields"].split(","))


@pytest.mark.parametrize(
    ("account", "bare"),
    [
        ({"avatar": MISSING, "note": ""}, True),
        ({"avatar": MISSING, "note": "<p></p>"}, True),
        ({"avatar": MISSING, "note": "<p>Tea.</p>"}, False),
        ({"avatar": "https://m.example/a.png", "note": ""}, False),
        ({"avatar": MISSING}, None),
        ({}, None),
    ],
)
def test_mastodon(account: dict[str, Any], bare: bool | None) -> None:
    """The server's own picture, and a biography without a word in its markup."""
    status = {
        "id": "1",
        "uri": "https://m.example/1",
        "created_at": "2026-11-21T12:00:00Z",
        "content": "acme",
        "account": {"id": "7", "acct": "joe", **account},
    }
    read = msgspec.json.decode(json.dumps(status), type=mastodon.Status)
    assert mastodon.as_post(read, "https://m.example").author_default_profile is bare


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("profile", "bare"),
    [
        ({}, True),
        ({"avatar": "https://cdn.example/a"}, False),
        ({"description": "Tea."}, False),
        ({"description": " "}, True),
    ],
)
async def test_bluesky(profile: dict[str, Any], bare: bool) -> None:
    """It leaves out what there is not; of an author who was not looked up nothing is known."""
    async with aiohttp.ClientSession() as session:
        authors = Authors(session, SystemClock(), "http://127.0.0.1:1")
        post = Post(platform="bluesky", id="1", created_at=AT, author="did:plc:7", text="acme")
        assert authors.signed(post).author_default_profile is None
        authors._known["did:plc:7"] = (AT, Profile(did="did:plc:7", **profile))
        assert authors.signed(post).author_default_profile is bare
