"""`alertd report expectation`: when customers ask, what the next days will bring, and how many people a promise needs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from alertd.cli.stored import posts_of_files, posts_of_store


def share(_context: click.Context, _option: click.Parameter, text: str) -> float:
    """Read a share that somebody may promise to answer. Raises click.BadParameter."""
    from alertd.yamlform import units

    try:
        found = units.share(text)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None
    if not 0.0 < found < 1.0:
        raise click.BadParameter("between 1 % and 99 %: nobody can promise to answer everybody in time")
    return found


def _span(_context: click.Context, _option: click.Parameter, text: str | None) -> timedelta | None:
    from alertd.yamlform import units

    try:
        found = None if text is None else units.span(text)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None
    if found is not None and found <= timedelta(0):
        raise click.BadParameter("longer than nothing")
    return found


def options(call: Any) -> Any:
    """Add what it takes beside what every report takes."""
    for option in (
        click.option(
            "--handling", callback=_span, metavar="SPAN", help="How long one answer takes; measured if left out."
        ),
        click.option(
            "--within", callback=_span, default="30m", show_default=True, metavar="SPAN", help="In that time."
        ),
        click.option(
            "--answer",
            "share",
            callback=share,
            default="95%",
            show_default=True,
            metavar="SHARE",
            help="To answer so many.",
        ),
        click.option("--timezone", "zone", metavar="ZONE", help="Of the clock; that of most customers if left out."),
        click.option("--watch", "watches", multiple=True, metavar="W", help="Only this watch; may be given again."),
    ):
        call = option(call)
    return call


def figures(
    files: tuple[str, ...], config: Path | None, watches: tuple[str, ...], begins: Any, **more: Any
) -> tuple[Any, Any, Any]:
    """Return what to expect, from when on the past counted, and the end of it. begins: of the instant now, what was asked for."""
    from alertd.report.expectation import expectation

    posts, house, now = posts_of_files(files, config, watches) if files else posts_of_store(config, watches)
    since = begins(now)
    return expectation(posts, house, since=since, now=now, watches=watches, **more), since, now
