"""Who passes on whom, where few do."""

from __future__ import annotations

import pytest

from alertd.report.burst import Burst
from alertd.report.sketch import Dot, Sketch
from alertd.web.backend import MentionShown
from alertd.web.words import WORDS
from tests.unit.report.test_sketch import drawn, two_camps
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import page

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("carriers", [1, 2])
async def test_one_person_is_a_sentence_and_no_table(monkeypatch: pytest.MonkeyPatch, carriers: int) -> None:
    """On a phone a table of one row is cut, and says what the sentences say."""
    names = ("ann", "bob")[:carriers]
    dots = tuple(Dot(name=name, x=0.5, y=0.5, passed_on_by=3, audience=1_240_000) for name in names)

    async def burst(*_: object) -> Burst:
        """Return some whom others pass on, and nobody between them."""
        return drawn().with_(sketch=Sketch(dots=dots))

    async with open_door() as door:
        door.backend.shown = [MentionShown(mention=one, text="bad") for one in two_camps()]
        monkeypatch.setattr(door.backend, "burst", burst)
        assert (f"<th>{WORDS['en']['passed_on_by']}</th>" in await page(door)) is (carriers > 1)
