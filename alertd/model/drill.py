"""Drill: when a marked crisis is played to the real people by itself."""

from __future__ import annotations

from datetime import time

from alertd.model.value import Value


class DrillPlan(Value, frozen=True, kw_only=True):
    """Once a month, on its first such weekday (Monday is 0), at a clock of a zone. policy: whom it pages."""

    policy: str
    weekday: int = 1
    at: time = time(10)
    timezone: str = "UTC"
