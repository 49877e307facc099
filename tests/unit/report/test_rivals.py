"""Competitors stand beside our own figures and in none of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.core.rivals import rivals_of
from alertd.model.house import House
from alertd.model.watch import Watch
from alertd.report.expectation import expectation
from alertd.report.response import Response, response
from alertd.report.threads import Answer, Said
from tests.unit.report.posts import A_WEEK_LATER, answer, at, said

HOUSE = House(watches=(Watch(name="acme", competitors=("globex",)), Watch(name="globex"), Watch(name="zen")))
HOUR = {"default": timedelta(hours=1)}
OURS: list[Said | Answer] = [
    said("1", 0, needs_answer=True, conversation="1"),
    answer("a", 5, "1", conversation="1"),
    said("2", 10, needs_answer=True),
]
THEIRS: list[Said | Answer] = [
    said("3", 0, watch="globex", needs_answer=True, conversation="3"),
    answer("b", 50, "3", watch="globex", conversation="3", author="globex_care"),
    said("4", 20, watch="globex"),
]


def told(posts: list[Said | Answer], **how: object) -> Response:
    """Return the report, a week later, with an hour promised."""
    return response(posts, now=A_WEEK_LATER, promise=HOUR, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("since", [None, at(-1)])
def test_our_figures_are_the_same_with_and_without_rivals(since: object) -> None:
    """Every total, every group but that of watches, the promise, the quickest and slowest, also of the time before."""
    alone, beside = told(OURS, since=since), told([*OURS, *THEIRS], since=since, rivals={"globex"})

    rest = {name: rows for name, rows in beside.by.items() if name != "watch"}
    assert rest == {name: rows for name, rows in alone.by.items() if name != "watch"}
    assert beside.with_(by={}, before=None) == alone.with_(by={}, before=None)
    assert (beside.all.conversations, beside.promise and beside.promise.kept) == (2, 1)


def test_their_row_stands_beside_ours_by_the_same_clocks() -> None:
    """As if a report had been made of them alone; rows are in the order of names."""
    beside = told([*THEIRS, *OURS], rivals={"globex"})

    assert list(beside.by["watch"]) == ["acme", "globex"]
    assert beside.by["watch"]["globex"] == told(THEIRS).all
    assert beside.by["watch"]["acme"] == beside.all


def test_a_rival_is_who_is_named_and_names_nobody() -> None:
    """Two brands of one house that name each other are both ours; who is asked for by name is what the report is about."""
    assert rivals_of(HOUSE) == {"globex"}
    assert rivals_of(HOUSE, ("globex",)) == frozenset()
    both = House(watches=(Watch(name="acme", competitors=("beta",)), Watch(name="beta", competitors=("acme",))))
    assert rivals_of(both) == frozenset()
    assert rivals_of(House()) == frozenset()


def test_nobody_of_us_is_expected_to_answer_what_they_are_asked() -> None:
    """The load of a week is of our own customers."""
    found = expectation([*OURS, *THEIRS], HOUSE, since=None, now=A_WEEK_LATER)
    asked = expectation([*OURS, *THEIRS], HOUSE, since=None, now=A_WEEK_LATER, watches=("globex",))

    assert found.questions == 2
    assert asked.questions == 3  # whoever asks for a watch by name hands in its posts
