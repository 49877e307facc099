"""What is to be done, on the page of an incident whose rules ask for different things."""

from __future__ import annotations

import pytest

from alertd.model.rule import Every, Playbook, Rule, Severity
from tests.unit.web.fake_backend import incident
from tests.unit.web.house import open_door
from tests.wire.test_web_incident_page import ID, page, told_page

pytestmark = pytest.mark.asyncio


async def test_what_to_do_is_what_the_rule_of_the_title_asks_for_whichever_paged_last() -> None:
    """Talk of danger stays in the title; more posts page by another rule, and the list of safety does not turn into that of a storm."""
    danger = Rule(
        id="danger", name="Danger", when=Every(), severity=Severity.CRISIS, playbook=Playbook(steps=("Tell legal",))
    )
    storm = Rule(id="storm", name="Storm", when=Every(), playbook=Playbook(steps=("Tell support",)))
    async with open_door() as door:
        door.backend.rules, door.backend.kept[ID] = (storm, danger), incident(rules=("storm", "danger"))
        for newest in (danger, storm):
            door.backend.newest_page = told_page(rule=newest.id, playbook=newest.playbook)
            html = await page(door)
            assert "Tell legal" in html
            assert "Tell support" not in html
            assert f'data-keep="{ID}/1/danger/1"' in html, "a tick is of its rule's step"
            assert html.index("Danger: ", html.index('id="h-rule"')) < html.index("Storm: ")
        door.backend.rules = (storm, danger.with_(playbook=None))
        html = await page(door)
        assert "Tell support" in html, "better than nothing to do"
        assert f'data-keep="{ID}/1/storm/1"' in html
