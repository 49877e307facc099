"""Voices: who began a burst, who carries it, and where: from the mentions of a time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from alertd.core.signals.hard_count import is_negative
from alertd.model.mention import Mention
from alertd.model.value import Value

_MOST = 6


class Voice(Value, frozen=True, kw_only=True):
    """One author. audience: people who can see them, None while unknown. posts: how many of theirs are in it."""

    platform: str
    name: str
    audience: int | None
    posts: int
    first_at: datetime
    url: str | None = None


class Voices(Value, frozen=True, kw_only=True):
    """All who speak. first: who wrote first of it, negative posts before others. loudest: by audience, then by posts.

    platforms, languages: (name, posts), the most first. people: how many authors there are; copies: posts that repeat another's words.
    posts, negative: how many posts in all, and how many of them are negative.
    """

    first: Voice | None
    loudest: tuple[Voice, ...]
    platforms: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    people: int
    copies: int
    posts: int = 0
    negative: int = 0


def voices(mentions: Iterable[Mention], *, negative_from: int) -> Voices:
    """Sum up the mentions of a time. negative_from: P(negative) in thousandths from which a post may have begun it."""
    by_author: dict[tuple[str, str], list[Mention]] = {}
    platforms: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    texts: set[int] = set()
    posts = negative = 0
    for mention in mentions:
        posts += 1
        negative += is_negative(mention)
        by_author.setdefault(mention.writer, []).append(mention)
        platforms[mention.platform] += 1
        languages[mention.language] += 1
        texts.add(mention.voice)
    everybody = [_voice(theirs) for theirs in by_author.values()]
    loudest = sorted(everybody, key=lambda one: (-(one.audience or 0), -one.posts, one.first_at, one.name))
    return Voices(
        first=_first(by_author.values(), negative_from),
        loudest=tuple(loudest[:_MOST]),
        platforms=tuple(platforms.most_common(_MOST)),
        languages=tuple(languages.most_common(_MOST)),
        people=len(by_author),
        copies=posts - len(texts),
        posts=posts,
        negative=negative,
    )


def _voice(theirs: list[Mention]) -> Voice:
    first = min(theirs, key=lambda one: one.posted_at)
    audiences = [one.reach.audience for one in theirs if one.reach.audience is not None]
    return Voice(
        platform=first.platform,
        name=first.writer_name,
        audience=max(audiences, default=None),
        posts=len(theirs),
        first_at=first.posted_at,
        url=first.url,
    )


def _first(authors: Iterable[list[Mention]], negative_from: int) -> Voice | None:
    """Return who wrote the first negative post, the first of all where none is."""
    found = [
        (not any(_is_negative(one, negative_from) for one in theirs), _begin(theirs, negative_from), theirs)
        for theirs in authors
    ]
    if not found:
        return None
    _, at, theirs = min(found, key=lambda one: (one[0], one[1], one[2][0].author))
    return _voice([one for one in theirs if one.posted_at >= at])


def _begin(theirs: list[Mention], negative_from: int) -> datetime:
    return min((one.posted_at for one in theirs if _is_negative(one, negative_from)), default=theirs[0].posted_at)


def _is_negative(mention: Mention, negative_from: int) -> bool:
    return mention.score.is_known and mention.score.negative >= negative_from
