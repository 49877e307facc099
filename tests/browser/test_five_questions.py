"""Questions of somebody who has never seen the page, on a phone: each is answered on the first screen, or one tap away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from alertd.core.incidents.next_step import NextStep
from alertd.model.incident import State
from alertd.model.mention import Reply
from alertd.model.rule import Playbook
from alertd.web.backend import MentionShown, ReplyShown
from tests.browser import chromium
from tests.browser.chromium import Tab
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.report.test_pulse import seen
from tests.unit.report.test_sketch import two_camps
from tests.unit.web.fake_backend import NOW, incident
from tests.unit.web.house import TOKEN, Door, open_door

pytestmark = pytest.mark.asyncio

ID = "9f2c4e5a1b3d7f60"
WIDTH, HEIGHT = 360, 740
LANGUAGES = ("en", "tr", "ru", "zh", "ar")
STARTED = ".glance li.started"

#: Where what a selector finds is read: "" where it is whole on the screen and nothing lies on it, else what is wrong.
READ = """((selector) => {
  const one = document.querySelector(selector);
  if (!one) return 'there is no ' + selector;
  const at = one.getBoundingClientRect();
  if (at.height === 0 || at.left < -1 || at.right > innerWidth + 1) return `${selector} is cut: ${at.left} to ${at.right}`;
  if (at.top < 0 || at.bottom > innerHeight) return `${selector} stands at ${at.top} to ${at.bottom}`;
  const over = document.elementFromPoint((at.left + at.right) / 2, (at.top + at.bottom) / 2);
  return one.contains(over) || over.contains(one) ? '' : `something lies on ${selector}`;
})(%r)"""


async def is_read(tab: Tab, selector: str) -> None:
    """Hold that it is read where the screen stands now."""
    assert await tab.run(READ % selector) == ""


def burning(door: Door) -> None:
    """Set an incident on fire as people meet it: six rules, a promise that runs, someone paged next, what we said, saved replies in seven languages."""
    door.backend.pulse.add(seen(NOW - timedelta(seconds=20 * n), negative=900) for n in range(120))
    door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
    door.backend.steps = [NextStep(incident=ID, kind="page", at=NOW + timedelta(minutes=5), step=2, to=("maria",))]
    door.backend.kept[ID] = incident(rules=("safety", "negative-storm", "angry", "volume", "mood", "influencer"))
    post, at = door.backend.telling[0].mention, NOW - timedelta(minutes=9)
    ours = Reply(
        watch="acme", platform=post.platform, id="r1", author="acme", posted_at=at, seen_at=at, in_reply_to=post.id
    )
    said = "We are sorry. Please unplug your kettle now; we have stopped the update and answer everybody tonight. Write to us here."
    door.backend.answers = [ReplyShown(reply=ours, text=said)]
    replies = {"en": "We are sorry.", "ru": "Нам жаль.", "tr": "Özür dileriz. Lütfen bize yazın."}
    more = dict.fromkeys(("fr", "pt", "zh", "ar"), "…")
    steps = ("Take it, read the posts and ask what happened, when and where", "Tell legal before you answer")
    door.backend.newest_page = STORM.with_(
        facts={**facts(), "said": "The Kettlo burned my hand after the update"},
        playbook=Playbook(steps=steps, replies=replies | more),
    )


@pytest.mark.parametrize("is_signed_in", [False, True])
async def test_who_started_it_is_it_getting_worse_who_has_it_what_we_said_and_the_button(is_signed_in: bool) -> None:
    """All on the first screen, without a tap: from the link of a page, and below the menu of who is signed in; in languages of each kind."""
    async with open_door() as door, chromium.opened() as tab:
        burning(door)
        await tab.look(width=WIDTH, height=HEIGHT)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse" if is_signed_in else door.link())
        here = f"/incidents/{ID}" if is_signed_in else door.link().removeprefix(door.url)
        for code in LANGUAGES:
            await tab.go(f"{door.url}/language?to={code}&next={here}")
            assert await tab.run("document.documentElement.lang") == code
            for selector in (
                ".glance li:has(.trend)",
                STARTED,
                ".we-said",
                ".standing",
                ".clock",
                ".next",
                "button.big",
            ):
                assert await tab.run(READ % selector) == "", code
            assert "ann" in await tab.run(f"document.querySelector({STARTED!r}).textContent")
            assert await tab.run("document.querySelector('.we-said q').lang") == "en", (
                "whatever language the page is in"
            )
        assert tab.faults == []


async def test_what_to_write_in_turkish_is_one_tap_away_and_needs_no_script() -> None:
    """The languages stand below the button, each once; one tap opens the reply where it stands."""
    async with open_door() as door, chromium.opened() as tab:
        burning(door)
        await tab.look(width=WIDTH, height=HEIGHT)
        await tab.say("Emulation.setScriptExecutionDisabled", value=True)
        await tab.go(door.link())
        chip = "details[data-fold='reply-tr'] > summary"
        await is_read(tab, chip)
        whole = "[...document.querySelectorAll('.replies summary')].every((one) => one.scrollWidth <= one.clientWidth)"
        assert await tab.run(whole), "no language is squeezed"
        await tab.run(f"document.querySelector({chip!r}).click()")
        assert await tab.run("document.querySelector('#reply-tr').checkVisibility()")
        assert "Özür dileriz" in await tab.run("document.querySelector('#reply-tr').innerText")
        await tab.say("Emulation.setScriptExecutionDisabled", value=False)
        await tab.go(door.link())
        await tab.run(f"document.querySelector({chip!r}).click()")
        await _still(tab)
        await is_read(tab, "#reply-tr")  # a script brings it into view
        shown = "[...document.querySelectorAll('.replies > details > summary')].filter((one) => one.checkVisibility()).length"
        assert await tab.run(shown) == 4, "three languages, and one tap to the others"
        assert tab.faults == []


async def test_what_is_to_be_done_and_what_was_written_come_before_what_happened() -> None:
    """On a phone the posts begin within a screen and a half, and all of the page is six; on a desk they stand beside."""
    order = """(['#h-todo', '#posts', '#h-act', '#h-happened', '#h-promises', '#h-chart', '#h-voices', '#h-judge', '#h-told', '.why']
        .map((one) => document.querySelector(one).getBoundingClientRect().top))"""
    async with open_door() as door, chromium.opened() as tab:
        burning(door)
        await tab.look(width=WIDTH, height=HEIGHT)
        for taken in ({}, {"state": State.ACKNOWLEDGED, "by": {"ack": "omar"}, "acknowledged_at": NOW}):
            door.backend.kept[ID] = door.backend.kept[ID].with_(**taken)
            await tab.go(door.link())
            tops = await tab.run(order)
            assert tops == sorted(tops)
            assert tops[1] < 1.5 * HEIGHT, "the posts to read first"
            assert await tab.run("document.documentElement.scrollHeight") < 6 * HEIGHT
            await is_read(tab, ".to-act a" if taken else "button.big")
        await tab.look(width=1440, height=900)
        todo, posts, act, *_ = await tab.run(order)
        assert act <= todo < 900
        assert act < posts
        beside = await tab.run(
            "['.story', '.seen', '.side'].map((one) => document.querySelector(one).getBoundingClientRect().left)"
        )
        assert beside[0] == beside[1] < beside[2]
        assert tab.faults == []


@pytest.mark.parametrize("word", ["plan", "note", "solve"])
async def test_what_was_just_done_is_read_on_the_first_screen(word: str) -> None:
    """After each act the page stands at its head, with what was done above all else, signed in too."""
    async with open_door() as door, chromium.opened() as tab:
        burning(door)
        await tab.look(width=WIDTH, height=HEIGHT)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/incidents/{ID}")
        await tab.run("document.querySelector('textarea[name=note]').value = 'we unplug it'")
        await tab.click(
            f".act button[formaction$='/{word}']" if word != "note" else ".act form p.buttons button:last-child"
        )
        await is_read(tab, ".banner.done")
        assert "we unplug it" in await tab.run("document.querySelector('.banner.done').innerText")
        if word == "plan":
            await is_read(tab, ".standing q")
        assert tab.faults == []


async def test_whether_last_weeks_promise_was_kept_is_one_tap_from_any_page() -> None:
    """On the first screen of the report, whatever period it shows."""
    async with open_door() as door, chromium.opened() as tab:
        burning(door)
        opened = NOW - timedelta(days=6)
        for name, minutes in (("a", 4), ("b", 40)):
            taken = opened + timedelta(minutes=minutes)
            door.backend.kept[name] = incident(
                name, opened_at=opened, state=State.SOLVED, acknowledged_at=taken, planned_at=taken, solved_at=taken
            )
        await tab.look(width=WIDTH, height=HEIGHT)
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse&next=/incidents/{ID}")
        await tab.click(".top nav a[href$='/report']")
        await is_read(tab, ".week")
        said = await tab.run("document.querySelector('.week').innerText")
        assert "✗ taken: 1 of 2 in time" in said
        assert "✓ planned: 2 of 2 in time" in said
        assert tab.faults == []


async def _still(tab: Tab) -> None:
    """Wait until the screen stands still."""
    before = None
    for _ in range(100):
        now = await tab.run("scrollY")
        if now == before:
            return
        before = now
        await asyncio.sleep(0.05)
