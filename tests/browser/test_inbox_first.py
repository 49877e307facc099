"""The inbox on a phone and on a desk: the first post is what is read first."""

from __future__ import annotations

import pytest

from alertd.web.backend import MentionShown
from tests.browser import chromium
from tests.unit.web.fake_backend import NOW, mention
from tests.unit.web.house import TOKEN, open_door

pytestmark = pytest.mark.asyncio

TOP = "document.querySelector('.post').getBoundingClientRect().top"
SEEN = "[...document.querySelectorAll('.filters a')].filter((one) => one.checkVisibility()).length"
BUTTONS = "[...document.querySelectorAll('.post:first-child button')].filter((one) => one.checkVisibility()).length"


@pytest.mark.parametrize("language", ["en", "tr", "ar"])
async def test_the_first_post_comes_before_the_choices(language: str) -> None:
    """In the upper third of a phone, with one button; a tap shows the choices, and on a desk they stand beside the list."""
    async with open_door() as door, chromium.opened() as tab:
        door.backend.shown = [
            MentionShown(
                mention=mention(id=f"{code}{platform}", language=code, platform=platform), text="hm", due_at=NOW
            )
            for platform in ("x", "reddit", "mastodon", "bluesky")
            for code in ("ar", "en", "fr", "pt", "ru", "tr", "zh")
        ]
        await tab.go(f"{door.url}/signin?token={TOKEN}&by=ayse")
        await tab.look(width=360, height=740)
        await tab.go(f"{door.url}/language?to={language}&next=/inbox")
        assert await tab.run(TOP) < 740 / 3
        assert await tab.run(SEEN) == 0
        assert await tab.run(BUTTONS) == 1
        await tab.run("document.querySelector('.choose > summary').click()")
        assert await tab.run(SEEN) >= 12
        await tab.look(width=1440, height=900)
        await tab.go(f"{door.url}/inbox")
        assert await tab.run(SEEN) >= 12
        assert await tab.run(TOP) < 200
        assert await tab.run("document.querySelector('.posts').offsetWidth") > 800
        assert tab.faults == []
