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
from alertd.sources.html_text import plain
from alertd.sources.json_body import decoded
from alertd.sources.pace import Recent
from alertd.sources.poll import forever, steady
from alertd.sources.relook import Relooks, Waiting, look_again
from alertd.sources.sift import lenient, sifted
from alertd.sources.wire import checked_url, fetch, open_session

LATE = timedelta(minutes=10)
MOST_PAGES = 50
MOST_PARTS = 50  #: pictures, options and tags that are read
PAGE = 40  #: Mastodon's limit
NUMBERS = 200  # of young posts, kept in the cursor: after a restart they are asked for by these
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
                    status = _status.decode(raw)
                    names[status.uri] = status.id
                    return self._spelled(as_post(status, self._base_url), tag)

                posts, rejects = sifted(statuses, read, known)
                fresh = [
                    post.with_(is_filled=is_late and post.created_at < limit)
                    for post in posts
                    if known.is_new(f"{post.id} {post.text}")
                ]
                if newest := _newest(statuses):
                    last[tag] = newest
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
            if (newest := _newest(page)) is None or newest == last:
                return found
            last = newest
        return found


def _marks(last: dict[str, str], numbers: dict[str, str]) -> dict[str, Any]:
    return {"last": dict(last), "numbers": dict(numbers)}


def _keep(numbers: dict[str, str], more: dict[str, str]) -> None:
    """Add some, and leave out the oldest beyond `NUMBERS`."""
    numbers.update(more)
    for old in list(numbers)[:-NUMBERS]:
        del numbers[old]


class _Account(msgspec.Struct):
    id: str
    acct: str
    display_name: str = ""
    followers_count: int | None = None
    following_count: int | None = None
    statuses_count: int | None = None
    created_at: datetime | None = None
    avatar: str | None = None
    note: str | None = None

    @property
    def has_default_profile(self) -> bool | None:
        """Whether the picture is the server's own and the biography empty; None where the server does not say."""
        if self.avatar is None or self.note is None:
            return None
        return self.avatar.endswith("/avatars/original/missing.png") and not plain(self.note).strip()


class _Named(msgspec.Struct):
    acct: str = ""


class _Card(msgspec.Struct):
    title: str = ""
    description: str = ""


class _Medium(msgspec.Struct):
    description: str | None = None


class _Option(msgspec.Struct):
    title: str = ""


class _Poll(msgspec.Struct):
    options: list[_Option] = []


class _Tag(msgspec.Struct):
    name: str = ""


class _Status(msgspec.Struct):
    id: str
    uri: str
    created_at: datetime
    account: _Account
    content: str = ""
    spoiler_text: str = ""
    url: str | None = None
    language: str | None = None
    reblogs_count: int | None = None
    favourites_count: int | None = None
    replies_count: int | None = None
    mentions: list[_Named] = []

    card: msgspec.Raw = msgspec.Raw()
    media_attachments: msgspec.Raw = msgspec.Raw()
    poll: msgspec.Raw = msgspec.Raw()
    tags: msgspec.Raw = msgspec.Raw()

    def attached(self) -> dict[str, str]:
        """Return what stands beside the author's words."""
        card = lenient(self.card, _Card, _Card())
        media, poll = lenient(self.media_attachments, list[_Medium], []), lenient(self.poll, _Poll, _Poll())
        found = {
            "card": [plain(card.title), plain(card.description)],
            "alt": [medium.description or "" for medium in media[:MOST_PARTS]],
            "poll": [option.title for option in poll.options[:MOST_PARTS]],
            "tags": [f"#{tag.name}" for tag in lenient(self.tags, list[_Tag], [])[:MOST_PARTS] if tag.name],
        }
        texts = {name: "\n".join(part for part in parts if part) for name, parts in found.items()}
        return {name: text[:10_000] for name, text in texts.items() if text}


class _Id(msgspec.Struct):
    id: str


_status = msgspec.json.Decoder(_Status)
_id = msgspec.json.Decoder(_Id)
_page = msgspec.json.Decoder(list[msgspec.Raw])


def _newest(statuses: list[msgspec.Raw]) -> str | None:
    """Return the newest id of a page, None if it has none. Ids are numbers as text; another's word must not carry us off."""
    ids: list[str] = []
    for raw in statuses:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            name = _id.decode(raw).id
            if name.isascii() and name.isdigit() and len(name) < 25:
                ids.append(name)
    return max(ids, key=lambda name: (len(name), name), default=None)


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
    if statuses and _newest(statuses) is None:  # without ids there is no way on
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
            status = _status.decode(answer.body)
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


def as_post(status: _Status, base_url: str) -> Post:
    """Write a status as a post. Its id is the global address, the same on every server."""
    if status.created_at.year < 2000:  # another server's word; year 1 with an offset overflows later
        raise ValueError(f"a status of an impossible time: {status.created_at}")
    account = status.account
    handle = account.acct if "@" in account.acct else f"{account.acct}@{urlsplit(base_url).netloc}"
    text = "\n\n".join(part for part in (plain(status.spoiler_text), plain(status.content)) if part)
    return Post(
        platform="mastodon",
        id=status.uri,
        created_at=status.created_at,
        author=handle,
        author_handle=handle,
        author_name=account.display_name or None,
        author_followers=account.followers_count if (account.followers_count or 0) >= 0 else None,
        author_following=account.following_count,
        author_posts=account.statuses_count,
        author_created_at=account.created_at,
        author_default_profile=account.has_default_profile,
        text=text,
        lang=(status.language or "").partition("-")[0] or None,
        url=status.url or status.uri,
        mentions=tuple(name.acct for name in status.mentions if name.acct),
        reposts=status.reblogs_count,
        likes=status.favourites_count,
        replies=status.replies_count,
        attached=status.attached(),
    )


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
