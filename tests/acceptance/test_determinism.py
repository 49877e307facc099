"""Same input, same bytes: whatever the hash seed, the batch size, or where the engine was restarted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.config import rules_of
from alertd.core.engine import Engine
from alertd.model.house import House
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.watch import Watch
from alertd.runtime import replay
from alertd.scorers.default import DefaultScorer
from tests.acceptance import stream
from tests.acceptance.house import ROOT

pytestmark = pytest.mark.slow

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=9)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a week of two brands, with two crises and everything else a stream brings."""
    story = stream.Story(5)
    records = story.quiet("acme", BEGINS, ENDS - timedelta(days=1), per_hour=6)
    records += story.quiet("globex", BEGINS, ENDS - timedelta(days=1), per_hour=3)
    for day, watch in ((7, "acme"), (7.4, "globex"), (7.6, "acme")):
        at = BEGINS + timedelta(days=day)
        burst = story.crisis(watch, at, posts=60, seconds=600)
        records += burst + story.colour(watch, at + timedelta(minutes=12), burst[4])
    records.sort(key=lambda record: str(record["created_at"]))
    path = tmp_path_factory.mktemp("stream") / "stream.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return rules and people for it."""
    rules = tmp_path_factory.mktemp("rules") / "rules.yml"
    rules.write_text(stream.RULES)
    people = {name: Person(name=name, addresses={"console": name}) for name in ("alice", "bob", "dora")}
    steps = (
        Step(notify=("alice",), by=("console",), escalate_after=timedelta(minutes=15)),
        Step(notify=("bob",), by=("console",)),
    )
    policies = {
        "pr": Policy(name="pr", steps=steps, repeat=2),
        "desk": Policy(name="desk", steps=(Step(notify=("dora",), by=("console",)),)),
    }
    roster = Roster(channels={"console": Channel(name="console", kind="console")}, people=people, policies=policies)
    watches = tuple(Watch(name=name, terms=(name,), handles={"x": (f"{name}_help",)}) for name in ("acme", "globex"))
    return House(watches=watches, rules=rules_of([rules]), roster=roster)


def _bytes(run: replay.Replay, path: Path) -> bytes:
    result = run.run(replay.lines_of([str(path)]), ENDS)
    told = [*replay.page_lines(result.store), *map(replay.incident_line, result.store.incidents.values())]
    return b"\n".join([*told, *(str(one).encode() for one in result.store.decisions)])


def test_batches_change_nothing(recorded: Path, world: House) -> None:
    """Batches of 1, 50 and 500 give the same pages, incidents and decisions, byte for byte."""
    scorer = DefaultScorer.load()
    found = {_bytes(replay.Replay(world, scorer, knows_watches=True, batch=size), recorded) for size in (1, 50, 500)}

    assert len(found) == 1
    assert found.pop().count(b'"kind":"page"') >= 6


def test_hash_seeds_change_nothing(recorded: Path, tmp_path: Path) -> None:
    """Three hash seeds give the same pages and incidents, byte for byte, from the command itself."""
    (tmp_path / "rules.yml").write_text(stream.RULES)
    found = set()
    for seed in ("0", "1", "2"):
        out = tmp_path / f"pages{seed}"
        command = ["replay", "--no-config", "--rules", str(tmp_path / "rules.yml"), str(recorded)]
        subprocess.run(
            [
                sys.executable,
                "-m",
                "alertd",
                *command,
                "--pages",
                str(out),
                "--incidents",
                f"{out}.i",
                "--summary",
                f"{out}.s",
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=120,
        )
        found.add((out.read_bytes(), Path(f"{out}.i").read_bytes()))

    assert len(found) == 1


def test_a_restart_at_every_step_changes_nothing(recorded: Path, world: House) -> None:
    """Snapshot and restore before every single event of the last crisis and after: byte-identical pages, incidents and decisions."""
    scorer = DefaultScorer.load()
    plain = replay.Replay(world, scorer, knows_watches=True)
    whole = _bytes(plain, recorded)

    broken = replay.Replay(world, scorer, knows_watches=True, batch=1)
    restarts = 0
    take = broken.fold.take

    def restart_and_take(entry: object, at: datetime) -> object:
        nonlocal restarts
        if at >= BEGINS + timedelta(days=7, hours=14):
            restarts += 1
            broken.fold.engine = Engine.restore(broken.fold.engine.snapshot())
        return take(entry, at)  # type: ignore[arg-type]

    broken.fold.take = restart_and_take  # type: ignore[method-assign,assignment]
    assert _bytes(broken, recorded) == whole
    assert restarts > 100
