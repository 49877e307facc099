"""Topics: what the posts of a burst talk about, as phrases that several people use, each with how many of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from alertd.core.topic.about import names_of
from alertd.core.topic.clauses import clauses, code_of
from alertd.core.topic.phrases import FEWEST, Phrase, recurring
from alertd.model.value import Value

MOST = 8
#: Texts that are read: phrases are held against each other, so twice as many take four times as long.
_READ = 240


class Topic(Value, frozen=True, kw_only=True):
    """A phrase as most of them write it, in which language, and how many of `among` texts of that language hold it."""

    phrase: str
    language: str
    texts: int
    among: int


def topics(texts: Sequence[tuple[str, str]], own: Sequence[str], *, most: int = MOST) -> tuple[Topic, ...]:
    """Return what several people say, most of them first. texts: (text, language), the newest last. own: names of the brand.

    Each language is read by itself; a phrase that shares a word with one before it says the same again, and is left out.
    """
    names = names_of(own)
    by_language: dict[str, list[str]] = {}
    for text, language in texts[-_READ:]:
        by_language.setdefault(code_of(language), []).append(text)
    found: list[Topic] = []
    for language, said in sorted(by_language.items()):
        phrases = recurring([clauses(text, language, names) for text in said]) if len(said) >= FEWEST else []
        found += [
            Topic(phrase=one.shown, language=language, texts=len(one.people), among=len(said))
            for one in _apart(phrases, most)
        ]
    return tuple(sorted(found, key=lambda one: (-one.texts, one.phrase))[:most])


def _apart(phrases: Sequence[Phrase], most: int) -> list[Phrase]:
    """Return those that most people say and that have no word in common."""
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda one: (-len(one.people), -len(one.key), one.shown)):
        if len(kept) >= most:
            break
        if not any(set(phrase.key) & set(other.key) for other in kept):
            kept.append(phrase)
    return kept
