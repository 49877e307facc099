"""Voices: who wrote first of a burst, who is seen by most, and where: from the mentions of a time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from alertd.core.signals.hard_count import is_negative, is_positive
from alertd.core.signals.who_first import place
from alertd.model.mention import Mention
from alertd.model.value import Value

#: What made an incident was written before it opened: page, picture, graph and report all look back so far, and name the same first.
BEFORE = timedelta(hours=1)
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
    """All who speak.

    first: who wrote first of those who tell of it (see `voices`). loudest: by audience, then by posts.

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


def voices(
    mentions: Iterable[Mention],
    *,
    negative_from: int,
    words: Collection[str] = (),
    opened_at: datetime | None = None,
    first_post: str = "",
) -> Voices:
    """Sum up the mentions of a time. negative_from: P(negative) in thousandths from which a post is negative.

    words: what the rules of the incident look for. The first of it has one of them where any post has, is negative where any is, and else
    is the first of all: who wrote of something else five minutes before has nothing to do with it.
    opened_at: of the incident, None where nobody asks: who wrote later did not begin it, however plain their word for it; a rule that joins
    hours later brings words of its own.
    first_post: the one that people were told of as the first, "platform:id"; it is the first here too, and where it is not among these
    nobody is said to be.
    """
    sought = frozenset(words)
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
    # Who only praised carries no trouble, however many see it; where all did, they are all there is.
    carry = [_voice(theirs) for theirs in by_author.values() if not all(is_positive(one) for one in theirs)]
    loudest = sorted(carry or everybody, key=lambda one: (-(one.audience or 0), -one.posts, one.first_at, one.name))
    return Voices(
        first=_first(by_author.values(), lambda one: _tells(one, negative_from, sought, opened_at), first_post),
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


def _first(authors: Iterable[list[Mention]], tells: Callable[[Mention], int], told: str) -> Voice | None:
    """Return who wrote the first of the posts that tell most of it. told: the post that was told as the first; "" if none was."""
    posts = [
        (place(tells(one), one.posted_at, one.seen_at, one.id), one, theirs)
        for theirs in authors
        for one in theirs
        if told in ("", f"{one.platform}:{one.id}")
    ]
    if not posts:
        return None
    _, first, theirs = min(posts, key=lambda one: one[0])
    return _voice([one for one in theirs if one.posted_at >= first.posted_at])


def _tells(mention: Mention, negative_from: int, words: frozenset[str], opened_at: datetime | None) -> int:
    """Return how plainly a post tells of the matter: 4 by a word that a rule looks for, 2 by its mood, 0 not at all; less if it came too late."""
    late = 3 * (opened_at is not None and mention.posted_at > opened_at)
    if not words.isdisjoint(mention.terms):
        return 4 - late
    return 2 * (mention.score.is_known and mention.score.negative >= negative_from) - late
