"""Threads: what belongs together, however the platform names it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.events import MentionSeen
from alertd.model.mention import Mention, Reply
from alertd.report.threads import Answer, Said, is_answered, replies_to
from tests.unit.report.posts import answer, said, threads
from tests.unit.runtime.made import NOON, entry


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


def written(ident: str, minutes: float = 0.0, conversation: str | None = None) -> Mention:
    """Return what an author wrote so many minutes after noon."""
    event = entry(ident, at=NOON + timedelta(minutes=minutes)).event
    assert isinstance(event, MentionSeen)
    return event.mention.with_(conversation=conversation)


def replied(ident: str, minutes: float, to: str | None = None, talk: str | None = None, **more: object) -> Reply:
    """Return what the brand wrote so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    fields = {"watch": "acme", "platform": "x", "author": "acme_help", "in_reply_to": to, "conversation": talk, **more}
    return Reply(id=ident, posted_at=at, seen_at=at, **fields)  # type: ignore[arg-type]


def for_author(mentions: list[Mention], *replies: Reply) -> list[str]:
    """Return the ids of the replies that were for the author of these posts."""
    return [one.id for one in replies_to(mentions, replies)]


def test_what_was_answered_to_one_author() -> None:
    """By the post it names, by the reply it goes on from, or by the conversation where it names neither; in time order."""
    posts = [written("1", conversation="c"), written("2", 5)]
    assert for_author(posts, replied("r2", 9, "2"), replied("r1", 3, "1", "c")) == ["r1", "r2"]
    assert for_author(posts, replied("r3", 3, "1"), replied("r4", 4, "r3")) == ["r3", "r4"]
    assert for_author(posts, replied("r5", 3, talk="c"), replied("r6", 4, talk="2")) == ["r5", "r6"]


def test_what_was_answered_to_somebody_else() -> None:
    """Another customer of the same conversation, another platform, another talk: none of it was for this author."""
    posts = [written("1", conversation="c")]
    others = [replied("r1", 1, "9", "c"), replied("r2", 1, "1", platform="reddit"), replied("r3", 1, talk="d")]
    assert for_author(posts, *others) == []
    assert for_author([], *others, replied("r4", 1, "1")) == []


def test_a_reply_that_two_watches_saw_is_one() -> None:
    """And a reply that comes again, as one of another brand of the house, is not counted twice."""
    twice = [replied("r", 1, "1"), replied("r", 1, "1", watch="globex")]
    assert for_author([written("1")], *twice) == ["r"]


@pytest.mark.parametrize(
    ("reply", "is_one"),
    [
        (replied("r", 5, "1"), True),
        (replied("r", 5, "2", "c"), True),
        (replied("r", 5, talk="c"), True),
        (replied("r", 5, "2"), False),
        (replied("r", -5, "1"), False),
        (replied("r", 5, "1", is_automatic=True), False),
        (replied("r", 5, "1", platform="reddit"), False),
    ],
)
def test_who_still_waits(reply: Reply, *, is_one: bool) -> None:
    """A human answer since, to the post or in its conversation, ends the waiting; a bot's, an older one or one elsewhere does not."""
    assert is_answered(written("1", conversation="c"), [reply]) is is_one
    assert not is_answered(written("1", conversation="c"), [])
