"""Searches are read as other tools read them; what cannot be read says where, and what to write instead."""

from __future__ import annotations

import pytest

from alertd.intake.terms.in_words import in_words
from alertd.intake.terms.parse import DEEPEST, TermError, is_search, parse
from alertd.intake.terms.tree import AllOf, AnyOf, ExactCase, Field, Near, Phrase, Tree, Typo, Wild, Without


def word(text: str) -> Phrase:
    """A plain word."""
    return Phrase(text=text)


MEANT: dict[str, Tree] = {
    "acme": word("acme"),
    "acme corp": word("acme corp"),
    "acme AND recall": AllOf(parts=(word("acme"), word("recall"))),
    "acme corp OR globex": AnyOf(parts=(word("acme corp"), word("globex"))),
    "acme NOT theatre": AllOf(parts=(word("acme"), Without(part=word("theatre")))),
    "acme AND NOT theatre": AllOf(parts=(word("acme"), Without(part=word("theatre")))),
    "acme -theatre": AllOf(parts=(word("acme"), Without(part=word("theatre")))),
    "acme OR globex AND fire": AnyOf(parts=(word("acme"), AllOf(parts=(word("globex"), word("fire"))))),
    "(acme OR globex) AND fire": AllOf(parts=(AnyOf(parts=(word("acme"), word("globex"))), word("fire"))),
    "acme NEAR/5 fire AND hot": AllOf(parts=(Near(left=word("acme"), right=word("fire"), words=5), word("hot"))),
    '"acme corp"': Phrase(text="acme corp", is_loose=False),
    "“acme corp” AND fire": AllOf(parts=(Phrase(text="acme corp", is_loose=False), word("fire"))),
    "{Gap}": ExactCase(text="Gap"),
    "{Gap} AND (jeans OR denim)": AllOf(parts=(ExactCase(text="Gap"), AnyOf(parts=(word("jeans"), word("denim"))))),
    "volta*": Wild(text="volta*"),
    "organi?ation": Wild(text="organi?ation"),
    "organi?ation*": Wild(text="organi?ation*"),
    "volta~1": Typo(text="volta"),
    "voltaire~": Typo(text="voltaire"),
    "voltaire~2": Typo(text="voltaire", errors=2),
    "acme AND author:@globex": AllOf(parts=(word("acme"), Field(name="author", value="@globex"))),
    "#acme OR @acme_help": AnyOf(parts=(word("#acme"), word("@acme_help"))),
    "苹果 AND 手机": AllOf(parts=(word("苹果"), word("手机"))),
    "акме NOT театр": AllOf(parts=(word("акме"), Without(part=word("театр")))),
}


@pytest.mark.parametrize("term", list(MEANT))
def test_this_is_what_it_means(term: str) -> None:
    """OR binds least, then AND and NOT, then NEAR; words side by side are a phrase."""
    assert parse(term) == MEANT[term]


@pytest.mark.parametrize(
    "term",
    [
        "acme", "#acme", "@acme", "C++", "AT&T", "7up", "OR Books", "WAR AND PEACE", "Yahoo!", "Toys R Us", "acme.com", "R&B: live", "你好",
        "acme (uk)", "E*TRADE", "M*A*S*H", "Guess?", "*NSYNC", '12" vinyl', "Coca-Cola", "Jean-Paul", "Black & Decker", "not acme", "~acme",
        "Marks and Spencer", "near/far", "on-site:x", "Dun & Bradstreet (D&B)", "AND1", "NOT", "O'Reilly", "G*", "a?",
    ],
)  # fmt: skip
def test_names_are_names(term: str) -> None:
    """Signs that brands have in their names, and words in capitals."""
    assert not is_search(term)
    assert parse(term) == word(term)


#: Term, the letter that the fault is at (or the end), and words of the message and of the advice.
FAULTS: list[tuple[str, str, str, str]] = [
    ("acme AND (recall OR fire", "(", "never closed", '")"'),
    ("acme AND recall)", ")", "closes nothing", "take it away"),
    ('acme AND "caught fire', '"', "never closed", '"'),
    ("acme AND {Gap", "{", "never closed", "{Gap}"),
    ("acme AND", "", "missing at the end", "take AND"),
    ("acme AND OR fire", "OR", "missing before OR", "take it away"),
    ("(acme OR ) AND fire", ")", "missing before )", "take it away"),
    ("NOT acme", "NOT", "nearly every post", "must occur"),
    ("acme OR NOT fire", "acme", "nearly every post", "must occur"),
    ("acme OR lang:tr", "acme", "nearly every post", "must occur"),
    ("author:acme", "author", "nearly every post", "must occur"),
    ("acme NEAR fire", "NEAR", "how near", "NEAR/5"),
    ("acme NEAR/ fire", "NEAR/", "how near", "NEAR/5"),
    ("acme NEAR/0 fire", "NEAR/0", "how near", "NEAR/5"),
    ("acme NEAR/2000 fire", "NEAR/2000", "how near", "NEAR/5"),
    ("acme NEAR/5 (fire AND smoke)", "NEAR/5", "joins words", "outside"),
    ("acme NEAR/5 NOT fire", "NEAR/5", "joins words", "outside"),
    ('acme "caught fire"', '"caught', "no AND, OR or NEAR", "AND"),
    ("acme (fire OR smoke) OR x", "(fire", "no AND, OR or NEAR", "AND"),
    ("acme AND lang: tr", "lang:", "has no value", "lang:tr"),
    ("acme AND volta phone*", "phone*", "part of a phrase", "volta NEAR/1 phone*"),
    ("acm~1 AND fire", "~1", "too short", "5 letters"),
    ("voltair~2", "~2", "too short", "8 letters"),
    ("voltaire~3", "~3", "is not read", "~1 or ~2"),
    ("苹果手机店面~1", "~1", "single word", "without ~"),
    ("acme AND vol*ta", "*ta", "only at the end", "?"),
    ("acme AND v*", "v*", "too few letters", "three before a *"),
    ("acme AND *gate", "*gate", "must not begin with *", "OR"),
    ('acme AND ""', '""', "nothing in this", "write a word"),
    ("acme AND {}", "{}", "nothing in this", "write a word"),
    ("(" * 30 + "acme" + ")" * 30 + " AND fire", "(", "nested deeper", "several terms"),
    (" OR ".join(["acme"] * 400), "acme", "more than 500 parts", "several terms"),
]  # fmt: skip


@pytest.mark.parametrize(("term", "at", "text", "advice"), FAULTS)
def test_a_fault_says_where_and_what_to_write(term: str, at: str, text: str, advice: str) -> None:
    """The place is the first letter of what is wrong, so that the caret stands under it."""
    with pytest.raises(TermError) as caught:
        parse(term)
    assert term[caught.value.at :].startswith(at)
    assert text in str(caught.value)
    assert advice in caught.value.advice


def test_groups_have_an_end() -> None:
    """What people write is read; what only a machine writes is refused before it costs a stack."""
    fine = "(" * (DEEPEST - 1) + "acme" + ")" * (DEEPEST - 1)
    assert parse(f"{fine} AND fire") == AllOf(parts=(word("acme"), word("fire")))


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("gap", "“gap”"),
        ("acme", "“acme”; also inflected and in hashtags"),
        ('"acme corp"', "“acme corp”"),
        ("acme OR globex", "“acme” or “globex”; also inflected and in hashtags"),
        ("{Gap} AND NOT (mind OR wage)", "“Gap” in exactly these letters, without (“mind” or “wage”); also inflected and in hashtags"),
        ("{Gap} NEAR/1 organi?ation*", "“Gap” in exactly these letters at most 1 word from “organi?ation” with any letter for ? and more behind it"),
        ("voltaire~2", "“voltaire” with at most 2 typing errors"),
        ("{Gap} AND site:gap.com AND platform:x AND author:gap AND url:/jeans", "“Gap” in exactly these letters and with a link to gap.com and on x and written by gap and with /jeans in a link"),
    ],
)  # fmt: skip
def test_it_is_read_back_in_words(term: str, said: str) -> None:
    """So that its author sees whether it is what was meant."""
    assert in_words(term) == said


def test_an_exact_watch_says_nothing_of_hashtags() -> None:
    """For there they are not found."""
    assert in_words("acme", is_exact=True) == "“acme”"
