"""Starting: how a process comes by a daemon that runs, however long its store is another machine's, or takes nothing.

A disk that takes nothing is waited for, with growing patience: systemd gives up for good after ten ends, and who then makes room would
have to know that. Operators are told by the direct route. A store on a server that another daemon holds is waited for without a word:
that is what the second machine is for.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Callable

import structlog

from alertd.app.candidacy import Candidacy
from alertd.app.daemon import Daemon
from alertd.app.doorway import Doorway
from alertd.app.keys import revealed
from alertd.app.reading_for import reading_meanwhile
from alertd.config import Loaded
from alertd.errors import ConfigurationError, StoreHeld, StoreUnavailable
from alertd.notifiers.direct import Direct
from alertd.runtime.clock import SystemClock
from alertd.runtime.lease import Lease
from alertd.runtime.redaction import Redactor
from alertd.runtime.systemd import Notify

log = structlog.get_logger()

NOT_NOW = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EIO,
    errno.ESTALE,
)  # the last two: a disk of the network that is away
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between two starts on a disk that takes nothing
STANDBY = 1.0  # seconds between two looks whether a server is there again: every second counts then


class Starting:
    """The start of one daemon. load: reads the files anew. ended: is set once nobody wants it any more. lease: of two machines with a file each."""

    def __init__(
        self,
        loaded: Loaded,
        load: Callable[[], Loaded],
        redactor: Redactor,
        ended: asyncio.Event,
        lease: Lease | None,
        *,
        notify: Notify | None = None,
    ) -> None:
        self._loaded = loaded
        self._load = load
        self._redactor = redactor
        self._ended = ended
        self._lease = lease
        self._notify = notify or Notify()
        self._candidacy = Candidacy(loaded.settings, self._notify)
        self._doorway = Doorway(loaded, self._notify)
        self._meanwhile = contextlib.AsyncExitStack()  # what a machine that waits does for the one that works
        self._is_waiting = False
        self._wait = FIRST_WAIT
        self._direct: Direct | None = None

    async def daemon(self) -> Daemon | None:
        """Return a daemon that has started, None where the end was asked for first."""
        leaving: asyncio.Task[None] | None = None
        try:
            while not self._ended.is_set():
                try:
                    opened = await asyncio.get_running_loop().run_in_executor(None, self._candidacy.opened)
                    if self._ended.is_set():
                        opened.store.close()
                        break
                    loaded = self._loaded = self._read_anew()
                    await self._doorway.end(loaded.settings.listen)
                    # From here on every second is for the start.
                    leaving = asyncio.create_task(self._meanwhile.aclose())
                    return await _begun(
                        Daemon(
                            loaded,
                            reload=self._load,
                            redactor=self._redactor,
                            notify=self._notify,
                            lease=self._lease,
                            opened=opened,
                        )
                    )
                except StoreHeld as held:
                    if leaving is not None:  # we had it, and lost it before we had begun
                        await leaving
                        leaving, self._is_waiting = None, False
                    await self._stand_by(held)
                    pause = self._candidacy.every
                except _StillHeld as held:
                    raise held.__cause__ or held from None
                except (StoreUnavailable, OSError) as error:
                    if isinstance(error, OSError) and error.errno not in NOT_NOW:
                        raise
                    pause = self._told(error)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._ended.wait()
        finally:
            self._candidacy.close()
            await self._doorway.end()
            await (self._meanwhile.aclose() if leaving is None else leaving)
        return None

    def _read_anew(self) -> Loaded:
        """Return the files as they are now, after a wait; with a fault the last good ones are in force, as at a reload."""
        if self._is_waiting:
            with contextlib.suppress(ConfigurationError):
                return self._load()
        return self._loaded

    async def _stand_by(self, held: StoreHeld) -> None:
        self._notify.starting(f"waits: {held}")
        await self._doorway.leads_to(self._candidacy.works_at)
        if not self._is_waiting:
            self._is_waiting = True
            log.info("start.standby", holder=str(held))
            await self._meanwhile.enter_async_context(reading_meanwhile(self._loaded.settings))
            self._meanwhile.push_async_callback(self._doorway.close)

    def _told(self, error: Exception) -> float:
        """Tell operators that the store takes nothing; return the seconds until the next try."""
        settings = self._loaded.settings
        self._direct = self._direct or Direct(revealed(settings.direct), mask=self._redactor.mask)
        text = f"the start waits for the store: {error}"
        self._direct.tell("store-start", text, now=SystemClock().now())
        log.error("start.waits", error=str(error), seconds=self._wait)
        self._notify.starting(text)
        pause, self._wait = self._wait, min(2 * self._wait, STANDBY if settings.place.is_shared else LONGEST_WAIT)
        return pause


async def _begun(daemon: Daemon) -> Daemon:
    """Start a daemon. What it fails of is raised, as the engine says it where that has stopped; _StillHeld where its store is not free again."""
    try:
        await daemon.start()
    except BaseException as error:
        failure = daemon.writer.failure
        is_free = await daemon.abandon()
        if failure is not None and failure is not error:
            raise failure from error
        if not is_free:
            raise _StillHeld from error
        raise
    return daemon


class _StillHeld(Exception):  # noqa: N818 - a message from one function to the next
    """A daemon whose start failed still holds its store: another try would only find that."""
