"""Lint of terms: searches of several words, as other tools take them, which are looked for as they stand and never found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alertd.rulefile.file_set import FileSet
from alertd.yamlform.findings import short
from alertd.yamlform.nodes import Node, Row, Table, Text, inside

_FIELD = re.compile(r"\b(author|site|url|lang|platform):\S")
_NEAR = re.compile(r"\sNEAR/\d+\s")
_JOINED = re.compile(r"\S\s+(AND|OR|NOT)\s+\S")
_WILD = re.compile(r"\w[*?]|~\d+$")


def lint_terms(files: FileSet) -> None:
    """Warn of terms in a search language that is not read here, and say what to write instead."""
    settings = files.settings
    watches = settings.root.get("watches") if settings and settings.root else None
    for _, watch in watches if isinstance(watches, Table) else ():
        for key in ("terms", "exclude", "needs"):
            for node in _texts(inside(watch, key)):
                _tell(files, node)


def _texts(node: Node | None) -> Iterator[Text]:
    for part in node.nodes if isinstance(node, Row) else [node]:
        if isinstance(part, Text):
            yield part


def _tell(files: FileSet, node: Text) -> None:
    advice = instead_of(node.raw)
    if advice is not None and files.settings is not None:
        text = (
            f"{short(node.raw)} is a search of several parts; it is looked for as it stands, and would never be found"
        )
        files.settings.file.warn(node.place, "search-term", text, advice)


def instead_of(term: str) -> str | None:
    """Return what to write instead of a term in a search language, None for a plain one.

    >>> instead_of("acme AND recall")
    'put acme under terms, and the other word under needs'
    >>> instead_of("C++"), instead_of("AT&T"), instead_of("OR Books"), instead_of("WAR AND PEACE")
    (None, None, None, None)
    """
    if _FIELD.search(term):
        return "the author, site, language or platform of a post is asked by a rule: only: {platforms: [x], languages: [tr]}"
    if _NEAR.search(term):
        return "put the first part under terms, and the second under needs"
    joined = _JOINED.search(term) if any(letter.islower() for letter in term) else None
    if joined and joined[1] == "AND":
        first = re.split(r"\s+AND\s+", term)[0].strip("() \"'")
        return f"put {first[:40]} under terms, and the other word under needs"
    if joined and joined[1] == "OR":
        each = ", ".join(part.strip("() ") for part in re.split(r"\s+OR\s+", term))
        return f"write each as a term of its own: [{each[:80]}]"
    if joined:
        return "put what must not occur under exclude"
    if _WILD.search(term):
        return "write the forms that occur; plurals and endings of names are found by themselves"
    if len(term) > 2 and term[0] == term[-1] == '"':
        return f"a term is a phrase already: write {term[1:-1][:60]}"
    return None
