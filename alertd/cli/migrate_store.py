"""`alertd migrate-store`: a stopped daemon's store into another kind of store, with all it holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alertd.cli.client import config_option, store_place
from alertd.model.value import count_of

if TYPE_CHECKING:
    from alertd.store_port import Place

KINDS = ("sqlite", "postgres", "nats")


@click.command()
@click.argument("source", type=click.Choice(KINDS))
@click.argument("target", type=click.Choice(KINDS))
@config_option
def command(source: str, target: str, config: Path | None) -> None:
    """Copy the whole store from SOURCE to TARGET, which must be empty. SOURCE stays as it is.

    sqlite is the file in data_dir; any other is the server that the settings name (store: ADDRESS). Stop alertd before.
    Afterwards start it with settings that name TARGET (for sqlite: without the key store).
    """
    from alertd.store.opening import open_store

    if source == target:
        raise click.UsageError(f"{source} is both, so there is nothing to move")
    server = store_place(config)
    with contextlib.ExitStack() as stack:
        first, second = (
            stack.enter_context(contextlib.closing(open_store(_place(kind, server), is_beside=kind != "sqlite")))
            for kind in (source, target)
        )
        moved = _moved(first, second)
        click.echo(
            f"moved {count_of(moved['event'], 'event')}, {count_of(moved['post'], 'text')}, {count_of(moved['incident'], 'incident')} and {count_of(moved['outbox'], 'page')} "
            f"from {first.place} to {second.place}"
        )


def _place(kind: str, server: Place) -> Place:
    from alertd.errors import ConfigurationError
    from alertd.store_port import Place

    if kind == "sqlite":
        return Place(folder=server.folder)
    scheme = server.address.partition("://")[0]
    if scheme not in {"postgres": ("postgres", "postgresql"), "nats": ("nats", "tls")}[kind]:
        raise ConfigurationError(f"the settings name no {kind} server: write store: ADDRESS there first")
    return server


def _moved(source: Any, target: Any) -> dict[str, int]:
    from alertd.store.moving import copy_rows

    with source.transaction(), target.moving_in():
        return copy_rows(source.tables, target.tables)
