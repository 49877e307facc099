"""Scores as brands see them: the calibration in use of each watch, applied at intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from alertd.model.score import Score
from alertd.scorers import calibrations
from alertd.scorers.calibration import Calibration, apply_all, word_hashes


class Brands:
    """The calibrations in use. A watch without one sees scores as they come.

    kinds: the kind of every code point (`DefaultScorer.kinds`), by which words are cut as they were when fitted.
    """

    def __init__(self, used: Mapping[str, Calibration], kinds: npt.NDArray[np.uint8]) -> None:
        self._used = dict(used)
        self._kinds = kinds

    @classmethod
    def read(cls, data_dir: Path, kinds: npt.NDArray[np.uint8]) -> Brands:
        """Read what `alertd calibrate` wrote. Raises ConfigurationError for a file that is no calibration."""
        return cls(calibrations.read_all(data_dir), kinds)

    def versions(self) -> dict[str, int]:
        """Return the version in use of each calibrated watch: what the log records when it changes."""
        return {watch: calibration.version for watch, calibration in self._used.items()}

    def seen_by(self, watch: str, texts: Sequence[str], scores: Sequence[Score]) -> list[Score]:
        """Return scores of texts as a watch sees them, in order."""
        calibration = self._used.get(watch)
        if calibration is None:
            return list(scores)
        words = word_hashes(texts, self._kinds) if calibration.words else ()
        return apply_all(calibration, scores, words)
