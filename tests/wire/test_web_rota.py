"""A calendar subscribes to somebody's shifts: against a real server."""

from __future__ import annotations

import pytest

from alertd.runtime import rota_links
from alertd.web.settings import SignIn
from alertd.web.words import WORDS
from tests.unit.web.house import open_door

pytestmark = pytest.mark.asyncio


async def test_a_calendar_gets_the_shifts_without_a_sign_in() -> None:
    """As calendars want it: the right type, a name, and no cookie."""
    async with open_door() as door, door.stranger.get(f"{door.url}/oncall/ayse/good.ics") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/calendar"
        assert answer.headers["Content-Disposition"] == 'inline; filename="oncall.ics"'
        assert "no-store" not in answer.headers.get("Cache-Control", "")
        assert (await answer.text()).startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("path", ["ayse/bad.ics", "omar/good.ics", "nobody/good.ics", "%00/good.ics", "ayse/%ff.ics"])
async def test_a_wrong_address_says_nothing(path: str) -> None:
    """Neither whether there is such a person nor what is wrong."""
    async with open_door() as door, door.stranger.get(f"{door.url}/oncall/{path}") as answer:
        assert answer.status == 404
        assert WORDS["en"]["e_404"] in await answer.text()


async def test_who_guesses_addresses_has_to_wait() -> None:
    """As with tokens: after some wrong ones the address is not asked any more."""
    async with open_door() as door:
        statuses = []
        for number in range(40):
            async with door.stranger.get(f"{door.url}/oncall/ayse/guess{number}.ics") as answer:
                statuses.append(answer.status)

        assert statuses[0] == 404
        assert statuses[-1] == 429


async def test_it_is_only_read() -> None:
    """Nothing can be changed there."""
    async with open_door() as door, door.stranger.post(f"{door.url}/oncall/ayse/good.ics") as answer:
        assert answer.status in (401, 405)


async def test_who_signed_in_as_themselves_finds_their_own_address() -> None:
    """And nobody else's; who came by the token, or has no calendar, is shown none."""
    proxied = SignIn(header="X-User", header_from=("127.0.0.1",), admins=("ayse",))
    async with open_door(sign_in=proxied) as door:
        ayse = door.backend.roster.people["ayse"]
        async with door.people.get(f"{door.url}/people", headers={"X-User": "ayse"}) as answer:
            html = await answer.text()
        assert html.count(rota_links.address("", b"", ayse).rpartition("/")[0]) >= 1
        assert "/oncall/omar/" not in html
        assert "webcal://" in html
        door.backend.roster.people["ayse"] = ayse.with_(calendar=0)
        async with door.people.get(f"{door.url}/people", headers={"X-User": "ayse"}) as answer:
            assert "webcal://" not in await answer.text()
    async with open_door() as door:
        await door.sign_in()
        async with door.people.get(f"{door.url}/people") as answer:
            assert "/oncall/" not in await answer.text()
