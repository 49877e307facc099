"""Which kind of store: the only place that chooses one. Whoever adds another adds it here and in `store/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from alertd.errors import StoreDamaged
from alertd.store import faults, losses
from alertd.store.following import Copier
from alertd.store.sqlite import NAME, SqliteStore
from alertd.store_port import Store


def open_store(
    folder: Path, *, read_only: bool = False, tell_start: Callable[[str], object] = lambda _text: None
) -> Store:
    """Open the store of a data folder; raises StoreError with what the operator can do.

    read_only: beside a running daemon. tell_start: is told now and then how far a long migration is.
    """
    return SqliteStore(folder, read_only=read_only, tell_start=tell_start)


def copy_on(
    store: Store,
    to: Path,
    *,
    epoch: int,
    beside: Callable[[], Mapping[str, bytes]],
    tell: Callable[[str, str], object],
) -> Copier | None:
    """Copy each commit of a store to a second place from now on; None for a kind of store that is in many places by itself.

    epoch: how often the lease has changed hands. beside: the files that belong to the store. tell: is told of troubles by topic.
    """
    if not isinstance(store, SqliteStore):
        return None
    copier = Copier(store.path, to, epoch=epoch, beside=beside, tell=tell)
    store.copied_by(copier)
    return copier


def damage_of(error: BaseException, folder: Path) -> StoreDamaged | None:
    """Return what an error says of damage to the store of a folder, None where it says something else."""
    return faults.damage_of(error, folder / NAME)


def readable_in(folder: Path) -> str:
    """Return in a sentence what can be read of the damaged store of a folder."""
    return losses.readable(folder / NAME)
