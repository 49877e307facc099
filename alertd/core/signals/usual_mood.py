"""Usual mood: the mean and the spread of a probability over a watch's last weeks, by language.

A scorer gives Chinese posts other probabilities than English ones of the same mood, so a burst from another country would
look like a turn of the mood. Each language has its own mean as soon as it is known; before that, that of all.
"""

from __future__ import annotations

import math

from alertd.core.stored import Stored

HALF_LIFE = 7 * 86400.0
#: Voices before anything is said, of all languages and of one.
LEAST_KNOWN = 100.0
#: The spread is never thought smaller than this, in probability.
LEAST_SPREAD = 0.08
#: Languages that are kept apart; those that come later count among all.
MOST_LANGUAGES = 12
#: Voices a day are never reckoned from less than this, in seconds.
_LEAST_LIFE = 6 * 3600.0
_ALL = ""


class StoredUsual(Stored, frozen=True):
    """What a snapshot keeps; means: (language, voices, their sum, their squares, as of)."""

    began: float
    telling: float
    means: list[tuple[str, float, float, float, float]]


class UsualMood:
    """Decayed means of P(mood), of all voices and by language."""

    __slots__ = ("_began", "_means", "_telling")

    def __init__(self) -> None:
        self._began = 0.0
        self._telling = 0.0  # decayed: voices that count as of that mood
        self._means: dict[str, tuple[float, float, float, float]] = {}

    @classmethod
    def grown(cls, known: float, total: float, squares: float, telling: float, at: float) -> UsualMood:
        """Go on with what was known of all languages together."""
        usual = cls()
        usual._began, usual._telling, usual._means[_ALL] = at - 4 * HALF_LIFE, telling, (known, total, squares, at)
        return usual

    def learn(self, at: float, language: str, likely: float, evidence: float, *, counts: bool) -> None:
        """Take in one voice; counts: whether it counts as a post of that mood."""
        if not self._means:
            self._began = at
        before = self._means.get(_ALL, (0.0, 0.0, 0.0, at))
        self._telling = self._telling * 0.5 ** (max(at - before[3], 0.0) / HALF_LIFE) + evidence * counts
        for name in (_ALL, language) if language else (_ALL,):
            if name in self._means or len(self._means) <= MOST_LANGUAGES:
                known, total, squares, as_of = self._means.get(name, (0.0, 0.0, 0.0, at))
                keep = 0.5 ** (max(at - as_of, 0.0) / HALF_LIFE)
                self._means[name] = (
                    known * keep + evidence,
                    total * keep + evidence * likely,
                    squares * keep + evidence * likely * likely,
                    max(at, as_of),
                )

    def above(self, language: str, likely: float) -> float | None:
        """Return how far a voice is above the usual of its language, in standard deviations; None while nothing is known."""
        own = self._means.get(language)
        if own is None or own[0] < LEAST_KNOWN:
            own = self._means.get(_ALL)
        if own is None or own[0] < LEAST_KNOWN:
            return None
        known, total, squares, _ = own
        mean = total / known
        return (likely - mean) / max(math.sqrt(max(squares / known - mean * mean, 0.0)), LEAST_SPREAD)

    @property
    def share(self) -> float | None:
        """The usual share of voices of that mood; None before the first."""
        known = self._means[_ALL][0] if self._means else 0.0
        return self._telling / known if known else None

    def a_day(self, at: float) -> float:
        """Return the voices of a day, as of an instant."""
        if not self._means:
            return 0.0
        life = max(at - self._began, _LEAST_LIFE)
        remembered = HALF_LIFE / math.log(2.0) * (1.0 - math.exp2(-life / HALF_LIFE))
        return self._means[_ALL][0] * 86400.0 / remembered

    def to_state(self) -> list[object]:
        """Return what from_state() needs."""
        return [self._began, self._telling, [[name, *mean] for name, mean in self._means.items()]]

    def from_state(self, state: object) -> None:
        """Take over a state."""
        stored = StoredUsual.of(state)
        self._began, self._telling = stored.began, stored.telling
        self._means = {name: (known, total, squares, at) for name, known, total, squares, at in stored.means}
