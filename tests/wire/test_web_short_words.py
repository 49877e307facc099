"""What other pages say in short: a device, a hit, who may what, a watch by its title."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.watch import Watch
from alertd.web.backend import MentionShown
from tests.unit.web.fake_backend import NOW, incident, mention
from tests.unit.web.house import Door, open_door
from tests.wire.test_web_incident_page import text_of
from tests.wire.test_web_rules import STORM

pytestmark = pytest.mark.asyncio


async def shown(door: Door, path: str, **more: str) -> str:
    """Return a page for who is signed in."""
    await door.sign_in()
    async with door.people.get(door.url + path, headers=more) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_a_hit_shows_its_words_and_of_which_watch_it_is() -> None:
    """Where one watch was chosen it is not said at each; and a stranger's text stays a text."""
    async with open_door() as door:
        door.backend.watches = (Watch(name="acme", title="Acme Kettles"), Watch(name="globex"))
        door.backend.shown = [MentionShown(mention=mention(), text="<b>The KETTLE burned")]
        html = await shown(door, "/search?q=kettle")
        assert "&lt;b&gt;The <mark>KETTLE</mark> burned" in html
        assert "· <bdi>Acme Kettles</bdi>" in html
        assert "since " in text_of(html)
        assert (
            "· <bdi>Acme Kettles</bdi> ·"
            not in (await shown(door, "/search?q=kettle&watch=acme")).split('class="posts')[1]
        )


async def test_rules_stand_by_when_they_fired_and_name_watches_by_their_titles() -> None:
    """What fired tonight is asked about first, whatever its name."""
    async with open_door() as door:
        door.backend.watches = (Watch(name="acme", title="Acme Kettles"),)
        door.backend.rules = tuple(
            STORM.with_(id=name, name=name.upper(), watches=("acme",)) for name in ("a", "b", "c")
        )
        door.backend.kept = {
            "old": incident("old", rules=("b",), opened_at=NOW - timedelta(days=3)),
            "new": incident("new", rules=("c",), opened_at=NOW),
        }
        text = text_of(await shown(door, "/rules"))
        assert text.index(" C ") < text.index(" B ") < text.index(" A ")
        assert text.count("Acme Kettles") == 3


async def test_who_is_signed_in_is_told_by_browser_and_machine() -> None:
    """And what they may do, in the reader's words."""
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/604.1"
    async with open_door() as door:
        door.people.headers["User-Agent"] = agent
        text = text_of(await shown(door, "/sessions"))
        assert "Safari · iPhone" in text
        assert "AppleWebKit" not in text
        assert "may do everything" in text
        assert "End it" in text


@pytest.mark.parametrize(("doubts", "is_said"), [((), False), (("young",), True)])
async def test_to_be_verified_is_no_reason_to_look_twice(doubts: tuple[str, ...], is_said: bool) -> None:
    """The sentence on doubts stands where there is one."""
    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=mention(verified=True, doubts=doubts), text="hm")]
        text = text_of(await shown(door, "/author?name=angry"))
        assert "verified by the platform" in text
        assert ("Reasons to look twice" in text) is is_said
