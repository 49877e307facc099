"""`alertd graph`: who passes on and names whom, of a watch or an incident; for people, for Gephi and for Graphviz."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, plain, store_place
from alertd.cli.instants import moment

if TYPE_CHECKING:
    from alertd.report.graph_report import Drawn
    from alertd.store_port import Store

_FORMATS = (
    "text",
    "json",
    "graphml",
    "gexf",
    "dot",
    "png",
)  # those of the report, which is imported when the command runs


@click.command(short_help="Draw who passes on and names whom.")
@click.argument("what", metavar="WATCH|INCIDENT")
@config_option
@click.option("--since", metavar="T", help="Posts written from then on: an instant, a date, or how long ago (7d).")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option(
    "--most", type=click.IntRange(1, 20_000), default=3_000, show_default=True, help="Edges drawn, the heaviest."
)
@click.option("--to", "target", default="-", show_default=True, metavar="FILE", help="Where to.")
def command(*, what: str, config: Path | None, since: str | None, form: str, most: int, target: str) -> None:
    """Draw the mention graph of a WATCH, or of an INCIDENT from an hour before it was opened; while the daemon runs too.

    As text it says who wrote first, who bridged it to whom, who carries it and which group stands apart.
    A PNG is for the eye, and needs the extra alertd[png].
    """
    from alertd.report.graph_report import draw, mentions_of, written
    from alertd.runtime.clock import SystemClock
    from alertd.store.opening import open_store

    store = open_store(store_place(config), read_only=True)
    try:
        watch, begin, end = _asked(store, what, moment("--since", since, SystemClock().now()))
        found = draw(mentions_of(store, watch, begin, end), most=most)
    finally:
        store.close()
    if form == "png":
        _draw(found, target)
        return
    body = written(found, form)
    if target != "-":
        Path(target).write_text(body, encoding="utf-8")
    elif form == "text":
        for line in body.splitlines():
            click.echo(plain(line))
    else:
        click.echo(body, nl=False)


def _draw(found: Drawn, target: str) -> None:
    """Write the picture for the eye: those who matter by name, everybody else as the crowd around them."""
    from alertd.report.graph_png import png
    from alertd.report.sketch import sketch

    body = png(sketch(found.graph, found.shown), found.shown.sentence)
    if target == "-":
        sys.stdout.buffer.write(body)
    else:
        Path(target).write_bytes(body)


def _asked(store: Store, what: str, since: datetime | None) -> tuple[str, datetime | None, datetime | None]:
    """Return the watch, and from when until when. An incident lasts until it was closed."""
    from alertd.errors import UsageError
    from alertd.report.gather import newest_house
    from alertd.report.voices import BEFORE

    incident = store.read_model.incident(what)
    if incident is not None:
        return incident.watch, since or incident.opened_at - BEFORE, incident.closed_at
    house = newest_house(store)
    if house is None or what not in [watch.name for watch in house.watches]:
        raise UsageError(f"there is neither a watch nor an incident {what}")
    return what, since, None
