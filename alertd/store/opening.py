"""Which kind of store: the only place that chooses one. Whoever adds another adds it here and in `store/`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alertd.errors import StoreDamaged
from alertd.store import faults, losses
from alertd.store.sqlite import NAME, SqliteStore
from alertd.store_port import Store


def open_store(
    folder: Path, *, read_only: bool = False, tell_start: Callable[[str], object] = lambda _text: None
) -> Store:
    """Open the store of a data folder; raises StoreError with what the operator can do.

    read_only: beside a running daemon. tell_start: is told now and then how far a long migration is.
    """
    return SqliteStore(folder, read_only=read_only, tell_start=tell_start)


def damage_of(error: BaseException, folder: Path) -> StoreDamaged | None:
    """Return what an error says of damage to the store of a folder, None where it says something else."""
    return faults.damage_of(error, folder / NAME)


def readable_in(folder: Path) -> str:
    """Return in a sentence what can be read of the damaged store of a folder."""
    return losses.readable(folder / NAME)
