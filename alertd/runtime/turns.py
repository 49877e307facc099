"""Turns: which slice of posts goes into the log next, so that each source has its turn, however many slices of another wait.

Enriching and folding are one core's work: what lets more slices in at once makes none of them sooner, and each of them later.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Posts that are on their way into the log, and slices that wait for it. most: posts on their way at once; a larger slice goes alone.

    Sources take turns of so many posts each, so that small slices of one go in together. Of one source whoever came first goes first, and nobody overtakes a
    slice whose turn it is because it is large.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._under_way = 0
        self._had = 0  # posts of the source whose turn it is
        # Whose turn is next first.
        self._lines: OrderedDict[str, deque[tuple[int, asyncio.Future[None]]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, source: str, posts: int) -> AsyncIterator[None]:
        """Wait for the turn of a slice of so many posts; it is over when the block ends."""
        weight = max(1, posts)  # what only moves a place is written too
        await self._come(source, weight)
        try:
            yield
        finally:
            self._ends(weight)

    async def _come(self, source: str, weight: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(source, deque()).append((weight, turn))
        self._go_on()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # its turn came in the very moment in which it was called off
                self._ends(weight)
            raise

    def _ends(self, weight: int) -> None:
        self._under_way -= weight
        self._go_on()

    def _go_on(self) -> None:
        while self._lines:
            source, line = next(iter(self._lines.items()))
            weight, turn = line[0]
            if not turn.done():  # else it was called off
                if self._under_way and self._under_way + weight > self._most:
                    return
                self._under_way += weight
                turn.set_result(None)
                self._had += weight
            line.popleft()
            if not line or self._had + line[0][0] > self._most:  # the next source
                self._had = 0
                del self._lines[source]
                if line:
                    self._lines[source] = line  # behind the others
