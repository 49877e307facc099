"""YouTube: comments under videos and channels by two REST calls; a key, no client library."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import msgspec

from alertd.errors import BadRecord, ConfigurationError, SourceError
from alertd.model.post import Post, Record
from alertd.model.watch import Watch
from alertd.ports import Batch, Clock
from alertd.sources.funnel import Funnel, Haul
from alertd.sources.html_text import plain
from alertd.sources.json_body import decoded
from alertd.sources.pace import Recent
from alertd.sources.poll import forever, since, steady
from alertd.sources.prefilter import contains
from alertd.sources.relook import Relooks, Waiting, look_again
from alertd.sources.sift import sifted
from alertd.sources.wire import checked_url, fetch, open_session

LATE = timedelta(minutes=30)
OVERLAP = timedelta(minutes=10)
MOST_PAGES = 20
RELOOKS, RELOOK_EVERY = (
    50,
    600.0,
)  #: comments in one request, which costs one unit, and seconds: 144 units a day at the most
#: YouTube's codes (developers.google.com/youtube/v3/docs/errors, 2026).
OUT_OF_QUOTA = ("quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded", "userRateLimitExceeded")
GONE = ("videoNotFound", "channelNotFound", "playlistNotFound", "commentThreadNotFound")
SHUT = ("forbidden", "ineligibleAccount", "channelClosed", "channelSuspended")


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeOptions:
    """api_key never shows in `repr`. channels, videos: ids whose comments are read; one page costs one unit of quota.

    every: seconds between two looks at one channel or video (10,000 units a day are free: a look every 10 minutes at
    60 places uses 8,640).
    """

    api_key: str = field(repr=False)
    channels: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    every: float = 600.0
    base_url: str = "https://www.googleapis.com"


class YouTube:
    """Comments under videos and channels, newest first. Replies inside a thread come only with their thread."""

    kind = "youtube"

    def __init__(
        self,
        options: YouTubeOptions,
        *,
        name: str,
        watches: tuple[Watch, ...],
        clock: Clock,
        growing: Callable[[], bool] = lambda: False,
        waiting: Waiting = (),
    ) -> None:
        """Take what to read. Each comment is handed on, the terms of the watches decide downstream. growing, waiting: see relook.py."""
        self._is_about = contains(watches)
        self._growing, self._waiting = growing, waiting
        checked_url(options.base_url)
        self.name = name
        self._options = options
        self._clock = clock
        self._places = [("allThreadsRelatedToChannelId", channel) for channel in options.channels]
        self._places += [("videoId", video) for video in options.videos]
        if not self._places:
            raise ConfigurationError("youtube: no channels and no videos")

    async def batches(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Yield comments from `cursor` on; the newest page of each place if there is none."""
        funnel = Funnel(self._clock, cursor)
        session = open_session(self._options.base_url)
        known = Recent(limit=10_000)
        relooks = Relooks(self._clock, needed=self._growing)
        relooks.resume(self._waiting)
        self._waiting = ()

        def part(kind: str, place: str, *, tells_gaps: bool) -> Any:
            async def look(*, is_late: bool) -> int:
                start = since(funnel, place)
                found = await self._new(session, kind, place, start - OVERLAP if start else None)
                posts, rejects = sifted(found, lambda raw: _posts(_thread.decode(raw)), known)
                limit = self._clock.now() - LATE
                fresh = [
                    post.with_(is_filled=is_late and post.created_at < limit)
                    for post in posts
                    if known.is_new(f"{post.id} {post.text}")
                ]
                await funnel.put(Haul(records=tuple(fresh), rejects=rejects))
                for post in fresh:
                    if self._is_about(post.text):  # one in a hundred: the others' quota would be lost
                        relooks.note(post.id, post)
                return len(fresh)

            every = self._options.every
            is_alone = len(self._places) == 1
            return lambda: forever(
                funnel, self._clock, place, every=every, look=look, tells_gaps=tells_gaps, is_alone=is_alone
            )

        parts = {place: part(kind, place, tells_gaps=number == 0) for number, (kind, place) in enumerate(self._places)}

        async def again() -> None:
            ask = partial(counted, session, self._clock, self._options)
            await look_again(relooks, funnel, self._clock, ask, every=RELOOK_EVERY, at_once=RELOOKS)

        batches = funnel.batches({**parts, "counts": steady(funnel, self._clock, "counts", again)})
        try:
            async for batch in batches:
                yield batch
        finally:
            await batches.aclose()
            await session.close()

    async def _new(
        self, session: aiohttp.ClientSession, kind: str, place: str, start: datetime | None
    ) -> list[msgspec.Raw]:
        found: list[msgspec.Raw] = []
        token = ""
        for _ in range(MOST_PAGES):
            page, token = await threads(session, self._clock, self._options, kind=kind, place=place, token=token)
            found += page
            if not token or start is None or _reaches(page, start):
                break
        return found


class _Author(msgspec.Struct):
    value: str = ""


class _Snippet(msgspec.Struct, rename="camel"):
    text_original: str = ""
    text_display: str = ""
    author_display_name: str = ""
    author_channel_id: _Author = msgspec.field(default_factory=_Author)
    published_at: datetime | None = None
    like_count: int | None = None
    video_id: str | None = None
    parent_id: str | None = None


class _Comment(msgspec.Struct):
    id: str
    snippet: _Snippet


class _ThreadSnippet(msgspec.Struct, rename="camel"):
    top_level_comment: _Comment
    total_reply_count: int | None = None
    video_id: str | None = None


class _Replies(msgspec.Struct):
    comments: list[_Comment] = []


class _Thread(msgspec.Struct):
    snippet: _ThreadSnippet
    replies: _Replies = msgspec.field(default_factory=_Replies)


class _Page(msgspec.Struct, rename="camel"):
    items: list[msgspec.Raw] = []
    next_page_token: str = ""


_thread = msgspec.json.Decoder(_Thread)
_page = msgspec.json.Decoder(_Page)


async def threads(
    session: aiohttp.ClientSession, clock: Clock, options: YouTubeOptions, *, kind: str, place: str, token: str = ""
) -> tuple[list[msgspec.Raw], str]:
    """Return one page of comments, newest thread first, and the token of the next. Raises SourceError."""
    params = {"part": "snippet,replies", "order": "time", "maxResults": "100", kind: place}
    if token:
        params["pageToken"] = token
    headers = {"X-Goog-Api-Key": options.api_key}  # not in the address: addresses end up in logs
    url = f"{checked_url(options.base_url)}/youtube/v3/commentThreads"
    answer = await fetch(session, clock, url, params=params, headers=headers)
    if answer.status != 200:
        if _reason(answer.body) == "commentsDisabled":
            return [], ""
        raise _refusal(answer.status, _reason(answer.body), place)
    try:
        page = decoded(answer.body, _page)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not an answer of YouTube's: {error}") from None
    return page.items, page.next_page_token


class _Comments(msgspec.Struct):
    items: list[msgspec.Raw] = []


_comments, _comment = msgspec.json.Decoder(_Comments), msgspec.json.Decoder(_Comment)


async def counted(
    session: aiohttp.ClientSession, clock: Clock, options: YouTubeOptions, some: Mapping[str, Post]
) -> list[Record]:
    """Return comments with the likes of now (https://developers.google.com/youtube/v3/docs/comments/list, 2026). Raises SourceError."""
    params = {"part": "snippet", "id": ",".join(some)}
    headers = {"X-Goog-Api-Key": options.api_key}
    answer = await fetch(
        session, clock, f"{checked_url(options.base_url)}/youtube/v3/comments", params=params, headers=headers
    )
    if answer.status != 200:
        raise SourceError(f"YouTube answered {answer.status}")
    try:
        found = decoded(answer.body, _comments).items
    except (msgspec.DecodeError, ValueError) as error:
        raise BadRecord(f"not an answer of YouTube's: {error}") from None
    records: list[Record] = []
    for raw in found:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            comment = _comment.decode(raw)
            if comment.id in some:
                records.append(some[comment.id].with_(likes=comment.snippet.like_count))
    return records


def _reaches(page: list[msgspec.Raw], start: datetime) -> bool:
    """Whether a page goes back to `start`; threads that cannot be read say nothing."""
    for raw in page:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            at = _thread.decode(raw).snippet.top_level_comment.snippet.published_at
            if at is not None and at.tzinfo is not None and at < start:
                return True
    return False


class _Fault(msgspec.Struct):
    reason: str = ""


class _Faults(msgspec.Struct):
    errors: list[_Fault] = []


class _Refused(msgspec.Struct):
    error: _Faults = msgspec.field(default_factory=_Faults)


def _reason(body: bytes) -> str:
    """Return the reason that YouTube gives as a code, empty where it gives none."""
    try:
        faults = msgspec.json.decode(body, type=_Refused).error.errors
    except (msgspec.DecodeError, ValueError):
        return ""
    return faults[0].reason if faults else ""


def _refusal(status: int, reason: str, place: str) -> SourceError:
    """Say what a refusal means, by its code: a video that is gone or private says nothing about the key."""
    if reason in OUT_OF_QUOTA:
        return SourceError("YouTube: the day's quota (budget) is used up", retry_after=3_600.0, is_budget=True)
    if status == 404 or reason in GONE:
        return SourceError(f"YouTube does not know {place} (404); it was deleted, or never was", permanent=True)
    if status == 403 and reason in SHUT:
        return SourceError(f"YouTube does not show the comments of {place} (403); it is private", permanent=True)
    if status in {400, 401, 403}:
        return SourceError(f"YouTube does not accept the api_key ({status})", permanent=True)
    return SourceError(f"YouTube answered {status}")


def _posts(thread: _Thread) -> list[Post]:
    top = thread.snippet.top_level_comment
    video = thread.snippet.video_id or top.snippet.video_id
    return [post for comment in (top, *thread.replies.comments) if (post := as_post(comment, top.id, video))]


def as_post(comment: _Comment, thread: str, video: str | None) -> Post | None:
    """Write a comment as a post; None for one without a date."""
    snippet = comment.snippet
    if snippet.published_at is None:
        return None
    return Post(
        platform="youtube",
        id=comment.id,
        created_at=snippet.published_at,
        author=snippet.author_channel_id.value or snippet.author_display_name,
        # Before 2023 this was a name that anybody may give himself.
        author_handle=snippet.author_display_name if snippet.author_display_name.startswith("@") else None,
        author_name=snippet.author_display_name or None,
        text=snippet.text_original or plain(snippet.text_display),
        url=f"https://www.youtube.com/watch?v={video}&lc={comment.id}" if video else None,
        in_reply_to=snippet.parent_id,
        conversation=thread,
        likes=snippet.like_count,
    )


async def check_online(options: YouTubeOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence for each place that cannot be read."""
    del watches
    findings: list[str] = []
    places = [("allThreadsRelatedToChannelId", channel) for channel in options.channels]
    places += [("videoId", video) for video in options.videos]
    async with open_session(options.base_url) as session:
        for kind, place in places:
            try:
                await threads(session, clock, options, kind=kind, place=place)
            except (SourceError, BadRecord) as error:
                findings.append(str(error))
    return list(dict.fromkeys(findings)) if places else ["no channels and no videos"]
