"""The page as people meet it: a cold link on a phone, every page on every screen, hostile posts, live."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.model.inbox import Attended, Standing
from alertd.web.backend import MentionShown, PostShown
from tests.browser import chromium
from tests.browser.chromium import Tab
from tests.browser.furnished import ID, furnish
from tests.unit.report.test_sketch import two_camps
from tests.unit.web.fake_backend import NOW, incident, mention
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

PAGES = (
    "/",
    f"/incidents/{ID}",
    "/incidents/alone",
    "/inbox",
    "/report",
    "/rules",
    "/people",
    "/sources",
    "/sessions",
    "/search?watch=acme",
    "/wall",
    "/author?name=angry",
    "/rules/storm?key=0.rarer_than&by=6",
)
WIDTHS = (360, 768, 1440)
#: Whether the page that is open is seen in the menu; some pages stand in none.
CURRENT = (
    "(() => { const at = document.querySelector('.top nav [aria-current]')?.getBoundingClientRect();"
    " return !at || (at.left >= 0 && at.right <= innerWidth) })()"
)


#: What is narrower than six letters of its own font, though its text is longer: a column one letter wide is read by nobody.
NARROW = """[...document.querySelectorAll('main *')].filter((one) => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect(), text = one.textContent.trim();
  if (one.closest('svg, .hidden, option') || !box.width || style.display.startsWith('inline') || text.length <= 6) return false;
  return box.width < 3 * parseFloat(style.fontSize) && box.height > 2.5 * parseFloat(style.fontSize);
}).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""

#: What is tapped and is lower than 24 px (WCAG 2.2, 2.5.8); the bars of a chart are also in the table below it.
LOW = """[...document.querySelectorAll('main :is(a, button, summary, select, input, textarea)')].filter((one) => {
  const box = one.getBoundingClientRect();
  return !one.closest('svg, .hidden') && box.width > 0 && one.type !== 'checkbox' && box.height < 24;
}).map((one) => one.outerHTML.slice(0, 90))"""


#: Whether the first cell of each row is seen, whole and alone, when a wide table is pulled to its end.
STAYS = """[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).every((one) => {
  one.scrollTo({left: getComputedStyle(one).direction === 'rtl' ? -9999 : 9999});
  const box = one.getBoundingClientRect();
  return [...one.querySelectorAll('tbody th:first-child')].every((cell) => {
    const at = cell.getBoundingClientRect(), over = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
    const isSeen = at.top < 0 || at.bottom > innerHeight || cell.contains(over);
    return at.left >= box.left - 1 && at.right <= box.right + 1 && at.width < 0.6 * box.width && isSeen;
  });
})"""


async def faults_of(tab: Tab, axe: str) -> list[str]:
    """Return what axe-core finds serious on the page that is shown."""
    if not await tab.run("'axe' in window"):
        await tab.run(axe)
    found = await tab.run(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message || '')).slice(0, 3).join(' | ')))"
    )
    return [str(one) for one in found]


def axe_core() -> str:
    """Return axe-core as its package brings it; the package itself wants a driver we have not."""
    spec = importlib.util.find_spec("axe_core_python")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


async def renewed(door: Door, tab: Tab) -> None:
    """Let things happen until the page has taken one in: what happens between its load and its stream is told half a minute later."""
    for _ in range(60):
        door.backend.log.append(("something", "happened"))
        for _ in range(40):
            if await tab.run("document.body.dataset.updated"):
                return
            await asyncio.sleep(0.05)
    raise AssertionError("the page took nothing in")


async def test_two_taps_from_a_cold_link_on_a_phone() -> None:
    """The link opens, one tap acknowledges; then a note and a plan, all without a token, a sign-in or a script's help."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=360, height=740)
        await tab.say("Emulation.setScriptExecutionDisabled", value=True)
        before = time.monotonic()
        await tab.go(door.short_link())
        assert time.monotonic() - before < 10
        assert tab.bytes < 120_000
        button = await tab.run(
            "(() => { const at = document.querySelector('button.big').getBoundingClientRect();"
            " return [at.top, at.bottom, at.height, document.documentElement.scrollWidth] })()"
        )
        top, bottom, height, width = button
        assert top > 0
        assert bottom < 740, "the button is seen without scrolling"
        assert height >= 48
        assert width <= 360
        await tab.click("button.big")
        assert "Taken" in await tab.run("document.querySelector('[role=status]').textContent")
        await tab.run("document.querySelector('textarea[name=note]').value = 'calling the plant'")
        await tab.click("form button[formaction$='/plan']")
        assert "calling the plant" in await tab.run("document.querySelector('main').textContent")
        assert [entry[:1] + entry[2:] for entry in door.backend.log] == [
            ("ack", "ayse", "link"),
            ("plan", "ayse", "link"),
        ]
        assert tab.faults == []


async def test_every_page_on_every_screen() -> None:
    """At three widths, by day and by night, in English and Chinese, with hostile posts: nothing overflows or is refused.

    The console stays empty, which is where the content policy would complain. Axe-core finds nothing serious on any of them by day in English
    and by night in Chinese: what is read by day may be unreadable at night.
    """
    axe = axe_core()
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.say("Page.setBypassCSP", enabled=False)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        for path in PAGES:
            for number, width in enumerate(WIDTHS):
                await tab.look(width=width, dark=number == 1)
                language = "zh" if width == 768 else "en"
                await tab.go(f"{door.url}/language?to={language}&next={quote(path)}")
                assert tab.bytes < 120_000, (path, tab.bytes)
                wide = await tab.run("document.documentElement.scrollWidth")
                assert wide <= width, (path, width, wide)
                assert await tab.run("document.documentElement.lang") == language
                assert await tab.run(NARROW) == [], (path, width)
                assert await tab.run(LOW) == [], (path, width)
                if number:
                    assert await faults_of(tab, axe) == [], (path, width)
        assert tab.faults == []
        assert await tab.run("window.hacked") is None


async def test_arabic_is_read_from_the_right_and_every_page_is_whole() -> None:
    """On a phone nothing overflows, axe-core finds nothing serious, charts still run from left to right, and the console stays empty."""
    arabic = "غلايتي انفجرت وملأت المطبخ بالدخان"
    axe = axe_core()
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        door.backend.telling = [PostShown(mention=mention(language="ar"), text=arabic, why="first")]
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        await tab.look(width=360)
        for path in PAGES:
            await tab.go(f"{door.url}/language?to=ar&next={quote(path)}")
            assert await tab.run("document.documentElement.dir") == "rtl", path
            assert await tab.run("document.documentElement.scrollWidth") <= 360, path
            assert await tab.run(CURRENT), f"{path}: the menu is longer than the screen, and does not show where one is"
        await tab.go(f"{door.url}/incidents/{ID}")
        assert await tab.run("getComputedStyle(document.querySelector('.chart')).direction") == "ltr"
        assert await faults_of(tab, axe) == []
        await tab.go(f"{door.url}/language?to=en&next={quote(f'/incidents/{ID}')}")
        style = "getComputedStyle([...document.querySelectorAll('.quote')].find(one => one.lang === 'ar')).direction"
        assert await tab.run(style) == "rtl", "a post in Arabic stands to the right on a page in English"
        assert tab.faults == []


async def test_a_wide_table_is_pulled_within_its_own_box() -> None:
    """On a phone, with every fold open, the page keeps its width; the keyboard reaches the end of a table too."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        await tab.look(width=360)
        for language, path in itertools.product(("en", "ru", "ar"), (f"/incidents/{ID}", "/report")):
            await tab.go(f"{door.url}/language?to={language}&next={quote(path)}")
            await tab.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            few = await tab.run("document.querySelectorAll('.further').length")
            seen = "[...document.querySelectorAll('.further')].filter((one) => one.checkVisibility()).length"
            assert await tab.run(seen) == 0, "on a phone the columns that say less come on demand"
            await tab.run("document.querySelectorAll('.all-columns input').forEach((one) => one.click())")
            assert await tab.run(seen) == few
            assert await tab.run("document.documentElement.scrollWidth") <= 360, path
            wide = "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth)"
            assert await tab.run(f"{wide}.length") > 0, path
            assert await tab.run(f"{wide}.every((one) => one.tabIndex === 0 && one.clientWidth <= 360)"), path
            assert await tab.run(STAYS), (path, "the name of a row stays in view while its numbers are pulled by")


async def test_on_a_phone_every_choice_of_the_inbox_is_read_whole() -> None:
    """Chips go to the next line: none is squeezed, cut or under another, however many languages wait and however long their names."""
    whole = """[...document.querySelectorAll('.filters a')].every((one, at, all) => {
        const box = one.getBoundingClientRect(), text = one.querySelector('bdi').getBoundingClientRect();
        const apart = (other) => { const its = other.getBoundingClientRect();
            return other === one || its.right <= box.left || its.left >= box.right || its.bottom <= box.top || its.top >= box.bottom; };
        return box.left >= 0 && box.right <= 360 && text.left >= box.left && text.right <= box.right && text.bottom <= box.bottom && all.every(apart);
    })"""
    async with open_door() as door, chromium.opened() as tab:
        door.backend.shown = [
            MentionShown(mention=mention(id=language, language=language, platform=platform), text="hm", due_at=NOW)
            for platform in ("x", "reddit", "mastodon", "bluesky")
            for language in ("ar", "en", "fr", "pt", "ru", "tr", "zh")
        ]
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        await tab.look(width=360)
        for language in ("en", "tr", "ar"):
            await tab.go(f"{door.url}/language?to={language}&next=/inbox")
            await tab.run("document.querySelector('.choose > summary').click()")
            assert await tab.run("document.querySelectorAll('.filters a').length") >= 12
            assert await tab.run(whole), language


async def test_a_broken_promise_is_on_the_first_screen_of_a_phone_and_stays_there() -> None:
    """Above the button, which is on it too; a page that renews itself does not scroll away from it."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        door.backend.kept[ID] = incident(opened_at=NOW - timedelta(minutes=37))
        await tab.look(width=360, height=740)
        await tab.go(door.link())
        assert "22 min over" in await tab.run("document.querySelector('.clock').textContent")
        assert await tab.run("document.querySelector('.clock').getBoundingClientRect().bottom") < 240
        assert await tab.run("document.querySelector('button.big').getBoundingClientRect().bottom") < 740
        door.backend.steps = []
        await tab.go(door.link())
        assert "Nobody will be paged any more" in await tab.run("document.querySelector('.danger').textContent")
        assert await tab.run("document.querySelector('button.big').getBoundingClientRect().bottom") < 740
        await tab.run("document.querySelector('[data-fold=why]').open = true")
        door.backend.kept[ID] = incident(opened_at=NOW - timedelta(minutes=37), rules=("one", "two", "three"))
        await renewed(door, tab)
        assert await tab.run("scrollY") == 0
        opened = "[...document.querySelectorAll('details[open]')].map((one) => one.dataset.fold)"
        assert await tab.run(opened) == ["why"], "a fold that came before it moves no other's place"
        twice = "[...document.querySelectorAll('details')].map((one) => one.dataset.fold)"
        assert len(await tab.run(twice)) == len(set(await tab.run(twice))), "each fold has a name of its own"
        assert tab.faults == []


async def test_the_small_buttons_of_a_post_are_tapped_on_a_phone_and_taken_back() -> None:
    """They lie under one fold, large enough for a thumb and apart; what is off topic is folded away, and one tap brings it back."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        door.backend.taken[mention().id] = Attended(standing=Standing.DISMISSED, by="omar")
        door.backend.telling = [PostShown(mention=mention(), text="boom", why="first")]
        door.backend.shown = [MentionShown(mention=mention(), text="boom")]
        await tab.look(width=360, height=740)
        await tab.go(door.link())
        hidden = "[...document.querySelectorAll('.tools button')].every(one => !one.checkVisibility())"
        assert await tab.run(hidden), "four buttons below each post are most of a phone"
        await tab.run("document.querySelector('.tools').open = true")
        boxes = await tab.run(
            "[...document.querySelectorAll('.tools p:first-of-type button')].map(one => one.getBoundingClientRect())"
            ".map(at => [at.left, at.right, at.top, at.bottom])"
        )
        assert len(boxes) == 3
        assert all(bottom - top >= 32 and right <= 360 for _, right, top, bottom in boxes)
        assert all(
            one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            for one, other in itertools.combinations(boxes, 2)
        ), "no two buttons lie on each other"
        await tab.click(".tools button[formaction$='/leave-out']")
        assert await tab.run("document.querySelector('.left-out .post') !== null")
        assert await tab.run("document.querySelector('.seen > section > .posts') === null")
        await tab.click(".left-out button[formaction$='/take-in']")
        assert await tab.run("document.querySelector('.left-out') === null")
        assert await tab.run("document.querySelector('.post').textContent.includes('boom')")
        assert [entry[0] for entry in door.backend.log] == ["leave-out", "take-in"]
        await tab.click(".tools button[formaction$='/needs-one']")
        assert [one[0] for one in door.backend.done] == ["needs-one"]
        assert tab.faults == []


async def test_the_page_is_live_and_leaves_a_half_written_note_alone() -> None:
    """What a colleague does is seen within a second; while something is being written the page waits."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=768)
        await tab.go(door.link())
        await asyncio.sleep(0.5)
        await tab.run("document.querySelector('textarea[name=note]').value = 'half a'")
        await door.stranger.post(door.link(person="omar"))
        await asyncio.sleep(0.8)
        assert await tab.run("document.querySelector('button.big') !== null")
        assert await tab.run("document.querySelector('textarea[name=note]').value") == "half a"
        before = time.monotonic()
        await tab.run("document.querySelector('textarea[name=note]').value = ''")
        await door.stranger.post(f"{door.link(person='omar')}/note", data={"note": "on it"})
        await tab.until("document.querySelector('button.big') === null && document.body.textContent.includes('on it')")
        assert time.monotonic() - before < 5
        assert tab.faults == []


async def test_a_page_that_says_when_says_it_by_the_readers_clock() -> None:
    """A chart's hours stand at round hours of the reader's zone, also where that is off by half an hour."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        people = door.backend.roster.people
        people["ayse"] = people["ayse"].with_(timezone="Asia/Kolkata")
        await tab.look(width=1440)
        await tab.go(door.link())
        texts = await tab.run(
            "[...document.querySelectorAll('details .chart.wide text.tick')].map(one => one.textContent)"
        )
        clocks = [text for text in texts if re.fullmatch(r"\d\d:\d\d", text)]
        assert len(clocks) > 4
        assert all(clock.endswith((":00", ":30")) for clock in clocks)
        assert datetime(2026, 11, 21, 3, 0, tzinfo=UTC) == NOW
        assert "08:30" in clocks or "08:00" in clocks
        await tab.look(width=3840, height=2160)
        assert await tab.run("document.querySelector('main').offsetWidth") > 3840 / 2, (
            "a large screen is not left empty"
        )


async def test_the_inbox_is_worked_with_the_keyboard_and_keeps_its_place() -> None:
    """J walks, c claims; what came in meanwhile moves nobody from where they were."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        await tab.look(width=768)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/inbox")
        press = "document.dispatchEvent(new KeyboardEvent('keydown', {key: '%s', bubbles: true}))"
        for _ in range(9):
            await tab.run(press.replace("document", "(document.activeElement || document.body)") % "j")
        place = "(() => { const at = document.activeElement; return [at.id, Math.round(at.getBoundingClientRect().top)] })()"
        here = await tab.run(place)
        assert here[0].startswith("post-")
        door.backend.shown = [door.backend.shown[-1], *door.backend.shown[:-1]]
        await renewed(door, tab)
        who, top = await tab.run(place)
        assert who == here[0]
        assert abs(top - here[1]) <= 1  # where an eye rests, rounding aside
        loaded = tab.expect_load()
        await tab.run(press.replace("document", "document.activeElement") % "c")
        await loaded
        assert [one[0] for one in door.backend.done] == ["claim"]
        assert await tab.run("location.hash") == f"#{here[0]}"
        assert tab.faults == []


async def test_a_clock_runs_down_and_ticks_stay() -> None:
    """With a script; the tick of a step is there again when the page is loaded anew, on this device."""
    async with open_door() as door, chromium.opened() as tab:
        furnish(door)
        soon = datetime.now(tz=UTC) + timedelta(seconds=110)
        door.backend.steps = [NextStep(incident=ID, kind="page", at=soon, step=2, to=("omar",))]
        await tab.look(width=360, height=740)
        await tab.go(door.link())
        clock = "[...document.querySelectorAll('time[data-countdown]')].map(one => one.textContent).find(one => /^1 min \\d+ s$/.test(one))"
        first = await tab.until(clock)
        await tab.until(f"{clock} !== {first!r}")
        await tab.run("document.querySelector('input[data-keep]').click()")
        await tab.go(door.link())
        assert await tab.run("[...document.querySelectorAll('input[data-keep]')].map(one => one.checked)") == [
            True,
            False,
        ]
        assert tab.faults == []
