"""`alertd open`: an incident that no rule saw, or another team brought into one that runs."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import Client, by_option, config_option, connection, plain


@click.command("open")
@click.argument("watch")
@click.option("--severity", type=click.Choice(["crisis", "urgent"]), default="urgent", show_default=True)
@click.option("--page", "policy", metavar="POLICY", help="Whom to page.  [default: as the watch's loudest rule does]")
@click.option("--note", default="", metavar="TEXT", help="What it is about; the first words become its title.")
@config_option
@by_option
def command(watch: str, severity: str, policy: str | None, note: str, *, config: Path | None, by: str) -> None:
    """Open an incident of WATCH by hand: a journalist rings. If one runs already, this joins it and brings POLICY in."""
    body: dict[str, object] = {"watch": watch, "severity": severity, "note": note, "by": by, "policy": policy or ""}
    done = Client(connection(config)).post("/api/v1/incidents", body)
    click.echo(plain(f"{done['id']} ({done['watch']}) is {done['state']}, {done['severity']}"))
