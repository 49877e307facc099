"""Authors and sources: what is looked at by day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.model.mention import Reach
from alertd.model.people import Override, Person, Roster, Schedule
from alertd.report.typed import TypedCell, TypedTable
from alertd.web.author_page import during
from alertd.web.backend import MentionShown
from tests.unit.web.fake_backend import HOSTILE, NOW, incident, mention
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import text_of
from tests.wire.test_web_rules import shown

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)


def said(hours: float, **more: object) -> MentionShown:
    """Return a post of so many hours ago."""
    return MentionShown(mention=mention(posted_at=NOW - hours * HOUR, id=str(hours), **more), text="@angry: it smokes")


async def test_an_author_is_shown_across_watches_and_channels() -> None:
    """Reach, moods, places, and the incidents in which they spoke."""
    async with open_door() as door:
        door.backend.shown = [
            said(1),
            said(2, platform="reddit", watch="globex"),
            said(90, reach=Reach(amplification=0.001)),
        ]
        door.backend.kept = {
            "a": incident("a", opened_at=NOW - 1.2 * HOUR),
            "b": incident("b", watch="globex", opened_at=NOW - 9 * HOUR, state=State.CLOSED, closed_at=NOW - 8 * HOUR),
        }
        await door.sign_in()
        html = await shown(door, "/author?name=@angry")
        text = text_of(html)
        assert "@angry" in text
        assert "reaches 12,000" in text
        assert "among the most passed on 0.1%" in text
        assert "x 2 · reddit 1" in text
        assert "acme 2 · globex 1" in text
        assert 'href="/incidents/a"' in html
        assert 'href="/incidents/b"' not in html


@pytest.mark.parametrize(("name", "status"), [("", 400), ("two%20words", 400), ("nobody", 200), ("%3Cscript%3E", 200)])
async def test_an_author_who_is_none(name: str, status: int) -> None:
    """No name is a mistake; a name of which nothing is kept is said to be one."""
    async with open_door() as door:
        door.backend.shown = []
        await door.sign_in()
        html = await shown(door, f"/author?name={name}", status)
        assert "<script>" not in html
        if status == 200:
            assert "Nothing was found." in html


async def test_hostile_posts_of_an_author_do_nothing() -> None:
    """Names, words and texts of strangers are words."""
    async with open_door() as door:
        door.backend.shown = [said(1, handle=HOSTILE, platform=HOSTILE, watch=HOSTILE)]
        await door.sign_in()
        html = await shown(door, "/author?name=angry")
        assert "<script>" not in html
        assert "\u202e" not in html


async def test_an_incident_counts_the_posts_written_while_it_was_open() -> None:
    """From half an hour before it opened until it ended; the newest incident first."""
    open_, over = incident("o", opened_at=NOW - HOUR), incident("p", opened_at=NOW - 9 * HOUR, solved_at=NOW - 8 * HOUR)
    posts = [said(0.1), said(1.4), said(1.6), said(8.5), said(7)]
    assert [(one.id, n) for one, n in during(posts, [over, open_])] == [("o", 2), ("p", 1)]


async def test_a_source_shows_its_day_hour_by_hour() -> None:
    """As colours, and in words for who sees none; what is not known yet is no blindness."""
    shares = [None, 1.0, 0.5, 0.0]
    rows = tuple(
        (
            TypedCell(kind="text", text="x"),
            TypedCell(kind="at", text=f"2026-11-21T0{n}:00:00.000Z"),
            TypedCell(kind="none") if share is None else TypedCell(kind="share", number=share),
        )
        for n, share in enumerate(shares)
    )
    async with open_door() as door:
        await door.sign_in()
        assert "being gathered" in await shown(door, "/sources")
        door.backend.reports["coverage", True] = (TypedTable(title="", columns=("source", "at", "saw"), rows=rows),)
        brought = (
            TypedCell(kind="text", text="x"),
            TypedCell(kind="number", number=1234),
            TypedCell(kind="text", text="budget: 3.20 USD used today"),
        )
        door.backend.reports["sources", True] = (
            TypedTable(title="", columns=("source", "mentions", "said"), rows=(brought,)),
        )
        html = await shown(door, "/sources")
        assert re.findall(r'<li class="level-(\w+)"', html) == ["none", "4", "2", "0"]
        text = text_of(html)
        assert "x: saw 50.0% of the last 24 hours" in text
        assert "brought 1,234" in text
        assert "budget: 3.20 USD used today" in text
        assert "being gathered" not in text


async def test_the_rota_says_who_stands_in() -> None:
    """Whoever looks why it is not their turn sees it."""
    day = timedelta(days=1)
    schedule = Schedule(
        name="pr",
        people=("ayse",),
        overrides=(Override(begins_at=NOW + 2 * day, ends_at=NOW + 3 * day, who="omar"),),
    )
    async with open_door() as door:
        people = {name: Person(name=name) for name in ("ayse", "omar")}
        door.backend.roster = Roster(people=people, schedules={"pr": schedule})
        await door.sign_in()
        html = await shown(door, "/people")
        cells = [text_of(one) for one in re.findall(r'<li class="card.*?</li>', html, re.DOTALL)]
        assert len(cells) == 14
        assert sum("omar" in one and "stands in" in one for one in cells) == 2
        assert sum("stands in" in one for one in cells) == 2


async def test_a_source_says_what_part_of_its_money_is_spent() -> None:
    """In the reader's numbers, loud when little is left; one that costs nothing says nothing. Programs read it too."""
    async with open_door() as door:
        seen = door.backend.ready.sources
        seen["x"] = seen["x"].with_(spent=0.85)
        await door.sign_in()
        for path in ("/sources", "/"):
            async with door.people.get(f"{door.url}{path}") as answer:
                html = await answer.text()
            assert html.count("85% of today’s money spent") == 1, path
            assert '<span class="bad">85%' in html
        async with door.program.get(f"{door.url}/readyz") as answer:
            told = (await answer.json())["sources"]
        assert {name: one["spent_share"] for name, one in told.items()} == {"x": 0.85, "zap": None}
