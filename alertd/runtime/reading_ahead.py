"""Reading ahead: the slices of one body are read by as many as can at once, and come out in their order, one by one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class ReadingAhead(Generic[S, T]):
    """What is read of some slices before their turn. begin: lets a slice be read, None where nobody is asked. at_once: how many are read now."""

    def __init__(
        self, slices: Iterable[S], begin: Callable[[S], asyncio.Task[T] | None], at_once: Callable[[], int]
    ) -> None:
        self._left = iter(slices)
        self._begin = begin
        self._at_once = at_once
        self._begun: deque[asyncio.Task[T] | None] = deque()
        self._now: asyncio.Task[T] | None = None  # whose turn it is

    def next(self) -> asyncio.Task[T] | None:
        """Return the reading of the slice whose turn it is, None where nobody was asked. Whoever is free begins those behind it."""
        self.go_on()
        self._now = self._begun.popleft() if self._begun else None
        return self._now

    def go_on(self) -> None:
        """Let whoever is free begin: while one slice is folded the next ones are read."""
        room = max(1, self._at_once()) - len(self._begun)
        for one in islice(self._left, max(0, room)):
            self._begun.append(self._begin(one))

    def stop(self) -> None:
        """Call off what was begun and is not wanted any more."""
        for one in (self._now, *self._begun):
            if one is not None:
                one.cancel()
