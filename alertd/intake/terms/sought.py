"""Sought: what a term gives to others who look for it: a platform's search, and a cheap first look at a text."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.intake.endings import stems_of
from alertd.intake.normalise import folded
from alertd.intake.terms.parse import TermError, is_search, parse
from alertd.intake.terms.pieces import pieces
from alertd.intake.terms.search import seeds
from alertd.intake.terms.tree import Leaf, Phrase, Typo, Wild
from alertd.intake.variants import written


def sought(term: str) -> tuple[str, ...]:
    """Return what to ask a platform for: one of these is in all that a term finds, but for endings, joined names and typing errors.

    What comes is matched again, so that asking too broadly costs money and never a wrong mention.

    >>> sought("Acme Corp"), sought("acme AND (recall OR fire)"), sought("(acme OR globex) NOT theatre"), sought("volta*")
    (('Acme Corp',), ('acme',), ('acme', 'globex'), ('volta',))
    """
    return tuple(leaf.text.split("?")[0].rstrip("*") if isinstance(leaf, Wild) else leaf.text for leaf in _seeds(term))


def all_sought(terms: Iterable[str]) -> tuple[str, ...]:
    """Return what to ask a platform for on behalf of several terms, each once.

    >>> all_sought(("acme", "acme AND recall", "globex"))
    ('acme', 'globex')
    """
    return tuple(dict.fromkeys(word for term in terms for word in sought(term)))


def letters(term: str) -> tuple[str, ...]:
    """Return pieces of text, case folded, of which one at least is in every text that a term finds.

    >>> letters("#Acme"), letters("volta* AND recall")
    (('acme',), ('volta',))
    """
    found: list[str] = []
    for leaf in _seeds(term):
        if isinstance(leaf, (Wild, Typo)):
            found += [piece.text for piece in pieces(leaf, 0)]
        else:
            found += [leaf.text, *written(leaf.text), *(stem for stem, _ in stems_of(leaf.text, ("tr",)))]
    return tuple(dict.fromkeys(one for text in found if (one := text.casefold().lstrip("#@$"))))


def names_in(term: str) -> tuple[str, ...]:
    """Return the name that a term is, if it is nothing but one: a search speaks of other words too.

    >>> names_in("Killer Burger"), names_in('"Killer Burger"'), names_in("acme AND killer")
    (('Killer Burger',), ('Killer Burger',), ())
    """
    if not is_search(term):
        return (term,)
    try:
        tree = parse(term)
    except TermError:
        return ()
    return (tree.text,) if hasattr(tree, "text") and not isinstance(tree, (Wild, Typo)) else ()


def term_of(leaf: Leaf) -> str:
    """Return a term that finds what one word of a search finds."""
    return f"{leaf.text}~{leaf.errors}" if isinstance(leaf, Typo) else folded(leaf.text)


def _seeds(term: str) -> tuple[Leaf, ...]:
    try:
        return seeds(parse(term)) or ()
    except TermError:  # settings are refused with it; who asks without settings asks for it as it stands
        return (Phrase(text=term),)
