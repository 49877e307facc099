"""Group: the requests that are committed together, done one by one inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from alertd.errors import StoreUnavailable
from alertd.model.commands import Command
from alertd.model.events import Ticked
from alertd.model.post import Deletion
from alertd.ports import Appended, Entry, Reject
from alertd.runtime.fold import Fold
from alertd.store_port import Store

#: With the faults of its store: whatever else goes wrong while an event is folded is the event's or the engine's fault.
MACHINE: tuple[type[Exception], ...] = (StoreUnavailable, MemoryError)
TICK_PAUSE = 60.0  # seconds without ticks after one that the engine could not fold
UNFOLDED = "internal fault: the engine could not fold this event"


class Poisoned(Exception):  # noqa: N818 - a message between the group and the writer
    """The engine could not fold an event. entry: None for a tick."""

    def __init__(self, entry: Entry | None, error: Exception) -> None:
        super().__init__(repr(error))
        self.entry = entry
        self.error = error


class Group:
    """One group. It may be run again after a rollback; what was poison the first time is then kept aside."""

    def __init__(self, store: Store, requests: Sequence[Request], now: datetime) -> None:
        self.requests = requests
        self.commands: list[Command] = []
        self._store = store
        self._now = now
        self._machine = (*MACHINE, *store.faults)
        self._poison: set[int] = set()  # by identity: the requests keep their entries alive until we are done

    def keep_aside(self, entry: Entry) -> None:
        """Do not fold this entry when the group is run again."""
        self._poison.add(id(entry))

    def run(self, fold: Fold, *, has_tick: bool) -> list[Any]:
        """Do every request; return their answers, an exception where a call failed. Raises Poisoned."""
        self.commands = list(self._tick(fold)) if has_tick else []
        return [self._do(request, fold) for request in self.requests]

    def _tick(self, fold: Fold) -> tuple[Command, ...]:
        try:
            return fold.take(Entry(event=Ticked(at=self._now)), self._now)[1]
        except self._machine:
            raise
        except Exception as error:
            raise Poisoned(None, error) from error

    def _do(self, request: Request, fold: Fold) -> Any:
        store = self._store
        if request.call is not None:
            try:
                with store.savepoint():
                    return request.call()
            except self._machine:
                raise
            except Exception as error:  # noqa: BLE001 - the caller's fault is the caller's to see
                return error
        result: Result = []
        for entry in request.entries:
            became = self._take(entry, fold)
            result.append(became)
            self.commands += became[1]
        request.erased = 0
        for deletion in request.deletions:
            request.erased += store.erase(
                deletion.platform, deletion.id, by=None if request.owns == deletion.platform else request.source
            )
            store.count("deleted")
        for reject in request.rejects:
            store.reject(request.source or "", reject, self._now)
            store.count("rejected")
        for name, by in request.counters.items():
            store.count(name, by)
        if request.source is not None and request.cursor is not None:
            store.move_cursor(request.source, request.cursor)
        return result

    def _take(self, entry: Entry, fold: Fold) -> tuple[Appended, tuple[Command, ...]]:
        if id(entry) in self._poison:
            self._store.poison(entry, self._now, UNFOLDED)
            self._store.count("poisoned")
            return Appended.POISONED, ()
        try:
            return fold.take(entry, self._now)
        except self._machine:
            raise
        except Exception as error:
            raise Poisoned(entry, error) from error


Result = list[tuple[Appended, tuple[Command, ...]]]


class Request:
    """Something for the writer: entries to fold with their cursor, or a call to make on its thread.

    owns: the platform whose own source it came from.
    is_between: the call is made outside of a transaction, after the group that it came with.
    erased: texts that its deletions took out of the store, once it is done.
    """

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        source: str | None = None,
        cursor: str | None = None,
        rejects: Sequence[Reject] = (),
        deletions: Sequence[Deletion] = (),
        counters: dict[str, int] | None = None,
        owns: str | None = None,
        call: Callable[[], Any] | None = None,
        is_between: bool = False,
    ) -> None:
        self.entries = entries
        self.source = source
        self.cursor = cursor
        self.rejects = rejects
        self.deletions = deletions
        self.owns = owns
        self.counters = counters or {}
        self.call = call
        self.is_between = is_between
        self.erased = 0
        self.done: Future[Any] = Future()
