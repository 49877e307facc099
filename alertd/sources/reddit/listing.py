"""Listing: the newest entries of one of Reddit's lists, without losing a burst.

praw's own streams take the newest hundred after a quiet spell and forget the rest. This pages back until it meets
what it knows, and never uses a `before` cursor, which goes blind when its entry is removed.
"""

from __future__ import annotations

from typing import Any

from alertd.errors import SourceError
from alertd.model.value import Value
from alertd.ports import Reject
from alertd.sources.pace import Recent
from alertd.sources.reddit.client import Client
from alertd.sources.reddit.parse import Thing, number, things

NEARLY_ALL = 900  #: entries; a list that ends so late was cut by Reddit's limit
PATIENCE = 10  #: looks in a row whose list may break off, before what lies behind is given up
MOST_PAGES = 10  #: Reddit keeps 1,000 entries a listing, 100 a page


class Look(Value, frozen=True, kw_only=True):
    """What one look brought, oldest first. is_whole: False when the list ended before anything known."""

    fresh: tuple[Thing, ...]
    newest: int
    is_whole: bool
    rejects: tuple[Reject, ...] = ()


class Listing:
    """One list. last: the newest id (as a number) that was committed before the start, None on the first."""

    def __init__(self, client: Client, path: str, *, last: int | None, **params: Any) -> None:
        self._client = client
        self._path = path
        self._params = params
        self._is_first = last is None
        self._last = last or 0
        self._breaks = 0
        self._known = Recent(limit=5_000)

    async def look(self) -> Look:
        """Fetch what is new. Raises SourceError; then nothing is remembered, so the next look brings it all."""
        seen: dict[str, Thing] = {}
        after: str | None = None
        is_whole = False
        refused: list[Reject] = []
        for _ in range(MOST_PAGES):
            params = {"limit": 100, **self._params, **({"after": after} if after else {})}
            try:
                page, after = things(await self._client.get(self._path, **params), refused)
            except ValueError as error:
                raise SourceError(f"{error}") from None
            if not page and seen:
                self._broke_off()
                break
            seen.update((thing.version, thing) for thing in page)
            if not page or self._is_first or self._meets_known(page):
                is_whole = True
                break
            if after is None:  # the end of the list: all that Reddit still has, if it is the list's true end
                if self._last and len(seen) < NEARLY_ALL:
                    self._broke_off()
                is_whole = len(seen) < NEARLY_ALL
                break
        self._is_first = False
        self._breaks = self._breaks if not is_whole else 0
        fresh = [thing for thing in seen.values() if self._known.is_new(thing.version)]
        fresh.sort(key=lambda thing: number(thing.name))
        self._last = max([self._last, *(number(thing.name) for thing in fresh)])
        rejects = tuple(reject for reject in refused if self._known.is_new(f"bad {reject.body}"))
        return Look(fresh=tuple(fresh), newest=self._last, is_whole=is_whole, rejects=rejects)

    def _broke_off(self) -> None:
        """Refuse a list that ends before its end: the entry we paged from was removed, or a stale cache answered.

        Nothing is remembered then, so the next look begins anew. A list that keeps breaking off is taken as it is.
        """
        self._breaks += 1
        if self._breaks <= PATIENCE:
            raise SourceError("Reddit's list broke off; it is read again", retry_after=1.0)
        self._breaks = 0

    def _meets_known(self, page: list[Thing]) -> bool:
        """Return whether the page reaches back to what is known.

        The oldest entry decides: a stale cache or a pinned post may put a known one on top.
        """
        oldest = page[-1]
        return oldest.version in self._known or number(oldest.name) <= self._last
