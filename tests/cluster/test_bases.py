"""Bases: a machine begins from a whole store, the log stays short, and what was erased is gone from it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from alertd.errors import (
    StoreDamaged,
    StoreUnavailable,
)
from alertd.store.nats import bases
from alertd.store.nats.upkeep import Upkeep
from alertd.store.nats.wire import WrongLast
from tests.cluster.conftest import Open
from tests.cluster.copies import busy, rows_of
from tests.cluster.servers import wait_until
from tests.unit.runtime.made import NOON, entry


def test_a_new_machine_begins_from_the_base(machine: Open, tmp_path: Path) -> None:
    """The log is let go of up to the base; who is new or was away for long fetches it, whole and checked."""
    first = machine("a")
    busy(first, 0, 5)
    first.close()
    second = machine("b")
    busy(second, 5, 5)
    second.rebase()
    wire = second._wire
    assert wire.standing(wire.log).messages == 0
    busy(second, 10, 2)
    was = rows_of(second)
    second.close()

    for name in ("c", "a"):  # a new one, and one whose copy is older than what is left of the log
        other = machine(name)
        assert rows_of(other) == was
        other.close()


def test_a_base_that_is_not_what_was_written_is_refused(machine: Open, tmp_path: Path) -> None:
    """A machine does not begin from half a store."""
    first = machine("a")
    busy(first, 0, 3)
    first.rebase()
    wire = first._wire
    number, head = bases.head_of(wire)
    assert head is not None
    wrong = head.with_(sha256="0" * 64)
    wire.put(wire.subject("base", "head"), msgspec.msgpack.encode(wrong), last_of_subject=number)
    first.close()
    with pytest.raises(StoreDamaged, match="is not what was written"):
        machine("b")
    assert not (tmp_path / "b" / "replica" / "alertd.sqlite3").exists()


def test_a_log_that_is_let_go_of_while_it_is_read_is_read_anew(machine: Open) -> None:
    """A hole is never skipped: who meets one begins again, and finds the base."""
    store = machine("a")
    busy(store, 0, 6)
    wire = store._wire
    last = wire.standing(wire.log).last
    wire.purge(wire.log, before=4)
    with pytest.raises(StoreUnavailable, match="is read anew"):
        list(wire.read(wire.log, wire.subject("log"), 2, last))
    assert [seq for seq, _ in wire.read(wire.log, wire.subject("log"), 4, last)] == list(range(4, last + 1))


def test_two_bases_at_once_leave_one_whole_one(machine: Open) -> None:
    """Who wrote its head second is told that another was faster, and the first one stands."""
    store = machine("a")
    busy(store, 0, 1)
    wire = store._wire
    number, _ = bases.head_of(wire)
    store.rebase()
    with pytest.raises(WrongLast):
        wire.put(wire.subject("base", "head"), b"late", last_of_subject=number)
    store.close()
    assert machine("b").last_seq == 1


def test_a_long_log_gets_a_base_by_itself(machine: Open) -> None:
    """While the machine works on: the log is short again, and holds what was written since."""
    store = machine("a")
    wire = store._wire
    upkeep = Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size, look=0.05, large=1)
    busy(store, 0, 60)
    assert not Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size).is_due()
    assert Upkeep(store.rebase, lambda: wire.standing(wire.log), store.aging.size, every=0.0).is_due()
    upkeep._size = lambda: 0
    upkeep.begin()
    wait_until(lambda: wire.standing(wire.log).messages < 10, "a base")
    busy(store, 60, 3)
    upkeep.end()
    was = rows_of(store)
    store.close()
    assert rows_of(machine("b")) == was


def test_an_erased_text_does_not_lie_on_in_the_log(machine: Open) -> None:
    """The log holds what was written, so it is let go of with the erasure."""
    store = machine("a")
    with store.transaction():
        store.append(entry("1", text="acme, my secret"), NOON)
    with store.transaction():
        store.erase("x", "1")
    assert store.erasable.scrub()
    wire = store._wire
    assert wire.standing(wire.log).messages > 0, "what takes long is not done on the thread that writes"
    store.erasable.let_go()
    assert wire.standing(wire.log).messages == 0
    store.close()
    assert machine("b").posts(["acme\x1fx\x1f1"]) == {}
