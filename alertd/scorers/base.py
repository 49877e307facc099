"""What a scorer is: texts in, three probabilities out, in the same order. The port itself stands in `alertd.ports`."""

from __future__ import annotations

from alertd.ports import Scorer, Unscored

__all__ = ["Scorer", "Unscored"]
