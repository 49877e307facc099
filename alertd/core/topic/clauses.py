"""Clauses: a post cut where its writer drew breath, and its words with what they stand for.

Names of accounts and links are left out: they say who, not what. Scripts without spaces (Chinese, Japanese, Thai) give their
characters one by one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from alertd.core.topic.stems import stem
from alertd.core.topic.stop_words import code_of, is_edge, negates, stop_words

_LEFT_OUT = re.compile(r"^(?:RT @[\w.-]+:? ?)+|https?://\S+|www\.\S+|(?<![\w@])@[\w.-]+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\w)[.!?…]+(?=\s|$)|[!?…。！？\n\r|•]+|\s[-–—]+\s|\s[-–—]+$")
_COMMA = re.compile(r"[,;:，；：、()\[\]]\s*")
_WORD = re.compile(r"[#＃]?[\w\u0900-\u0963\u0966-\u0dff]+(?:['’‑-][\w]+)*")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_MOST = 1_000  # characters of a post that are read
_TAGS = re.compile(r"(?:\s*[#＃][\w·]+)+$")
_ELIDED = (
    "l",
    "d",
    "j",
    "n",
    "s",
    "m",
    "t",
    "c",
    "qu",
    "jusqu",
    "lorsqu",
    "puisqu",
)  # French and Italian, before an apostrophe


NOT = "¬"  #: the key of all words that turn a saying round


class Word(NamedTuple):
    """One word. raw: as written; key: its stem, empty for a stop word; folded: for comparing with the log's own words.

    is_own: the brand's name, or a part of it. begins, ends: its place in the clause.
    """

    raw: str
    key: str
    folded: str
    is_own: bool
    begins: int
    ends: int

    @property
    def is_tag(self) -> bool:
        """Whether it is a hashtag."""
        return self.raw[:1] in "#＃"


class Clause(NamedTuple):
    """A piece of a post that is said in one breath. is_unspaced: its words are single characters."""

    text: str
    words: tuple[Word, ...]
    is_unspaced: bool

    def touches(self, place: int) -> bool:
        """Whether only spaces or a hyphen stand before a word: what a comma or a quote divides is no phrase."""
        return not self.text[self.words[place - 1].ends : self.words[place].begins].strip(" -\u2011\u00a0")


def folded(word: str) -> str:
    """Return a word without case and width.

    >>> folded("＃Kettle"), folded("KETTLE’S")
    ('#kettle', "kettle's")
    """
    text = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("i̇", "i")
    return text.replace("ı", "i")


def clauses(text: str, language: str, own: tuple[str, ...], *, is_fine: bool = False) -> list[Clause]:
    """Return a post's sentences. own: folded names of the brand. is_fine: cut at commas too.

    >>> [clause.text for clause in clauses("RT @a: It smokes! Look, https://x.co/1 my Kettlo broke.", "en", ())]
    ['It smokes', 'Look, my Kettlo broke']
    """
    stops = stop_words(language)
    text = " ".join(_LEFT_OUT.sub(" ", text[:_MOST]).split(" "))
    pieces = _SENTENCE.split(text)
    if is_fine:
        pieces = [part for piece in pieces for part in _COMMA.split(piece)]
    found = []
    for piece in pieces:
        said = _TAGS.sub("", " ".join(piece.split())) or " ".join(piece.split())
        said = said.strip(" ,;:.-–—\"“”«»'")
        if said:
            found.append(_clause(said, language, stops, own))
    return [clause for clause in found if clause.words]


def _clause(said: str, language: str, stops: frozenset[str], own: tuple[str, ...]) -> Clause:
    is_unspaced = len(_UNSPACED.findall(said)) * 3 >= len(said)
    words: list[Word] = []
    for match in _WORD.finditer(said):
        if is_unspaced and _UNSPACED.search(match[0]):
            words += _characters(match[0], match.start(), own)
        else:
            words.append(_word(match[0], match.start(), language, stops, own))
    return Clause(said, tuple(words), is_unspaced)


def _word(raw: str, begins: int, language: str, stops: frozenset[str], own: tuple[str, ...]) -> Word:
    plain = folded(raw)
    if negates(plain, language):
        return Word(raw, NOT, plain, False, begins, begins + len(raw))  # noqa: FBT003 - a tuple's own place
    core = _core(plain.lstrip("#"), language)
    is_own = core in own or plain in own
    is_stop = (
        core in stops
        or plain.replace("'", "") in stops
        or (len(core) < 2 and not plain.startswith("#"))
        or core.isdigit()
    )
    if not is_stop and "'" in plain and code_of(language) == "en":
        is_stop = plain.split("'")[0] in stops
    key = "" if is_stop or is_own else f"#{core}" if plain.startswith("#") else stem(core, language)
    return Word(raw, key, core, is_own, begins, begins + len(raw))


def _core(word: str, language: str) -> str:
    """Return a word without what an apostrophe ties to it: "l'eau" is water, "Kettlo'nun" and "Kettlo's" are Kettlo."""
    if "'" not in word:
        return word
    before, _, after = word.partition("'")
    return after if before in _ELIDED and code_of(language) in ("fr", "it") else before


def _characters(raw: str, begins: int, own: tuple[str, ...]) -> list[Word]:
    """Return the characters of a run; those that make up the brand's name are its own."""
    plain = folded(raw)
    owned = [False] * len(plain)
    for name in own:
        at = plain.find(name)
        while at >= 0 and name:
            owned[at : at + len(name)] = [True] * len(name)
            at = plain.find(name, at + 1)
    if len(plain) != len(raw):  # folding moved the letters: nobody can say which are whose
        owned, plain = [False] * len(raw), raw
    return [
        Word(one, "" if is_own or not is_edge(one) else one, one, is_own, begins + at, begins + at + 1)
        for at, (one, is_own) in enumerate(zip(plain, owned, strict=True))
    ]
