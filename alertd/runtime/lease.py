"""The lease: which of two machines pages. It lies at a third place, and its holder renews it.

Nobody trusts another's clock. The holder goes on for `hold` seconds after it *began* its last renewal that succeeded; the other takes
over only after it has seen the same renewal for `hold` and a half of that again, by its own clock. What it sees it sees after it was
written, so the holder has always stopped before. The machine's sleep counts as time; so does a jump of the wall clock, which is all
that a virtual machine that was frozen as a whole may notice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec
import structlog

from alertd.errors import LeaseError
from alertd.model.value import Value
from alertd.runtime.clock import both_clocks
from alertd.store.fence import passed

log = structlog.get_logger()

#: Of the hold: how often it is renewed, and how much longer than it the other waits.
RENEWALS, GRACE = 3.0, 1.5
_LONGEST_HOLD = 60.0  # a record that says more is a fault, and must not keep everybody silent


class Record(Value, frozen=True, kw_only=True):
    """What lies at the third place. epoch: how often it has changed hands; beat: counts renewals; hold: seconds, of its holder.

    answers_at: the URL by which the other machine reaches its holder, "" where it cannot.
    """

    epoch: int
    holder: str
    name: str
    beat: int
    hold: float
    answers_at: str = ""


class Place(Protocol):
    """Where the lease lies: one record that is replaced only by who knows it as it is."""

    def read(self) -> tuple[Record | None, str]:
        """Return the record (None where there is none yet) and what tells it from every other. Raises LeaseError."""

    def replace(self, record: Record, was: str) -> str | None:
        """Put a record in the place of the one that `was` there; return what tells it, None where another was there. Raises LeaseError."""


class Clocks(Protocol):
    """How much time has passed, by two clocks."""

    def __call__(self) -> tuple[float, float]:
        """Return seconds since the machine began, its sleep included, and seconds of the wall clock."""


def free() -> str | None:
    """Return why a machine without a lease may not page: nothing keeps it."""
    return None


class Lease:
    """This machine's side of a lease.

    holder: what tells this data folder from every other; name: for people. hold: seconds. clocks: see Clocks.
    answers_at: see Record.
    """

    def __init__(
        self,
        place: Place,
        *,
        holder: str,
        name: str,
        hold: float,
        answers_at: str = "",
        clocks: Callable[[], tuple[float, float]] = both_clocks,
    ) -> None:
        self._place = place
        self._holder = holder
        self._name = name
        self._hold = hold
        self._answers_at = answers_at
        self._clocks = clocks
        self._mine: tuple[Record, str] | None = None
        self._renewed: tuple[float, float] | None = None
        self._seen: tuple[str, tuple[float, float]] | None = None  # a renewal of the other, and when we saw it first
        self.works_at = ""  #: the URL by which its holder is reached, as of the last claim; "" where it says none
        self.is_lost = False  #: another holds it: nothing brings it back but a new start
        self.fault = ""  #: why the last renewal failed, "" if it did not

    @property
    def every(self) -> float:
        """Seconds between two renewals, or two looks."""
        return self._hold / RENEWALS

    @property
    def epoch(self) -> int:
        """How often the lease had changed hands when it became ours, 0 before."""
        return 0 if self._mine is None else self._mine[0].epoch

    def refusal(self) -> str | None:
        """Return why this machine may not page now, None while it may. Any thread; it asks only the clocks."""
        if self.is_lost:
            return "another machine holds the lease"
        if self._renewed is None:
            return "this machine has no lease yet"
        if (age := passed(self._renewed, self._clocks())) >= self._hold:
            return (
                f"the lease was renewed {age:.0f} s ago for the last time: {self.fault or 'this machine stood still'}"
            )
        return None

    def is_others(self) -> bool:
        """Whether another machine held it last. Raises LeaseError."""
        record, _ = self._place.read()
        return record is not None and record.holder != self._holder

    def claim(self) -> str | None:
        """Take the lease if it is free, ours, or not renewed for long enough; else return whose it is. Raises LeaseError."""
        began = self._clocks()
        record, known = self._place.read()
        if record is not None and record.holder != self._holder:
            self.works_at = record.answers_at
            if self._seen is None or self._seen[0] != known:
                self._seen = known, self._clocks()
            waits = GRACE * max(self._hold, min(record.hold, _LONGEST_HOLD))
            age = passed_surely(self._seen[1], self._clocks())
            if age < waits:
                return f"{record.name} holds the lease, and renewed it {age:.0f} s ago or less"
        return self._take(record, known, began)

    def _take(self, record: Record | None, known: str, began: tuple[float, float]) -> str | None:
        mine = Record(
            epoch=(0 if record is None else record.epoch) + 1,
            holder=self._holder,
            name=self._name,
            beat=0,
            hold=self._hold,
            answers_at=self._answers_at,
        )
        told = self._place.replace(mine, known)
        if told is None:
            self._seen = None
            return "another machine took the lease just now"
        self._mine, self._renewed = (mine, told), began
        log.info("lease.taken", epoch=mine.epoch, before=None if record is None else record.name)
        return None

    def renew(self) -> None:
        """Renew it. Where that fails, `fault` says why and the time runs on; where another holds it, it `is_lost`."""
        assert self._mine is not None, "only what was claimed is renewed"
        record, known = self._mine
        began = self._clocks()
        again = record.with_(beat=record.beat + 1)
        try:
            told = self._place.replace(again, known)
            if told is None:
                told = self._found_mine(again)
        except LeaseError as error:
            self.fault = str(error)
            return
        if told is None:
            self.is_lost = True
            return
        self._mine, self._renewed, self.fault = (again, told), began, ""

    def _found_mine(self, again: Record) -> str | None:
        """Look whose it is: a renewal whose answer was lost has changed the record, and it is ours all the same."""
        record, known = self._place.read()
        if record is None or (record.holder, record.epoch) != (again.holder, again.epoch):
            return None
        return self._place.replace(again.with_(beat=max(again.beat, record.beat + 1)), known)


def passed_surely(since: tuple[float, float], now: tuple[float, float]) -> float:
    """Return the seconds that have passed at the least: a wall clock that jumps must not take a lease away early."""
    return now[0] - since[0]


def decoded(raw: bytes) -> Record:
    """Read a record. Raises LeaseError for what is none: nobody may guess who pages."""
    try:
        return msgspec.json.decode(raw, type=Record)
    except msgspec.MsgspecError as error:
        raise LeaseError(f"what lies there is no lease: {error}") from error
