"""Reach at intake: the folds of who carries how far, kept a platform and stamped on each post in the order of the log.

What is stamped: audience (how many can see it now, and how rare that is) and amplification (how much the author is passed
on of late, and how rare that is). A post that comes again with higher counts raises its author by those whom nobody saw. The
folds themselves are pure and live in core/reach.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime

import msgspec

from alertd.core.few import place_of
from alertd.core.reach.amplification import Amplification
from alertd.core.reach.audience import Audience
from alertd.core.reach.old_state import amplification_of_version_1
from alertd.core.reach.unseen import Unseen
from alertd.core.stable import key_of
from alertd.errors import StoreError
from alertd.model.mention import Reach
from alertd.model.post import Post
from alertd.model.value import quantised

_VERSION = 2
_AUTHORS = 200_000  #: a platform; the lowest scores are forgotten first
#: Platforms with authors of their own; whoever pushes records may name any, and those that come later share one fold.
_PLATFORMS = 16
#: Of those, how many remember all their authors. Nobody reads more real ones; the others remember a tenth.
_LARGE = 4
_LONGEST_NAME = 100  #: characters; a longer one, which no platform gives, is remembered by a digest of it
MOST_NAMED = 50  #: names in one post that count; no platform lets people be told of more


class ReachFold:
    """Every author's reach. A pure fold: the same posts in the same order give the same stamps.

    authors: how many are remembered a platform.
    """

    def __init__(self, *, authors: int = _AUTHORS) -> None:
        self._authors = authors
        self._audiences: dict[tuple[str, str], Audience] = {}
        self._amplifications: dict[str, Amplification] = {}
        self._unseen: dict[str, Unseen] = {}

    def observe(self, post: Post, at: datetime) -> Reach:
        """Take a post in and return the reach of its author, the post included.

        A repost raises the reach of whom it reposts, so it shows from that author's next post on.
        """
        seconds, author = at.timestamp(), _short(post.author)
        fold = self._amplification(post.platform, seconds)
        reposted = None if post.repost_of_author is None else _short(post.repost_of_author)
        passed_on(fold, author, reposted, [_short(name) for name in post.mentions[:MOST_NAMED]], seconds)
        self._grow(fold, post, author)
        people, basis = post.author_followers, "followers"
        if people is None and post.views is not None:
            people, basis = post.views, "views"
        share, expected = fold.share(author), fold.expected(author)
        return Reach(
            audience=people,
            top=None if people is None else quantised(self._audience(post.platform, basis).top(author, people)),
            amplification=None if share is None else quantised(share),
            reposts_low=None if expected is None else math.floor(expected.low),
            reposts_high=None if expected is None else math.ceil(expected.high),
        )

    def _grow(self, fold: Amplification, post: Post, author: str) -> None:
        """Raise the author by what a known post was passed on and answered since, as its platform counts it."""
        place = self._place(post.platform)
        unseen = self._unseen.setdefault(place, Unseen())
        if post.repost_of is not None:  # its counts are perhaps those of the original: the original tells them itself
            unseen.passed_on(key_of(place, post.repost_of))
            return
        if post.in_reply_to is not None:
            unseen.answered(key_of(place, post.in_reply_to))
        reposts, replies = unseen.told(key_of(place, post.id), post.reposts, post.replies)
        if reposts or replies:
            fold.told(author, reposts=reposts, named=replies)

    def scores(self, platform: str) -> dict[str, float]:
        """Return the score behind `amplification` of every author of a platform who has any."""
        fold = self._amplifications.get(self._place(platform))
        return {} if fold is None else fold.scores()

    def to_state(self) -> bytes:
        """Return the whole fold; `from_state` goes on as if nothing had happened."""
        return msgspec.msgpack.encode(
            [
                _VERSION,
                [[*key, one.to_state()] for key, one in self._audiences.items()],
                [[platform, one.to_state()] for platform, one in self._amplifications.items()],
                [[platform, one.to_state()] for platform, one in self._unseen.items()],
            ]
        )

    @classmethod
    def from_state(cls, state: bytes, *, authors: int = _AUTHORS) -> ReachFold:
        """Return the fold that gave a state. Raises StoreError if no version of alertd wrote it."""
        fold = cls(authors=authors)
        try:
            version, audiences, amplifications, *later = msgspec.msgpack.decode(state)
            if version not in (1, _VERSION):
                raise StoreError(f"reach: state of version {version} is unknown")
            take = amplification_of_version_1 if version == 1 else Amplification.from_state
            for platform, one in amplifications:
                fold._amplifications[platform] = take(one, limit=fold._limit())
            for platform, basis, rows in audiences:
                fold._audience(platform, basis).restore(rows)
            for platform, posts in later[0] if later and version == _VERSION else ():
                fold._unseen[platform] = Unseen.from_state(posts)
        except (msgspec.DecodeError, ValueError, TypeError, IndexError, KeyError) as fault:
            raise StoreError("reach: this is no state of it") from fault
        return fold

    def rename(self, platform: str, author: str, name: str) -> None:
        """Call an author by another name: erasure keeps counts and takes names."""
        platform, author = self._place(platform), _short(author)
        for (where, _), audience in self._audiences.items():
            if where == platform:
                audience.rename(author, name)
        fold = self._amplifications.get(platform)
        if fold is not None:
            fold.rename(author, name)

    def _audience(self, platform: str, basis: str) -> Audience:
        key = (self._place(platform), basis)
        if key not in self._audiences:
            fold = self._amplifications.get(key[0])
            self._audiences[key] = Audience(limit=self._limit() if fold is None else fold.limit)
        return self._audiences[key]

    def _amplification(self, platform: str, seconds: float) -> Amplification:
        name = self._place(platform)
        if name not in self._amplifications:
            self._amplifications[name] = Amplification(limit=self._limit(), origin=seconds)
        return self._amplifications[name]

    def _place(self, platform: str) -> str:
        return place_of(platform, self._amplifications, _PLATFORMS)

    def _limit(self) -> int:
        """Return how many authors the next platform may have."""
        return self._authors if len(self._amplifications) < _LARGE else max(2, self._authors // 10)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def passed_on(
    fold: Amplification, author: str, repost_of: str | None, named: tuple[str, ...] | list[str], at: float
) -> None:
    """Take one post into the fold of its platform: its author was active, and passes on whom it reposts and names.

    Nobody amplifies himself, and a post that names thousands counts for the first fifty.
    """
    if repost_of is not None and repost_of != author:
        fold.repost(repost_of, author, at)
    else:
        fold.post(author, at)
    for name in dict.fromkeys(named[:MOST_NAMED]) if len(named) > 1 else named:
        if name not in (author, repost_of):
            fold.mention(name, author, at)


def renamed(state: bytes, platform: str, author: str, name: str) -> bytes:
    """Return a state of `ReachFold` in which an author of a platform goes by another name."""
    fold = ReachFold.from_state(state)
    fold.rename(platform, author, name)
    return fold.to_state()
