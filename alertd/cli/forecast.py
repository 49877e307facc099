"""`alertd forecast`: how often rules would have paged over what the store has kept; nothing is ever sent."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, store_place
from alertd.cli.init_files import PAGES
from alertd.cli.report import FORMS, known_zone

if TYPE_CHECKING:
    from alertd.model.house import House
    from alertd.store_port import Store


@click.command()
@config_option
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Rules to try in place of those of the settings; may be given again.",
)
@click.option("--last", default="28d", show_default=True, metavar="SPAN", help="How far back.")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option(
    "--language",
    type=click.Choice(PAGES),
    help="In words of people and in this language; csv and json are for programs and stay as they are.",
)
@click.option("--timezone", "zone", default="UTC", show_default=True, metavar="ZONE", help="Of the reader's clock.")
def command(
    config: Path | None, rules: tuple[Path, ...], last: str, form: str, *, language: str | None, zone: str
) -> None:
    """Say how often each rule would have paged, whom, and how often in their quiet hours.

    The live engine runs over the mentions of the store, also while the daemon runs. Nobody acknowledges in a forecast.
    """
    from alertd.report import forecast_report
    from alertd.report.forecast import forecast
    from alertd.report.render import rendered
    from alertd.runtime.clock import SystemClock
    from alertd.store.opening import open_store
    from alertd.yamlform.units import WrongUnitError, span

    try:
        back = span(last)
    except WrongUnitError as error:
        said = f'"{last}" has no unit; did you mean "{last}d"?' if last.isdecimal() else error
        raise click.UsageError(f"--last: {said}") from error
    known_zone(zone)
    now = SystemClock().now()
    store = open_store(store_place(config), read_only=True)
    try:
        house = _house(config, rules, store)
        with _progress() as tell:
            found = forecast(store, house, begins_at=now - back, ends_at=now, tell=tell)
    finally:
        store.close()
    if language is None or form in ("csv", "json"):
        report = forecast_report.told(found, zone)
    else:
        names = {rule.id: rule.named(language) for rule in house.rules}
        report = forecast_report.told_in(found, language, names, zone)
    sys.stdout.write(rendered(report, form))


def _house(config: Path | None, rules: tuple[Path, ...], store: Store) -> House:
    """Return the house of the settings, of the store where there are none; with the rules to try."""
    from alertd.config import LOCAL_SETTINGS, SYSTEM_SETTINGS, load_settings, rules_of
    from alertd.errors import UsageError
    from alertd.report.gather import newest_house

    if config is not None or LOCAL_SETTINGS.is_file() or SYSTEM_SETTINGS.is_file():
        house = load_settings(config, needs_secrets=False).house
    else:
        kept = newest_house(store)  # `alertd run --watch` has no settings file
        if kept is None:
            raise UsageError("the store knows no rules yet: name the settings file with -c")
        house = kept
    if not rules:
        return house
    try:
        return house.with_(rules=rules_of(rules))
    except FileNotFoundError as error:
        raise click.UsageError(f"--rules: {error}") from error


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """Show progress on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} events"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("forecast", total=None)
        yield lambda done: shown.update(task, completed=done)
