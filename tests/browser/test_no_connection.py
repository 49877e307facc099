"""A daemon that answers no more is noticed, and takes nothing along that somebody has typed."""

from __future__ import annotations

import asyncio

import pytest

from alertd.model.incident import State
from tests.browser import chromium
from tests.browser.furnished import ID, furnish
from tests.browser.test_page import renewed
from tests.unit.web.fake_backend import incident
from tests.unit.web.house import TOKEN, open_door

pytestmark = pytest.mark.asyncio

WRITE = "document.querySelector('.act textarea').value = 'half a plan'"
#: A stream by which nobody says anything.
MUTE = "window.EventSource = class { addEventListener() {} }"
LOST = "document.querySelector('.lost')?.textContent || ''"


async def test_an_act_that_nobody_would_hear_is_not_sent_and_its_words_stay() -> None:
    """A browser's own page of an error would take them along; once somebody answers again, one press sends them."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.go(door.link())
        await tab.run(WRITE)
        await tab.say("Network.setBlockedURLs", urls=["*/healthz"])
        await tab.run("document.querySelector('.act button').click()")
        said = await tab.until(LOST)
        assert said == "Nothing was sent. What you wrote is still here: press again when the connection is back."
        assert await tab.run("document.querySelector('.act textarea').value") == "half a plan"
        assert door.backend.log == []
        await tab.say("Network.setBlockedURLs", urls=[])
        await tab.click(".act button")
        assert [one[0] for one in door.backend.log] == ["plan"]
        assert "half a plan" in await tab.run("document.querySelector('.banner.done').innerText")


async def test_that_nothing_was_sent_stands_until_somebody_answers() -> None:
    """How long nobody has answered is not said over it, however long that is: whoever wrote looks for their words."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.say("Page.enable")
        await tab.say("Page.addScriptToEvaluateOnNewDocument", source=MUTE)
        await tab.go(door.link())
        await tab.say("Network.setBlockedURLs", urls=["*"])
        await tab.run("(() => { const now = Date.now; Date.now = () => now() + 20000; })()")
        assert (await tab.until(LOST)).startswith("No connection since ")
        await tab.run(WRITE)
        await tab.run("document.querySelector('.act button').click()")
        await tab.until(f"({LOST}).startsWith('Nothing was sent.')")
        await asyncio.sleep(2.5)  # a round of what looks whether anybody answers
        assert (await tab.run(LOST)).startswith("Nothing was sent.")


async def test_an_old_phone_takes_an_incident() -> None:
    """Safari of before 2022 can neither bound how long it asks nor press a button by itself: it sends the form all the same."""
    old = "delete AbortSignal.timeout; delete HTMLFormElement.prototype.requestSubmit"
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.say("Page.enable")
        await tab.say("Page.addScriptToEvaluateOnNewDocument", source=old)
        await tab.go(door.link())
        await tab.click("button.big")
        assert [one[0] for one in door.backend.log] == ["ack"]
        assert tab.faults == []


async def test_an_old_phone_moves_a_threshold() -> None:
    """What is chosen is sent by itself there too."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.say("Page.enable")
        await tab.say("Page.addScriptToEvaluateOnNewDocument", source="delete HTMLFormElement.prototype.requestSubmit")
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/rules/storm")
        moved = "const at = document.querySelector('input[name=by]'); at.value = '6'"
        await tab.run(f"(() => {{ {moved}; at.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()")
        await tab.until("location.search.includes('by=6')")
        assert tab.faults == []


@pytest.mark.parametrize("path", ["/", f"/incidents/{ID}", "/wall"])
async def test_numbers_that_stand_still_for_want_of_an_answer_say_so(path: str) -> None:
    """After a quarter of a minute in which nobody was heard, in red at the top; the next sign of life takes it away."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next={path}")
        assert await tab.run(LOST) == ""
        await tab.say("Network.setBlockedURLs", urls=["*"])
        # Its stream, which no block ends, is heard every 5 s: by this clock that is always long ago.
        await tab.run(
            "(() => { const now = Date.now; let ahead = 0; window.real = now; Date.now = () => now() + (ahead += 20000); })()"
        )
        said = await tab.until(LOST)
        assert said.startswith("No connection since ")
        assert said.endswith(": what stands here is old.")
        assert await tab.run("document.querySelector('.lost').getBoundingClientRect().top") == 0
        await tab.say("Network.setBlockedURLs", urls=[])
        await tab.run("Date.now = () => window.real() + 864e5")
        await tab.until("!document.querySelector('.lost')")


async def test_how_it_stands_is_told_around_a_half_written_note() -> None:
    """The head is taken in; what somebody writes, and what they could press, stays where it is."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.go(door.link())
        await tab.run(WRITE)
        await tab.run("document.querySelector('.act textarea').focus()")
        door.backend.kept[ID] = incident(state=State.ACKNOWLEDGED, by={"ack": "omar"})
        door.backend.log.append(("something", "happened"))
        await tab.until("document.querySelector('.standing').innerText.includes('omar')")
        assert await tab.run("document.querySelector('button.big') !== null")
        assert await tab.run("document.activeElement.value") == "half a plan"
        await tab.run("document.querySelector('.act textarea').value = ''; document.activeElement.blur()")
        await renewed(door, tab)
        assert await tab.run("document.querySelector('button.big') === null")
        assert tab.faults == []
