"""Phrases: what several people say in nearly the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alertd.core.topic.clauses import NOT, Clause, Word

Key = tuple[str, ...]
FEWEST = 3  #: people who say it; two say the same by chance
_MOST_WORDS = 5  # of a phrase as it is shown
_MOST_CHARACTERS = 8  # of one in a script without spaces
_SAME, _SAME_UNSPACED = (
    0.7,
    0.5,
)  # of two phrases of one saying the longer is kept, if so many of its people say it whole


class Phrase(NamedTuple):
    """A phrase that recurs. key: the stems of its words; people: places of the posts that say it; shown: as most of them write it.

    is_danger: it says that somebody may come to harm.
    """

    key: Key
    people: frozenset[int]
    shown: str
    is_danger: bool = False

    @property
    def is_unspaced(self) -> bool:
        """Whether its stems are characters of a script without spaces."""
        return all(len(part) == 1 and part != NOT for part in self.key)

    @property
    def is_short(self) -> bool:
        """Whether it is but a word: a hashtag, a model number, "not working", three characters."""
        return len(self.shown) <= 3 if self.is_unspaced else sum(key != NOT for key in self.key) == 1

    @property
    def is_tag(self) -> bool:
        """Whether it is a hashtag."""
        return self.key[0].startswith("#")


def recurring(posts: Sequence[Sequence[Clause]]) -> list[Phrase]:
    """Return the phrases that at least three of these posts share: two words or more, or one hashtag or model number."""
    people: dict[Key, dict[int, None]] = {}
    spelled: dict[Key, Counter[str]] = {}
    for place, post in enumerate(posts):
        for clause in post:
            for key, shown in _candidates(clause):
                people.setdefault(key, {})[place] = None
                spelled.setdefault(key, Counter())[shown] += 1
    found = [
        Phrase(key, frozenset(said), _usual_spelling(spelled[key]))
        for key, said in people.items()
        if len(said) >= FEWEST
    ]
    return _longest(found)


def _candidates(clause: Clause) -> Iterator[tuple[Key, str]]:
    if clause.is_unspaced:
        yield from _unspaced(clause)
        return
    for first, word in enumerate(clause.words):
        if not word.key:
            continue
        if word.is_tag or _is_model(word):
            yield (word.key,), word.raw
        if word.is_tag:
            continue
        stems: list[str] = []
        for last in range(first, min(first + _MOST_WORDS, len(clause.words))):
            other = clause.words[last]
            if other.is_tag or (last > first and not clause.touches(last)):
                break
            if other.key:
                stems.append(other.key)
                if len(stems) >= 2 and any(one != NOT for one in stems):
                    yield tuple(stems), clause.text[word.begins : other.ends]


def _unspaced(clause: Clause) -> Iterator[tuple[Key, str]]:
    """Yield runs of two to eight characters that touch, and begin and end with one that says something."""
    words = clause.words
    for first, word in enumerate(words):
        if not word.key:
            continue
        for last in range(first + 1, min(first + _MOST_CHARACTERS, len(words))):
            if words[last].begins != words[last - 1].ends or words[last].is_own:
                break
            if words[last].key:
                text = clause.text[word.begins : words[last].ends]
                yield tuple(text), text


def _is_model(word: Word) -> bool:
    """Whether it is the name of a product: letters and digits together, as in "RX500"."""
    return any(one.isdigit() for one in word.raw) and any(one.isalpha() for one in word.raw) and len(word.raw) >= 3


def _usual_spelling(spelled: Counter[str]) -> str:
    """Return how most write it; of equals the shortest, then the one without capitals."""
    return min(spelled, key=lambda one: (-spelled[one], len(one), one.swapcase()))


def _longest(found: list[Phrase]) -> list[Phrase]:
    """Leave out a phrase that is part of a longer one which nearly as many people say."""
    return [phrase for phrase in found if not any(_holds(other, phrase) for other in found)]


def _holds(other: Phrase, part: Phrase) -> bool:
    same = _SAME_UNSPACED if part.is_unspaced else _SAME
    if len(other.key) <= len(part.key) or len(other.people) < same * len(part.people):
        return False
    width = len(part.key)
    return any(other.key[at : at + width] == part.key for at in range(len(other.key) - width + 1))
