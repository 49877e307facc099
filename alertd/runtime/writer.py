"""The writer: one thread, the only one that writes the store and runs the engine.

It takes what waits (up to 500 events), folds it in one transaction, and answers after the commit. While a commit is
synced to disk the next group gathers, so a quiet daemon commits at once and a busy one in groups.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from alertd.errors import StoreReplaced, StoreUnavailable
from alertd.model.commands import Command
from alertd.model.events import ClockSetBack
from alertd.ports import Entry
from alertd.runtime.ack_links import Keys
from alertd.runtime.checkpoints import Ahead, Checkpoints
from alertd.runtime.clock import SystemClock
from alertd.runtime.group_commit import TICK_PAUSE, Group, Poisoned, Request
from alertd.store_port import Store

log = structlog.get_logger()

GROUP = 500  # events a transaction
QUEUE = 2_000  # requests that may wait; beyond, intake is told to wait (429, or the source pauses)
LOOK = 5.0  # seconds after which a store that nobody writes is looked at, whether it is still there
PAUSE = 0.05  # seconds between two looks whether we may decide again
RETRY_STORE = 30.0  # design 2: a store that cannot be written is tried again every 30 s


class Writer:
    """The engine thread and its store.

    on_commit: called on the writer's thread after each commit with the commands of it.
    tell_start: told now and then how far a long restore is.
    refusal: why this machine may decide nothing just now (another may page), None while it may.
    on_down: called when the store cannot be written (True) and when it can again (False).
    ahead: the engine of a machine that waited, as far as it has followed the log.
    """

    def __init__(
        self,
        store: Store,
        clock: SystemClock,
        *,
        link_key: bytes | Keys,
        on_commit: Callable[[Sequence[Command]], None],
        on_down: Callable[[str | None], None],
        retry_store: float = RETRY_STORE,
        tell_start: Callable[[str], object] = lambda _text: None,
        refusal: Callable[[], str | None] = lambda: None,
        ahead: Ahead | None = None,
    ) -> None:
        self._refusal = refusal
        self._store = store
        self._clock = clock
        self._on_commit = on_commit
        self._on_down = on_down
        self._retry_store = retry_store
        self._queue: queue.Queue[Request | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._checkpoints = Checkpoints(store, link_key, tell=tell_start)
        self._tick_after = 0.0
        self._looked_at = time.monotonic()
        self._group: list[Request | None] = []  # what was taken from the queue last
        self.fold = self._checkpoints.restored(ahead)
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
    def has_begun(self) -> bool:
        """Whether its thread was started."""
        return self._thread.ident is not None

    @property
    def is_full(self) -> bool:
        """Whether intake should wait."""
        return self._queue.qsize() >= QUEUE // 2

    @property
    def store(self) -> Store:
        """The store; only what runs by `call` may write to it."""
        return self._store

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._queue.qsize()

    async def call(self, what: Callable[[], Any]) -> Any:
        """Run something on the writer's thread, inside a transaction."""
        return await self.take(Request(call=what))

    async def between(self, what: Callable[[], Any]) -> Any:
        """Run something on the writer's thread, outside of a transaction."""
        return await self.take(Request(call=what, is_between=True))

    def stop(self, timeout: float) -> bool:
        """Finish what waits, save a checkpoint and end; return whether it did in time."""
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    # --- on the thread --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except BaseException as error:  # noqa: BLE001 - the end of the thread, and with it of the process
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """The end: whoever waits for an answer is told, and what still comes, until the process has ended."""
        damage = self._store.damage_of(error)
        self.failure = damage or error
        if damage is not None:
            log.critical("store.damaged", error=str(damage))
            self._on_down(str(damage))
        else:
            log.critical("engine.stopped", error=repr(error), exc_info=error)
        waiting = self._group
        while True:
            for request in waiting:
                if request is not None and not request.done.done():
                    request.done.set_exception(StoreUnavailable(f"the engine has stopped: {self.failure}"))
            if None in waiting:
                return
            waiting = [self._queue.get()]

    def _step(self) -> bool:
        """Wait for work or a deadline, do one group. Return False to end."""
        self.moved_at = time.monotonic()
        self._group = group = self._gather()
        is_ending = None in group
        requests = [request for request in group if request is not None]
        if (why := self._refusal()) is not None:
            # No tick either: what it would decide, the machine that pages decides.
            for request in requests:
                request.done.set_exception(StoreUnavailable(why))
            if not requests:
                time.sleep(PAUSE)  # a deadline that has passed lets nobody wait for work
            return not is_ending
        now = self._clock.now()
        deadline = self.fold.engine.next_deadline()
        has_tick = deadline is not None and deadline <= now and time.monotonic() >= self._tick_after
        newest = self.fold.engine.newest
        if newest > now and time.monotonic() >= self._tick_after and self._clock.is_far_behind(newest):
            # First of all: whatever else is in this group is to be judged by the right time.
            requests.insert(0, Request([Entry(event=ClockSetBack(at=now, was=newest))]))
            has_tick = False
        committed = [request for request in requests if not request.is_between]
        if committed or has_tick:
            self._commit_or_wait(committed, now, has_tick=has_tick)
        elif time.monotonic() - self._looked_at > LOOK:
            self._look()
        for request in requests:
            if request.is_between and request.call is not None:
                self._answer(request, request.call)
        if is_ending:
            self._save_at_the_end()
            return False
        return True

    def _look(self) -> None:
        """Notice that the store was moved away also while nobody writes."""
        self._looked_at = time.monotonic()
        try:
            self._store.look()
        except StoreUnavailable as error:
            self._wait_for_the_store(error)

    def _answer(self, request: Request, call: Callable[[], Any]) -> None:
        try:
            request.done.set_result(call())
        except Exception as error:  # noqa: BLE001 - the caller's fault is the caller's to see
            request.done.set_exception(error)

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
        group = Group(self._store, requests, now)
        try:
            answers = self._committed(group, has_tick=has_tick)
        except StoreUnavailable as error:
            for request in requests:
                request.done.set_exception(error)
            self._wait_for_the_store(error)
            return
        if group.commands:
            # before the answers: what an acknowledgement stops has been stopped when it is answered
            self._on_commit(group.commands)
        for request, answer in zip(requests, answers, strict=True):
            if isinstance(answer, Exception):
                request.done.set_exception(answer)
            else:
                request.done.set_result(answer)

    def _committed(self, group: Group, *, has_tick: bool) -> list[Any]:
        """Commit a group, without what the engine cannot fold; return its answers."""
        while True:
            try:
                with self._store.transaction():
                    began = time.monotonic()
                    answers = group.run(self.fold, has_tick=has_tick)
                    self._checkpoints.folding += time.monotonic() - began
                    self._store.set_meta("folded_seq", str(self.fold.folded_seq))
                    self._checkpoints.save_if_due(self.fold)
            except Poisoned as poisoned:
                self._recover_from(poisoned, group)
                has_tick = has_tick and poisoned.entry is not None
            else:
                return answers

    def _recover_from(self, poisoned: Poisoned, group: Group) -> None:
        """An event that the engine cannot fold must not stop the others: keep it aside, restore, go on."""
        log.error("event.poisoned", error=repr(poisoned.error), exc_info=poisoned.error)
        if poisoned.entry is None or isinstance(poisoned.entry.event, ClockSetBack):
            # The deadline is still there: without a pause it would be tried, and the engine restored, without end.
            self._tick_after = time.monotonic() + TICK_PAUSE
        if poisoned.entry is not None:
            group.keep_aside(poisoned.entry)
        self.fold = self._checkpoints.restored()
        with self._store.transaction():
            self._checkpoints.save(self.fold, whole=True)  # the next one of its kind then costs no long way back

    def _wait_for_the_store(self, error: StoreUnavailable) -> None:
        """Answer everybody "not now" and try to restore, every 30 s. Memory is dropped: it may be ahead of the disk.

        Raises StoreReplaced, which ends the process: a new start goes on with the other file.
        """
        if isinstance(error, StoreReplaced):
            raise error
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
                self.fold = self._checkpoints.restored()
            except StoreReplaced:
                raise
            except StoreUnavailable as again:
                log.warning("store.still_down", error=str(again))
                continue
            self.is_down = False
            self._on_down(None)
            log.info("store.up")
            return

    def _save_at_the_end(self) -> None:
        if self.is_down:
            return
        try:
            with self._store.transaction():
                self._store.set_meta("folded_seq", str(self.fold.folded_seq))
                self._checkpoints.save(self.fold)
        except StoreUnavailable as error:
            log.error("checkpoint.failed", error=str(error))
