"""Counted words: every number takes the form of its language, wherever a page, a text message or the web says one."""

from __future__ import annotations

import re

import pytest

from alertd.core.wording.fill import fill_counted
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.plurals import FORMS, category, counted
from alertd.core.wording.languages.table import form
from alertd.web.words import WORDS

#: As Unicode's CLDR 47 has them, for these numbers.
NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100, 101, 102, 111, 1.5)
CLDR = {
    "en": "other one other other other other other other other other other other",
    "tr": "other one other other other other other other other other other other",
    "fr": "one one other other other other other other other other other one",
    "pt": "one one other other other other other other other other other one",
    "ru": "many one few few many many one many one few many other",
    "zh": "other other other other other other other other other other other other",
    "ar": "zero one two few few many many other other other many other",
}
COUNTS = (0, 1, 2, 3, 11, 100)
#: Places of sentences beside the number that is tried.
_OTHERS = (
    "n",
    "language",
    "span",
    "five",
    "watch",
    "name",
    "source",
    "share",
    "day",
    "low",
    "high",
    "negative",
    "before",
    "since",
    "until",
    "now",
    "total",
)
_COUNTED = re.compile(r"\{([a-z_]+)\|([^{}]*)\}")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_number_has_the_category_of_cldr(code: str) -> None:
    """The tables that all software of the world agrees on."""
    assert [category(code, number) for number in NUMBERS] == CLDR[code].split()
    assert [category(code, -number) for number in NUMBERS] == CLDR[code].split(), (
        "what sinks by three sinks as three do"
    )


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_noun_of_pages_has_a_form_for_every_number(code: str) -> None:
    """And never one that is another number's: one post is no posts."""
    tongue = LANGUAGES[code]
    for noun, forms in tongue.nouns.items():
        assert len(forms) == len(FORMS[code]), noun
        said = [form(tongue, noun, number) for number in NUMBERS]
        assert set(said) <= set(forms), noun
        assert set(said) == set(forms), f"{noun}: a form that no number takes"


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_counted_word_of_the_web_has_all_forms_of_its_language(code: str) -> None:
    """Each as often as the language tells numbers apart; and for each number something is said, with no sign of ours in it."""
    found = [(name, *one) for name, text in WORDS[code].items() for one in _COUNTED.findall(text)]
    assert code in ("tr", "zh") or len(found) > 12

    for name, field, forms in found:
        assert len(forms.split("|")) == len(FORMS[code]), name
        for number in COUNTS:
            said = WORDS[code].fill(name, **{**dict.fromkeys(_OTHERS, "x"), field: number})
            assert not set("{|#") & set(said), (name, said)
            assert str(number) in said or (code, number) == ("ar", 2), (name, said)


@pytest.mark.parametrize("name", ["post_count", "pages_sent", "g_unseen", "rows_more", "more_rules"])
def test_one_and_many_differ_where_the_language_has_them_differ(name: str) -> None:
    """A catalogue that has forgotten its forms says "1 pages"."""
    for code in set(WORDS) - {"tr", "zh"}:
        said = {number: re.sub(r"[\d\s]+", " ", WORDS[code].fill(name, n=number)) for number in COUNTS}
        if (code, name) != ("en", "more_rules"):  # "and 1 more" is English
            assert said[1] != said[3], (code, said)
        if code == "ar":
            assert len({said[1], said[2], said[3]}) == 3
        if code == "ru" and name != "g_unseen":  # of eleven people as of one: 1 человек, 11 человек
            assert len({said[1], said[2], said[11]}) == 3


def test_no_catalogue_has_a_number_before_a_word_that_never_changes() -> None:
    """In English, French and Portuguese a bare number before a plural is wrong for one of it."""
    plurals = re.compile(r"\{(?:n|total|now|expected)\} [a-zà-ÿ]+s\b")
    for code in ("en", "fr", "pt"):
        bare = {name for name, text in WORDS[code].items() if plurals.search(text)}
        # "encore 1 fois" is French; nobody reads one of one post.
        assert bare <= {"again_n", "expected_times", "sampled_text"}, code


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("en", 1, "1 post"), ("en", 0, "0 posts"), ("fr", 0, "0 publication"), ("pt", 1, "1 publicação"), ("tr", 1, "1 gönderi"),
        ("ru", 21, "21 пост"), ("ru", 22, "22 поста"), ("ru", 25, "25 постов"), ("zh", 1, "1 条帖子"),
        ("ar", 1, "1 منشور"), ("ar", 2, "منشوران"), ("ar", 3, "3 منشورات"), ("ar", 11, "11 منشورًا"), ("ar", 100, "100 منشور"),
    ],
)  # fmt: skip
def test_posts_are_counted_as_people_count_them(code: str, number: int, said: str) -> None:
    """As a newspaper would print it."""
    assert WORDS[code].fill("post_count", n=number) == said


def test_what_is_written_roughly_takes_the_form_of_what_is_read() -> None:
    """A list that was cut ends in a plus, a large number has its marks; braces of a stranger are never read."""
    forms = "{n|# post|# posts} by {name}"

    assert fill_counted("en", forms, {"n": "200+", "name": "{n|a|b}"}) == "200+ posts by {n|a|b}"
    assert fill_counted("en", forms, {"n": "1", "name": "#"}) == "1 post by #"
    assert fill_counted("en", forms, {"name": "x"}) == " posts by x"
    assert fill_counted("en", "{else} stays", {}) == "{else} stays"
    assert counted("xx", 1, ("one", "many")) == "one", "a language that nobody has tables for is counted as English is"
