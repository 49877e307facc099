"""An upgrade of a cluster, one machine after the other, under load: two releases side by side over one store, and a checker that knows every post and page.

    make upgrade BEFORE=v0.1
    make upgrade BEFORE=v0.1 ARGS=--back    the older one works once more behind the newer (only where both have the same tables)

Machine a works, machine b waits, both of the older release. b is begun anew as the newer one, follows, and takes over when a ends; a is begun
anew, and takes over when b is killed. Nothing that was answered is lost or stored twice, a page comes twice only over a change, marked, and
a replay by the newer release says the pages of both.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.acceptance.house import ROOT, until
from tests.acceptance.receiver import Receiver
from tests.cluster.pair import Machine, Pair, Span, Spike, check, replayed, taken_over
from tests.cluster.servers import NatsServers

PATIENCE = 300.0  # seconds
PAGES = 2  # pages that each release decides before the next change


class Upgrade:
    """Two machines of which each is of one release or the other."""

    def __init__(self, pair: Pair, before: Path, tell: Callable[[str], object]) -> None:
        self.a, self.b = pair.machines
        for machine in pair.machines:
            machine.root = before
            machine.may_end = True
        self._pair, self._tell = pair, tell
        self.spike: Spike | None = None
        self.breaks: list[Span] = []

    def begin(self) -> None:
        """Let both of the older release stand, and posts come."""
        self.a.begin()
        until(self.a.is_answering, "the older release works", PATIENCE)
        self._wait(self.b)
        self.spike = Spike(self._pair, pause=0.5, loud_every=8)  # so that brands are left for the last release
        self._pages("the older release")

    def change(self, machine: Machine, root: Path, name: str) -> None:
        """End the one that waits, and begin it as another release."""
        machine.end()
        machine.root = root
        self._wait(machine)
        self._tell(f"{name} waits")

    def hand_over(self, gone: Machine, how: Callable[[], object], name: str) -> None:
        """End the one that works; the other goes on."""
        began = time.monotonic()
        how()
        seconds = taken_over(self._pair, gone, f"{name} takes over")
        self.breaks.append((began, time.monotonic()))
        self._tell(f"{name} works, {seconds:.1f} s after the other had ended")
        self._pages(name)

    def _wait(self, machine: Machine) -> None:
        log = machine.folder / "log"
        was = log.stat().st_size if log.exists() else 0
        machine.begin()
        until(lambda: "start.standby" in machine.log()[was:], "it waits", PATIENCE)

    def _pages(self, name: str) -> None:
        assert self.spike is not None
        spike, had = self.spike, len(self.spike.paging)
        until(lambda: len(spike.paging) >= had + PAGES, f"posts that page, under {name}", PATIENCE)


def run(before: Path, tell: Callable[[str], object] = print, *, back: bool = False) -> None:
    """Upgrade, then check."""
    with tempfile.TemporaryDirectory(prefix="alertd-upgrade-") as folder, Receiver() as receiver:
        servers = NatsServers(3)
        pair = Pair(Path(folder), receiver.url, servers.store("upgrade"))
        upgrade = Upgrade(pair, before, tell)
        a, b = pair.machines
        try:
            upgrade.begin()
            upgrade.change(b, ROOT, "b, of the newer release,")
            upgrade.hand_over(a, a.stop, "b, of the newer release,")
            if back:
                upgrade.change(a, before, "a, still of the older release,")
                upgrade.hand_over(b, b.kill, "a, still of the older release,")
                upgrade.change(b, ROOT, "b, of the newer release,")
                upgrade.hand_over(a, a.kill, "b, of the newer release,")
            upgrade.change(a, ROOT, "a, of the newer release,")
            upgrade.hand_over(b, b.kill, "a, of the newer release,")
            assert upgrade.spike is not None
            upgrade.spike.end()
            check(a, receiver, upgrade.spike.promised, upgrade.spike.paging, upgrade.breaks)
            decided = set(a.page_states())
            a.stop()
            assert decided <= replayed(a), "a replay of the log says otherwise"
            tell(
                f"{len(upgrade.spike.promised)} posts answered, {len(upgrade.spike.paging)} of them paged, {len(decided)} pages: none lost, none twice"
            )
        except BaseException:
            for machine in pair.machines:
                tell(f"--- {machine.folder.name}\n{machine.log()[-6000:]}")
            raise
        finally:
            if upgrade.spike is not None:
                upgrade.spike.end()
            pair.end()
            servers.remove()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="a folder with the older release")
    parser.add_argument("--back", action="store_true")
    asked = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run(asked.before.resolve(), back=asked.back)


if __name__ == "__main__":
    main()
