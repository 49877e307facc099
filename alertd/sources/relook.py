"""Relook: young posts are read once more, a quarter of an hour after they came, so that it is known how they grow.

Bounded in every way: one look each, so many at once, so many kept, and none while nobody needs it (no rule looks at growth and no
incident is open). A post that is read again goes out again under its own id; the store knows what of it is news.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from alertd.errors import BadRecord, SourceError
from alertd.model.events import MentionSeen
from alertd.model.post import Post, Record
from alertd.ports import Clock
from alertd.sources.funnel import Funnel, Haul

AFTER = timedelta(minutes=15)
LONGEST = timedelta(hours=2)  # that a post waits for somebody to need it, beyond AFTER
MOST = 500  # posts that are remembered; in a storm those that reach most

#: Posts that waited for their look when the daemon ended, with the instants at which they came.
Waiting = Sequence[tuple[datetime, Post]]

#: Reads some posts again, by the key they were noted under; returns those that are there, and Deletions.
Ask = Callable[[Mapping[str, Post]], Awaitable[list[Record]]]


class Relooks:
    """The young posts of one source. needed: whether anybody wants to know how posts grow."""

    def __init__(self, clock: Clock, *, needed: Callable[[], bool], after: timedelta = AFTER, most: int = MOST) -> None:
        self._clock = clock
        self._needed = needed
        self._after = after
        self._most = most
        self._young: dict[str, tuple[datetime, Post]] = {}

    def note(self, key: str, post: Post, *, came_at: datetime | None = None) -> None:
        """Remember a post that has just come. key: what its platform is asked for. A repost grows with its original.

        came_at: when it came, if that was before a restart.
        """
        if post.is_filled or post.repost_of is not None:
            return
        self._young[key] = ((came_at or self._clock.now()) + self._after, post)
        if len(self._young) > 2 * self._most:
            kept = sorted(self._young.items(), key=lambda one: _reach(one[1][1]), reverse=True)[: self._most]
            self._young = dict(kept)

    def resume(self, waiting: Waiting, keys: Mapping[str, str] | None = None) -> None:
        """Remember what waited before a restart. keys: by the posts' ids, what their platform is asked for; None: their ids themselves."""
        for came_at, post in waiting:
            key = post.id if keys is None else keys.get(post.id)
            if key is not None:
                self.note(key, post, came_at=came_at)

    def due(self, limit: int) -> dict[str, Post]:
        """Take up to `limit` posts whose time has come, those that reach most first; none while nobody needs them."""
        now = self._clock.now()
        self._young = {key: one for key, one in self._young.items() if now - one[0] <= LONGEST}
        if not self._needed():
            return {}
        ripe = sorted(
            ((key, post) for key, (at, post) in self._young.items() if at <= now),
            key=lambda one: _reach(one[1]),
            reverse=True,
        )
        return {key: self._young.pop(key)[1] for key, _ in ripe[:limit]}


def _reach(post: Post) -> tuple[int, int]:
    return (post.reposts or 0) + (post.likes or 0), post.author_followers or 0


async def look_again(relooks: Relooks, funnel: Funnel, clock: Clock, ask: Ask, *, every: float, at_once: int) -> None:
    """Read young posts again for ever. every: seconds between two questions. What cannot be read is not asked for again."""
    while True:
        await clock.sleep(every)
        some = relooks.due(at_once)
        if not some:
            continue
        try:
            records = await ask(some)
        except (SourceError, BadRecord):
            continue  # nothing is lost but freshness
        if records:
            await funnel.put(Haul(records=tuple(records)))


def waiting(newest_first: Iterable[tuple[MentionSeen, bytes | None]]) -> dict[str, Waiting]:
    """Return, by source, the posts that waited for their look when the daemon ended, the oldest first.

    They are those that came in the quarter of an hour before the last one of all. One that several watches have stands once.
    """
    found: dict[str, dict[tuple[str, str], tuple[datetime, Post]]] = {}
    last: datetime | None = None
    for event, body in newest_first:
        last = last or event.at
        if event.at < last - AFTER:
            break
        if body is None or event.mention.is_imported:
            continue
        try:
            post = msgspec.json.decode(body, type=Post)
        except msgspec.MsgspecError:
            continue  # of a release that wrote posts otherwise: nothing is lost but freshness
        beside = found.setdefault(event.source, {})
        if len(beside) < MOST:
            beside.setdefault((post.platform, post.id), (event.at, post))
    return {source: tuple(reversed(list(posts.values()))) for source, posts in found.items()}
