"""A machine killed at each step of a send, and of an escalation, over every kind of store that lasts: each page comes, and twice only where nobody can know.

The way of a page: claimed (committed), sent, marked (committed). What dies with a machine is all that is in its memory; the next one opens the same store.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from alertd.model.events import HouseLoaded, PageReported, Ticked
from alertd.model.page import Outcome, Receipt
from alertd.ports import Entry, Leased
from alertd.runtime.checkpoints import restored
from alertd.store.outbox import OutboxTable
from alertd.store_port import Store
from tests.contract.conftest import Opening
from tests.unit.runtime.made import LINK_KEY, NOON, house, loud

STEPS = ("before claim", "after claim", "after send", "after mark")
MINUTE = timedelta(minutes=1)


class Arrived(NamedTuple):
    """What a provider was given. is_repeat: it was told that it may have had it before."""

    to: str
    page_id: str
    is_repeat: bool


class Machine:
    """One life over a store. arrived: what it has sent, and those before it."""

    _boots = itertools.count()

    def __init__(self, opening: Opening, arrived: list[Arrived], now: datetime) -> None:
        self._store: Store = opening()
        self._boot = f"boot{next(self._boots)}"
        self._arrived = arrived
        self._fold = restored(self._store, LINK_KEY)
        with self._store.transaction():
            self._store.pages.forget_leases(self._boot, now)

    def take(self, *entries: Entry) -> None:
        """Take events in."""
        with self._store.transaction():
            for one in entries:
                self._fold.take(one, one.event.at)
            self._store.set_meta("folded_seq", str(self._fold.folded_seq))

    def tick(self, now: datetime) -> None:
        """Look at the clock, as the writer does once a deadline has passed."""
        deadline = self._fold.engine.next_deadline()
        if deadline is not None and deadline <= now:
            self.take(Entry(event=Ticked(at=now)))

    def claim(self, now: datetime) -> list[Leased]:
        """Take what is due into its hands."""
        with self._store.transaction():
            return self._store.pages.lease(now, boot=self._boot, limit=100, seconds=120)

    def send(self, leased: list[Leased]) -> None:
        """Hand it to the provider."""
        for one in leased:
            page = one.queued.page
            self._arrived.append(Arrived(page.to, page.page_id, one.is_repeat))

    def mark(self, leased: list[Leased], now: datetime) -> None:
        """Write down what became of it."""
        for one in leased:
            receipt = Receipt(
                page_id=one.queued.page.page_id, outcome=Outcome.ACCEPTED, at=now, sent_at=now, attempt=one.attempt
            )
            self.take(Entry(event=PageReported(at=now, receipt=receipt)))

    def work(self, now: datetime, until: str = "") -> None:
        """Do all there is to do at an instant, up to where it is killed."""
        if until == "before claim":
            return
        leased = self.claim(now)
        if until == "after claim":
            return
        self.send(leased)
        if until != "after send":
            self.mark(leased, now)

    def die(self) -> None:
        """Be gone, with all that was in memory."""
        self._store.close()


def begun(opening: Opening, arrived: list[Arrived]) -> Machine:
    """Return a machine that has just decided to page alice."""
    machine = Machine(opening, arrived, NOON)
    machine.take(Entry(event=HouseLoaded(at=NOON, house=house(), is_start=True)), loud("1"))
    return machine


kinds = pytest.mark.parametrize("opening", ["sqlite", "postgres", "nats"], indirect=True)


COMES = {
    "before claim": [False],
    "after claim": [True],  # nobody knows that it had not been sent
    "after send": [False, True],
    "after mark": [False],
}  #: how often a page comes, by the step at which its machine was killed; True: it says that it may be a repeat


def lived_on(opening: Opening, step: str) -> list[Arrived]:
    """Return what arrives of a machine that is killed at a step, and of the two lives after it."""
    arrived: list[Arrived] = []
    machine = begun(opening, arrived)
    machine.work(NOON, until=step)
    machine.die()
    for life in range(1, 3):
        now = NOON + life * MINUTE
        again = Machine(opening, arrived, now)
        again.tick(now)
        again.work(now)
        again.die()
    return arrived


@kinds
@pytest.mark.parametrize("step", STEPS)
def test_a_page_comes_whenever_its_machine_is_killed(opening: Opening, step: str) -> None:
    """Once, unless it was killed between sending and marking; then twice under the same id, and the second says that it may be a repeat."""
    arrived = lived_on(opening, step)
    assert {one.to for one in arrived} == {"alice"}
    assert len({one.page_id for one in arrived}) == 1
    assert [one.is_repeat for one in arrived] == COMES[step]


def _forgotten(outbox: OutboxTable, _boot: str, _now: datetime) -> int:
    """What another life had in its hands is left there."""
    return 0 if outbox else 1


def _unmarked(outbox: OutboxTable, _boot: str, now: datetime) -> int:
    """It is sent again as if it had never left."""
    sql = "UPDATE outbox SET state = 'planned', due = ? WHERE state = 'leased'"
    return outbox._db.execute(sql, (now.timestamp(),)).rowcount


def _dead(outbox: OutboxTable, _boot: str, _now: datetime) -> int:
    """It is given up: nobody knows whether it came."""
    return outbox._db.execute("UPDATE outbox SET state = 'dead' WHERE state = 'leased'").rowcount


@pytest.mark.parametrize("opening", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mutant", [_forgotten, _unmarked, _dead])
def test_what_a_life_leaves_in_its_hands_is_caught(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[OutboxTable, str, datetime], int]
) -> None:
    """The mutations: left, given up, or sent again unmarked by the next life. Each shows at one of the steps, so these are worth something."""
    monkeypatch.setattr(OutboxTable, "forget_leases", mutant)
    assert [one.is_repeat for one in lived_on(opening, "after claim")] != COMES["after claim"]
    monkeypatch.undo()


@kinds
@pytest.mark.parametrize("step", ["asleep", "after the tick", *STEPS])
def test_an_escalation_goes_on_over_a_kill(opening: Opening, step: str) -> None:
    """Nobody acknowledges: bob is paged when his step is due, once, though the machine died before it, in it or behind it; and alice not again."""
    arrived: list[Arrived] = []
    machine = begun(opening, arrived)
    machine.work(NOON)
    due = NOON + 5 * MINUTE
    if step != "asleep":
        machine.tick(due)
    if step not in ("asleep", "after the tick"):
        machine.work(due, until=step)
    machine.die()
    for life in range(1, 4):  # the first is up long after the step was due
        now = NOON + (6 + life) * MINUTE
        again = Machine(opening, arrived, now)
        again.tick(now)
        again.work(now)
        again.die()

    to_bob = [one for one in arrived if one.to == "bob"]
    assert [one.to for one in arrived].count("alice") == 1
    assert len({one.page_id for one in to_bob}) == 1
    assert [one.is_repeat for one in to_bob] == {
        "after claim": [True],
        "after send": [False, True],
    }.get(step, [False])
