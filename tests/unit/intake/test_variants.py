"""Variants: what people write for a brand is found, and what only looks like it is not. Measured on lists of our own making."""

from __future__ import annotations

import pytest

from alertd.intake.match import Matcher
from alertd.model.watch import Watch

#: Term, and posts that mean it.
MEANT: dict[str, tuple[str, ...]] = {
    "Acme": (
        "#AcmeFail", "#BoycottAcme", "thanks @acme_help", "@AcmeSupport answer me", "two acmes died", "acme's new phone", "ACME", "#acme2026",
        "acme-gate", "see acme.com", "the Acmes", "@acme2 is back",
    ),
    "Coca-Cola": ("coca cola", "CocaCola", "#cocacola", "Coca-Cola", "#CocaColaZero", "coca–cola", "coca-cola's"),
    "McDonald's": ("mcdonalds", "McDonald’s", "#McDonalds", "mcdonald's"),
    "H&M": ("H &amp; M", "h&m", "H & M", "H&amp;M"),
    "Rolls Royce": ("rolls-royce", "rollsroyce", "Rolls Royce", "#RollsRoyce"),
    "Ørsted": ("Orsted", "ørsted", "Oersted", "#Orsted"),
    "Mærsk": ("Maersk", "MÆRSK", "#maersk"),
    "Maersk": ("Mærsk",),
    "Złote": ("zlote", "ZŁOTE"),
    "Điện": ("dien", "ĐIỆN"),
    "Müller": ("Mueller", "muller", "Müllers"),
    "Акме": ("купил в Акме", "Акмеу не верю", "доволен Акмеом", "#акмебойкот"),
    "Газета": ("Газетам",),
}  # fmt: skip
#: Term, and posts that do not mean it.
NOT_MEANT: dict[str, tuple[str, ...]] = {
    "Acme": ("acmetastic", "megaacme", "@notacme", "acmeish", "@acmegirl99", "racmes"),
    "Gap": ("#gapyear", "gaps in the report", "mind the #gapfiller", "gape"),
    "Target": ("targets", "#targetaudience", "targeted", "@targetpractice"),
    "Apple": ("apples and pears", "#applepie", "pineapple"),
    "Orange": ("oranges", "#orangejuice"),
    "Boots": ("#bootscamp", "bootstrap"),
    "Shell": ("shells", "#shellscript", "eggshell"),
    "Visa": ("visas", "#visafree"),
    "Total": ("totals", "#totaleclipse", "totally"),
    "Ford": ("afford", "fordable", "@fordham"),
    "ING": ("running", "#ingredients"),
    "H&M": ("h m", "hm"),
    "Mars Bar": ("marsbar",),
}  # fmt: skip


def is_found(term: str, text: str, **changes: object) -> bool:
    """Whether a watch with that one term takes the post."""
    return Matcher([Watch(name="w", terms=(term,)).with_(**changes)]).wanted(text)


@pytest.mark.parametrize(("term", "text"), [(term, text) for term, texts in MEANT.items() for text in texts])
def test_this_is_how_people_write_it(term: str, text: str) -> None:
    """Each by itself, so that a loss has a name."""
    assert is_found(term, text)


@pytest.mark.parametrize(("term", "text"), [(term, text) for term, texts in NOT_MEANT.items() for text in texts])
def test_this_only_looks_like_it(term: str, text: str) -> None:
    """Parts of words, plurals of common words, somebody else's handle."""
    assert not is_found(term, text)


@pytest.mark.parametrize("text", ["#AcmeFail", "acmes", "@acme_help", "#boycottacme"])
def test_exact_asks_for_whole_words(text: str) -> None:
    """For names that are words in some language that we do not know of."""
    assert not is_found("Acme", text, exact=True)
    assert is_found("Acme", "I like Acme.", exact=True)


@pytest.mark.parametrize(
    ("language", "text"),
    [("tr", "ülkerin ürünü"), ("tr", "ülkerden aldım"), ("fi", "Ülkerin"), ("de", "die Ülkers")],
)
def test_endings_are_those_of_the_languages_that_a_watch_reads(language: str, text: str) -> None:
    """Short endings would find other words elsewhere."""
    assert is_found("Ülker", text, languages=(language,))


def test_turkish_endings_are_not_read_by_others() -> None:
    """Acmede is a name in other places."""
    assert is_found("Acme", "acmede buldum", languages=("tr",))
    assert not is_found("Acme", "acmede", languages=("en",))


def test_exclusions_cover_the_variants_too() -> None:
    """Who leaves out the theatre leaves it out as others write it."""
    watch = Watch(name="w", terms=("Coca-Cola",), exclude=("Coca-Cola Arena",))

    assert not Matcher([watch]).wanted("tonight in the coca cola arena")
    assert Matcher([watch]).wanted("tonight cocacola")
