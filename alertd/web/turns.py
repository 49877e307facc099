"""Turns: of each kind of large page one is made at a time, and between two of them the loop is free for everybody else.

A page takes a few hundredths of a second of the loop that also takes posts in and sends pages out. Trap: asyncio runs all that is
ready before it looks at the network again, so three hundred people who open the same page at once had been made one turn of the
loop; for that minute nobody was heard and no page went out.
"""

from __future__ import annotations

import asyncio
import functools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from aiohttp import web

#: Seconds between two pages of a kind: whoever else is ready has a turn in them, several times over.
_FREE_SECONDS = 0.01
#: Seconds after which the next page is begun beside one that waits for what it reads: it keeps no processor busy, and a read that hangs keeps
#: nobody else from theirs.
_LONGEST_TURN = 0.25

Page = TypeVar("Page", bound=Callable[..., Awaitable[web.Response]])


class Turns:
    """Whose turn it is, by kind of page."""

    def __init__(self) -> None:
        self._of: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(1))

    def of(self, kind: str) -> asyncio.Semaphore:
        """Return the turn of a kind."""
        return self._of[kind]


TURNS = web.AppKey("turns", Turns)


def in_turn(page: Page) -> Page:
    """Make pages of this kind one after the other, first come, first served; for whoever has gone meanwhile none is made.

    Trap: it must not call another page of its own kind, which would wait for itself.
    """
    kind = f"{page.__module__}.{page.__qualname__}"

    @functools.wraps(page)
    async def made(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
        turn = request.app[TURNS].of(kind)
        await turn.acquire()
        held = [turn]

        def end() -> None:
            if held:
                held.pop().release()

        loop = asyncio.get_running_loop()
        loop.call_later(_LONGEST_TURN, end)
        try:
            if request.transport is None:
                raise ConnectionResetError
            return await page(request, *args, **kwargs)
        finally:
            loop.call_later(_FREE_SECONDS, end)

    return cast("Page", made)
