"""Mood turn: the mood of a watch has left its usual, whatever the volume does.

A sequential test: what each voice says for a turned mood and against the usual one is added up (a log likelihood ratio),
and nothing is the floor. A voice is held against its own language, because scorers do not mean the same everywhere, and
says as much as the scorer knows there: where it is weak, many voices are needed, and many voices suffice.

How high the sum gets by chance follows from the drift and the spread of what was added (Siegmund, Sequential Analysis,
1985: the exponent of a random walk with negative drift is twice the drift over the variance), and from how high the
watch's own sums have been: a mood that wanders from day to day has a higher bar. So a sum has a price in days. Page,
Biometrika 41 (1954).
"""

from __future__ import annotations

import math

from alertd.core.signals.reading import Reading
from alertd.core.signals.usual_mood import HALF_LIFE, LEAST_KNOWN, UsualMood
from alertd.core.stored import Stored
from alertd.model.value import quantised

#: By how many standard deviations P(negative) is higher where 35 % are negative and not 5 %, by language, as measured by
#: `benchmarks/sentiment_cuts.py`. It says how well the scorer tells; positive moods are told about as well.
SHIFTS = {"ar": 0.41, "de": 0.47, "en": 0.47, "es": 0.42, "fr": 0.52, "it": 0.49, "pt": 0.39, "ru": 0.42, "zh": 0.34}
#: Of other languages (Turkish has .27), and of scores that the records brought themselves.
WEAK, GIVEN = 0.25, 0.45
#: What one voice counts at most, in standard deviations.
MOST = 2.5
#: Voices in a row before something is said.
LEAST_RUN = 12.0
#: What the bare exponent promises comes this many times less often, where voices say as much as English ones: six quiet weeks of 60
#: voices an hour had one sum worth ten days where two would be expected, two worth three days where six would. Where they say less,
#: fewer of them begin a sum of their own: by theory 2 / s^2 e^(1.166 s) (s: the spread of what they add), of which English has so much.
SPARE, FEWER = 2.0, 0.127
LEAST_SPARE, MOST_SPARE = 1.5, 8.0
#: Sums above this (in units of the exponent) are remembered, as what they exceed it by; what theory expects (one) weighs
#: as much as so many; one sum teaches at most so much, and a day later: a turn must not make its second wave usual.
FROM, PRIOR, TEACHES, TAUGHT_AFTER = 3.0, 8.0, 5.0, 86400.0
#: What was learnt of sums halves with each so many of them.
KEPT_SUMS = 60.0
#: A sum is not kept above what is expected once in so many days, so that it ends soon after the mood has.
MOST_DAYS = 400.0
#: The mood is still turned while the last voices (half of it, so many) are above this, in standard deviations.
LATELY, RAISED = 12.0, 0.25
#: A turn begins only where they are above this: from where one has ended, one bad voice must not tell it again.
ENTERS = 0.45
#: With nobody writing for so long it is over.
SILENCE = 2 * 3600.0

_PLAIN = (
    "_steps",
    "_step_sum",
    "_step_squares",
    "_at",
    "_height",
    "_run",
    "_run_voices",
    "_run_telling",
    "_run_began",
    "_lately",
    "_top",
    "_sums",
    "_excess",
)


class StoredTurn(Stored, frozen=True):
    """What a snapshot keeps; later: (instant, excess) that is not learnt yet."""

    plain: list[float]
    later: list[tuple[float, float]]
    usual: object


class MoodTurn:
    """The mood of one watch against its own weeks. Feed it voices with a known score."""

    VERSION = 2

    __slots__ = (*_PLAIN, "_later", "_usual")

    def __init__(self) -> None:
        self._usual = UsualMood()
        self._steps = self._step_sum = self._step_squares = 0.0  # decayed: what was added, and its squares
        self._at = 0.0
        self._height = self._top = 0.0  # the sum, and its highest since it was last nothing
        self._sums = self._excess = 0.0  # decayed: how many sums were above FROM, and by how much
        self._later: list[tuple[float, float]] = []  # (instant, excess) that is not learnt yet
        self._run = 0.0  # evidence since it was last nothing
        self._run_voices = self._run_telling = 0.0
        self._run_began = 0.0
        self._lately = 0.0  # decayed mean of the last voices, in standard deviations

    def observe(self, at: float, *, likely: float, counts: bool, evidence: float, language: str = "") -> None:
        """Take in one voice.

        likely: the probability of the mood, 0 to 1; counts: whether it counts as a post of that mood; evidence: how much
        it says that others have not said; language: what it is written in, "given" where the record brought its score.
        """
        if self._at:
            keep = 0.5 ** (max(at - self._at, 0.0) / HALF_LIFE)
            self._steps, self._step_sum, self._step_squares = (
                self._steps * keep,
                self._step_sum * keep,
                self._step_squares * keep,
            )
        self._at = max(at, self._at)
        above = self._usual.above(language, likely)
        if above is not None:
            self._add(at, min(above, MOST), evidence, _shift(language), counts=counts)
        self._usual.learn(at, language, likely, evidence, counts=counts)

    def _add(self, at: float, above: float, evidence: float, shift: float, *, counts: bool) -> None:
        step = shift * above - shift * shift / 2.0
        self._steps += evidence
        self._step_sum += evidence * step
        self._step_squares += evidence * step * step
        self._lately += (above - self._lately) * evidence / LATELY
        if self._height == 0.0:
            self._end_sum(at)
            self._run, self._run_voices, self._run_telling, self._run_began = 0.0, 0.0, 0.0, at
        height = self._height + evidence * step
        self._height = min(
            max(height, 0.0), math.log(MOST_DAYS * self._a_day / self._spare) * self._index / self._exponent
        )
        self._top = max(self._top, self._height)
        self._run += evidence
        self._run_voices += 1
        self._run_telling += counts

    def _end_sum(self, at: float) -> None:
        top = self._top * self._exponent
        if top > FROM and self._steps >= LEAST_KNOWN:
            self._later.append((at, min(top - FROM, TEACHES)))
        self._top = 0.0
        while self._later and self._later[0][0] <= at - TAUGHT_AFTER:
            keep = 0.5 ** (1.0 / KEPT_SUMS)
            self._sums, self._excess = self._sums * keep + 1.0, self._excess * keep + self._later.pop(0)[1]

    @property
    def _a_day(self) -> float:
        return max(self._usual.a_day(self._at), 1.0)

    @property
    def _exponent(self) -> float:
        if self._steps < LEAST_KNOWN / 2.0:
            return 1.0  # that of a likelihood ratio
        mean = self._step_sum / self._steps
        return min(max(-2.0 * mean / self._variance, 0.4), 2.0)

    @property
    def _variance(self) -> float:
        return max(self._step_squares / self._steps - (self._step_sum / self._steps) ** 2, 1e-3)

    @property
    def _spare(self) -> float:
        """How many times less often a sum gets so high than if each voice began one."""
        if self._steps < LEAST_KNOWN / 2.0:
            return SPARE
        spread = math.sqrt(self._variance)
        return min(max(FEWER * 2.0 / self._variance * math.exp(1.166 * spread), LEAST_SPARE), MOST_SPARE)

    @property
    def _index(self) -> float:
        """How much farther than theory says the watch's own sums reach."""
        return max((self._excess + PRIOR) / (self._sums + PRIOR), 1.0)

    def rarity(self) -> float:
        """Return in how many days one such turn is expected; 0 while nothing is up."""
        if self._height <= 0.0 or self._run < LEAST_RUN or self._lately <= ENTERS:
            return 0.0
        height = self._exponent * self._height
        return self._spare * math.exp(min(height, FROM) + max(height - FROM, 0.0) / self._index) / self._a_day

    def is_raised(self, now: float) -> bool:
        """Whether the last voices are still above the usual."""
        return self._height > 0.0 and self._lately > RAISED and now - self._at < SILENCE

    def reading(self, now: float) -> Reading:
        """Return the voices of that mood in the run, and how many would be usual among as many voices."""
        share = self._usual.share
        return Reading(
            value=float(self._run_telling),
            usual=None if share is None else quantised(share * self._run_voices),
            window=max(now - self._run_began, 60.0) if self._run_voices else 3600.0,
            rarity=quantised(self.rarity()),
            mentions=float(self._run_telling),
        )

    def to_state(self) -> list[object]:
        """Return plain values for a snapshot."""
        plain = [getattr(self, name) for name in _PLAIN]
        return [self.VERSION, plain, [list(one) for one in self._later], self._usual.to_state()]

    @classmethod
    def from_state(cls, state: list[object]) -> MoodTurn:
        """Make the same from a snapshot; one of version 1 brings what is usual, and sums anew."""
        version, *rest = state
        turn = cls()
        if version == 1:
            known, total, squares, telling, *_, at = rest[:8]
            turn._at = float(at)  # type: ignore[arg-type]
            turn._usual = UsualMood.grown(known, total, squares, telling, turn._at)  # type: ignore[arg-type]
            return turn
        if version != cls.VERSION:
            raise ValueError(f"a mood turn of version {version} cannot be read")
        stored = StoredTurn.of(rest)
        for name, value in zip(_PLAIN, stored.plain, strict=True):
            setattr(turn, name, value)
        turn._later = list(stored.later)
        turn._usual.from_state(stored.usual)
        return turn


def _shift(language: str) -> float:
    return GIVEN if language == "given" else SHIFTS.get(language, WEAK)
