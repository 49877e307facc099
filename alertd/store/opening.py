"""Which kind of store: the only place that chooses one. Whoever adds another adds it here and in `store/`.

A client of a server is imported only where an address names one: `pip install alertd` alone brings none.
"""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from alertd.errors import ConfigurationError, StoreDamaged
from alertd.model.cluster import Cluster, Machine
from alertd.ports import FarReaders, Readers, ReadingFor
from alertd.store import faults, losses
from alertd.store.fence import Clocks, counter
from alertd.store.following import Copier
from alertd.store.lock import Lock
from alertd.store.sqlite import NAME, SqliteStore
from alertd.store.whereabouts import REPLICA
from alertd.store_port import WORKS_AT, Candidate, Place, Store


def open_store(
    where: Path | Place,
    *,
    read_only: bool = False,
    is_beside: bool = False,
    tell_start: Callable[[str], object] = lambda _text: None,
    clocks: Clocks = counter,
) -> Store:
    """Open the store of a data folder, or the one on a server; raises StoreError with what the operator can do.

    read_only: beside a running daemon. is_beside: the data folder is held by a store that is open already. tell_start: is told now and then how far a long migration is.
    clocks: by which it knows for how long a store on a server is surely its own.
    """
    place = where if isinstance(where, Place) else Place(folder=where)
    if not place.is_shared:
        return SqliteStore(place.folder, read_only=read_only, tell_start=tell_start)
    if _is_cluster(place):
        if read_only:
            return SqliteStore(place.folder / REPLICA, read_only=True)
        _need("nats", "nats")
        from alertd.store.nats.store import NatsStore

        return NatsStore(
            place.address,
            folder=place.folder,
            is_beside=is_beside,
            tell_start=tell_start,
            clocks=clocks,
            answers_at=place.answers_at,
        )
    _need("psycopg", "postgres")
    from alertd.store.postgres.store import PostgresStore

    folder = None if is_beside else place.folder
    return PostgresStore(
        place.address,
        folder=folder,
        read_only=read_only,
        tell_start=tell_start,
        clocks=clocks,
        answers_at=place.answers_at,
    )


def candidate_of(
    place: Place, *, tell_start: Callable[[str], object] = lambda _text: None, clocks: Clocks = counter
) -> Candidate:
    """Return what waits for a store, ready to work over it; raises StoreError as `open_store` does, but for StoreHeld."""
    if _is_cluster(place):
        _need("nats", "nats")
        from alertd.store.nats.store import NatsStore

        return NatsStore(
            place.address,
            folder=place.folder,
            is_waiting=True,
            tell_start=tell_start,
            clocks=clocks,
            answers_at=place.answers_at,
        )
    return _ByOpening(place, tell_start, clocks)


class _ByOpening:
    """Implements store_port.Candidate for stores of which nothing need be open while another works over them."""

    every = 1.0

    def __init__(self, place: Place, tell_start: Callable[[str], object], clocks: Clocks) -> None:
        self._place, self._tell_start, self._clocks = place, tell_start, clocks

    def claim(self) -> Store:
        """See store_port.Candidate."""
        return open_store(self._place, tell_start=self._tell_start, clocks=self._clocks)

    @contextlib.contextmanager
    def followed(self) -> Iterator[Store]:
        """See store_port.Candidate."""
        with contextlib.closing(open_store(self._place, read_only=True)) as store:
            yield store

    def works_at(self) -> str:
        """See store_port.Candidate."""
        with self.followed() as store:
            return store.meta(WORKS_AT) or ""

    def close(self) -> None:
        """See store_port.Candidate. Nothing is open."""


def far_readers_of(place: Place, *, release: str) -> FarReaders | None:
    """Return the machines that may read for the one that works over a store, None where they cannot meet. release: of this program."""
    if not _is_cluster(place):
        return None
    _need("nats", "nats")
    from alertd.store.nats.address import parsed
    from alertd.store.nats.far_readers import FarReaders as OverNats

    return OverNats(parsed(place.address), release=release)


def reading_for(place: Place, readers: Readers, *, release: str, places: int) -> ReadingFor | None:
    """Return what reads for the machine that works over a store, None where they cannot meet. readers: who does it here; places: how many batches at once."""
    if not _is_cluster(place):
        return None
    _need("nats", "nats")
    from alertd.store.nats.address import parsed
    from alertd.store.nats.reading_for import ReadingFor as OverNats

    return OverNats(parsed(place.address), readers, release=release, places=places)


def _is_cluster(place: Place) -> bool:
    return place.address.startswith(("nats://", "tls://"))


def cluster_of(place: Place) -> Cluster:
    """Return who keeps a store and who works over it."""
    if _is_cluster(place):
        _need("nats", "nats")
        from alertd.store.nats.standing import cluster_of as on_nats

        return on_nats(place.address)
    if place.is_shared:
        _need("psycopg", "postgres")
        from alertd.store.postgres.store import cluster_of as on_postgres

        return on_postgres(place.address)
    holder = Lock(place.folder / "lock").holder()
    machines = () if holder is None else (Machine(name=f"pid {holder} on this machine", is_working=True),)
    return Cluster(place=str(place.folder / NAME), machines=machines)


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
    if type(store) is not SqliteStore:  # a copy of a cluster's store is one already
        return None
    copier = Copier(store.path, to, epoch=epoch, beside=beside, tell=tell)
    store.copied_by(copier)
    return copier


def _need(module: str, extra: str) -> None:
    if importlib.util.find_spec(module) is None:
        raise ConfigurationError(f"{module} is not installed, which the store needs: pip install 'alertd[{extra}]'")


def damage_of(error: BaseException, place: Place) -> StoreDamaged | None:
    """Return what an error says of damage to a store, None where it says something else."""
    return faults.damage_of(error, place.folder / NAME)


def readable_in(place: Place) -> str:
    """Return in a sentence what can be read of the damaged store, "" where only its server's operator can tell."""
    return "" if place.is_shared else losses.readable(place.folder / NAME)
