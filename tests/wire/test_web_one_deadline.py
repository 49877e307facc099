"""Who has it, who took it by what, and each deadline once: the same lines for everybody who looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.model.incident import Act, State
from alertd.model.page import Outcome
from alertd.web.backend import DecisionSeen, PageSeen
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import ID, text_of

pytestmark = pytest.mark.asyncio


async def seen_by(door: Door, person: str) -> str:
    """Return the page of a person's link."""
    async with door.stranger.get(door.link(person=person)) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_what_was_put_off_says_so_before_the_engine_has_worked_out_what_follows() -> None:
    """The plan that was promised and the end of the pause are two things, named apart, for whoever put it off and everybody else."""
    async with open_door() as door:
        door.backend.kept[ID] = incident(
            state=State.ACKNOWLEDGED,
            acknowledged_at=NOW,
            by={"ack": "omar", "snooze": "omar"},
            snoozed_until=NOW + timedelta(minutes=30),
        )
        ends = NextStep(incident=ID, kind="expires", at=NOW + timedelta(minutes=30))
        for steps in ([], [ends]):
            door.backend.steps = steps
            for person in ("ayse", "omar"):
                head = text_of((await seen_by(door, person)).partition('class="columns"')[0])
                assert "Promised: there is a plan within 1 h · time left 53 min (03:53)" in head
                assert "everybody is paged again in 30 min (03:30)" in head
                assert "a plan is due in" not in head


async def test_a_promise_that_ends_with_the_next_page_is_told_once() -> None:
    """Two clocks of one minute ask which is meant."""
    async with open_door() as door:
        due = NOW + timedelta(minutes=8)  # fifteen minutes after it opened
        for apart, told in ((timedelta(seconds=14), 1), (timedelta(minutes=3), 2)):
            door.backend.steps = [NextStep(incident=ID, kind="page", at=due - apart, step=2, to=("omar",))]
            head = (await seen_by(door, "ayse")).partition('class="columns"')[0]
            assert head.count("data-countdown") == told
            assert "omar paged next" in text_of(head)


async def test_whoever_was_paged_takes_it_over_with_one_tap_and_whoever_has_it_is_not_asked() -> None:
    """It is given to whom the link names."""
    async with open_door() as door:
        await door.backend.act(ID, Act.ACK, by="omar", note="", via="link", assignee=None)
        assert "Take it over" not in await seen_by(door, "omar")
        assert "Take it over" in await seen_by(door, "ayse")
        form = {"by": "ayse", "assignee": "ayse"}
        async with door.stranger.post(f"{door.link()}/assign", data=form) as answer:
            html = await answer.text()
        assert "You have it" in text_of(html)
        assert "Take it over" not in html


async def test_a_page_by_which_it_was_taken_says_so() -> None:
    """Of two pages to one person the newest that they had; a page of somebody else, and one that came later, say what became of them."""
    async with open_door() as door:
        minute = timedelta(minutes=1)
        sent = PageSeen(page_id="p1", to="ayse", channel="sms", at=NOW - 9 * minute, outcome=Outcome.ACCEPTED)
        door.backend.sent = [
            sent,
            sent.with_(page_id="p2", at=NOW - 4 * minute),
            sent.with_(page_id="p3", to="omar", at=NOW - 4 * minute),
            sent.with_(page_id="p4", at=NOW),
        ]
        took = DecisionSeen(at=NOW - minute, reason="acknowledged", text="by ayse through link", person="ayse")
        for via, told in (("link", 1), ("page", 0)):
            door.backend.further = [took.with_(text=f"by ayse through {via}")]
            html = await seen_by(door, "ayse")
            lines = text_of(html[html.index('id="h-told"') :].partition("</details>")[0])
            assert lines.count("taken by it, 02:59") == told
            assert lines.count("sent; no person has confirmed it") == 4 - told


async def test_what_is_open_again_was_taken_the_first_time() -> None:
    """Beside "nobody has it yet" a promise that was kept says that this was before."""
    async with open_door() as door:
        taken = NOW - timedelta(minutes=5)
        for state, told in ((State.OPEN, "Taken the first time kept"), (State.ACKNOWLEDGED, "Taken kept")):
            door.backend.kept[ID] = incident(state=state, first_acknowledged_at=taken, by={"ack": "omar"})
            assert told in text_of(await seen_by(door, "ayse"))
