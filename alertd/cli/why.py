"""`alertd why`: the decisions about an incident with their reasons, or how a rule stood at an instant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, plain, store_place
from alertd.cli.init_files import PAGES
from alertd.cli.instants import instant

if TYPE_CHECKING:
    from alertd.store_port import Store


@click.command()
@click.argument("incident", required=False)
@config_option
@click.option("--rule", help="A rule's id or name. With --watch: each condition's value against its limit.")
@click.option("--watch")
@click.option("--at", metavar="T", help="An instant such as 2026-11-21T10:00:00Z.  [default: now]")
@click.option(
    "--language",
    type=click.Choice(PAGES),
    help="Say the conditions as pages do, in this language; the other decisions stay in English.  [default: every number]",
)
def command(
    incident: str | None,
    config: Path | None,
    rule: str | None,
    watch: str | None,
    at: str | None,
    *,
    language: str | None,
) -> None:
    """Say why INCIDENT was opened, paged and ended as it was; or, with --rule and --watch, how that rule stood at T."""
    from alertd.errors import UsageError
    from alertd.runtime.clock import SystemClock
    from alertd.runtime.explain import explain
    from alertd.store.opening import open_store

    end = instant("--at", at)
    store = open_store(store_place(config), read_only=True)
    try:
        if incident is not None and rule is None and watch is None and at is None:
            lines, missing = _of_incident(store, incident, language), f"there is no incident {incident}"
        elif incident is None and rule is not None and watch is not None:
            lines = explain(store, rule, watch, end or SystemClock().now(), language=language)
            missing = f"rule {rule} does not look at watch {watch}, or did not then"
        else:
            raise click.UsageError("name an incident, or --rule and --watch (and --at)")
    finally:
        store.close()
    if not lines:
        raise UsageError(missing)
    for line in lines:
        click.echo(plain(line))


def _of_incident(store: Store, ident: str, language: str | None) -> list[str]:
    """Return one line a decision; those of its alerts name each condition's value against its limit, in a language if one is named."""
    from alertd.core.wording.rule_words import stand_told
    from alertd.model.value import rfc3339
    from alertd.report.gather import newest_house

    found = store.read_model.incident(ident)
    if found is None:
        return []
    house = newest_house(store) if language is not None else None
    names = {rule.id: rule.named(language or "en") for rule in house.rules} if house is not None else {}
    lines = []
    for one in store.read_model.decisions_around(found.watch, ident):
        rule = names.get(one.rule or "", one.rule)
        about = ", ".join(f"{what} {name}" for what, name in (("rule", rule), ("person", one.person)) if name)
        stands = language is not None and one.conditions  # decisions of long ago have their English text alone
        text = "" if stands else f": {one.text.replace(f'rule {one.rule} ', f'rule {rule} ')}"
        lines.append(f"{rfc3339(one.at)}  {one.reason}{text}{f'  ({about})' if about else ''}")
        lines += [
            f"  {stand_told(each.condition, language, holds=each.holds, shown=each.shown)}"
            for each in one.conditions
            if language is not None
        ]
    return lines
