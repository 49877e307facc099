"""The real Prometheus over daemons of the tests, with the shipped alert rules: it looks every second and waits for nothing.

It comes with Debian's package `prometheus`; `make test` installs it.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.acceptance.house import API, ROOT, House, free_port, until

RULES = (ROOT / "monitoring" / "alertd.rules.yml").read_text()
NAMES = frozenset(re.findall(r"- alert: (\w+)", RULES))
STARTS = 2  #: that are too many
#: Seconds (and for one rule starts) that a fault must have lasted, as shipped and as the tests can wait for them.
SHORTENED = {
    "> 600": "> 3",
    "> 120": "> 2",
    "_behind_seconds > 60": "_behind_seconds > 1",
    "[15m]))) > 10": "[15m]))) > 1",
    "[30m]) > 3": f"[30m]) > {STARTS - 1}",
}
PATIENCE = 240.0  # seconds: a rule sees a fault only after the daemon, a scrape and an evaluation, each slow on a loaded machine
GLANCE = 0.1  # seconds between two looks: a thousand a minute would be the load that they wait for to end


class Prometheus:
    """One Prometheus; the houses that it watches may come and go."""

    def __init__(self, folder: Path) -> None:
        assert shutil.which("prometheus"), "prometheus is missing: apt-get install prometheus, or run make test"
        self.port = free_port()
        self._targets = folder / "targets.json"
        self._watched: list[str] = []
        self._tell_targets()
        rules = re.sub(r"for: \w+", "for: 0s", RULES)
        for shipped, shortened in SHORTENED.items():
            assert rules.count(shipped) == 1, shipped
            rules = rules.replace(shipped, shortened)
        (folder / "rules.yml").write_text(rules)
        (folder / "token").write_text(API)
        settings = {
            # A scrape that comes too late is a daemon that is down, and all its series end: the time is the whole second.
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "300ms"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [
                {
                    "job_name": "alertd",
                    "authorization": {"credentials_file": "token"},
                    "file_sd_configs": [{"files": ["targets.json"], "refresh_interval": "1s"}],
                }
            ],
        }
        (folder / "prometheus.yml").write_text(json.dumps(settings))
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    "prometheus",
                    "--config.file=prometheus.yml",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                    "--storage.tsdb.path=data",
                ],
                cwd=folder,
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def _tell_targets(self) -> None:
        new = self._targets.with_suffix(".new")
        new.write_text(json.dumps([{"targets": self._watched}]))
        new.replace(self._targets)

    def watch(self, house: House) -> None:
        """Look at one more daemon, which runs; return once it was seen."""
        self._watched.append(house.address)
        self._tell_targets()
        self.comes_to_see(f'up{{instance="{house.address}"}} == 1')

    def ask(self, path: str, **words: str) -> Any:
        """Return the answer of its API, None while it does not answer."""
        address = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(words)}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return json.load(answer)["data"]
        except OSError:
            return None

    def value(self, query: str) -> list[Any]:
        """Return what a query finds now."""
        found = self.ask("query", query=query)
        return [] if found is None else list(found["result"])

    def comes_to_see(self, query: str) -> None:
        """Wait until a query finds something."""
        until(lambda: self.value(query), query, PATIENCE, every=GLANCE)

    def firing(self, house: House) -> set[str]:
        """Return the alerts that fire about a daemon."""
        found = self.ask("alerts") or {"alerts": []}
        return {
            one["labels"]["alertname"]
            for one in found["alerts"]
            if one["state"] == "firing" and one["labels"]["instance"] == house.address
        }

    def comes_to_fire(self, house: House, *alerts: str) -> None:
        """Wait until alerts fire about a daemon, all at one time."""
        self._comes_to(house, lambda firing: firing.issuperset(alerts), f"{alerts} to fire")

    def comes_to_rest(self, house: House, *alerts: str) -> None:
        """Wait until alerts no longer fire about a daemon; none named: until nothing does."""
        names = frozenset(alerts or NAMES)
        self._comes_to(house, names.isdisjoint, f"{alerts or 'all'} to end")

    def _comes_to(self, house: House, holds: Callable[[set[str]], bool], why: str) -> None:
        try:
            until(lambda: holds(self.firing(house)), why, PATIENCE, every=GLANCE)
        except AssertionError as late:
            raise AssertionError(f"{late}; {self.firing(house)} fire: {house.log()[-2000:]}") from late
