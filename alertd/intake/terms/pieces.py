"""Pieces: the part of a word that the automaton can look for, where the word itself has open places; and the look at what it found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from alertd.intake.normalise import folded
from alertd.intake.scripts import Spaced
from alertd.intake.terms.tree import Typo, Wild

LONGEST_WORD = 60  #: letters on either side that are looked at


class Piece(NamedTuple):
    """A literal piece of an open word. offset: where it stands in the word; number: of the leaf it belongs to.

    wanted: the whole of a word with `?`, None otherwise; is_open: more letters may follow.
    word, errors: what is meant, where typing errors are allowed; edge: the side of the word that the piece must touch.
    """

    text: str
    number: int
    offset: int = 0
    wanted: re.Pattern[str] | None = None
    length: int = 0
    is_open: bool = False
    word: str = ""
    errors: int = 0
    edge: str = ""

    def span(self, text: str, start: int, end: int, spaced: Spaced) -> tuple[int, int] | None:
        """Return where the whole word stands around a find of this piece, None where it is another word."""
        return self._typed(text, start, end, spaced) if self.errors else self._shaped(text, start, spaced)

    def _shaped(self, text: str, start: int, spaced: Spaced) -> tuple[int, int] | None:
        first, last = start - self.offset, start - self.offset + self.length
        if first < 0 or last > len(text) or (first and spaced[text[first]] and spaced[text[first - 1]]):
            return None
        if self.wanted is not None and not self.wanted.fullmatch(text, first, last):
            return None
        if self.is_open:
            return first, last
        is_cut = last < len(text) and spaced[text[last]] and spaced[text[last - 1]]
        return None if is_cut else (first, last)

    def _typed(self, text: str, start: int, end: int, spaced: Spaced) -> tuple[int, int] | None:
        if self.edge == "left" and start and spaced[text[start - 1]]:
            return None
        if self.edge == "right" and end < len(text) and spaced[text[end]]:
            return None
        first, last = start, end
        while first and start - first < LONGEST_WORD and spaced[text[first - 1]]:
            first -= 1
        while last < len(text) and last - end < LONGEST_WORD and spaced[text[last]]:
            last += 1
        if abs(last - first - len(self.word)) > self.errors:
            return None
        return (first, last) if distance(text[first:last], self.word) <= self.errors else None


def pieces(leaf: Wild | Typo, number: int) -> Iterator[Piece]:
    """Yield what is looked for in place of an open word; one of the pieces is in each text that holds such a word."""
    if isinstance(leaf, Wild):
        shape = folded(leaf.text)
        whole = shape.removesuffix("*")
        piece = max(whole.split("?"), key=len)
        wanted = re.compile("".join(r"\w" if letter == "?" else re.escape(letter) for letter in whole))
        yield Piece(
            piece,
            number,
            offset=whole.index(piece),
            wanted=wanted if "?" in whole else None,
            length=len(whole),
            is_open=whole != shape,
        )
        return
    word = folded(leaf.text)
    # Between the pieces one letter is left out: two letters that change places then touch one piece at most.
    parts = leaf.errors + 1
    size = (len(word) - (parts - 1)) / parts
    for place in range(parts):
        first = round(place * (size + 1))
        last = len(word) if place == parts - 1 else round((place + 1) * (size + 1)) - 1
        edge = "left" if place == 0 else "right" if place == parts - 1 else ""
        yield Piece(word[first:last], number, word=word, errors=leaf.errors, edge=edge)


def distance(one: str, other: str) -> int:
    """Return the typing errors between two words: letters missing, too many, wrong, or neighbours that changed places.

    >>> distance("vlota", "volta"), distance("volat", "volta"), distance("voltaa", "volta"), distance("salt", "volta")
    (1, 1, 1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if earlier and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
