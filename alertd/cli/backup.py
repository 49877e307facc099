"""`alertd backup`: a copy of the store, while the daemon runs."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import config_option, store_folder


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def command(file: Path, config: Path | None) -> None:
    """Copy the store to FILE; it appears whole or not at all. To restore: stop alertd, put it in place of the store."""
    from alertd.errors import StoreError
    from alertd.store.opening import open_store

    store = open_store(store_folder(config), read_only=True)
    try:
        store.backup(file)
    except OSError as fault:
        raise StoreError(f"{file} cannot be written: {fault.strerror}") from fault
    finally:
        store.close()
    click.echo(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
