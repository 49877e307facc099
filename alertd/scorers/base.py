"""What a scorer is: texts in, three probabilities out, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from alertd.model.score import Score
from alertd.model.value import Value


class Unscored(Value, frozen=True, kw_only=True, gc=False):
    """A text that waits for its score.

    language: the tag the platform gave; it may be wrong or missing, and a scorer may overrule it.
    """

    text: str
    language: str | None = None


@runtime_checkable
class Scorer(Protocol):
    """Scores texts in batches.

    name: name and version, such as "default/1"; it stands in every score, so that replay knows what computed it.
    """

    name: str

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Return one score a text, in order. Raises ScorerError if the whole batch failed; never fails for a text."""
        ...
