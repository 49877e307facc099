"""Word lists and what they say about a text."""

from __future__ import annotations

import numpy as np
import pytest

from alertd.intake.reading import features, folding
from alertd.intake.reading.features import Words
from alertd.scorers import lexicon
from alertd.scorers.default import DefaultScorer


def key(word: str, language: str, *, stem: bool = False) -> int:
    """Return the key of a word in a language."""
    words, _, _, _ = parts(word)
    salts = np.array([lexicon.salt(language)], np.uint32)
    return int((lexicon.stem_key if stem else lexicon.word_key)(words.hashes, salts)[0])


def parts(text: str) -> tuple[Words, list[features.Runs], features.U32, features.U8]:
    """Return words, runs, code points and kinds of a text."""
    codes, kinds = folding.squeezed(folding.fold([text]), DefaultScorer.load().kinds)
    spread = features.mixed(codes)
    return features.words(spread, kinds), features.runs(spread, kinds == folding.SEPARATOR), codes, kinds


def run_key(word: str, language: str) -> int:
    """Return the key of a word of ideographs."""
    _, runs, _, _ = parts(word)
    salts = np.array([lexicon.salt(language)], np.uint32)
    return int(lexicon.word_key(runs[len(word) - 1].hashes[:1], salts)[0])


LISTED = {
    key("good", "en"): 60,
    key("bad", "en"): -60,
    key("not", "en"): lexicon.TURNS_NEXT,
    key("gift", "de"): -80,
    key("değil", "tr"): lexicon.TURNS_PREVIOUS,
    key("güzel", "tr"): 70,
    key("rezil", "tr", stem=True): -90,
    key("好", "zh"): 50,
    run_key("不好", "zh"): -50,
    run_key("差评", "zh"): -75,
}
KEYS = np.array(sorted(LISTED), np.uint32)
LEXICON = lexicon.Lexicon.of(KEYS, np.array([LISTED[int(one)] for one in KEYS], np.int8))


def mood(text: str, language: str) -> float:
    """Return the sum of the moods of a text."""
    words, runs, _, _ = parts(text)
    values = lexicon.values_of(LEXICON, words, runs, np.array([lexicon.salt(language)], np.uint32))
    return float(lexicon.moods(words, values)[0].sum())


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("a good day", "en", 0.6),
        ("Bad!", "en", -0.6),
        ("not good", "en", -0.36),
        ("not a very good", "en", -0.36),
        ("not, as far as I know, good", "en", 0.6),
        ("gift", "de", -0.8),
        ("gift", "en", 0.0),
        ("güzel değil", "tr", -0.42),
        ("değil güzel", "tr", 0.7),
        ("rezilliğinizden", "tr", -0.9),
        ("很好", "zh", 0.5),
        ("不好", "zh", -0.5),
        ("给个差评", "zh", -0.75),
        ("好  !  ", "zh", 0.5),
        ("", "en", 0.0),
    ],
)
def test_the_mood_of_words(text: str, language: str, expected: float) -> None:
    """Words count in their language, turned by a negator near them; inflected ones by their stem; long runs first."""
    assert expected == pytest.approx(mood(text, language), abs=1e-6)


def test_a_negator_does_not_reach_into_the_next_text() -> None:
    """The last word of one mention turns nothing in the next."""
    codes, kinds = folding.squeezed(folding.fold(["I did not", "good"]), DefaultScorer.load().kinds)
    spread = features.mixed(codes)
    words = features.words(spread, kinds)
    runs = features.runs(spread, kinds == folding.SEPARATOR)
    values = lexicon.values_of(LEXICON, words, runs, np.full(2, lexicon.salt("en"), np.uint32))

    assert pytest.approx(0.6) == float(lexicon.moods(words, values)[0][-1])


def test_numbers_of_a_text_without_words_say_nothing() -> None:
    """An empty text has no mood, no marks and no length."""
    words, runs, codes, kinds = parts("")
    values = lexicon.values_of(LEXICON, words, runs, np.array([0], np.uint32))

    found = lexicon.numbers(codes, kinds, words, values)

    assert found.shape == (1, lexicon.WIDTH)
    assert found.sum() == 1.0  # only "no word is known"


def test_an_empty_lexicon_knows_nothing() -> None:
    """A model without word lists still reads texts."""
    empty = lexicon.Lexicon.of(np.zeros(0, np.uint32), np.zeros(0, np.int8))

    assert empty.look_up(np.array([1, 2**32 - 1], np.uint32)).tolist() == [0, 0]
