"""What ships for Prometheus and Grafana: the rules fire on their faults, and every name in them is a metric that is there.

promtool comes with Debian's package `prometheus`; `make test` installs it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from alertd.app.metrics import Metrics
from alertd.app.running import Tally
from alertd.model.commands import KeepIncident
from alertd.model.incident import Incident, State
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.rule import Severity
from alertd.model.source_state import SourceState
from alertd.runtime.readers import Counts

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "monitoring"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _promtool(*words: str) -> subprocess.CompletedProcess[str]:
    assert shutil.which("promtool"), "promtool is missing: apt-get install prometheus, or run make test"
    return subprocess.run(["promtool", *words], cwd=SHIPPED, capture_output=True, text=True, check=False)


def taken(made: Metrics) -> None:
    """Let a page go its whole way: a second each to be seen, decided, sent and accepted, a minute to be acknowledged."""
    after = [NOON + timedelta(seconds=seconds) for seconds in range(5)]
    page = Page(
        page_id="p",
        kind=PageKind.PAGE,
        at=after[2],
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="slack",
        to_address="@ayse",
        incident="i",
        posted_at=after[0],
        seen_at=after[1],
    )
    made.pages.reported(page, Receipt(page_id="p", outcome=Outcome.ACCEPTED, at=after[4], sent_at=after[3]))
    incident = Incident(id="i", watch="acme", severity=Severity.CRISIS, state=State.OPEN, opened_at=NOON)
    made.pages.committed([KeepIncident(incident=incident)])
    acknowledged = incident.with_(state=State.ACKNOWLEDGED, acknowledged_at=after[4] + timedelta(minutes=1))
    made.pages.committed([KeepIncident(incident=acknowledged)] * 2)


@pytest.fixture(scope="module")
def metrics() -> str:
    """Return what a daemon shows whose day has been bad."""
    source = SimpleNamespace(
        state=SourceState.BLIND, blind_seconds=7.0, restarts=2, filled=3, spooled=4, set_aside=1, spent=0.85
    )
    incident = Incident(id="i", watch="acme", severity=Severity.CRISIS, state=State.OPEN, opened_at=NOON)
    tally = Tally(
        counters={"mentions": 5, "unmatched.needs": 2, "page.accepted": 4, "page.dead": 1},
        due=2,
        overdue=61.5,
        standing=(incident, incident.with_(state=State.ACKNOWLEDGED)),
        bytes=4096,
    )
    running: Any = SimpleNamespace(
        tally=tally,
        sender=SimpleNamespace(restater=SimpleNamespace(failed=6)),
        malformed=lambda: 9,
        stalled=lambda: "outbox",
        beat=SimpleNamespace(well_at=NOON.timestamp()),
        copier=SimpleNamespace(behind=42.5),
        readers=SimpleNamespace(
            careful=SimpleNamespace(aside=2),
            near=SimpleNamespace(counts=Counts(read=8, died=2), up=1),
            far=SimpleNamespace(became={"read": 3}, up=2),
        ),
        lease=object(),
        refusal=lambda: "another machine holds the lease",
        settings=SimpleNamespace(retention=SimpleNamespace(max_size=8192), traces=None),
        sources=SimpleNamespace(all=lambda: {"x": source}, standing=lambda: {"x": SimpleNamespace(lag_seconds=120.0)}),
        writer=SimpleNamespace(
            waiting=1,
            is_down=True,
            fold=SimpleNamespace(
                engine=SimpleNamespace(
                    newest=NOON,
                    state=SimpleNamespace(watches={"acme": SimpleNamespace(unanswered=SimpleNamespace(given_up=3))}),
                )
            ),
        ),
    )
    made = Metrics(running)
    made.http.labels("503").inc()
    made.posted_to_seen.observe(0.3)
    taken(made)
    return made.text().decode()


@pytest.mark.parametrize(
    "line",
    [
        'alertd_records_total{became="mentions"} 5.0',
        'alertd_page_stage_seconds_sum{stage="seen"} 1.0',
        'alertd_page_stage_seconds_sum{stage="decided"} 1.0',
        'alertd_page_stage_seconds_sum{stage="sent"} 1.0',
        'alertd_page_stage_seconds_sum{stage="accepted"} 1.0',
        'alertd_page_stage_seconds_count{stage="delivered"} 0.0',
        'alertd_page_stage_seconds_sum{stage="acknowledged"} 60.0',
        'alertd_page_stage_seconds_count{stage="acknowledged"} 1.0',
        'alertd_page_stage_seconds_sum{stage="whole"} 64.0',
        "alertd_decided_to_sent_seconds_sum 2.0",
        'alertd_page_attempts_total{outcome="dead"} 1.0',
        'alertd_page_attempts_total{outcome="retry"} 0.0',
        'alertd_inbox_given_up_total{watch="acme"} 3.0',
        "alertd_outbox_due 2.0",
        "alertd_threads_stale_total 6.0",
        "alertd_outbox_overdue_seconds 61.5",
        'alertd_incidents{severity="crisis",state="open"} 1.0',
        'alertd_incidents{severity="notice",state="open"} 0.0',
        "alertd_moving 0.0",
        "alertd_readers 1.0",
        "alertd_deadly_posts_total 2.0",
        "alertd_far_readers 2.0",
        'alertd_source_spooled{source="x"} 4.0',
        'alertd_source_budget_spent_ratio{source="x"} 0.85',
        'alertd_source_spool_set_aside_total{source="x"} 1.0',
        'alertd_far_reader_batches_total{became="read"} 3.0',
        'alertd_reader_batches_total{became="read"} 8.0',
        'alertd_reader_batches_total{became="died"} 2.0',
        "alertd_store_up 0.0",
        "alertd_store_bytes 4096.0",
        "alertd_store_max_bytes 8192.0",
        "alertd_copy_behind_seconds 42.5",
        "alertd_lease_held 0.0",
        'alertd_source_state{source="x",state="blind"} 1.0',
        'alertd_source_lag_seconds{source="x"} 120.0',
        'alertd_http_responses_total{status="503"} 1.0',
        "alertd_http_malformed_total 9.0",
        f"alertd_last_event_timestamp_seconds {NOON.timestamp()!r}",
    ],
)
def test_what_one_would_page_on_is_there(metrics: str, line: str) -> None:
    """Each with the value of that instant; what has not happened yet is 0 and not missing, so that a rule sees it begin."""
    number = line.rpartition(" ")[2]
    assert any(
        one.rpartition(" ")[0] == line.rpartition(" ")[0] and float(one.rpartition(" ")[2]) == float(number)
        for one in metrics.splitlines()
        if not one.startswith("#")
    ), metrics


def test_a_counter_of_pages_is_no_record(metrics: str) -> None:
    """Attempts are told apart from what came in."""
    assert 'became="page.' not in metrics


def test_names_are_as_prometheus_wants_them(metrics: str) -> None:
    """Its own linter finds nothing to say."""
    ours = "\n".join(line for line in metrics.splitlines() if "alertd_" in line) + "\n"
    assert shutil.which("promtool"), "promtool is missing: apt-get install prometheus, or run make test"
    done = subprocess.run(["promtool", "check", "metrics"], input=ours, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_rules_fire_on_their_faults() -> None:
    """Each of them, and none of them without its fault."""
    done = _promtool("test", "rules", "alertd.rules.test.yml")

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_is_tested_both_ways() -> None:
    """A rule that is added without a test would never have fired anywhere."""
    rules = set(re.findall(r"- alert: (\w+)", (SHIPPED / "alertd.rules.yml").read_text()))
    tests = re.findall(r"- name: (\w+) (fires|is silent)", (SHIPPED / "alertd.rules.test.yml").read_text())

    assert rules
    assert set(tests) == {(rule, how) for rule in rules for how in ("fires", "is silent")}


def _expressions() -> list[str]:
    board = json.loads((SHIPPED / "grafana-alertd.json").read_text())
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_the_board_asks_what_prometheus_understands(tmp_path: Path) -> None:
    """Every query of the board parses; its panels have ids of their own and stand beside each other."""
    rules = [{"record": f"panel:{number}", "expr": one} for number, one in enumerate(_expressions())]
    (tmp_path / "board.yml").write_text(json.dumps({"groups": [{"name": "board", "rules": rules}]}))
    done = _promtool("check", "rules", str(tmp_path / "board.yml"))
    panels = json.loads((SHIPPED / "grafana-alertd.json").read_text())["panels"]

    assert done.returncode == 0, done.stdout + done.stderr
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)


def test_every_name_is_a_metric(metrics: str) -> None:
    """Rules, board and the operator's guide name only what a daemon shows."""
    names = set(re.findall(r"^(\w+?)(?:\{| )", re.sub(r"^#.*$", "", metrics, flags=re.MULTILINE), re.MULTILINE))
    told = " ".join(
        [(SHIPPED / "alertd.rules.yml").read_text(), *_expressions(), (ROOT / "docs" / "operator.md").read_text()]
    )
    asked = set(re.findall(r"\balertd_[a-z_]+", told))
    families = names | {re.sub(r"_(bucket|count|sum)$", "", name) for name in names}

    assert asked
    assert asked <= families
