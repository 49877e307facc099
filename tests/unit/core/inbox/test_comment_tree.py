"""Reddit's comment trees and quotes: an answer below somebody's remark, below a bot's word, in any order of arrival."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.core.inbox.queue import given_up
from alertd.core.signals.comment_tree import CAPACITY, DEPTH, CommentTree
from alertd.core.signals.unanswered import PER_AUTHOR, Unanswered
from tests.unit.core.stage import Stage, house


def waiting(stage: Stage) -> list[str]:
    """Return the posts by which somebody waits."""
    return sorted(key.split("\x1f")[2] for key in stage.engine.waiting("acme", stage.now))


def asks(stage: Stage, ident: str, **changes: Any) -> None:
    """Let a customer ask in the thread."""
    stage.mention("neutral", needs_answer=True, id=ident, platform="reddit", conversation="t", **changes)


def remarks(stage: Stage, ident: str, below: str) -> None:
    """Let somebody say something that needs no answer, below a post."""
    stage.mention("neutral", id=ident, platform="reddit", conversation="t", in_reply_to=below)


def answers(stage: Stage, ident: str, below: str, **changes: Any) -> None:
    """Let the brand write below a post."""
    stage.reply(id=ident, platform="reddit", conversation="t", in_reply_to=below, **changes)


def test_an_answer_below_a_remark_is_for_whoever_asked_above_it() -> None:
    """The customer reads the tree below their own comment; another customer of the thread waits on."""
    stage = Stage(house()).until("10:00")
    asks(stage, "a")
    asks(stage, "other")
    remarks(stage, "b", "a")
    remarks(stage, "c", "b")
    answers(stage, "r", "c")

    assert waiting(stage) == ["other"]


def test_a_bot_speaks_first_and_a_human_goes_on_below_it() -> None:
    """The automatic word ends nothing, and what stands below it is an answer all the same."""
    stage = Stage(house()).until("10:00")
    asks(stage, "a")
    answers(stage, "bot", "a", is_automatic=True)
    assert waiting(stage) == ["a"]
    answers(stage, "human", "bot")

    assert waiting(stage) == []


def test_an_answer_to_another_customer_below_is_theirs_alone() -> None:
    """Whoever asks below somebody's question has a wait of their own: the answer to it is no answer to the question above."""
    stage = Stage(house()).until("10:00")
    asks(stage, "a")
    asks(stage, "b", in_reply_to="a")
    answers(stage, "r", "b")
    assert waiting(stage) == ["a"]
    answers(stage, "again", "r")

    assert waiting(stage) == ["a"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_changes_nothing(order: tuple[int, ...]) -> None:
    """A poll brings the answer before the remark, the remark before the question: in the end nobody waits."""
    stage = Stage(house()).until("10:00")
    asked = stage.now
    steps = [
        lambda: asks(stage, "a", posted_at=asked),
        lambda: remarks(stage, "b", "a"),
        lambda: answers(stage, "r", "b", posted_at=stage.now),
    ]
    for at in order:
        steps[at]()

    assert waiting(stage) == []


def test_an_answer_of_before_the_question_is_none_to_it() -> None:
    """An old remark with an old answer stands below an edited question: the question of now waits."""
    stage = Stage(house()).until("10:00")
    answers(stage, "r", "b", posted_at=stage.now)
    stage.until("11:00")
    asks(stage, "a")
    remarks(stage, "b", "a")

    assert waiting(stage) == ["a"]


def test_it_is_the_same_after_a_restart() -> None:
    """The tree lies in the snapshot; one of before it was there has none, and loads."""
    stage = Stage(house()).until("10:00")
    asks(stage, "a")
    remarks(stage, "b", "a")
    stage.engine = Engine.restore(stage.engine.snapshot())
    answers(stage, "r", "b")

    assert waiting(stage) == []
    old = Unanswered().to_state()
    del old["tree"]
    assert Unanswered.from_state(old).to_state() == Unanswered().to_state()


def test_polled_again_it_is_one_post() -> None:
    """A second look at the same comments moves nothing."""
    stage = Stage(house()).until("10:00")
    asks(stage, "a")
    for _ in range(3):
        remarks(stage, "b", "a")
    answers(stage, "r", "b")
    answers(stage, "r", "b")

    assert waiting(stage) == []


def test_a_circle_that_somebody_made_up_ends() -> None:
    """Ids come from strangers: a post above itself, two above each other."""
    tree = CommentTree()
    for post, above in (("a", "a"), ("b", "c"), ("c", "b")):
        tree.place("reddit", post, above)

    assert list(tree.climb("reddit", "a")) == []
    assert len(list(tree.climb("reddit", "b"))) == DEPTH


def test_it_forgets_the_oldest_places() -> None:
    """A thread of fifty thousand comments takes the room of some thousand; what is told again is young again."""
    tree = CommentTree()
    tree.place("reddit", "kept", "top")
    for number in range(50_000):
        tree.place("reddit", f"c{number}", "top")
        if number % 1_000 == 0:
            tree.place("reddit", "kept", "top")

    assert len(tree.to_state()) == CAPACITY
    assert tree.knows("reddit", "kept")
    assert not tree.knows("reddit", "c0")
    assert CommentTree.from_state(tree.to_state()).to_state() == tree.to_state()


def test_the_inbox_counts_whom_it_gave_up() -> None:
    """Somebody asks in more threads than one author may wait in; of the watches each has its own number, the quiet one none."""
    stage = Stage(house()).until("10:00")
    for number in range(PER_AUTHOR + 2):
        stage.mention(
            "neutral", needs_answer=True, id=f"q{number}", platform="reddit", conversation=f"t{number}", author="ann"
        )

    assert given_up(stage.engine.state.watches) == {"acme": 2, "alertd": 0}
    assert len(waiting(stage)) == PER_AUTHOR
