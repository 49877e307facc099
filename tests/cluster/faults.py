"""Faults: what can go wrong with two machines over three servers, what must have come of it before it is mended, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.acceptance.small_disk import NoMount, SmallDisk
from tests.cluster.links import Links
from tests.cluster.pair import Machine, Pair
from tests.cluster.servers import NatsServers

LEASE = 4.0  # seconds, the default
STEPS = (5, -5, 3600, -3600)  # seconds by which a clock is set


class Fault(NamedTuple):
    """One thing that goes wrong. becomes: what must come of it before it is mended. lasts: seconds that it does at the least."""

    name: str
    do: Callable[[], object]
    becomes: Callable[[], object]
    mend: Callable[[], object] = lambda: None
    lasts: float = 0.0


class Stage:
    """Two machines over three servers, and what the nemesis has in hand. works: returns the machine that works, told who may not be meant.

    leads: returns the number of the server that leads the log.
    """

    def __init__(self, folder: Path, url: str, *, disk: int = 128 << 20) -> None:
        self.servers = NatsServers(3, is_cuttable=True)
        self.links = [Links(self.servers.ports) for _ in range(2)]
        first, second = (self.servers.by(one.ports, "chaos") for one in self.links)
        self.pair = Pair(folder, url, first, other=second)
        self.why_no_disks = ""
        self._disks: list[SmallDisk] = []
        for machine in self.pair.machines:
            machine.may_end = True
            machine.answers_within = 1.5 * LEASE
            machine.program = ("-m", "tests.cluster.stepped")
            machine.environment["CLOCK_STEP"] = str(machine.folder / "step")
            try:
                self._disks.append(SmallDisk(machine.folder / "store", disk))
            except NoMount as why:
                self.why_no_disks = str(why)

    def faults(self, working: Machine, leader: int, number: int, works: Callable[[], Machine | None]) -> Iterator[Fault]:
        """Yield what may go wrong now. working: the machine that works. leader, number: of the leading server, and of one drawn."""
        place = self.pair.machines.index(working)
        other = self.pair.machines[1 - place]
        own, others = self.links[place], self.links[1 - place]

        def other_works() -> bool:
            return works() is other

        def somebody_works() -> bool:
            return works() is not None

        def nobody_works() -> bool:
            return works() is None

        def both() -> None:
            working.kill()
            self.servers.end(leader)

        def again() -> bool:
            """The other has taken over, and is killed while the first one is still being started: now that one must."""
            if other_works() and not killed:
                other.kill()
                killed.append(other)
            return bool(killed) and somebody_works()

        killed: list[Machine] = []
        two = [one for one in range(3) if one != number]
        yield Fault("the machine that works is killed", working.kill, other_works)
        yield Fault("the other one is killed while the first is still starting", working.kill, again)
        yield Fault("the machine that works stands still", working.freeze, other_works, working.thaw, 2 * LEASE)
        yield Fault("the machine that waits is killed", other.kill, somebody_works)
        yield Fault("the machine that waits stands still", other.freeze, somebody_works, other.thaw, 2 * LEASE)
        yield Fault("the lines of the machine that works are cut", own.cut, other_works, own.mend, 2 * LEASE)
        yield Fault("the lines of the machine that waits are cut", others.cut, somebody_works, others.mend, 2 * LEASE)
        yield Fault(
            "a server is killed",
            lambda: self.servers.end(number),
            somebody_works,
            lambda: self.servers.start(number),
            LEASE,
        )
        yield Fault(
            "a server stands still",
            lambda: self.servers.freeze(number),
            somebody_works,
            lambda: self.servers.thaw(number),
            2 * LEASE,
        )
        yield Fault(
            "the leading server is cut off from the others",
            lambda: self.servers.cut_off(leader),
            somebody_works,
            self.servers.join,
            4 * LEASE,
        )
        yield Fault("machine and leading server are killed together", both, other_works, lambda: self.servers.start(leader))
        yield Fault(
            "two servers are killed",
            lambda: [self.servers.end(one) for one in two],
            nobody_works,
            lambda: [self.servers.start(one) for one in two],
            2 * LEASE,
        )
        for step in STEPS:
            yield Fault(
                f"the clock of the machine that works is set by {step:+} s",
                lambda step=step: set_clock(working, step),  # type: ignore[misc]
                somebody_works,
                lambda: set_clock(working, 0),
                2 * LEASE,
            )
        if self._disks:
            disk, waits = self._disks[place], self._disks[1 - place]
            yield Fault("the disk of the machine that works is full", disk.fill, other_works, disk.free, LEASE)
            yield Fault("the disk of the machine that waits is full", waits.fill, somebody_works, waits.free, 2 * LEASE)

    def end(self) -> None:
        """End all, and leave nothing behind."""
        self.pair.end()
        for disk in self._disks:
            disk.remove()
        for one in self.links:
            one.close()
        self.servers.remove()


def set_clock(machine: Machine, seconds: int) -> None:
    """Set the clock of a machine so far off the right time."""
    step = machine.folder / "step"
    new = step.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(step)  # whoever looks meanwhile sees the one or the other
