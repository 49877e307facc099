"""Patterns: what the automaton looks for, and what each find means to whom."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from alertd.intake.endings import endings_of, is_ending, languages_of, stems_of
from alertd.intake.normalise import folded, spellings
from alertd.intake.scripts import Spaced
from alertd.intake.terms.pieces import Piece, pieces
from alertd.intake.terms.tree import Leaf, Phrase, Typo, Wild
from alertd.intake.variants import is_name, is_short_join, is_variant, is_word, written
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


class Within(NamedTuple):
    """Who takes a spelling that is only part of a word. endings: what may follow it there.

    is_stem: it is no word by itself, and is one only with such an ending; else a hashtag or a handle may hold it too.
    terms, needs: whose term it is then, and whose need.
    """

    is_stem: bool
    endings: frozenset[str]
    terms: tuple[Hit, ...]
    needs: tuple[Use, ...]

    def takes(self, text: str, start: int, end: int) -> bool:
        """Whether the word around a place of a text means it."""
        if not self.is_stem:
            return is_variant(text, start, end, endings=self.endings)
        last = end
        while last < len(text) and text[last].isalnum():
            last += 1
        is_begin = start == 0 or not (text[start - 1].isalnum() or text[start - 1] in "_@")
        return is_begin and is_ending(text[start:end], text[end:last], self.endings)


class Pattern(NamedTuple):
    """A folded spelling. terms: those it is a term of, and words of searches; others: every other use.

    within: who takes it as a part of a word too. open_words: the words with open places of which this is a piece.
    """

    is_word_left: bool
    is_word_right: bool
    terms: tuple[Hit, ...]
    others: tuple[Use, ...]
    within: tuple[Within, ...] = ()
    open_words: tuple[Piece, ...] = ()


class Patterns:
    """Collects what is looked for. Nothing is compared while it is collected: `made` puts it in order."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = watches
        self._uses: dict[str, set[Use]] = defaultdict(set)
        self._leaves: dict[str, set[int]] = defaultdict(set)
        self._within: dict[str, dict[tuple[bool, frozenset[str]], set[Use]]] = defaultdict(lambda: defaultdict(set))
        self._open: dict[str, list[Piece]] = defaultdict(list)

    def add(self, use: Use) -> bool:
        """Look for a plain term; False where nothing can be seen in it."""
        is_loose = use.role in (Role.TERM, Role.NEED, Role.MASK) and not self._watches[use.watch].exact
        texts = written(use.spelled) if is_loose else spellings(use.spelled)
        for text in texts:
            if not text:
                return False
            self._uses[text].add(use)
        if is_loose and use.role != Role.MASK:
            self._inflect(
                use, use.spelled, self._watches[use.watch].languages, is_word if use.role == Role.NEED else is_name
            )
        return True

    def add_leaf(self, leaf: Leaf, number: int, languages: Iterable[str]) -> None:
        """Look for a word of searches. languages: of the watches that search for it."""
        if isinstance(leaf, (Wild, Typo)):
            for piece in pieces(leaf, number):
                self._open[piece.text].append(piece)
            return
        is_loose = isinstance(leaf, Phrase) and leaf.is_loose
        for text in written(leaf.text) if is_loose else spellings(leaf.text):
            self._leaves[text].add(number)
        if is_loose:
            self._inflect(Use(Role.TERM, LEAF, number, ""), leaf.text, languages, is_name)

    def _inflect(self, use: Use, word: str, reads: Iterable[str], is_known: Callable[[str], bool]) -> None:
        """Look for a word as a part of others too. is_known: whether a spelling is long and rare enough for that."""
        languages = languages_of(word, reads)
        whole = False, endings_of(languages)
        for text in written(word):
            if is_known(text) and not is_short_join(text, word):
                self._within[text][whole].add(use)
        for stem, endings in stems_of(word, languages):
            if is_known(folded(word)) and is_word(stem):
                self._within[stem][True, endings].add(use)

    def made(self) -> tuple[list[str], list[Pattern]]:
        """Return the spellings, in one order on every run, and what each means."""
        spelled = sorted({*self._uses, *self._leaves, *self._open, *self._within})
        spaced = Spaced()
        return spelled, [self._pattern(text, spaced) for text in spelled]

    def _pattern(self, text: str, spaced: Spaced) -> Pattern:
        uses = sorted(self._uses.get(text, ()))
        words = sorted(self._leaves.get(text, ()))
        terms = (*_hits(use for use in uses if use.role == Role.TERM), *((LEAF, number, "") for number in words))
        within = self._within.get(text, {})
        return Pattern(
            spaced[text[0]],
            spaced[text[-1]],
            terms,
            tuple(use for use in uses if use.role != Role.TERM),
            tuple(
                Within(
                    *how,
                    _hits(use for use in sorted(within[how]) if use.role == Role.TERM),
                    tuple(use for use in sorted(within[how]) if use.role == Role.NEED),
                )
                for how in sorted(within, key=lambda how: (how[0], sorted(how[1])))
            ),
            tuple(self._open.get(text, ())),
        )


def _hits(uses: Iterable[Use]) -> tuple[Hit, ...]:
    return tuple((use.watch, use.order, use.spelled) for use in uses)
