"""`alertd replay`: the live engine over recorded mentions, in event time, as fast as it goes."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.instants import instant

if TYPE_CHECKING:
    from alertd.config import Loaded
    from alertd.runtime.reading import Brought
    from alertd.runtime.replay import Replayed


@click.command()
@click.argument("files", nargs=-1)
@click.option("--store", "from_store", is_flag=True, help="Replay the log of the daemon's store, acts and all.")
@click.option("-c", "--config", type=click.Path(path_type=Path), help="Settings file.")
@click.option(
    "--no-config", is_flag=True, help="Without settings: each watch of the records, shipped rules, one console."
)
@click.option(
    "--rules", "rules", multiple=True, type=click.Path(path_type=Path), help="Rules in place of the settings' own."
)
@click.option("--pages", help="Write pages here (JSONL, - for standard output).")
@click.option("--incidents", help="Write incidents here.")
@click.option("--summary", "summary_to", help="Write the summary here. Without it, it goes to standard output.")
@click.option("--until", help="Let timers run on to this instant (RFC 3339).")
def command(
    files: tuple[str, ...],
    *,
    from_store: bool,
    config: Path | None,
    no_config: bool,
    rules: tuple[Path, ...],
    pages: str | None,
    incidents: str | None,
    summary_to: str | None,
    until: str | None,
) -> None:
    """Replay FILEs of mentions (JSONL, .gz, - for standard input), or the daemon's own log. Nothing is ever sent."""
    import msgspec

    from alertd.runtime import replay

    if bool(files) == from_store:
        raise click.UsageError("name files to replay, or --store")
    for path in files:
        if path != "-" and not Path(path).is_file():
            raise click.UsageError(f"{path}: there is no such file")
    end = instant("--until", until)
    loaded = _settings(config, no_config=no_config)
    result = _from_store(loaded, end) if from_store else _from_files(files, loaded, rules, end)
    _write(pages, replay.page_lines(result.store))
    _write(incidents, (replay.incident_line(one) for one in result.store.incidents.values()))
    for name, number, reason in result.rejected:
        where = f"{name}:{number}: " if number else f"{name}: " if name else ""
        click.echo(f"{where}rejected: {reason}", err=True)
    if not (summary_to or "-" in (pages, incidents)):
        _say(result)
    told = msgspec.json.encode(replay.summary(result))
    if summary_to:
        _write(summary_to, [told])
    elif pages != "-" and incidents != "-":
        click.echo(told.decode())


def _say(result: Replayed) -> None:
    """Tell people whom it would have paged; programs read pages or incidents from standard output, or ask for the summary by name."""
    from alertd.cli.replay_words import in_words

    sent = (q.page for q, state, _ in result.store.pages.rows.values() if state not in ("cancelled", "listed"))
    for line in in_words(sent):
        click.echo(line, err=True)


def _settings(config: Path | None, *, no_config: bool) -> Loaded | None:
    from alertd.config import LOCAL_SETTINGS, SYSTEM_SETTINGS, load_settings

    if no_config or (config is None and not LOCAL_SETTINGS.is_file() and not SYSTEM_SETTINGS.is_file()):
        return None
    return load_settings(config, needs_secrets=False)


def _from_files(
    files: tuple[str, ...], loaded: Loaded | None, rules: tuple[Path, ...], end: datetime | None
) -> Replayed:
    from alertd.config import console_house, rules_of
    from alertd.runtime.beside import is_worth_it
    from alertd.runtime.garbage import look_seldom
    from alertd.runtime.replay import Replay, lines_of, size_of
    from alertd.scorers.default import DefaultScorer

    house = console_house(()) if loaded is None else loaded.house
    if rules:
        try:
            house = house.with_(rules=rules_of(rules))
        except FileNotFoundError as error:
            raise click.UsageError(f"--rules: there is no file or folder {error.filename}") from error
    run = Replay(house, DefaultScorer.load(), knows_watches=loaded is not None)
    look_seldom()
    is_beside = is_worth_it(size_of(files))
    read = run.read_beside(lambda: lines_of(files)) if is_beside else run.read(lines_of(files))
    return run.fold_all(_shown(read), end)


def _shown(batches: Iterable[Brought]) -> Iterable[Brought]:
    """Show progress on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from batches
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} lines"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replay", total=None)
        for brought in batches:
            progress.update(task, completed=brought.lines)
            yield brought


def _from_store(loaded: Loaded | None, end: datetime | None) -> Replayed:
    import time

    from alertd.app.keys import read_link_keys
    from alertd.core.engine import Engine
    from alertd.errors import UsageError
    from alertd.runtime.replay import Replayed, StoredPosts, replay_store
    from alertd.runtime.replay_fold import RewindFold
    from alertd.store.opening import open_store
    from alertd.store_port import Place

    place = loaded.settings.place if loaded is not None else Place(folder=Path("alertd-data"))
    folder = place.folder
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no store; name the settings file with -c")
    source = open_store(place, read_only=True)
    began = time.perf_counter()
    # The store's own keys: the links are those that were sent, and the pages the same bytes.
    key = read_link_keys(folder) or bytes.fromhex(source.meta("link_key") or "00" * 32)
    result = Replayed(StoredPosts(source), Engine())
    fold = RewindFold(result.store, result.engine, link_key=key)
    replay_store(source.read(0), result, fold, name=source.place)
    if end is not None:
        fold.tick_until(end)
        result.engine = fold.engine
    result.store.counted = source.counters()
    result.unmatched = result.store.counted.get("unmatched", 0)
    result.seconds = time.perf_counter() - began
    source.close()
    return result


def _write(target: str | None, lines: Iterable[bytes]) -> None:
    if target is None:
        return
    if target == "-":
        for line in lines:
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        return
    # mtime=0 keeps the bytes of a packed file equal from run to run
    with Path(target).open("wb") as plain:
        stream = gzip.GzipFile(fileobj=plain, mode="wb", filename="", mtime=0) if target.endswith(".gz") else plain
        for line in lines:
            stream.write(line + b"\n")
        if stream is not plain:
            stream.close()
