"""Suggestions: which words beside a name tell apart what its posts are about, so that a watch can ask for one side or leave out the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from alertd.core.topic.stop_words import stop_words
from alertd.intake.normalise import folded
from alertd.intake.terms.sought import all_sought

#: Fewer posts say nothing about a name.
FEWEST = 30
#: A word that fewer of the posts hold splits nothing.
LEAST = 0.08
#: Two words that are together less often than this share of what chance would bring speak of two things.
APART = 0.15
MOST_WORDS = 40
_STOPS = frozenset(word for code in ("en", "ru", "tr", "fr", "pt", "es", "de", "it") for word in stop_words(code))
_WORD = re.compile(r"[^\W\d_]{3,}")
_NOISE = re.compile(r"https?://\S+|@\w+")


class Beside(NamedTuple):
    """A word that stands right beside the name, in this share of its posts. phrase: both together."""

    phrase: str
    share: float
    example: str


class Split(NamedTuple):
    """Two words that are hardly ever in one post: the name means two things. Shares of the posts, and an example of each."""

    one: str
    other: str
    one_share: float
    other_share: float
    one_example: str
    other_example: str


class Suggestions(NamedTuple):
    """What may be excluded or needed. posts: distinct texts that were looked at."""

    posts: int
    beside: tuple[Beside, ...]
    splits: tuple[Split, ...]


def suggestions(texts: Iterable[str], terms: Sequence[str]) -> Suggestions:
    """Look through the posts of a watch; copies of one text count once."""
    by_fold = {_NOISE.sub(" ", folded(text)): text for text in texts}
    names = tuple(dict.fromkeys(folded(word).lstrip("#@") for word in all_sought(terms)))
    if len(by_fold) < FEWEST:
        return Suggestions(len(by_fold), (), ())
    return Suggestions(len(by_fold), _beside(by_fold, names), _splits(by_fold, names))


def _beside(by_fold: dict[str, str], names: Sequence[str]) -> tuple[Beside, ...]:
    counts: Counter[str] = Counter()
    example: dict[str, str] = {}
    for text, whole in by_fold.items():
        found = set()
        for name in names:
            letters = r"[^\W\d_]{3,}"
            around = rf"(?:(?<!\w)({letters}) )?(?<!\w){re.escape(name)}(?!\w)(?: ({letters})(?!\w))?"
            for match in re.finditer(around, text):
                before, after = match[1], match[2]
                found |= {f"{before} {name}"} if is_telling(before, names) else set()
                found |= {f"{name} {after}"} if is_telling(after, names) else set()
        for phrase in sorted(found):
            counts[phrase] += 1
            example.setdefault(phrase, whole)
    most = [(phrase, number / len(by_fold)) for phrase, number in counts.items() if number >= LEAST * len(by_fold)]
    ordered = sorted(most, key=lambda one: (-one[1], one[0]))
    return tuple(Beside(phrase, share, example[phrase]) for phrase, share in ordered[:5])


def _splits(by_fold: dict[str, str], names: Sequence[str]) -> tuple[Split, ...]:
    held: dict[str, list[int]] = {}
    whole = list(by_fold.values())
    for number, text in enumerate(by_fold):
        for word in sorted(set(_WORD.findall(text))):
            if is_telling(word, names):
                held.setdefault(word, []).append(number)
    total = len(whole)
    common = sorted(
        (word for word in held if len(held[word]) >= LEAST * total), key=lambda word: (-len(held[word]), word)
    )
    found = []
    for one, other in combinations(common[:MOST_WORDS], 2):
        here, there = set(held[one]), set(held[other])
        expected = len(here) * len(there) / total
        if expected >= 3 and len(here & there) <= APART * expected:
            split = Split(one, other, len(here) / total, len(there) / total, whole[held[one][0]], whole[held[other][0]])
            found.append((-expected, split))
    chosen: list[Split] = []
    for _, split in sorted(found):
        if not any({split.one, split.other} & {earlier.one, earlier.other} for earlier in chosen):
            chosen.append(split)
    return tuple(chosen[:3])


def words_of(texts: Iterable[str]) -> list[frozenset[str]]:
    """Return the words of each different text, folded, without addresses and handles."""
    different = dict.fromkeys(_NOISE.sub(" ", folded(text)) for text in texts)
    return [frozenset(_WORD.findall(text)) for text in different]


def is_telling(word: str | None, names: Sequence[str]) -> bool:
    """Whether a word may tell things apart: it is no small word, and not the name itself."""
    return word is not None and word not in _STOPS and not any(word in name.split() or name in word for name in names)
