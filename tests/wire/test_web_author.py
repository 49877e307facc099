"""The page of an author, and what our people note on it."""

from __future__ import annotations

import re

import pytest

from alertd.model.score import Quality, Score
from alertd.web.backend import MentionShown
from tests.unit.web.fake_backend import HOSTILE, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import text_of

pytestmark = pytest.mark.asyncio


async def shown(door: Door, name: str = "angry") -> str:
    """Return the page for who is signed in."""
    async with door.people.get(f"{door.url}/author?name={name}") as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_a_note_is_there_for_whoever_meets_them_next() -> None:
    """Written in the form of the page; with who wrote it, inert, and only on this account."""
    async with open_door() as door:
        door.backend.shown = [
            MentionShown(mention=mention(), text="bad"),
            MentionShown(mention=mention(id="7", author="u_2", handle="calm"), text="fine"),
        ]
        await door.sign_in()
        html = await shown(door)
        proof = re.findall(r'action="/author"><input type="hidden" name="proof" value="(\w+)"', html)[0]
        account = {"platform": "x", "author": "u_1", "by": "ayse", "proof": proof}
        async with door.people.post(
            f"{door.url}/author", data={**account, "note": f"met at the fair {HOSTILE}"}
        ) as answer:
            assert answer.status == 200
            assert answer.url.query["name"] == "x:u_1"
            html = await answer.text()
        assert "ayse met at the fair" in text_of(html)
        assert "<script>alert" not in html
        assert "met at the fair" not in await shown(door, "calm")
        async with door.people.post(f"{door.url}/author", data={**account, "note": "  "}) as answer:
            assert answer.status == 400


async def test_only_who_is_signed_in_notes_and_only_with_the_forms_own_proof() -> None:
    """A page elsewhere that posts into ours writes nothing on anybody."""
    async with open_door() as door:
        data = {"platform": "x", "author": "u_1", "by": "ayse", "note": "planted"}
        async with door.stranger.post(f"{door.url}/author", data=data) as answer:
            assert answer.status == 401
        await door.sign_in()
        async with door.people.post(f"{door.url}/author", data={**data, "proof": "wrong"}) as answer:
            assert answer.status == 403
        assert door.backend.noted == []


async def test_the_page_of_an_author_is_still_its_readers() -> None:
    """Whose accounts they are is said of the author; who is signed in, and in which language, stays who it was."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=mention(person="jane"), text="bad")]
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(language="tr")
        await door.sign_in()
        html = await shown(door)
        assert '<html lang="tr"' in html
        assert "· <bdi>ayse</bdi></button>" in html


async def test_a_mood_that_is_hardly_likelier_than_another_is_called_unsure_wherever_it_is_told() -> None:
    """The count of an author, their posts beside it, what a search finds and the inbox say the same of the same post."""
    sure = Score(negative=700, neutral=200, positive=100, quality=Quality.TRAINED, scorer="x")
    async with open_door() as door:
        await door.sign_in()
        for score, says, hides in (
            (sure.with_(negative=520, neutral=380), "mood unsure", "mood-negative"),
            (sure, "mood-negative", "mood unsure"),
        ):
            door.backend.shown = [MentionShown(mention=mention(score=score), text="bad")]
            for path in ("/author?name=angry", "/search?watch=acme&q=bad", "/inbox"):
                async with door.people.get(door.url + path) as answer:
                    html = await answer.text()
                assert hides not in html, path
                assert says in html or path == "/inbox", path
        assert "mood-negative" in html
