"""Faults: what can go wrong with two machines over three servers, what must have come of it before it is mended, and how it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.acceptance.small_disk import NoMount, SmallDisk
from tests.cluster.links import Links
from tests.cluster.pair import Machine, Pair
from tests.cluster.servers import NatsServers

STORE = "chaos"  # its name
LEASE = 4.0  # seconds, the default
Works = Callable[[], Machine | None]  #: returns the machine that works
STEPS = (5, -5, 3600, -3600)  # seconds by which a clock is set


class Fault(NamedTuple):
    """One thing that goes wrong. becomes: what must come of it before it is mended. lasts: seconds that it does at the least."""

    name: str
    do: Callable[[], object]
    becomes: Callable[[], object]
    mend: Callable[[], object] = lambda: None
    lasts: float = 0.0


class Stage:
    """Two machines over three servers, and what the nemesis has in hand. disk: bytes of each machine's."""

    def __init__(self, folder: Path, url: str, *, disk: int = 128 << 20) -> None:
        self.servers = NatsServers(3, is_cuttable=True)
        self.links = [Links(self.servers.ports) for _ in range(2)]
        first, second = (self.servers.by(one.ports, STORE) for one in self.links)
        self.pair = Pair(folder, url, first, other=second, passes_on=True)
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

    def faults(self, working: Machine, leader: int, number: int, works: Works) -> Iterator[Fault]:
        """Yield what may go wrong now. working: the machine that works. leader, number: of the leading server, and of one drawn."""
        place = self.pair.machines.index(working)
        other = self.pair.machines[1 - place]
        yield from _of_machines(working, other, works)
        yield from _of_lines(self.links[place], self.links[1 - place], other, works)
        yield from _of_servers(self.servers, leader, number, works)
        yield from _of_clocks(working, works)

        def both() -> None:
            working.kill()
            self.servers.end(leader)

        yield Fault(
            "machine and leading server are killed together",
            both,
            works,  # the one that was killed is started again, and may be first
            lambda: self.servers.start(leader),
        )
        if self._disks:
            yield from _of_disks(self._disks[place], self._disks[1 - place], other, works)

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


def _of_machines(working: Machine, other: Machine, works: Works) -> Iterator[Fault]:
    killed: list[Machine] = []

    def again() -> bool:
        """The other has taken over, and is killed while the first one is still being started: now that one must."""
        if works() is other and not killed:
            other.kill()
            killed.append(other)
        return bool(killed) and works() is not None

    def other_works() -> bool:
        return works() is other

    yield Fault("the machine that works is killed", working.kill, works)
    yield Fault("the other one is killed while the first is still starting", working.kill, again)
    yield Fault("the machine that works stands still", working.freeze, other_works, working.thaw, 2 * LEASE)
    yield Fault("the machine that waits is killed", other.kill, works)
    yield Fault("the machine that waits stands still", other.freeze, works, other.thaw, 2 * LEASE)


def _of_lines(own: Links, others: Links, other: Machine, works: Works) -> Iterator[Fault]:
    yield Fault("the lines of the machine that works are cut", own.cut, lambda: works() is other, own.mend, 2 * LEASE)
    yield Fault("the lines of the machine that waits are cut", others.cut, works, others.mend, 2 * LEASE)


def _of_servers(servers: NatsServers, leader: int, number: int, works: Works) -> Iterator[Fault]:
    two = [one for one in range(3) if one != number]
    yield Fault("a server is killed", lambda: servers.end(number), works, lambda: servers.start(number), LEASE)
    yield Fault("a server stands still", lambda: servers.freeze(number), works, lambda: servers.thaw(number), 2 * LEASE)
    yield Fault(
        "the leading server is cut off from the others",
        lambda: servers.cut_off(leader),
        works,
        servers.join,
        4 * LEASE,
    )
    yield Fault(
        "two servers are killed",
        lambda: list(map(servers.end, two)),
        lambda: works() is None,
        lambda: list(map(servers.start, two)),
        2 * LEASE,
    )


def _of_clocks(working: Machine, works: Works) -> Iterator[Fault]:
    for step in STEPS:
        yield Fault(
            f"the clock of the machine that works is set by {step:+} s",
            lambda step=step: set_clock(working, step),  # type: ignore[misc]
            works,
            lambda: set_clock(working, 0),
            2 * LEASE,
        )


def _of_disks(own: SmallDisk, others: SmallDisk, other: Machine, works: Works) -> Iterator[Fault]:
    yield Fault("the disk of the machine that works is full", own.fill, lambda: works() is other, own.free, LEASE)
    yield Fault("the disk of the machine that waits is full", others.fill, works, others.free, 2 * LEASE)
