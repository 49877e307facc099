"""Posts about brands whose mood we know because we wrote them: complaints above all, which people write without a word of mood.

A line of `moods/` is `n` (negative), `u` (neutral) or `p` (positive) and a pattern, as in `asking_texts.py`: `[a|b]` is one of
these, `$name` one of a list above, `{b}` an invented brand. No text of anybody else is in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training import asking_texts, sets
from training.asking_texts import BRANDS, CHINESE_BRANDS, Chance, family_of, filled

FOLDER = Path(__file__).with_name("moods")
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "pt", "ru", "tr", "zh")
MOODS = "nup"
#: The names of the sets that they are: told moods, and posts that want an answer or want none (`answers/`).
TOLD, ANSWERS = "moods", "answers"
#: What is known of the mood of posts that want an answer, and of those that want none: most of the first are complaints, some are
#: plain questions; of the second hardly any is one.
LIKELY = ((0.65, 0.30, 0.05), (0.06, 0.58, 0.36))
#: Posts of one pattern that wants an answer or none.
FEW = 3
#: Posts written out of one pattern, at the most, and how many times one is told with another beside it.
MOST, LONGER = 6, 3


class Told(NamedTuple):
    """A post of our own making. label: 0 negative, 1 neutral, 2 positive; family: that of its pattern."""

    language: str
    label: int
    text: str
    pattern: str
    family: int


def posts() -> list[sets.Post]:
    """Return all posts of our own making. The label of one of ANSWERS is its place in LIKELY."""
    found = [sets.Post(TOLD, language, post.text, post.label) for language in LANGUAGES for post in told(language)]
    for language in asking_texts.LANGUAGES:
        seen: Counter[str] = Counter()
        for post in asking_texts.single(language):
            seen[post.pattern] += 1
            if seen[post.pattern] <= FEW:
                found.append(sets.Post(ANSWERS, language, post.text, 0 if post.needed else 1))
    return found


def wanted(posts: Sequence[sets.Post]) -> npt.NDArray[np.float32]:
    """Return what a fit should say of posts: three probabilities each."""
    sure = np.eye(3, dtype=np.float32)
    rows = [LIKELY[post.label] if post.name == ANSWERS else sure[post.label] for post in posts]
    return np.array(rows, np.float32)


def told(language: str) -> Iterator[Told]:
    """Yield the posts of a language, always the same: each pattern alone, and before or after one of its family.

    Two together are as negative as the worse of them, and positive beside what is neutral; praise beside a complaint is left out.
    """
    single = list(_single(language))
    yield from single
    mark, space = ("。", "") if language == "zh" else (".", " ")
    patterns: dict[int, list[Told]] = {}
    for one in single:
        patterns.setdefault(one.family, []).append(one)
    for at in range(0, len(single), MOST // LONGER):
        one = single[at]
        chance = Chance(f"longer/{one.text}")
        beside = chance.of(patterns[one.family])
        if {one.label, beside.label} == {0, 2}:
            continue
        both = [one, beside] if chance.of([0, 1]) else [beside, one]
        text = space.join(post.text.rstrip(" .。") + ("" if post.text[-1] in "?!？！" else mark) for post in both)
        label = one.label if beside.label == 1 else beside.label
        yield Told(language, label, text, one.pattern, one.family)


def _single(language: str) -> Iterator[Told]:
    lists: dict[str, list[str]] = {}
    brands = CHINESE_BRANDS if language == "zh" else BRANDS
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("$"):
            name, _, words = line[1:].partition(" = ")
            lists[name] = words.split("|")
            continue
        label, pattern = MOODS.index(line[0]), line[2:]
        texts = (filled(pattern, lists, brands, Chance(f"mood/{pattern}/{number}")) for number in range(MOST))
        for text in dict.fromkeys(texts):
            yield Told(language, label, text, pattern, family_of(f"{language}{pattern}"))
