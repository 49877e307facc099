"""The second place of a running daemon's store, and the lease by which it writes there."""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

from alertd.app.keys import revealed, write_private
from alertd.config import Settings
from alertd.runtime.lease import Lease
from alertd.runtime.lease_folder import FolderPlace
from alertd.runtime.lease_object import ObjectPlace
from alertd.store.beside import SECRETS, beside
from alertd.store.following import Copier
from alertd.store.opening import copy_on
from alertd.store_port import Store

EPOCH = "lease_epoch"  # the fact of a store: under which holding of the lease it was last written
_ID = "standby_id"  # the file of a data folder that tells it from every other
_MACHINE = Path("/etc/machine-id")


def copied(store: Store, settings: Settings, lease: Lease | None, tell: Callable[[str, str], object]) -> Copier | None:
    """Copy a store on as the settings say, from now on."""
    epoch = 0 if lease is None else lease.epoch
    if lease is not None:
        with store.transaction():
            store.set_meta(EPOCH, str(epoch))
    if settings.copy is None:
        return None
    given = () if settings.standby is None else SECRETS  # what makes another machine this one
    read = partial(beside, settings.data_dir, secrets=given, learnt=True)
    return copy_on(store, Path(settings.copy.to), epoch=epoch, beside=read, tell=tell)


def lease_of(settings: Settings) -> Lease | None:
    """Return this machine's side of the lease that the settings name, None where they name none."""
    setting = settings.standby
    if setting is None:
        return None
    remote = ObjectPlace(setting.lease, revealed(setting.token)) if setting.is_remote else None
    return Lease(
        remote or FolderPlace(Path(setting.lease)),
        holder=_holder(settings.data_dir),
        name=setting.name,
        hold=setting.hold.total_seconds(),
        answers_at=settings.machine_url,
    )


def _holder(folder: Path) -> str:
    """Return what tells this data folder on this machine from every other: a copied folder is another's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _ID
    if not path.exists():
        write_private(path, secrets.token_hex(8).encode())
    machine = _MACHINE.read_bytes() if _MACHINE.is_file() else b""
    return f"{path.read_text()}-{hashlib.sha256(machine + socket.gethostname().encode()).hexdigest()[:12]}"
