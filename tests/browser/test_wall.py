"""A wall: nobody scrolls it, and what is now is what is read from across the room."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.incident import State
from alertd.model.rule import Severity
from alertd.model.watch import Watch
from tests.browser import chromium
from tests.browser.furnished import furnish
from tests.browser.test_no_connection import LOST, MUTE
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

#: Whether no part of what is shown is cut off, and all of it stands on the screen.
WHOLE = """[...document.querySelectorAll('main, .leaf:not([hidden]), .leaf:not([hidden]) .card, .at, .strip')]
    .filter((one) => one.checkVisibility() && (one.scrollHeight > one.clientHeight + 2 || one.getBoundingClientRect().bottom > innerHeight + 1))
    .map((one) => `${one.className} ${one.scrollHeight} > ${one.clientHeight}`)"""
SIZE = "parseFloat(getComputedStyle(document.querySelector('.multiples %s')).fontSize)"


def fill(door: Door, watches: int, incidents: int) -> None:
    """Give the house so many watches, all with posts, every third of them without a negative one, and so many incidents."""
    furnish(door)
    names = [f"brand{n}" for n in range(watches)]
    door.backend.watches = tuple(Watch(name=name) for name in names)
    for place, name in enumerate(names):
        events = (seen(NOW - timedelta(minutes=7 * n), negative=800 if n < 5 and place % 3 else 0) for n in range(200))
        door.backend.pulse.add(one.with_(mention=one.mention.with_(watch=name)) for one in events)
    door.backend.kept = {}
    for n in range(incidents):
        held = {"state": State.ACKNOWLEDGED, "by": {"ack": "omar"}} if n % 2 else {}
        severity = Severity.URGENT if n % 3 else Severity.CRISIS
        door.backend.kept[f"n{n}"] = incident(f"n{n}", watch=names[n], severity=severity, **held)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
@pytest.mark.parametrize(("watches", "incidents"), [(12, 0), (12, 2), (5, 1), (12, 6)])
async def test_a_wall_stands_whole_on_its_screen(width: int, height: int, watches: int, incidents: int) -> None:
    """On both of its leaves; and the last hour is larger than what the day brought."""
    async with open_door() as door, chromium.opened() as tab:
        fill(door, watches, incidents)
        await tab.look(width=width, height=height)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/wall")
        for leaf in range(2 if incidents else 1):
            await tab.run(f"Date.now = () => {leaf} * 15000; document.dispatchEvent(new Event('alertd:shown'))")
            assert await tab.run("document.documentElement.scrollHeight") <= height
            assert await tab.run(WHOLE) == [], leaf
        assert await tab.run(SIZE % ".numbers .first") > 2 * await tab.run(SIZE % ".name .soft")
        assert tab.faults == []


async def test_the_time_of_day_goes_on() -> None:
    """A wall that stands still is seen to; until when its numbers count stands beside it."""
    async with open_door() as door, chromium.opened() as tab:
        fill(door, 2, 0)
        await tab.look(width=1920, height=1080)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/wall")
        assert "as of 03:00:00" in await tab.run("document.querySelector('.at').innerText")
        await tab.until("document.querySelector('[data-clock]').textContent !== '03:00'")


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_what_it_is_about_is_cut_within_the_strip_however_long_it_is(language: str) -> None:
    """Its beginning is read, and an ellipsis says that it goes on; the strip runs over no side of the screen."""
    long = "the kettle caught fire again and filled the whole kitchen with smoke, " * 6
    async with open_door() as door, chromium.opened() as tab:
        fill(door, 2, 2)
        await tab.look(width=1920, height=1080)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/language%3Fto={language}%26next=/wall")
        await tab.run("Date.now = () => 15000; document.dispatchEvent(new Event('alertd:shown'))")
        await tab.run(
            f"document.querySelectorAll('.strip li').forEach((one) => {{ one.querySelector('.about')?.remove(); one.insertAdjacentHTML('beforeend', '<p class=\"about\" dir=\"auto\">{long}</p>'); }})"
        )
        sides = "[...document.querySelectorAll('.strip, .strip li, .strip .about')].map((one) => one.getBoundingClientRect())"
        assert await tab.run(f"{sides}.every((one) => one.width > 0 && one.left >= 0 && one.right <= innerWidth)")
        assert await tab.run(
            "document.querySelector('.strip .about').scrollWidth > document.querySelector('.strip .about').clientWidth"
        )


async def test_the_card_of_the_only_watch_takes_the_whole_row() -> None:
    """Half of a wall that stands empty looks like a wall that has lost something."""
    async with open_door() as door, chromium.opened() as tab:
        fill(door, 1, 0)
        await tab.look(width=1920, height=1080)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/wall")
        width = "document.querySelector('{}').getBoundingClientRect().width"
        assert await tab.run(width.format(".multiples .card")) > 0.9 * await tab.run(width.format("main"))
        assert await tab.run(WHOLE) == []


async def test_a_wall_that_nobody_answers_says_so_across_the_room() -> None:
    """As large as the rest of it, and what stands below it is still seen whole."""
    async with open_door() as door, chromium.opened() as tab:
        fill(door, 5, 1)
        await tab.look(width=1920, height=1080)
        await tab.say("Page.enable")
        await tab.say("Page.addScriptToEvaluateOnNewDocument", source=MUTE)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/wall")
        await tab.say("Network.setBlockedURLs", urls=["*"])
        await tab.run("(() => { const now = Date.now; Date.now = () => now() + 20000; })()")
        await tab.until(LOST)
        assert await tab.run("parseFloat(getComputedStyle(document.querySelector('.lost')).fontSize)") >= 28
        for leaf in range(2):
            await tab.run(f"Date.now = () => {leaf} * 15000; document.dispatchEvent(new Event('alertd:shown'))")
            assert await tab.run("document.documentElement.scrollHeight") <= 1080
            assert await tab.run(WHOLE) == [], leaf
