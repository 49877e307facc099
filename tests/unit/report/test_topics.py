"""What a burst talks about: phrases of several people, each language by itself."""

from __future__ import annotations

from collections import Counter

import pytest

from alertd.report.topics import MOST, topics


def said(*texts: str, language: str = "en") -> list[tuple[str, str]]:
    """Return texts of one language."""
    return [(text, language) for text in texts]


SMOKE = said(
    "My Acme boiled dry and filled the kitchen with smoke",
    "acme boiled dry again, no answer from support",
    "Ours boiled dry last night. Acme does not answer",
    "no answer from support, and it is dangerous",
    "Still no answer from support about my acme",
)


def test_what_several_say_is_told_with_how_many_of_them() -> None:
    """Most first; what two say is chance."""
    found = topics(SMOKE, ("acme",))
    assert [(one.phrase, one.texts, one.among) for one in found] == [
        ("boiled dry", 3, 5),
        ("no answer from support", 3, 5),
    ]


def test_the_brands_name_is_no_topic() -> None:
    """Everybody says it."""
    loud = said(*(f"acme kettle number {n} burns" for n in range(9)))
    assert all("acme" not in one.phrase.casefold() for one in topics(loud, ("acme",)))


def test_each_language_is_read_by_itself() -> None:
    """A phrase of Chinese is found without spaces, and says of which language it is."""
    both = [*SMOKE, *said("水壶自己烧干了", "昨晚水壶烧干了，很危险", "水壶烧干了没有人回答", language="zh")]
    found = {one.phrase: (one.language, one.among) for one in topics(both, ("acme",))}
    assert found["boiled dry"] == ("en", 5)
    assert ("zh", 3) in found.values()


def repeated(language: str, texts: int, phrases: int) -> list[tuple[str, str]]:
    """Return texts of a language, each with one of some phrases that have no word in common."""
    stem = {"en": "thing", "tr": "konu", "fr": "chose"}[language]
    return [(f"{stem}{n % phrases}a {stem}{n % phrases}b", language) for n in range(texts)]


def room_of(texts: list[tuple[str, str]]) -> dict[str, int]:
    """Return how many topics each language has, in the order in which they are told."""
    return dict(Counter(one.language for one in topics(texts, ())))


def test_a_language_of_fixed_phrases_does_not_crowd_out_that_of_most_people() -> None:
    """Each Turkish phrase is said by more people than any English one; most posts are English, and so are most topics."""
    texts = [*repeated("en", 120, 30), *repeated("tr", 80, 8)]
    found = topics(texts, ())
    assert room_of(texts) == {"en": 5, "tr": 3}
    assert {one.texts for one in found if one.language == "en"} == {4}
    assert {one.texts for one in found if one.language == "tr"} == {10}


def test_room_that_a_language_does_not_need_goes_to_the_others() -> None:
    """Most write English, all of them something else: what the others say is told whole."""
    alone = [(f"lonely{n} word{n}", "en") for n in range(100)]
    assert room_of([*alone, *repeated("tr", 30, 10)]) == {"tr": MOST}


def test_the_language_of_most_texts_is_told_first() -> None:
    """Whatever order they came in, and also where a small one says a thing more often."""
    small, large = repeated("fr", 12, 1), repeated("en", 40, 8)
    assert list(room_of([*small, *large])) == list(room_of([*large, *small])) == ["en", "fr"]
    assert topics([*small, *large], ())[-1].texts == 12


def test_a_language_with_next_to_no_posts_takes_no_place_of_another() -> None:
    """Three of two hundred are less than an eighth."""
    assert room_of([*repeated("en", 200, 20), *repeated("tr", 3, 1)]) == {"en": MOST}


def test_no_two_topics_share_a_word_and_there_are_few() -> None:
    """The same said twice tells nothing."""
    many = said(*(f"word{n} thing{n} goes wrong with part{n % 12} badly{n % 12}" for n in range(240)))
    found = topics(many, ())
    assert len(found) <= MOST
    words = [word for one in found for word in one.phrase.casefold().split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("texts", [[], said(""), said("\x00\u202e", "a", "."), said("one alone", "and another")])
def test_where_nobody_says_the_same_there_are_none(texts: list[tuple[str, str]]) -> None:
    """Nor of erased or empty texts."""
    assert topics(texts, ("acme",)) == ()


def test_only_the_newest_texts_are_read() -> None:
    """A burst of fifty thousand takes no longer than one of a few hundred."""
    old = said(*("the screen is broken" for _ in range(400)))
    new = said(*(f"late parcel arrives {n}" for n in range(240)))
    assert "screen is broken" not in [one.phrase for one in topics([*old, *new], ())]
