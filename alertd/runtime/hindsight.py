"""Hindsight: the engine as it stood at an instant, from a store's log."""

from __future__ import annotations

from datetime import datetime

from alertd.core.engine import Engine
from alertd.model.events import Ticked
from alertd.store.sqlite import SqliteStore


def explain(store: SqliteStore, rule: str, watch: str, at: datetime) -> list[str]:
    """Return each condition's value against its limit as it stood at an instant.

    [] where there was no such rule or watch then. Events that retention deleted are missing from what was usual.
    """
    engine = Engine()
    for _, event in store.read(0):
        # Not "until": history that was imported lies in the log behind younger events.
        if event.at <= at:
            engine.handle(event)
    engine.handle(Ticked(at=at))
    return engine.explain(rule, watch)
