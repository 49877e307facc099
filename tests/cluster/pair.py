"""Two machines over one store, as two processes with a data folder each, and a source that posts to whichever answers."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from alertd.cli import cli
from tests.acceptance.house import PATIENCE, House, loud, mention, until
from tests.acceptance.receiver import Receiver

BRANDS = [f"brand{number}" for number in range(60)]
ALL_SENT = {"accepted", "delivered"}
Span = tuple[float, float]  #: monotonic seconds


class Machine(House):
    """A house of the pair. may_end: somebody starts it again when it has ended by itself. answers_within: seconds that a source waits for it.

    program: what is started.
    """

    may_end = False
    answers_within = PATIENCE
    program: Sequence[str] = ("-m", "alertd")

    def is_answering(self) -> bool:
        """Whether it is the one that works. One that waits has no web page, and lives."""
        if self.process is None:
            return False
        if is_stopped(self.process.pid):
            return False  # it would take the question, and answer it when it wakes
        if self.process.poll() is not None:
            assert self.may_end, self.log()[-3000:]
            return False
        try:
            return self.ask("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def freeze(self) -> None:
        """Let it stand still, with all it holds."""
        assert self.process is not None
        process = self.process
        process.send_signal(signal.SIGSTOP)
        # Else somebody asks it just before, and waits for its answer.
        until(lambda: is_stopped(process.pid), "it stands still")

    def thaw(self) -> None:
        """Let it go on as if no time had passed."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


def is_stopped(pid: int) -> bool:
    """Whether a process stands still."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False  # it has just ended


class Pair:
    """Two machines. url: of the provider. store: the address of what both keep their store in; other: the second one's own way to it.

    passes_on: the one that waits answers too.
    """

    def __init__(self, folder: Path, url: str, store: str, *, other: str = "", passes_on: bool = False) -> None:
        self.machines: list[Machine] = []
        for name, way in (("a", store), ("b", other or store)):
            (folder / name).mkdir()
            more = f'store: "{way}"\npublic_url: https://alerts.test\n'
            self.machines.append(Machine(folder / name, url, watches=["acme", *BRANDS], more=more))
        for one in self.machines if passes_on else ():
            with (one.folder / "alertd.yaml").open("a") as settings:
                settings.write(f"machine_url: http://{one.address}\n")

    def working(self) -> Machine | None:
        """Return the machine that works."""
        return next((one for one in self.machines if one.is_answering()), None)

    def end(self) -> None:
        """End whatever still runs."""
        for one in self.machines:
            if one.process is not None:
                one.thaw()
            one.end()


class Spike:
    """Posts, each to whichever machine answers 202; every so many is about a brand of its own, and pages. pause: seconds between two."""

    def __init__(self, pair: Pair, *, pause: float = 0.01, loud_every: int = 4) -> None:
        self._pause, self._loud_every = pause, loud_every
        self.promised: set[str] = set()
        self.paging: set[str] = set()
        self.answered_at: list[float] = []  # when each was promised, in monotonic seconds
        self._pair = pair
        self._brands = list(BRANDS)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            ident = f"m{number}"
            is_loud = number % self._loud_every == 0 and bool(self._brands)
            record = loud(ident, watch=self._brands[0]) if is_loud else mention(ident)
            while not self._ended.is_set():
                if any(self._takes(one, record) for one in self._pair.machines):
                    self.promised.add(ident)
                    self.answered_at.append(time.monotonic())
                    if is_loud:
                        self.paging.add(self._brands.pop(0))
                    break
                time.sleep(0.02)
            time.sleep(self._pause)

    @staticmethod
    def _takes(machine: Machine, record: dict[str, object]) -> bool:
        process = machine.process
        if process is None or process.poll() is not None or is_stopped(process.pid):
            return False
        return machine.post(record, patience=machine.answers_within) == 202

    def longest_pause(self, since: float) -> float:
        """Return for how many seconds nothing was answered at the longest, from an instant on until now."""
        after = [at for at in list(self.answered_at) if at >= since]
        return max(later - sooner for sooner, later in pairwise([since, *after, time.monotonic()]))

    def end(self) -> None:
        """Stop posting."""
        self._ended.set()
        self._thread.join()


def taken_over(pair: Pair, gone: Machine, why: str) -> float:
    """Wait until the other machine works; return the seconds that took."""
    began = time.monotonic()
    until(lambda: any(one.is_answering() for one in pair.machines if one is not gone), why)
    return time.monotonic() - began


def check(house: Machine, receiver: Receiver, promised: set[str], paging: set[str], breaks: Sequence[Span]) -> None:
    """Nothing that was promised is lost or stored twice; each page came, and came twice only over a break, and said so.

    promised: ids of posts that were answered 202. paging: brands that must have paged. breaks: spans over which a page may come twice.
    """
    until(lambda: is_all_told(house), "all pages sent")
    stored = [line["id"] for line in exported(house)]
    assert promised <= set(stored), f"lost: {sorted(promised - set(stored))[:5]}"
    assert len(stored) == len(set(stored)), "stored twice"
    assert paging <= {incident["watch"] for incident in house.incidents()}
    decided = set(house.page_states())
    arrived: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for got in list(receiver.got):
        if got.path.startswith("/pages") and got.page["kind"] in ("page", "list"):
            for told in got.page.get("incidents") or [got.page]:
                arrived[told["page_id"]].append((got.at, got.page["repeat"]))
    assert decided <= set(arrived), f"pages lost: {sorted(decided - set(arrived))[:5]}"
    assert set(arrived) <= decided, f"pages that nobody decided: {sorted(set(arrived) - decided)[:5]}"
    for page_id, times in arrived.items():
        for (first, _), (second, is_marked) in pairwise(times):
            assert any(first <= ends and begins <= second for begins, ends in breaks), (
                f"{page_id} came twice without a break"
            )
            assert is_marked, f"{page_id} came twice and did not say so"


def is_all_told(house: Machine) -> bool:
    """Whether every page that was decided has been sent."""
    wanted = sum(incident["pages"] for incident in house.incidents())
    states = house.page_states()
    return len(states) == wanted and set(states.values()) <= ALL_SENT


def said(house: House, *words: str) -> bytes:
    """Return what a command says, in this process: the start of one costs more than what it does. Raises what it raises."""
    arguments = [*words, "-c", str(house.folder / "alertd.yaml")]
    done = CliRunner().invoke(cli, arguments, env=house.environment, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def exported(house: House) -> list[dict[str, Any]]:
    """Return what `alertd export` writes."""
    return [json.loads(line) for line in said(house, "export").splitlines()]


def replayed(house: House) -> set[str]:
    """Return the ids of the pages that a replay of the whole log decides; of a list, of what it tells."""
    lines = said(house, "replay", "--store", "--pages", "-").splitlines()
    return {told["page_id"] for page in map(json.loads, lines) for told in page.get("incidents") or [page]}
