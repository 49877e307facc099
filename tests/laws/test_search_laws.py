"""Laws of searches: for random trees over random texts the automaton and its checks find what a slow reading finds."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.intake.match import Matcher
from alertd.intake.terms.parse import TermError, parse
from alertd.intake.terms.tree import AllOf, AnyOf, ExactCase, Near, Phrase, Tree, Typo, Wild, Without
from alertd.model.watch import Watch

WORDS = ("acme", "recall", "fire", "smoke", "volta", "gap")
NOISE = ("voltage", "votla", "fires", "acmex", "the", "a", "gaping", "revolta", "smok")

_leaf = st.sampled_from(
    ['"acme"', '"recall"', '"fire"', '"smoke"', "volta*", "f?re", "volta~1", "{gap}", '"acme fire"']
)


def _placed() -> st.SearchStrategy[str]:
    """What can be near something: words, words that OR joins, and pairs."""
    return st.recursive(
        _leaf,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
            st.tuples(inner, st.integers(1, 4), inner).map(lambda three: f"({three[0]} NEAR/{three[1]} {three[2]})"),
        ),
        max_leaves=4,
    )


def _searches() -> st.SearchStrategy[str]:
    return st.recursive(
        _placed(),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: f"({two[0]} AND {two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
            inner.map(lambda one: f"(NOT {one})"),
        ),
        max_leaves=6,
    )


def _holds(tree: Tree, words: list[str]) -> bool:
    """Read a search slowly: word by word, with no automaton, no pieces and no order."""
    if isinstance(tree, AllOf):
        return all(_holds(part, words) for part in tree.parts)
    if isinstance(tree, AnyOf):
        return any(_holds(part, words) for part in tree.parts)
    if isinstance(tree, Without):
        return not _holds(tree.part, words)
    return bool(_at(tree, words))


def _at(tree: Tree, words: list[str]) -> set[tuple[int, int]]:
    """Return the first and last word of each place where a part stands."""
    if isinstance(tree, AnyOf):
        return set().union(*(_at(part, words) for part in tree.parts))
    if isinstance(tree, Near):
        return {
            (min(a, c), max(b, d))
            for a, b in _at(tree.left, words)
            for c, d in _at(tree.right, words)
            if (a, b) != (c, d) and (0 if c <= b and a <= d else max(c - b, a - d)) <= tree.words
        }
    return {(n, n + len(part) - 1) for n in range(len(words)) for part in [_leaf_at(tree, words[n:])] if part}


def _leaf_at(tree: Tree, rest: list[str]) -> list[str]:
    if isinstance(tree, Wild):
        shape = "".join({"?": r"\w", "*": r"\w*"}.get(letter, letter) for letter in tree.text)
        return rest[:1] if re.fullmatch(shape, rest[0]) else []
    if isinstance(tree, Typo):
        return rest[:1] if _is_typo(rest[0], tree.text) else []
    wanted = tree.text.split() if hasattr(tree, "text") else []
    return wanted if rest[: len(wanted)] == wanted else []


def _is_typo(word: str, meant: str) -> bool:
    """Whether one change at most makes a word of another: every change is tried."""
    alphabet = "".join(sorted(set(word + meant)))
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    tried = {word}
    tried |= {a + b[1:] for a, b in cuts if b}
    tried |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    tried |= {a + letter + b[1:] for a, b in cuts if b for letter in alphabet}
    tried |= {a + letter + b for a, b in cuts for letter in alphabet}
    return meant in tried


@settings(max_examples=250, deadline=None)
@given(_searches(), st.lists(st.sampled_from(WORDS + NOISE), max_size=14))
def test_a_search_holds_where_a_slow_reading_says_so(term: str, words: list[str]) -> None:
    """Whatever it waits for, whichever pieces its words are looked for by, and in whatever order they stand."""
    tree = _read(term)
    if isinstance(tree, TermError):
        assert "nearly every post" in str(tree)  # it is all NOT
        return
    found = Matcher([Watch(name="w", terms=(term,))]).wanted(" ".join(words))

    assert found is _holds(tree, words), term


@settings(max_examples=100, deadline=None)
@given(st.lists(_searches(), min_size=2, max_size=5), st.lists(st.sampled_from(WORDS + NOISE), max_size=14))
def test_searches_do_not_disturb_each_other(terms: list[str], words: list[str]) -> None:
    """Each is found alone as among others, however they share words."""
    fine = [term for term in dict.fromkeys(terms) if not isinstance(_read(term), TermError)]
    text = " ".join(words)
    together = Matcher([Watch(name=f"w{n}", terms=(term,)) for n, term in enumerate(fine)])
    alone = [f"w{n}" for n, term in enumerate(fine) if Matcher([Watch(name="w", terms=(term,))]).wanted(text)]

    assert [found.watch.name for found in together.match(text)] == alone


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='acme ANDORT()"{}*?~1:/-#@', max_size=40))
def test_whatever_is_written_is_read_or_refused_in_words(term: str) -> None:
    """No traceback, and the fault stands within the term."""
    tree = _read(term)
    if isinstance(tree, TermError):
        assert 0 <= tree.at <= len(term)
        assert str(tree)
        assert tree.advice
    else:
        assert isinstance(tree, (Phrase, ExactCase, AllOf, AnyOf, Near, Wild, Typo))


def _read(term: str) -> Tree | TermError:
    try:
        return parse(term)
    except TermError as error:
        return error
