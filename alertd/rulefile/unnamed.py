"""Unnamed: rules whose name somebody who is paged cannot read. A hint and no warning: in many houses everybody reads English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from alertd.model.languages import base
from alertd.yamlform.findings import listed, short

if TYPE_CHECKING:
    from alertd.rulefile.file_set import FileSet


def unnamed(files: FileSet) -> Iterator[str]:
    """Yield a line for each language that somebody reads and rules have no name in, and one for rules with one name for all.

    A name that is one text may be in any language: it is told only where people read several.
    """
    roster = None if files.people is None else files.people.roster
    if roster is None:
        return
    readers: dict[str, list[str]] = {}
    for person in roster.people.values():
        readers.setdefault(base(person.language), []).append(person.name)
    rules = [placed.rule for placed in files.rules if placed.rule.enabled]
    for language, people in sorted(readers.items()):
        lacking = [short(rule.name) for rule in rules if rule.names and language not in rule.names]
        if lacking:
            yield f"hint: no name in {language}, which {listed(people)} reads: {listed(lacking)}"
    alone = [short(rule.name) for rule in rules if not rule.names]
    if alone and len(readers) > 1:
        one_each = ", ".join(f"{language}: ..." for language in sorted(readers))
        yield f"hint: one name for readers of {listed(sorted(readers))}: {listed(alone)} (write name: {{{one_each}}})"
