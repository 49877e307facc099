"""Checkpoints: how the engine comes out of a store, and when it is written down again.

A checkpoint only makes the start faster, so it may cost little: at most an eighth of the time, and nothing while nothing
changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from alertd.runtime.fold import Fold
from alertd.runtime.restore import restored
from alertd.store.sqlite import SqliteStore

log = structlog.get_logger()

EVERY = 30.0  # seconds between two checkpoints while something changes
WORK = 0.5  # or so many seconds of folding: a restart has at most these to do again
SHARE = 8.0  # but a checkpoint that takes long comes seldom: an eighth of the time at most


class Checkpoints:
    """The checkpoints of one store. Writing happens inside the caller's transaction. tell: see restored."""

    def __init__(self, store: SqliteStore, link_key: bytes, *, tell: Callable[[str], object]) -> None:
        self._store = store
        self._link_key = link_key
        self._tell = tell
        self._saved_at = time.monotonic()
        self._saved_seq = 0
        self._saving = 0.0  # seconds that the last checkpoint took
        self.folding = 0.0  #: seconds of folding since then: what a restart would have to do again

    def restored(self) -> Fold:
        """Return the engine as the store knows it; memory before it is dropped."""
        self._saved_seq = int(self._store.meta("snapshot_seq") or 0)
        began = time.monotonic()
        fold = restored(self._store, self._link_key, tell=self._tell)
        took = self.folding = round(time.monotonic() - began, 3)
        log.info("engine.restored", checkpoint=self._saved_seq, folded=fold.folded_seq, seconds=took)
        return fold

    def save_if_due(self, fold: Fold) -> None:
        """Write a checkpoint if enough was folded since the last one."""
        if fold.folded_seq == self._saved_seq:
            return
        if self.folding >= max(WORK, SHARE * self._saving) or time.monotonic() - self._saved_at >= EVERY:
            self.save(fold)

    def save(self, fold: Fold, *, whole: bool = False) -> None:
        """Write a checkpoint of what changed since the last one, or of everything."""
        began = time.monotonic()
        self._store.save(fold.folded_seq, fold.engine.parts(only_dirty=self._saved_seq > 0 and not whole))
        self._saved_at, self._saved_seq = time.monotonic(), fold.folded_seq
        self._saving, self.folding = self._saved_at - began, 0.0
