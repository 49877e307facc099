"""Mastodon: hashtag timelines of one server; a token only where the server asks for one."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import msgspec

from alertd.errors import BadRecord, ConfigurationError, SourceError
from alertd.intake.terms.sought import all_sought
from alertd.model.post import Deletion, Post, Record
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.json_body import decoded
from alertd.sources.mastodon.parse import as_post, newest, read_status
from alertd.sources.pace import Recent
from alertd.sources.poll import forever, steady
from alertd.sources.relook import Relooks, Waiting, look_again
from alertd.sources.sift import sifted
from alertd.sources.wire import checked_url, fetch, open_session

LATE = timedelta(minutes=10)
MOST_PAGES = 50
PAGE = 40  #: Mastodon's limit
NUMBERS = 200  # of young posts, kept in the cursor: after a restart they are asked for by these
_page = msgspec.json.Decoder(list[msgspec.Raw])
RELOOKS, RELOOK_EVERY = (
    10,
    60.0,
)  #: posts, each a request, and seconds: a sixth of the 300 requests in five minutes that a server allows


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonOptions:
    """What the settings say about a Mastodon source.

    instance: the server. hashtags: which to read; empty: the watches' terms that can be one.
    token: never shows in `repr`. every: seconds between two looks. base_url: stands in for the server (relay, test).
    """

    instance: str = "https://mastodon.social"
    hashtags: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)
    every: float = 30.0
    base_url: str | None = None

    def server(self) -> str:
        """Return the checked address of the server."""
        return checked_url(self.base_url or self.instance, setting="instance")


class Mastodon:
    """Posts under hashtags, as one server sees them (its own and those of servers it knows)."""

    kind = "mastodon"

    def __init__(
        self,
        options: MastodonOptions,
        *,
        name: str,
        watches: tuple[Watch, ...],
        clock: Clock,
        growing: Callable[[], bool] = lambda: False,
        waiting: Waiting = (),
    ) -> None:
        """Take what to read. growing, waiting: see relook.py."""
        self.name = name
        self._growing, self._waiting = growing, waiting
        self._base_url = options.server()
        self._options = options
        self._tags = options.hashtags or hashtags(watches)
        self._clock = clock
        self._watches = watches
        if not self._tags:
            raise ConfigurationError("mastodon: no hashtags, and no term of a watch can be one")

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield posts from `cursor` on; the newest forty of each hashtag if there is none."""
        funnel = Funnel(self._clock, cursor)
        session = open_session(self._base_url)
        last = dict(funnel.mark("last") or {})
        known = Recent(limit=5_000)
        relooks = Relooks(self._clock, needed=self._growing)
        numbers: dict[str, str] = dict(funnel.mark("numbers") or {})
        relooks.resume(self._waiting, numbers)
        self._waiting = ()

        def part(tag: str, *, tells_gaps: bool) -> Any:
            async def look(*, is_late: bool) -> int:
                statuses = await self._new(session, tag, last.get(tag))
                limit = self._clock.now() - LATE
                names: dict[str, str] = {}  # a post's address to the number that this server gave it

                def read(raw: msgspec.Raw) -> Post:
                    status = read_status(raw)
                    names[status.uri] = status.id
                    return self._spelled(as_post(status, self._base_url), tag)

                posts, rejects = sifted(statuses, read, known)
                fresh = [
                    post.with_(is_filled=is_late and post.created_at < limit)
                    for post in posts
                    if known.is_new(f"{post.id} {post.text}")
                ]
                if after := newest(statuses):
                    last[tag] = after
                _keep(numbers, {post.id: names[post.id] for post in fresh})
                await funnel.put(Haul(records=tuple(fresh), rejects=rejects, marks=_marks(last, numbers)))
                for post in fresh:
                    relooks.note(names[post.id], post)
                return len(fresh)

            name = f"#{tag}"
            return lambda: forever(
                funnel,
                self._clock,
                name,
                every=self._options.every,
                look=look,
                tells_gaps=tells_gaps,
                is_alone=len(self._tags) == 1,
            )

        async def again() -> None:
            ask = partial(_counted, session, self._clock, self._options)
            await look_again(relooks, funnel, self._clock, ask, every=RELOOK_EVERY, at_once=RELOOKS)

        parts = {f"#{tag}": part(tag, tells_gaps=number == 0) for number, tag in enumerate(self._tags)}
        batches = funnel.batches({**parts, "counts": steady(funnel, self._clock, "counts", again)})
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await session.close()

    def _spelled(self, post: Post, tag: str) -> Post:
        """Add the term that a hashtag stands for: "acme corp" was asked for as #acmecorp, and must be found in the answer."""
        term = next((term for watch in self._watches for term in all_sought(watch.terms) if _as_tag(term) == tag), tag)
        if term.casefold() in (tag, f"#{tag}"):
            return post
        return post.with_(attached=post.attached | {"tags": f"{post.attached.get('tags', '')}\n{term}".strip()})

    async def _new(self, session: aiohttp.ClientSession, tag: str, last: str | None) -> list[msgspec.Raw]:
        """Return what is newer than `last`, oldest page first (min_id pages forward, so nothing is skipped)."""
        found: list[msgspec.Raw] = []
        for _ in range(MOST_PAGES):
            page = await timeline(session, self._clock, self._options, tag=tag, last=last)
            found += page
            if last is None or len(page) < PAGE:
                return found
            if (after := newest(page)) is None or after == last:
                return found
            last = after
        return found


def _marks(last: dict[str, str], numbers: dict[str, str]) -> dict[str, Any]:
    return {"last": dict(last), "numbers": dict(numbers)}


def _keep(numbers: dict[str, str], more: dict[str, str]) -> None:
    """Add some, and leave out the oldest beyond `NUMBERS`."""
    numbers.update(more)
    for old in list(numbers)[:-NUMBERS]:
        del numbers[old]


async def timeline(
    session: aiohttp.ClientSession, clock: Clock, options: MastodonOptions, *, tag: str, last: str | None = None
) -> list[msgspec.Raw]:
    """Return one page of a hashtag's timeline, after `last` if given. Raises SourceError."""
    base_url = options.server()
    params = {"limit": str(PAGE), **({"min_id": last} if last else {})}
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    address = f"{base_url}/api/v1/timelines/tag/{quote(tag, safe='')}"
    answer = await fetch(session, clock, address, params=params, headers=headers)
    host = urlsplit(base_url).netloc
    if answer.status in {401, 403, 422}:
        what = "does not accept the token" if options.token else "shows timelines only with a token"
        raise SourceError(f"{host} {what} ({answer.status})", permanent=True)
    if answer.status == 429:
        raise SourceError(f"{host} asks for a pause (429)", retry_after=_reset(answer.headers, clock.now()))
    if answer.status != 200:
        raise SourceError(f"{host} answered {answer.status}")
    try:
        statuses = decoded(answer.body, _page)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"{host} answered something that is no timeline: {error}") from None
    if statuses and newest(statuses) is None:  # without ids there is no way on
        raise BadRecord(f"{host} answered a timeline in which nothing has an id")
    return statuses


async def _counted(
    session: aiohttp.ClientSession, clock: Clock, options: MastodonOptions, some: Mapping[str, Post]
) -> list[Record]:
    """Return posts with the counts of now, by their numbers on this server; one that is gone is a Deletion. Raises SourceError."""
    records: list[Record] = []
    headers = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    for name, post in some.items():
        answer = await fetch(
            session, clock, f"{options.server()}/api/v1/statuses/{name}", headers=headers, seconds=10.0
        )
        if answer.status in {404, 410}:
            records.append(Deletion(platform="mastodon", id=post.id))
        if answer.status in {401, 403, 429} or answer.status >= 500:
            break  # what was read so far counts
        if answer.status != 200:
            continue
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            status = read_status(answer.body)
            if status.uri == post.id:
                counts = {
                    "likes": status.favourites_count,
                    "reposts": status.reblogs_count,
                    "replies": status.replies_count,
                }
                records.append(post.with_(**counts))
    return records


def _reset(headers: Any, now: datetime) -> float:
    """Read Mastodon's reset header, which is an instant."""
    try:
        wait = (datetime.fromisoformat(headers["X-RateLimit-Reset"]) - now).total_seconds()
    except (KeyError, TypeError, ValueError):
        return 300.0
    return min(max(wait, 1.0), 900.0)


def hashtags(watches: tuple[Watch, ...]) -> tuple[str, ...]:
    """Return the terms that can be a hashtag, spaces left out.

    >>> hashtags((Watch(name="acme", terms=("acme", "#Acme", "acme corp", "a&b")),))
    ('acme', 'acmecorp')
    """
    tags = (_as_tag(term) for watch in watches for term in all_sought(watch.terms))
    return tuple(dict.fromkeys(tag for tag in tags if re.fullmatch(r"\w+", tag) and not tag.isdigit()))


def _as_tag(term: str) -> str:
    """Return the hashtag that people make of a name: `Coca-Cola` becomes cocacola."""
    return re.sub(r"[\s#@'’.\-]", "", term).casefold()


async def check_online(options: MastodonOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence for what is wrong with the server, the token or the hashtags."""
    tags = options.hashtags or hashtags(tuple(watches))
    if not tags:
        return ["no hashtags, and no term of a watch can be one"]
    async with open_session(options.server()) as session:
        try:
            await timeline(session, clock, options, tag=tags[0])
        except (SourceError, BadRecord) as error:
            return [str(error)]
    return []
