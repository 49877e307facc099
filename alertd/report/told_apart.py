"""Told apart: which words divide posts about a brand from posts about something else, by the posts that somebody labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from alertd.intake.terms.sought import all_sought
from alertd.report.suggestions import is_telling, words_of

FEWEST = 5  #: texts of each kind; fewer say nothing about the next one
LEAST = 0.1  # of its side must hold a word before it is worth a line
MOST = 5


class Sign(NamedTuple):
    """A word, how many texts of its own side hold it, and how many of the other."""

    word: str
    here: int
    there: int


class Apart(NamedTuple):
    """What the labels say. ours, others: texts of each side. exclude: words of the others alone; needs: words of ours alone.

    covered: texts of ours that hold one of the needs; the rest would be lost by asking for them.
    """

    ours: int
    others: int
    exclude: tuple[Sign, ...] = ()
    needs: tuple[Sign, ...] = ()
    covered: int = 0


def told_apart(ours: Iterable[str], others: Iterable[str], terms: Sequence[str]) -> Apart:
    """Return the words by which the texts differ; copies of one text count once.

    >>> told_apart(["acme kettle"] * 9, ["acme theatre"] * 9, ["acme"])
    Apart(ours=1, others=1, exclude=(), needs=(), covered=0)
    """
    mine, theirs = words_of(ours), words_of(others)
    found = Apart(len(mine), len(theirs))
    if min(found.ours, found.others) < FEWEST:
        return found
    names = tuple(dict.fromkeys(word.casefold().lstrip("#@") for word in all_sought(terms)))
    needs = _signs(mine, theirs, names)
    asked = {sign.word for sign in needs}
    covered = sum(bool(words & asked) for words in mine)
    return found._replace(exclude=_signs(theirs, mine, names), needs=needs, covered=covered)


def _signs(here: Sequence[frozenset[str]], there: Sequence[frozenset[str]], names: Sequence[str]) -> tuple[Sign, ...]:
    """Return the words of one side that the other one does not have, the most common first; none that only repeats a better one."""
    counts = Counter(word for words in here for word in words if is_telling(word, names))
    beyond = Counter(word for words in there for word in words)
    known = [Sign(word, count, beyond[word]) for word, count in counts.items() if count >= max(LEAST * len(here), 2)]
    ordered = sorted((sign for sign in known if sign.there == 0), key=lambda sign: (-sign.here, sign.word))
    chosen: list[Sign] = []
    left = list(here)
    for sign in ordered:
        if len(chosen) < MOST and any(sign.word in words for words in left):
            chosen.append(sign)
            left = [words for words in left if sign.word not in words]
    return tuple(chosen)
