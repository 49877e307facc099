"""The telling posts of an incident: which of them is the first, and how sure a mood is."""

from __future__ import annotations

import pytest

from alertd.model.score import Quality, Score
from alertd.web.backend import MentionShown, PostShown
from tests.unit.report.test_sketch import two_camps
from tests.unit.web.fake_backend import mention
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import page, text_of

pytestmark = pytest.mark.asyncio


async def test_only_one_post_is_called_the_first() -> None:
    """A page calls first what was so when it was sent; where an older post came in since, it says so of its own."""
    async with open_door() as door:
        camps = two_camps()
        oldest = min(camps, key=lambda one: one.posted_at)
        later = max((one for one in camps if one.repost_of is None), key=lambda one: one.posted_at)
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in camps]
        door.backend.telling = [PostShown(mention=later, text="bad", why="first")]
        assert "first when we paged" in text_of(await page(door))
        door.backend.telling = [PostShown(mention=oldest, text="bad", why="first")]
        html = await page(door)
        assert '<span class="tag">first</span>' in html
        assert "first when we paged" not in html


async def test_a_mood_that_is_hardly_likelier_than_another_is_called_unsure() -> None:
    """A green "positive 52%" on a post about a burning kitchen makes nobody believe the others."""
    async with open_door() as door:
        for positive, told in ((520, "mood unsure"), (700, "positive 70%")):
            score = Score(negative=100, neutral=900 - positive, positive=positive, quality=Quality.TRAINED, scorer="x")
            door.backend.telling = [PostShown(mention=mention(score=score), text="bad")]
            assert told in text_of(await page(door))


@pytest.mark.parametrize("text", ["bad", "bad data-soon", "<p data-soon>bad</p>", '" data-soon>'])
async def test_what_a_stranger_wrote_makes_no_page_load_itself_again(text: str) -> None:
    """Every three seconds, for whoever has no script: only our own note that numbers are still to come does that."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        door.backend.telling = [PostShown(mention=mention(handle="x data-soon>"), text=text, why="data-soon>")]
        html = await page(door)
        assert "being gathered" not in html
        assert "data-soon" in html
        assert 'http-equiv="refresh"' not in html
