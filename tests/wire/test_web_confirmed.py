"""After each act the page says what was done, in the words of who did it; a made-up address confirms nothing."""

from __future__ import annotations

import pytest

from alertd.model.incident import State
from alertd.model.page import Outcome
from alertd.web.backend import PageSeen
from alertd.web.words import NAMES, WORDS
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio

ACTS = {
    "plan": ("Kept: there is a plan. we unplug it", {"note": "we unplug it"}),
    "note": ("Your note is kept. ask legal", {"note": "ask legal"}),
    "snooze": ("Put off until 03:30. If it goes on then, everybody is paged again.", {}),
    "escalate": ("Paged now: maria.", {}),
    "assign": ("omar has it now.", {"assignee": "omar"}),
    "useful": ("Thank you, that is kept: Useful", {}),
    "solve": ("It is solved. Nobody is paged for it any more.", {}),
}


async def confirmed(door: Door, word: str, form: dict[str, str]) -> str:
    """Return what the page says after an act by link."""
    async with door.stranger.post(f"{door.link()}/{word}", data=form) as answer:
        assert answer.status == 200, await answer.text()
        html = await answer.text()
    begin = html.index('class="banner good done"')
    return text_of(html[begin : html.index("</p>", begin)].partition(">")[2]).strip("✓ ")


@pytest.mark.parametrize("word", ACTS)
async def test_each_act_is_said_back(word: str) -> None:
    """By the link of a page: what was done, and the words that were typed with it."""
    async with open_door() as door:
        door.backend.sent.append(PageSeen(page_id="p9", to="maria", channel="sms", at=NOW, outcome=Outcome.ACCEPTED))
        door.backend.sent[:2] = []
        said, form = ACTS[word]
        assert await confirmed(door, word, form) == said


@pytest.mark.parametrize("code", sorted(NAMES))
async def test_in_the_language_of_the_reader(code: str) -> None:
    """Whoever is woken reads their own."""
    async with open_door() as door:
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(language=code)
        assert await confirmed(door, "note", {"note": "x"}) == f"{WORDS[code]['did_note']} x"


async def test_a_made_up_address_confirms_nothing() -> None:
    """Nor does the act of a colleague, nor one of long ago, nor a word that is no act."""
    async with open_door() as door:
        for word in ("solve", "ack", "nonsense", "<b>"):
            async with door.stranger.get(f"{door.link()}?did={word}") as answer:
                assert answer.status == 200
                assert "banner good" not in await answer.text(), word
        async with door.stranger.post(f"{door.link(person='omar')}/plan", data={"note": "his"}):
            pass
        async with door.stranger.get(f"{door.link()}?did=plan") as answer:
            assert "banner good" not in await answer.text()


async def test_what_is_planned_says_its_plan_in_the_head_and_offers_no_reopening() -> None:
    """What is open is not opened again, and nobody is asked to call a rising crisis solved first."""
    async with open_door() as door:
        await confirmed(door, "plan", {"note": "we unplug it"})
        async with door.stranger.get(door.link(person="omar")) as answer:
            html = await answer.text()
        assert "The plan: we unplug it" in text_of(html[: html.index('class="columns"')])
        assert "/reopen" not in html
        assert html.index("/escalate") < html.index("/solve")
        assert 'class="banner good' not in html


async def test_what_is_solved_says_who_solved_it_and_when() -> None:
    """And to whom it was: by mistake they take it back."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(state=State.SOLVED, solved_at=NOW, by={"ack": "ayse", "solve": "omar"})
        for person, said in (("ayse", "Solved by omar at 03:00"), ("omar", "You solved it at 03:00")):
            async with door.stranger.get(door.link(person=person)) as answer:
                html = await answer.text()
            assert said in text_of(html)
            assert ("Take it back" in html) is (person == "omar")
            assert ("there is nothing left to take" in html) is (person == "ayse")


async def test_a_page_that_was_taken_says_so_still_when_it_is_fetched_anew() -> None:
    """A live page asks its own address again seconds later: what was done stands in it, and nothing in one where nobody took it."""
    async with open_door() as door:
        async with door.stranger.get(door.link()) as answer:
            html = await answer.text()
        form = html[html.index('class="acknowledge"') - 400 : html.index('class="acknowledge"')]
        address = door.url + form.rpartition('action="')[2].partition('"')[0]
        async with door.stranger.get(address) as answer:
            assert "banner good done" not in await answer.text()
        for ask in (door.stranger.post, door.stranger.get):
            async with ask(address) as answer:
                assert answer.status == 200
                assert f"✓ {WORDS['en']['done']}" in await answer.text()


async def test_the_language_is_chosen_after_an_act_too() -> None:
    """What was done is no part of the address that one comes back to."""
    async with open_door() as door:
        async with door.stranger.post(f"{door.link()}/note", data={"note": "x"}) as answer:
            html = await answer.text()
        assert f'name="next" value="{door.link().removeprefix(door.url)}"' in html
