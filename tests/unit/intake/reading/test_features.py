"""Hashed features of a batch."""

from __future__ import annotations

import numpy as np

from alertd.intake.reading import features, folding
from alertd.scorers.default import DefaultScorer


def parts(texts: list[str]) -> tuple[features.Words, list[features.Runs]]:
    """Return the words and runs of texts."""
    codes, kinds = folding.squeezed(folding.fold(texts), DefaultScorer.load().kinds)
    spread = features.mixed(codes)
    return features.words(spread, kinds), features.runs(spread, kinds == folding.SEPARATOR)


def test_a_word_has_one_hash_wherever_it_stands() -> None:
    """The same word in another place, text or batch is the same feature; another word is another."""
    words, _ = parts(["bad service", "very bad", "good"])
    alone, _ = parts(["bad"])

    assert words.hashes[0] == words.hashes[3] == alone.hashes[0]
    assert len(set(words.hashes.tolist())) == 4
    assert words.text.tolist() == [0, 0, 1, 1, 2]


def test_the_beginning_of_a_word_has_the_hash_of_that_shorter_word() -> None:
    """An inflected word is found by its stem."""
    words, _ = parts(["kitap kitaplarımızdan"])

    assert words.hashes[0] == words.prefixes(np.array([1]), 5)[0]


def test_ideographs_and_symbols_are_words_by_themselves() -> None:
    """Scripts without spaces are read character by character."""
    words, _ = parts(["好吃😡😡ok"])

    assert len(words.hashes) == 5


def test_runs_do_not_cross_texts() -> None:
    """What one text ends with and the next begins with is no feature of either."""
    _, apart = parts(["ab", "cd"])
    _, together = parts(["abcd"])

    assert [len(run.hashes) for run in apart] == [4, 2, 0, 0, 0]
    assert [len(run.hashes) for run in together] == [4, 3, 2, 1, 0]
    assert [run.ends.tolist() for run in apart[:2]] == [[2, 4], [1, 2]]


def test_a_batch_gives_the_features_of_its_texts() -> None:
    """How texts are put together in batches changes nothing."""
    texts = ["one two", "", "три четыре!", "五六"]
    _, whole = parts(texts)

    for at, text in enumerate(texts):
        _, alone = parts([text])
        for run, own in zip(whole, alone, strict=False):
            first = run.ends[at - 1] if at else 0
            assert own.hashes.tolist() == run.hashes[first : run.ends[at]].tolist()


def test_pairs_of_words_skip_marks() -> None:
    """A comma between two words does not hide that they follow one another."""
    plain = features.word_features(parts(["not good"])[0])[1]
    with_mark = features.word_features(parts(["not, good"])[0])[1]

    assert plain[-1] == with_mark[-1]
