"""Ask somebody who may be slow, and wait no longer than a deadline: a late answer is thrown away."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from alertd.errors import ScorerError

T = TypeVar("T")


class Patience:
    """Asks in threads of their own, because names, slow bytes and foreign code know no deadline.

    name: whom the faults speak of. pending: questions under way at most; one that hangs for ever holds its place.
    """

    def __init__(self, name: str, *, pending: int) -> None:
        self._name = name
        self._free = threading.BoundedSemaphore(pending)

    def answer(self, ask: Callable[[], T], *, deadline: float) -> T:
        """Return what `ask` returns within `deadline` seconds. Raises ScorerError for late answers and any fault."""
        if not self._free.acquire(blocking=False):
            raise ScorerError("earlier questions are still under way")
        came: queue.SimpleQueue[tuple[T] | Exception] = queue.SimpleQueue()

        def run() -> None:
            try:
                came.put((ask(),))
            except Exception as fault:  # noqa: BLE001 - whatever is asked, the default's score stands
                came.put(fault)
            finally:
                self._free.release()

        threading.Thread(target=run, name="alertd-scorer", daemon=True).start()
        try:
            found = came.get(timeout=deadline)
        except queue.Empty:
            raise ScorerError(f"{self._name} gave no answer within {deadline} s") from None
        if isinstance(found, Exception):
            raise ScorerError(f"{self._name}: {type(found).__name__}") from found
        return found[0]
