"""Lemmy by the search of one server (API version 3): posts and comments that hold a term, of all servers it knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import msgspec

from alertd.model.post import Post
from alertd.model.watch import Watch
from alertd.ports import Clock
from alertd.sources.searched import Searched, reachable, utc, words

PAGE, MOST_PAGES = 50, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LemmyOptions:
    """instance: the server that is asked. every: seconds between two looks. base_url: stands in for it (relay, test)."""

    instance: str = "https://lemmy.world"
    every: float = 120.0
    base_url: str | None = None


class Lemmy(Searched):
    """Posts and comments; an id is the address of its own server, so that it is one whoever is asked."""

    kind, label = "lemmy", "Lemmy"

    def __init__(self, options: LemmyOptions, *, name: str, watches: tuple[Watch, ...], clock: Clock) -> None:
        base = options.base_url or options.instance
        super().__init__(name=name, base_url=base, every=options.every, places=words(watches), clock=clock)

    async def ask(self, session: aiohttp.ClientSession, place: str, start: datetime) -> list[msgspec.Raw]:
        """Ask for one term, newest first, back to `start`."""
        found: list[msgspec.Raw] = []
        for page in range(1, MOST_PAGES + 1):
            params = {
                "q": place,
                "type_": "All",
                "sort": "New",
                "listing_type": "All",
                "limit": str(PAGE),
                "page": str(page),
            }
            answer = self.understood(await self.get(session, "/api/v3/search", params), _answer)
            found += (*answer.posts, *answer.comments)
            dates = [_dated(raw) for raw in (*answer.posts[-1:], *answer.comments[-1:])]
            # Both lists run side by side: there is more only while one of them is full and has not reached the start.
            is_full = max(len(answer.posts), len(answer.comments)) >= PAGE
            if not is_full or all(at is not None and at < start for at in dates):
                break
        return [raw for raw in found if (at := _dated(raw)) is None or at >= start]

    def read(self, raw: msgspec.Raw) -> Post:
        """Write a post or a comment of a forum as a post."""
        entry = _entry.decode(raw)
        author, counts = entry.creator, entry.counts or _Counts()
        post, comment = entry.post, entry.comment
        own = comment if comment is not None else post
        return Post(
            platform="lemmy",
            id=own.ap_id,
            created_at=_instant(own.published),
            author=author.actor_id,
            author_handle=author.name or None,
            author_name=author.display_name or None,
            text=comment.content if comment is not None else f"{post.name}\n\n{post.body or ''}".strip(),
            attached={"link": post.url[:2_000]} if post.url and comment is None else {},
            url=own.ap_id,
            in_reply_to=post.ap_id if comment is not None else None,
            conversation=post.ap_id,
            likes=counts.score if counts.score is not None and counts.score >= 0 else None,
            replies=counts.child_count if comment is not None else counts.comments,
        )


class _Creator(msgspec.Struct):
    actor_id: str
    name: str = ""
    display_name: str | None = None


class _Thing(msgspec.Struct):
    ap_id: str
    published: str = ""
    name: str = ""
    body: str | None = None
    content: str = ""
    url: str | None = None


class _Counts(msgspec.Struct):
    score: int | None = None
    comments: int | None = None
    child_count: int | None = None


class _Entry(msgspec.Struct):
    post: _Thing
    creator: _Creator
    comment: _Thing | None = None
    counts: _Counts | None = None


class _Answer(msgspec.Struct):
    posts: list[msgspec.Raw] = []
    comments: list[msgspec.Raw] = []


_entry = msgspec.json.Decoder(_Entry)
_answer = msgspec.json.Decoder(_Answer)


def _instant(told: str) -> datetime:
    """Read an instant; servers up to 0.18 leave the zone out, and mean UTC. Raises ValueError."""
    at = datetime.fromisoformat(told)
    return utc(at.replace(tzinfo=UTC) if at.tzinfo is None else at)


def _dated(raw: msgspec.Raw) -> datetime | None:
    """Return when an entry was written; None for an odd one, which is refused where it is read."""
    try:
        entry = _entry.decode(raw)
        return _instant((entry.comment or entry.post).published)
    except (msgspec.DecodeError, ValueError):
        return None


async def check_online(options: LemmyOptions, watches: tuple[Watch, ...] = (), *, clock: Clock) -> list[str]:
    """Return a sentence if the server cannot be asked."""
    probe = watches if words(watches) else (Watch(name="alertd", terms=("alertd",)),)
    return await reachable(Lemmy(options, name="check", watches=probe, clock=clock))
