"""Erasing one account of a person whose accounts are linked: its names go everywhere, the link with them, and counts stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from alertd.model.events import MentionSeen
from alertd.model.rule import Influencer, Rule
from alertd.model.watch import Watch
from alertd.runtime.erase import Erasure
from tests.unit.report import stores

AT = stores.BEGAN + timedelta(hours=1)
PEOPLE = {"Jane Doe": {"x": ("jane_d",), "bluesky": ("jane.example", "id:did:plc:8")}}


@pytest.mark.parametrize(
    ("wanted", "left"),
    [("x:u_1", [None, "Jane Doe"]), ("bluesky:did:plc:7", ["Jane Doe", None]), ("jane_d", [None, "Jane Doe"])],
)
def test_one_account_goes_and_takes_its_link_along(tmp_path: Path, wanted: str, left: list[str | None]) -> None:
    """Neither the page nor the log says whose the erased account was, and the page names it no more as the other's."""
    rule = Rule(id="loud", name="Loud", when=Influencer(audience=1_000), page="night", watches=("acme",))
    house = stores.house(rule).with_(watches=(Watch(name="acme", terms=("acme",), people=PEOPLE),))
    life = stores.Life(tmp_path, house)
    life.write(
        [
            stores.post("1", AT, author="u_1", author_handle="Jane_D", author_followers=9_000),
            stores.post("2", AT, platform="bluesky", author="did:plc:7", author_handle="jane.example"),
        ]
    )
    before = [queued.page.facts.get("top_also") for queued, _, _ in life.store.pages.all()]
    assert set(before) == {"bluesky jane.example\nbluesky id:did:plc:8"}

    erasure = Erasure(life.store, lambda: life._fold.engine, wanted)
    for step in erasure.steps():
        with life.store.transaction():
            step()

    seen = [event.mention for _, event in life.store.erasable.written(0, 1_000) if isinstance(event, MentionSeen)]
    assert [one.person for one in sorted(seen, key=lambda one: one.id)] == left
    for queued, _, _ in life.store.pages.all():
        assert "top_also" not in queued.page.facts
        assert "jane.example" not in queued.text
        assert "=" not in queued.text.partition("Loudest")[2].partition("\n")[0]
    life.store.close()
