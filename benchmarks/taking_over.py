"""How long it takes until another machine answers, once the one that works is killed or stands still: seconds of the clock, and what of them is work.

    python -m benchmarks.taking_over [--times 5] [--count 20000] [--freeze]

Two daemons over three NATS servers on this machine, a store of so many mentions, kill -9 (or SIGSTOP, until the other works) of the one that works, again and again. What is no work is waiting for the lease, and for a
core: on a machine that does much else the seconds say little, so the CPU that the other machine used from the kill to its first answer is told beside them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.acceptance.house import mention, until
from tests.acceptance.receiver import Receiver
from tests.cluster.pair import Machine, Pair
from tests.cluster.servers import NatsServers

PATIENCE = 300.0  # seconds
BODY = 500  # mentions


def cpu(machine: Machine) -> float:
    """Return the CPU seconds that the process of a machine has used."""
    assert machine.process is not None
    words = Path(f"/proc/{machine.process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")


def waits(machine: Machine, since: int) -> bool:
    """Whether a machine waits, by what its log says from a place on."""
    return "start.standby" in machine.log()[since:]


def woken(machine: Machine) -> None:
    """Let one that stood still go on: it finds itself followed, and ends."""
    machine.thaw()
    assert machine.process is not None
    machine.process.wait(PATIENCE)
    machine.process = None


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--freeze", action="store_true")
    asked = parser.parse_args()
    servers = NatsServers(3)
    with tempfile.TemporaryDirectory() as name, Receiver() as receiver:
        pair = Pair(Path(name), receiver.url, servers.store("over"))
        try:
            for one in pair.machines:
                one.begin()
            first = until(pair.working, "one works", PATIENCE)
            second = next(one for one in pair.machines if one is not first)
            until(lambda: waits(second, 0), "the other waits", PATIENCE)
            for begin in range(0, asked.count, BODY):
                assert first.post(*(mention(f"m{begin + number}") for number in range(BODY))) == 202
            found = []
            for _ in range(asked.times):
                time.sleep(2.0)  # it reads along once a second
                used, began = cpu(second), time.monotonic()
                first.freeze() if asked.freeze else first.kill()
                until(second.is_answering, "the other works", PATIENCE)
                found.append((time.monotonic() - began, cpu(second) - used))
                print(f"{found[-1][0]:.2f} s, of them {found[-1][1]:.2f} s of work", flush=True)
                woken(first) if asked.freeze else None
                since = len(first.log())
                first.begin()
                until(lambda since=since: waits(first, since), "the first waits", PATIENCE)  # type: ignore[misc] # noqa: B023
                first, second = second, first
            seconds, work = zip(*found, strict=True)
            print(
                f"{asked.times} times, {asked.count} mentions, load {os.getloadavg()[0]:.0f}: median {statistics.median(seconds):.2f} s, "
                f"most {max(seconds):.2f} s, of them {statistics.median(work):.2f} s of work"
            )
        finally:
            pair.end()
            servers.remove()


if __name__ == "__main__":
    main()
