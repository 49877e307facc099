"""When it was last like this: from the page of an incident to those of its watch before it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.incident import State
from tests.unit.web.fake_backend import HOSTILE, NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio


def before(door: Door) -> None:
    """Keep incidents of two watches, one of them a drill and one of them later."""
    opened = NOW - timedelta(days=9)
    solved = {"state": State.SOLVED, "opened_at": opened, "solved_at": opened + timedelta(minutes=42)}
    door.backend.kept |= {
        "old": incident("old", notes=("omar: who is it", f"omar: {HOSTILE}"), **solved),
        "older": incident("older", opened_at=opened - timedelta(days=1), peak={"signal": "reach", "value": 9e6}),
        "drill": incident("drill", is_drill=True, opened_at=opened),
        "other": incident("other", watch="globex", opened_at=opened),
        "later": incident("later", opened_at=NOW),
    }


async def told(door: Door, *, via_link: bool) -> str:
    """Return what the page says of them, as markup."""
    address = door.link() if via_link else f"{door.url}/incidents/{ID}"
    async with (door.stranger if via_link else door.people).get(address) as answer:
        html = await answer.text()
    return html[html.index('id="h-before"') :].partition("</details>")[0]


async def test_date_height_how_long_and_what_helped_with_a_link_each() -> None:
    """The newest first; what the signal of a height does not count as posts has none."""
    async with open_door() as door:
        before(door)
        await door.sign_in()
        html = await told(door, via_link=False)
        text = text_of(html)
        assert "2026-11-12 03:00 CRISIS negative-storm · at its height 412 posts · solved after 42 min" in text
        assert html.index("/incidents/old") < html.index("/incidents/older")
        assert text.count("at its height") == 1
        assert not [name for name in ("drill", "other", "later") if f"/incidents/{name}" in html]
        assert "<script>" not in html
        assert "alert(1)" in html


async def test_a_link_leads_to_no_other_incident_and_shows_no_notes_of_one() -> None:
    """It may have been sent on."""
    async with open_door() as door:
        before(door)
        html = await told(door, via_link=True)
        assert "solved after 42 min" in text_of(html)
        assert "<a " not in html
        assert "alert(1)" not in html


async def test_the_first_of_a_watch_says_so() -> None:
    """An empty list would look like a fault."""
    async with open_door() as door:
        assert "Not since alertd watches this brand." in text_of(await told(door, via_link=True))
