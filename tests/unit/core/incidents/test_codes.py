"""The short code that acknowledges by a reply belongs to one incident."""

from __future__ import annotations

import pytest

from alertd.core.engine import Engine
from alertd.model.incident import Act
from alertd.model.watch import Watch
from tests.unit.core.stage import DAY_LONG, Stage, house, loud


def test_no_two_incidents_share_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the hash gives one that is taken, the next free one is taken, round the end; pages carry it."""
    monkeypatch.setattr("alertd.core.incidents.grouping.code_of", lambda _: "9998")
    watches = tuple(Watch(name=f"w{i}") for i in range(4))
    stage = Stage(house(loud(keep_firing_for=DAY_LONG), watches=watches))
    for watch in watches:
        stage.mention(audience=5000, watch=watch.name)

    assert [incident.code for incident in stage.incidents()] == ["9998", "9999", "0000", "0001"]
    assert [page.code for page in stage.pages] == ["9998", "9999", "0000", "0001"]


def test_a_code_of_a_closed_incident_is_not_given_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A late reply must not acknowledge what came after it; a restart keeps the codes."""
    monkeypatch.setattr("alertd.core.incidents.grouping.code_of", lambda _: "0042")
    stage = Stage(house(loud())).fire("10:00").act(Act.CLOSE).fire("12:00")
    restored = Engine.restore(stage.engine.snapshot())

    assert [incident.code for incident in stage.incidents()] == ["0042", "0043"]
    assert [one.code for one in restored.state.grouping.incidents.values()] == ["0042", "0043"]
