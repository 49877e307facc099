"""The benchmark of hours runs, for its figures stand in the documentation."""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "benchmarks" / "sentiment_hours.py"
Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a call that returns what the benchmark prints."""

    def printed(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", [str(BENCH), *words])
        runpy.run_path(str(BENCH), run_name="__main__")
        return capsys.readouterr().out

    return printed


def test_hours_are_made_of_labelled_posts_and_compared(tmp_path: Path, run: Run) -> None:
    """Where words say the mood, counts follow the labels better than a constant share, and two runs agree."""
    moods = {"neg": "terrible service number", "neu": "a parcel of size", "pos": "great service number"}
    posts = [
        {"id": f"{label}{at}", "text": f"{said} {at}", "label": label}
        for label, said in moods.items()
        for at in range(90)
    ]
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps({**post, "platform": "x", "lang": "en"}) + "\n" for post in posts))

    said = run(str(path), "--hours", "40", "--seeds", "2", "--labels", "30")

    assert said == run(str(path), "--hours", "40", "--seeds", "2", "--labels", "30")
    found = {line[:15].strip(): float(line.split("count r ")[1].split()[0]) for line in said.splitlines()[1:]}
    for row in ("as it comes", "counted", "weighed", "calibrated"):
        assert found[row] > 0.95
    assert found["constant share"] < 0.9


def test_the_ceiling_rises_with_how_well_posts_are_told_apart(run: Run) -> None:
    """A scorer that tells negatives better counts them better."""
    lines = run("--ceiling", "--hours", "60", "--seeds", "2").splitlines()

    counted = [float(line.split("count r ")[1].split()[0]) for line in lines]
    assert counted == sorted(counted)
    assert counted[0] < 0.85
    assert counted[-1] > 0.93
