"""Words and runs of ideographs are found in a list of hashes, where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from alertd.intake.reading import features, folding, listed
from alertd.intake.reading.features import U32
from alertd.scorers.default import DefaultScorer

KINDS = DefaultScorer.load().kinds
TEXTS = ["smoke in the kettle", "", "客服骗人，太失望了", "kettle kettle", "smoke 失望"]


def read(texts: list[str]) -> tuple[features.Words, list[features.Runs], features.U8]:
    """Return the words, the runs and the kinds of texts."""
    codes, kinds = folding.squeezed(folding.fold(texts), KINDS)
    spread = features.mixed(codes)
    return features.words(spread, kinds), features.runs(spread, kinds == folding.SEPARATOR), kinds


def keys_of(words: list[str], runs: list[str]) -> tuple[U32, int]:
    """Return the keys of a list of words and of runs of ideographs, each part ascending, and where the runs begin."""
    first = np.sort(read(words)[0].hashes)
    last = np.sort(np.array([read([run])[1][len(run) - 1].hashes[0] for run in runs], np.uint32))
    return np.concatenate([first, last]), len(first)


KEYS, IDEOGRAPHS = keys_of(["smoke", "kettle"], ["失望", "骗人"])


@pytest.mark.parametrize("filtered", [False, True])
def test_each_known_word_is_found_in_its_text(filtered: bool) -> None:
    """Words count as often as they stand there, runs of ideographs in the midst of others too; a filter changes nothing."""
    text, at = listed.places(*read(TEXTS), KEYS, IDEOGRAPHS, known=listed.likely(KEYS) if filtered else None)

    assert np.bincount(text, minlength=len(TEXTS)).tolist() == [2, 0, 2, 2, 2]
    assert sorted(text[at >= IDEOGRAPHS].tolist()) == [2, 2, 4]


def test_a_list_without_runs_knows_words_alone() -> None:
    """Nothing is found of what is not listed, and an empty part of a list is no fault."""
    text, at = listed.places(*read(TEXTS), KEYS[:IDEOGRAPHS], IDEOGRAPHS)

    assert sorted(text.tolist()) == [0, 0, 3, 3, 4]
    assert at.max() < IDEOGRAPHS


def test_a_batch_without_ideographs_is_not_searched_for_them() -> None:
    """Most texts have none: their words are found as ever."""
    text, _ = listed.places(*read(["smoke", "no smoke"]), KEYS, IDEOGRAPHS)

    assert text.tolist() == [0, 1]


def test_the_filter_lets_every_key_through() -> None:
    """It may let others through, which the search then refuses."""
    keys = np.unique(np.random.default_rng(3).integers(0, 2**32, 5_000, dtype=np.uint32))

    assert listed.likely(keys)[keys >> np.uint32(11)].all()


def test_the_longest_listed_beginning_stands_for_a_word_that_is_not_listed() -> None:
    """Where a language grows at the end of its words, and only there; a listed word is heard once, and a short beginning not at all."""
    keys = np.sort(read(["sorun", "sorunla", "kettle", "sor"])[0].hashes)
    at_of = {word: int(np.searchsorted(keys, read([word])[0].hashes[0])) for word in ("sorun", "sorunla", "kettle")}
    texts = ["sorunlarımız kettle", "sorunu", "sordum", "sorunu", ""]

    text, at = listed.heard(
        *read(texts), keys, len(keys), known=listed.likely(keys), shortest=np.array([4, 4, 4, 0, 4])
    )

    found = sorted(zip(text.tolist(), at.tolist(), strict=True))
    assert found == sorted([(0, at_of["sorunla"]), (0, at_of["kettle"]), (1, at_of["sorun"])])


def test_an_empty_list_begins_no_word() -> None:
    """A model without opinions still reads texts."""
    empty = np.zeros(0, np.uint32)

    text, _ = listed.heard(*read(["sorunlar"]), empty, 0, known=listed.likely(empty), shortest=np.array([4]))

    assert not len(text)
