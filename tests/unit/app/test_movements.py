"""Who looks at an incident is told of it, and not of every other."""

from __future__ import annotations

import pytest

from alertd.app import movements
from alertd.app.movements import Movements
from alertd.model.commands import Command, KeepDecision, KeepIncident
from tests.unit.runtime.made import NOON
from tests.unit.web.fake_backend import incident


def kept(name: str) -> Command:
    """Return that an incident stands otherwise now."""
    return KeepIncident(incident=incident(name))


def test_an_incident_is_counted_by_itself_and_in_all() -> None:
    """One commit is one movement, whatever it did; a decision alone is none."""
    moved = Movements()
    moved.committed([kept("a"), kept("a"), kept("b")])
    moved.committed([kept("b")])
    moved.committed([KeepDecision(at=NOON, reason="noted", text="", watch="acme", incident="a")])
    assert [moved.count(name) for name in ("", "a", "b", "c")] == [2, 1, 2, 0]


def test_what_stood_still_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of it is bounded; whoever moves again is young."""
    monkeypatch.setattr(movements, "_MOST", 2)
    moved = Movements()
    for name in ("a", "b", "a", "c"):
        moved.committed([kept(name)])
    assert [moved.count(name) for name in ("a", "b", "c")] == [2, 0, 1]
