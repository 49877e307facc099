"""Silence: by hand, until a time, with an owner and a reason."""

from __future__ import annotations

from datetime import datetime

from alertd.model.value import Value


class Silence(Value, frozen=True, kw_only=True):
    """Pages of a watch (and rule) wait until it ends; nothing is deleted."""

    id: str
    begins_at: datetime
    ends_at: datetime
    by: str
    reason: str
    watch: str | None = None  #: None: all watches
    rule: str | None = None  #: None: all rules

    def covers(self, watch: str, rule: str | None, at: datetime) -> bool:
        """Whether it holds back a page of that rule and watch at that instant."""
        return (
            self.begins_at <= at < self.ends_at
            and self.watch in (None, watch)
            and (self.rule is None or self.rule == rule)
        )
