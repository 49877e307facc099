"""`alertd why`: the decisions about an incident with their reasons, or how a rule stood at an instant."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alertd.cli.client import config_option, plain, store_place
from alertd.cli.init_files import PAGES
from alertd.cli.instants import instant

if TYPE_CHECKING:
    from alertd.model.house import House
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
    help="Say the conditions and what was decided as pages do, in this language; beside it stays the log's own English.  [default: every number]",
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
    from alertd.runtime.explain import explain, house_at
    from alertd.store.opening import open_store

    end = instant("--at", at)
    store = open_store(store_place(config), read_only=True)
    try:
        if incident is not None and rule is None and watch is None and at is None:
            lines, wrong = _of_incident(store, incident, language), _NO_INCIDENT.format(incident)
        elif incident is None and rule is not None and watch is not None:
            then = end or SystemClock().now()
            lines = explain(store, rule, watch, then, language=language)
            wrong = "" if lines else missing(house_at(store, then), rule, watch)
        else:
            raise click.UsageError("name an incident, or --rule and --watch (and --at)")
    finally:
        store.close()
    if not lines:
        raise UsageError(wrong)
    for line in lines:
        click.echo(plain(line))


_NO_INCIDENT = (
    "there is no incident {0}: `alertd incidents` lists them; how a rule stands: alertd why --rule RULE --watch WATCH"
)


def _of_incident(store: Store, ident: str, language: str | None) -> list[str]:
    """Return one line a decision; those of its alerts name each condition's value against its limit, in a language if one is named."""
    from alertd.core.wording.rule_words import stand_told
    from alertd.model.value import rfc3339
    from alertd.report.gather import newest_house
    from alertd.web.words import words

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
        own = _named(one.text, one.rule, rule)
        said = words(language).decided(one.reason) if language is not None and language != "en" else ""
        text = "" if stands else f": {said} ({own})" if said else f": {own}"
        lines.append(f"{rfc3339(one.at)}  {one.reason}{text}{f'  ({about})' if about else ''}")
        lines += [
            f"  {stand_told(each.condition, language, holds=each.holds, shown=each.shown)}"
            for each in one.conditions
            if language is not None
        ]
    return lines


def _named(text: str, rule: str | None, name: str | None) -> str:
    """Return the text of a decision with a rule called by its name. "rule volume" is no part of "rule volume-of-night"."""
    if rule is None or name is None:
        return text
    return re.sub(rf"\brule {re.escape(rule)}(?![\w-])", lambda _: f"rule {name}", text)


def missing(house: House | None, rule: str, watch: str) -> str:
    """Return what is wrong with a question that has no answer: which of the two names is unknown, and which is near it."""
    if house is None:
        return "nothing was watched by any rule then"
    rules = {name: one for one in house.rules for name in (one.id, one.name, *one.names.values())}
    if rule not in rules:
        return f"there was no rule {rule}{_near(rule, [one.id for one in house.rules], 'rules')}"
    watches = [one.name for one in house.watches]
    if watch not in watches:
        titled = [name for name, title in house.titles.items() if title.casefold() == watch.casefold()]
        return f"there was no watch {watch}{_near(watch, titled or watches, 'watches', is_sure=bool(titled))}"
    if rules[rule].covers(watch):
        return f"of the watch {watch} nothing was known yet then"
    return f"rule {rule} does not look at watch {watch}; it looks at {', '.join(rules[rule].watches)}"


def _near(word: str, known: list[str], what: str, *, is_sure: bool = False) -> str:
    """Return the one that may be meant, else all there are: whoever asks has them nowhere before their eyes."""
    from alertd.yamlform.findings import nearest

    begun = [one for one in known if one.startswith(f"{word}-")]
    near = known[0] if is_sure else begun[0] if len(begun) == 1 else nearest(word, known)
    if near is not None:
        return f'; did you mean "{near}"?'
    return f"; the {what} were: {', '.join(known)}" if known else f"; there were no {what}"
