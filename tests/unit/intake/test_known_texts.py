"""Known texts: a copy is not read again, and no post is read otherwise for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.intake import language
from alertd.intake.fingerprint import gist, tokens
from alertd.intake.known_texts import LONGEST, KnownTexts, Said
from alertd.intake.match import Matcher
from alertd.intake.near_copies import bands_of
from alertd.intake.needs_answer import needs_answer
from alertd.intake.normalise import folded
from alertd.intake.own_words import OwnWords
from alertd.intake.reader import Read, Reader
from alertd.model.post import Post
from alertd.model.watch import Watch
from tests.unit.runtime.made import NOON, scorer

WATCHES = (
    Watch(name="acme", terms=("acme",), exclude=("acme theatre",), handles={"x": ("acme_help",)}),
    Watch(name="loud", terms=("acme AND author:joe",)),  # asks who wrote it
    Watch(name="french", terms=("acme AND lang:fr",)),  # asks in which language
    Watch(name="turks", terms=("acme",), languages=("tr",)),
    Watch(name="burning", terms=("smoke", "fire AND NOT drill")),  # asks nothing but the text
)
TEXTS = (
    "acme is awful, my parcel is lost and nobody answers me",
    "@acme_help acme where is my refund?",
    "acme sucks",
    "une commande chez acme qui n'arrive jamais, merci de répondre",
    "acme siparişim hâlâ gelmedi, lütfen yardım edin",
    "a night at the acme theatre",
    "nothing about anybody at all",
    "acme?! 😡",
    "ACME IS AWFUL, my parcel is lost and nobody answers me",
)


class Asked:
    """The language finder, counting the texts that it is asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, batch: Sequence[tuple[str, str | None]]) -> list[str]:
        """Count, and find."""
        self.texts += [text for text, _ in batch]
        return language.languages(batch)


def _reader(languages: Asked | None = None) -> Reader:
    return Reader(
        WATCHES,
        ("refund", "smoke"),
        languages=languages or Asked(),
        needs_answer=needs_answer,
        own_words=OwnWords(scorer()),
    )


def _post(number: int, text: str, **more: Any) -> Post:
    made = {"author": f"u{number}", "id": str(number), "created_at": NOON + timedelta(seconds=number), "platform": "x"}
    return Post(text=text, **{**made, **more})


def _posts(count: int, seed: int) -> list[Post]:
    """Return posts of few texts, by all who may write them and in all the ways they may come."""
    draw = random.Random(seed)
    ways: tuple[dict[str, Any], ...] = (
        {},
        {},
        {"author": "joe", "author_handle": "joe"},
        {"author_handle": "acme_help"},
        {"watch": draw.choice(("acme", "burning"))},
        {"lang": "tr"},
        {"lang": "fr"},
        {"attached": {"alt": "smoke over the house"}},
        {"sentiment": (0.8, 0.1, 0.1)},
        {"repost_of": "1"},
        {"url": "https://acme.example/x"},
    )
    return [_post(number, draw.choice(TEXTS), **draw.choice(ways)) for number in range(count)]


def _bytes(reads: Sequence[Read]) -> bytes:
    return msgspec.msgpack.encode(list(reads))


@pytest.mark.parametrize("size", [7, 120])
def test_a_copy_reads_as_if_nobody_had_written_it_before(size: int) -> None:
    """Whoever wrote it, under whatever language tag, with whatever is attached, in whatever batch: byte for byte."""
    posts = _posts(120, seed=3)
    remembering = _reader()
    found = [
        one for at in range(0, len(posts), size) for one in remembering.ahead(posts[at : at + size], scorer().score)
    ]
    nobody = _reader()
    alone = [_read_anew(nobody, post) for post in posts]

    assert _bytes(found) == _bytes(alone)
    assert {name for one in found for name, _ in one.about} == {"acme", "loud", "french", "turks", "burning"}


def _read_anew(reader: Reader, post: Post) -> Read:
    reader._texts = KnownTexts()
    return reader.ahead([post], scorer().score)[0]


def test_a_text_that_goes_round_is_asked_for_its_language_once() -> None:
    """However many post it, in one batch or in many."""
    asked = Asked()
    reader = _reader(asked)
    for batch in range(3):
        reader.read([_post(10 * batch + number, "there is smoke, and again smoke") for number in range(10)])

    assert asked.texts == ["there is smoke, and again smoke"]


def test_another_language_tag_is_another_question() -> None:
    """The platform's tag decides before the detector does."""
    reader = _reader()
    one, other, same = reader.read(
        [_post(number, "acme broke", lang=tag) for number, tag in enumerate(("tr", "fr", "tr"))]
    )

    assert (one.language, other.language, same.language) == ("tr", "fr", "tr")
    assert ("turks", ("acme",)) in one.about
    assert "turks" not in [name for name, _ in other.about]


def test_what_a_search_asked_of_its_writer_holds_for_nobody_else() -> None:
    """Joe's post is about the watch that looks for Joe; the copy by Ann is not, and the next one by Joe is."""
    reader = _reader()
    reads = reader.read(
        [_post(number, "acme broke", author_handle=who) for number, who in enumerate(("joe", "ann", "joe"))]
    )

    assert ["loud" in dict(one.about) for one in reads] == [True, False, True]


def test_a_search_that_asks_for_nothing_but_words_is_made_once() -> None:
    """Only what is asked of the post itself makes a text read again."""
    asked = Asked()
    reader = _reader(asked)
    reads = [reader.read([_post(number, "a fire in the kitchen of ours")])[0] for number in range(3)]

    assert [[name for name, _ in one.about] for one in reads] == [["burning"]] * 3
    assert len(asked.texts) == 1


def test_what_is_attached_is_looked_at_in_each_post() -> None:
    """The same words under another picture are about somebody else."""
    reader = _reader()
    bare, smoking, again = reader.read(
        [_post(1, "look at this"), _post(2, "look at this", attached={"alt": "smoke"}), _post(3, "look at this")]
    )

    assert (bare.about, dict(smoking.about), again.about) == ([], {"burning": ("smoke",)}, [])


def _said(text: str) -> Said:
    return Said(folded(text), Matcher(WATCHES).find(folded(text)))


def test_what_a_text_says_is_what_its_parts_say() -> None:
    """Gist, numbers of words and bands are those of who works them out alone."""
    for text in TEXTS:
        alone, said = gist(folded(text)), _said(text)
        assert (said.gist, said.hashed) == (alone, tokens(alone))
        assert said.bands == bands_of(alone.words if alone.is_spaced else alone.letters)


def test_texts_that_nobody_repeats_are_forgotten() -> None:
    """The longest unheard of first; one that goes on being copied stays."""
    known = KnownTexts(remembered=3)
    for text in ("a", "b", "c"):
        known.keep(text, None, _said(text))
    assert known.of("a", None) is not None
    known.keep("d", None, _said("d"))

    assert len(known) == 3
    assert known.of("b", None) is None
    assert known.of("a", None) is not None


def test_an_erased_author_leaves_no_text_behind() -> None:
    """Who is asked to forget lets go of all texts, and reads the next copy as it read the first."""
    asked = Asked()
    reader = _reader(asked)
    first = reader.read([_post(1, "smoke in my own kitchen")])
    reader.forget_texts()
    again = reader.read([_post(1, "smoke in my own kitchen")])

    assert _bytes(again) == _bytes(first)
    assert asked.texts == ["smoke in my own kitchen"] * 2


def test_a_long_text_is_not_kept() -> None:
    """Thousands of pages would fill the memory, and hardly anybody copies one."""
    known = KnownTexts()
    known.keep("x" * (LONGEST + 1), "en", _said("x"))

    assert len(known) == 0
