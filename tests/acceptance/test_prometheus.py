"""The real Prometheus scrapes a running daemon: the shipped rules evaluate, a fault that is caused fires, the board's queries are answered.

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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.house import API, ROOT, House, free_port, loud, mention, until

pytestmark = pytest.mark.slow


class Watching:
    """A Prometheus over one daemon, which looks every half second and waits for nothing before it fires."""

    def __init__(self, folder: Path, house: House) -> None:
        assert shutil.which("prometheus"), "prometheus is missing: apt-get install prometheus, or run make test"
        folder.mkdir()
        self.port = free_port()
        rules = (ROOT / "monitoring" / "alertd.rules.yml").read_text()
        (folder / "rules.yml").write_text(re.sub(r"for: \w+", "for: 0s", rules))
        (folder / "token").write_text(API)
        settings = {
            "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [
                {
                    "job_name": "alertd",
                    "authorization": {"credentials_file": "token"},
                    "static_configs": [{"targets": [f"127.0.0.1:{house.port}"]}],
                }
            ],
        }
        (folder / "prometheus.yml").write_text(json.dumps(settings))
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
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

    def firing(self) -> set[str]:
        """Return the alerts that fire."""
        found = self.ask("alerts")
        return {one["labels"]["alertname"] for one in (found or {"alerts": []})["alerts"] if one["state"] == "firing"}


@pytest.fixture
def watching(house: House, tmp_path: Path) -> Iterator[Watching]:
    """Yield a Prometheus over a daemon that has paged somebody; end it."""
    house.start()
    assert house.post(loud("one")) == 202
    made = Watching(tmp_path / "prometheus", house)
    try:
        until(lambda: made.value("up == 1"), "it scrapes")
        yield made
    finally:
        made.process.send_signal(signal.SIGTERM)
        made.process.wait(30)


def test_it_sees_what_goes_wrong(watching: Watching, house: House) -> None:
    """All rules evaluate; refused rules and a store that is gone fire; the board's queries are understood and mostly answered."""
    until(lambda: watching.value('alertd_page_attempts_total{outcome="accepted"} > 0'), "a page was taken")
    groups = until(lambda: (watching.ask("rules") or {}).get("groups"), "rules are evaluated")
    until(
        lambda: all(rule["health"] == "ok" for group in watching.ask("rules")["groups"] for rule in group["rules"]),
        "no rule has an error",
    )
    assert len(groups[0]["rules"]) == 15

    (house.folder / "rules.yml").write_text("rules: [{nmae: x}]")
    assert house.process is not None
    house.process.send_signal(signal.SIGHUP)
    until(lambda: "AlertdRulesRefused" in watching.firing(), "refused rules fire")
    (house.folder / "store" / "alertd.sqlite3").rename(house.folder / "aside")
    assert house.post(mention("lost")) == 503
    until(lambda: "AlertdStoreDown" in watching.firing(), "a store that is gone fires")
    assert "AlertdDown" not in watching.firing()

    board = json.loads((ROOT / "monitoring" / "grafana-alertd.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert all(watching.ask("query", query=one) is not None for one in asked)
    assert sum(bool(watching.value(one)) for one in asked) >= len(asked) - 3
    house.kill()
    until(lambda: "AlertdDown" in watching.firing(), "a daemon that is gone fires")
