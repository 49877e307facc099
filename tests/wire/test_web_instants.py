"""What an incident's page says of instants: of which each number is, in each language, and which is older than the one above it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.web.backend import MentionShown
from alertd.web.words import WORDS
from tests.unit.core.wording.pages import STORM, facts
from tests.unit.report.test_pulse import seen
from tests.unit.web.fake_backend import NOW, incident, mention
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import ID, page, text_of, told_page

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(("in_picture", "is_told"), [(109, True), (110, False), (120, False)])
async def test_a_picture_that_has_a_tenth_less_than_the_hour_says_that_it_is_older(
    in_picture: int, *, is_told: bool
) -> None:
    """120 posts stand in the head: who reads "of all 60 posts" below must be told why, not left to compare two clocks."""
    async with open_door() as door:
        door.backend.shown = [
            MentionShown(mention=mention(id=str(n), author=f"u{n}"), text="bad") for n in range(in_picture)
        ]
        door.backend.pulse.add(seen(NOW - timedelta(seconds=20 * n)) for n in range(120))
        html = text_of(await page(door))
        assert f"{in_picture} posts" in html
        assert ("Drawn earlier: by now the last hour alone has 120 posts." in html) is is_told


@pytest.mark.parametrize("code", WORDS)
async def test_who_told_of_it_first_stands_with_the_time_of_their_post(code: str) -> None:
    """Not with the hour from which on is looked: "since 14:33" is read as a post of 14:33."""
    wrote_at = NOW - timedelta(minutes=27)
    async with open_door() as door:
        door.backend.kept[ID] = incident(opened_at=NOW - timedelta(minutes=26))
        door.backend.shown = [
            MentionShown(
                mention=mention(id="1", author="can117", handle="can117", posted_at=wrote_at), text="it smokes"
            )
        ]
        html = await page(door, Cookie=f"alertd_language={code}")
        glance = html.partition('class="glance"')[2].partition("</ul>")[0]
        assert f"{WORDS[code].fill('first_told', at=f'{wrote_at:%H:%M}')}</span> <bdi><b>can117" in glance
        assert glance.count(f"{wrote_at:%H:%M}") == 1
        assert "01:34" not in glance, "an hour before it was opened"


@pytest.mark.parametrize("code", WORDS)
async def test_what_the_page_said_is_told_as_what_was_so_then(code: str) -> None:
    """Under the button "3 accounts in 1 h" would else be read as now, while hundreds write."""
    sent = told_page(facts=facts(), signals=STORM.signals, at=NOW - timedelta(minutes=40))
    async with open_door() as door:
        door.backend.newest_page = sent
        html = await page(door, Cookie=f"alertd_language={code}")
        told = text_of(html.partition('class="numbers as-paged"')[2].partition("</p>")[0])
        said = text_of(WORDS[code].fill("when_paged", at="02:20"))  # its spaces too may be of those that do not break
        assert said in told
        assert said[-1] in ":："
