"""Search: what was passed on is one card, and what is older is a click away."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from alertd.web.backend import MentionShown
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import NOW, mention
from tests.unit.web.house import Door, open_door

pytestmark = pytest.mark.asyncio


async def found(door: Door, path: str = "/search?watch=acme") -> str:
    """Return the screen for who is signed in."""
    async with door.people.get(door.url + path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def post(number: int, voice: int, **changes: object) -> MentionShown:
    """Return the so-many-newest post."""
    made = mention(id=str(number), voice=voice, posted_at=NOW - timedelta(minutes=number), handle=f"u{number}")
    return MentionShown(mention=made.with_(**changes), text=f"words of {voice}")


async def test_a_repost_of_three_hundred_is_one_card() -> None:
    """Whoever searches reads forty other posts on the first screen, and how often the one was passed on."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.shown = [post(n, 7, repost_of="312") for n in range(312)] + [post(312, 7), post(313, 8)]
        text = await found(door)

        assert text.count('class="post') == 2 + text.count('class="posts')
        assert "the same words 312 more times" in text
        assert "@u312" in text
        assert "314 posts" in text


async def test_how_long_a_time_was_searched_is_said_beside_its_ends() -> None:
    """A day ends by the clock where it began: "15:38 – 15:38" was read as no time at all."""
    async with open_door() as door:
        await door.sign_in()
        for since, span in (("1h", "1 h"), ("1d", "1 d"), ("7d", "7 d")):
            assert f"</time> ({span})" in await found(door, f"/search?watch=acme&since={since}")


async def test_where_not_all_was_read_the_number_says_so() -> None:
    """Five hundred are read for a screen; there may be more."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.shown = [post(n, 7) for n in range(600)]
        text = await found(door)

        assert "the same words 499+ more times" in text
        assert "500+ posts" in text
        assert WORDS["en"]["older"] in text


async def test_what_did_not_fit_opens_the_next_screen() -> None:
    """A hundred texts on one; the next begins with the first that was not shown."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.shown = [post(n, n) for n in range(130)]
        text = await found(door)
        assert text.count('class="post ') + text.count('class="post"') == 100
        (older,) = re.findall(r'until=([^"&]+)', html.unescape(text))
        assert older.startswith((NOW - timedelta(minutes=100)).strftime("%Y-%m-%dT%H"))


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_it_is_said_in_every_language(code: str) -> None:
    """With its number."""
    async with open_door() as door:
        await door.sign_in()
        door.backend.shown = [post(1, 7), post(2, 7)]
        async with door.people.get(f"{door.url}/search?watch=acme", headers={"Cookie": ""}) as answer:
            assert answer.status == 200
        async with door.people.get(f"{door.url}/language?to={code}&next=/search%3Fwatch=acme") as answer:
            assert WORDS[code].fill("again_n", n=1) in await answer.text()
