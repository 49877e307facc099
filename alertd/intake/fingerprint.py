"""Fingerprint: one voice for all copies of a text, and hashed words for terms that emerge.

A voice is 63 bits of BLAKE2b over the letters of the folded text. What copies change is left out: URLs, @names, digits,
punctuation, emoji, white space, case and "RT @name:". A text of fewer than three letters is its author's own voice, so that
sixty people who write "?!" are sixty voices.

A text of forty letters or more that differs from an earlier one by a few words is its copy and has its voice (near_copies).

Limits: a repost without its text, or with a cut one, shares the voice of its
original only if one of the two was seen while the other is remembered (Voices); else all such reposts of one post share a
voice among themselves.
"""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from hashlib import blake2b
from typing import NamedTuple

from alertd.intake.near_copies import Bands, NearCopies
from alertd.intake.scripts import UNSPACED_RUN
from alertd.model.post import Post

MAX_TOKENS = 64
_MAX_LETTERS = (
    4000  #: letters that count for a voice; below MAX_TEXT, so that "RT @name:" cannot push the last ones out
)
_MIN_LETTERS = 3
_MIN_COPIED = 40  #: letters; shorter texts are alike by chance, and each of their writers waits for an answer
_LONGEST_WORD = 40
_REMEMBERED = 50_000  #: posts and texts; about 12 MB
_REMEMBERED_NEAR = 10_000  #: texts that near copies are looked for among; about 25 MB

_REPOST = re.compile(r"^(?:rt @[\w.-]+:? ?)+")
# Each branch begins with a letter, so that the search can skip to it; (?<!\w@) leaves the names in mail addresses alone.
_NOISE = re.compile(r"https?://\S+|www\.\S+|@(?<!\w@)[\w.-]+")
_WORD = re.compile("[\\w\u0900-\u0963\u0966-\u0dff\u0e30-\u0e4e\u102b-\u103e]+")  # \w leaves out vowel signs
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_NO_LETTER = re.compile(r"[\d_]+")


class Gist(NamedTuple):
    """A text without what copies change.

    words: in order, with digits; letters: what a voice is made of. is_cut: it ends in an ellipsis.
    is_spaced: no letter of a script without spaces is in it.
    """

    words: list[str]
    letters: str
    is_cut: bool
    is_spaced: bool


def gist(folded: str) -> Gist:
    """Return the gist of a text that is already folded.

    >>> gist("rt @ann: look at this: acme 24 https://t.co/x").letters
    'lookatthisacme'
    """
    text = folded
    if "@" in text:
        text = _REPOST.sub("", text)
    if "@" in text or "://" in text or "www." in text:
        text = _NOISE.sub(" ", text)
    is_ascii = text.isascii()
    words = (_ASCII_WORD if is_ascii else _WORD).findall(text)
    letters = "".join(words)
    if not letters.isalpha():
        letters = _NO_LETTER.sub("", letters)
    # NFKC has written the ellipsis as three points; platforms put a link behind it, which is gone by now.
    is_cut = text.endswith(("...", "... "))
    return Gist(words, letters[:_MAX_LETTERS], is_cut, is_ascii or UNSPACED_RUN.search(text) is None)


def voice_of(letters: str, own: str) -> int:
    """Return the 63-bit voice of a text's letters. own: what stands for a text with too few of them."""
    source = letters if len(letters) >= _MIN_LETTERS else "\x00" + own
    return int.from_bytes(blake2b(source.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> 1


class _Hashes(dict[str, int]):
    """The hash of a word, -1 for what is no word; filled as words are met, because the same ones come again and again."""

    def __missing__(self, word: str) -> int:
        if not 1 < len(word) <= _LONGEST_WORD or word.isdigit():
            return -1
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = hashed = token_of(word)
        return hashed


def tokens(said: Gist) -> tuple[int, ...]:
    """Return up to 64 distinct hashed words, in order; in scripts without spaces pairs of letters stand for words.

    >>> tokens(gist("acme 7 acme")) == (token_of("acme"),)
    True
    """
    words = said.words if said.is_spaced else _split(said.words)
    found = dict.fromkeys(map(_hashes.__getitem__, words))
    found.pop(-1, None)
    return tuple(found)[:MAX_TOKENS]


def token_of(word: str) -> int:
    """Return the 31-bit hash of a folded word; the same on every machine and in every run."""
    return zlib.crc32(word.encode("utf-8", "replace")) & 0x7FFFFFFF


def _split(words: list[str]) -> list[str]:
    """Split words where scripts meet: pairs of letters of scripts without spaces, the rest whole."""
    parts: list[str] = []
    for word in words:
        if word.isascii():
            parts.append(word)
            continue
        parts += [piece for piece in UNSPACED_RUN.split(word) if piece]
        for run in UNSPACED_RUN.findall(word):
            parts += [run[place : place + 2] for place in range(min(len(run) - 1, MAX_TOKENS))]
        if len(parts) > 4 * MAX_TOKENS:
            break
    return parts


_hashes = _Hashes()


class Voice(NamedTuple):
    """A post's voice. is_copy: somebody said this before, or the post is a repost."""

    number: int
    is_copy: bool


class Voices:
    """Remembers the voices of the last posts, so that reposts and their originals share one, whichever came first."""

    def __init__(self, *, remembered: int = _REMEMBERED, near: int = _REMEMBERED_NEAR) -> None:
        self._remembered = remembered
        # Posts by a digest of platform and id: whoever makes up ids makes them as long as it likes.
        self._by_post: OrderedDict[int, int] = OrderedDict()
        # A text, to the letter: its first post, its voice.
        self._first: OrderedDict[int, tuple[int, int]] = OrderedDict()
        self._near = NearCopies(remembered=near)

    def voice(self, post: Post, said: Gist, bands: Bands | None = None) -> Voice:
        """Return the voice of a post and remember it. Call it once a post, in the order they came.

        bands: of what it says, where they are known already.
        """
        key, text = _key_of(post.platform, post.id), None
        if len(said.letters) >= _MIN_COPIED:
            text = voice_of(said.letters, "")
        number = self._by_post.get(key)
        if number is None:
            number = (
                self._of_repost(post, said) if post.repost_of is not None else self._of_text(post, said, text, bands)
            )
            self._keep(key, number)
        is_copy = post.repost_of is not None
        if text is not None:
            # Only a copy to the letter: whoever comes close to another's words waits for an answer of their own.
            first, _ = self._first.setdefault(text, (key, number))
            is_copy = first != key or is_copy
            if len(self._first) > self._remembered:
                self._first.popitem(last=False)
        return Voice(number, is_copy)

    def _of_text(self, post: Post, said: Gist, text: int | None, bands: Bands | None) -> int:
        if text is None:
            return voice_of(said.letters, f"{post.platform}\x00{post.id}")
        said_before = self._first.get(text)
        if said_before is not None:
            return said_before[1]
        return self._near.first_of(said.words if said.is_spaced else said.letters, text, bands)

    def _of_repost(self, post: Post, said: Gist) -> int:
        original = _key_of(post.platform, post.repost_of or "")
        number = self._by_post.get(original)
        if number is None:
            letters = "" if said.is_cut else said.letters
            number = voice_of(letters, f"{post.platform}\x00{post.repost_of}")
            self._keep(original, number)
        return number

    def _keep(self, key: int, number: int) -> None:
        self._by_post[key] = number
        if len(self._by_post) > self._remembered:
            self._by_post.popitem(last=False)


def _key_of(platform: str, post_id: str) -> int:
    return voice_of("", f"{platform}\x00{post_id}")
