"""Match: which watches a text is about, and which terms say so. One pass over the text, however many watches there are.

The rules are in docs/decisions/0010-matching.md: word boundaries where the script has them, exclusions that mask the text
they cover, `needs`, own handles. Everything is compared in the form of `normalise.folded`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

from alertd.errors import ConfigurationError
from alertd.intake.normalise import folded, spellings
from alertd.intake.scripts import Spaced
from alertd.model.watch import Watch

_TERM, _NEED, _VETO, _MASK, _WORD = range(5)


class _Use(NamedTuple):
    """What one pattern means to one watch. watch: its place, -1 for the rules' words; order: place in the settings."""

    role: int
    watch: int
    order: int
    spelled: str


class _Pattern(NamedTuple):
    is_word_left: bool
    is_word_right: bool
    uses: tuple[_Use, ...]


class Matched(NamedTuple):
    """One watch that a text is about. terms: its terms and the rules' words that occur, as the settings spell them."""

    watch: Watch
    terms: tuple[str, ...]


class Found:
    """What one text holds: `matched` by the terms, and `terms_of` any watch for a post that names its watch."""

    __slots__ = ("_hits", "_watches", "_words", "matched")

    def __init__(
        self,
        watches: Sequence[Watch],
        hits: dict[int, dict[int, str]],
        words: tuple[str, ...],
        is_met: Sequence[int],
    ) -> None:
        self._watches = watches
        self._hits = hits
        self._words = words
        self.matched = tuple([Matched(watches[place], self._spelled(place)) for place in is_met])

    def terms_of(self, name: str) -> tuple[str, ...]:
        """Return the terms of one watch and the rules' words in this text, whether the watch matched or not."""
        for place in self._hits:
            if self._watches[place].name == name:
                return self._spelled(place)
        return self._words

    def _spelled(self, place: int) -> tuple[str, ...]:
        hits = self._hits[place]
        terms = tuple([hits[order] for order in sorted(hits)]) if len(hits) > 1 else tuple(hits.values())
        if not self._words:
            return terms
        return terms + tuple([word for word in self._words if word not in terms])


class Matcher:
    """Finds watches by their terms, and the rules' words, in one pass. Never changes; a reload makes a new one.

    watches: any order, the answer is sorted by name. words: what `terms` conditions of the rules look for.
    Raises ConfigurationError for a term in which nothing can be seen.

    >>> matcher = Matcher([Watch(name="acme", terms=("acme",), exclude=("acme theatre",))], words=("boycott",))
    >>> [(m.watch.name, m.terms) for m in matcher.match("Boycott #ACME now!")]
    [('acme', ('acme', 'boycott'))]
    >>> matcher.match("a night at Acme Theatre")
    ()
    """

    def __init__(self, watches: Iterable[Watch], words: Iterable[str] = ()) -> None:
        self._watches = tuple(sorted(watches, key=lambda watch: watch.name))
        self._spaced = Spaced()
        uses: dict[str, set[_Use]] = {}
        for place, watch in enumerate(self._watches):
            for use in _uses(place, watch):
                self._add(uses, use)
        for order, word in enumerate(sorted(set(words))):
            self._add(uses, _Use(_WORD, -1, order, word))
        spelled = sorted(uses)
        self._patterns = tuple(
            _Pattern(self._spaced[text[0]], self._spaced[text[-1]], tuple(sorted(uses[text]))) for text in spelled
        )
        self._needing = frozenset(place for place, watch in enumerate(self._watches) if watch.needs)
        self._automaton = ahocorasick_rs.AhoCorasick(spelled)
        self._nothing = Found(self._watches, {}, (), ())

    def match(self, text: str, language: str | None = None) -> tuple[Matched, ...]:
        """Return the watches a text is about, by name; those that do not read `language` are left out."""
        return tuple(matched for matched in self.find(folded(text)).matched if reads(matched.watch, language))

    def wanted(self, text: str) -> bool:
        """Whether a text is about any watch in any language: a cheap filter before anything else is done with it."""
        return bool(self.find(folded(text)).matched)

    def find(self, text: str) -> Found:
        """Look through a text that is already folded."""
        raw = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not raw:
            return self._nothing
        hits: list[tuple[int, int, _Use]] = []
        masks: dict[int, list[tuple[int, int]]] = {}
        vetoed: set[int] = set()
        needs_met: set[int] = set()
        words: dict[int, str] = {}
        spaced, last = self._spaced, len(text)
        for number, start, end in raw:
            pattern = self._patterns[number]
            if pattern.is_word_left and start > 0 and spaced[text[start - 1]]:
                continue
            if pattern.is_word_right and end < last and spaced[text[end]]:
                continue
            for use in pattern.uses:
                if use.role == _TERM:
                    hits.append((start, end, use))
                elif use.role == _MASK:
                    masks.setdefault(use.watch, []).append((start, end))
                elif use.role == _VETO:
                    vetoed.add(use.watch)
                elif use.role == _NEED:
                    needs_met.add(use.watch)
                else:
                    words[use.order] = use.spelled
        return self._judged(hits, masks, vetoed, needs_met, words)

    def _judged(
        self,
        hits: list[tuple[int, int, _Use]],
        masks: dict[int, list[tuple[int, int]]],
        vetoed: set[int],
        needs_met: set[int],
        words: dict[int, str],
    ) -> Found:
        terms: dict[int, dict[int, str]] = {}
        for start, end, use in hits:
            if masks and any(first < end and start < beyond for first, beyond in masks.get(use.watch, ())):
                continue
            terms.setdefault(use.watch, {})[use.order] = use.spelled
        if not terms and not words:
            return self._nothing
        met = [
            place
            for place in sorted(terms)
            if place not in vetoed and (place not in self._needing or place in needs_met)
        ]
        return Found(self._watches, terms, tuple([words[order] for order in sorted(words)]), met)

    def _add(self, uses: dict[str, set[_Use]], use: _Use) -> None:
        for text in spellings(use.spelled):
            if not text:
                whose = f'watch "{self._watches[use.watch].name}"' if use.watch >= 0 else "a rule"
                raise ConfigurationError(f"{whose}: the term {use.spelled!r} has nothing in it that can be seen")
            uses.setdefault(text, set()).add(use)


def reads(watch: Watch, language: str | None) -> bool:
    """Whether a watch takes posts in a language; a language nobody could tell is never a reason to lose a post.

    >>> reads(Watch(name="acme", languages=("pt",)), "pt-BR"), reads(Watch(name="acme", languages=("pt",)), "fr")
    (True, False)
    """
    if not watch.languages or language is None or language in ("", "und"):
        return True
    base = _base(language)
    return any(_base(wanted) == base for wanted in watch.languages)


def _base(language: str) -> str:
    return language.lower().replace("_", "-").split("-", 1)[0]


def _uses(place: int, watch: Watch) -> Iterable[_Use]:
    for order, term in enumerate(watch.terms):
        yield _Use(_TERM, place, order, term)
    for need in watch.needs:
        yield _Use(_NEED, place, 0, need)
    own = Matcher([Watch(name=watch.name, terms=watch.terms)]) if watch.exclude else None
    for phrase in watch.exclude:
        # A phrase around one of the terms masks that mention; any other says what the whole post must not be about.
        masks = own is not None and own.wanted(phrase)
        yield _Use(_MASK if masks else _VETO, place, 0, phrase)
