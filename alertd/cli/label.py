"""`alertd label`: somebody reads mentions and says with one key each how they sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

KEYS = {"n": "negative", "u": "neutral", "p": "positive", "1": "negative", "2": "neutral", "3": "positive"}
HELP = "n negative · u neutral · p positive · s skip · b back · q save and stop"
#: Labels after which a calibration is worth its while (measured: 200 or 500 add little for the share).
ENOUGH = 50


def waiting(path: str, done: set[str]) -> list[dict[str, Any]]:
    """Return the mentions of a file that have no label yet, what tells most first."""
    from alertd.cli.calibrate import score_all
    from alertd.cli.score import mention, opened
    from alertd.scorers.choice import order

    records = []
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = mention(line) if line.strip() else None
            except ValueError as fault:
                click.echo(f"{path}:{number}: {fault}", err=True)
                continue
            if record is not None and str(record["id"]) not in done:
                records.append(record)
    chosen = order(
        [str(record["id"]) for record in records], [record["text"] for record in records], score_all(records)
    )
    return [records[at] for at in chosen]


def ask(record: dict[str, Any], number: int, total: int) -> str:
    """Show one mention and return the key that was pressed."""
    bar = "█" * (20 * min(number, total) // max(total, 1))
    click.echo(f"\n[{bar:<20}] {number} of {total}   {HELP}")
    click.echo(click.style(_printable(record["text"]), bold=True))
    while True:
        key = click.getchar().lower()
        if key in KEYS or key in "sbq":
            return key
        if key in ("\x03", "\x04"):
            return "q"


def _printable(text: str) -> str:
    """Return a text without what would move the cursor or turn the writing around."""
    return "".join(one for one in text if one.isprintable() or one == "\n")


def session(records: Sequence[dict[str, Any]], goal: int) -> list[dict[str, Any]]:
    """Ask until the goal is reached, the mentions end, or somebody stops; return labelled mentions in order."""
    given: dict[int, str] = {}
    at = 0
    while at < len(records) and len(given) < goal:
        key = ask(records[at], len(given) + 1, min(goal, len(records)))
        if key == "q":
            break
        if key == "b":
            at = max(at - 1, 0)
            given.pop(at, None)
            continue
        if key in KEYS:
            given[at] = KEYS[key]
        at += 1
    return [{**records[at], "label": label} for at, label in given.items()]


def _done(path: Path) -> set[str]:
    """Return the ids that a file of labels has already."""
    if not path.exists():
        return set()
    with path.open(encoding="utf-8") as lines:
        return {str(json.loads(line)["id"]) for line in lines if line.strip()}


@click.command(short_help="Label mentions, one key each.")
@click.argument("mentions", type=click.Path(exists=True, dir_okay=False))
@click.option("--to", "out", type=click.Path(dir_okay=False, path_type=Path), default="labels.jsonl", show_default=True)
@click.option("--goal", default=ENOUGH, show_default=True, type=click.IntRange(min=1), help="Labels to give.")
def command(mentions: str, out: Path, goal: int) -> None:
    """Show mentions of a file (as `alertd export` writes) and keep what you say of them; another run goes on."""
    done = _done(out)
    records = waiting(mentions, done)
    if not records:
        click.echo("nothing is left to label")
        return
    found = session(records, max(goal - len(done), 1))
    with out.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in found)
    total = len(done) + len(found)
    click.echo(f"\n{len(found)} labels added, {total} in {out}")
    if total >= ENOUGH:
        click.echo(f"enough: alertd calibrate WATCH --labels {out}")


if __name__ == "__main__":
    sys.exit(command())
