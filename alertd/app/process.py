"""The process: logs, signals and the loop around one daemon. Returns an exit code."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import structlog

from alertd.errors import ConfigurationError, StoreError, StoreUnavailable
from alertd.runtime import logs
from alertd.runtime.redaction import Redactor

if TYPE_CHECKING:
    from alertd.app.daemon import Daemon
    from alertd.config import Loaded
    from alertd.runtime.lease import Lease
    from alertd.runtime.systemd import Notify

CONFIGURATION = 78  # EX_CONFIG of sysexits.h: systemd does not start us again (RestartPreventExitStatus)
FAILED = 70
LAST_WORD = 10.0  # seconds that operators may take to hear why the process ends
GRACE = 4.5  # seconds after SIGTERM at which the process ends whatever hangs


def serve(
    load: Callable[[], Loaded],
    *,
    debug: bool = False,
    after_start: Callable[[Daemon], object] | None = None,
    waits: bool = False,
    only_reads: bool = False,
) -> int:
    """Run a daemon until SIGTERM or SIGINT; return the exit code.

    waits: for another machine to give up the lease. only_reads: it is no daemon, and reads posts for the one of another machine.
    """
    # Hundreds of thousands of values are made at once and all of them stay: looking for rubbish among them took half a second.
    gc.disable()
    redactor = Redactor()
    logs.start(redactor=redactor, debug=debug)
    logs.catch_crashes()
    try:
        loaded = load()
    except ConfigurationError as error:
        from alertd.config import FaultyFilesError

        logs.last_word(str(error) if isinstance(error, FaultyFilesError) else f"alertd: {error}")
        return CONFIGURATION
    for finding in loaded.findings:
        logs.last_word(str(finding), level=logging.WARNING)
    try:
        if only_reads:
            return asyncio.run(_read(loaded, redactor))
        return asyncio.run(_serve(loaded, load, redactor, after_start, waits=waits))
    finally:
        gc.enable()


async def _read(loaded: Loaded, redactor: Redactor) -> int:
    """Read for the machine that works until the end is asked for."""
    from alertd.app.keys import plant
    from alertd.app.reading_for import read_until
    from alertd.runtime.systemd import Notify

    plant(redactor, loaded.settings)
    try:
        await read_until(_ended(), loaded.settings, Notify())
    except (ConfigurationError, StoreError) as error:
        logs.last_word(f"alertd: {error}")
        return CONFIGURATION
    return 0


def _ended() -> asyncio.Event:
    """Return what is set once the end is asked for."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    return ended


async def _serve(
    loaded: Loaded,
    load: Callable[[], Loaded],
    redactor: Redactor,
    after_start: Callable[[Daemon], object] | None,
    *,
    waits: bool,
) -> int:
    ended, loop = _ended(), asyncio.get_running_loop()
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
    from alertd.app.doorway import Doorway
    from alertd.app.keys import plant, revealed
    from alertd.notifiers.direct import Direct
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.systemd import Notify

    plant(redactor, loaded.settings)
    notify = Notify()
    doorway = Doorway(loaded, notify)
    lease = await standing_by.held(loaded.settings, waits=waits, notify=notify, ended=ended, doorway=doorway)
    if lease is None:
        await doorway.end()
        await doorway.close()
        return None
    await doorway.leads_to("")
    direct, clock = Direct(revealed(loaded.settings.direct), mask=redactor.mask), SystemClock()
    renewing = standing_by.Renewing(lease, lambda topic, text: direct.tell(topic, text, now=clock.now()))
    renewing.start()
    # Files that became faulty while we waited: those of before are in force.
    with contextlib.suppress(ConfigurationError):
        loaded = load()
    begin = partial(standing_by.begin_with_newest, loaded.settings)
    began_with = await asyncio.get_running_loop().run_in_executor(None, begin)
    await doorway.end(loaded.settings.listen)
    await doorway.close()
    daemon = await _started(loaded, load, redactor, ended, lease=lease, notify=notify)
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
    notify: Notify | None = None,
) -> Daemon | None:
    """Return a daemon that has started, None where the end was asked for first."""
    from alertd.app.starting import Starting

    return await Starting(loaded, load, redactor, ended, lease, notify=notify).daemon()


async def _until(ended: asyncio.Event, daemon: Daemon, loaded: Loaded) -> int:
    """Wait for the end: a signal, or the engine's failure (crash-only: systemd starts us again)."""
    while not ended.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await ended.wait()
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
    logs.last_word(f"alertd: {damage or error}{also}")
    return FAILED if isinstance(error, StoreUnavailable) else CONFIGURATION


def _end_in_time(code: int) -> None:
    """End the process even if a thread of somebody else's library never returns."""
    timer = threading.Timer(GRACE, os._exit, args=(code,))
    timer.daemon = True
    timer.start()
