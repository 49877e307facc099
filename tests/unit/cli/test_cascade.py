"""`alertd reach --cascade`: rows with a final size train, the others are answered."""

import io
import json

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.cli.cascade import answers


def _asked(*rows: object) -> tuple[list[dict[str, object]], list[str]]:
    faults: list[str] = []
    text = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    found = answers(io.BufferedReader(io.BytesIO(text)), lambda number, reason: faults.append(f"{number}: {reason}"))
    return [json.loads(line) for line in found], faults


def _row(number: int, *, final: int | None = None, seen: int = 5) -> dict[str, object]:
    row: dict[str, object] = {
        "id": f"c{number}",
        "followers": 100 * seen,
        "t": [60 * n for n in range(seen)],
        "observe_s": 900,
    }
    return row if final is None else row | {"final": final}


TRAINING = [_row(n, final=10 * (1 + n % 12), seen=1 + n % 12) for n in range(60)]


def test_each_running_cascade_is_answered_in_order() -> None:
    """With a size that follows those it has learnt from, and a range around it."""
    found, faults = _asked(*TRAINING, {"train_end": True}, _row(100, seen=3), _row(101, seen=9))
    assert [answer["id"] for answer in found] == ["c100", "c101"]
    assert found[0]["predicted"] == pytest.approx(30, rel=0.3)
    assert found[1]["predicted"] == pytest.approx(90, rel=0.3)
    assert all(answer["low"] <= answer["predicted"] <= answer["high"] * 1.5 for answer in found)  # type: ignore[operator]
    assert faults == []


def test_a_final_size_behind_the_training_is_not_read() -> None:
    """Nobody peeks by mistake."""
    hidden, _ = _asked(*TRAINING, {"train_end": True}, _row(1, seen=4))
    shown, _ = _asked(*TRAINING, {"train_end": True}, _row(1, seen=4, final=5_000))
    assert shown == hidden


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "Expected `object`"),
        ({"t": [1], "observe_s": 60}, 'no "id"'),
        ({"id": "a", "t": [1]}, "observe_s"),
        ({"id": "a", "t": ["soon"], "observe_s": 60}, "$.t[0]"),
        ({"id": "a", "t": [], "observe_s": 60, "final": 0}, "final"),
    ],
)
def test_a_row_that_is_no_cascade_is_told_and_stops_nothing(row: object, reason: str) -> None:
    """With its number and what is wrong with it."""
    found, faults = _asked(*TRAINING, row, {"train_end": True}, _row(1))
    assert len(found) == 1
    assert faults[0].startswith("61: ")
    assert reason in faults[0]


def test_the_command_reads_cascades_with_its_option_only() -> None:
    """The same command reads posts without it; what is no post is told there."""
    text = "".join(json.dumps(row) + "\n" for row in [*TRAINING, {"train_end": True}, _row(7)])
    with_it = CliRunner().invoke(cli, ["reach", "--cascade"], input=text)
    without = CliRunner().invoke(cli, ["reach"], input=text)
    assert json.loads(with_it.stdout)["id"] == "c7"
    assert without.stdout == ""
    assert "62 lines were no posts" in without.stderr
