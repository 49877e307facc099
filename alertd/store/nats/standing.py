"""How a cluster stands: its servers, its log, and what each machine said of itself last."""

from __future__ import annotations

from alertd.model.cluster import Cluster, Machine, Reader, Server
from alertd.store.nats.address import parsed
from alertd.store.nats.lease import said_by_machines
from alertd.store.nats.release import doubt
from alertd.store.nats.wire import Wire


def cluster_of(address: str) -> Cluster:
    """Return how it stands; without servers where no machine has ever worked. Raises StoreUnavailable where no server answers."""
    wire = Wire(parsed(address))
    try:
        if not wire.has_store:
            return Cluster(place=wire.shown, doubt=doubt(wire.release))
        log = wire.standing(wire.log)
        told = list(said_by_machines(wire))
    finally:
        wire.close()
    machines = (
        Machine(
            name=one.name,
            is_working=one.is_working,
            behind=max(0, log.last - one.applied),
            version=one.version,
            answers_at=one.answers_at,
        )
        for one in told
        if one.reads is None
    )
    readers = (Reader(name=one.name, reading=one.reads, version=one.version) for one in told if one.reads is not None)
    followers = (
        Server(name=name, is_leading=False, is_current=is_current, behind=lag) for name, is_current, lag in log.lags
    )
    return Cluster(
        place=wire.shown,
        machines=tuple(sorted(machines, key=lambda one: (not one.is_working, one.name))),
        servers=(Server(name=log.leader, is_leading=True), *sorted(followers, key=lambda one: one.name)),
        messages=log.messages,
        bytes=log.bytes,
        copies=log.replicas,
        readers=tuple(sorted(readers, key=lambda one: one.name)),
        doubt=doubt(wire.release),
    )
