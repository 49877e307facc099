"""`alertd keys`: the keys that acknowledge links are made with."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import Client, config_option, connection


@click.group()
def command() -> None:
    """Change the keys of acknowledge links."""


@command.command()
@config_option
@click.option("--now", is_flag=True, help="End the links that were sent, too. [default: they live their 72 hours]")
def rotate(config: Path | None, *, now: bool) -> None:
    """Make a new key for the links of pages, on the running daemon.

    Do it when somebody may have seen the old one: a lost disk, a copied data folder. With --now no link that was sent
    before works any more; who needs one acknowledges on the web page, or waits for the next page.
    """
    Client(connection(config)).post("/api/v1/keys/rotate", {"keep": "0s" if now else "72h"})
    click.echo(
        "new links have a new key; " + ("the old links have ended" if now else "the old links live their 72 hours")
    )
