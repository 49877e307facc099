"""One tap says whether a post needs an answer, in the inbox and on an incident's page; another takes it back."""

from __future__ import annotations

import re

import pytest

from alertd.core.inbox.lifecycle import TABLE
from alertd.model.inbox import Attended, InboxAct, Standing
from alertd.web.backend import MentionShown, PostShown
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_inbox import press, proof_of, shown, waiting
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio

GONE = "?gone_watch=acme&gone_platform=x&gone_id=1"


def telling(door: Door, standing: Standing, **about: object) -> None:
    """Let an incident tell one post, which stands so in the inbox."""
    post = mention(id="1", **about)
    door.backend.telling = [PostShown(mention=post, text="it broke", why="first")]
    door.backend.shown = [MentionShown(mention=post, text="it broke")]
    door.backend.taken["1"] = Attended(standing=standing, by="omar")


async def page(door: Door, code: str = "en") -> str:
    """Return the incident's page for who is signed in."""
    headers = {"Cookie": f"alertd_language={code}"}
    async with door.people.get(f"{door.url}/incidents/{ID}", headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def offered(html: str) -> list[str]:
    """Return which corrections the page offers of its telling posts."""
    return re.findall(r'action="[^"]*/(needs-one|needs-none)"', html)


async def test_whoever_tapped_wrong_takes_it_back_at_once() -> None:
    """The post has left the list, so the list names it, with the one button that brings it back to where it stood."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        html = await press(door, "needs-none", f_priority="high")
        assert "Needs no answer: post number 1 Take it back" in text_of(html)
        assert 'action="/inbox/needs-one"' in html
        assert 'name="f_priority" value="high"' in html

        await press(door, "needs-one")
        assert [one[0] for one in door.backend.done] == [InboxAct.NEEDS_NONE, InboxAct.NEEDS_ONE]
        assert "Take it back" not in text_of(await shown(door, GONE))


MADE_UP = (
    GONE.replace("gone_id=1", "gone_id=2"),
    GONE.replace("acme", "nobody"),
    "?gone_id=1",
    "?gone_watch=acme&gone_platform=x&gone_id=" + "9" * 3000,
    "?gone_watch=%00&gone_platform=%0a&gone_id=%E2%80%AE",
)


async def test_an_address_that_somebody_made_up_offers_nothing() -> None:
    """Only what stands dismissed can be taken back; a link from outside shows the list and no more."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        door.backend.taken["1"] = Attended(standing=Standing.DISMISSED, by="omar")
        await door.sign_in()
        assert "Take it back" in text_of(await shown(door, GONE))
        for query in MADE_UP:
            assert "Take it back" not in text_of(await shown(door, query)), query


async def test_what_waits_again_is_not_offered_to_be_taken_back() -> None:
    """Somebody has taken it meanwhile, or brought it back: the old address says nothing of it."""
    async with open_door() as door:
        door.backend.shown = [waiting(1)]
        await door.sign_in()
        for standing in Standing:
            door.backend.taken["1"] = Attended(standing=standing, by="omar")
            is_offered = "Take it back" in text_of(await shown(door, GONE))
            assert is_offered == (standing is Standing.DISMISSED), standing


async def test_the_words_of_a_hostile_post_stay_words() -> None:
    """It is named above the list, cut short and shown as text."""
    async with open_door() as door:
        door.backend.shown = [waiting(1).with_(text=HOSTILE * 40)]
        door.backend.taken["1"] = Attended(standing=Standing.DISMISSED, by="omar")
        await door.sign_in()
        html = await shown(door, GONE)
        banner = html[html.index("banner good") : html.index("<h1>")]
        assert "<script" not in banner
        assert len(text_of(banner)) < 300


OFFERED = {
    Standing.WAITING: ["needs-none"],
    Standing.CLAIMED: ["needs-none"],
    Standing.SNOOZED: ["needs-none"],
    Standing.DISMISSED: ["needs-one"],
    Standing.ABSENT: ["needs-one"],
    Standing.ANSWERED: [],
}


async def test_a_telling_post_is_corrected_where_it_is_read() -> None:
    """It offers the other of what it is, and nothing of what is answered already; each offer is one the table takes."""
    async with open_door() as door:
        await door.sign_in()
        for standing in Standing:
            telling(door, standing)
            html = await page(door)
            assert offered(html) == OFFERED[standing], standing
            assert all(InboxAct(one) in TABLE[standing] for one in offered(html))
            assert ("omar : Needs no answer" in text_of(html)) == (standing is Standing.DISMISSED)


async def test_one_tap_and_another_takes_it_back() -> None:
    """By name, in the watch of the incident, and back to the posts of the page."""
    async with open_door() as door:
        telling(door, Standing.WAITING)
        await door.sign_in()
        for word in ("needs-none", "needs-one"):
            html = await page(door)
            assert offered(html) == [word]
            form = {"proof": proof_of(html), "platform": "x", "post": "1"}
            async with door.people.post(
                f"{door.url}/incidents/{ID}/{word}", data=form, allow_redirects=False
            ) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, f"/incidents/{ID}?did={word}#posts")
        assert [one[:5] for one in door.backend.done] == [
            (InboxAct.NEEDS_NONE, "1", "ayse", "", "page"),
            (InboxAct.NEEDS_ONE, "1", "ayse", "", "page"),
        ]


async def test_the_link_of_a_page_is_enough() -> None:
    """Whoever was paged says so from the phone, without signing in."""
    async with open_door() as door:
        telling(door, Standing.WAITING)
        async with door.stranger.get(door.link()) as answer:
            html = await answer.text()
        assert offered(html) == ["needs-none"]
        form = {"platform": "x", "post": "1", "by": "ayse"}
        async with door.stranger.post(f"{door.link()}/needs-none", data=form, allow_redirects=False) as answer:
            assert answer.status == 303
            assert answer.headers["Location"].endswith("#posts")
        assert [one[:5] for one in door.backend.done] == [(InboxAct.NEEDS_NONE, "1", "ayse", "", "link")]


async def test_a_link_corrects_no_post_of_elsewhere() -> None:
    """An incident's link opens its telling posts, not the whole inbox of the watch."""
    async with open_door() as door:
        telling(door, Standing.WAITING)
        door.backend.shown.append(waiting(2))
        for post, status in (("2", 404), ("", 400), ("9" * 600, 400)):
            form = {"platform": "x", "post": post, "by": "ayse"}
            async with door.stranger.post(f"{door.link()}/needs-none", data=form) as answer:
                assert answer.status == status, post[:9]
        assert door.backend.done == []


async def test_who_comes_second_reads_how_it_stands() -> None:
    """Somebody has answered meanwhile: nothing is done, and the page says so."""
    async with open_door() as door:
        telling(door, Standing.WAITING)
        await door.sign_in()
        form = {"proof": proof_of(await page(door)), "platform": "x", "post": "1"}
        door.backend.taken["1"] = Attended(standing=Standing.ANSWERED, by="omar")
        async with door.people.post(f"{door.url}/incidents/{ID}/needs-none", data=form) as answer:
            assert answer.status == 409
            assert "It is answered already." in await answer.text()


async def test_a_repost_is_nobodys_question() -> None:
    """It carries the words of somebody else, who is the one to be answered."""
    async with open_door() as door:
        telling(door, Standing.ABSENT, repost_of="0")
        await door.sign_in()
        assert offered(await page(door)) == []


async def test_the_tap_speaks_the_readers_language() -> None:
    """In every language that the page has."""
    async with open_door() as door:
        telling(door, Standing.ABSENT)
        await door.sign_in()
        for code in WORDS:
            assert f">{WORDS[code]['i_needs_one']}</button>" in await page(door, code)
