"""Findings: what is wrong in a file, where, and what to write instead."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from alertd.late_pattern import late
from alertd.model.value import Value
from alertd.yamlform.lookalikes import oddity, plain
from alertd.yamlform.synonyms import said_for

#: A finding's sentence is shorter than this, whatever stands in the file: people read it on a phone.
LONGEST = 160
#: How alike a word must be to be offered, from 0 to 1. Slips of the hand are above 0.66; from 0.62 down "people" is near to "replies".
NEAR = 0.65


_MOVING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def still(text: str) -> str:
    r"""Write a sign in the place of each that would move a terminal's cursor or turn its line: findings quote what others wrote.

    >>> still("a\x1b[2J\u202eb")
    'a�[2J�b'
    """
    return _MOVING.sub("\ufffd", text)


class Level(enum.StrEnum):
    """An error keeps the set from loading; a warning will hurt at night."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


class Finding(Value, frozen=True, kw_only=True):
    """One fault, located. name: its kind, such as "unknown-key". shown: the source line, secrets masked. advice: one line."""

    path: str
    line: int
    column: int
    level: Level
    name: str
    text: str
    advice: str = ""
    shown: str = ""

    def __str__(self) -> str:
        """One line, as compilers write it, so that editors can jump to it."""
        return f"{self.path}:{self.line}:{self.column}: {self.level}[{self.name}] {self.text}"

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Findings are shown by file and place, in the same order on every run."""
        return self.path, self.line, self.column, self.name, self.text


class Faults:
    """Collects the findings of one run. Nothing stops at the first."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self.errors = 0  #: how many of them are errors, so that a reader can see whether a part of it was faulty

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        self._found.append(finding)
        self.errors += finding.level is Level.ERROR

    def sorted(self) -> tuple[Finding, ...]:
        """Return all findings, each once, by file and place; quotes are told of where nothing else is wrong with the text."""
        told = {(one.path, one.line, one.column) for one in self._found if one.name != "quotes"}
        kept = {one for one in self._found if one.name != "quotes" or (one.path, one.line, one.column) not in told}
        return tuple(sorted(kept, key=lambda finding: finding.order))


def short(text: str, longest: int = 60) -> str:
    """Quote what the author wrote, cut where it is long, on one line.

    >>> short("ratoi")
    '"ratoi"'
    """
    flat = " ".join(text.split())
    return f'"{flat}"' if len(flat) <= longest else f'"{flat[: longest - 1]}…"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant.

    >>> nearest("ratoi", ["ratio", "window"])
    'ratio'
    >>> nearest("zebra", ["ratio", "window"]) is None
    True
    """
    from difflib import get_close_matches  # only a faulty file pays for it

    folded = {name.casefold().replace("-", "_"): name for name in known}
    written, word = word, plain(word)
    # What another tool or speech calls it comes before what is spelt alike: "angry" is not "any".
    same = next((folded[one] for one in (*said_for(written), *said_for(word)) if one in folded), None)
    if same is not None or word.casefold() in folded:
        return same or folded[word.casefold()]
    close = get_close_matches(word.casefold().replace("-", "_"), folded, n=1, cutoff=NEAR)
    return folded[close[0]] if close else None


def meant(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "..."?`, or nothing where no known word is near; and what looks like something else.

    >>> meant("ratoi", ["ratio"])
    '; did you mean "ratio"?'
    """
    close = nearest(word, known)
    odd = oddity(word)
    said = f"; {odd}" if odd else ""
    return f'{said}; did you mean "{close}"?' if close else said


def listed(words: Sequence[str], longest: int = 120) -> str:
    """Join words for a line of advice, with an ellipsis where there are too many."""
    text = ", ".join(words)
    return text if len(text) <= longest else text[: text.rfind(",", 0, longest)] + ", …"


#: What tokens look like. Patterns of well-known issuers first, then anything long that mixes letters and digits.
_TOKENS = late(
    r"xox[abeprs]-[\w-]{8,}"  # Slack
    r"|xapp-[\w-]{8,}"
    r"|https://hooks\.slack\.com/services/\S+"
    r"|\b(?:ghp|gho|ghs|github_pat|glpat|sk_live|rk_live|sk-ant|sk-proj|SG|key)[-_.][\w.-]{16,}"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bAAAA[\w%-]{40,}"  # X bearer
    r"|\b\d{8,10}:[\w-]{30,}"  # Telegram bot
    r"|\bAC[0-9a-f]{32}\b|\bSK[0-9a-f]{32}\b"  # Twilio
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+"  # JSON web token
    r"|(?<=://)[^/\s:@${}]+:[^/\s@?${}]+(?=@)"  # user:password@ in a URL
    r"|(?<![\w/+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[a-zA-Z])(?![\w-]*-\w*-\w*-\w*-\w*-\w*-)[A-Za-z0-9+=_]{28,}(?![\w/+=-])"
)


def secret_in(text: str) -> re.Match[str] | None:
    """Find what looks like a token or a password; `${NAME}` is none."""
    return _TOKENS.search(text)


def masked(line: str) -> str:
    """Return the line with tokens starred out, as long as before so that a caret below still fits."""
    return _TOKENS.sub(lambda match: "*" * len(match.group()), line)
