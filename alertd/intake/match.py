"""Match: which watches a text is about, and which terms say so. One pass over the text, however many watches there are.

The rules are in docs/decisions/0010-matching.md: word boundaries where the script has them, exclusions that mask the text
they cover, `needs`, searches of several parts. Everything is compared in the form of `normalise.folded`.
"""

from __future__ import annotations

import bisect
import enum
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import ahocorasick_rs

from alertd.errors import ConfigurationError
from alertd.intake.normalise import folded
from alertd.intake.patterns import LEAF, Hit, Patterns, Role, Use
from alertd.intake.scripts import Spaced
from alertd.intake.searches import Searches
from alertd.intake.terms.parse import TermError, is_search, parse
from alertd.intake.terms.search import Facts, Reading, Span, is_near, seeds
from alertd.intake.terms.sought import term_of
from alertd.intake.terms.tree import Tree
from alertd.model.languages import base
from alertd.model.watch import Watch


class _Beside:
    """What a text holds beside terms. need_spans: where the needs are."""

    __slots__ = ("masks", "need_spans", "needs_met", "vetoed", "words")

    def __init__(self) -> None:
        self.masks: dict[int, list[tuple[int, int]]] = {}
        self.needs_met: set[int] = set()
        self.need_spans: dict[int, list[Span]] = {}
        self.vetoed: set[int] = set()
        self.words: dict[int, str] = {}

    def take(self, use: Use, spans: Sequence[Span]) -> None:
        if use.role == Role.MASK:
            (start, end), *_ = spans
            # Matches come by their ends, so merging with the last ones keeps the spans apart and in order.
            spans = self.masks.setdefault(use.watch, [])
            while spans and spans[-1][1] > start:
                start = min(start, spans.pop()[0])
            spans.append((start, end))
        elif use.role == Role.VETO:
            self.vetoed.add(use.watch)
        elif use.role == Role.NEED:
            self.needs_met.add(use.watch)
            self.need_spans.setdefault(use.watch, []).extend(spans)
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


class Missed(enum.StrEnum):
    """Why a post is about no watch: of several that came near, the reason of the one that came nearest."""

    NAME = "name"  #: no name is in it
    EXCLUDE = "exclude"  #: a name is in it, and what is excluded too
    NEEDS = "needs"  #: a name is in it, and none of what must stand beside it
    LANGUAGE = "language"  #: it is about a watch, and surely in a language that the watch does not read


class Found:
    """What one text holds: `matched` by the terms, and `terms_of` any watch for a post that names its watch. missed: why nothing matched."""

    __slots__ = ("_hits", "_watches", "_words", "matched", "missed")

    def __init__(
        self,
        watches: Sequence[Watch],
        hits: dict[int, dict[int, str]],
        words: tuple[str, ...],
        is_met: Sequence[int],
        missed: Missed = Missed.NAME,
    ) -> None:
        self.missed = missed
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
    Raises ConfigurationError for a term in which nothing can be seen, and for a search that cannot be read.

    >>> matcher = Matcher([Watch(name="acme", terms=("acme",), exclude=("acme theatre",))], words=("boycott",))
    >>> [(m.watch.name, m.terms) for m in matcher.match("Boycott #ACME now!")]
    [('acme', ('acme', 'boycott'))]
    >>> matcher.match("a night at Acme Theatre")
    ()
    """

    def __init__(self, watches: Iterable[Watch], words: Iterable[str] = ()) -> None:
        self._watches = tuple(sorted(watches, key=lambda watch: watch.name))
        self._spaced = Spaced()
        patterns = Patterns(self._watches)
        searches: list[tuple[Use, Tree]] = []
        for use in self._uses(words):
            tree = self._tree(use)
            if tree is not None:
                searches.append((use._replace(role=Role.VETO) if use.role is Role.MASK else use, tree))
            elif not patterns.add(use):
                raise ConfigurationError(
                    f"{self._whose(use)}: the term {use.spelled!r} has nothing in it that can be seen"
                )
        self._searches = Searches(searches, self._watches, patterns)
        spelled, self._patterns = patterns.made()
        self._needing = frozenset(place for place, watch in enumerate(self._watches) if watch.needs)
        self._near = {place: watch.near for place, watch in enumerate(self._watches) if watch.needs and watch.near}
        self._automaton = ahocorasick_rs.AhoCorasick(spelled)
        self._nothing = Found(self._watches, {}, (), ())
        #: Watches that must be asked again once the language of a post is known.
        self.asking_language = frozenset(
            self._watches[place].name for place in self._searches.asking_language if place >= 0
        )

    def match(self, text: str, language: str | None = None) -> tuple[Matched, ...]:
        """Return the watches a text is about, by name; those that do not read `language` are left out."""
        found = self.find(folded(text), lambda: Facts(text, language=language)).matched
        return tuple([matched for matched in found if reads(matched.watch, language)]) if found else ()

    def wanted(self, text: str) -> bool:
        """Whether a text is about any watch in any language: a cheap filter before anything else is done with it."""
        return bool(self.find(folded(text), lambda: Facts(text)).matched)

    def find(self, text: str, facts: Callable[[], Facts] | None = None) -> Found:
        """Look through a text that is already folded. facts: makes those of its post, where a search asks; what is not known never loses a post."""
        raw = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not raw:
            return self._nothing
        patterns, spaced, last = self._patterns, self._spaced, len(text)
        hits: list[tuple[int, int, tuple[Hit, ...]]] = []
        beside: _Beside | None = None
        for number, start, end in raw:
            is_word_left, is_word_right, terms, others, within, open_words = patterns[number]
            if open_words:
                hits += [
                    (*span, ((LEAF, piece.number, ""),))
                    for piece in open_words
                    if (span := piece.span(text, start, end, spaced)) is not None
                ]
            if (is_word_left and start > 0 and spaced[text[start - 1]]) or (
                is_word_right and end < last and spaced[text[end]]
            ):
                for part in within:
                    if part.takes(text, start, end):
                        if part.terms:
                            hits.append((start, end, part.terms))
                        for use in part.needs:
                            beside = beside or _Beside()
                            beside.take(use, ((start, end),))
                continue
            if terms:
                hits.append((start, end, terms))
            if others:
                beside = beside or _Beside()
                for use in others:
                    beside.take(use, ((start, end),))
        if not hits and beside is None:
            return self._nothing
        return self._judged(text, hits, beside, facts)

    def _judged(
        self,
        text: str,
        hits: list[tuple[int, int, tuple[Hit, ...]]],
        beside: _Beside | None,
        facts: Callable[[], Facts] | None,
    ) -> Found:
        found: dict[int, dict[int, str]] = {}
        at: dict[int, list[Span]] = {}
        words: dict[int, list[Span]] = {}
        masks = beside if beside is not None and beside.masks else None
        for start, end, terms in hits:
            for place, order, spelled in terms:
                if place == LEAF:
                    words.setdefault(order, []).append((start, end))
                    continue
                if masks is not None and masks.is_masked(place, start, end):
                    continue
                if place in found:
                    found[place][order] = spelled
                else:
                    found[place] = {order: spelled}
                if place in self._near:
                    at.setdefault(place, []).append((start, end))
        if words:
            for use, spans in self._searches.held(text, words, facts, masks):
                if use.role is Role.TERM:
                    found.setdefault(use.watch, {})[use.order] = use.spelled
                    at.setdefault(use.watch, []).extend(spans)
                else:
                    beside = beside or _Beside()
                    beside.take(use, spans)
        met = sorted(found) if len(found) > 1 else list(found)
        if beside is None:
            if self._needing:
                met = [place for place in met if place not in self._needing]
            return Found(self._watches, found, (), met, Missed.NEEDS if found else Missed.NAME)
        met = [
            place
            for place in met
            if place not in beside.vetoed and (place not in self._needing or self._is_met(place, beside, at, text))
        ]
        missed = Missed.NAME
        if any(place not in beside.vetoed for place in found):
            missed = Missed.NEEDS
        elif found or any(place != LEAF and place in beside.masks for _, _, terms in hits for place, _, _ in terms):
            missed = Missed.EXCLUDE
        words_met = tuple([beside.words[order] for order in sorted(beside.words)])
        return Found(self._watches, found, words_met, met, missed)

    def _is_met(self, place: int, beside: _Beside, at: dict[int, list[Span]], text: str) -> bool:
        """Whether one of a watch's needs occurs, and near enough to a term where it must be near."""
        words = self._near.get(place)
        if words is None or place not in beside.needs_met:
            return place in beside.needs_met
        return is_near(sorted(at.get(place, ())), beside.need_spans.get(place, ()), words, Reading(text, None))

    def _uses(self, words: Iterable[str]) -> Iterable[Use]:
        for place, watch in enumerate(self._watches):
            for order, term in enumerate(watch.terms):
                yield Use(Role.TERM, place, order, term)
            for order, need in enumerate(watch.needs):
                yield Use(Role.NEED, place, order, need)
            own = Matcher([watch.with_(terms=self._names(place), exclude=(), needs=())]) if watch.exclude else None
            for phrase in watch.exclude:
                # A phrase around one of the terms masks that mention; any other says what the whole post must not be about.
                masks = own is not None and own.wanted(phrase)
                yield Use(Role.MASK if masks else Role.VETO, place, 0, phrase)
        for order, word in enumerate(sorted(set(words))):
            yield Use(Role.WORD, -1, order, word)

    def _names(self, place: int) -> tuple[str, ...]:
        """Return a watch's terms with each search as the words that it waits for."""
        found: list[str] = []
        for order, term in enumerate(self._watches[place].terms):
            tree = self._tree(Use(Role.TERM, place, order, term))
            found += [term] if tree is None else [term_of(leaf) for leaf in seeds(tree) or ()]
        return tuple(found)

    def _tree(self, use: Use) -> Tree | None:
        if not is_search(use.spelled):
            return None
        try:
            return parse(use.spelled)
        except TermError as error:
            raise ConfigurationError(f"{self._whose(use)}: {use.spelled!r}: {error}; {error.advice}") from error

    def _whose(self, use: Use) -> str:
        return f'watch "{self._watches[use.watch].name}"' if use.watch >= 0 else "a rule"


def reads(watch: Watch, language: str | None) -> bool:
    """Whether a watch takes posts in a language; a language nobody could tell is never a reason to lose a post.

    >>> reads(Watch(name="acme", languages=("pt",)), "pt-BR"), reads(Watch(name="acme", languages=("pt",)), "fr")
    (True, False)
    """
    if not watch.languages or language is None or language in ("", "und"):
        return True
    return any(base(wanted) == base(language) for wanted in watch.languages)
