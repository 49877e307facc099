"""Passed: which posts were seen and were about nobody, so that an edit that brings the brand in is known as an edit."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import blake2b

KEPT_FOR = timedelta(hours=48)
MOST = 100_000  #: 10 MB; the oldest are forgotten first


class Passed:
    """The hashed ids of posts that no watch was about. Not safe for threads."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, datetime] = OrderedDict()

    def passed(self, platform: str, post_id: str, at: datetime) -> None:
        """A post was about nobody."""
        key = _key(platform, post_id)
        self._seen.pop(key, None)
        self._seen[key] = at
        while len(self._seen) > MOST or at - next(iter(self._seen.values())) > KEPT_FOR:
            self._seen.popitem(last=False)

    def take(self, platform: str, post_id: str, at: datetime) -> bool:
        """Return whether a post that is about somebody now was about nobody before; it is forgotten here then."""
        seen = self._seen.pop(_key(platform, post_id), None) if self._seen else None
        return seen is not None and at - seen <= KEPT_FOR


def _key(platform: str, post_id: str) -> bytes:
    return blake2b(f"{platform}\x1f{post_id}".encode("utf-8", "replace"), digest_size=8).digest()
