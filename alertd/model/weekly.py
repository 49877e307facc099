"""Weekly: the digest that says once a week what a brand's week was like."""

from __future__ import annotations

from datetime import time

from alertd.model.value import Value

PRAISE = "praise"  #: why one post of a digest stands apart from the rest: it is worth a thank-you


class WeeklyPlan(Value, frozen=True, kw_only=True):
    """Once a week, one message a watch. to: a person, schedule or policy. weekday: Monday is 0. watches: ("*",) for all.

    timezone: None: that of the first who gets it.
    """

    to: str
    weekday: int = 0
    at: time = time(9)
    timezone: str | None = None
    watches: tuple[str, ...] = ("*",)

    def covers(self, watch: str) -> bool:
        """Whether it tells of a watch."""
        return "*" in self.watches or watch in self.watches
