"""alertd send-test: a real page to real people, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from alertd.cli.client import Client, Trouble, by_option, config_option, connection, plain

_POLL_SECONDS = 0.5


@click.command("send-test")
@click.argument("to", metavar="POLICY|PERSON", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every person, on every channel; says who could not be reached.")
@click.option("--wait", default=60.0, show_default=True, metavar="SECONDS", help="How long to wait for the providers.")
@by_option
@config_option
def command(to: str | None, wait: float, by: str, config: Path | None, *, is_all: bool) -> None:
    """Send a real test page and say what became of it.

    Exit code 1 if any page did not arrive.
    """
    if is_all == (to is not None):
        raise click.UsageError("name a policy or a person, or --all")
    to = to or "everyone"
    client = Client(connection(config))
    test = client.post("/api/v1/tests", {"to": to, "by": by})["id"]
    told = follow(client, test, wait)
    for page in told:
        click.echo(_line(page))
    if not told:
        raise Trouble(f"no page was planned for {plain(to)}: has anybody there a channel?")
    lost = [name for name in dict.fromkeys(page["to"] for page in told) if not _is_reached(name, told)]
    if lost:
        raise Trouble(f"no channel reaches {plain(', '.join(lost))}")
    if any(page["outcome"] not in ("accepted", "delivered") for page in told):
        raise Trouble("not every test page arrived")


def _is_reached(name: str, told: list[dict[str, Any]]) -> bool:
    return any(page["outcome"] in ("accepted", "delivered") for page in told if page["to"] == name)


def follow(
    client: Client, test: str, wait: float, *, pause: Callable[[float], None] = time.sleep
) -> list[dict[str, Any]]:
    """Return the test's pages once all are final, or as they stand after `wait` seconds."""
    from urllib.parse import quote

    path = f"/api/v1/tests/{quote(test, safe='')}"
    answer = client.get(path)
    for _ in range(int(wait / _POLL_SECONDS)):
        if answer["is_finished"]:
            break
        pause(_POLL_SECONDS)
        answer = client.get(path)
    pages: list[dict[str, Any]] = answer["pages"]
    return pages


def _line(page: dict[str, Any]) -> str:
    """Say what became of one page.

    >>> _line({"to": "ayse", "channel": "sms", "outcome": "dead", "detail": "number unknown", "page_id": "p2"})
    'ayse on sms: dead (number unknown) [p2]'
    """
    detail = f" ({page['detail']})" if page["detail"] else ""
    return plain(f"{page['to']} on {page['channel']}: {page['outcome']}{detail} [{page['page_id']}]")
