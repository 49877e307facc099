"""Variants: how else people write a name: joined and parted, in the plural, declined, inside a hashtag or a handle.

A term's own spellings (`written`) go into the automaton. What may stand beside a name within one word (`is_variant`) is asked only
where a word boundary is missing, which is seldom, so it costs nothing elsewhere.
"""

from __future__ import annotations

import re

from alertd.intake.chinese import both_scripts
from alertd.intake.endings import is_ending
from alertd.intake.normalise import folded, spellings

#: Shorter names are part of too many words and hashtags.
SHORTEST = 4
#: Between the parts of a name people write a hyphen, a space, or nothing.
_JOINT = re.compile(r"[ '.-]+")
#: "and" between two names, as web pages write it too.
_AND = re.compile(r" ?(?:&amp;|&) ?")
#: Letters that are typed as two where the keyboard has not got them. The others lose their mark or stroke when they are folded.
_DIGRAPHS = str.maketrans(
    {"ö": "oe", "ü": "ue", "ä": "ae", "ø": "oe", "å": "aa", "Ö": "Oe", "Ü": "Ue", "Ä": "Ae", "Ø": "Oe", "Å": "Aa"}
)

#: A declined Russian name loses its last vowel: Волга, Волги, Волгой.
_FEMININE = re.compile("[а-я]{4,}[ая]")
#: What a brand puts behind its name in a handle.
_DESKS = frozenset(
    [
        "help",
        "helps",
        "support",
        "care",
        "cares",
        "official",
        "hq",
        "app",
        "news",
        "team",
        "service",
        "uk",
        "us",
        "usa",
        "tr",
        "ru",
        "de",
        "fr",
        "es",
        "it",
        "br",
        "eu",
        "global",
        "online",
        "store",
        "shop",
    ]
)
#: Names that are words too: only whole words find them, or every second hit would be about apples. A watch may ask for the same
#: of any name (`exact: true`).
AMBIGUOUS = frozenset(
    [
        "amazon",
        "apple",
        "arrow",
        "ascend",
        "axe",
        "bell",
        "best",
        "blink",
        "block",
        "boost",
        "boots",
        "bounty",
        "box",
        "branch",
        "brave",
        "bridge",
        "bulb",
        "caterpillar",
        "champion",
        "chase",
        "chevron",
        "chime",
        "circle",
        "clear",
        "comet",
        "compass",
        "converse",
        "corona",
        "cricket",
        "crown",
        "delta",
        "diesel",
        "dove",
        "dash",
        "direct",
        "discover",
        "dominion",
        "dominos",
        "echo",
        "edge",
        "element",
        "elf",
        "emerald",
        "express",
        "falcon",
        "fanta",
        "fidelity",
        "fiesta",
        "first",
        "flash",
        "focus",
        "forever",
        "fossil",
        "fox",
        "frontier",
        "galaxy",
        "gap",
        "giant",
        "glad",
        "glow",
        "gold",
        "guess",
        "halo",
        "harvest",
        "hinge",
        "honest",
        "hope",
        "house",
        "ikon",
        "impact",
        "intel",
        "jaguar",
        "jet",
        "joy",
        "kind",
        "kindle",
        "kiss",
        "lab",
        "lemonade",
        "liberty",
        "life",
        "lime",
        "link",
        "lion",
        "local",
        "look",
        "luna",
        "lush",
        "lynx",
        "mango",
        "march",
        "match",
        "mars",
        "meta",
        "metro",
        "mini",
        "mint",
        "monster",
        "monday",
        "moon",
        "morning",
        "motion",
        "mustang",
        "native",
        "nature",
        "nest",
        "next",
        "nest",
        "nike",
        "noon",
        "notion",
        "nova",
        "oasis",
        "oatly",
        "object",
        "olive",
        "one",
        "opera",
        "oracle",
        "orange",
        "orbit",
        "origin",
        "outlook",
        "oxygen",
        "pampers",
        "panda",
        "paramount",
        "park",
        "patch",
        "patagonia",
        "peak",
        "pearl",
        "penguin",
        "people",
        "pepper",
        "phoenix",
        "pick",
        "pilot",
        "pinnacle",
        "pixel",
        "planet",
        "plus",
        "point",
        "polo",
        "post",
        "prime",
        "prism",
        "prudential",
        "puma",
        "pure",
        "quest",
        "rally",
        "ranger",
        "raven",
        "reach",
        "red",
        "relay",
        "republic",
        "ring",
        "rise",
        "river",
        "robin",
        "rocket",
        "rolling",
        "root",
        "rover",
        "royal",
        "safari",
        "sage",
        "sail",
        "salt",
        "scout",
        "seat",
        "sequoia",
        "shadow",
        "shell",
        "shift",
        "signal",
        "silk",
        "simple",
        "slack",
        "smart",
        "snap",
        "sonic",
        "spark",
        "spirit",
        "splash",
        "sport",
        "spot",
        "spring",
        "sprint",
        "sprite",
        "square",
        "staples",
        "star",
        "state",
        "steam",
        "stone",
        "stripe",
        "subway",
        "summit",
        "sun",
        "super",
        "surface",
        "swatch",
        "swift",
        "target",
        "temple",
        "tide",
        "tiger",
        "timber",
        "total",
        "touch",
        "tower",
        "trace",
        "track",
        "trade",
        "trend",
        "trident",
        "triumph",
        "twitch",
        "uncle",
        "union",
        "unity",
        "universal",
        "vans",
        "venture",
        "verge",
        "vertex",
        "virgin",
        "visa",
        "vision",
        "vista",
        "wave",
        "whisper",
        "whole",
        "willow",
        "wish",
        "wonder",
        "zoom",
    ]
)


def written(term: str) -> tuple[str, ...]:
    """Return the folded spellings under which a name is looked for.

    >>> written("Coca-Cola")
    ('coca cola', 'coca-cola', 'coca_cola', 'cocacola')
    >>> written("Acme Air")
    ('acme air', 'acme-air', 'acme_air', 'acmeair')
    >>> written("McDonald's"), written("H&M")
    (("mcdonald's", 'mcdonalds'), ('h & m', 'h &amp; m', 'h&amp;m', 'h&m'))
    """
    found = {*spellings(term), *spellings(term.translate(_DIGRAPHS))}
    found |= {folded(script) for script in both_scripts(term)}
    for text in tuple(sorted(found)):
        if "&" in text:
            found |= {_AND.sub(joint, text) for joint in ("&", " & ", "&amp;", " &amp; ")}
        elif _FEMININE.fullmatch(text):
            found.add(text[:-1])
        elif _JOINT.search(text) and sum(map(str.isalnum, text)) >= SHORTEST:
            found |= _joined(text)
    return tuple(sorted(found))


def _joined(text: str) -> set[str]:
    """Return a name of several parts with its joints otherwise: at the apostrophe of "mcdonald's" only nothing."""
    if text[0] in "#@" or not text[0].isalnum():
        return set()
    if " " in text and "-" not in text and "'" not in text:
        joined = text.replace(" ", "")
        return {text.replace(" ", "-"), text.replace(" ", "_"), *({joined} - AMBIGUOUS)}
    found = {text.replace("'", "")}
    if "-" in text:
        found |= {text.replace("-", " "), text.replace("-", "_"), text.replace("-", "")}
    return found


def is_short_join(text: str, term: str) -> bool:
    """Whether a spelling is a short name of several words written as one: that may be part of any word, so it must be a word of its own.

    >>> is_short_join("acmeair", "Acme Air"), is_short_join("acme-air", "Acme Air"), is_short_join("burgerking", "Burger King")
    (True, False, False)
    """
    name = folded(term)
    return " " in name and len(name) <= 2 * SHORTEST + 1 and text.isalnum()


def is_name(term: str) -> bool:
    """Whether a folded term is looked for within words too: a name of some length that is no common word.

    >>> is_name("acme"), is_name("gap"), is_name("target"), is_name("#acme")
    (True, False, False, False)
    """
    return is_word(term) and term not in AMBIGUOUS


def is_word(term: str) -> bool:
    """Whether a folded word is long enough to be known within others. A need is one, however common: it stands beside a name.

    >>> is_word("seat"), is_name("seat"), is_word("gap")
    (True, False, False)
    """
    return len(term) >= SHORTEST and term[0].isalnum() and not term.isdigit()


def is_variant(text: str, start: int, end: int, *, endings: frozenset[str]) -> bool:
    """Whether a name that is only part of a word is meant all the same: declined, or in a hashtag or a handle.

    >>> text = "#boycottacme"
    >>> is_variant(text, 8, 12, endings=frozenset()), is_variant("acmetastic", 0, 4, endings=frozenset(("s",)))
    (True, False)
    """
    first, last = start, end
    while first > 0 and (text[first - 1].isalnum() or text[first - 1] == "_"):
        first -= 1
    while last < len(text) and (text[last].isalnum() or text[last] == "_"):
        last += 1
    sign = text[first - 1] if first else ""
    before, after = text[first:start], text[end:last]
    if sign == "#":
        return not (before and after)
    if sign == "@":
        return not before and (after[0] == "_" or after[0].isdigit() or after in _DESKS)
    return not before and is_ending(text[start:end], after, endings)
