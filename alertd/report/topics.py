"""Topics: what the posts of a burst talk about, as phrases that several people use, each with how many of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alertd.core.topic.about import names_of
from alertd.core.topic.clauses import clauses
from alertd.core.topic.phrases import FEWEST, Phrase, recurring
from alertd.core.topic.stop_words import code_of
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
    """Return what several people say. texts: (text, language), the newest last. own: names of the brand.

    Each language is read by itself, and has room by how many texts are in it: a language of fixed phrases must not crowd out that of
    most people. Languages of most texts first, then what most say; a phrase that shares a word with one before it says the same again, and is left out.
    """
    names = names_of(own)
    by_language: dict[str, list[str]] = {}
    for text, language in texts[-_READ:]:
        by_language.setdefault(code_of(language), []).append(text)
    found: dict[str, list[Topic]] = {}
    for language, said in sorted(by_language.items(), key=lambda one: (-len(one[1]), one[0])):
        phrases = recurring([clauses(text, language, names) for text in said]) if len(said) >= FEWEST else []
        found[language] = [
            Topic(phrase=one.shown, language=language, texts=len(one.people), among=len(said))
            for one in sorted(_apart(phrases, most), key=lambda one: (-len(one.people), one.shown))
        ]
    room = _room({language: (len(by_language[language]), len(its)) for language, its in found.items()}, most)
    return tuple(one for language, its in found.items() for one in its[: room[language]])


def _room(languages: Mapping[str, tuple[int, int]], most: int) -> dict[str, int]:
    """Share `most` places among languages by their texts, as seats are shared by votes (D'Hondt); none gets more than it has phrases.

    languages: (texts, phrases) of each; of two that are owed the same the first gets the place.
    """
    taken = dict.fromkeys(languages, 0)
    for _ in range(most):
        owed = [name for name, (_, phrases) in languages.items() if taken[name] < phrases]
        if not owed:
            break
        taken[max(owed, key=lambda name: languages[name][0] / (taken[name] + 1))] += 1
    return taken


def _apart(phrases: Sequence[Phrase], most: int) -> list[Phrase]:
    """Return those that most people say and that have no word in common."""
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda one: (-len(one.people), -len(one.key), one.shown)):
        if len(kept) >= most:
            break
        if not any(set(phrase.key) & set(other.key) for other in kept):
            kept.append(phrase)
    return kept
