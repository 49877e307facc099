"""Threads: what belongs together, however the platform names it."""

from __future__ import annotations

import pytest

from alertd.report.threads import Answer, Said, threads
from tests.unit.report.posts import answer, said


def ids(posts: list[Said | Answer]) -> list[list[str]]:
    """Return the ids of each thread, its posts before its answers."""
    return [[post.id for post in thread.said] + [post.id for post in thread.answers] for thread in threads(posts)]


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param(
            [said("1", 0, conversation="c"), answer("2", 5, "1", conversation="c")], id="both name the conversation"
        ),
        pytest.param([said("1", 0), answer("2", 5, conversation="1")], id="it is called by its first post"),
        pytest.param([said("1", 0, conversation="1"), answer("2", 5, "1")], id="the answer names only the post"),
        pytest.param([said("1", 0, conversation="c"), answer("2", 5, "1")], id="one names it, the other does not"),
    ],
)
def test_an_answer_is_found_however_it_is_tied(posts: list[Said | Answer]) -> None:
    """Platforms tie answers to conversations, to posts, or to both."""
    assert ids(posts) == [["1", "2"]]


def test_an_answer_to_a_later_post_belongs_to_the_first() -> None:
    """A chain of posts, each answering the one before, is one conversation; its parts may come in any order."""
    chain: list[Said | Answer] = [
        answer("4", 9, "3"),
        said("3", 6, in_reply_to="2"),
        said("2", 3, in_reply_to="1"),
        said("1", 0),
    ]

    assert ids(chain) == [["1", "2", "3", "4"]]


def test_one_id_on_two_platforms_or_watches_is_two_threads() -> None:
    """Ids are a platform's own, and a post about two brands is a conversation with each of them."""
    assert len(threads([said("1", 0), said("1", 0, platform="reddit"), said("1", 0, watch="globex")])) == 3


def test_who_began_it() -> None:
    """The first post decides; in one and the same second the question came before its answer."""
    ours, theirs, together = threads(
        [
            said("2", 1, in_reply_to="1"),
            answer("1", 0),
            said("3", 2),
            answer("4", 4, "3"),
            said("5", 5),
            answer("6", 5, "5"),
        ]
    )

    assert [thread.is_customers for thread in (ours, theirs, together)] == [False, True, True]


def test_an_answer_that_somebody_told_of_is_for_whoever_knows_the_question() -> None:
    """By the post or by the conversation, in each watch that has it; of what nobody knows there is no thread."""
    posts: list[Said | Answer] = [
        said("1", 0),
        said("1", 0, watch="globex"),
        said("2", 0, conversation="c"),
        said("1", 0, platform="reddit"),
        answer("9", 5, "1", watch=""),
        answer("8", 6, conversation="c", watch=""),
        answer("7", 7, "gone", watch=""),
    ]

    found = sorted((one.watch, one.platform, tuple(a.id for a in one.answers)) for one in threads(posts))
    assert found == [("acme", "reddit", ()), ("acme", "x", ("8",)), ("acme", "x", ("9",)), ("globex", "x", ("9",))]
