"""Lint of terms: what is legal and finds something else than its author thinks, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alertd.intake.normalise import folded
from alertd.intake.terms.parse import TermError, is_search, parse
from alertd.intake.terms.tree import Phrase, below
from alertd.rulefile.file_set import FileSet
from alertd.rulefile.foreign_terms import foreign
from alertd.yamlform.findings import short
from alertd.yamlform.nodes import Node, Row, Table, Text, inside
from alertd.yamlform.source_file import SourceFile

_JOINED = re.compile(r"\S\s+(AND|OR|NOT)\s+\S")
_SMALL = re.compile(r"\b(and|or|not)\b")


def lint_terms(files: FileSet) -> None:
    """Warn of terms that look like searches and are none, of words that can never be, and of distances from nothing."""
    settings = files.settings
    watches = settings.root.get("watches") if settings and settings.root else None
    if settings is None or not isinstance(watches, Table):
        return
    for _, watch in watches:
        for key in ("terms", "exclude", "needs"):
            for node in _texts(inside(watch, key)):
                said = doubt_of(node.raw) or _foreign(node.raw)
                if said is not None:
                    settings.file.warn(node.place, "search-term", *said)
        _tell_excluded(watch, settings.file)
        near = watch.key("near") if isinstance(watch, Table) else None
        if near is not None and not list(_texts(inside(watch, "needs"))):
            text = "near says how far needs may stand from a term, and there are no needs"
            settings.file.warn(near.place, "no-needs", text, "write needs: [jeans, denim], or take near away")


def _foreign(term: str) -> tuple[str, str] | None:
    """Return what another tool would read in a name, or in the words of a search."""
    if not is_search(term):
        return foreign(term)
    try:
        phrases = [part.text for part in below(parse(term)) if isinstance(part, Phrase) and part.is_loose]
    except TermError:
        return None  # told as an error
    return next((said for text in phrases if (said := foreign(text)) is not None), None)


def _texts(node: Node | None) -> Iterator[Text]:
    for part in node.nodes if isinstance(node, Row) else [node]:
        if isinstance(part, Text):
            yield part


def doubt_of(term: str) -> tuple[str, str] | None:
    """Return what is doubtful about a term and what to write, None for a plain one.

    >>> doubt_of("WAR AND PEACE")
    ('"WAR AND PEACE" is all capitals, so it is looked for as a name', 'for a search of several parts write (WAR) AND (PEACE)')
    >>> doubt_of("C++"), doubt_of("acme AND recall"), doubt_of("OR Books")
    (None, None, None)
    >>> doubt_of("?!")[0], doubt_of("🔥")
    ('"?!" has no letter and no digit, and is found in posts about anything', None)
    """
    if not is_search(term):
        joined = _JOINED.search(term)
        if joined:
            parts = re.sub(r"\s+(AND|OR|NOT)\s+", r") \1 (", term)
            advice = f"for a search of several parts write ({parts[:80]})"
            return f"{short(term)} is all capitals, so it is looked for as a name", advice
        if term.isascii() and not any(letter.isalnum() for letter in term):
            # A drawing (🔥) is a word to those who write it, and no ASCII.
            return f"{short(term)} has no letter and no digit, and is found in posts about anything", "write a name"
        if term.endswith("?") and term[:1].islower():
            return (
                f"a ? at the end of {short(term)} is a question mark",
                "inside a word it stands for one letter: organi?ation",
            )
        return None
    try:
        phrases = [part.text for part in below(parse(term)) if isinstance(part, Phrase) and part.is_loose]
    except TermError:
        return None  # told as an error
    small = next((found for text in phrases if " " in text and (found := _SMALL.search(text))), None)
    if small is not None:
        text = f'"{small[1]}" in small letters is a word of the phrase "{small.string[:60]}"'
        return text, f"write {small[1].upper()} to join, or put the phrase in quotes"
    return None


def _tell_excluded(watch: Node, file: SourceFile) -> None:
    """Warn of an exclusion that is a term too: nothing would ever be found by that term."""
    terms = {folded(node.raw): node.raw for node in _texts(inside(watch, "terms"))}
    for node in _texts(inside(watch, "exclude")):
        if folded(node.raw) in terms:
            text = f"{short(node.raw)} is excluded and a term: each covers the other, and nothing is found"
            file.warn(node.place, "excluded-term", text, "exclude a longer phrase around it, such as acme theatre")
