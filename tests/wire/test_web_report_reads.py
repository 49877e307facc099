"""What a report says first, and of what its incidents were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.incident import State
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import open_door
from tests.wire.test_web_head import signed_in
from tests.wire.test_web_incident_page import text_of
from tests.wire.test_web_now import burning

pytestmark = pytest.mark.asyncio


async def test_the_time_that_was_chosen_comes_first_and_says_until_when_it_is() -> None:
    """Last week stands below it; what is still gathered is named."""
    async with open_door() as door:
        door.backend.reports = {}
        text = text_of(await signed_in(door, "/report?since=1d"))
        assert "as of 03:00" in text
        assert text.index("as of 03:00") < text.index("last week (")
        assert "The numbers are being gathered. How fast customers were answered · What the rules were worth" in text


async def test_each_incident_says_what_it_was_about_and_how_long_it_took() -> None:
    """Under heads; one that nobody has solved has no time for it."""
    async with open_door() as door:
        burning(door)
        opened = NOW - timedelta(hours=3)
        taken, solved = opened + timedelta(minutes=4), opened + timedelta(hours=2)
        acts = {"acknowledged_at": taken, "first_acknowledged_at": taken}
        door.backend.kept = {
            "a": incident("a", opened_at=opened, state=State.SOLVED, solved_at=solved, **acts),
            "b": incident("b", opened_at=opened, state=State.ACKNOWLEDGED, **acts),
        }
        html = await signed_in(door, "/report?since=1d")
        text = text_of(html[html.index('id="h-past"') :])
        assert "watch severity opened taken solved" in text
        assert text.count("The kettle burned my hand") == 2
        assert "00:00 4 min 2 h" in text
        assert "00:00 4 min –" in text
