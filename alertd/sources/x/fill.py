"""Fill: after each gap, search brings back what the stream did not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from alertd.errors import BadRecord, SourceError
from alertd.model.source_state import Gap, SourceState
from alertd.sources.funnel import Haul
from alertd.sources.pace import Backoff, seconds_until
from alertd.sources.x.parse import FIELDS, Page, read_results
from alertd.sources.x.rules import compiled
from alertd.sources.x.session import REACH_BACK, Shift, id_at, number

OVERLAP = 90_000 << 22  #: 90 s of ids; the stream is not in the order of ids
INDEX_LAG = 30.0  #: seconds until search knows a post
MOST_PAGES = 500  #: a pass; 50,000 posts
WORTH_TELLING = timedelta(seconds=1)


class _Hole(Exception):  # noqa: N818 - what it is
    """Something that cannot be fetched, in a sentence."""


class Filler:
    """Closes gaps one after another, each in two passes, since the search index lags behind the stream."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._asked = asyncio.Event()
        self._begins_at: datetime | None = None
        self._ends_at: datetime | None = None
        self._queries = tuple(
            value for watch in shift.watches for value in compiled(watch, limit=shift.options.max_query).values
        )

    def ask(self, *, begins_at: datetime | None, ends_at: datetime) -> None:
        """Ask for the time since `begins_at`; nothing is to be fetched on the very first start."""
        if begins_at is None or not (self._shift.since or self._shift.newest):
            self._shift.since = self._shift.since or id_at(ends_at)
            return
        if self._shift.is_covered:
            self._shift.since = max(self._shift.since, self._shift.newest)
        self._shift.is_covered = False
        self._begins_at = min(begins_at, self._begins_at or begins_at)
        self._ends_at = ends_at
        self._asked.set()

    async def run(self) -> None:
        """Close the gaps that are asked for, for ever."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            await self._close_gap()

    async def look(self) -> int:
        """Fetch once what is newer than the newest known, and return how many were unknown (0 if search failed)."""
        try:
            since = max(self._shift.since, self._shift.newest)
            return sum([await self._one_query(query, since) for query in self._queries])
        except (_Hole, SourceError):
            return 0

    async def _close_gap(self) -> None:
        shift = self._shift
        shift.funnel.view("fill", SourceState.CATCHING_UP, "fetching what was written while the stream was away")
        holes: list[str] = ["reposts cannot be fetched later"] if shift.options.retweets else []
        since, clamped = self._since()
        if clamped:
            holes.append("X's search reaches back seven days only")
        filled = 0
        for is_second in (False, True):
            if is_second:
                await shift.clock.sleep(INDEX_LAG)
            for query in self._queries:
                try:
                    filled += await self._one_query(query, since)
                except _Hole as found:
                    holes.append(str(found))
        begins_at, ends_at = self._begins_at, self._ends_at
        if self._asked.is_set():  # the stream broke again meanwhile: the next pass starts from the same id
            return
        self._begins_at = None
        shift.is_covered = True
        gaps: tuple[Gap, ...] = ()
        if begins_at and ends_at and ends_at - begins_at >= WORTH_TELLING:
            hole = "; ".join(dict.fromkeys(holes)) or None
            gaps = (Gap(begins_at=begins_at, ends_at=ends_at, filled=filled, hole=hole),)
        await shift.funnel.put(Haul(marks=shift.marks(), gaps=gaps))
        shift.funnel.view("fill", SourceState.OK)

    def _since(self) -> tuple[int, bool]:
        floor = id_at(self._shift.clock.now() - REACH_BACK)
        return max(self._shift.since - OVERLAP, floor), self._shift.since < floor

    async def _one_query(self, query: str, since: int) -> int:
        """Fetch all pages of one query, newest first; return how many posts were new."""
        filled = 0
        token: str | None = None
        for _ in range(MOST_PAGES):
            if not self._shift.budget.allows_posts(self._shift.clock.now(), posts=100):
                raise _Hole("the budget does not allow to fetch all posts of the gap")
            posts, rejects, results = await self._page(query, since, token)
            fresh = tuple(post for own_id, post in posts if self._shift.is_new(own_id, post))
            self._shift.newest = max([self._shift.newest, *(number(own_id) for own_id, _ in posts)])
            filled += len(fresh)
            for post in fresh:
                self._shift.keep_young(post)
                self._shift.score(post)
            if fresh or rejects:
                await self._shift.funnel.put(Haul(records=fresh, rejects=rejects))
            token = results.meta.next_token
            if not token:
                return filled
        raise _Hole("more posts were written than can be fetched")

    async def _page(self, query: str, since: int, token: str | None) -> Page:
        """Fetch one page, however long it takes. Raises _Hole for what waiting cannot cure."""
        from alertd.sources.x.client import Refused

        shift = self._shift
        wait = Backoff(first=2.0, cap=320.0)
        while True:
            params = {**FIELDS, "since_id": str(since), "max_results": 100, **({"next_token": token} if token else {})}
            try:
                body = await shift.desk.ask("search_recent_tweets", query, **params)
                page = read_results(body, is_filled=True)
            except Refused as error:
                if error.is_out_of_credit:
                    shift.budget.refused(shift.clock.now(), seconds=900.0)
                    raise _Hole("X says the budget is used up") from None
                if error.status in {400, 401, 403, 404}:
                    raise _Hole(f"search refused: {error}") from None
                pause = wait.after_failure()
                if error.status == 429:
                    reset = error.headers.get("x-rate-limit-reset")
                    pause = seconds_until(reset, shift.clock.now(), default=60.0, cap=900.0)
                await shift.clock.sleep(pause)
            except (SourceError, BadRecord):
                await shift.clock.sleep(wait.after_failure())
            else:
                shift.budget.book(shift.clock.now(), posts=len(page.posts))
                return page
