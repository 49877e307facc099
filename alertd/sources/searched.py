"""Searched: a source that asks a public search for each word that the watches look for, and reads what is new."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

import aiohttp
import msgspec

from alertd.errors import BadRecord, ConfigurationError, SourceError
from alertd.intake.fields import MAX_NUMBER
from alertd.intake.terms.sought import all_sought
from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.json_body import decoded
from alertd.sources.pace import Recent, retry_after, seconds_until
from alertd.sources.poll import forever, since
from alertd.sources.sift import sifted
from alertd.sources.wire import Answer, checked_url, fetch, open_session, refusal

T = TypeVar("T")
FIRST_LOOK = timedelta(hours=1)
KNOWN = 5_000  #: posts that are remembered, so that an overlap brings none of them twice


class Searched:
    """A kind overrides `ask` and `read`, and says how far its index lags.

    overlap: how far before the last look is asked again. late: an older post of a look after a gap fills the gap.
    """

    kind: str
    label: str
    overlap: ClassVar[timedelta] = timedelta(minutes=15)
    late: ClassVar[timedelta] = timedelta(minutes=20)

    def __init__(self, *, name: str, base_url: str, every: float, places: tuple[str, ...], clock: Clock) -> None:
        """Take what to ask. places: each is asked for by itself, and one that is gone stops no other."""
        if not places:
            raise ConfigurationError(f"{self.kind}: no watch has a term to search for")
        self.name = name
        self.clock = clock
        self.base_url = checked_url(base_url)
        self._every = every
        self.places = places

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Return the entries of a place since an instant, as many pages as there are, within bounds. Raises SourceError."""
        raise NotImplementedError

    def read(self, raw: msgspec.Raw) -> Post | list[Post] | None:
        """Return the post of an entry, None for one that is none. Raises for an odd one."""
        raise NotImplementedError

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield posts from `cursor` on; those of the last hour if there is none."""
        funnel = Funnel(self.clock, cursor)
        session = open_session(self.base_url)
        known = Recent(limit=KNOWN)
        names = {place: f"search {place}" for place in self.places}
        parts = {name: self._part(funnel, session, known, place, name) for place, name in names.items()}
        batches = funnel.batches(parts)
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await session.close()

    def _part(self, funnel: Funnel, session: aiohttp.ClientSession, known: Recent, place: str, name: str) -> Any:
        async def look(*, is_late: bool) -> int:
            start = (since(funnel, name) or self.clock.now() - FIRST_LOOK) - self.overlap
            limit = self.clock.now() - self.late
            posts, rejects = sifted(await self.ask(session, place, start), self.read, known)
            fresh = [
                post.with_(is_filled=is_late and post.created_at < limit)
                for post in posts
                if known.is_new(f"{post.id} {_graded(post)} {post.text}")
            ]
            await funnel.put(Haul(records=tuple(fresh), rejects=rejects))
            return len(fresh)

        is_first, is_alone = place == self.places[0], len(self.places) == 1
        return lambda: forever(
            funnel, self.clock, name, every=self._every, look=look, tells_gaps=is_first, is_alone=is_alone
        )

    async def get(
        self,
        session: aiohttp.ClientSession,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return a good answer of the platform. Raises SourceError for any other, with the pause that it asks for."""
        answer = await fetch(session, self.clock, f"{self.base_url}{path}", params=params, headers=headers)
        if answer.status == 200:
            return answer
        spent = answer.headers.get("X-RateLimit-Remaining") == "0"
        if answer.status == 429 or (answer.status == 403 and (spent or "Retry-After" in answer.headers)):
            reset = answer.headers.get("X-RateLimit-Reset")
            pause = seconds_until(reset, self.clock.now(), default=300.0, cap=3_600.0) if reset else 300.0
            pause = retry_after(answer.headers.get("Retry-After"), self.clock.now(), default=pause, cap=3_600.0)
            raise SourceError(f"{self.label} asks for a pause ({answer.status})", retry_after=pause)
        if answer.status in (401, 403):
            raise refusal(answer.status, self.label, credential="credential")
        raise SourceError(f"{self.label} answered {answer.status}")

    def understood(self, answer: Answer, decoder: msgspec.json.Decoder[T]) -> T:
        """Return what an answer says. Raises BadRecord for one of another form."""
        try:
            return decoded(answer.body, decoder)
        except msgspec.DecodeError as error:
            raise BadRecord(f"not an answer of {self.label}: {error}") from None


def utc(at: datetime) -> datetime:
    """Return an instant in UTC. Raises ValueError for one that no clock shows: year 1 or 9999 with an offset, or no zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at.isoformat()}")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"an impossible time: {at.isoformat()}") from None


def _graded(post: Post) -> str:
    """Return the sizes of a post's counts, in steps of a tenth: one that has grown by as much is handed on again."""
    counts = (post.reposts, post.likes, post.replies, post.views)
    return " ".join(str(int(math.log1p(min(max(count or 0, 0), MAX_NUMBER)) / math.log(1.1))) for count in counts)


def words(watches: tuple[Watch, ...]) -> tuple[str, ...]:
    """Return what to search for on behalf of all watches, each once, without the signs of handles and hashtags.

    >>> words((Watch(name="a", terms=("#acme", "acme corp", "acme AND recall")),))
    ('acme', 'acme corp')
    """
    found = (word.lstrip("#@$") for word in all_sought([term for watch in watches for term in watch.terms]))
    return tuple(dict.fromkeys(word for word in found if word))


async def reachable(source: Searched) -> list[str]:
    """Return a sentence if the search cannot be asked."""
    async with open_session(source.base_url) as session:
        try:
            await source.ask(session, source.places[0], source.clock.now() - timedelta(minutes=1))
        except (SourceError, BadRecord) as error:
            return [str(error)]
    return []
