"""Two builds with one version number, as between two releases: the next one goes on where the last one stood and learns nothing anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.house import ROOT, House, loud, mention, until

pytestmark = pytest.mark.slow

BUILDS = ("a" * 40, "b" * 40)


def _built(folder: Path, commit: str) -> Path:
    """Return where a build of this program lies, all of one version, as `make deb` and `make install` leave it."""
    build = folder / commit / "alertd"
    build.mkdir(parents=True)
    for part in (ROOT / "alertd").iterdir():
        (build / part.name).symlink_to(part)  # with what is compiled already
    (build / "COMMIT").write_text(commit)
    return folder / commit


def _lines(house: House, event: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in house.log().splitlines() if f'"{event}"' in line]


def _start(house: House, build: Path) -> None:
    house.root = build
    house.start()
    assert f'commit="{build.name}"' in house.ask("GET", "/metrics")[1].decode()


def test_the_next_build_learns_nothing_anew(house: House, tmp_path: Path) -> None:
    """What is usual is in the checkpoint, and the checkpoint is the next build's too; no series begins anew, and the incident goes on."""
    old, new = (_built(tmp_path, commit) for commit in BUILDS)
    _start(house, old)
    assert house.post(*(mention(f"m{number}") for number in range(20)), loud("first")) == 202
    (before,) = until(house.incidents, "an incident")
    until(lambda: set(house.page_states().values()) == {"accepted"}, "nothing is under way")
    house.stop()
    assert '"clean": true' in house.log()  # with nothing under way the end leaves a checkpoint

    _start(house, new)
    restored = _lines(house, "engine.restored")
    assert restored[0]["checkpoint"] == 0
    assert restored[1]["checkpoint"] == restored[1]["folded"]  # no event had to be folded again
    assert int(str(restored[1]["folded"])) > 20
    assert [one["id"] for one in house.incidents()] == [before["id"]]
    assert {line["id"] for line in house.export()} == {"first", *(f"m{number}" for number in range(20))}
    for anew in ("scorer.changed", "checkpoint.unreadable", "event.poisoned", "reach.forgotten", "passed.forgotten"):
        assert _lines(house, anew) == [], anew
