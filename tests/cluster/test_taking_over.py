"""A machine that waits for a store on NATS: it reads along, takes over where the other ended, and nobody loses a lease by mistake."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nats.js import JetStreamContext

from alertd.errors import StoreHeld, StoreReplaced, StoreUnavailable
from alertd.store.nats.lease import Lease, said_by_machines
from alertd.store.nats.store import NatsStore
from alertd.store.nats.wire import FEW, Wire
from alertd.store.opening import candidate_of
from alertd.store_port import Candidate, Place
from tests.cluster.conftest import Open
from tests.cluster.copies import busy, lose_lease, rows_of
from tests.cluster.servers import wait_until


def _waiting(address: str, folder: Path) -> Candidate:
    return candidate_of(Place(folder=folder, address=address))


def test_one_that_waits_reads_along_and_goes_on_where_the_other_ended(
    machine: Open, address: str, tmp_path: Path
) -> None:
    """It is asked again and again, is told who works, has what that one wrote, and works as soon as it may."""
    first = machine("a")
    waiting = _waiting(address, tmp_path / "b")
    try:
        busy(first, 0, 3)
        with pytest.raises(StoreHeld, match=f"in use by pid {os.getpid()} on "):
            waiting.claim()

        def has_followed() -> bool:
            with pytest.raises(StoreHeld):
                waiting.claim()
            with waiting.followed() as known:
                return known.meta("applied") == first.meta("applied")

        wait_until(has_followed, "the copy of the one that waits")
        busy(first, 3, 3)
        was = rows_of(first)
        first.close()
        second = waiting.claim()
        assert isinstance(second, NatsStore)
        assert rows_of(second) == was
        busy(second, 6, 1)
        assert second.refusal() is None
    finally:
        waiting.close()


def test_a_machine_follows_though_the_servers_begin_no_reader(
    machine: Open, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a server is down the others begin some readers there, and nobody answers. The last records are asked for by their numbers, of who leads the log."""
    first = machine("a")
    busy(first, 0, 3)
    waiting = _waiting(address, tmp_path / "b")

    async def nobody(*_told: object, **_more: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(JetStreamContext, "pull_subscribe", nobody)
    try:
        with pytest.raises(StoreHeld):
            waiting.claim()
        busy(first, 3, 3)
        was = rows_of(first)
        first.close()
        second = waiting.claim()
        assert isinstance(second, NatsStore)
        assert rows_of(second) == was
    finally:
        waiting.close()


def test_many_records_are_read_at_once_and_few_by_their_numbers(
    machine: Open, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways give the same, over the border between them; what the log has let go of is said to be gone, and not passed over."""
    store = machine("a")
    wire = store._wire
    for number in range(FEW + 6):
        wire.put(wire.subject("log"), b"%d" % number)
    last = wire.standing(wire.log).last
    read = list(wire.read(wire.log, wire.subject("log"), last - FEW - 5, last))
    assert [body for _, body in read] == [b"%d" % number for number in range(FEW + 6)]
    assert list(wire.read(wire.log, wire.subject("log"), last - 5, last)) == read[-6:]
    assert list(wire.read(wire.log, wire.subject("log"), last + 1, last)) == []

    wire.purge(wire.log, before=last - 3)
    for begin in (last - FEW - 5, last - 5):
        with pytest.raises(StoreUnavailable, match=f"message {begin} of the log is gone"):
            list(wire.read(wire.log, wire.subject("log"), begin, last))
    assert list(wire.read(wire.log, wire.subject("log"), last - 3, last)) == read[-4:]


def test_one_that_renews_is_not_gone_though_nobody_hears_it(
    machine: Open, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose lines to some others are cut says so. Each renewal that arrives by another way is worth more; without one it is believed."""
    at = [1000.0]
    monkeypatch.setattr("alertd.store.nats.lease.time", SimpleNamespace(monotonic=lambda: at[0]))
    monkeypatch.setattr(Wire, "is_heard", lambda _wire, _subject: False)
    first = machine("a")
    waiting = _waiting(address, tmp_path / "b")
    try:
        for _ in range(3):
            with pytest.raises(StoreHeld):
                waiting.claim()
            at[0] += 14.9  # of 15, which is half of the lease
            with pytest.raises(StoreHeld):
                waiting.claim()
            first._lease._renew()
        first._lease._ended.set()
        first._lease._thread.join()
        with pytest.raises(StoreHeld):
            waiting.claim()
        at[0] += 15.0
        second = waiting.claim()
        assert isinstance(second, NatsStore)
        busy(second, 0, 1)
        with pytest.raises(StoreReplaced):
            busy(first, 1, 1)
    finally:
        waiting.close()


def test_the_last_word_of_who_worked_before_is_taken_in(
    machine: Open, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease has run out, and one more record of it arrives behind the new claim: it is read, and the new machine works all the same."""
    old = machine("a")
    waiting = _waiting(address, tmp_path / "b")
    try:
        lose_lease(old._wire)
        claim = Lease.claim

        def claimed_late(lease: Lease) -> None:
            claim(lease)
            busy(old, 0, 2)

        monkeypatch.setattr(Lease, "claim", claimed_late)
        new = waiting.claim()
        assert isinstance(new, NatsStore)
        assert rows_of(new) == rows_of(old)
        with pytest.raises(StoreReplaced):
            busy(old, 2, 1)
        busy(new, 2, 1)
    finally:
        waiting.close()


def test_a_renewal_whose_answer_was_lost_is_found_again(machine: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest message of the lease is our own, under a number that we were never told: nobody has taken anything."""
    store = machine("a")
    lease, put = store._lease, Wire.put

    def deaf(wire: Wire, subject: str, body: bytes, **told: Any) -> int:
        put(wire, subject, body, **told)
        raise StoreUnavailable("no answer")

    with monkeypatch.context() as cut:
        cut.setattr(Wire, "put", deaf)
        with pytest.raises(StoreUnavailable):
            lease._renew()
    lease._renew()
    assert not lease.is_lost
    assert store.refusal() is None
    busy(store, 0, 1)


def test_a_lease_that_another_has_is_lost(machine: Open) -> None:
    """However it is asked for: behind our own number, behind none, or behind the other's."""
    store = machine("a")
    lose_lease(store._wire)
    machine("b")
    store._lease._renew()
    assert store._lease.is_lost
    assert store.refusal() == "another machine has taken over the store"


def test_where_to_ask_is_the_word_of_who_has_the_lease(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that stood still still says that it works: it is not asked. Of one holder it is asked once: in trouble a look must not wait for it."""
    old = NatsStore(address, folder=tmp_path / "old", answers_at="http://127.0.0.1:1")
    waiting = NatsStore(address, folder=tmp_path / "c", is_waiting=True)
    try:
        with pytest.raises(StoreHeld):
            waiting.claim()
        assert waiting.works_at() == "http://127.0.0.1:1"
        lose_lease(old._wire)
        new = NatsStore(address, folder=tmp_path / "new", answers_at="http://127.0.0.1:2")
        old._lease._say(is_working=True)
        # The machines of a test are runs of one process: their names are the same, and of a cluster's they are not.
        said = {one.answers_at for one in said_by_machines(waiting._wire) if one.is_working}
        assert said == {"http://127.0.0.1:1", "http://127.0.0.1:2"}
        new._lease._held = b"pid 2 on b 00 listens"
        new._lease._machine = "pid 2 on b 00"
        new._lease._renew()
        new._lease._say(is_working=True)
        with pytest.raises(StoreHeld):
            waiting.claim()
        assert waiting.works_at() == "http://127.0.0.1:2"
        with monkeypatch.context() as away:
            away.setattr(
                Wire, "subjects", lambda *_: pytest.fail("a look waits for servers to say again what is known")
            )
            assert waiting.works_at() == "http://127.0.0.1:2"
        new.close()
    finally:
        waiting.close()
        old.close()
