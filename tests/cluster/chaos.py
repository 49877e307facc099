"""A nemesis over a cluster: two machines, three servers, a source that never pauses, and a checker that knows every post and every page.

    make chaos                     20 minutes
    make chaos ARGS="--seconds 120 --seed 7"

The seed draws what happens and when: kill -9 of a machine or a server, a machine or a server that stands still for longer than the lease, both at
once, the lines cut between a machine and all servers. What ended is started again, as systemd does. At the end all must be up, everything that was
answered 202 must be stored once, every page that was decided must have come, and come twice only over a fault, marked.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from alertd.errors import StoreError
from alertd.store.nats.address import parsed
from alertd.store.nats.wire import Wire
from tests.acceptance.house import until
from tests.acceptance.receiver import Receiver
from tests.cluster.links import Links
from tests.cluster.pair import Machine, Pair, Spike, check
from tests.cluster.servers import NatsServers

T = TypeVar("T")
LEASE = 4.0  # seconds, the default
PATIENCE = 60.0  # seconds after which somebody must work again, and all must be up; a machine that starves its processes needs more


class Nemesis:
    """What goes wrong, drawn by a seed."""

    def __init__(
        self, pair: Pair, servers: NatsServers, links: Sequence[Links], seed: int, patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self._links = dict(zip((one.folder for one in pair.machines), links, strict=True))
        self.breaks: list[float] = []
        self.blind: list[float] = []  # seconds from each fault until somebody worked again
        self._pair = pair
        self._servers = servers
        self._chance = random.Random(seed)
        self._begun_at: dict[Path, int] = {}
        for machine in pair.machines:
            machine.may_end = True

    def strike(self) -> str:
        """Do one thing, wait until somebody works again, mend it; return what it was."""
        working = self._working()
        name, do, mend = self._chance.choice(self._faults(working))
        self.breaks.append(time.monotonic())
        do()
        until(lambda: self._working() is not None, f"somebody works after: {name}", self._patience)
        self.blind.append(time.monotonic() - self.breaks[-1])
        self.breaks.append(time.monotonic())
        mend()
        until(self.are_all_up, f"all are up after: {name}", self._patience)
        return name

    def _faults(self, working: Machine | None) -> list[tuple[str, Callable[[], None], Callable[[], None]]]:
        server = self._chance.randrange(3)
        machine = working or self._pair.machines[0]
        waiting = next(one for one in self._pair.machines if one is not machine)
        links = self._links[machine.folder]

        def both() -> None:
            machine.kill()
            self._servers.end(server)

        def nothing() -> None:
            """It is started again by itself."""

        return [
            ("the machine that works is killed", machine.kill, nothing),
            ("the machine that works stands still", machine.freeze, lambda: self._thaw(machine)),
            ("the machine that waits is killed", waiting.kill, nothing),
            ("the lines of the machine that works are cut", links.cut, lambda: self._mended(links)),
            ("a server is killed", lambda: self._servers.end(server), lambda: self._servers.start(server)),
            ("a server stands still", lambda: self._servers.freeze(server), lambda: self._servers.thaw(server)),
            ("machine and server are killed together", both, lambda: self._servers.start(server)),
        ]

    def _thaw(self, machine: Machine) -> None:
        time.sleep(max(0.0, 2 * LEASE - self.blind[-1]))
        machine.thaw()
        self.breaks.append(time.monotonic())

    def _mended(self, links: Links) -> None:
        time.sleep(max(0.0, 2 * LEASE - self.blind[-1]))
        links.mend()
        self.breaks.append(time.monotonic())

    def tend(self) -> None:
        """Start again what has ended, as the service manager does."""
        for machine in self._pair.machines:
            if machine.process is not None and machine.process.poll() is not None:
                machine.process = None
            if machine.process is None:
                log = machine.folder / "log"
                self._begun_at[machine.folder] = log.stat().st_size if log.exists() else 0
                machine.begin()

    def _is_standing(self, machine: Machine) -> bool:
        """Whether it works, or waits. One that is still starting bears no second fault, nor one that has lost the store and is about to end."""
        said = machine.log()[self._begun_at.get(machine.folder, 0) :]
        return machine.is_answering() or said.rfind("start.standby") > said.rfind("daemon.ready")

    def _working(self) -> Machine | None:
        self.tend()
        return self._pair.working()

    def owner(self) -> Machine | None:
        """Return the machine that has the lease, once it answers."""
        self.tend()
        found = self._asked(lambda wire: wire.newest(wire.leases, wire.subject("lease")))
        holder = "" if found is None else found[1].decode()
        for machine in self._pair.machines:
            if machine.process is not None and holder.startswith(f"pid {machine.process.pid} "):
                return machine if machine.is_answering() else None
        return None

    def _asked(self, what: Callable[[Wire], T]) -> T | None:
        """Return what the servers say, None while they do not."""
        try:
            wire = Wire(parsed(self._servers.store("chaos")))
        except StoreError:
            return None
        try:
            return what(wire)
        except StoreError:
            return None
        finally:
            wire.close()

    def are_all_up(self) -> bool:
        """Whether all is as it was before the first fault."""
        is_up = self._working() is not None and self._servers.are_answering() and self._are_in_step()
        return is_up and all(map(self._is_standing, self._pair.machines))

    def _are_in_step(self) -> bool:
        """Whether each server has all of the log again: three bear the loss of one, and not of the second before that."""
        standing = self._asked(lambda wire: wire.standing(wire.log))
        lags = () if standing is None else standing.lags
        return len(lags) == 2 and all(is_current and not lag for _, is_current, lag in lags)


def run(seconds: float, seed: int, tell: Callable[[str], object] = print, patience: float = PATIENCE) -> Nemesis:
    """Let it rage for a while, then check. Fails with what is lost, doubled or down."""
    with tempfile.TemporaryDirectory(prefix="alertd-chaos-") as folder, Receiver() as receiver:
        servers = NatsServers(3)
        links = [Links(servers.ports) for _ in range(2)]
        first, second = (servers.by(one.ports, "chaos") for one in links)
        pair = Pair(Path(folder), receiver, first, other=second)
        nemesis = Nemesis(pair, servers, links, seed, patience)
        spike = None
        try:
            until(nemesis.are_all_up, "the first start", patience)
            spike = Spike(pair)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                paged = len(spike.promised)
                tell(f"{time.monotonic() - end + seconds:7.1f} s  {nemesis.strike()}: {nemesis.blind[-1]:.1f} s")
                until(lambda paged=paged: len(spike.promised) > paged + 5, "posts are taken", patience)  # type: ignore[misc]
            spike.end()
            # One that has just woken answers for a moment too, until it is refused: ask who has the lease.
            house = until(nemesis.owner, "somebody has the lease", patience)
            check(house, receiver, spike.promised, spike.paging, nemesis.breaks)
            tell(
                f"{len(nemesis.blind)} faults: {len(spike.promised)} posts answered, {len(spike.paging)} of them paged; none lost, none "
                f"twice. Blind for {statistics.median(nemesis.blind):.1f} s (median), {max(nemesis.blind):.1f} s at the most"
            )
        except BaseException:
            for machine in pair.machines:
                tell(f"--- {machine.folder.name}\n{machine.log()[-6000:]}")
            raise
        finally:
            if spike is not None:
                spike.end()
            pair.end()
            for one in links:
                one.close()
            servers.remove()
    return nemesis


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=PATIENCE)
    asked = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run(asked.seconds, asked.seed, patience=asked.patience)


if __name__ == "__main__":
    main()
