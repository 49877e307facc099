"""A calendar subscribes to somebody's shifts: against a real server."""

from __future__ import annotations

import pytest

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
        assert "There is no such calendar." in await answer.text()


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
