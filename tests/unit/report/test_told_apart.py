"""Told apart: words by which labelled posts of a brand differ from those of its namesake."""

from __future__ import annotations

from alertd.report.told_apart import Sign, told_apart

OURS = [f"my acme kettle number {n} leaks on the table" for n in "abcdefgh"] + [
    "acme toaster is fine",
    "acme toaster is loud",
]
OTHERS = [f"at the acme theatre we saw part {n}" for n in "abcdef"] + [
    "a concert at acme",
    "one more concert at acme hall",
]


def test_words_of_one_side_alone_are_proposed_the_most_common_first() -> None:
    """What both say divides nothing, and a word that only repeats a better one is left out."""
    found = told_apart(OURS, OTHERS, ("acme",))

    assert (found.ours, found.others) == (10, 8)
    assert found.needs == (Sign("kettle", 8, 0), Sign("toaster", 2, 0))
    assert found.covered == 10
    assert [sign.word for sign in found.exclude] == ["part", "concert"]
    assert all(sign.there == 0 for sign in (*found.needs, *found.exclude))


def test_a_word_that_ours_say_once_is_never_excluded() -> None:
    """To lose a customer is worse than to read about a theatre."""
    found = told_apart([*OURS, "my acme kettle stood in the theatre, part of a concert"], OTHERS, ("acme",))

    assert not {"theatre", "part", "concert"} & {sign.word for sign in found.exclude}


def test_the_name_itself_and_small_words_divide_nothing() -> None:
    """Also where one side alone has them."""
    found = told_apart(
        [f"the acme {n}" for n in ("one", "two", "three", "four", "five")], [f"acme {n}" for n in "abcdef"], ("acme",)
    )

    assert "the" not in {sign.word for sign in found.needs}
    assert "acme" not in {sign.word for sign in found.needs}


def test_copies_count_once_and_few_texts_say_nothing() -> None:
    """A hundred copies of one post are one reason."""
    found = told_apart(["acme kettle"] * 100, OTHERS, ("acme",))

    assert (found.ours, found.needs, found.exclude) == (1, (), ())
