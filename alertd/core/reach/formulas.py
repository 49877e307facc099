"""What other products call reach or passion, as they document it: to compare with, and to move over from.

Each function is one published definition, named by who published it, with its worked example where there is one. None of them is what alertd's
own `audience` or `amplification` says. Seen in documentation up to 2026.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

_SMALL, _LARGE = 100_000, 10_000_000
_MOST, _LEAST = 0.15, 0.06


def sprinklr_share(followers: int) -> float:
    """Return the share of followers who see a post: .15 below 100 thousand, .06 above 10 million, a line between.

    >>> sprinklr_share(99_999), round(sprinklr_share(5_050_000), 6), sprinklr_share(20_000_000)
    (0.15, 0.105, 0.06)
    """
    if followers < _SMALL:
        return _MOST
    if followers > _LARGE:
        return _LEAST
    return _MOST - (_MOST - _LEAST) * (followers - _SMALL) / (_LARGE - _SMALL)


def sprinklr_reach(followers: int) -> float:
    """Return the people who see a post.

    >>> round(sprinklr_reach(5_050_000))
    530250
    """
    return sprinklr_share(followers) * followers


def mentionlytics_total_reach(posts: Iterable[tuple[str, int]]) -> int:
    """Return the followers behind all posts, each post counted. posts: (author, followers).

    >>> mentionlytics_total_reach([("ann", 100), ("ann", 100), ("bob", 5)])
    205
    """
    return sum(followers for _, followers in posts)


def mentionlytics_unique_reach(posts: Iterable[tuple[str, int]]) -> int:
    """Return the followers behind all authors, each author counted once, with the followers told last.

    >>> mentionlytics_unique_reach([("ann", 100), ("ann", 110), ("bob", 5)])
    115
    """
    return sum(dict(posts).values())


def social_mention_sentiment(positive: int, negative: int) -> float:
    """Return positive mentions for each negative one; infinite where none is negative.

    >>> social_mention_sentiment(9, 3), social_mention_sentiment(1, 0)
    (3.0, inf)
    """
    return positive / negative if negative else math.inf if positive else 0.0


def social_mention_passion(authors: Iterable[str]) -> float:
    """Return the share of authors who wrote more than once. authors: of each mention.

    >>> social_mention_passion(["ann", "bob", "ann", "cem", "ann"])
    0.3333333333333333
    """
    counts: dict[str, int] = {}
    for author in authors:
        counts[author] = counts.get(author, 0) + 1
    return sum(count > 1 for count in counts.values()) / len(counts) if counts else 0.0


def social_mention_reach(authors: Iterable[str]) -> float:
    """Return distinct authors for each mention. authors: of each mention.

    >>> social_mention_reach(["ann", "bob", "ann", "cem"])
    0.75
    """
    known = list(authors)
    return len(dict.fromkeys(known)) / len(known) if known else 0.0
