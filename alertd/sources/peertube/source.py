"""PeerTube by the search of a server or of Sepia Search (REST, version 1): videos whose title or description holds a term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import msgspec

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.searched import Searched, reachable, utc, words

PAGE, MOST_PAGES = 100, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTubeOptions:
    """instance: the server or index that is asked. every: seconds between two looks. base_url: stands in for it."""

    instance: str = "https://sepiasearch.org"
    every: float = 900.0
    base_url: str | None = None


class PeerTube(Searched):
    """Videos; what is said below them is not searched by the platform."""

    kind, label = "peertube", "PeerTube"
    overlap, late = timedelta(hours=2), timedelta(hours=1)  # an index visits its servers now and then

    def __init__(self, options: PeerTubeOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        base = options.base_url or options.instance
        super().__init__(name=name, base_url=base, every=options.every, places=words(watches), clock=clock)

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Ask for one term, newest first."""
        found: list[msgspec.Raw] = []
        for page in range(MOST_PAGES):
            params = {
                "search": place,
                "sort": "-publishedAt",
                "startDate": start.isoformat(),
                "count": str(PAGE),
                "start": str(PAGE * page),
            }
            videos = self.understood(await self.get(session, "/api/v1/search/videos", params), _answer).data
            found += videos
            if len(videos) < PAGE:
                break
        return found

    def read(self, raw: msgspec.Raw) -> Post:
        """Write a video as a post; its id is its own in all of the Fediverse."""
        video = _video.decode(raw)
        account = video.account or _Account()
        return Post(
            platform="peertube",
            id=video.uuid,
            created_at=utc(video.publishedAt),
            author=account.url or f"unknown-{video.uuid}",
            author_handle=f"{account.name}@{account.host}" if account.name and account.host else None,
            author_name=account.displayName or None,
            text=f"{video.name}\n\n{video.description or ''}".strip(),
            lang=video.language.id if video.language else None,
            attached={"tags": " ".join(video.tags)[:2_000]} if video.tags else {},
            url=video.url or None,
            likes=video.likes,
            views=video.views,
        )


class _Account(msgspec.Struct):
    url: str = ""
    name: str = ""
    host: str = ""
    displayName: str = ""  # noqa: N815 - PeerTube's spelling


class _Language(msgspec.Struct):
    id: str | None = None


class _Video(msgspec.Struct):
    uuid: str
    publishedAt: datetime  # noqa: N815 - PeerTube's spelling
    name: str = ""
    description: str | None = None
    url: str = ""
    account: _Account | None = None
    language: _Language | None = None
    tags: list[str] = []
    likes: int | None = None
    views: int | None = None


class _Answer(msgspec.Struct):
    data: list[msgspec.Raw] = []


_video = msgspec.json.Decoder(_Video)
_answer = msgspec.json.Decoder(_Answer)


async def check_online(options: PeerTubeOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the server cannot be asked."""
    probe = watches if words(watches) else (Watch(name="alertd", terms=("alertd",)),)
    return await reachable(PeerTube(options, name="check", watches=probe, clock=clock))
