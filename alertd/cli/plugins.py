"""`alertd plugins`: the sources, scorers and notifiers that are installed, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import NamedTuple

import click


class Plugin(NamedTuple):
    """One plug-in. group: source, scorer or notifier. origin: the package it came with. fault: why it does not load."""

    group: str
    kind: str
    origin: str
    fault: str = ""


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(form: str) -> None:
    """List the sources, scorers and notifiers that are installed.

    Exit code 1 if one of them does not load.
    """
    found = [*own(), *foreign(_entry_points())]
    if form == "json":
        import json

        for one in found:
            click.echo(json.dumps(one._asdict()))
    else:
        wide = max(len(one.kind) for one in found)
        for one in found:
            click.echo(
                f"{one.group:<9} {one.kind:<{wide}}  {one.origin}{f'  DOES NOT LOAD: {one.fault}' * bool(one.fault)}"
            )
    if any(one.fault for one in found):
        raise click.exceptions.Exit(1)


def own() -> list[Plugin]:
    """Return what comes with alertd itself."""
    from alertd.notifiers.registry import OWN as NOTIFIERS
    from alertd.scorers.build import OWN_KINDS as SCORERS
    from alertd.sources.registry import KINDS

    kinds = {"source": tuple(sorted(KINDS)), "scorer": SCORERS, "notifier": tuple(sorted(NOTIFIERS))}
    return [Plugin(group, kind, "alertd") for group, names in kinds.items() for kind in names]


def foreign(points: Iterable[EntryPoint]) -> list[Plugin]:
    """Return the plug-ins of other packages; each is loaded, to see whether it can be."""
    found = []
    for point in points:
        if point.dist is not None and point.dist.name == "alertd":
            continue  # ours are named already
        try:
            point.load()
            fault = ""
        except Exception as error:  # noqa: BLE001 - a plug-in may fail in any way, and this is where its author looks
            fault = f"{type(error).__name__}: {error}"
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
        found.append(Plugin(point.group.removeprefix("alertd.").removesuffix("s"), point.name, origin, fault))
    return found


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points

    return [point for group in ("sources", "scorers", "notifiers") for point in entry_points(group=f"alertd.{group}")]
