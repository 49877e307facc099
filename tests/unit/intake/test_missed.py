"""Missed: a short post that is told in a wrong language stays, and each post that is about nobody says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.intake.build import enricher_for
from alertd.intake.enrich import Enriched
from alertd.intake.language import candidates
from alertd.intake.match import Missed
from alertd.intake.sure_language import LONG, may_be_read
from alertd.model.post import Post
from alertd.model.watch import Watch
from tests.unit.runtime.made import NOON, house, scorer

GERMAN = "Das ist ein sehr schlechter Wasserkocher von Nordwind und ich will mein Geld sofort zurück haben"
TURKISH = "çaydanlık bugün mutfakta birden alev aldı ve bütün evi duman kapladı, kimse telefona bakmıyor"


def taken(*texts: str, tags: tuple[str | None, ...] = (), **changes: object) -> Enriched:
    """Let a watch that reads Turkish and English take posts."""
    watch = Watch(name="nordwind", terms=("Nordwind",), languages=("tr", "en")).with_(**changes)
    enricher = enricher_for(house().with_(watches=(watch,)), scorer())
    posts = [
        Post(platform="x", id=str(place), author="a", created_at=NOON - timedelta(minutes=1), text=text, lang=tag)
        for place, (text, tag) in enumerate(zip(texts, tags or (None,) * len(texts), strict=True))
    ]
    return enricher.enrich(posts, seen_at=NOON)


@pytest.mark.parametrize("text", ["Nordwind rezil marka", "nordwind yanik kokusu"])
def test_a_short_text_that_is_told_wrongly_stays(text: str) -> None:
    """Turkish of three words, told as Somali and as Afar; what is recorded of its language stays what was told."""
    (found,) = taken(text).mentions
    assert found.mention.language in {"so", "aa"}


def test_what_surely_is_in_another_language_is_left_out() -> None:
    """It is long; its script is one that nobody of the watch reads; its sender names the language."""
    out = taken(GERMAN, "чайник Nordwind горит", "Nordwind kaputt", tags=(None, None, "de"))
    assert (out.mentions, out.missed) == ([], (Missed.LANGUAGE,) * 3)


def test_a_wanted_language_that_comes_near_keeps_a_long_text() -> None:
    """Half of it is Turkish: its reader can tell what it is about."""
    mixed = f"{GERMAN}. {GERMAN}. {TURKISH}. {TURKISH}."
    letters, shares = candidates(mixed)
    assert letters > LONG
    assert {"de", "tr"} <= {language for language, _ in shares}
    assert may_be_read(mixed, None, "de", ["tr"])
    assert not may_be_read(mixed, None, "de", ["fr"])


@pytest.mark.parametrize(
    ("language", "wanted", "is_kept"),
    [("uk", ["ru"], True), ("uk", ["tr"], False), ("zh", ["ja"], True), ("und", ["tr"], True), ("pt", ["pt-BR"], True)],
)
def test_languages_of_one_script_are_mistaken_for_each_other(
    language: str, wanted: list[str], *, is_kept: bool
) -> None:
    """A short text in Cyrillic letters may be any language that is written so, and none that is not."""
    assert may_be_read("чайник горит", None, language, wanted) is is_kept


def test_each_post_about_nobody_says_why() -> None:
    """The reason of what came nearest; who names no brand is not asked further."""
    out = taken(
        "the kettle burns",
        "the Nordwind theatre burns",
        "Nordwind phones burn",
        "Nordwind is hiring",
        "Nordwind kettles burn",
        needs=("kettle",),
        exclude=("Nordwind theatre", "hiring"),
    )
    assert [found.text for found in out.mentions] == ["Nordwind kettles burn"]
    assert out.missed == (Missed.NAME, Missed.EXCLUDE, Missed.NEEDS, Missed.EXCLUDE)
    assert out.unmatched == 4
