"""Mood turn: the mood of a watch has left its usual, whatever the volume does.

A sequential test. Each voice's P(negative), in standard deviations of the watch's own last weeks, is added up less an
allowance; what goes back to nothing begins anew. A share that rises from 5 to 35 % within an hour adds up within some
forty voices, one bad post in a hundred never does. The languages a scorer knows badly have wide deviations, and need more.

How high the sum gets by chance follows from the drift and the spread of what was added (Siegmund, Sequential Analysis,
1985: the exponent of a random walk with negative drift is twice the drift over the variance), so a sum has a price in
days. Page, Biometrika 41 (1954).
"""

from __future__ import annotations

import math

from alertd.core.signals.reading import Reading
from alertd.model.value import quantised

#: What each voice must exceed the mean by, and what one counts at most, in standard deviations. Chosen among five pairs
#: on six quiet weeks and twelve turns (5 to 35 % within an hour, 60 voices an hour, English).
ALLOWANCE, MOST = 0.25, 2.5
#: The spread is never thought smaller than this, in probability.
LEAST_SPREAD = 0.08
#: Voices before anything is said, and in a row before something is.
LEAST_KNOWN, LEAST_RUN = 100.0, 12.0
HALF_LIFE = 7 * 86400.0
#: What the bare exponent promises comes this many times less often: six quiet weeks of 60 voices an hour had one sum
#: worth ten days where two would be expected, two worth three days where six would.
SPARE = 2.0
#: A sum is not kept above what is expected once in so many days, so that it ends soon after the mood has.
MOST_DAYS = 400.0
#: The mood is still turned while the last voices (half of it, so many) are above the allowance.
LATELY = 12.0
#: A turn begins only where they are above this: from where one has ended, one bad voice must not tell it again.
ENTERS = 0.45
#: With nobody writing for so long it is over.
SILENCE = 2 * 3600.0

_PLAIN = (
    "_known",
    "_sum",
    "_squares",
    "_negative",
    "_steps",
    "_step_sum",
    "_step_squares",
    "_at",
    "_height",
    "_run",
    "_run_voices",
    "_run_negative",
    "_run_began",
    "_lately",
)


class MoodTurn:
    """The mood of one watch against its own weeks. Feed it voices with a known score."""

    VERSION = 1

    __slots__ = _PLAIN

    def __init__(self) -> None:
        self._known = self._sum = self._squares = self._negative = 0.0  # decayed: voices, P, its squares, negative ones
        self._steps = self._step_sum = self._step_squares = 0.0  # decayed: what was added, and its squares
        self._at = 0.0
        self._height = 0.0
        self._run = 0.0  # evidence since it was last nothing
        self._run_voices = self._run_negative = 0
        self._run_began = 0.0
        self._lately = 0.0  # decayed mean of the last voices, in standard deviations

    def observe(self, at: float, *, likely: float, is_negative: bool, evidence: float) -> None:
        """Take in one voice. likely: P(negative), 0 to 1; evidence: how much it says that others have not said."""
        if self._at:
            keep = 0.5 ** (max(at - self._at, 0.0) / HALF_LIFE)
            self._known, self._sum, self._squares = self._known * keep, self._sum * keep, self._squares * keep
            self._negative, self._steps = self._negative * keep, self._steps * keep
            self._step_sum, self._step_squares = self._step_sum * keep, self._step_squares * keep
        self._at = max(at, self._at)
        if self._known >= LEAST_KNOWN:
            self._add(at, likely, evidence, is_negative=is_negative)
        self._known += evidence
        self._sum += evidence * likely
        self._squares += evidence * likely * likely
        self._negative += evidence * is_negative

    def _add(self, at: float, likely: float, evidence: float, *, is_negative: bool) -> None:
        mean = self._sum / self._known
        spread = max(math.sqrt(max(self._squares / self._known - mean * mean, 0.0)), LEAST_SPREAD)
        above = min((likely - mean) / spread, MOST)
        self._steps += evidence
        self._step_sum += evidence * above
        self._step_squares += evidence * above * above
        self._lately += (above - self._lately) * evidence / LATELY
        if self._height == 0.0:
            self._run, self._run_voices, self._run_negative, self._run_began = 0.0, 0, 0, at
        height = self._height + evidence * (above - ALLOWANCE) if self._lately > 0.0 else 0.0
        self._height = min(max(height, 0.0), math.log(MOST_DAYS * self._a_day / SPARE) / self._exponent)
        self._run += evidence
        self._run_voices += 1
        self._run_negative += is_negative

    @property
    def _a_day(self) -> float:
        return max(self._known * math.log(2.0) * 86400.0 / HALF_LIFE, 1.0)

    @property
    def _exponent(self) -> float:
        if self._steps < LEAST_KNOWN / 2.0:
            return 2.0 * ALLOWANCE
        mean = self._step_sum / self._steps
        variance = max(self._step_squares / self._steps - mean * mean, 0.1)
        return 2.0 * max(ALLOWANCE - mean, 0.1) / variance

    def rarity(self) -> float:
        """Return in how many days one such turn is expected; 0 while nothing is up."""
        if self._height <= 0.0 or self._run < LEAST_RUN or self._lately <= ENTERS:
            return 0.0
        return SPARE * math.exp(self._exponent * self._height) / self._a_day

    def is_raised(self, now: float) -> bool:
        """Whether the last voices are still above the usual."""
        return self._height > 0.0 and self._lately > ALLOWANCE and now - self._at < SILENCE

    def reading(self, now: float) -> Reading:
        """Return the negative voices of the run, and how many would be usual among as many voices."""
        usual = self._negative / self._known * self._run_voices if self._known else None
        return Reading(
            value=float(self._run_negative),
            usual=None if usual is None else quantised(usual),
            window=max(now - self._run_began, 60.0) if self._run_voices else 3600.0,
            rarity=quantised(self.rarity()),
            mentions=float(self._run_negative),
        )

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        return [self.VERSION, *(getattr(self, name) for name in _PLAIN)]

    @classmethod
    def from_state(cls, state: list[object]) -> MoodTurn:
        """Make the same from a snapshot."""
        version, *rest = state
        if version != cls.VERSION:
            raise ValueError(f"a mood turn of version {version} cannot be read")
        turn = cls()
        for name, value in zip(_PLAIN, rest, strict=True):
            setattr(turn, name, value)
        return turn
