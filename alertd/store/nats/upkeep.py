"""Upkeep: a new base now and then, so that the log stays short and what was deleted does not lie on in it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

import structlog

from alertd.errors import StoreError
from alertd.store.nats.wire import Standing

log = structlog.get_logger()

LOOK = 60.0  # seconds between two looks
EVERY = 86_400.0  # seconds after which a base is too old: retention and erasure are as slow as that in the log
LARGE = 64 << 20  # bytes of the log that are not worth a base
SHARE = 0.5  # of the store's own size: beyond, a new machine has more to do from the log than from a base


class Upkeep:
    """The upkeep of the log of one store, on a thread of its own. standing, size: asked for the log and for the store's bytes."""

    def __init__(
        self,
        rebase: Callable[[], None],
        standing: Callable[[], Standing],
        size: Callable[[], int],
        *,
        look: float = LOOK,
        every: float = EVERY,
        large: int = LARGE,
    ) -> None:
        self._rebase = rebase
        self._standing = standing
        self._size = size
        self._look, self._every, self._large = look, every, large
        self._ended = threading.Event()
        self._based_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def begin(self) -> None:
        """Begin to look."""
        self._thread.start()

    def end(self) -> None:
        """Look no more; a base that is being written is waited for."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(10.0)

    def _run(self) -> None:
        while not self._ended.wait(self._look):
            try:
                if self.is_due():
                    self._rebase()
                    self._based_at = time.monotonic()
            except (StoreError, OSError, sqlite3.Error) as error:
                log.warning("base.failed", error=str(error))  # the log is whole without it; the next look tries again

    def is_due(self) -> bool:
        """Whether the log is long, or the base old."""
        standing = self._standing()
        if not standing.messages:
            return False
        is_old = time.monotonic() - self._based_at > self._every
        return is_old or standing.bytes > max(self._large, int(SHARE * self._size()))
