"""Standing by: wait for the lease, begin with the other machine's store, and renew the lease for as long as this one pages."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from alertd.app.doorway import Doorway
from alertd.app.second_place import EPOCH, lease_of
from alertd.config import Settings
from alertd.errors import AlertdError, ConfigurationError, LeaseError, StoreBusy
from alertd.runtime.clock import wall_now
from alertd.runtime.lease import Lease
from alertd.runtime.systemd import Notify
from alertd.store.copy_folder import BESIDE, epoch_of, newest
from alertd.store.lock import Lock
from alertd.store.opening import open_store
from alertd.store.restoring import restore

log = structlog.get_logger()

NO_THIRD_PLACE = (
    "--standby needs `standby: {lease: ..}` in the settings: two machines must ask a third place which of them pages"
)


async def held(
    settings: Settings, *, waits: bool, notify: Notify, ended: asyncio.Event, doorway: Doorway
) -> Lease | None:
    """Return the lease once this machine holds it, None where the settings name none, or the end was asked for first.

    waits: for another machine to give it up; else that is a ConfigurationError. A third place that cannot be reached is waited for in
    any case: nobody knows then who pages. doorway: leads to the machine that has it meanwhile.
    """
    lease = lease_of(settings)
    if lease is None:
        if waits:
            raise ConfigurationError(NO_THIRD_PLACE)
        return None
    _refuse_second_daemon(settings.data_dir)
    loop, told = asyncio.get_running_loop(), ""
    while not ended.is_set():
        try:
            why = await loop.run_in_executor(None, _claimed, lease, settings)
        except LeaseError as error:
            why, say = str(error), log.warning  # nobody pages while it lasts
        else:
            say = log.info
            if why is None:
                return lease
            if not waits:
                raise ConfigurationError(f"{why}; stop it, or wait for it with --standby")
        if not told:
            notify.ready(f"standby: {why}")
        if why.partition(",")[0] != told:
            told = why.partition(",")[0]
            say("standby.waits", reason=why)
        notify.status(f"standby: {why}")
        notify.watchdog()
        # Not on the loop: the copy often lies on a disk of another machine, which may hang while that one works.
        secrets = await loop.run_in_executor(None, _secrets, settings)
        await doorway.leads_to(lease.works_at, secrets=secrets)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(lease.every):
                await ended.wait()
    return None


def _refuse_second_daemon(folder: Path) -> None:
    """A second daemon over one folder would take the lease from the first, and then find its store in use."""
    holder = Lock(folder / "lock").holder()
    if holder is not None:
        raise StoreBusy(f"{folder} is in use by pid {holder}; stop it first")


def _claimed(lease: Lease, settings: Settings) -> str | None:
    """Claim the lease, if there is anything to begin with; return why not."""
    assert settings.standby is not None
    if lease.is_others() and _copy(settings) is None:
        return f"there is no whole copy of the other machine in {settings.standby.restore_from}"
    return lease.claim()


def _copy(settings: Settings) -> Path | None:
    assert settings.standby is not None
    try:
        return newest(Path(settings.standby.restore_from))
    except OSError:
        return None


def _secrets(settings: Settings) -> Path | None:
    """Return where the other machine's token lies, with its copy: by it we are known there until we have begun with that copy ourselves."""
    life = _copy(settings)
    return life / BESIDE if life is not None and (life / BESIDE / "api_token").is_file() else None


def begin_with_newest(settings: Settings) -> str:
    """Put the other machine's copy in the place of an older store of our own; return in words what was done, "" for nothing."""
    life = _copy(settings)
    own = _own_epoch(settings.data_dir)
    if life is None or (own is not None and own >= epoch_of(life)):
        return ""
    done = restore(life, settings.data_dir, now=wall_now(), is_checked=False)
    log.info("standby.restored", events=done.events, copy=str(life))
    return f"{done.events} events of the other machine"


def _own_epoch(folder: Path) -> int | None:
    """Return under which holding of the lease our own store was last written, None where there is none."""
    try:
        store = open_store(folder, read_only=True)
    except AlertdError:
        return None
    try:
        return int(store.meta(EPOCH) or 0)
    finally:
        store.close()


class Renewing:
    """A thread that renews a lease until the end. tell: is told when this machine must stop paging, and when it may again."""

    def __init__(self, lease: Lease, tell: Callable[[str, str], object]) -> None:
        self._lease = lease
        self._tell = tell
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End. The lease stays ours until it runs out: a restart finds it so."""
        self._ended.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        was: str | None = None
        while not self._ended.wait(self._lease.every):
            self._lease.renew()
            why = self._lease.refusal()
            if (why is None) != (was is None):
                log.error("lease.refused", reason=why) if why else log.info("lease.renewed")
                self._tell(
                    "lease", f"this machine does not page any more: {why}" if why else "this machine pages again"
                )
            elif self._lease.fault:
                log.warning("lease.renewal_failed", error=self._lease.fault)
            was = why
            if self._lease.is_lost:
                return
