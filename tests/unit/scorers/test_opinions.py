"""What training takes from a sentence encoder, and that the scorer adds it up as training did."""

from __future__ import annotations

from importlib import resources

import numpy as np

from alertd.intake.reading import features, folding
from alertd.scorers import model
from alertd.scorers.default import DefaultScorer
from training import opinions
from training.pieces import pieces
from training.sets import Post

TEXTS = [
    "The battery is flimsy, really FLIMSY!",
    "",
    "http://t.co/x @bob",
    "\u00e7ok g\u00fczel \ud83d\ude0d",
    "a " * 900,
    "客服骗人，太失望了",
    "обман и сплошное разочарование",
    "sorunlarımızdan kurtulamadık",
]


def field(text: str) -> bytes:
    """Return a piece as a SentencePiece model holds it: its text, then its score."""
    inner = b"\x0a" + length(len(text.encode())) + text.encode() + b"\x15\x00\x00\x80\xbf"
    return b"\x0a" + length(len(inner)) + inner


def length(value: int) -> bytes:
    """Return a number in protocol buffers' writing."""
    return bytes([value]) if value < 128 else bytes([value & 0x7F | 0x80, value >> 7])


def test_pieces_are_read_up_to_the_next_part_of_the_file() -> None:
    """Short and long pieces come in order; what follows them is not read."""
    long = "\u2581" + "w" * 200

    found = list(pieces(field("<unk>") + field("\u2581bad") + field(long) + b"\x12\x02ab"))

    assert found == ["<unk>", "\u2581bad", long]


def test_words_of_a_length_are_encoded_together_and_keep_their_places() -> None:
    """Each word has its own vector, in the order asked for."""

    class Long:
        def encode(self, texts: list[str]) -> opinions.F32:
            """Return the length of each text, 512 times."""
            return np.repeat(np.array([[len(text)] for text in texts], np.float32), 512, axis=1)

    words = ["a" * (1 + at % 7) for at in range(600)]

    assert opinions.vectors(Long(), words)[:, 0].tolist() == [len(word) for word in words]


def test_the_scorer_adds_up_what_training_added_up() -> None:
    """Sums in training and in the scorer agree for any text, also for one without a word."""
    with resources.files("alertd.scorers").joinpath("default.npz").open("rb") as file:
        shipped = model.Model.read(file)
    kinds = DefaultScorer.load().kinds
    count = len(shipped.opinion_keys)
    values = model.unpacked(shipped.opinions, np.ones(count, np.intp)) * shipped.opinion_unit
    codes, of = folding.squeezed(folding.fold(TEXTS), kinds)
    words = features.words(features.mixed(codes), of)
    runs = features.runs(features.mixed(codes), of == folding.SEPARATOR)
    numbers = np.zeros((len(TEXTS), len(shipped.numbers)), np.float32)
    on, grown = np.ones(len(TEXTS)), np.full(len(TEXTS), shipped.grown["tr"])

    whole = shipped.logits(runs, words, of, numbers, hashed=on, taught=on > 0, grown=grown)
    without = shipped.with_(opinion_unit=0.0).logits(runs, words, of, numbers, hashed=on, taught=on > 0, grown=grown)

    known = opinions.Opinions(shipped.opinion_keys, shipped.ideographs, values.astype(np.float32))
    trained = opinions.sums([Post("", "tr", text, 0) for text in TEXTS], kinds, known)
    assert np.allclose(whole - without, trained, atol=1e-4)
    assert np.abs(trained[[0, -3, -2, -1]]).max(axis=1).min() > 0.01
    assert not trained[1].any()
