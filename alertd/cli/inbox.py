"""alertd inbox: who waits for an answer, whom to answer first on top, from the running daemon."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, config_option, connection, plain

_LONGEST = 90  # characters of a post in the table


@click.command("inbox")
@config_option
@click.argument("watch", required=False)
@click.option("--limit", type=click.IntRange(1, 500), default=25, show_default=True)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(config: Path | None, watch: str | None, limit: int, format_: str) -> None:
    """List who waits for an answer (of one WATCH or of all), the most urgent first.

    Priority is how negative a post is, times how far it carries, how long it has waited and how urgent its matter is; the
    column "why" says what made it so. With --format json one post a line.
    """
    found = Client(connection(config)).get("/api/v1/mentions", unanswered="1", watch=watch, limit=str(limit))
    if format_ == "json":
        import json

        for shown in found:
            click.echo(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
    elif not found:
        click.echo("Nobody waits for an answer.")
    else:
        _print(found)


def _print(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("priority", "why", "due", "watch", "platform", "author", "post", box=None, pad_edge=False)
    for shown in found:
        text = "(erased)" if shown["text"] is None else " ".join(shown["text"].split())
        cells = (
            shown["priority"],
            ", ".join(shown["why"]),
            _clock(shown["due_at"]),
            shown["watch"],
            shown["platform"],
            shown["author_handle"] or shown["author"],
            text[:_LONGEST],
        )
        table.add_row(*(Text(plain(cell)) for cell in cells))  # Text: square brackets of strangers are no markup
    console = Console()
    if not console.is_terminal:
        console = Console(width=400)
    console.print(table)


def _clock(at: str | None) -> str:
    return "" if at is None else f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}Z"
