"""What a person reads before anybody knows them: the door, and an address that leads nowhere."""

from __future__ import annotations

import pytest

from alertd.web.words import WORDS
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import text_of

pytestmark = pytest.mark.asyncio

ASKED = {"tr": "tr-TR,tr;q=0.9,en;q=0.8", "zh": "zh-CN", "ar": "de,ar;q=0.5", "ru": "en;q=0.2,ru"}


@pytest.mark.parametrize(("code", "header"), ASKED.items())
@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/signin", 200, "sign_in"),
        ("/", 401, "sign_in_help"),
        ("/a/broken", 403, "e_410"),
        ("/a/broken", 403, "link_lost"),
    ],
)
async def test_the_door_speaks_as_the_browser_does(code: str, header: str, path: str, status: int, word: str) -> None:
    """In its language, with the name of the product, and a way on for who was paged."""
    async with open_door() as door, door.stranger.get(door.url + path, headers={"Accept-Language": header}) as answer:
        html = await answer.text()
        assert answer.status == status
        assert f'<html lang="{code}"' in html
        assert WORDS[code][word] in text_of(html)
        assert '<p class="brand">' in html


async def test_what_somebody_chose_comes_before_their_browser() -> None:
    """And what the people file says of who is signed in."""
    async with open_door() as door:
        await door.sign_in()
        async with door.people.get(door.url + "/", headers={"Accept-Language": "zh"}) as answer:
            assert '<html lang="en"' in await answer.text()


async def test_what_is_not_there_is_told_by_a_heading_and_no_code() -> None:
    """In the reader's language; the sentence for programs is not among it."""
    async with open_door() as door:
        await door.sign_in()
        async with door.people.get(door.url + "/incidents/xyz?") as answer:
            assert answer.status == 404
            text = text_of(await answer.text())
        assert WORDS["en"]["e_404"] in text
        assert "'xyz'" not in text
        assert WORDS["en"]["link_lost"] not in text, "they are in already"


async def test_programs_go_on_reading_their_own_words() -> None:
    """Their answers have no language."""
    asked = {"Accept-Language": "tr"}
    async with open_door() as door, door.program.get(f"{door.url}/api/v1/incidents/xyz", headers=asked) as answer:
        assert answer.status == 404
        assert (await answer.json())["error"] == "NOT_FOUND"
