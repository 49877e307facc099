"""`alertd export`: what came in, as JSONL in log order; while the daemon runs too."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import config_option, store_place


@click.command()
@config_option
@click.option("--watch", "watches", multiple=True, metavar="WATCH", help="Only this watch; may be given again.")
@click.option("--to", "target", default="-", show_default=True, metavar="FILE", help="Where to; .gz is packed.")
def command(config: Path | None, watches: tuple[str, ...], target: str) -> None:
    """Write mentions, the brand's replies and counts, one JSON object a line, with the ids that came in.

    A replay of what is written decides the same: the computed sentiment stands in each line. Erased texts are empty.
    """
    from alertd.cli.files import write_lines
    from alertd.cli.stored import known_house
    from alertd.runtime import export
    from alertd.store.opening import open_store

    store = open_store(store_place(config), read_only=True)
    try:
        known_house(store, watches)
        write_lines(target, export.lines(store, watches))
    finally:
        store.close()
