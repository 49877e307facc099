"""Now, in the order in which it matters, for who looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.model.incident import State
from alertd.model.rule import Severity
from alertd.model.watch import Watch
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import ID, text_of
from tests.wire.test_web_now import shown

pytestmark = pytest.mark.asyncio


async def test_the_gravest_stands_first_whoever_has_it_and_what_rises_before_what_stopped() -> None:
    """A rising crisis that somebody has is never below an urgent one that nobody took."""
    async with open_door() as door:
        door.backend.pulse.add(seen(NOW - timedelta(seconds=n), watch="rises", negative=900) for n in range(300))
        door.backend.kept = {
            "a": incident("a", watch="small", severity=Severity.URGENT),
            "b": incident("b", watch="still", state=State.ACKNOWLEDGED, by={"ack": "omar"}),
            "c": incident("c", watch="rises", state=State.ACKNOWLEDGED, by={"ack": "ayse"}),
        }
        door.backend.watches = tuple(Watch(name=name) for name in ("small", "still", "rises"))
        await door.sign_in()
        html = await shown(door)
        cards = html[: html.index('id="h-watches"')]
        assert cards.index("/incidents/c") < cards.index("/incidents/b") < cards.index("/incidents/a")
        assert "open for 7 min" in text_of(cards)
        assert cards.count('class="card incident crisis"') == 2


async def test_who_looks_is_you_and_a_wall_names_everybody() -> None:
    """On a shared screen nobody knows who that is."""
    async with open_door() as door:
        door.backend.steps = [NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=6), step=2, to=("ayse",))]
        await door.sign_in()
        assert "you are paged next 6 min (03:06)" in text_of(await shown(door))
        assert "ayse paged next 6 min" in text_of(await shown(door, "/wall"))


async def test_what_was_solved_today_is_still_there_with_who_did_it() -> None:
    """It does not vanish at once; what is older stands with the past."""
    async with open_door() as door:
        done = {"state": State.SOLVED, "by": {"solve": "omar"}}
        door.backend.kept = {
            "new": incident("new", solved_at=NOW, **done),
            "old": incident("old", solved_at=NOW - timedelta(days=2), **done),
        }
        await door.sign_in()
        html = await shown(door)
        today, past = html[html.index('id="h-solved"') :].split('id="h-past"')
        assert "Solved by omar at 03:00" in text_of(today)
        assert "/incidents/old" in past
        assert "/incidents/old" not in today
