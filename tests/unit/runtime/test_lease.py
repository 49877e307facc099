"""The lease: never two that page, whatever stands still, is cut off or comes late; and somebody pages again soon after."""

from __future__ import annotations

from pathlib import Path

import pytest

from alertd.errors import LeaseError
from alertd.runtime.lease import GRACE, Lease, Record, decoded
from alertd.runtime.lease_folder import FolderPlace

HOLD = 10.0


class Clock:
    """Both clocks of one machine, moved by hand."""

    def __init__(self, boot: float = 0.0, wall: float = 1e9) -> None:
        self.boot, self.wall = boot, wall

    def __call__(self) -> tuple[float, float]:
        """See Clocks."""
        return self.boot, self.wall

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.boot += seconds
        self.wall += seconds


class Shelf:
    """A third place in memory, that each machine may be cut off from."""

    def __init__(self) -> None:
        self.record: Record | None = None
        self.number = 0
        self.loses_answers = False

    def door(self) -> Door:
        """Return one machine's way to it."""
        return Door(self)


class Door:
    """One machine's way to the shelf. is_cut: nothing gets through; loses_answer: the next change is made, its answer lost."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.is_cut = False
        self.loses_answer = False

    def read(self) -> tuple[Record | None, str]:
        """See Place."""
        if self.is_cut:
            raise LeaseError("cut off")
        return self._shelf.record, str(self._shelf.number)

    def replace(self, record: Record, was: str) -> str | None:
        """See Place."""
        if self.is_cut:
            raise LeaseError("cut off")
        if was != str(self._shelf.number):
            return None
        self._shelf.record, self._shelf.number = record, self._shelf.number + 1
        if self.loses_answer:
            self.loses_answer = False
            raise LeaseError("no answer")
        return str(self._shelf.number)


class Machine:
    """One of two machines."""

    def __init__(self, shelf: Shelf, name: str, clock: Clock) -> None:
        self.door, self.clock, self.name = shelf.door(), clock, name
        self.lease = self.started()

    def started(self, hold: float = HOLD) -> Lease:
        """Start its daemon: what it knew is gone."""
        self.lease = Lease(self.door, holder=self.name, name=self.name, hold=hold, clocks=self.clock)
        return self.lease

    @property
    def pages(self) -> bool:
        """Whether it may page now."""
        return self.lease.refusal() is None


@pytest.fixture
def two() -> tuple[Machine, Machine]:
    """Return two machines with clocks that agree on nothing but how fast time goes."""
    shelf = Shelf()
    return Machine(shelf, "paris", Clock(5.0, 1e9)), Machine(shelf, "oslo", Clock(9e5, 2e9))


def _pass(two: tuple[Machine, Machine], seconds: float) -> None:
    for one in two:
        one.clock.go(seconds)


def test_the_first_takes_it_and_the_second_waits(two: tuple[Machine, Machine]) -> None:
    """While it is renewed, for however long, the other hears who holds it."""
    paris, oslo = two
    assert paris.lease.claim() is None
    assert paris.pages
    for _ in range(100):
        assert str(oslo.lease.claim()).startswith("paris holds the lease")
        _pass(two, HOLD / 3)
        paris.lease.renew()
        assert paris.pages
        assert not oslo.pages
    assert (paris.lease.epoch, oslo.lease.epoch) == (1, 0)


def test_when_the_first_dies_the_second_takes_over_in_time(two: tuple[Machine, Machine]) -> None:
    """After hold and a half, and not before; the count of hands goes up, and the first is not let in again."""
    paris, oslo = two
    assert paris.lease.claim() is None
    assert oslo.lease.claim()
    waited = 0.0
    while oslo.lease.claim() is not None:
        _pass(two, 1.0)
        waited += 1.0
    assert HOLD < waited <= GRACE * HOLD
    assert (oslo.lease.epoch, oslo.pages, paris.pages) == (2, True, False)
    paris.lease.renew()
    assert paris.lease.is_lost
    assert paris.lease.refusal() == "another machine holds the lease"
    assert str(paris.started().claim()).startswith("oslo holds the lease")


def test_who_cannot_renew_stops_before_the_other_may_begin(two: tuple[Machine, Machine]) -> None:
    """Cut off from the third place alone, it pages on for hold, then no more; when the way is back before the other came, it goes on."""
    paris, oslo = two
    assert paris.lease.claim() is None
    paris.door.is_cut = True
    oslo.lease.claim()
    for _ in range(9):
        _pass(two, 1.0)
        paris.lease.renew()
        assert paris.pages
    _pass(two, 1.0)
    paris.lease.renew()
    assert "cut off" in str(paris.lease.refusal())
    assert oslo.lease.claim(), "not yet"
    paris.door.is_cut = False
    paris.lease.renew()
    assert paris.pages
    _pass(two, GRACE * HOLD - 1)
    assert oslo.lease.claim(), "it has seen a renewal since"


def test_a_machine_that_was_frozen_does_not_page_when_it_wakes(two: tuple[Machine, Machine]) -> None:
    """Its first question, before it has asked anybody, is how long it slept; a virtual machine finds only its wall clock changed."""
    paris, oslo = two
    assert paris.lease.claim() is None
    oslo.lease.claim()
    oslo.clock.go(60.0)
    assert oslo.lease.claim() is None
    paris.clock.wall += 60.0
    assert not paris.pages
    assert oslo.pages
    paris.clock.wall -= 60.0
    paris.clock.boot += 60.0
    assert not paris.pages


def test_a_wall_clock_that_jumps_takes_no_lease_away(two: tuple[Machine, Machine]) -> None:
    """The other's clock is set forward by an hour: it waits all the same. The holder's: it pauses until its next renewal, no longer."""
    paris, oslo = two
    assert paris.lease.claim() is None
    oslo.lease.claim()
    oslo.clock.wall += 3600.0
    assert oslo.lease.claim()
    paris.clock.wall -= 3600.0
    assert not paris.pages
    paris.lease.renew()
    assert paris.pages


def test_an_answer_that_is_lost_costs_nobody_the_lease(two: tuple[Machine, Machine]) -> None:
    """The renewal was written and its answer was not heard: the next one finds its own, and goes on."""
    paris, _ = two
    assert paris.lease.claim() is None
    paris.door.loses_answer = True
    paris.lease.renew()
    assert paris.lease.fault == "no answer"
    assert paris.pages
    paris.lease.renew()
    assert (paris.lease.fault, paris.lease.is_lost, paris.pages) == ("", False, True)


def test_a_restart_takes_up_its_own_lease_at_once(two: tuple[Machine, Machine]) -> None:
    """Seconds matter: nobody else may have it, so nobody is waited for. The count goes up: a new life."""
    paris, oslo = two
    assert paris.lease.claim() is None
    assert oslo.lease.claim()
    assert paris.started().claim() is None
    assert (paris.lease.epoch, paris.lease.is_others(), oslo.lease.is_others()) == (2, False, True)


def test_two_that_wait_for_one_lease_take_turns(two: tuple[Machine, Machine]) -> None:
    """Both see that it is free: one gets it, the other begins to wait anew."""
    paris, oslo = two
    read = paris.door.read()
    paris.door.read = lambda: read  # type: ignore[method-assign]
    assert oslo.lease.claim() is None
    assert paris.lease.claim() == "another machine took the lease just now"
    assert not paris.pages


def test_settings_that_differ_keep_the_longer_time(two: tuple[Machine, Machine]) -> None:
    """The holder says how long it goes on; a record that says hours is a fault, and keeps nobody silent for so long."""
    paris, oslo = two
    assert paris.started(hold=20.0).claim() is None
    oslo.lease.claim()
    _pass(two, GRACE * HOLD + 1)
    assert paris.pages
    assert oslo.lease.claim()
    _pass(two, GRACE * HOLD + 1)
    assert oslo.lease.claim() is None
    assert not paris.pages


def test_a_folder_keeps_one_lease_and_few_files(tmp_path: Path) -> None:
    """Who knows the last renewal may write the next, nobody else; old ones are swept; half a file is never read."""
    one, other = FolderPlace(tmp_path), FolderPlace(tmp_path)
    record = Record(epoch=1, holder="a", name="paris", beat=0, hold=10.0)
    assert one.read() == (None, "0")
    first = one.replace(record, "0")
    assert first == "1"
    assert other.replace(record.with_(holder="b"), "0") is None
    assert other.read() == (record, "1")
    tag: str | None = first
    for beat in range(60):
        tag = one.replace(record.with_(beat=beat), str(tag))
    assert tag == "61"
    assert len(list(tmp_path.iterdir())) <= 21
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o644}
    assert other.replace(record.with_(holder="b"), "3") is None, (
        "a machine that slept long must not win by a swept place"
    )
    assert other.read()[1] == "61"


def test_a_place_that_is_gone_or_foreign_is_a_fault_and_no_lease(tmp_path: Path) -> None:
    """A mount that is missing must not become a lease of this machine's own; what is no record is not guessed at."""
    with pytest.raises(LeaseError, match="no such folder: make it once"):
        FolderPlace(tmp_path / "unmounted").read()
    with pytest.raises(LeaseError, match="no such folder: make it once"):
        FolderPlace(tmp_path / "unmounted").replace(Record(epoch=1, holder="a", name="a", beat=0, hold=1.0), "0")
    assert not (tmp_path / "unmounted").exists()
    (tmp_path / "lease.000000000001").write_text("somebody's notes")
    with pytest.raises(LeaseError, match="no lease"):
        FolderPlace(tmp_path).read()
    with pytest.raises(LeaseError, match="no lease"):
        decoded(b'{"epoch": "x"}')
