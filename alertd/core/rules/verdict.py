"""Verdict: what a condition answers. It stands apart from what conditions look at, so that a file of rules can be read without an engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alertd.core.signals.evidence import Post
    from alertd.model.page import SignalShown

#: Words that are made only when somebody asks: most verdicts are never told.
Words = str | Callable[[], str]


class Verdict:
    """What a condition says.

    holds: the entry limit is met. stays: the clear limit is, so that what holds goes on holding.
    missing: there is no data to say so. value: the telling number.
    next_at: earliest instant at which the answer may change without a new event; None: only by an event.
    as_of: the past instant that it speaks of, where late posts were judged in their own minutes; None: of now.
    is_steady: while it holds, only an event (or next_at) ends it, so nobody need look again every minute.
    """

    __slots__ = (
        "_limit",
        "_note",
        "as_of",
        "focus",
        "holds",
        "is_steady",
        "missing",
        "next_at",
        "shown",
        "stays",
        "value",
    )

    def __init__(
        self,
        *,
        holds: bool,
        value: float = 0.0,
        limit: Words = "",
        note: Words = "",
        stays: bool = False,
        missing: bool = False,
        shown: tuple[SignalShown, ...] = (),
        focus: Post | None = None,
        next_at: float | None = None,
        is_steady: bool = False,
        as_of: float | None = None,
    ) -> None:
        self.holds, self.stays, self.missing, self.value = holds, stays, missing, value
        self.shown, self.focus, self.next_at, self.is_steady, self.as_of = shown, focus, next_at, is_steady, as_of
        self._limit, self._note = limit, note

    @property
    def limit(self) -> str:
        """What the value is held against, in words."""
        return self._limit if isinstance(self._limit, str) else self._limit()

    @property
    def note(self) -> str:
        """What else to know."""
        return self._note if isinstance(self._note, str) else self._note()
