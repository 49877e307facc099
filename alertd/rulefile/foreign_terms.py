"""Foreign terms: searches written for other tools, which here would be a name that nobody ever writes.

X, Reddit, Google and the listening tools have operators of their own. A term that holds one is read as a name, matches nothing, and
nobody notices: so each is named, with what is written here.
"""

from __future__ import annotations

import re

from alertd.late_pattern import late

_FIELDS = {
    "from": "author:",
    "by": "author:",
    "user": "author:",
    "username": "author:",
    "account": "author:",
    "hashtag": "#",
    "hashtags": "#",
    "mention": "@",
    "mentions": "@",
    "to": "@",
    "domain": "site:",
    "source": "site:",
    "link": "url:",
    "inurl": "url:",
    "language": "lang:",
    "subreddit": "site:reddit.com/r/",
}
#: Of these nothing is looked for: the words of a post are one text.
_PARTS = ("title", "text", "content", "body", "headline", "selftext", "intitle", "intext", "entity", "context")
_NOWHERE = (
    "is",
    "has",
    "filter",
    "min_faves",
    "min_retweets",
    "country",
    "place",
    "place_country",
    "since",
    "until",
    "near",
    "within",
)
_FIELD = late(r"(?<![\w/])-?(\w+):(?=[^\s/])")
_NEAR = late(r"(?i)\b(?:near|w|within|n)\s?/\s?(\d+)\b|\b(?:NEAR|near)(\d+)\b")
_MINUS = late(r"(?:^|\s)[-!]([\w\"“#@(])")
_PLUS = late(r"(?:^|\s)\+(\w)")
_SIGNS = late(r"\s(\|\|?|&&)\s")
_SMALL_OR = late(r"\w \bor\b \w")
_PATTERN = late(r"^/.+/[a-z]*$|[\w)]\.\*|\\[bdws]|\[[a-z]-[a-z]\]")


def foreign(term: str) -> tuple[str, str] | None:
    """Return what is foreign about a term and what to write here; None for one that is not.

    >>> foreign("acme -theatre")
    ('"-" in front of a word excludes nothing here', 'write acme NOT theatre, or put it under exclude')
    >>> foreign("from:acme fire")
    ('"from:" is no operator here', 'write author:')
    >>> foreign("Johnson & Johnson"), foreign("T-Mobile"), foreign("https://acme.example"), foreign("a/b"), foreign("Yahoo!")
    (None, None, None, None, None)
    """
    for look in (_pattern, _field, _near, _excluded, _joined):
        said = look(term)
        if said is not None:
            return said
    return None


def _pattern(term: str) -> tuple[str, str] | None:
    if _PATTERN.search(term):
        return (
            "regular expressions are not read",
            "? stands for one letter, * for the end of a word, ~1 for one typing error",
        )
    if term.startswith("*") and term[1:2].isalnum():
        return '"*" cannot stand in front', f"a word begins with letters: {term.strip('*')}*"
    return None


def _field(term: str) -> tuple[str, str] | None:
    for found in _FIELD.finditer(term):
        name = found[1].lower()
        said = f'"{found[1]}:" is no operator here'
        if name in _FIELDS:
            return said, f"write {_FIELDS[name]}"
        if name in _PARTS:
            return said, "a word is looked for in all of a post: write the word alone"
        if name in _NOWHERE:
            return said, "the filters of a rule (only: ..) choose among posts; take it out of the term"
    return None


def _near(term: str) -> tuple[str, str] | None:
    found = _NEAR.search(term)
    if found is None or found[0].startswith("NEAR/"):
        return None
    return f'"{found[0]}" is not read as a distance', f"write NEAR/{found[1] or found[2]}"


def _excluded(term: str) -> tuple[str, str] | None:
    found = _MINUS.search(term)
    if found is not None and (found.start() > 0 or term.startswith("-")):
        sign = found[0].strip()[0]
        rest = re.sub(r"(^|\s)[-!](?=[\w\"“#@(])", r"\1NOT ", term).strip()[:60]
        return f'"{sign}" in front of a word excludes nothing here', f"write {rest}, or put it under exclude"
    if _PLUS.search(term):
        return '"+" in front of a word asks for nothing here', "write AND between the words"
    return None


def _joined(term: str) -> tuple[str, str] | None:
    found = _SIGNS.search(term)
    if found is not None:
        return f'"{found[1]}" joins nothing here', f"write {'AND' if found[1] == '&&' else 'OR'}"
    if _SMALL_OR.search(term):
        return '"or" in small letters is a word of the phrase', "write OR to join, or make two terms of it"
    if re.search(r"\w\s?; ?\w", term):
        return "a semicolon joins nothing: this is looked for as one name", "make two terms of it: [acme, globex]"
    if re.fullmatch(r"[‘‚’].+[’‘]", term):
        return "the quotes of a text processor are letters of this term", f"write {term[1:-1]}"
    if re.search(r"\w, \w", term) and not term.startswith('"'):
        return "a comma joins nothing: this is looked for as one name", "make two terms of it: [acme, globex]"
    return None
