"""`alertd drill`: a marked crisis for the real people, and who acknowledged, how fast and by what."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, Trouble, by_option, config_option, connection, plain

_POLL_SECONDS = 1.0


@click.command("drill")
@click.argument("policy", required=False)
@click.option("--wait", default=3600.0, show_default=True, metavar="SECONDS", help="How long to wait for somebody.")
@click.option("--note", default="", metavar="TEXT", help="A word for those who are paged.")
@by_option
@config_option
def command(policy: str | None, wait: float, note: str, *, by: str, config: Path | None) -> None:
    """Play a crisis to the people of POLICY (left out: of the loudest rule), and say who took it, how fast, by what.

    Every message says DRILL. It ends with the first who takes it, or after an hour. Exit code 1 if nobody did.
    """
    client = Client(connection(config))
    begun = client.post("/api/v1/drills", {"policy": policy or "", "by": by, "note": note})
    click.echo(plain(f"drill {begun['id']} has begun; waiting for somebody to take it"))
    ended = follow(client, begun["id"], wait)
    for page in ended["page_list"]:
        if page["kind"] == "page":
            click.echo(_line(page))
    if not ended["first_taken_by"]:
        raise Trouble("nobody took it")
    seconds = seconds_between(ended["opened_at"], ended["first_acknowledged_at"] or ended["closed_at"])
    click.echo(plain(f"{ended['first_taken_by']} took it by {ended['first_taken_via']} after {_span(seconds)}"))


def follow(
    client: Client, incident: str, wait: float, *, pause: Callable[[float], None] = time.sleep
) -> dict[str, Any]:
    """Return the drill once somebody took it or it is over, or as it stands after `wait` seconds."""
    from urllib.parse import quote

    path = f"/api/v1/incidents/{quote(incident, safe='')}"
    seen: dict[str, Any] = client.get(path)
    for _ in range(int(wait / _POLL_SECONDS)):
        if seen["state"] != "open":
            break
        pause(_POLL_SECONDS)
        seen = client.get(path)
    return seen


def seconds_between(begin: str, end: str) -> float:
    """Return the seconds between two instants as the API writes them.

    >>> seconds_between("2026-11-21T10:00:00.000Z", "2026-11-21T10:03:30.000Z")
    210.0
    """
    from datetime import datetime

    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()


def _span(seconds: float) -> str:
    """Say how long.

    >>> _span(42.4), _span(210.0)
    ('42 s', '3 min 30 s')
    """
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"


def _line(page: dict[str, Any]) -> str:
    """Say what became of one page.

    >>> _line({"to": "ayse", "channel": "sms", "outcome": "accepted", "detail": "",
    ...        "latency": {"seconds": {"sent": 0.4, "accepted": 0.8}}})
    'ayse on sms: accepted after 1 s'
    """
    seconds = page["latency"]["seconds"]
    taken = f" after {_span(seconds['sent'] + seconds['accepted'])}" if {"sent", "accepted"} <= set(seconds) else ""
    detail = f" ({page['detail']})" if page["detail"] else ""
    return plain(f"{page['to']} on {page['channel']}: {page['outcome']}{taken}{detail}")
