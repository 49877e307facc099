"""A page that is not whole yet, and one that is printed."""

from __future__ import annotations

import pytest

from tests.browser import chromium
from tests.browser.furnished import ID, furnish
from tests.unit.web.house import TOKEN, open_door

pytestmark = pytest.mark.asyncio


async def test_what_was_still_being_gathered_comes_by_itself() -> None:
    """On a page that nothing else renews: the report. With a script it is taken in, without one the browser loads it again."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        whole, door.backend.reports = door.backend.reports, {}
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/report")
        pending, there = "!!document.querySelector('[data-soon]')", "!!document.querySelector('#h-rules')"
        assert await tab.run(pending)
        door.backend.reports = whole
        await tab.until(there)
        assert not await tab.run(pending)
        door.backend.reports = {}
        await tab.say("Emulation.setScriptExecutionDisabled", value=True)
        await tab.go(f"{door.url}/report")
        assert await tab.run(pending)
        loaded, door.backend.reports = tab.expect_load(), whole
        await loaded
        assert await tab.run(there)
        assert tab.faults == []


async def test_on_paper_there_is_what_is_read_and_nothing_to_press() -> None:
    """Black on white also at night, within the sheet, with the words of every link that leads outside."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=700, dark=True)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        for path in (f"/incidents/{ID}", "/report"):
            await tab.go(door.url + path)
            await tab.say("Emulation.setEmulatedMedia", media="print")
            seen_ = "[...document.querySelectorAll('button, input, textarea, .top, footer')].filter((one) => one.offsetHeight)"
            assert await tab.run(f"{seen_}.map((one) => one.outerHTML.slice(0, 60))") == [], path
            shut = "[...document.querySelectorAll('details:not([open]), .replies, .act')].filter((one) => one.offsetHeight).length"
            assert await tab.run(shut) == 0, (path, "what nobody can open or press on paper")
            key = "getComputedStyle(document.querySelector('.key, body'), '::before').display"
            assert await tab.run(key) != "none", (path, "a legend keeps its colours")
            assert await tab.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
            assert await tab.run("document.documentElement.scrollWidth") <= 700, path
            cut = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
            assert await tab.run(cut) == 0, (path, "nobody pulls a table on paper")
        assert tab.faults == []
