"""Patterns: what the automaton looks for, and what each find means to whom."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from alertd.intake.language_tags import base
from alertd.intake.normalise import spellings
from alertd.intake.scripts import Spaced
from alertd.intake.terms.pieces import Piece, pieces
from alertd.intake.terms.tree import Leaf, Phrase, Typo, Wild
from alertd.intake.variants import endings_of, is_name, written
from alertd.model.watch import Watch

#: What a find is: (watch's place, order in the settings, spelled) of a term, (LEAF, its number, "") of a word of searches.
Hit = tuple[int, int, str]
LEAF = -2


class Role(enum.IntEnum):
    """What something that is looked for is to a watch."""

    TERM = 0
    NEED = 1
    VETO = 2
    MASK = 3
    WORD = 4


class Use(NamedTuple):
    """What one pattern means to one watch. watch: its place, -1 for the rules' words; order: place in the settings."""

    role: Role
    watch: int
    order: int
    spelled: str


class Pattern(NamedTuple):
    """A folded spelling. terms: those it is a term of, and words of searches; others: every other use.

    names: those of the terms that are found within words too. endings: what may follow them there.
    open_words: the words with open places of which this is a piece.
    """

    is_word_left: bool
    is_word_right: bool
    terms: tuple[Hit, ...]
    others: tuple[Use, ...]
    names: tuple[Hit, ...] = ()
    endings: frozenset[str] = frozenset()
    open_words: tuple[Piece, ...] = ()


class Patterns:
    """Collects what is looked for. Nothing is compared while it is collected: `made` puts it in order."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = watches
        self._uses: dict[str, set[Use]] = defaultdict(set)
        self._leaves: dict[str, dict[int, tuple[bool, frozenset[str]]]] = defaultdict(dict)
        self._open: dict[str, list[Piece]] = defaultdict(list)

    def add(self, use: Use) -> bool:
        """Look for a plain term; False where nothing can be seen in it."""
        is_loose = use.role in (Role.TERM, Role.MASK) and not self._watches[use.watch].exact
        texts = written(use.spelled) if is_loose else spellings(use.spelled)
        for text in texts:
            if not text:
                return False
            self._uses[text].add(use)
        return True

    def add_leaf(self, leaf: Leaf, number: int, languages: Iterable[str]) -> None:
        """Look for a word of searches. languages: of the watches that search for it."""
        if isinstance(leaf, (Wild, Typo)):
            for piece in pieces(leaf, number):
                self._open[piece.text].append(piece)
            return
        is_loose = isinstance(leaf, Phrase) and leaf.is_loose
        for text in written(leaf.text) if is_loose else spellings(leaf.text):
            self._leaves[text][number] = (is_loose, frozenset(languages))

    def made(self) -> tuple[list[str], list[Pattern]]:
        """Return the spellings, in one order on every run, and what each means."""
        spelled = sorted({*self._uses, *self._leaves, *self._open})
        spaced = Spaced()
        return spelled, [self._pattern(text, spaced) for text in spelled]

    def _pattern(self, text: str, spaced: Spaced) -> Pattern:
        uses = sorted(self._uses.get(text, ()))
        words = self._leaves.get(text, {})
        own = [(use.watch, use.order, use.spelled) for use in uses if use.role == Role.TERM]
        terms = (*own, *((LEAF, number, "") for number in sorted(words)))
        loose: tuple[Hit, ...] = ()
        languages: set[str] = set()
        if is_name(text):
            loose = tuple(hit for hit in own if not self._watches[hit[0]].exact)
            languages = {base(language) for place, _, _ in loose for language in self._watches[place].languages}
            for number in sorted(words):
                is_loose, theirs = words[number]
                if is_loose:
                    loose += ((LEAF, number, ""),)
                    languages |= {base(language) for language in theirs}
        return Pattern(
            spaced[text[0]],
            spaced[text[-1]],
            terms,
            tuple(use for use in uses if use.role != Role.TERM),
            loose,
            endings_of(tuple(sorted(languages))) if loose else frozenset(),
            tuple(self._open.get(text, ())),
        )
