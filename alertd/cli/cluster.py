"""`alertd cluster`: which machines share the store, which one works, and how far each is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, plain, store_place

if TYPE_CHECKING:
    from alertd.model.cluster import Cluster, Reading

LATE = 1.0  # seconds after which a batch in a reader's hands is worth a word


@click.command()
@config_option
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(config: Path | None, form: str) -> None:
    """Show the servers that keep the store, the machine that works, those that wait and those that read for it, and how far each is behind.

    Exit code 1 where no machine works.
    """
    from alertd.store.opening import cluster_of

    found = cluster_of(store_place(config))
    if form == "json":
        import msgspec

        click.echo(msgspec.json.encode(msgspec.to_builtins(found)).decode())
    else:
        for line in lines(found):
            click.echo(plain(line))
    click.get_current_context().exit(0 if any(one.is_working for one in found.machines) else 1)


def lines(found: Cluster) -> Iterator[str]:
    """Yield what is told of a cluster."""
    yield f"store     {found.place}"
    if found.servers:
        yield f"log       {found.messages:,} records, {found.bytes / 1e6:.1f} MB, {found.copies} of each"
    for server in found.servers:
        standing = "up to date" if server.is_current and not server.behind else f"{server.behind:,} behind"
        yield f"server    {server.name}: {'leads' if server.is_leading else standing}"
    if found.doubt:
        yield f"server    {found.doubt}"
    for machine in found.machines:
        behind = "" if machine.behind is None else f", {_behind(machine.behind)}"
        version = f", alertd {machine.version}" if machine.version else ""
        at = f", answers at {machine.answers_at}" if machine.answers_at else ""
        yield f"machine   {machine.name}: {'works' if machine.is_working else 'waits'}{behind}{version}{at}"
    for reader in found.readers:
        version = f", alertd {reader.version}" if reader.version else ""
        yield f"reader    {reader.name}: {_reads(reader.reading)}{version}"
    if not any(one.is_working for one in found.machines):
        yield "machine   none works: nobody is watched over"


def _reads(how: Reading) -> str:
    if how.refuses:
        return f"reads nothing: the machine that works is of release {how.refuses}"
    if not how.is_reading:
        return "reads nothing: nobody has told it what to read by"
    late = f", the oldest in hand {how.lag:.1f} s" if how.lag >= LATE else ""
    return f"reads {how.rate:.1f} batches/s, {1000 * how.seconds:.0f} ms each{late}"


def _behind(count: int) -> str:
    return f"{count:,} behind" if count else "up to date"
