"""The posts that `asking.py` trains on, written out of the patterns in `answers/` and `everyday/`: our own words about invented brands.

A line of `answers/` is `+` (needs an answer) or `-` and a pattern: `[a|b]` is one of these, `$name` one of a list above
(`$name = a|b`), `{b}` a brand. A line of `everyday/` is one clause of what people write when they want nothing of anybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

Drawn = TypeVar("Drawn")

FOLDER = Path(__file__).with_name("answers")
EVERYDAY = Path(__file__).with_name("everyday")
LANGUAGES = ("en", "tr", "ru", "fr", "pt", "zh")
#: Posts written out of one pattern, at the most: fewer where it says one thing only.
MOST = 8
#: One post in so many is told at more length.
LONGER = 2
#: Posts that begin with one everyday clause, and how many clauses one may have.
DAYS, CLAUSES = 8, (1, 1, 2, 2, 3, 4, 6)
#: One post that wants something, in so many, is told among everyday clauses.
AMONG = 3
#: Patterns are held back from a fit by families.
FAMILIES = 5
#: Invented names, as people write them; each pattern meets all, so that no name is a sign of anything.
BRANDS = [
    "Kavro",
    "Bellora",
    "Tamsin",
    "Ostrid",
    "Quenby",
    "Vorlan",
    "Mirelle",
    "Dunmore Rail",
    "Hotel Lindal",
    "Zephyr",
    "Caldwin",
    "Norvia",
    "Pellico",
    "Ravello Bank",
    "Sundra",
    "@kavro",
    "@bellora",
    "@ostrid_help",
    "@quenby",
    "@vorlan",
    "@norvia",
    "@sundra",
    "kavro",
    "norvia",
    "zephyr",
]
CHINESE_BRANDS = [
    "凯沃",
    "贝乐",
    "塔姆",
    "欧川",
    "昆比",
    "沃兰",
    "米蕊",
    "云顿铁路",
    "林达酒店",
    "泽飞",
    "诺维",
    "佩力",
    "@凯沃",
    "@诺维",
    "@泽飞客服",
]
_CHOICE = re.compile(r"\[([^\]]*)\]|\$([a-z]+[0-9]?)")


def family_of(text: str) -> int:
    """Return the family of a pattern, always the same."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % FAMILIES


class Written(NamedTuple):
    """A post of our own making. pattern: the line it came from; posts of one pattern are never in training and in test."""

    language: str
    needed: bool
    text: str
    pattern: str


def written(language: str) -> Iterator[Written]:
    """Yield the posts of a language, always the same: those of the patterns, and some of several sentences."""
    alone = list(single(language))
    yield from alone
    yield from _longer(language, alone)


def single(language: str) -> Iterator[Written]:
    """Yield the posts of the patterns alone."""
    lists: dict[str, list[str]] = {}
    brands = CHINESE_BRANDS if language == "zh" else BRANDS
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("$"):
            name, _, words = line[1:].partition(" = ")
            lists[name] = words.split("|")
            continue
        sign, pattern = line[0], line[2:]
        seen: set[str] = set()
        for number in range(MOST):
            chance = Chance(f"{pattern}/{number}")
            said = _chosen(pattern, lists, chance)
            if said not in seen:
                seen.add(said)
                yield Written(language, sign == "+", said.replace("{b}", chance.of(brands)).strip(), pattern)
        if len(seen) == 1:  # one thing only: said of two brands
            yield Written(language, sign == "+", said.replace("{b}", Chance(pattern).of(brands)), pattern)


def _longer(language: str, alone: list[Written]) -> Iterator[Written]:
    """Yield posts of two to four sentences: those that want nothing want nothing together, and one that wants something is enough."""
    idle = [said for said in alone if not said.needed]
    mark, space = ("。", "") if language == "zh" else (".", " ")
    for at in range(0, len(alone), LONGER):
        one = alone[at]
        chance = Chance(f"longer/{one.text}")
        said = [chance.of(idle) for _ in range(chance.of([1, 1, 2, 3]))]
        # All of the fold of the one; it stands anywhere among the others.
        said.insert(chance.of(range(len(said) + 1)), one)
        sentences = [post.text.rstrip(" .。") + ("" if post.text[-1] in "?!？！" else mark) for post in said]
        yield Written(language, one.needed, space.join(sentences), one.pattern)


def everyday(language: str) -> Iterator[Written]:
    """Yield posts of everyday clauses, which want nothing, and posts that want something among such clauses; always the same.

    All clauses of one post are of one family, so that who is tested on it has learnt from none of them.
    """
    families: list[list[str]] = [[] for _ in range(FAMILIES)]
    for line in (EVERYDAY / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        families[family_of(f"{language}{line}")].append(line)
    for clauses in families:
        for pattern in clauses:
            for number in range(DAYS):
                chance = Chance(f"everyday/{pattern}/{number}")
                told = [pattern, *(chance.of(clauses) for _ in range(chance.of(CLAUSES) - 1))]
                text = _told([_said(one, language, chance) for one in told], language, chance)
                yield Written(language, needed=False, text=text, pattern=pattern)
    wanting = [one for one in single(language) if one.needed]
    for one in wanting[::AMONG]:
        chance = Chance(f"among/{one.text}")
        clauses = families[family_of(f"{language}{one.pattern}")]
        told = [_said(chance.of(clauses), language, chance) for _ in range(chance.of([1, 1, 2, 3]))]
        told.insert(chance.of(range(len(told) + 1)), one.text)
        yield Written(language, needed=True, text=_told(told, language, chance), pattern=one.pattern)


def _said(pattern: str, language: str, chance: Chance) -> str:
    """Return an everyday clause written out."""
    brands = CHINESE_BRANDS if language == "zh" else BRANDS
    said = _CHOICE.sub(lambda found: chance.of(found[1].split("|")), pattern)
    return " ".join(said.replace("{b}", chance.of(brands)).split())


def _told(clauses: list[str], language: str, chance: Chance) -> str:
    """Return clauses as one post: people write a comma, a stop, a line of its own, or nothing."""
    between = chance.of(
        ["，", "。", "，", " ", "！", "~"] if language == "zh" else [". ", ", ", " ", "! ", "... ", ". "]
    )
    text = between.join(clauses)
    return text + chance.of(["", "", "。" if language == "zh" else ".", "!", " 😊", "..."])


def filled(pattern: str, lists: dict[str, list[str]], brands: Sequence[str], chance: Chance) -> str:
    """Return a pattern written out: its options and its brand are drawn."""
    said = _chosen(pattern, lists, chance)
    return " ".join(said.replace("{b}", chance.of(brands)).split())


def _chosen(pattern: str, lists: dict[str, list[str]], chance: Chance) -> str:
    for _ in range(2):  # an option may name a list
        pattern = _CHOICE.sub(lambda found: chance.of(_options(found, lists)), pattern)
    return pattern


def _options(found: re.Match[str], lists: dict[str, list[str]]) -> list[str]:
    return lists[found[2]] if found[2] else found[1].split("|")


class Chance:
    """Draws that hang on nothing but their seed, in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, 0

    def of(self, options: Sequence[Drawn]) -> Drawn:
        """Return the next draw."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._seed}/{self._drawn}".encode()).digest()
        return options[int.from_bytes(digest[:4], "big") % len(options)]
