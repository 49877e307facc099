"""A scorer of somebody else's making, so that whatever it does, each text gets a score in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from alertd.blocking.threads import Patience
from alertd.errors import ScorerError
from alertd.model.score import Score
from alertd.ports import Scorer, Unscored
from alertd.scorers.breaker import Breaker


class Guarded:
    """Asks another scorer; where it is late, fails or answers nonsense, the fallback's scores stand.

    deadline: seconds for a batch. clock: seconds, monotonic; only the breaker reads it.
    """

    def __init__(
        self, inner: Scorer, *, fallback: Scorer, deadline: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = inner.name
        self.kinds = getattr(fallback, "kinds", None)
        self._inner = inner
        self._fallback = fallback
        self._deadline = deadline
        self._clock = clock
        self._breaker = Breaker()
        # One: most models are not safe for threads, and two that hang cost two cores.
        self._patience = Patience(inner.name, pending=1)

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return the score of each text, in order."""
        if not batch or not self._breaker.allows(self._clock()):
            return self._fallback.score(batch)
        try:
            found = self._patience.answer(
                lambda: checked(self._inner.score(batch), len(batch)), deadline=self._deadline
            )
        except ScorerError:
            self._breaker.failed(self._clock())
            return self._fallback.score(batch)
        self._breaker.succeeded()
        return found


def checked(scores: Sequence[Score], count: int) -> list[Score]:
    """Return scores if they are what was asked for. Raises ScorerError."""
    if len(scores) != count or not all(isinstance(score, Score) for score in scores):
        raise ScorerError("the answer does not hold one score for each text")
    return list(scores)
