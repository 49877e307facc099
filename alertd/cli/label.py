"""`alertd label`: somebody reads mentions and says with one key each how they sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from alertd.ports import Scorer
    from alertd.store_port import Place

KEYS = {"n": "negative", "u": "neutral", "p": "positive", "1": "negative", "2": "neutral", "3": "positive"}
HELP = "n negative · u neutral · p positive · s skip · b back · q save and stop"
#: Labels after which a calibration is worth its while (measured: 200 or 500 add little for the share).
ENOUGH = 50


def waiting(records: Iterable[dict[str, Any]], done: set[str], scorer: Scorer) -> list[dict[str, Any]]:
    """Return the mentions that have no label yet, what tells most first."""
    from alertd.cli.calibrate import score_all
    from alertd.scorers.choice import order

    left = [record for record in records if str(record["id"]) not in done]
    scores = score_all(left, scorer)
    chosen = order([str(record["id"]) for record in left], [record["text"] for record in left], scores)
    return [left[at] for at in chosen]


def in_file(path: str) -> Iterator[dict[str, Any]]:
    """Yield the mentions of a file; other lines are told."""
    from alertd.cli.files import mention, opened

    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                if line.strip():
                    yield mention(line)
            except ValueError as fault:
                click.echo(f"{path}:{number}: {fault}", err=True)


def in_store(place: Path | Place, watch: str) -> Iterator[dict[str, Any]]:
    """Yield a watch's mentions that still have their text; not the brand's own replies, nor counts."""
    from alertd.runtime import export
    from alertd.store.opening import open_store

    store = open_store(place, read_only=True)
    try:
        for line in export.lines(store, (watch,)):
            record = json.loads(line)
            if record.get("text") and "type" not in record and "role" not in record:
                yield record
    finally:
        store.close()


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
    return {str(record["id"]) for record in in_file(str(path))} if path.exists() else set()


@click.command(short_help="Label mentions, one key each.")
@click.argument("mentions", type=click.Path(exists=True, dir_okay=False), required=False)
@click.option(
    "--watch", metavar="WATCH", help="Mentions of this watch in the daemon's store, where MENTIONS is left out."
)
@click.option(
    "--to",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to.  [default: the watch's own labels, which calibrate reads; without --watch labels.jsonl]",
)
@click.option("-c", "--config", type=click.Path(), help="Settings file of the daemon.")
@click.option("--goal", default=ENOUGH, show_default=True, type=click.IntRange(min=1), help="Labels to give.")
def command(mentions: str | None, watch: str | None, out: Path | None, config: str | None, goal: int) -> None:
    """Show mentions of a watch, or of a file as `alertd export` writes, and keep what you say of them.

    Another run goes on where this one stopped.
    """
    from alertd.cli.calibrate import scorer_of
    from alertd.cli.client import data_dir_of, store_place
    from alertd.model.value import count_of
    from alertd.scorers import labels

    if mentions is None and watch is None:
        raise click.UsageError("name a watch with --watch, or a file of mentions")
    if out is None:
        out = Path("labels.jsonl") if watch is None else labels.path_of(data_dir_of(config), watch)
    done = _done(out)
    found_in = (
        in_file(mentions) if mentions else in_store(store_place(config if config is None else Path(config)), str(watch))
    )
    records = waiting(found_in, done, scorer_of(config))
    if not records:
        click.echo("nothing is left to label")
        return
    found = session(records, max(goal - len(done), 1))
    named = {"watch": watch} if watch else {}
    labels.add(
        out, [json.dumps({**record, **named}, ensure_ascii=False).encode("utf-8", "replace") for record in found]
    )
    total = len(done) + len(found)
    click.echo(f"\n{count_of(len(found), 'label')} added, {total} in {out}")
    if total >= ENOUGH:
        where = f"{watch}" if watch and out == labels.path_of(data_dir_of(config), watch) else f"WATCH --labels {out}"
        click.echo(f"enough: alertd calibrate {where}")


if __name__ == "__main__":
    sys.exit(command())
