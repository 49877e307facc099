"""Reach at intake: the folds of who carries how far, kept a platform and stamped on each post in the order of the log.

What is stamped: audience (how many can see it now, and how rare that is) and amplification (how much the author is passed
on of late, and how rare that is). The folds themselves are pure and live in core/reach.
"""

from __future__ import annotations

import math
from datetime import datetime

import msgspec

from alertd.core.reach.amplification import Amplification
from alertd.core.reach.audience import Audience
from alertd.core.reach.old_state import amplification_of_version_1
from alertd.errors import StoreError
from alertd.model.mention import Reach
from alertd.model.post import Post
from alertd.model.value import quantised

_VERSION = 2
_AUTHORS = 200_000  #: a platform; the lowest scores are forgotten first
MOST_NAMED = 50  #: names in one post that count; no platform lets people be told of more


class ReachFold:
    """Every author's reach. A pure fold: the same posts in the same order give the same stamps.

    authors: how many are remembered a platform.
    """

    def __init__(self, *, authors: int = _AUTHORS) -> None:
        self._authors = authors
        self._audiences: dict[tuple[str, str], Audience] = {}
        self._amplifications: dict[str, Amplification] = {}

    def observe(self, post: Post, at: datetime) -> Reach:
        """Take a post in and return the reach of its author, the post included.

        A repost raises the reach of whom it reposts, so it shows from that author's next post on.
        """
        seconds = at.timestamp()
        fold = self._amplification(post.platform, seconds)
        passed_on(fold, post.author, post.repost_of_author, post.mentions, seconds)
        people, basis = post.author_followers, "followers"
        if people is None and post.views is not None:
            people, basis = post.views, "views"
        share, expected = fold.share(post.author), fold.expected(post.author)
        return Reach(
            audience=people,
            top=None if people is None else quantised(self._audience(post.platform, basis).top(post.author, people)),
            amplification=None if share is None else quantised(share),
            reposts_low=None if expected is None else math.floor(expected.low),
            reposts_high=None if expected is None else math.ceil(expected.high),
        )

    def scores(self, platform: str) -> dict[str, float]:
        """Return the score behind `amplification` of every author of a platform who has any."""
        fold = self._amplifications.get(platform)
        return {} if fold is None else fold.scores()

    def to_state(self) -> bytes:
        """Return the whole fold; `from_state` goes on as if nothing had happened."""
        return msgspec.msgpack.encode(
            [
                _VERSION,
                [[*key, one.to_state()] for key, one in self._audiences.items()],
                [[platform, one.to_state()] for platform, one in self._amplifications.items()],
            ]
        )

    @classmethod
    def from_state(cls, state: bytes, *, authors: int = _AUTHORS) -> ReachFold:
        """Return the fold that gave a state. Raises StoreError if no version of alertd wrote it."""
        fold = cls(authors=authors)
        try:
            version, audiences, amplifications, *_ = msgspec.msgpack.decode(state)
            if version not in (1, _VERSION):
                raise StoreError(f"reach: state of version {version} is unknown")
            for platform, basis, rows in audiences:
                fold._audience(platform, basis).restore([(author, place) for author, place in rows])
            take = amplification_of_version_1 if version == 1 else Amplification.from_state
            for platform, one in amplifications:
                fold._amplifications[platform] = take(one, limit=authors)
        except (msgspec.DecodeError, ValueError, TypeError, IndexError, KeyError) as fault:
            raise StoreError("reach: this is no state of it") from fault
        return fold

    def rename(self, platform: str, author: str, name: str) -> None:
        """Call an author by another name: erasure keeps counts and takes names."""
        for (where, _), audience in self._audiences.items():
            if where == platform:
                audience.rename(author, name)
        fold = self._amplifications.get(platform)
        if fold is not None:
            fold.rename(author, name)

    def _audience(self, platform: str, basis: str) -> Audience:
        key = (platform, basis)
        if key not in self._audiences:
            self._audiences[key] = Audience(limit=self._authors)
        return self._audiences[key]

    def _amplification(self, platform: str, seconds: float) -> Amplification:
        if platform not in self._amplifications:
            self._amplifications[platform] = Amplification(limit=self._authors, origin=seconds)
        return self._amplifications[platform]


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
