"""alertd silence, unsilence: hold pages back for a while, with an owner and a reason."""

from __future__ import annotations

from pathlib import Path

import click

from alertd.cli.client import Client, by_option, config_option, connection, plain


@click.command("silence")
@click.argument("watch")
@click.option("--for", "lasts", required=True, metavar="DURATION", help="How long, such as 2h or 1h30m.")
@click.option("--reason", required=True, metavar="TEXT", help="Why; everybody sees it.")
@click.option("--rule", metavar="RULE", help="Only this rule.")
@by_option
@config_option
def command(*, watch: str, lasts: str, reason: str, rule: str | None, by: str, config: Path | None) -> None:
    """Hold back the pages of WATCH ("all": of every watch). Nothing is lost: what still fires at its end pages then."""
    body: dict[str, object] = {"watch": watch, "for": lasts, "reason": reason, "by": by, "rule": rule}
    done = Client(connection(config)).post("/api/v1/silences", body)
    what = f"{done['watch'] or 'every watch'}{', rule ' + done['rule'] if done['rule'] else ''}"
    click.echo(plain(f"{what} is silent until {done['ends_at']}; alertd unsilence {done['id']} ends it early"))


@click.command("unsilence")
@click.argument("silence")
@by_option
@config_option
def unsilence(silence: str, by: str, config: Path | None) -> None:
    """End a silence early; SILENCE is its id."""
    from urllib.parse import quote

    Client(connection(config)).post(f"/api/v1/silences/{quote(silence, safe='')}/end", {"by": by})
    click.echo(plain(f"{silence} has ended"))


#: What the command group adds.
commands = (command, unsilence)
