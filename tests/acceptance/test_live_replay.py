"""What a running daemon decides, a replay decides again: from its log byte for byte, from its export the same pages."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import stream
from tests.acceptance.conftest import Build
from tests.acceptance.house import House, until
from tests.acceptance.receiver import Receiver

pytestmark = pytest.mark.slow

SOON = 60.0  # seconds by which a page of the replay of files may differ: it has no arrival times


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def _told(pages: list[dict[str, Any]], incidents: dict[str, str]) -> dict[tuple[object, ...], str]:
    """Return what was told to whom, in the words that do not depend on how ids are made."""
    return {
        (incidents[p["incident"]], p["rule"], p["round"], p["pass"], p["step"], p["kind"], p["to"], p["channel"]): p[
            "at"
        ]
        for p in pages
        if p["incident"] is not None
    }


def _names(incidents: list[dict[str, Any]]) -> dict[str, str]:
    return {one["id"]: one["watch"] for one in incidents}


def _post_live(house: House) -> None:
    """Post a crisis of twenty seconds at its own pace, and everything else a stream brings."""
    story = stream.Story(7)
    begins = datetime.now(UTC)
    burst = story.crisis("acme", begins, posts=60, seconds=18)
    for i, record in enumerate(burst):
        due = datetime.fromisoformat(str(record["created_at"]))
        time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
        assert house.post(record) == 202
        if i == 30:
            assert house.post(*story.colour("globex", datetime.now(UTC), burst[3])) == 202


def test_live_and_replay_agree(build: Build, receiver: Receiver) -> None:
    """Same (rule, incident, round, step, person, channel), in a minute; the log replayed gives the very bytes that were sent."""
    house = build(rules=stream.RULES, people=stream.PEOPLE)
    story = stream.Story(3)
    now = datetime.now(UTC)
    history = house.folder / "history.jsonl"
    calm = story.quiet("acme", now - timedelta(days=15), now - timedelta(minutes=3), per_hour=12)
    calm += story.quiet("globex", now - timedelta(days=15), now - timedelta(minutes=3), per_hour=6)
    # A crisis that was over before the daemon began: imported it pages nobody, neither now nor in the export's replay.
    calm += story.crisis("globex", now - timedelta(days=3), posts=80, seconds=600)
    calm.sort(key=lambda record: str(record["created_at"]))
    history.write_text("".join(json.dumps(record) + "\n" for record in calm))
    said = house.run("import", str(history)).stdout.decode()
    assert f"{len(calm)} taken in" in said
    house.start()
    # And one that a source brings an hour late: it is history too, as the replay must know.
    assert house.post(*story.crisis("globex", now - timedelta(hours=1), posts=80, seconds=600)) == 202
    _post_live(house)
    until(lambda: any(page["step"] == 2 for page in receiver.pages("page")), "the second step")
    until(lambda: set(house.page_states().values()) <= {"accepted", "cancelled"}, "all sent")
    # A crisis pages on, calm or not, so somebody takes each: else what is due while the daemon stops may or may not be sent.
    ends = datetime.now(UTC) - timedelta(seconds=1)
    for incident in house.incidents():
        house.ask("POST", f"/api/v1/incidents/{incident['id']}/ack", b'{"by": "alice"}')
    until(lambda: set(house.page_states().values()) <= {"accepted", "cancelled"}, "all sent")
    house.stop()

    _is_the_same_log(house, receiver)
    live = _lines(house.folder / "log.pages")
    names = _names(_lines(house.folder / "log.incidents"))
    house.run("export", "--to", str(house.folder / "out.jsonl"))
    files = ("--pages", str(house.folder / "f.pages"), "--incidents", str(house.folder / "f.incidents"))
    # The two keep their clocks within SOON: what lies nearer to the end may stand on one side only.
    soon = timedelta(seconds=SOON)
    house.run("replay", str(house.folder / "out.jsonl"), *files, "--until", (ends + soon).isoformat())
    again = _told(_lines(house.folder / "f.pages"), _names(_lines(house.folder / "f.incidents")))
    ever = _told(live, names)
    told = {key: at for key, at in ever.items() if datetime.fromisoformat(at) <= ends}
    assert {key[1] for key in told} >= {"negative-storm", "loud-voice"}
    assert {key for key in told if key not in again} == set()
    assert {key for key, at in again.items() if datetime.fromisoformat(at) <= ends - soon and key not in ever} == set()
    for key, at in told.items():
        apart = datetime.fromisoformat(at) - datetime.fromisoformat(again[key])
        assert abs(apart.total_seconds()) <= SOON, key


def _is_the_same_log(house: House, receiver: Receiver) -> None:
    """Replay the log twice: both are equal, and equal to every body the providers took."""
    for name in ("log", "log2"):
        files = ("--pages", str(house.folder / f"{name}.pages"), "--incidents", str(house.folder / f"{name}.incidents"))
        house.run("replay", "--store", *files)
    first, second = ((house.folder / f"{name}.pages").read_bytes() for name in ("log", "log2"))
    assert first == second
    sent = {got.page["page_id"]: got.body for got in receiver.got if got.path.startswith("/pages")}
    replayed = {json.loads(line)["page_id"]: line for line in first.splitlines()}
    assert sent == replayed
