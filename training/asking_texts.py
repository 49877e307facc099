"""The posts that `asking.py` trains on, written out of the patterns in `answers/`: our own words about invented brands.

A line is `+` (needs an answer) or `-` and a pattern: `[a|b]` is one of these, `$name` one of a list above (`$name = a|b`), `{b}` a brand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

Drawn = TypeVar("Drawn")

FOLDER = Path(__file__).with_name("answers")
LANGUAGES = ("en", "tr", "ru", "fr", "pt", "zh")
#: Posts written out of one pattern, at the most: fewer where it says one thing only.
MOST = 8
#: One post in so many is told at more length.
LONGER = 2
#: Invented names, as people write them; each pattern meets all, so that no name is a sign of anything.
_BRANDS = "Kavro,Bellora,Tamsin,Ostrid,Quenby,Vorlan,Mirelle,Dunmore Rail,Hotel Lindal,Zephyr,Caldwin,Norvia,Pellico,Ravello Bank,Sundra,@kavro,@bellora,@ostrid_help,@quenby,@vorlan,@norvia,@sundra,kavro,norvia,zephyr"
_CHINESE = "凯沃,贝乐,塔姆,欧川,昆比,沃兰,米蕊,云顿铁路,林达酒店,泽飞,诺维,佩力,@凯沃,@诺维,@泽飞客服"
_CHOICE = re.compile(r"\[([^\]]*)\]|\$([a-z]+[0-9]?)")


class Written(NamedTuple):
    """A post of our own making. pattern: the line it came from; posts of one pattern are never in training and in test."""

    language: str
    needed: bool
    text: str
    pattern: str


def written(language: str) -> Iterator[Written]:
    """Yield the posts of a language, always the same: those of the patterns, and some of several sentences."""
    single = list(_single(language))
    yield from single
    yield from _longer(language, single)


def _single(language: str) -> Iterator[Written]:
    lists: dict[str, list[str]] = {}
    brands = (_CHINESE if language == "zh" else _BRANDS).split(",")
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("$"):
            name, _, words = line[1:].partition(" = ")
            lists[name] = words.split("|")
            continue
        sign, pattern = line[0], line[2:]
        seen: set[str] = set()
        for number in range(MOST):
            chance = _Chance(f"{pattern}/{number}")
            said = pattern
            for _ in range(2):  # an option may name a list
                said = _CHOICE.sub(lambda found, draw=chance: draw.of(_options(found, lists)), said)
            if said not in seen:
                seen.add(said)
                yield Written(language, sign == "+", said.replace("{b}", chance.of(brands)).strip(), pattern)
        if len(seen) == 1:  # one thing only: said of two brands
            yield Written(language, sign == "+", said.replace("{b}", _Chance(pattern).of(brands)), pattern)


def _longer(language: str, single: list[Written]) -> Iterator[Written]:
    """Yield posts of two to four sentences: those that want nothing want nothing together, and one that wants something is enough."""
    idle = [said for said in single if not said.needed]
    mark, space = ("。", "") if language == "zh" else (".", " ")
    for at in range(0, len(single), LONGER):
        one = single[at]
        chance = _Chance(f"longer/{one.text}")
        said = [chance.of(idle) for _ in range(chance.of([1, 1, 2, 3]))]
        # All of the fold of the one; it stands anywhere among the others.
        said.insert(chance.of(range(len(said) + 1)), one)
        sentences = [post.text.rstrip(" .。") + ("" if post.text[-1] in "?!？！" else mark) for post in said]
        yield Written(language, one.needed, space.join(sentences), one.pattern)


def _options(found: re.Match[str], lists: dict[str, list[str]]) -> list[str]:
    return lists[found[2]] if found[2] else found[1].split("|")


class _Chance:
    """Draws that hang on nothing but their seed, in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, 0

    def of(self, options: Sequence[Drawn]) -> Drawn:
        self._drawn += 1
        digest = hashlib.sha256(f"{self._seed}/{self._drawn}".encode()).digest()
        return options[int.from_bytes(digest[:4], "big") % len(options)]
