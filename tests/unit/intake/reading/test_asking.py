"""How words read: the model behind "needs an answer"."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest

from alertd.intake.reading import asking
from alertd.intake.reading.asking import KNOWN, MOST, Asking, cleaned

TEXTS = {
    "en": ("my new lamp came without a plug", "a lovely morning by the river"),
    "tr": ("yeni lambanın fişi kutudan çıkmadı", "nehir kenarında güzel bir sabah"),
    "ru": ("новая лампа пришла без вилки", "прекрасное утро у реки"),
    "fr": ("ma lampe neuve est arrivée sans prise", "belle matinée au bord de la rivière"),
    "pt": ("minha lâmpada nova veio sem tomada", "linda manhã na beira do rio"),
    "zh": ("新买的台灯少了插头，怎么办", "河边美好的早晨"),
}


@pytest.mark.parametrize("language", KNOWN)
def test_a_complaint_without_a_word_of_any_list_reads_like_one(language: str) -> None:
    """And a fine morning does not, in each of the six languages."""
    wants, idles = Asking.shipped().points(TEXTS[language], [language] * 2)

    assert wants > idles
    assert idles < 0


def test_it_says_nothing_of_a_language_it_has_not_learnt() -> None:
    """The lists alone judge there, as they did."""
    texts = ["mi lámpara llegó rota", "меня нет", "", "kaputt"]

    assert Asking.shipped().points(texts, ["es", "und", "xx", "de"]) == [0, 0, 0, 0]


def test_who_stands_beside_a_text_changes_nothing() -> None:
    """Alone, in a batch, in another order: a replay must find the same points."""
    rows = [(text, language) for language, texts in TEXTS.items() for text in texts] * 3
    rows += [(f"{text} {text} #{number}", language) for number, (text, language) in enumerate(rows)]
    model = Asking.shipped()
    together = model.points([text for text, _ in rows], [language for _, language in rows])
    alone = [model.points([text], [language])[0] for text, language in rows]
    order = list(range(len(rows)))
    random.Random(3).shuffle(order)
    shuffled = model.points([rows[at][0] for at in order], [rows[at][1] for at in order])

    assert alone == together
    assert shuffled == [together[at] for at in order]


def test_links_and_names_are_no_words() -> None:
    """Whoever is asked, and whatever is linked, is no sign that somebody asks."""
    plain, dressed = "the lid came off again", "@acme the lid came off again https://t.co/a1 @bob"

    assert cleaned(dressed).split() == plain.split()
    assert len(set(Asking.shipped().points([plain, dressed], ["en", "en"]))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "\0\0a\0",
        "?",
        "?" * 5_000,
        "@a",
        "https://a.b",
        "😂",
        "\ud800",
        "a" * 100_000,
        "冰" * 9_000,
        "e\u0301" * 700,
        "ﷺ" * 400,
    ],
)
def test_hostile_texts_have_points_too(text: str) -> None:
    """Nothing, NULs, half a surrogate, a book: within the bounds, and at once."""
    for language in ("en", "zh"):
        (points,) = Asking.shipped().points([text], [language])
        assert -MOST <= points <= MOST


def test_the_empty_batch_is_read() -> None:
    """A batch may hold no text of a language that is known."""
    assert Asking.shipped().points([], []) == []


def test_a_batch_larger_than_a_step_is_cut_without_a_trace() -> None:
    """Memory is bounded by cutting; the points are the same on both sides of a cut."""
    count = 2 * asking._CHUNK // asking.LIMIT + 7
    texts = [TEXTS["en"][number % 2] for number in range(count)]
    found = Asking.shipped().points(texts, ["en"] * count)

    assert found == found[:2] * (count // 2) + found[: count % 2]


def test_the_model_is_small_and_holds_no_text() -> None:
    """Three megabytes at the most, numbers only."""
    path = Path(asking.__file__).with_name("asking.npz")

    assert path.stat().st_size < 3_000_000
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
        texts = [name for name in kept.files if kept[name].dtype.kind not in "iuf"]
        assert texts == ["name"]
        assert kept["keys"].size == kept["opinions"].size
        for first, last in ((0, int(kept["ideographs"])), (int(kept["ideographs"]), None)):
            keys = kept["keys"][first:last].astype(np.int64)
            assert (np.diff(keys) > 0).all()
