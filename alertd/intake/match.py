"""Match: which watches a text is about, and which terms say so. One pass over the text, however many watches there are.

The rules are in docs/decisions/0010-matching.md: word boundaries where the script has them, exclusions that mask the text
they cover, `needs`, own handles. Everything is compared in the form of `normalise.folded`.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

from alertd.errors import ConfigurationError
from alertd.intake.normalise import folded, spellings
from alertd.intake.scripts import Spaced
from alertd.intake.variants import endings_of, is_name, is_variant, written
from alertd.model.watch import Watch

_TERM, _NEED, _VETO, _MASK, _WORD = range(5)


class _Use(NamedTuple):
    """What one pattern means to one watch. watch: its place, -1 for the rules' words; order: place in the settings."""

    role: int
    watch: int
    order: int
    spelled: str


class _Pattern(NamedTuple):
    """A folded spelling. terms: (watch, order, spelled) of those it is a term of; others: every other use.

    names: those of the terms that are found within words too. endings: what may follow them there.
    """

    is_word_left: bool
    is_word_right: bool
    terms: tuple[tuple[int, int, str], ...]
    others: tuple[_Use, ...]
    names: tuple[tuple[int, int, str], ...] = ()
    endings: frozenset[str] = frozenset()


class _Beside:
    """What a text holds beside terms."""

    __slots__ = ("masks", "needs_met", "vetoed", "words")

    def __init__(self) -> None:
        self.masks: dict[int, list[tuple[int, int]]] = {}
        self.needs_met: set[int] = set()
        self.vetoed: set[int] = set()
        self.words: dict[int, str] = {}

    def take(self, use: _Use, start: int, end: int) -> None:
        if use.role == _MASK:
            # Matches come by their ends, so merging with the last ones keeps the spans apart and in order.
            spans = self.masks.setdefault(use.watch, [])
            while spans and spans[-1][1] > start:
                start = min(start, spans.pop()[0])
            spans.append((start, end))
        elif use.role == _VETO:
            self.vetoed.add(use.watch)
        elif use.role == _NEED:
            self.needs_met.add(use.watch)
        else:
            self.words[use.order] = use.spelled

    def is_masked(self, watch: int, start: int, end: int) -> bool:
        spans = self.masks.get(watch, ())
        place = bisect.bisect_right(spans, start, key=lambda span: span[1])
        return place < len(spans) and spans[place][0] < end


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
        self._patterns = [self._pattern(text, sorted(uses[text])) for text in spelled]
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
        patterns, spaced, last = self._patterns, self._spaced, len(text)
        hits: list[tuple[int, int, tuple[tuple[int, int, str], ...]]] = []
        beside: _Beside | None = None
        for number, start, end in raw:
            is_word_left, is_word_right, terms, others, names, endings = patterns[number]
            if (is_word_left and start > 0 and spaced[text[start - 1]]) or (
                is_word_right and end < last and spaced[text[end]]
            ):
                if names and is_variant(text, start, end, endings=endings):
                    hits.append((start, end, names))
                continue
            if terms:
                hits.append((start, end, terms))
            if others:
                beside = beside or _Beside()
                for use in others:
                    beside.take(use, start, end)
        if not hits and beside is None:
            return self._nothing
        return self._judged(hits, beside)

    def _judged(self, hits: list[tuple[int, int, tuple[tuple[int, int, str], ...]]], beside: _Beside | None) -> Found:
        found: dict[int, dict[int, str]] = {}
        is_masking = beside is not None and bool(beside.masks)
        for start, end, terms in hits:
            for place, order, spelled in terms:
                if is_masking and beside is not None and beside.is_masked(place, start, end):
                    continue
                if place in found:
                    found[place][order] = spelled
                else:
                    found[place] = {order: spelled}
        met = sorted(found) if len(found) > 1 else list(found)
        if beside is None:
            if self._needing:
                met = [place for place in met if place not in self._needing]
            return Found(self._watches, found, (), met)
        met = [
            place
            for place in met
            if place not in beside.vetoed and (place not in self._needing or place in beside.needs_met)
        ]
        return Found(self._watches, found, tuple([beside.words[order] for order in sorted(beside.words)]), met)

    def _pattern(self, text: str, uses: list[_Use]) -> _Pattern:
        terms = tuple((use.watch, use.order, use.spelled) for use in uses if use.role == _TERM)
        loose = tuple(term for term in terms if not self._watches[term[0]].exact) if is_name(text) else ()
        languages = {_base(language) for place, _, _ in loose for language in self._watches[place].languages}
        return _Pattern(
            self._spaced[text[0]],
            self._spaced[text[-1]],
            terms,
            tuple(use for use in uses if use.role != _TERM),
            loose,
            endings_of(tuple(sorted(languages))) if loose else frozenset(),
        )

    def _add(self, uses: dict[str, set[_Use]], use: _Use) -> None:
        is_loose = use.role in (_TERM, _MASK) and not self._watches[use.watch].exact
        for text in written(use.spelled) if is_loose else spellings(use.spelled):
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
    own = Matcher([Watch(name=watch.name, terms=watch.terms, exact=watch.exact)]) if watch.exclude else None
    for phrase in watch.exclude:
        # A phrase around one of the terms masks that mention; any other says what the whole post must not be about.
        masks = own is not None and own.wanted(phrase)
        yield _Use(_MASK if masks else _VETO, place, 0, phrase)
