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
    "Mars Bar": ("marsbar", "#MarsBar"),
    "Acme Air": ("#AcmeAir", "AcmeAir lost my bag", "@AcmeAir", "@acme_air", "acme-air", "acme_air", "@acme_air_help", "#acme_air_fail"),
    "Factory": ("two factories burn", "#factories"),
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
    "Mars Bar": ("#marsbarista", "marsbarn", "@marsbarney", "lemarsbar"),
    "Out Look": ("outlook",),
    "Acme Air": ("acmeairs", "#acmeairfail", "megaacmeair", "acme fair", "acmeair_"),
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
    [
        ("tr", "ülkerin ürünü"),
        ("tr", "ülkerlerimizden"),
        ("tr", "ülkerlerinde"),
        ("tr", "ülkerden aldım"),
        ("fi", "Ülkerin"),
        ("de", "die Ülkers"),
    ],
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


#: A need, the languages of the watch, and posts of its brand Nordwind that say it.
NEEDED: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {
    ("kettle", ()): ("Nordwind kettles are broken", "my Nordwind kettle's lid", "Nordwind #BrokenKettle", "Nordwind kettle"),
    ("battery", ()): ("Nordwind batteries burn", "the Nordwind battery"),
    ("seat", ()): ("Nordwind seats fall out",),
    ("çaydanlık", ("tr", "en")): (
        "Nordwind çaydanlığı patladı", "Nordwind çaydanlıklar bozuk", "Nordwind çaydanlıktan duman", "NORDWIND ÇAYDANLIĞIMDAN DUMAN ÇIKTI",
        "nordwind caydanligi patladi", "Nordwind çaydanlıklarımız yandı", "Nordwind çaydanlık",
    ),
    ("çaydanlık", ()): ("Nordwind çaydanlığı patladı",),
    ("kitap", ("tr",)): ("Nordwind kitabı", "Nordwind kitaplarda"),
    ("ağaç", ("tr",)): ("Nordwind ağacı kuru", "nordwind agaci"),
    ("kanat", ("tr",)): ("Nordwind kanadından",),
}  # fmt: skip
#: The same, and posts that say something else.
NOT_NEEDED: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {
    ("kettle", ()): ("Nordwind kettledrum", "Nordwind @kettlebell", "Nordwind"),
    ("battery", ()): ("Nordwind batter", "Nordwind battering"),
    ("çaydanlık", ("tr",)): ("Nordwind çaydan", "Nordwind çaydanlığxy"),
    ("kent", ("tr",)): ("Nordwind kendi kendine",),
    ("Ahmet", ("tr",)): ("Nordwind Ahmed", "Nordwind #ahmedxyz"),
    ("kitap", ("en",)): ("Nordwind kitabi",),
}  # fmt: skip


def has_need(need: str, languages: tuple[str, ...], text: str, **changes: object) -> bool:
    """Whether a watch with that one need takes the post."""
    return Matcher([Watch(name="w", terms=("Nordwind",), needs=(need,), languages=languages).with_(**changes)]).wanted(
        text
    )


@pytest.mark.parametrize(("of", "text"), [(of, text) for of, texts in NEEDED.items() for text in texts])
def test_a_need_is_inflected_as_a_name_is(of: tuple[str, tuple[str, ...]], text: str) -> None:
    """What must stand beside a name is a word of a language, in whatever form its sentence asks for."""
    assert has_need(*of, text)


@pytest.mark.parametrize(("of", "text"), [(of, text) for of, texts in NOT_NEEDED.items() for text in texts])
def test_another_word_is_no_need(of: tuple[str, tuple[str, ...]], text: str) -> None:
    """A stem by itself, another word that begins so, an ending of a language that nobody reads."""
    assert not has_need(*of, text)


def test_the_needs_of_an_exact_watch_are_whole_words() -> None:
    """As its names are."""
    assert not has_need("kettle", (), "Nordwind kettles", exact=True)
    assert has_need("kettle", (), "Nordwind kettle", exact=True)


def test_a_name_softens_as_a_need_does() -> None:
    """Who names a brand without the apostrophe inflects it as any word."""
    assert is_found("Arçelik", "Arçeliğin servisi", languages=("tr",))
    assert not is_found("Arçelik", "Arçeliğin servisi", languages=("en",))


def test_an_inflected_need_must_be_as_near_as_a_plain_one() -> None:
    """`near` counts from where it stands, however it is inflected."""
    assert has_need("çaydanlık", ("tr",), "Nordwind çaydanlığı yandı", near=2)
    assert not has_need("çaydanlık", ("tr",), "Nordwind bu sabah mutfakta duran çaydanlığı yaktı", near=2)


def test_a_stem_of_one_watch_that_is_the_name_of_another() -> None:
    """Each watch is told by its own word only, in whichever order they stand."""
    ahmet, ahmed = (Watch(name=name, terms=(name,), languages=("tr",)) for name in ("Ahmet", "Ahmed"))

    def found(text: str) -> list[str]:
        return [one.watch.name for one in Matcher([ahmet, ahmed]).match(text)]

    assert (found("Ahmed"), found("Ahmedler"), found("Ahmetler")) == (["Ahmed"], ["Ahmed"], ["Ahmet"])
    assert found("Ahmedi") == ["Ahmed", "Ahmet"]
