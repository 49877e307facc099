"""Candidacy: how a daemon comes by its store, and what a machine that waits for one has ready meanwhile.

A take-over is the time from the end of a lease to the first answer. So all that can be done before is done before: the process is up, its
scorer read, and its engine follows the log of the machine that works.
"""

from __future__ import annotations

import contextlib
import math
import time
from typing import NamedTuple

import structlog

from alertd.config import Settings
from alertd.errors import AlertdError, EventBroken, EventTooNew, StoreHeld, StoreReplaced
from alertd.ports import Scorer
from alertd.runtime.checkpoints import Ahead
from alertd.runtime.clock import both_clocks
from alertd.runtime.systemd import Notify
from alertd.scorers.build import build as build_scorer
from alertd.store.opening import candidate_of, open_store
from alertd.store_port import Candidate, Store

log = structlog.get_logger()

FOLLOW = 1.0  # seconds between two times that the engine of a machine that waits takes in the log


class Opened(NamedTuple):
    """What a daemon begins with. scorer, ahead: where they were ready before the store was ours."""

    store: Store
    scorer: Scorer | None = None
    ahead: Ahead | None = None


def opened_at_once(settings: Settings, notify: Notify) -> Opened:
    """Return a store that is waited for by nobody; raises StoreError."""
    return Opened(open_store(settings.place, tell_start=notify.starting, clocks=both_clocks))


class Candidacy:
    """One process that would work over a store. Not safe for threads: whoever asks waits for the answer before the next question."""

    def __init__(self, settings: Settings, notify: Notify) -> None:
        self._settings = settings
        self._tell = notify.starting
        self._candidate: Candidate | None = None
        self._scorer: Scorer | None = None
        self._ahead: Ahead | None = None
        self._followed_at = 0.0
        self._asked_at = -math.inf
        self.works_at = (
            ""  #: the URL by which the machine that works is reached, as far as we know; "" where it says none
        )
        self.every = 0.0  #: seconds until another look is worth its cost

    def opened(self) -> Opened:
        """Return the store. Raises StoreHeld while another machine works over it, after what can be done meanwhile is done."""
        candidate = self._candidate = self._candidate or candidate_of(
            self._settings.place, tell_start=self._tell, clocks=both_clocks
        )
        self.every = candidate.every
        try:
            store = candidate.claim()
        except StoreHeld:
            self._ask_where(candidate)
            self._make_ready(candidate)
            raise
        except StoreReplaced as replaced:
            self.close()  # its copy begins before what is left of the log: the next look fetches it anew
            raise StoreHeld(str(replaced)) from replaced
        self._candidate = None
        return Opened(store, self._scorer, self._ahead)

    def _ask_where(self, candidate: Candidate) -> None:
        """Ask where the machine that works is reached; what the servers do not say just now stays as it was."""
        if self._settings.machine_url and time.monotonic() - self._asked_at >= FOLLOW:
            with contextlib.suppress(AlertdError):
                self.works_at = candidate.works_at()
            self._asked_at = time.monotonic()

    def _make_ready(self, candidate: Candidate) -> None:
        if self._scorer is None:
            self._scorer = build_scorer(self._settings.scorer)
        if time.monotonic() - self._followed_at < FOLLOW:
            return
        self._ahead = self._ahead or Ahead()
        try:
            with candidate.followed() as store:
                self._ahead.follow(store)
        except (EventBroken, EventTooNew) as error:
            self._follow_no_more(error)
            return
        except AlertdError as error:
            log.debug("standby.behind", error=str(error))  # an empty place, or a server away: the next look tries again
        except Exception as error:  # noqa: BLE001 - an event that this release cannot fold must not end the wait
            self._follow_no_more(error)
            return
        self._followed_at = time.monotonic()

    def _follow_no_more(self, error: Exception) -> None:
        """Leave an event to the take-over, which takes it again or puts it aside: each second the whole log would be folded for the same."""
        log.warning("standby.cannot_follow", error=repr(error), exc_info=error)
        self._ahead, self._followed_at = None, math.inf

    def close(self) -> None:
        """Wait no longer."""
        if self._candidate is not None:
            with contextlib.suppress(AlertdError):
                self._candidate.close()
            self._candidate = None
