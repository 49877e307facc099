"""A server that stands alone, and whose line to us is whole: the client would stay with it, so the wire leaves it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from alertd.errors import StoreUnavailable
from alertd.store.nats import wire as module
from alertd.store.nats.address import parsed
from alertd.store.nats.wire import Wire
from tests.cluster.servers import NatsServers, wait_until

T = TypeVar("T")
pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[NatsServers]:
    """Return three servers whose lines can be cut."""
    made = NatsServers(3, is_cuttable=True)
    yield made
    made.remove()


def _server_of(wire: Wire, cluster: NatsServers) -> int:
    """Return the number of the server that a wire is connected to."""
    url = wire._client.connected_url
    return -1 if url is None or url.port is None else cluster.ports.index(url.port)


def _answered(ask: Callable[[], T]) -> T:
    """Ask until the servers answer: they choose a leader now and then."""
    answers: list[T] = []

    def is_answered() -> bool:
        try:
            answers.append(ask())
        except StoreUnavailable:
            return False
        return True

    wait_until(is_answered, "an answer of the servers", seconds=120.0)
    return answers[0]


def test_whoever_gets_no_answer_asks_another_server(cluster: NatsServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server is cut off from the other two, which go on: what we write is answered again while the cut lasts, and nothing is lost by it."""
    monkeypatch.setattr(module, "STRANDED", 1.0)
    wire = Wire(parsed(cluster.store("cut")))
    try:
        _answered(wire.make_streams)
        first = _answered(lambda: wire.put(wire.subject("log"), b"before"))
        alone = _server_of(wire, cluster)
        cluster.cut_off(alone)

        def moved() -> bool:
            # What was on the way between the servers when the line was cut may still answer the first of them.
            with contextlib.suppress(StoreUnavailable):
                wire.put(wire.subject("log"), b"while it is cut off", seconds=1.0)
            return _server_of(wire, cluster) not in (alone, -1)

        wait_until(moved, "another server", seconds=120.0)
        _answered(lambda: wire.put(wire.subject("log"), b"by another one", seconds=1.0))
        cluster.join()
        last = _answered(lambda: wire.put(wire.subject("log"), b"after"))
        bodies = _answered(lambda: [body for _, body in wire.read(wire.log, wire.subject("log"), first, last)])
        assert (bodies[0], bodies[-1]) == (b"before", b"after")
    finally:
        wire.close()


def test_who_is_answered_stays_where_it_is(servers: NatsServers) -> None:
    """A refusal is an answer, and one question without one is no reason to leave: a leader that is being chosen is not found sooner elsewhere."""
    wire = Wire(parsed(servers.store("stays")))
    try:
        wire.make_streams()
        for _ in range(3):
            with pytest.raises(module.WrongLast):
                wire.put(wire.subject("log"), b"", last=99)
            with pytest.raises(StoreUnavailable):
                wire.put(wire.subject("log"), b"", seconds=0.0)
        wire.put(wire.subject("log"), b"")
        assert wire._client.stats["reconnects"] == 0
    finally:
        wire.close()
