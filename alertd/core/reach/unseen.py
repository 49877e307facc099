"""Unseen: how often a platform says that known posts were passed on and answered since, beyond the people we saw do it.

Most sources bring few of the reposts and replies that a post gets; the platform's own count, read again a while later, tells of the others.
"""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.model.post import GROWN_AT_LEAST, GROWN_BY

POSTS = 10_000  #: a platform; those that were told of or passed on longest ago are forgotten first
MOST = 1_000_000  #: that one look adds; a number beyond it is a slip of whoever sent it


class Known(msgspec.Struct, array_like=True, gc=False):
    """What was told last of one post, None where its platform did not say, and by how many we saw it done since."""

    reposts: int | None
    replies: int | None
    seen_reposts: int = 0
    seen_replies: int = 0


class Unseen:
    """The counts of up to `limit` posts of one platform, by the hash of a post's id."""

    def __init__(self, *, limit: int = POSTS) -> None:
        self._limit = limit
        self._posts: dict[int, Known] = {}

    def __len__(self) -> int:
        """Return how many posts are remembered."""
        return len(self._posts)

    def passed_on(self, post: int) -> None:
        """Somebody whom we see has reposted it: the platform's next count has that one in it."""
        known = self._renewed(post)
        if known is not None:
            known.seen_reposts += 1

    def answered(self, post: int) -> None:
        """Somebody whom we see has answered it."""
        known = self._renewed(post)
        if known is not None:
            known.seen_replies += 1

    def told(self, post: int, reposts: int | None, replies: int | None) -> tuple[int, int]:
        """Take in a post's counts; return (reposts, replies) that came since the last ones from people whom we did not see.

        The first counts of a post say nothing of when it was passed on. Later ones are news from the same growth on as in the log
        (`has_grown`); smaller steps add up until they are.
        """
        if reposts is None and replies is None:
            return 0, 0
        known = self._renewed(post)
        if known is None:
            self._posts[post] = Known(reposts, replies)
            if len(self._posts) > self._limit:
                del self._posts[next(iter(self._posts))]
            return 0, 0
        more_reposts = more_replies = 0
        if _is_news(known.reposts, reposts):
            more_reposts = _added(known.reposts, reposts, known.seen_reposts)
            known.reposts, known.seen_reposts = reposts, 0
        if _is_news(known.replies, replies):
            more_replies = _added(known.replies, replies, known.seen_replies)
            known.replies, known.seen_replies = replies, 0
        return more_reposts, more_replies

    def _renewed(self, post: int) -> Known | None:
        known = self._posts.pop(post, None)
        if known is not None:
            self._posts[post] = known
        return known

    def to_state(self) -> list[list[int | None]]:
        """Return everything, the longest untouched first."""
        return [
            [post, known.reposts, known.replies, known.seen_reposts, known.seen_replies]
            for post, known in self._posts.items()
        ]

    @classmethod
    def from_state(cls, state: Any, *, limit: int = POSTS) -> Unseen:
        """Return the memory that gave a state. Raises msgspec.ValidationError, a ValueError, if none did."""
        found = cls(limit=limit)
        for post, *known in msgspec.convert(state, list[tuple[int, int | None, int | None, int, int]]):
            found._posts[post] = msgspec.convert(known, Known)
        return found


def _is_news(before: int | None, now: int | None) -> bool:
    if now is None:
        return False
    return before is None or now - before >= max(GROWN_AT_LEAST, GROWN_BY * before)


def _added(before: int | None, now: int | None, seen: int) -> int:
    """Return what a count says beyond what was seen; nothing where there is none to compare it with."""
    return 0 if before is None or now is None else max(0, min(now - before - seen, MOST))
