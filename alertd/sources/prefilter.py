"""Terms: a cheap first look whether a text may be about a watch; the real matching comes after."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from alertd.intake.variants import written
from alertd.model.watch import Watch


def contains(watches: Iterable[Watch]) -> Callable[[str], bool]:
    """Return a test whether a text holds any term, case folded; it says yes too often rather than too seldom.

    >>> test = contains([Watch(name="acme", terms=("#Acme",))])
    >>> test("I love ACME"), test("nothing")
    (True, False)
    """
    spelled = (text for watch in watches for term in watch.terms for text in (term, *written(term)))
    terms = tuple(dict.fromkeys(found for text in spelled if (found := text.casefold().lstrip("#@$"))))

    def test(text: str) -> bool:
        folded = text.casefold()
        return any(term in folded for term in terms)

    return test
