"""The strip above each leaf of a wall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.model.rule import Severity
from alertd.web.words import WORDS
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import open_door
from tests.wire.test_web_head import PAGE, signed_in
from tests.wire.test_web_incident_page import ID, text_of
from tests.wire.test_web_now import burning

pytestmark = pytest.mark.asyncio


async def test_every_leaf_of_the_wall_stands_below_a_strip_with_all_that_is_open() -> None:
    """The leaves turn; who looks up at the wrong moment sees each incident, what it is about and who has it, by name: nobody is "you" on a wall."""
    async with open_door() as door:
        burning(door)
        door.backend.kept = {
            ID: incident(watch="globex", severity=Severity.CRISIS),
            "other": incident(
                "other", watch="initech", severity=Severity.URGENT, state=State.ACKNOWLEDGED, by={"ack": "ayse"}
            ),
        }
        html = await signed_in(door, "/wall")
        crisis, urgent = html[html.index('class="strip crisis-strip"') : html.index("data-leaves")].split(
            'class="urgent"'
        )
        assert "globex" in text_of(crisis)
        assert WORDS["en"]["nobody_has_it"] in text_of(crisis)
        assert f"{WORDS['en']['promised']} {WORDS['en']['h_acknowledge'].split('{', maxsplit=1)[0]}" in text_of(crisis)
        assert "initech" in text_of(urgent)
        assert f"ayse {WORDS['en']['has_it']}" in text_of(urgent)
        assert WORDS["en"]["you_have_it"] not in html
        for part in (crisis, urgent):
            assert "The kettle burned my hand" in part

        del door.backend.kept[ID]
        html = await signed_in(door, "/wall")
        assert "crisis-strip" not in html
        assert "initech" in text_of(html[: html.index("data-leaves")])
        door.backend.kept = {}
        assert 'class="strip' not in await signed_in(door, "/wall")


async def test_the_strip_of_a_crisis_says_how_much_who_has_it_and_what_comes_next() -> None:
    """Read from across the room, on whichever leaf: the posts of the last hour, the holder, the next page with its clock."""
    async with open_door() as door:
        door.backend.pulse.add(seen(NOW - timedelta(seconds=20 * n)) for n in range(120))
        door.backend.kept = {ID: incident(severity=Severity.CRISIS)}
        door.backend.steps = [PAGE]
        html = await signed_in(door, "/wall")
        strip = text_of(html[html.index('class="strip crisis-strip"') : html.index("data-leaves")])
        assert "120 posts in 1 h" in strip
        assert "omar paged next 6 min" in strip

        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, acknowledged_at=NOW, by={"ack": "omar"})
        html = await signed_in(door, "/wall")
        strip = text_of(html[html.index('class="strip crisis-strip"') : html.index("data-leaves")])
        assert f"omar {WORDS['en']['has_it']}" in strip
        assert "paged next" not in strip


async def test_how_long_an_incident_is_open_is_not_said_as_if_somebody_took_it_then() -> None:
    """Four minutes behind a name would be since when she has it; it is the age of the incident, and says so."""
    async with open_door() as door:
        began = NOW - timedelta(minutes=4)
        door.backend.kept = {ID: incident(state=State.ACKNOWLEDGED, by={"ack": "maria"}, opened_at=began)}
        leaf = text_of((await signed_in(door, "/wall")).split("of-incidents", 1)[1].split("of-watches")[0])
        assert "maria has it · open for 4 min" in leaf
        assert "ago" not in leaf
