"""/api/v1/praise: a list of its own, for programs and for `alertd inbox --praise`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.score import Quality, Score
from alertd.web.backend import MentionShown
from tests.unit.web.fake_backend import NOW, mention
from tests.unit.web.house import open_door

pytestmark = pytest.mark.asyncio

GLAD = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")


def good(ident: str, **changes: object) -> MentionShown:
    """Return praise."""
    name = changes.pop("author_name", None)
    about = mention(id=ident, score=GLAD, needs_answer=False, **{"handle": "ann", **changes})
    return MentionShown(mention=about, text="best kettle ever", author_name=name)  # type: ignore[arg-type]


async def test_it_comes_with_replies_in_its_own_language() -> None:
    """Nothing of it is due, has a priority or stands in the queue."""
    async with open_door() as door:
        door.backend.praised = [good("1"), good("2", language="tr"), good("3", language="de")]
        async with door.program.get(f"{door.url}/api/v1/praise") as answer:
            assert answer.status == 200
            first, second, third = await answer.json()

    assert (first["id"], first["reach"], first["due_at"], first["priority"]) == ("1", 12000, None, None)
    assert first["suggested_replies"][0].startswith("@ann Thank you")
    assert "acme" in first["suggested_replies"][0]
    assert second["suggested_replies"][0].startswith("@ann Teşekkürler")
    assert third["suggested_replies"] == []


async def test_who_has_no_handle_is_called_by_name_or_not_at_all() -> None:
    """As far as the platform tells one."""
    async with open_door() as door:
        door.backend.praised = [good("1", handle=None, author_name="Ann Lee"), good("2", handle=None)]
        async with door.program.get(f"{door.url}/api/v1/praise") as answer:
            named, nameless = await answer.json()

    assert named["suggested_replies"][0].startswith("Ann Lee Thank you")
    assert nameless["suggested_replies"][0].startswith("Thank you")


async def test_since_limit_and_watch_are_heard() -> None:
    """Seven days if nobody says."""
    old = good("old", posted_at=NOW - timedelta(days=8))
    async with open_door() as door:
        door.backend.praised = [old, good("1"), good("2")]
        for query, ids in (
            ("", ["1", "2"]),
            ("?since=30d", ["old", "1", "2"]),
            ("?limit=1", ["1"]),
            ("?watch=acme", ["1", "2"]),
        ):
            async with door.program.get(f"{door.url}/api/v1/praise{query}") as answer:
                assert [one["id"] for one in await answer.json()] == ids, query


@pytest.mark.parametrize(("query", "status"), [("since=soon", 400), ("limit=0", 400), ("watch=nobody", 404)])
async def test_what_makes_no_sense_is_refused(query: str, status: int) -> None:
    """With a reason."""
    async with open_door() as door, door.program.get(f"{door.url}/api/v1/praise?{query}") as answer:
        assert answer.status == status
        assert (await answer.json())["reason"]


async def test_a_stranger_reads_nothing() -> None:
    """As every other answer about posts it needs the token."""
    async with open_door() as door, door.stranger.get(f"{door.url}/api/v1/praise") as answer:
        assert answer.status == 401
