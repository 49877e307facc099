"""alertd incidents: what is going on, from the running daemon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, config_option, connection, plain

LONGEST_LINE = 400  # characters; a print's own width cannot be more than that of its console
_STATES = ("open", "acknowledged", "planned", "solved", "closed")


@click.command("incidents")
@config_option
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(config: Path | None, state: str | None, format_: str) -> None:
    """List incidents, the newest first.

    With --format json one incident a line.
    """
    found = Client(connection(config)).get("/api/v1/incidents", state=state)
    if format_ == "json":
        import json

        for incident in found:
            click.echo(json.dumps(incident, ensure_ascii=False, separators=(",", ":")))
    elif not found:
        click.echo("No incidents.")
    else:
        _print(found)


def _print(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    heads = ["id", "watch", "severity", "state", "opened", "rules", "pages", "by"]
    is_any_stale = any(incident.get("stale") for incident in found)
    table = Table(*heads, *(["sees"] if is_any_stale else []), box=None, pad_edge=False)
    for incident in found:
        by = incident["by"]
        # Who has it now; of one that is over, who ended it, whoever it was assigned to.
        ended = by.get({"closed": "close", "solved": "solve"}.get(incident["state"], ""))
        whose = ended or incident.get("assignee") or by.get("solve") or by.get("plan") or by.get("ack") or "nobody"
        cells = (
            incident["id"],
            _named(incident),
            incident["severity"],
            incident["state"],
            incident["opened_at"][:16].replace("T", " ") + "Z",
            ", ".join(incident["rules"]),
            incident["pages"],
            whose,
        )
        stale = incident.get("stale")
        sees = [f"stale: {stale['text']}" if stale else "yes"] if is_any_stale else []
        table.add_row(*(_cell(cell) for cell in (*cells, *sees)))
    table.columns[0].no_wrap, table.columns[0].overflow = True, "ignore"  # half an id acknowledges nothing
    console = Console()
    if not console.is_terminal:  # in a pipe a line stays one line, however long
        console = Console(width=LONGEST_LINE)
    console.print(table)


def _named(incident: dict[str, Any]) -> str:
    """Return the watch as commands take it, and beside it what people call it where that is another word."""
    name, brand = str(incident["watch"]), incident.get("brand")  # a daemon of before says its name alone
    return name if brand in (None, name) else f"{name} ({brand})"


def _cell(text: object) -> Any:
    from rich.text import Text

    return Text(plain(text))  # Text, not str: square brackets of names are no markup
