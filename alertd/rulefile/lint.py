"""Lint: what is legal and will hurt at night. Every finding here is a warning."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from alertd.rulefile.file_set import FileSet
from alertd.rulefile.lint_languages import lint_languages
from alertd.rulefile.lint_people import lint_people
from alertd.rulefile.lint_replies import lint_replies
from alertd.rulefile.lint_rules import lint_rules
from alertd.rulefile.lint_sources import lint_sources
from alertd.rulefile.lint_terms import lint_terms
from alertd.rulefile.references import conditions
from alertd.yamlform.findings import Finding, Place, secret_in
from alertd.yamlform.nodes import Node, Row, Table, Text, inside
from alertd.yamlform.source_file import SourceFile


def lint(files: FileSet, now: datetime, calibrated: Collection[str] = ()) -> tuple[Finding, ...]:
    """Warn of what will hurt; return every finding of the set, sorted.

    now: from when on gaps are looked for. calibrated: watches whose scorer was fitted to the brand.
    """
    for file in _sources(files):
        _secrets(file)
    if files.people is not None and files.people.roster is not None:
        lint_people(files.people, files.people.roster, now)
    lint_rules(files, calibrated)
    lint_terms(files)
    lint_sources(files)
    lint_replies(files)
    lint_languages(files)
    if files.settings is not None and files.settings.values is not None:
        _settings(files)
    return files.faults.sorted()


def _sources(files: FileSet) -> Iterator[SourceFile]:
    if files.settings is not None:
        yield files.settings.file
    if files.people is not None:
        yield files.people.file
    yield from dict.fromkeys(placed.file for placed in files.rules)


def _secrets(file: SourceFile) -> None:
    """Warn of texts that look like tokens, wherever they stand: files are copied, mailed and committed."""
    nodes: list[Node] = [file.root] if file.root is not None else []
    while nodes:
        node = nodes.pop()
        if isinstance(node, Text):
            if secret_in(node.raw):
                advice = "write ${NAME} and set NAME in the environment; then change the secret, for files are copied"
                file.warn(node.place, "secret-in-file", "a secret stands in this file", advice)
        else:
            nodes += node.nodes if isinstance(node, Row) else [part for _, part in node]


def _is_on_the_console(files: FileSet) -> bool:
    """Whether everybody is told on the terminal: its standard error is in front of them already."""
    roster = None if files.people is None else files.people.roster
    return roster is not None and {channel.kind for channel in roster.channels.values()} == {"console"}


def _settings(files: FileSet) -> None:
    settings = files.settings
    if settings is None or settings.values is None or settings.root is None:
        return
    ops = settings.values.get("ops", {})
    if not ops.get("direct") and not _is_on_the_console(files):
        key = settings.root.key("ops")
        text = "ops.direct is not set: when the store is down, alertd can tell only its standard error"
        settings.file.warn(
            key.place if key else Place(1, 1), "no-direct", text, 'ops: {direct: "${OPS_URL}"}, one Apprise URL'
        )
    watches = settings.root.get("watches")
    if not files.rules or not isinstance(watches, Table):
        return
    names = {key.raw for key, _ in watches}
    compared = _compared(files, watches)
    if any(name not in {*names, "*"} for placed in files.rules for name in placed.rule.watches):
        return  # a watch that is misspelt in its rule has been told of
    for key, _ in watches:
        if key.raw not in compared and not any(placed.rule.covers(key.raw) for placed in files.rules):
            settings.file.warn(
                key.place, "no-rule", f'no rule watches "{key.raw}": it will never page', "name it in a rule's watch"
            )


def _compared(files: FileSet, watches: Table) -> set[str]:
    """Return the watches that stand beside others to be compared with: it is right that they page nobody."""
    named = {
        leaf for placed in files.rules for _, table in conditions(placed.table.get("when")) for leaf in _with(table)
    }
    for _, watch in watches:
        rivals = inside(watch, "competitors")
        named |= {one.raw for one in rivals.nodes if isinstance(one, Text)} if isinstance(rivals, Row) else set()
    return named


def _with(table: Node) -> set[str]:
    names = inside(table, "with")
    return {one.raw for one in names.nodes if isinstance(one, Text)} if isinstance(names, Row) else set()
