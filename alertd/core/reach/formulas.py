"""What other products call reach, influence, strength or rank, as they document it: to compare with, and to move over from.

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


def brand24_influence(followers: int, ratio: float = 0.2) -> float:
    """Return followers times the ratio of their platform; .2 is the documented example.

    >>> brand24_influence(100_000)
    20000.0
    """
    return followers * ratio


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


def brandwatch_reach(author: int, retweeters: Iterable[int]) -> int:
    """Return the followers of the author and of all who retweeted, nobody taken out twice.

    >>> brandwatch_reach(1000, [10, 200])
    1210
    """
    return author + sum(retweeters)


def social_mention_strength(mentions: int, possible: int) -> float:
    """Return the mentions of 24 hours as a share of the possible ones.

    >>> social_mention_strength(30, 120)
    0.25
    """
    return mentions / possible if possible else 0.0


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


def sentione_rank(
    reach: tuple[float, float],
    mentions: tuple[float, float],
    health: tuple[float, float],
    engagement: tuple[float, float],
) -> float:
    """Return 3 x reach + 2 x mentions + 2 x brand health + 1 x engagement, each over its maximum. Each is (value, maximum).

    >>> sentione_rank((50, 100), (10, 40), (1, 1), (0, 5))
    4.0
    """
    weighed = ((3, reach), (2, mentions), (2, health), (1, engagement))
    return sum(weight * value / most for weight, (value, most) in weighed if most)
