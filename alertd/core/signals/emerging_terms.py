"""Terms: words and phrases that were not there before, tied to the present burst.

The last hour's voices are compared with what the watch's voices said before. A term that came b times among B earlier
voices is expected b n / B times among the n of this hour; as b is small, the expectation is uncertain, and the count
follows a negative binomial (a Poisson count whose rate has the gamma posterior of b + 1/2 occurrences). The chance of
so many is multiplied by the number of terms looked at (Bonferroni), so that what is named is no accident of looking at
thousands of words.

History is a count-min sketch (Cormode and Muthukrishnan, Journal of Algorithms 55, 2005): 8 kB however many words there
are. It can only overrate how usual a term is.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from typing import Any

from alertd.core.signals.cold_start import exceeding
from alertd.core.signals.lateness import LATENESS
from alertd.core.stored import Stored
from alertd.model.value import Value, quantised

#: The present: six slices of ten minutes.
SLICE, SLICES = 600.0, 6
#: A slice keeps this many distinct terms; the rarest newcomers make room.
_MOST_TERMS = 600
_ROWS, _CELLS = 2, 1024
_HALF_LIFE = 14 * 86400.0
_RESCALE_AT = 1e6
#: A term is named from this many voices on.
FEWEST = 4
#: What names a burst is said by several voices, and so often by chance less than once in fifty.
SEVERAL, UNLIKELY = 2, 0.02
SIGNIFICANCE, MOST = 0.01, 5  # by chance less often than that, after all comparisons; and so many are named
#: Before so many earlier voices nothing is known to be new.
LEAST_VOICES = 50.0


class Emerging(Value, frozen=True, kw_only=True, gc=False):
    """One term that is new or much more frequent.

    term: as the tokens gave it. count: voices of the last hour with it. usual: how many it would be by history.
    chance: of so many by accident, after all comparisons, 0 to 1.
    """

    term: str
    count: int
    usual: float
    chance: float


class StoredTerms(Stored, frozen=True):
    """What a snapshot keeps; slices: (number, voices, (term, voices) in order of their coming); cells: compressed."""

    slices: list[tuple[int, int, list[Any]]]  # thousands of pairs: to look at each would double the time of a restore
    cells: bytes
    before: float
    voices: int
    weighed_at: float


class Terms:
    """What one watch's voices say, now and before. Feed it voices, not copies."""

    VERSION = 1

    __slots__ = ("_before", "_cells", "_slice", "_slices", "_voices", "_weighed_at")

    def __init__(self) -> None:
        self._slices: dict[int, tuple[int, dict[str, int]]] = {}  # slice -> (voices, term -> voices)
        self._cells: array[float] = array("f")
        self._before = 0.0  # decayed voices in history
        self._voices = 0
        self._slice = -1  # up to which it has advanced
        self._weighed_at = 0.0  # weights grow instead of history shrinking; relative to this instant

    def observe(self, at: float, terms: Sequence[str], *, now: float, is_live: bool | None = None) -> None:
        """Count one voice; a late one enters history only. is_live: whether it counts as one of now; None: by its age."""
        if int(now // SLICE) != self._slice:
            self.advance(now)
        at = min(at, now)
        self._voices += 1
        if at < now - LATENESS if is_live is None else not is_live:
            self._remember(at, 1, dict.fromkeys(terms, 1))
            return
        number = int(at // SLICE)
        voices, counts = self._slices.get(number, (0, {}))
        for term in dict.fromkeys(terms):
            counts[term] = counts.get(term, 0) + 1
        if len(counts) > _MOST_TERMS:
            counts = dict(sorted(counts.items(), key=lambda c: -c[1])[: _MOST_TERMS // 2])
        self._slices[number] = voices + 1, counts

    def advance(self, now: float) -> None:
        """Let slices older than an hour become history."""
        self._slice = int(now // SLICE)
        oldest = self._slice - SLICES
        for number in [n for n in self._slices if n <= oldest]:
            voices, counts = self._slices.pop(number)
            self._remember((number + 1) * SLICE, voices, counts)

    def _remember(self, at: float, voices: int, counts: dict[str, int]) -> None:
        if not self._cells:
            self._cells = array("f", bytes(4 * _ROWS * _CELLS))
            self._weighed_at = at
        weight = 2.0 ** ((at - self._weighed_at) / _HALF_LIFE)
        if weight > _RESCALE_AT:
            self._cells = array("f", [mass / weight for mass in self._cells])
            self._before /= weight
            self._weighed_at, weight = at, 1.0
        self._before += weight * voices
        for term, count in counts.items():
            for cell in _places(term):
                self._cells[cell] += weight * count

    def heard(self, now: float) -> tuple[list[str], list[str]]:
        """Return which terms of several voices of the last hour are new, and which are as usual; none while there is no history.

        For naming what a burst is about, among texts that are alike in much: the chance is not multiplied by the words looked at.
        """
        voices, counts = self._hour(now)
        before, weight = self._history(now)
        if before < LEAST_VOICES:
            return [], []
        new: list[str] = []
        usual: list[str] = []
        for term, count in counts.items():
            if count < SEVERAL:
                continue
            known = self._heard(term) / weight + 0.5
            expected = known * voices / before
            is_new = count > 2.0 * expected and exceeding(count, expected, known) <= UNLIKELY
            (new if is_new else usual).append(term)
        return new, usual

    def _history(self, now: float) -> tuple[float, float]:
        """Return how many earlier voices there are, and the weight by which the cells are to be divided."""
        weight = 2.0 ** ((now - self._weighed_at) / _HALF_LIFE) if self._cells else 1.0
        return self._before / weight, weight

    def _hour(self, now: float) -> tuple[int, dict[str, int]]:
        """Return the voices of the last hour, and in how many of them each term is."""
        self.advance(now)
        voices, counts = 0, dict[str, int]()
        for number in sorted(self._slices):
            some, found = self._slices[number]
            voices += some
            for term, count in found.items():
                counts[term] = counts.get(term, 0) + count
        return voices, counts

    def emerging(self, now: float) -> tuple[Emerging, ...]:
        """Return the terms of the last hour that history does not explain, the surest first."""
        voices, counts = self._hour(now)
        before, weight = self._history(now)
        if before < LEAST_VOICES:
            return ()
        share, looked_at, named = voices / before, len(counts), []
        for term, count in counts.items():
            if count < FEWEST:
                continue
            heard = self._heard(term) / weight + 0.5
            usual = heard * share
            chance = min(exceeding(count, usual, heard) * looked_at, 1.0)
            if chance <= SIGNIFICANCE and count > 2.0 * usual:
                named.append(Emerging(term=term, count=count, usual=quantised(usual), chance=quantised(chance)))
        named.sort(key=lambda e: (e.chance, -e.count, e.term))
        return tuple(_without_parts(named))[:MOST]

    def _heard(self, term: str) -> float:
        return min(self._cells[cell] for cell in _places(term))

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        slices = [[n, voices, list(counts.items())] for n, (voices, counts) in sorted(self._slices.items())]
        cells = zlib.compress(self._cells.tobytes(), 1) if self._cells else b""
        return [self.VERSION, slices, cells, self._before, self._voices, self._weighed_at]

    @classmethod
    def from_state(cls, state: list[object]) -> Terms:
        """Make the same memory from a snapshot."""
        version, *rest = state
        if version != cls.VERSION:
            raise ValueError(f"terms of version {version} cannot be read")
        stored = StoredTerms.of(rest)
        terms = cls()
        terms._slices = {number: (voices, dict(counts)) for number, voices, counts in stored.slices}
        terms._cells = array("f")
        if stored.cells:
            terms._cells.frombytes(zlib.decompress(stored.cells))
        terms._before, terms._voices, terms._weighed_at = stored.before, stored.voices, stored.weighed_at
        return terms


def _places(term: str) -> tuple[int, int]:
    """Return a term's cell in each row; checksums, because Python's own hash changes with every start."""
    raw = term.encode("utf-8", "surrogatepass")
    return zlib.crc32(raw) % _CELLS, _CELLS + zlib.adler32(raw[::-1], zlib.crc32(raw, 0x9E3779B9)) % _CELLS


def _without_parts(named: list[Emerging]) -> list[Emerging]:
    """Leave out a term that another, as frequent, contains: the phrase says more than its words."""
    kept = []
    for one in named:
        longer = [other for other in named if one.term != other.term and one.term in other.term]
        if not any(other.count >= 0.8 * one.count for other in longer):
            kept.append(one)
    return kept
