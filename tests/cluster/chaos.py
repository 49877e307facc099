"""A nemesis over a cluster: two machines, three servers, a source that never pauses, and a checker that knows every post and every page.

    make chaos                     20 minutes
    make chaos ARGS="--seconds 120 --seed 7"
    make chaos ARGS="--only disk,clock"  what has one of these words in its name, and nothing else

The seed draws what happens and when (`faults.py`): all of it in turn, in an order of its own, again and again. What ended is started again,
as systemd does. At the end all must be up, everything that was answered 202 must be stored once, every page that was decided must have come,
come twice only over a fault, marked, and be what a replay of the log says.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.acceptance.house import until
from tests.acceptance.receiver import Receiver
from tests.cluster.faults import STORE, Fault, Stage
from tests.cluster.pair import Machine, Span, Spike, check, replayed

PATIENCE = 60.0  # seconds after which somebody must work again, and all must be up; a machine that starves its processes needs more
ANSWERS = 5  # posts that are taken after a fault before the next one


class Nemesis:
    """What goes wrong, drawn by a seed. only: words of the faults that are meant, "" for all."""

    def __init__(self, stage: Stage, seed: int, patience: float = PATIENCE, only: str = "") -> None:
        self._stage = stage
        self._patience = patience
        self._only = only
        self._chance = random.Random(seed)
        self._left: list[str] = []  # names of the faults of this round that have not been
        self._begun_at: dict[Path, int] = {}
        self.breaks: list[Span] = []
        #: by fault, seconds in which nothing was answered
        self.blind: defaultdict[str, list[float]] = defaultdict(list)

    def strike(self, spike: Spike) -> str:
        """Do one thing, wait for what must come of it, mend it, and wait until all is well; return what it was."""
        fault = self._drawn()
        began = time.monotonic()
        self.breaks.append((began, float("inf")))  # a page may come again over all of it
        fault.do()
        until(fault.becomes, f"what must come of: {fault.name}", self._patience)
        while time.monotonic() < began + fault.lasts:
            self.tend()
            time.sleep(0.05)
        fault.mend()
        until(self.are_all_up, f"all are up after: {fault.name}", self._patience)
        taken = len(spike.answered_at)
        until(lambda: len(spike.answered_at) > taken + ANSWERS, "posts are taken", self._patience)
        self.breaks[-1] = (began, time.monotonic())
        self.blind[fault.name].append(spike.longest_pause(began))
        return fault.name

    @property
    def is_round_done(self) -> bool:
        """Whether each fault has been as often as every other one."""
        return bool(self.breaks) and not self._left

    def _drawn(self) -> Fault:
        """Return the next fault: each once before one comes again."""
        working = until(self.owner, "somebody has the lease", self._patience)
        leader = until(lambda: self._stage.servers.leading(STORE), "the servers have a leader", self._patience)
        number = self._chance.randrange(3)
        faults = list(self._stage.faults(working, leader - 1, number, self.working))
        if not self._left:
            words = self._only.split(",")
            self._left = [one.name for one in faults if any(word in one.name for word in words)]
            self._chance.shuffle(self._left)
        name = self._left.pop()
        return next(one for one in faults if one.name == name)

    def tend(self) -> None:
        """Start again what has ended, as the service manager does."""
        for machine in self._stage.pair.machines:
            if machine.process is not None and machine.process.poll() is not None:
                machine.process = None
            if machine.process is None:
                log = machine.folder / "log"
                self._begun_at[machine.folder] = log.stat().st_size if log.exists() else 0
                machine.begin(program=machine.program)

    def _is_standing(self, machine: Machine) -> bool:
        """Whether it works, or waits. One that is still starting bears no second fault, nor one that has lost the store and is about to end."""
        said = machine.log()[self._begun_at.get(machine.folder, 0) :]
        return machine.is_answering() or said.rfind("start.standby") > said.rfind("daemon.ready")

    def working(self) -> Machine | None:
        """Return the machine that works; what has ended is started again."""
        self.tend()
        return self._stage.pair.working()

    def owner(self) -> Machine | None:
        """Return the machine that has the lease, once it answers."""
        self.tend()
        servers = self._stage.servers
        found = servers.asked(STORE, lambda wire: wire.newest(wire.leases, wire.subject("lease")))
        holder = "" if found is None else found[1].decode()
        for machine in self._stage.pair.machines:
            if machine.process is not None and holder.startswith(f"pid {machine.process.pid} "):
                return machine if machine.is_answering() else None
        return None

    def are_all_up(self) -> bool:
        """Whether all is as it was before the first fault."""
        servers = self._stage.servers
        is_up = self.working() is not None and servers.are_answering() and servers.are_in_step(STORE)
        return is_up and all(map(self._is_standing, self._stage.pair.machines))

    def table(self) -> list[str]:
        """Return what came of each fault."""
        rows = [f"{'fault':62} times  median  most"]
        for name, seconds in sorted(self.blind.items()):
            rows.append(f"{name:62} {len(seconds):5}  {statistics.median(seconds):6.1f}  {max(seconds):4.1f}")
        return rows


def run(
    seconds: float,
    seed: int,
    tell: Callable[[str], object] = print,
    *,
    patience: float = PATIENCE,
    only: str = "",
    faults: int = 1,
    pause: float = 0.01,
) -> Nemesis:
    """Let it rage for a while, then check. Fails with what is lost, doubled or down.

    faults: how many there are at the least, or all that there are. pause: seconds between two posts.
    """
    with tempfile.TemporaryDirectory(prefix="alertd-chaos-") as folder, Receiver() as receiver:
        stage = Stage(Path(folder), receiver.url)
        nemesis = Nemesis(stage, seed, patience, only)
        spike = None
        try:
            until(nemesis.are_all_up, "the first start", patience)
            if stage.why_no_disks:
                tell(f"no disk is filled: {stage.why_no_disks}")
            spike = Spike(stage.pair, pause=pause)
            end = time.monotonic() + seconds
            while time.monotonic() < end or (len(nemesis.breaks) < faults and not nemesis.is_round_done):
                left = end - time.monotonic()
                name = nemesis.strike(spike)
                tell(f"{left:7.1f} s  {name}: nothing answered for {nemesis.blind[name][-1]:.1f} s")
            spike.end()
            # One that has just woken answers for a moment too, until it is refused: ask who has the lease.
            house = until(nemesis.owner, "somebody has the lease", patience)
            check(house, receiver, spike.promised, spike.paging, nemesis.breaks)
            decided = set(house.page_states())
            house.stop()
            assert decided <= replayed(house), "a replay of the log says otherwise"
            for row in nemesis.table():
                tell(row)
            tell(
                f"{len(nemesis.breaks)} faults: {len(spike.promised)} posts answered, {len(spike.paging)} of them paged; none lost, none twice"
            )
        except BaseException:
            for machine in stage.pair.machines:
                tell(f"--- {machine.folder.name}\n{machine.log()[-6000:]}")
            raise
        finally:
            if spike is not None:
                spike.end()
            stage.end()
    return nemesis


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1200.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=PATIENCE)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run(asked.seconds, asked.seed, patience=asked.patience, only=asked.only)


if __name__ == "__main__":
    main()
