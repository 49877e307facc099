"""Searches: the terms of all watches that ask for several things at once, and which of them hold in a text.

A search waits for one of its words, the one that fewest others wait for: of ten thousand brands that all ask for "recall" only
those are looked at whose own name occurs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from alertd.intake.patterns import Patterns, Role, Use
from alertd.intake.terms.search import Evidence, Facts, Reading, Span, cost_by_use, holds, seeds
from alertd.intake.terms.tree import Field, Leaf, Tree, below, leaves, strict
from alertd.model.watch import Watch


class Masks(Protocol):
    """Which places of a text a watch does not see."""

    def is_masked(self, watch: int, start: int, end: int) -> bool:
        """Whether an exclusion covers this place."""


class Search(NamedTuple):
    """One search and whose it is. leaves: its words by number."""

    use: Use
    tree: Tree
    leaves: tuple[tuple[int, Leaf], ...]

    @property
    def asks_language(self) -> bool:
        """Whether it can be judged only once the language is known."""
        return any(isinstance(part, Field) and part.name == "lang" for part in below(self.tree))


class Held(NamedTuple):
    """A search that holds. spans: where its words are."""

    use: Use
    spans: tuple[Span, ...]


class Searches:
    """All of them. wanted: (use, tree) in one order on every run; their words are added to the patterns."""

    def __init__(self, wanted: Iterable[tuple[Use, Tree]], watches: Sequence[Watch], patterns: Patterns) -> None:
        asked = [(use, strict(tree) if use.watch >= 0 and watches[use.watch].exact else tree) for use, tree in wanted]
        numbers: dict[Leaf, int] = {}
        languages: dict[Leaf, set[str]] = defaultdict(set)
        cost = cost_by_use((tree for _, tree in asked), leaves)
        waiting: dict[int, list[int]] = defaultdict(list)
        self._searches: list[Search] = []
        for use, tree in asked:
            for leaf in leaves(tree):
                numbers.setdefault(leaf, len(numbers))
                languages[leaf] |= set(watches[use.watch].languages) if use.watch >= 0 else set()
            for leaf in seeds(tree, cost) or ():
                waiting[numbers[leaf]].append(len(self._searches))
            self._searches.append(Search(use, tree, tuple((numbers[leaf], leaf) for leaf in leaves(tree))))
        for leaf, number in numbers.items():
            patterns.add_leaf(leaf, number, sorted(languages[leaf]))
        self._waiting = dict(waiting)
        #: Places of the watches that must be asked again once the language is known.
        self.asking_language = frozenset(one.use.watch for one in self._searches if one.asks_language)

    def held(
        self, text: str, spans: Mapping[int, Sequence[Span]], facts: Callable[[], Facts] | None, masks: Masks | None
    ) -> Iterator[Held]:
        """Yield the searches that hold. spans: where words of searches were found, by number."""
        touched = {number for leaf in spans for number in self._waiting.get(leaf, ())}
        reading = Reading(text, facts)
        for number in sorted(touched):
            search = self._searches[number]
            own = {leaf: spans[found] for found, leaf in search.leaves if found in spans}
            if masks is not None and search.use.role is not Role.VETO:
                own = {leaf: _seen(where, search.use.watch, masks) for leaf, where in own.items()}
            if holds(search.tree, Evidence(reading, own)):
                yield Held(search.use, tuple(span for where in own.values() for span in where))


def _seen(spans: Sequence[Span], watch: int, masks: Masks) -> list[Span]:
    return [span for span in spans if not masks.is_masked(watch, *span)]
