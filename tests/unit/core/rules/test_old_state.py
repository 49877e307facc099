"""Snapshots of before: what a watch had heard goes on under what its rules ask for now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.model.rule import Floor, Terms, Velocity
from tests.unit.core.rules.conditions.looking import NOON, Looking


def _old(looking: Looking, **changes: Any) -> Looking:
    """Restore a watch from a snapshot as it was written before words had lanes of their own."""
    state = looking.state.to_state()
    for part in ("moods", "tallies", "reposts"):
        del state[part]
    state.update(changes)
    looking.state.restore(state)
    return looking


def test_words_that_were_usual_are_not_new_after_an_upgrade() -> None:
    """Hearings were kept by word: [word, when it began, instants]."""
    heard = [["recall", NOON - 86400, [NOON - 86400 + 300.0 * number for number in range(280)]]]
    looking = _old(Looking(Terms(any=("recall",))), words=heard)

    assert not looking.many(6, 0, 60, terms=("recall",)).ask(60).holds
    assert Looking(Terms(any=("recall",))).many(6, 0, 60, terms=("recall",)).ask(60).holds


def test_a_velocity_lane_that_was_known_by_its_group_alone_is_found() -> None:
    """The calm half hour before the upgrade is what the angry one after it rises from."""
    points = Velocity(rises_by_points=20.0, within=timedelta(minutes=30), at_least=Floor(mentions=30))
    looking = Looking(points).many(100, 1, 1700, 0.0)
    lanes = [["", lane] for _, lane in looking.state.to_state()["velocities"]]
    old = _old(looking, velocities=lanes)

    assert old.many(60, 1801, 3500, 1.0).ask(3599).holds
