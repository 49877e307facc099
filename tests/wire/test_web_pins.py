"""This one matters: a post is pinned from the incident, by link, from the posts of a time, and by a program."""

from __future__ import annotations

import re

import pytest
from yarl import URL

from alertd.model.incident import State
from alertd.web.backend import PostShown
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import HOSTILE, incident, mention
from tests.unit.web.house import Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
POST = {"platform": "x", "post": "123"}


async def html(door: Door, path: str) -> str:
    """Return a page as somebody who is signed in sees it."""
    async with door.people.get(f"{door.url}{path}") as answer:
        assert answer.status == 200, await answer.text()
        text: str = await answer.text()
        return text


async def proof(door: Door) -> str:
    """Return the hidden value of our forms."""
    found: list[str] = re.findall(r'name="proof" value="([^"]+)"', await html(door, f"/incidents/{ID}"))
    return found[-1]


async def test_one_tap_pins_a_post_and_one_takes_it_back() -> None:
    """Signed in; the page stands again at the posts, and says so in the reader's language."""
    async with open_door() as door:
        await door.sign_in()
        assert WORDS["en"]["pin"] in await html(door, f"/incidents/{ID}")
        form = {**POST, "by": "ayse", "proof": await proof(door)}
        async with door.people.post(f"{door.url}/incidents/{ID}/pin", data=form, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, f"/incidents/{ID}?did=pin#posts")
        shown = await html(door, f"/incidents/{ID}")
        assert WORDS["en"]["unpin"] in shown
        assert f'<span class="tag">{WORDS["en"]["matters"]}</span>' in shown
        async with door.people.post(f"{door.url}/incidents/{ID}/unpin", data=form) as answer:
            assert WORDS["en"]["unpin"] not in await answer.text()
        assert [one[0] for one in door.backend.log] == ["pin", "unpin"]


async def test_a_link_pins_in_the_name_of_its_person() -> None:
    """Without a sign-in; a link of what is over pins nothing."""
    async with open_door() as door:
        async with door.stranger.post(f"{door.link()}/pin", data=POST) as answer:
            assert answer.status == 200
        assert door.backend.log == [("pin", ID, "ayse", "link")]
        door.backend.kept[ID] = incident(state=State.SOLVED)
        async with door.stranger.post(f"{door.link()}/pin", data=POST) as answer:
            assert answer.status == 410


async def test_a_program_pins_a_post() -> None:
    """By the same path as every act; it answers with what is pinned, and a body without a post is refused."""
    async with open_door() as door:
        address = f"{door.url}/api/v1/incidents/{ID}/pin"
        async with door.program.post(address, json={"by": "ayse", **POST}) as answer:
            assert answer.status == 200
            assert (await answer.json())["pinned"] == ["x:123"]
        async with door.program.post(address, json={"by": "ayse", "platform": "x"}) as answer:
            assert answer.status == 400


async def test_any_post_behind_a_bar_of_the_chart_can_be_pinned() -> None:
    """As long as the incident is not closed, and only posts of its watch; hostile words stay words."""
    async with open_door() as door:
        door.backend.telling = [PostShown(mention=mention(), text=HOSTILE)]
        await door.sign_in()
        address = f"/search?watch=acme&since=1d&incident={ID}"
        shown = await html(door, address)
        assert f'action="/incidents/{ID}/pin"' in shown
        assert "<script>alert" not in shown
        door.backend.kept[ID] = incident(pinned=("x:123",))
        assert f'action="/incidents/{ID}/unpin"' in await html(door, address)
        for other in (incident(state=State.CLOSED), incident(watch="globex")):
            door.backend.kept[ID] = other
            assert "/pin" not in await html(door, address)
        assert "/pin" not in await html(door, "/search?watch=acme&since=1d&incident=nobody")


@pytest.mark.parametrize("code", sorted(WORDS))
async def test_one_tap_says_that_a_post_is_noise_and_one_takes_it_back(code: str) -> None:
    """It leaves the telling posts and stands folded below them, in the reader's words; what was there before is there again."""
    t = WORDS[code]
    async with open_door() as door:
        await door.sign_in()
        door.people.cookie_jar.update_cookies({"alertd_language": code}, URL(door.url))
        before = await html(door, f"/incidents/{ID}")
        form = {**POST, "by": "ayse", "proof": await proof(door)}
        async with door.people.post(f"{door.url}/incidents/{ID}/leave-out", data=form, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, f"/incidents/{ID}?did=leave-out#posts")
        shown = await html(door, f"/incidents/{ID}")
        assert shown.index(t["none_quoted"]) < shown.index(t.fill("left_out_n", n=1)) < shown.index(t["take_in"])
        assert t["pin"] not in shown
        async with door.people.post(f"{door.url}/incidents/{ID}/take-in", data=form) as answer:
            assert answer.status == 200
        after = await html(door, f"/incidents/{ID}")
        assert t.fill("left_out_n", n=1) not in after
        assert (
            after.count(f'formaction="/incidents/{ID}/leave-out"')
            == before.count(f'formaction="/incidents/{ID}/leave-out"')
            == 1
        )
        assert [one[0] for one in door.backend.log] == ["leave-out", "take-in"]


async def test_a_link_and_a_program_say_that_a_post_is_noise_too() -> None:
    """By the same paths as a pin."""
    async with open_door() as door:
        async with door.stranger.post(f"{door.link()}/leave-out", data=POST) as answer:
            assert answer.status == 200
        address = f"{door.url}/api/v1/incidents/{ID}"
        async with door.program.get(address) as answer:
            assert (await answer.json())["left_out"] == ["x:123"]
        async with door.program.post(f"{address}/take-in", json={"by": "ayse", **POST}) as answer:
            assert (await answer.json())["left_out"] == []
