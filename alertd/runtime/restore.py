"""Restore: the engine as a store knows it, from its checkpoint and the log behind it."""

from __future__ import annotations

from alertd.core.engine import Engine
from alertd.runtime.fold import Fold
from alertd.store.sqlite import SqliteStore


def restored(store: SqliteStore, link_key: bytes) -> Fold:
    """Return a fold that goes on where the store stands. What the engine asks for on the way was done before the restart."""
    seq, parts = store.load()
    engine = Engine.from_parts(parts) if "globals" in parts else Engine()
    fold = Fold(store, engine, link_key=link_key)
    folded = int(store.meta("folded_seq") or 0)
    for number, event in store.read(seq, until=folded):
        engine.handle(event)
        fold.folded_seq = number
    fold.folded_seq = max(folded, seq)
    return fold
