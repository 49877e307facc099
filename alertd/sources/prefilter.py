"""Prefilter: a cheap first look whether a text may be about a watch; the real matching comes after."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from alertd.intake.terms.sought import letters
from alertd.model.watch import Watch


def contains(watches: Iterable[Watch]) -> Callable[[str], bool]:
    """Return a test whether a text holds any term, case folded; it says yes too often rather than too seldom.

    >>> test = contains([Watch(name="acme", terms=("#Acme",))])
    >>> test("I love ACME"), test("nothing")
    (True, False)
    """
    terms = tuple(dict.fromkeys(text for watch in watches for term in watch.terms for text in letters(term)))

    def test(text: str) -> bool:
        folded = text.casefold()
        return any(term in folded for term in terms)

    return test
