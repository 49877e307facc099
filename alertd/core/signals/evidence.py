"""Telling posts: the few that a page shows: the most reached, the first, a typical one.

Only ids and numbers are kept; the text is looked up when a page is worded, and may have been erased by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from alertd.core.signals.hard_count import LIKELY, is_negative, label
from alertd.core.signals.who_first import place
from alertd.model.mention import Mention
from alertd.model.page import Evidence

KEPT = 48  # newest posts kept
LOUDEST = 6  # loudest authors kept
BURST = 32  # posts that say what a burst is about
HALF_HOUR = 1800.0  # in which posts are counted by language
_HALVES = 48  # that are kept
SHOWN_FOR = 24 * 3600.0  # older posts are never quoted
_STAYS = ("matters", "first")  # but these


class Post(msgspec.Struct, gc=False):
    """What is kept of a post."""

    posted: float
    platform: str
    id: str
    author: str
    handle: str | None
    audience: int | None
    negative: int | None
    url: str | None
    language: str
    voice: int
    seen: float
    is_new: bool
    tokens: tuple[int, ...] = ()
    is_negative: bool = False  #: counts as negative, as in a rule's numbers
    person: str | None = None  #: whose account it is, where the watch's `people` say so
    terms: tuple[str, ...] = ()  #: of the watch's and the rules' words, those it has
    is_positive: bool = False  #: counts as positive: of a crisis it is no telling post, whatever words it has

    def is_by_writer_of(self, mention: Mention) -> bool:
        """Whether the one who wrote a mention wrote this too, under this account or another of theirs."""
        return self.author == mention.author or (self.person is not None and self.person == mention.person)


class Telling:
    """The newest posts of a watch, and the loudest of the last day."""

    def __init__(self) -> None:
        self.recent: list[Post] = []
        self.loudest: list[Post] = []
        self.languages: dict[int, dict[str, int]] = {}  #: half hour in which it was written -> language -> posts

    def observe(self, mention: Mention, posted: float, now: float, *, is_new: bool) -> None:
        """Remember a mention if it may be worth showing."""
        post = post_of(mention, posted, now, is_new=is_new)
        self._count(post)
        self.recent.append(post)
        if len(self.recent) > KEPT:
            del self.recent[0]
        if post.audience is not None:
            self._keep_loud(post, mention, now)

    def _count(self, post: Post) -> None:
        half = int(post.posted // HALF_HOUR)
        counts = self.languages.setdefault(half, {})
        counts[post.language] = counts.get(post.language, 0) + 1
        if len(self.languages) > _HALVES:
            del self.languages[min(self.languages)]

    def spoken(self, since: float) -> tuple[tuple[str, int], ...]:
        """Return in which languages was written since an instant, by whole half hours of the last day, and in how many posts; the most first."""
        found: dict[str, int] = {}
        for half in sorted(self.languages):
            if half >= int(since // HALF_HOUR):
                for code, posts in self.languages[half].items():
                    found[code] = found.get(code, 0) + posts
        return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def _keep_loud(self, post: Post, mention: Mention, now: float) -> None:
        loud = self.loudest
        if (
            len(loud) == LOUDEST
            and (post.audience or 0) <= (loud[-1].audience or 0)
            and loud[-1].posted > now - SHOWN_FOR
        ):
            return
        loud = [p for p in loud if not p.is_by_writer_of(mention) and p.posted > now - SHOWN_FOR]
        loud.append(post)
        loud.sort(key=lambda p: (-(p.audience or 0), p.posted, p.id))
        self.loudest = loud[:LOUDEST]

    def pick(
        self,
        now: float,
        window: float,
        *,
        negative: bool,
        about: frozenset[int] = frozenset(),
        without: Collection[tuple[str, str]] = (),
        words: Collection[str] = (),
    ) -> tuple[Post | None, Post | None, Post | None]:
        """Return three telling posts, as far as there are any: the most reached, the first of the window, a typical one.

        about: tokens that have emerged; the typical post has the most of them. without: posts (platform, id) that are not picked.
        words: what the rule looks for; where posts have one of them, only these are picked.
        """
        since = now - max(window, 600.0)
        known, loudest = self.recent, self.loudest
        if without:
            known, loudest = ([p for p in posts if (p.platform, p.id) not in without] for posts in (known, loudest))
        recent = [p for p in known if p.posted >= since] or known[-3:]
        loud = next((p for p in saying(loudest, words) if p.posted >= since), None)
        fresh = saying([p for p in recent if p.is_new] or recent, words)
        wide = [p for p in fresh if not p.is_positive]
        if negative:  # of a negative rule the first negative post is telling, not the last harmless one before it
            # What is shown alone must not be one of the doubtful.
            sure = [p for p in fresh if (p.negative or 0) >= LIKELY]
            fresh = sure or [p for p in fresh if tells_badly(p)] or fresh
        if negative or words:
            fresh = [p for p in fresh if not p.is_positive] or fresh
        first = min(fresh, key=lambda p: place(0, p.posted, p.seen, p.id), default=None)
        # Two people say that there was glass in it, of one it is read that they are angry: show both.
        if words and fresh == [first]:
            fresh = [p for p in wide if p is not first] or fresh
        typical = max(
            fresh,
            key=lambda p: (_says(p, about), (p.negative or 0) if negative else 0, p.posted, p.id),
            default=None,
        )
        return loud, first, typical

    def burst(self, now: float, window: float, *, negative: bool, words: Collection[str] = ()) -> list[Post]:
        """Return the newest posts of a window, one of each voice, in order; those with words that a rule looks for, the negative ones of a negative rule, if there are some."""
        since = now - max(window, 600.0)
        fresh = saying([p for p in self.recent if p.posted >= since and p.is_new], words)
        if negative:
            fresh = [p for p in fresh if tells_badly(p)] or fresh
        if negative or words:
            fresh = [p for p in fresh if not p.is_positive] or fresh
        return list({p.voice: p for p in fresh}.values())[-BURST:]

    def said_by(self, now: float, window: float) -> Counter[int]:
        """Return by how many people the words of each voice were said or passed on in a window."""
        since = now - max(window, 600.0)
        said = dict.fromkeys((p.voice, p.person or p.author) for p in self.recent if p.posted >= since)
        return Counter(voice for voice, _ in said)

    def forget(self, platform: str, author: str, nobody: str) -> None:
        """Take an author's names out; `nobody` stands in their place."""
        for post in (*self.recent, *self.loudest):
            forget(post, platform, author, nobody)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        languages = [[half, sorted(counts.items())] for half, counts in sorted(self.languages.items())]
        return [msgspec.to_builtins(self.recent), msgspec.to_builtins(self.loudest), languages]

    @classmethod
    def from_state(cls, state: Any) -> Telling:
        """Return the same posts."""
        telling = cls()
        telling.recent = msgspec.convert(state[0], list[Post])
        telling.loudest = msgspec.convert(state[1], list[Post])
        telling.languages = {half: dict(counts) for half, counts in (state[2] if len(state) > 2 else [])}
        return telling


def forget(post: Post, platform: str, author: str, nobody: str) -> None:
    """Take an author's names out of a post, if it is theirs."""
    if (post.platform, post.author) == (platform, author):
        post.author, post.handle, post.url, post.person = nobody, None, None, None


def shown(picked: Iterable[tuple[Post | None, str]], now: float) -> tuple[Evidence, ...]:
    """Return posts as a page shows them, each once; the first of all and what somebody pinned stay, another one is shown for a day."""
    found: list[Evidence] = []
    for post, why in picked:
        if post is None or (why not in _STAYS and post.posted <= now - SHOWN_FOR):
            continue
        if all(one.id != post.id for one in found):
            found.append(evidence(post, why))
    return tuple(found)


def saying(posts: Sequence[Post], words: Collection[str]) -> Sequence[Post]:
    """Return the posts that have one of the words; all of them, where none has."""
    return [post for post in posts if any(word in words for word in post.terms)] or posts


def tells_badly(post: Post) -> bool:
    """Whether a post counts as negative."""
    return post.is_negative or (post.negative or 0) >= LIKELY  # of an older snapshot only the number is known


def _says(post: Post, about: frozenset[int]) -> int:
    return sum(1 for token in post.tokens if token in about)


def post_of(mention: Mention, posted: float, seen: float, *, is_new: bool) -> Post:
    """Return what is kept of a mention. posted, seen: instants in seconds."""
    return Post(
        posted,
        mention.platform,
        mention.id,
        mention.author,
        mention.handle,
        mention.reach.audience,
        mention.score.negative if mention.score.is_known else None,
        mention.url,
        mention.language,
        mention.voice,
        seen,
        is_new,
        mention.tokens,
        is_negative(mention),
        mention.person,
        mention.terms,
        label(mention.score, mention.language) == "positive",
    )


def evidence(post: Post, why: str) -> Evidence:
    """Return a post as a page shows it."""
    return Evidence(
        id=post.id,
        platform=post.platform,
        author=post.handle or post.author,
        reach=post.audience,
        sentiment=None if post.negative is None else post.negative / 1000,
        url=post.url,
        why=why,
        language=post.language,
    )
