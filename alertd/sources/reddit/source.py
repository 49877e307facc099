"""The Reddit source: its lists, its authors, and how it says what it sees."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from alertd.errors import ConfigurationError, SourceError
from alertd.intake.terms.sought import all_sought
from alertd.model.post import Post, Record
from alertd.model.source_state import Gap, SourceState
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.pace import Backoff, Recent
from alertd.sources.poll import pause_after
from alertd.sources.prefilter import contains
from alertd.sources.reddit.options import RedditOptions
from alertd.sources.reddit.parse import Thing, tree
from alertd.sources.wire import checked_url

if TYPE_CHECKING:
    from alertd.sources.reddit.client import Client
    from alertd.sources.reddit.listing import Listing

LATE = timedelta(seconds=90)  #: a list not read for so long has a gap
FLAG_FOR = timedelta(hours=24)
AUTHORS_KEPT = 50_000
LONGEST_QUERY = 512  #: characters
_Part = Callable[[], Coroutine[Any, Any, None]]


class Reddit:
    """Posts and comments of Reddit, polled in our own rhythm."""

    kind = "reddit"

    def __init__(
        self,
        options: RedditOptions,
        *,
        name: str,
        watches: tuple[Watch, ...],
        clock: Clock,
        wanted: Callable[[str], bool] | None = None,
    ) -> None:
        """Take what to read. wanted: whether a text is about a watch; only such authors are looked up."""
        if not options.client_id or not options.client_secret:
            raise ConfigurationError("reddit: client_id and client_secret are needed")
        if not options.subreddits and not options.search:
            raise ConfigurationError("reddit: neither subreddits nor search: nothing to read")
        if options.base_url:
            checked_url(options.base_url)
        self.name = name
        self._options = options
        self._watches = watches
        self._clock = clock
        self._wanted = wanted or contains(watches)

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield comments, posts and deletions from `cursor` on; the newest hundred of each list if there is none."""
        from alertd.sources.reddit.client import Client

        funnel = Funnel(self._clock, cursor)
        client = Client(self._options, clock=self._clock)
        run = _Run(self._options, client, funnel, self._clock, self._wanted)
        batches = funnel.batches(run.parts(self._watches))
        try:
            async for batch in batches:
                yield batch
        finally:
            client.close()
            await batches.aclose()


def search_query(watch: Watch) -> str:
    """Write a watch's terms as a query of Reddit's search, as many as fit.

    >>> search_query(Watch(name="acme", terms=("acme", "acme corp")))
    '"acme" OR "acme corp"'
    """
    query = ""
    for term in all_sought(watch.terms):
        longer = f'{query} OR "{term}"' if query else f'"{term}"'
        if len(longer) <= LONGEST_QUERY:
            query = longer
    return query


class _Run:
    """One run from one cursor: the lists share the client, the authors known, and the posts worth a second look."""

    def __init__(
        self, options: RedditOptions, client: Client, funnel: Funnel, clock: Clock, wanted: Callable[[str], bool]
    ) -> None:
        self._options = options
        self._client = client
        self._funnel = funnel
        self._clock = clock
        self._wanted = wanted
        self._authors: OrderedDict[str, datetime | None] = OrderedDict()
        self._flagged: deque[Post] = deque(maxlen=max(options.flagged, 1))
        self._seen_under: dict[str, Recent] = {}
        self._teller = ""

    def parts(self, watches: tuple[Watch, ...]) -> dict[str, _Part]:
        """Return the tasks: one a list, and one for the comments under posts about a watch."""
        parts: dict[str, _Part] = {}
        if self._options.subreddits:
            where = "+".join(self._options.subreddits)
            parts["comments"] = self._lister("comments", f"r/{where}/comments", self._options.every)
            parts["posts"] = self._lister("posts", f"r/{where}/new", self._options.every * 3)
        if self._options.search:
            for watch in watches:
                if query := search_query(watch):
                    name = f"search {watch.name}"
                    params = {"q": query, "sort": "new", "type": "link"}
                    parts[name] = self._lister(name, "search", self._options.search_every, **params)
        if self._options.flagged:
            parts["flagged"] = self._follow
        self._teller = next(iter(parts), "")
        if not parts:
            raise SourceError("reddit: no subreddits and no terms to search for: nothing to read", permanent=True)
        return parts

    def _lister(self, name: str, path: str, every: float, **params: str) -> _Part:
        return lambda: self._read(name, path, every, params)

    async def _read(self, name: str, path: str, every: float, params: dict[str, str]) -> None:
        from alertd.sources.reddit.listing import Listing

        mark = self._funnel.mark(name) or {}
        listing = Listing(self._client, path, last=mark.get("last"), **params)
        read_at = datetime.fromisoformat(mark["read_at"]) if mark.get("read_at") else None
        wait = Backoff(first=max(every, 2.0), cap=300.0)
        failures = 0
        self._funnel.view(name, SourceState.STARTING)
        while True:
            try:
                read_at = await self._one_look(name, listing, read_at)
                failures = 0
                wait.reset()
                self._funnel.view(name, SourceState.OK)
                await self._clock.sleep(every)
            except SourceError as error:
                failures += 1
                if error.permanent and read_at is None:
                    raise SourceError(f"{error} ({name})", permanent=True) from None
                pause, is_blind = pause_after(
                    error, failures, wait, has_worked=read_at is not None, late=LATE.total_seconds()
                )
                state = SourceState.BLIND if is_blind else SourceState.DEGRADED
                self._funnel.view(name, state, f"{name}: {error}")
                await self._clock.sleep(pause)

    async def _one_look(self, name: str, listing: Listing, read_at: datetime | None) -> datetime:
        now = self._clock.now()
        has_gap = read_at is not None and now - read_at > LATE
        if has_gap:
            self._funnel.view(name, SourceState.CATCHING_UP, f"{name}: fetching what was missed")
        look = await listing.look()
        records = await self._records(look.fresh, filled_before=(now - LATE) if has_gap or read_at is None else None)
        gaps: tuple[Gap, ...] = ()
        # One list tells of lost time for the whole source, or it would be counted once a list.
        if read_at is not None and (not look.is_whole or (has_gap and name == self._teller)):
            hole = None if look.is_whole else f"{name}: more was written than Reddit's 1,000 entries a list"
            gaps = (Gap(begins_at=min(read_at, now), ends_at=now, filled=len(records), hole=hole),)
        mark = {"last": look.newest, "read_at": now.isoformat()}
        await self._funnel.put(Haul(records=records, rejects=look.rejects, gaps=gaps, marks={name: mark}))
        return now

    async def _records(self, fresh: tuple[Thing, ...], *, filled_before: datetime | None) -> tuple[Record, ...]:
        """Return the records of the entries, with the age of authors who wrote about a watch."""
        telling = [thing for thing in fresh if isinstance(thing.record, Post) and self._wanted(thing.record.text)]
        await self._learn({thing.author_id for thing in telling if thing.author_id})
        records: list[Record] = []
        for thing in fresh:
            record = thing.record
            if isinstance(record, Post):
                made_at = self._authors.get(thing.author_id or "")
                is_filled = filled_before is not None and record.created_at < filled_before
                record = record.with_(author_created_at=made_at, is_filled=is_filled)
            records.append(record)
        for thing in telling:
            if isinstance(thing.record, Post) and thing.name.startswith("t3_"):
                self._flagged.append(thing.record)
        return tuple(records)

    async def _learn(self, ids: set[str]) -> None:
        """Look up accounts not known yet, a hundred at a time; without an answer a post goes on without its age."""
        unknown = sorted(ids - self._authors.keys())
        for first in range(0, len(unknown), 100):
            some = unknown[first : first + 100]
            try:
                found = await self._client.authors(some)
            except SourceError:
                return
            for author in some:
                self._authors[author] = datetime.fromtimestamp(found[author], tz=UTC) if author in found else None
                if len(self._authors) > AUTHORS_KEPT:
                    self._authors.popitem(last=False)

    async def _follow(self) -> None:
        """Read the comments under young posts about a watch, in turn, for ever."""
        while True:
            await self._clock.sleep(self._options.flagged_every)
            oldest = self._clock.now() - FLAG_FOR
            young = [post for post in self._flagged if post.created_at >= oldest]
            self._flagged = deque(young, maxlen=self._flagged.maxlen)
            if not self._flagged:
                continue
            post = self._flagged[0]
            self._flagged.rotate(-1)
            kept = {flagged.id for flagged in self._flagged}
            self._seen_under = {name: seen for name, seen in self._seen_under.items() if name in kept}
            try:
                answer = await self._client.get(f"comments/{post.id[3:]}", sort="new", limit=500)
                found = tree(answer)
            except (SourceError, ValueError) as error:
                self._funnel.view("flagged", SourceState.OK, f"comments under a post: {error}")
                continue
            self._funnel.view("flagged", SourceState.OK)
            known = self._seen_under.setdefault(post.id, Recent(limit=1_000))
            fresh = tuple(thing for thing in found if known.is_new(thing.version))
            if fresh:
                await self._funnel.put(Haul(records=await self._records(fresh, filled_before=None)))
