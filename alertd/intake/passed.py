"""Passed: which posts were seen and were about nobody, so that an edit that brings the brand in is known as an edit."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

KEPT_FOR = timedelta(hours=48)
_SIZE = 8  # bytes of a key
MOST = 100_000  #: 10 MB; the oldest are forgotten first


PART = "intake/passed"  #: of a checkpoint


class Passed:
    """The hashed ids of posts that no watch was about. Not safe for threads, but for to_state()."""

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

    def to_state(self) -> bytes:
        """Return what a restart needs: keys of eight bytes, and the seconds at which each was passed."""
        seen = list(self._seen.items())
        return msgspec.msgpack.encode([b"".join(key for key, _ in seen), [int(at.timestamp()) for _, at in seen]])

    @classmethod
    def from_state(cls, state: bytes) -> Passed:
        """Return the same memory. Raises ValueError for what is none."""
        keys, seconds = msgspec.msgpack.decode(state, type=tuple[bytes, list[int]])
        if len(keys) != _SIZE * len(seconds) or len(seconds) > MOST:
            raise ValueError("the posts that were passed do not fit their instants")
        passed = cls()
        for number, at in enumerate(seconds):
            passed._seen[keys[_SIZE * number : _SIZE * (number + 1)]] = datetime.fromtimestamp(at, UTC)
        return passed


def _key(platform: str, post_id: str) -> bytes:
    return blake2b(f"{platform}\x1f{post_id}".encode("utf-8", "replace"), digest_size=_SIZE).digest()
