"""`alertd keys`: the keys that acknowledge links are made with, and the one that reports are signed with."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import Client, config_option, connection, store_folder


@click.group()
def command() -> None:
    """Change the keys of acknowledge links; show the public key of signed reports."""


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


@command.command()
@config_option
def publish(config: Path | None) -> None:
    """Print the public key (Ed25519, base64) that signed reports are checked with; publish it where customers expect it.

    The private half lies in `proof_key` of the data folder, in no backup of the store. It is made at the first call.
    """
    from alertd.app.keys import proof_key
    from alertd.report.proof import public_key

    click.echo(public_key(proof_key(store_folder(config))))
