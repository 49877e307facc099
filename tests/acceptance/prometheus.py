"""The real Prometheus over daemons of the tests, with the shipped alert rules: it looks every half second and waits for nothing.

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
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.acceptance.house import API, ROOT, House, free_port, until

RULES = (ROOT / "monitoring" / "alertd.rules.yml").read_text()
NAMES = frozenset(re.findall(r"- alert: (\w+)", RULES))
#: Seconds (and for one rule starts) that a fault must have lasted, as shipped and as the tests can wait for them.
SHORTENED = {
    "> 600": "> 3",
    "> 120": "> 2",
    "_behind_seconds > 60": "_behind_seconds > 1",
    "[15m]))) > 10": "[15m]))) > 1",
}


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
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"},
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
        self._watched.append(_instance(house))
        self._tell_targets()
        until(lambda: self.value(f'up{{instance="{_instance(house)}"}} == 1'), "Prometheus to see the daemon")

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

    def firing(self, house: House) -> set[str]:
        """Return the alerts that fire about a daemon."""
        found = self.ask("alerts") or {"alerts": []}
        return {
            one["labels"]["alertname"]
            for one in found["alerts"]
            if one["state"] == "firing" and one["labels"]["instance"] == _instance(house)
        }

    def comes_to_fire(self, house: House, alert: str) -> None:
        """Wait until an alert fires about a daemon."""
        until(lambda: alert in self.firing(house), f"{alert}; only {self.firing(house)} fire: {house.log()[-2000:]}")

    def comes_to_rest(self, house: House, alert: str | None = None) -> None:
        """Wait until an alert no longer fires about a daemon; None: until none does."""
        until(
            lambda: not self.firing(house) if alert is None else alert not in self.firing(house),
            f"{alert or self.firing(house)} to end",
        )


def _instance(house: House) -> str:
    return f"127.0.0.1:{house.port}"
