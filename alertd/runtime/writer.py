"""The writer: one thread, the only one that writes the store and runs the engine.

It takes what waits (up to 500 events), folds it in one transaction, and answers after the commit. While a commit is
synced to disk the next group gathers, so a quiet daemon commits at once and a busy one in groups.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import structlog

from alertd.errors import StoreUnavailable
from alertd.model.commands import Command
from alertd.model.events import ClockSetBack, Ticked
from alertd.model.post import Deletion
from alertd.ports import Appended, Entry, Reject
from alertd.runtime.clock import SystemClock
from alertd.runtime.fold import Fold
from alertd.runtime.restore import restored
from alertd.store.sqlite import SqliteStore

log = structlog.get_logger()

GROUP = 500  # events a transaction
QUEUE = 2_000  # requests that may wait; beyond, intake is told to wait (429, or the source pauses)
CHECKPOINT_EVERY = 30.0  # seconds between two checkpoints while something changes
CHECKPOINT_WORK = 0.5  # or so many seconds of folding: a restart has at most these to do again
CHECKPOINT_SHARE = 8.0  # but a checkpoint that takes long comes seldom: an eighth of the time at most
TICK_PAUSE = 60.0  # seconds without ticks after one that the engine could not fold
RETRY_STORE = 30.0  # design 2: a store that cannot be written is tried again every 30 s


class Request:
    """Something for the writer: entries to fold with their cursor, or a call to make on its thread."""

    def __init__(
        self,
        entries: Sequence[Entry] = (),
        *,
        source: str | None = None,
        cursor: str | None = None,
        rejects: Sequence[Reject] = (),
        deletions: Sequence[Deletion] = (),
        counters: dict[str, int] | None = None,
        call: Callable[[], Any] | None = None,
    ) -> None:
        self.entries = entries
        self.source = source
        self.cursor = cursor
        self.rejects = rejects
        self.deletions = deletions
        self.counters = counters or {}
        self.call = call
        self.done: Future[Any] = Future()


Result = list[tuple[Appended, tuple[Command, ...]]]


class Writer:
    """The engine thread and its store.

    on_commit: called on the writer's thread after each commit with the commands of it.
    on_down: called when the store cannot be written (True) and when it can again (False).
    """

    def __init__(
        self,
        store: SqliteStore,
        clock: SystemClock,
        *,
        link_key: bytes,
        on_commit: Callable[[Sequence[Command]], None],
        on_down: Callable[[str | None], None],
        retry_store: float = RETRY_STORE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._link_key = link_key
        self._on_commit = on_commit
        self._on_down = on_down
        self._retry_store = retry_store
        self._queue: queue.Queue[Request | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._saved_at = time.monotonic()
        self._saved_seq = 0
        self._saving = 0.0  # seconds that the last checkpoint took
        self._folding = 0.0  # seconds of folding since then: what a restart would have to do again
        self._tick_after = 0.0
        self.fold = self._restored()
        self.is_down = False
        self.failure: BaseException | None = None
        self.moved_at = time.monotonic()

    # --- from the outside -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    async def take(self, request: Request) -> Any:
        """Hand over a request; return after its commit. Raises StoreUnavailable while the store cannot be written."""
        while True:
            try:
                self._queue.put_nowait(request)
                break
            except queue.Full:
                await asyncio.sleep(0.02)
        return await asyncio.wrap_future(request.done)

    @property
    def is_full(self) -> bool:
        """Whether intake should wait."""
        return self._queue.qsize() >= QUEUE // 2

    @property
    def store(self) -> SqliteStore:
        """The store; only what runs by `call` may write to it."""
        return self._store

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._queue.qsize()

    async def call(self, what: Callable[[], Any]) -> Any:
        """Run something on the writer's thread, inside a transaction."""
        return await self.take(Request(call=what))

    def stop(self, timeout: float) -> bool:
        """Finish what waits, save a checkpoint and end; return whether it did in time."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # --- on the thread --------------------------------------------------------------------------------------------

    def _restored(self) -> Fold:
        """Return the engine as the store knows it; memory before it is dropped."""
        self._saved_seq = int(self._store.meta("snapshot_seq") or 0)
        began = time.monotonic()
        fold = restored(self._store, self._link_key)
        took = self._folding = round(time.monotonic() - began, 3)
        log.info("engine.restored", checkpoint=self._saved_seq, folded=fold.folded_seq, seconds=took)
        return fold

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except BaseException as error:
            self.failure = error
            log.critical("engine.stopped", error=repr(error), exc_info=error)

    def _step(self) -> bool:
        """Wait for work or a deadline, do one group. Return False to end."""
        self.moved_at = time.monotonic()
        group = self._gather()
        is_ending = None in group
        requests = [request for request in group if request is not None]
        now = self._clock.now()
        deadline = self.fold.engine.next_deadline()
        has_tick = deadline is not None and deadline <= now and time.monotonic() >= self._tick_after
        newest = self.fold.engine.newest
        if newest > now and time.monotonic() >= self._tick_after and self._clock.is_far_behind(newest):
            # First of all: whatever else is in this group is to be judged by the right time.
            requests.insert(0, Request([Entry(event=ClockSetBack(at=now, was=newest))]))
            has_tick = False
        if requests or has_tick:
            self._commit_or_wait(requests, now, has_tick=has_tick)
        if is_ending:
            self._save_at_the_end()
            return False
        return True

    def _gather(self) -> list[Request | None]:
        group: list[Request | None] = []
        events = 0
        try:
            request = self._queue.get(timeout=self._patience())
            while True:
                # Who was cancelled while it waited here gets no answer, and so has been promised nothing.
                if request is None or request.done.set_running_or_notify_cancel():
                    group.append(request)
                    events += len(request.entries) if request is not None else 0
                if events >= GROUP:
                    break
                request = self._queue.get_nowait()
        except queue.Empty:
            pass
        return group

    def _patience(self) -> float:
        deadline = self.fold.engine.next_deadline()
        if deadline is None or time.monotonic() < self._tick_after:
            return 1.0
        return min(1.0, max(0.0, (deadline - self._clock.now()).total_seconds()))

    def _commit_or_wait(self, requests: list[Request], now: datetime, *, has_tick: bool) -> None:
        poison: set[int] = set()  # by identity: the requests keep their entries alive until we are done
        while True:
            try:
                answers, commands = self._commit(requests, now, poison, has_tick=has_tick)
                break
            except StoreUnavailable as error:
                for request in requests:
                    request.done.set_exception(error)
                self._wait_for_the_store(error)
                return
            except _Poisoned as poisoned:
                try:
                    self._recover_from_poison(poisoned, poison)
                except StoreUnavailable as error:
                    for request in requests:
                        request.done.set_exception(error)
                    self._wait_for_the_store(error)
                    return
                has_tick = has_tick and poisoned.entry is not None
        if commands:
            self._on_commit(
                commands
            )  # before the answers: what an acknowledgement stops has been stopped when it is answered
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, Exception):
                request.done.set_exception(answer)
            else:
                request.done.set_result(answer)

    def _commit(
        self, requests: list[Request], now: datetime, poison: set[int], *, has_tick: bool
    ) -> tuple[list[Any], list[Command]]:
        answers: list[Any] = []
        commands: list[Command] = []
        store = self._store
        with store.transaction():
            if has_tick:
                commands += self._tick(now)
            began = time.monotonic()
            answers += [self._do(request, now, commands, poison) for request in requests]
            self._folding += time.monotonic() - began
            store.set_meta("folded_seq", str(self.fold.folded_seq))
            self._checkpoint_if_due()
        return answers, commands

    def _tick(self, now: datetime) -> tuple[Command, ...]:
        try:
            return self.fold.take(Entry(event=Ticked(at=now)), now)[1]
        except (StoreUnavailable, MemoryError, sqlite3.Error):
            raise
        except Exception as error:
            raise _Poisoned(None, error) from error

    def _do(self, request: Request, now: datetime, commands: list[Command], poison: set[int]) -> Any:
        store = self._store
        if request.call is not None:
            try:
                with store.savepoint():
                    return request.call()
            except (StoreUnavailable, MemoryError, sqlite3.Error):
                raise
            except Exception as error:  # noqa: BLE001 - the caller's fault is the caller's to see
                return error
        result: Result = []
        for entry in request.entries:
            became = self._take(entry, now, poison)
            result.append(became)
            commands += became[1]
        for deletion in request.deletions:
            store.erase(deletion.platform, deletion.id)
            store.count("deleted")
        for reject in request.rejects:
            store.reject(request.source or "", reject, now)
            store.count("rejected")
        for name, by in request.counters.items():
            store.count(name, by)
        if request.source is not None and request.cursor is not None:
            store.move_cursor(request.source, request.cursor)
        return result

    def _take(self, entry: Entry, now: datetime, poison: set[int]) -> tuple[Appended, tuple[Command, ...]]:
        if id(entry) in poison:
            self._store.poison(entry, now, "internal fault: the engine could not fold this event")
            self._store.count("poisoned")
            return Appended.POISONED, ()
        try:
            return self.fold.take(entry, now)
        except (StoreUnavailable, MemoryError, sqlite3.Error):
            raise
        except Exception as error:
            raise _Poisoned(entry, error) from error

    def _recover_from_poison(self, poisoned: _Poisoned, poison: set[int]) -> None:
        """An event that the engine cannot fold must not stop the others: keep it aside, restore, go on."""
        log.error("event.poisoned", error=repr(poisoned.error), exc_info=poisoned.error)
        if poisoned.entry is None or isinstance(poisoned.entry.event, ClockSetBack):
            # The deadline is still there: without a pause it would be tried, and the engine restored, without end.
            self._tick_after = time.monotonic() + TICK_PAUSE
        if poisoned.entry is not None:
            poison.add(id(poisoned.entry))
        self.fold = self._restored()
        with self._store.transaction():
            self._save(only_dirty=False)  # the next one of its kind then costs no long way back

    def _wait_for_the_store(self, error: StoreUnavailable) -> None:
        """Answer everybody "not now" and try to restore, every 30 s. Memory is dropped: it may be ahead of the disk."""
        self.is_down = True
        self._on_down(str(error))
        log.error("store.down", error=str(error))
        while True:
            end = time.monotonic() + self._retry_store
            while (left := end - time.monotonic()) > 0:
                self.moved_at = time.monotonic()
                try:
                    request = self._queue.get(timeout=min(left, 1.0))
                except queue.Empty:
                    continue
                if request is None:
                    self._queue.put(None)
                    return
                if request.done.set_running_or_notify_cancel():
                    request.done.set_exception(error)
            try:
                with self._store.transaction():
                    self._store.set_meta("tried_at", self._clock.now().isoformat())
                self.fold = self._restored()
            except StoreUnavailable as again:
                log.warning("store.still_down", error=str(again))
                continue
            self.is_down = False
            self._on_down(None)
            log.info("store.up")
            return

    def _checkpoint_if_due(self) -> None:
        if self.fold.folded_seq == self._saved_seq:
            return
        work = max(CHECKPOINT_WORK, CHECKPOINT_SHARE * self._saving)
        if self._folding >= work or time.monotonic() - self._saved_at >= CHECKPOINT_EVERY:
            self._save(only_dirty=self._saved_seq > 0)

    def _save(self, *, only_dirty: bool) -> None:
        began = time.monotonic()
        self._store.save(self.fold.folded_seq, self.fold.engine.parts(only_dirty=only_dirty))
        self._saved_at, self._saved_seq = time.monotonic(), self.fold.folded_seq
        self._saving, self._folding = self._saved_at - began, 0.0

    def _save_at_the_end(self) -> None:
        if self.is_down:
            return
        try:
            with self._store.transaction():
                self._store.set_meta("folded_seq", str(self.fold.folded_seq))
                self._save(only_dirty=self._saved_seq > 0)
        except StoreUnavailable as error:
            log.error("checkpoint.failed", error=str(error))


class _Poisoned(Exception):  # noqa: N818 - a message between two methods of the writer
    """entry: None for a tick."""

    def __init__(self, entry: Entry | None, error: Exception) -> None:
        super().__init__(repr(error))
        self.entry = entry
        self.error = error


LEASE = timedelta(seconds=120)  # longer than the longest deadline of a send
