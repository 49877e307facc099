"""The real Prometheus scrapes a running daemon: the shipped rules evaluate, the board's queries are answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.acceptance.house import ROOT, House, loud, until
from tests.acceptance.prometheus import NAMES, Prometheus

pytestmark = pytest.mark.slow

ABSENT = "copy_behind|heartbeat|lease_held|budget"  # what this daemon does not have, and so does not show


def test_rules_and_board_are_understood(tmp_path: Path, house: House) -> None:
    """No rule has an error; the board's queries are understood and, but for what this daemon does not have, answered."""
    (tmp_path / "prometheus").mkdir()
    house.start()
    assert house.post(loud("one")) == 202
    with Prometheus(tmp_path / "prometheus") as prometheus:
        prometheus.watch(house)
        until(lambda: prometheus.value('alertd_page_attempts_total{outcome="accepted"} > 0'), "a page was taken")
        groups = until(lambda: (prometheus.ask("rules") or {}).get("groups"), "rules are evaluated")
        until(
            lambda: all(
                rule["health"] == "ok" for group in prometheus.ask("rules")["groups"] for rule in group["rules"]
            ),
            "no rule has an error",
        )
        assert {rule["name"] for group in groups for rule in group["rules"]} == NAMES

        board = json.loads((ROOT / "monitoring" / "grafana-alertd.json").read_text())
        asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
        assert all(prometheus.ask("query", query=one) is not None for one in asked)
        until(
            lambda: not [one for one in asked if not prometheus.value(one) and not re.search(ABSENT, one)],
            "each query to be answered",
        )
