"""`alertd import`: history, so that the daemon knows what is usual from its first day on."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import config_option

SHOWN = 20  # rejected lines that are told one by one


@click.command()
@click.argument("files", nargs=-1, required=True)
@config_option
def command(files: tuple[str, ...], config: Path | None) -> None:
    """Take mentions, replies and counts from FILEs into a stopped daemon's store (JSONL, .gz, - for standard input).

    They teach what is usual and page nobody. Lines that are no mention are told and kept, and do not stop it.
    """
    from alertd.app.keys import link_keys
    from alertd.config import load_settings
    from alertd.errors import StoreBusy
    from alertd.runtime.beside import is_worth_it
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.garbage import look_seldom
    from alertd.runtime.import_history import Import
    from alertd.runtime.replay import lines_of, size_of
    from alertd.scorers.default import DefaultScorer
    from alertd.store.opening import open_store

    for path in files:
        if path != "-" and not Path(path).is_file():
            raise click.UsageError(f"{path}: there is no such file")
    loaded = load_settings(config, needs_secrets=False)
    try:
        store = open_store(loaded.settings.place)
    except StoreBusy as busy:
        raise StoreBusy(f"{busy}: alertd import needs the store for itself") from busy
    try:
        history = Import(
            store,
            loaded.house,
            DefaultScorer.load(),
            SystemClock(),
            link_key=link_keys(store, loaded.settings.place),
        )
        look_seldom()
        is_beside = is_worth_it(size_of(files))
        result = history.run_beside(lambda: lines_of(files)) if is_beside else history.run(lines_of(files))
    finally:
        store.close()
    for name, number, reason in result.rejected[:SHOWN]:
        click.echo(f"{f'{name}:{number}: ' if number else ''}rejected: {reason}", err=True)
    if len(result.rejected) > SHOWN:
        click.echo(f"and {len(result.rejected) - SHOWN} more; the table rejected holds them all", err=True)
    click.echo(
        f"{result.accepted} taken in, {result.duplicates} known already, {result.unmatched} about no watch, "
        f"{len(result.rejected)} rejected"
    )
