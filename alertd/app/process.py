"""The process: logs, signals and the loop around one daemon. Returns an exit code."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from alertd.errors import ConfigurationError, StoreError, StoreHeld, StoreUnavailable
from alertd.runtime import logs
from alertd.runtime.redaction import Redactor

if TYPE_CHECKING:
    from alertd.app.daemon import Daemon
    from alertd.config import Loaded
    from alertd.runtime.lease import Lease

CONFIGURATION = 78  # EX_CONFIG of sysexits.h: systemd does not start us again (RestartPreventExitStatus)
FAILED = 70
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between two starts on a disk that takes nothing
STANDBY = 1.0  # seconds between two looks whether a server is there again: every second counts then
LAST_WORD = 10.0  # seconds that operators may take to hear why the process ends
GRACE = 4.5  # seconds after SIGTERM at which the process ends whatever hangs


def serve(
    load: Callable[[], Loaded],
    *,
    debug: bool = False,
    after_start: Callable[[Daemon], object] | None = None,
    waits: bool = False,
) -> int:
    """Run a daemon until SIGTERM or SIGINT; return the exit code. waits: for another machine to give up the lease."""
    # Hundreds of thousands of values are made at once and all of them stay: looking for rubbish among them took half a second.
    gc.disable()
    redactor = Redactor()
    logs.start(redactor=redactor, debug=debug)
    logs.catch_crashes()
    try:
        loaded = load()
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return CONFIGURATION
    for finding in loaded.findings:
        sys.stderr.write(f"{finding}\n")
    try:
        return asyncio.run(_serve(loaded, load, redactor, after_start, waits=waits))
    finally:
        gc.enable()


async def _serve(
    loaded: Loaded,
    load: Callable[[], Loaded],
    redactor: Redactor,
    after_start: Callable[[Daemon], object] | None,
    *,
    waits: bool,
) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    # Before the start: whoever reloads as soon as systemd hears that it is ready must not end it.
    running: list[Daemon] = []
    reloads: set[asyncio.Task[object]] = set()

    def begin_reload() -> None:
        for daemon in running:
            task: asyncio.Task[object] = loop.create_task(daemon.reload(), name="reload")
            reloads.add(task)
            task.add_done_callback(reloads.discard)

    loop.add_signal_handler(signal.SIGHUP, begin_reload)
    try:
        daemon = await _led(loaded, load, redactor, ended, waits=waits)
    except Exception as error:
        code = _told(error, loaded)
        _end_in_time(FAILED if code is None else code)
        if code is None:
            raise
        return code
    if daemon is None:
        return 0  # it was stopped while it waited for room
    running.append(daemon)
    daemon.remembered.add_done_callback(lambda _: _collect_again())
    if after_start is not None:
        after_start(daemon)
    code = await _until(ended, daemon, loaded)
    _end_in_time(code)
    await daemon.stop()
    return code


async def _led(
    loaded: Loaded, load: Callable[[], Loaded], redactor: Redactor, ended: asyncio.Event, *, waits: bool
) -> Daemon | None:
    """Return a daemon that has started, under the lease of two machines where the settings name one."""
    if loaded.settings.standby is None and not waits:
        return await _started(loaded, load, redactor, ended)
    from alertd.app import standing_by
    from alertd.app.keys import plant, revealed
    from alertd.notifiers.direct import Direct
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.systemd import Notify

    plant(redactor, loaded.settings)
    lease = await standing_by.held(loaded.settings, waits=waits, notify=Notify(), ended=ended)
    if lease is None:
        return None
    direct, clock = Direct(revealed(loaded.settings.direct), mask=redactor.mask), SystemClock()
    renewing = standing_by.Renewing(lease, lambda topic, text: direct.tell(topic, text, now=clock.now()))
    renewing.start()
    with contextlib.suppress(
        ConfigurationError
    ):  # files that became faulty while we waited: those of before are in force
        loaded = load()
    begin = partial(standing_by.begin_with_newest, loaded.settings)
    began_with = await asyncio.get_running_loop().run_in_executor(None, begin)
    daemon = await _started(loaded, load, redactor, ended, lease=lease)
    if daemon is not None and began_with:
        daemon.ops.tell("standby", f"this machine has taken over, and begins with {began_with}")
    return daemon


async def _started(
    loaded: Loaded,
    load: Callable[[], Loaded],
    redactor: Redactor,
    ended: asyncio.Event,
    *,
    lease: Lease | None = None,
) -> Daemon | None:
    """Return a daemon that has started, None where the end was asked for first.

    A disk that takes nothing is waited for, with growing patience: systemd gives up for good after ten ends, and who then makes
    room would have to know that. Operators are told by the direct route. A store on a server that another daemon holds is waited for
    without a word: that is what the second machine is for.
    """
    from alertd.app.candidacy import Candidacy
    from alertd.app.daemon import Daemon
    from alertd.app.keys import revealed
    from alertd.notifiers.direct import Direct
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.systemd import Notify

    notify, wait, direct, is_waiting = Notify(), FIRST_WAIT, None, False
    candidacy = Candidacy(loaded.settings, notify)
    try:
        while True:
            try:
                opened = await asyncio.get_running_loop().run_in_executor(None, candidacy.opened)
                if ended.is_set():
                    opened.store.close()
                    return None
                if is_waiting:
                    with contextlib.suppress(ConfigurationError):  # as at a reload: the last good ones are in force
                        loaded = load()
                return await _begun(
                    Daemon(loaded, reload=load, redactor=redactor, notify=notify, lease=lease, opened=opened)
                )
            except StoreHeld as held:
                notify.starting(f"waits: {held}")
                if not is_waiting:
                    is_waiting = True
                    structlog.get_logger().info("start.standby", holder=str(held))
                pause = candidacy.every
            except _StillHeld as held:
                raise held.__cause__ or held from None
            except (StoreUnavailable, OSError) as error:
                if isinstance(error, OSError) and error.errno not in NO_ROOM:
                    raise
                direct = direct or Direct(revealed(loaded.settings.direct), mask=redactor.mask)
                text = f"the start waits for the store: {error}"
                direct.tell("store-start", text, now=SystemClock().now())
                structlog.get_logger().error("start.waits", error=str(error), seconds=wait)
                notify.starting(text)
                pause, wait = wait, min(2 * wait, STANDBY if loaded.settings.place.is_shared else LONGEST_WAIT)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), pause)
            if ended.is_set():
                return None
    finally:
        candidacy.close()


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


async def _until(ended: asyncio.Event, daemon: Daemon, loaded: Loaded) -> int:
    """Wait for the end: a signal, or the engine's failure (crash-only: systemd starts us again)."""
    while not ended.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), 1.0)
        if (lease := daemon.running.lease) is not None and lease.is_lost:
            structlog.get_logger().error("daemon.gave_way", reason=lease.refusal())
            return FAILED
        if daemon.writer.failure is not None:
            await asyncio.get_running_loop().run_in_executor(None, daemon.ops.direct.wait, LAST_WORD)
            code = _told(daemon.writer.failure, loaded)
            return FAILED if code is None else code
    return 0


def _collect_again() -> None:
    """End what serve began. What the start made lives as long as the process, so the collector never looks at it again."""
    gc.freeze()
    gc.enable()


def _told(error: BaseException, loaded: Loaded) -> int | None:
    """Tell in one line what only somebody else can mend, and return the exit code; None for a fault of our own.

    78 where starting again cannot help; a disk that takes nothing may have room in a moment.
    """
    from alertd.store.opening import damage_of, readable_in

    damage = damage_of(error, loaded.settings.place)
    if damage is None and not isinstance(error, (ConfigurationError, StoreError)):
        return None
    readable = "" if damage is None else readable_in(loaded.settings.place)
    also = f"; {readable}" if readable else ""
    sys.stderr.write(f"alertd: {damage or error}{also}\n")
    return FAILED if isinstance(error, StoreUnavailable) else CONFIGURATION


def _end_in_time(code: int) -> None:
    """End the process even if a thread of somebody else's library never returns."""
    timer = threading.Timer(GRACE, os._exit, args=(code,))
    timer.daemon = True
    timer.start()
