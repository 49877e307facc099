"""The state of a source, in the words used everywhere."""

from __future__ import annotations

import enum
from datetime import datetime

from alertd.model.value import Value


class SourceState(enum.StrEnum):
    """How well a source sees."""

    STARTING = "starting"
    OK = "ok"
    CATCHING_UP = "catching_up"
    DEGRADED = "degraded"
    BLIND = "blind"
    OUT_OF_BUDGET = "out_of_budget"
    STOPPED = "stopped"

    @property
    def is_sightless(self) -> bool:
        """Whether nothing that is written there reaches us."""
        return self in (SourceState.BLIND, SourceState.OUT_OF_BUDGET)


class Gap(Value, frozen=True, kw_only=True):
    """Time a source did not cover. filled: posts fetched later; hole: what cannot be fetched (a sentence)."""

    begins_at: datetime
    ends_at: datetime
    filled: int = 0
    hole: str | None = None
