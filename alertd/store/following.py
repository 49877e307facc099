"""Follow: copy each commit to a second place, so that a machine that is lost loses seconds at the most.

The whole store is copied once, then the write-ahead log as it grows. While the copy is in step a commit waits for it, shortly:
what was answered then lies in two places. A second place that is slow or gone holds nobody up longer than that once: it is told,
and caught up with by itself.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import structlog

from alertd.store.copy_folder import Copied
from alertd.store.shared_folder import why_not

log = structlog.get_logger()

PATIENCE = 0.25  # seconds that a commit waits for the second place, while it is in step
TURN = 1000  # frames after which the log of the store begins anew, as SQLite does by itself
LONGEST_LOG = 512_000_000  # bytes of a log that grew while the second place was away: then the copy begins anew
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0  # seconds between two tries
BESIDE_EVERY = 10.0  # seconds between two looks at the files beside the store
TOLD_AFTER = 60.0  # seconds behind after which operators hear of it
SETTLED = 10.0  # seconds that the end of a log waits for the copy


class Hold(Protocol):
    """Whether SQLite must leave it to us when the write-ahead log begins anew."""

    def __call__(self, *, holds: bool) -> object:
        """Say so to the connection that writes."""


class Copier:
    """Copies one store into one folder, on a thread of its own.

    epoch: of the lease under which this daemon runs, 0 without one. beside: reads the files that belong to the store.
    tell: is told of what operators should hear, by key; an empty text says that it is mended.
    """

    def __init__(
        self,
        store: Path,
        folder: Path,
        *,
        epoch: int = 0,
        beside: Callable[[], Mapping[str, bytes]] = dict,
        tell: Callable[[str, str], object] = lambda _key, _text: None,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._folder = folder
        self._epoch = epoch
        self._beside = beside
        self._tell = tell
        self._patience = patience
        self._news = threading.Condition()
        self._wanted = 0  # commits
        self._done = 0  # of them, how many lie in the copy
        self._is_following = False  # the whole store lies there, and the log is followed
        self._waits = False  # in step: a commit may wait
        self._holds = False  # the writer must not let the log begin anew by itself
        self._is_held = False  # and it does not
        self._is_stopping = False
        self._frames = 0
        self._behind_since: float | None = time.monotonic()
        self._was_told = False
        self.fault = ""
        self._thread = threading.Thread(target=self._run, name="copy", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    # --- on the writer's thread -----------------------------------------------------------------------------------

    def committed(self, hold: Hold, checkpoint: Callable[[], object]) -> None:
        """After a commit: wait shortly until it lies in the copy; let the log begin anew where that is due."""
        with self._news:
            self._wanted += 1
            wanted = self._wanted
            if self._holds and not self._is_following and self._length() > LONGEST_LOG:
                self._holds = False
            if self._holds != self._is_held:
                hold(holds=self._holds)
                self._is_held = self._holds
            self._news.notify_all()
            if self._waits:
                self._waits = self._news.wait_for(
                    lambda: self._done >= wanted or not self._is_following, self._patience
                )
            is_due = self._is_following and self._done >= wanted and self._frames >= TURN
            if self._is_following and self._done < wanted and self._length() > LONGEST_LOG:
                self._is_following = self._holds = self._is_held = False
                hold(holds=False)
        if is_due:
            checkpoint()

    def settle(self) -> None:
        """Before the log is emptied: wait until the copy has it; if it does not come to that, it begins anew."""
        with self._news:
            if not self._holds:
                return
            self._wanted += 1
            wanted = self._wanted
            self._news.notify_all()
            if not self._news.wait_for(lambda: self._done >= wanted or not self._is_following, SETTLED):
                self._is_following = False

    # --- from anywhere --------------------------------------------------------------------------------------------

    @property
    def behind(self) -> float:
        """Seconds by which the copy is behind: what would be lost now."""
        since = self._behind_since
        return 0.0 if since is None else time.monotonic() - since

    def stop(self, timeout: float = 2.0) -> bool:
        """Copy the last commits and end; return whether the copy has everything."""
        with self._news:
            self._wanted += 1
            self._is_stopping = True
            self._news.notify_all()
        self._thread.join(timeout)
        return not self._thread.is_alive() and self._behind_since is None

    # --- on its thread --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        wait = FIRST_WAIT
        while not self._is_stopping:
            try:
                if self._follow(self._begun()):
                    return
                wait = FIRST_WAIT
            except (OSError, sqlite3.Error) as error:
                self.fault = why_not(self._folder, error) if isinstance(error, OSError) else f"{self._folder}: {error}"
                log.warning("copy.failed", error=self.fault)
            self._fell_behind()
            with self._news:
                self._is_following = self._waits = self._holds = False
                self._news.notify_all()
                self._news.wait_for(lambda: self._is_stopping, wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def _begun(self) -> Copied:
        """Copy the whole store; return the copy once it is whole."""
        copied = Copied(self._folder, self._epoch)
        with self._news:
            self._holds = True
            # Only what commits can promise that the log does not begin anew behind our back.
            self._news.wait_for(lambda: self._is_held or self._is_stopping)
            if self._is_stopping:
                raise OSError("alertd stopped before the copy was whole")
            wanted = self._wanted
        with contextlib.closing(_reader(self._store)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it sees one state
            copied.begin(reader)
            if not copied.follow(self._log):
                raise OSError("the log of the store went on while it was copied")
        copied.keep(self._beside())
        copied.publish()
        with self._news:
            if not self._holds:
                raise OSError("the log of the store became too long meanwhile")
            self._done, self._is_following, self._frames = wanted, True, copied.frames
        log.info("copy.begun", folder=str(self._folder), life=copied.life.folder)
        return copied

    def _follow(self, copied: Copied) -> bool:
        """Follow until the end (True), or until the copy must begin anew (False)."""
        looked = time.monotonic()
        while True:
            with self._news:
                self._news.wait_for(lambda: self._wanted > self._done or self._is_stopping, 1.0)
                if self._is_given_up():
                    return False
                wanted, is_last = self._wanted, self._is_stopping
            if wanted > self._done:
                self._fell_behind()
                if not copied.follow(self._log):
                    return False
            with self._news:
                if self._is_given_up():
                    return False
                self._done, self._frames, self._waits = wanted, copied.frames, True
                self._news.notify_all()
            self._caught_up()
            if time.monotonic() - looked > BESIDE_EVERY or is_last:
                looked = time.monotonic()
                copied.keep(self._beside())
            if is_last:
                return True

    def _is_given_up(self) -> bool:
        """Whether the writer waits no longer for this copy: its log had become too long."""
        return not self._is_following

    def _fell_behind(self) -> None:
        if self._behind_since is None:
            self._behind_since = time.monotonic()
        if not self._was_told and self.behind > TOLD_AFTER and not self._is_stopping:
            self._was_told = True
            self._tell("copy", f"the continuous copy is {self.behind:.0f} s behind: {self.fault or self._folder}")

    def _caught_up(self) -> None:
        self._behind_since, self.fault = None, ""
        if self._was_told:
            self._was_told = False
            self._tell("copy", "the continuous copy is in step again")

    @property
    def _log(self) -> Path:
        return self._store.with_name(f"{self._store.name}-wal")

    def _length(self) -> int:
        try:
            return os.stat(self._log).st_size  # noqa: PTH116 - once a commit
        except OSError:
            return 0


def _reader(store: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{store}?mode=ro", uri=True, isolation_level=None, timeout=10)
