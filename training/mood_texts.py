"""Posts about brands whose mood we know because we wrote them: complaints above all, which people write without a word of mood.

A line of `moods/` is `n` (negative), `u` (neutral) or `p` (positive) and a pattern, as in `asking_texts.py`: `[a|b]` is one of
these, `$name` one of a list above, `{b}` an invented brand. No text of anybody else is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from training.asking_texts import BRANDS, CHINESE_BRANDS, Chance, family_of, filled

FOLDER = Path(__file__).with_name("moods")
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "pt", "ru", "tr", "zh")
MOODS = "nup"
#: Posts written out of one pattern, at the most, and how many times one is told with another beside it.
MOST, LONGER = 6, 3


class Told(NamedTuple):
    """A post of our own making. label: 0 negative, 1 neutral, 2 positive; family: that of its pattern."""

    language: str
    label: int
    text: str
    pattern: str
    family: int


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
