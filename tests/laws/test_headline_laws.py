"""What a page says that it is about is said in words its reader knows, where a fair share of the posts has them."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.topic.about import About, Told, about

#: A danger and a shame in four languages, each as many would say it.
DANGER = {
    "en": "the kettle caught fire and burned my hand",
    "tr": "ısıtıcı alev aldı, elim yandı",
    "zh": "水壶突然冒烟起火",
    "fr": "la bouilloire a pris feu hier soir",
}
SHAME = {
    "en": "worst update ever, what a shame",
    "tr": "en kötü güncelleme, yazık",
    "zh": "这次更新太差了真的很差",
    "fr": "la pire mise à jour, quelle honte",
}
COUNTS = st.dictionaries(st.sampled_from(sorted(DANGER)), st.integers(min_value=1, max_value=12), min_size=1)
READERS = st.sampled_from(["en", "tr", "zh", "fr", "ru", "ar", "pt-BR", ""])


def nobody_knows(_word: str) -> None:
    """Say of no word whether it is new: a watch without history."""


def posts(counts: dict[str, int], texts: dict[str, str]) -> list[Told]:
    """Return so many posts of each language, mixed as they come in."""
    made = [Told(f"{texts[code]} {n}", code, f"x {code}{n}") for code, count in counts.items() for n in range(count)]
    return sorted(made, key=lambda one: one.key[::-1])


def expected(told: list[Told], reader: str) -> str:
    """Return the language that the headline begins in: the reader's where a tenth has it, else that of most."""
    spoken = Counter(one.language for one in told)
    own = reader.partition("-")[0]
    if own in spoken and spoken[own] * 10 >= len(told):
        return own
    return min(spoken, key=lambda code: (-spoken[code], code))


def first_language(found: About | None, texts: dict[str, str]) -> str | None:
    """Return in whose words a headline begins."""
    if found is None:
        return None
    begins = found.phrases[0] if found.phrases else found.quote or ""
    return next(
        (code for code, text in texts.items() if begins.casefold().rstrip("0123456789 ") in text.casefold()), None
    )


@settings(max_examples=25, deadline=None)
@given(COUNTS, READERS)
def test_a_danger_is_told_in_the_readers_words_or_in_those_of_most(counts: dict[str, int], reader: str) -> None:
    """Everybody tells of a fire. Seventeen of 260 may put it best: who cannot read them learns nothing from it."""
    told = posts(counts, DANGER)
    found = about(told, ["kettlo"], nobody_knows, reader=reader)

    assert first_language(found, DANGER) == expected(told, reader)


@settings(max_examples=25, deadline=None)
@given(COUNTS, READERS)
def test_of_a_danger_that_few_tell_the_same_is_true_of_those_few(counts: dict[str, int], reader: str) -> None:
    """Twenty say that it is a shame; of the languages in which the danger is told it is the reader's where a tenth of all have it, else that of most."""
    told = posts(counts, DANGER)
    everybody = [*told, *(Told(f"{SHAME['en']} {n}", "en") for n in range(min(20, 9 * len(told))))]
    found = about(everybody, ["kettlo"], nobody_knows, reader=reader)

    if len(told) >= 3:  # fewer are no crowd
        of_most = (expected(told, reader), expected(everybody, reader), expected(told, ""))
        assert first_language(found, DANGER) in of_most


@settings(max_examples=25, deadline=None)
@given(COUNTS, READERS)
def test_what_many_are_angry_of_is_told_the_same_way(counts: dict[str, int], reader: str) -> None:
    """Without a danger, too; where a language says nothing that can be told, nothing is claimed of it."""
    told = posts(counts, SHAME)
    found = about(told, ["kettlo"], nobody_knows, reader=reader)

    if found is not None:
        assert first_language(found, SHAME) in (expected(told, reader), expected(told, ""))


def test_seventeen_of_260_do_not_speak_for_the_others() -> None:
    """A few Chinese posts that put it best stand behind the many in English; a reader of Chinese gets the English too."""
    told = posts({"en": 243, "zh": 17}, DANGER)
    for reader in ("en", "zh", "tr"):
        found = about(told[-64:], ["kettlo"], nobody_knows, reader=reader)
        assert found is not None
        assert first_language(found, DANGER) == "en"


def test_a_reader_of_a_quarter_reads_the_quarter_first() -> None:
    """Six in Turkish among eighteen in English: who reads Turkish begins with them, who reads English with the English ones."""
    told = posts({"en": 18, "tr": 6}, DANGER)

    assert first_language(about(told, ["kettlo"], nobody_knows, reader="tr"), DANGER) == "tr"
    assert first_language(about(told, ["kettlo"], nobody_knows, reader="en"), DANGER) == "en"
    assert first_language(about(told, ["kettlo"], nobody_knows), DANGER) == "en"


@settings(max_examples=25, deadline=None)
@given(COUNTS, COUNTS, READERS)
def test_the_last_few_dozen_do_not_speak_for_all(last: dict[str, int], before: dict[str, int], reader: str) -> None:
    """The newest voices may be mostly Chinese where two hundred of three hundred posts are English: all that was written decides."""
    told = posts(last, DANGER)
    spoken = Counter({code: count * 40 for code, count in before.items()}) + Counter(last)
    found = about(told, ["kettlo"], nobody_knows, reader=reader, spoken=spoken.most_common())

    own = reader.partition("-")[0]
    is_own = own in last and spoken[own] * 10 >= spoken.total()
    most = own if is_own else min(last, key=lambda code: (-spoken[code], code))
    assert first_language(found, DANGER) == most


def test_a_headline_goes_on_in_the_language_of_most_when_the_last_voices_are_in_another() -> None:
    """190 of 352 are English, the newest of them Chinese: readers of English and of Arabic read English, a reader of Chinese Chinese."""
    told = posts({"en": 8, "zh": 24}, DANGER)
    spoken = (("en", 190), ("zh", 90), ("tr", 72))

    for reader, code in (("en", "en"), ("ar", "en"), ("tr", "en"), ("", "en"), ("zh", "zh")):
        assert first_language(about(told, ["kettlo"], nobody_knows, reader=reader, spoken=spoken), DANGER) == code
