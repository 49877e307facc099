"""Our own word lists and the model that was made from them belong together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alertd.intake.reading import features, folding
from alertd.scorers import lexicon
from alertd.scorers.default import DefaultScorer
from training import lexicons

LISTS = sorted((Path(__file__).parents[3] / "training" / "words").glob("*.txt"))
LISTED = DefaultScorer.load().lexicon


def moods_of(words: list[str], language: str) -> list[float]:
    """Return the mood that the shipped model gives to each word alone."""
    codes, kinds = folding.squeezed(folding.fold(words), DefaultScorer.load().kinds)
    spread = features.mixed(codes)
    cut = features.words(spread, kinds)
    runs = features.runs(spread, kinds == folding.SEPARATOR)
    values = lexicon.values_of(LISTED, cut, runs, np.full(len(words), lexicon.salt(language), np.uint32))
    moods, _ = lexicon.moods(cut, values)
    return [float(mood) for mood in np.bincount(cut.text, moods, len(words))]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_shipped_model_knows_every_word_of_our_lists(path: Path) -> None:
    """Who changes a list and forgets to train again is told; words of one sign keep it in the model."""
    signs: dict[str, set[float]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        value, *words = line.split()
        for word in words:
            if word.endswith("~"):  # known by its denied forms
                continue
            signs.setdefault(word.rstrip("+"), set()).add(np.sign(float(value)))
    plain = [word for word, found in signs.items() if len(found) == 1]

    found = moods_of(plain, path.stem)

    wrong = [word for word, mood in zip(plain, found, strict=True) if np.sign(mood) not in signs[word]]
    assert len(wrong) <= len(plain) // 50, wrong  # the beginnings of two words may be one
    assert len(LISTS) == 12


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("sev", "sevmiyo sevmed sevmez sevmem sevmeyen sevemiyo sevemed sevemez"),
        ("gör", "görmüyo görmed görmez görmem görmeyen göremiyo göremed göremez"),
        ("ol", "olmuyo olmad olmaz olmam olmayan olamıyo olamad olamaz"),
        ("yaşa", "yaşamıyo yaşamad yaşamaz yaşamam yaşamayan yaşayamıyo yaşayamad yaşayamaz"),
    ],
)
def test_a_turkish_verb_is_denied_in_the_harmony_of_its_last_vowel(verb: str, forms: str) -> None:
    """Present, past, aorist, participle, and what somebody could not; the infinitive ("sevmek") begins none of them."""
    assert forms.split() == lexicons.denied(verb)


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("memnun kaldım", "memnun kalmadım"),
        ("tavsiye ederim", "tavsiye etmiyorum"),
        ("çok güzel oldu", "hiç güzel olmamış"),
        ("güveniyorum size", "güvenmiyorum size"),
        ("tasarımı beğendim", "tasarımı hiç beğenmedim"),
        ("bu markayı seviyorum", "bu markayı sevemedim"),
        ("mutluyum", "mutlu değilim"),
        ("huzur var", "huzur kalmadı"),
        ("sorunsuz bir alışveriş", "sorun çözülmedi"),
    ],
)
def test_what_is_denied_in_turkish_is_worse_than_what_is_said(said: str, denied: str) -> None:
    """A suffix of a verb turns the mood of a sentence as a negator does elsewhere, and "hiç" beside it does not turn it back."""
    good, bad = DefaultScorer.load().probabilities([said, denied], ["tr", "tr"])[0]

    assert bad[0] > good[0] + 0.1


@pytest.mark.parametrize("trouble", ["sorun", "sıkıntı", "hata"])
def test_denied_trouble_is_no_complaint(trouble: str) -> None:
    """Who had no trouble says less against a brand than who had some."""
    had, had_none = DefaultScorer.load().probabilities([f"{trouble} yaşadım", f"{trouble} yaşamadım"], ["tr", "tr"])[0]

    assert had_none[0] < had[0] - 0.2
