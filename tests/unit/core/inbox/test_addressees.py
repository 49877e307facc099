"""Replies that an inbox tool tells of: for whom they were, in any order, and what they do not end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from alertd.core.engine import Engine
from alertd.model.house import House
from alertd.model.mention import Mention
from alertd.model.watch import Watch
from tests.unit.core.stage import Stage, house

GLOBEX = Watch(name="globex", terms=("globex",), handles={"x": ("globex",)})
RIVAL = Watch(name="rival", terms=("rival",))


def two_brands(*more: Watch) -> House:
    """Return a house with another brand of ours."""
    return house(watches=(*house().watches, *(more or (GLOBEX,))))


def asked(stage: Stage, *watches: str, **changes: Any) -> Mention:
    """Let one post about some watches come in; it needs an answer from each."""
    first = stage.mention("neutral", needs_answer=True, watch=watches[0], **changes)
    for watch in watches[1:]:
        stage.mention(
            "neutral",
            needs_answer=True,
            watch=watch,
            **{"id": first.id, "author": first.author, "voice": 99, **changes},
        )
    return first


def tells(stage: Stage, watch: str = "", **changes: Any) -> None:
    """Let the team's inbox tool tell of a reply."""
    stage.reply(watch=watch, author="Ayşe", is_told=True, **changes)


def waiting(stage: Stage) -> list[str]:
    """Return the watches in which somebody waits."""
    return sorted(key.split("\x1f")[0] for key in stage.engine.waiting(None, stage.now))


def test_it_ends_the_wait_where_the_question_is_known() -> None:
    """No other watch hears of it, and nobody has to say for whom it was."""
    stage = Stage(two_brands()).until("10:00")
    one, _ = asked(stage, "acme"), asked(stage, "globex")
    tells(stage, in_reply_to=one.id)

    assert waiting(stage) == ["globex"]
    assert stage.engine.attended("acme", "x", one.id, stage.now).by == "Ayşe"


def test_whoever_says_for_whom_it_was_is_believed() -> None:
    """Two brands in one thread: the answer of one is not the answer of the other."""
    stage = Stage(two_brands()).until("10:00")
    post = asked(stage, "acme", "globex")
    tells(stage, "acme", in_reply_to=post.id)

    assert waiting(stage) == ["globex"]


def test_our_own_brand_comes_before_a_competitor() -> None:
    """A post about both: our tool answers for us; the competitor's customer still waits for the competitor."""
    stage = Stage(two_brands(RIVAL)).until("10:00")
    post = asked(stage, "acme", "rival")
    tells(stage, in_reply_to=post.id)

    assert waiting(stage) == ["rival"]


def test_by_the_conversation_everybody_in_it_was_answered() -> None:
    """It names nobody in particular."""
    stage = Stage(two_brands()).until("10:00")
    asked(stage, "acme", conversation="t")
    asked(stage, "acme", conversation="t")
    asked(stage, "acme", conversation="u")
    tells(stage, conversation="t")

    assert waiting(stage) == ["acme"]


def test_a_reply_before_its_question_ends_it_when_it_comes() -> None:
    """Sources are late, tools are not; a question that is younger than the reply waits."""
    stage = Stage(two_brands()).until("10:10")
    tells(stage, in_reply_to="late")
    stage.until("10:20")
    asked(stage, "acme", id="late", posted_at=stage.now - timedelta(minutes=15))
    assert waiting(stage) == []

    asked(stage, "acme", id="later", conversation="late")
    assert waiting(stage) == ["acme"]


def test_an_automatic_one_ends_nothing() -> None:
    """It acknowledges; the customer waits for a human, whichever came first."""
    stage = Stage(two_brands()).until("10:00")
    tells(stage, in_reply_to="late", is_automatic=True)
    asked(stage, "acme", id="late", posted_at=stage.now - timedelta(minutes=5))
    tells(stage, in_reply_to="late", is_automatic=True)

    assert waiting(stage) == ["acme"]


@pytest.mark.parametrize("changes", [{"in_reply_to": "gone"}, {"conversation": "gone"}, {"in_reply_to": "r1"}])
def test_a_reply_to_what_nobody_knows_is_no_fault(changes: dict[str, Any]) -> None:
    """A deleted post, somebody else's thread, the brand's own words."""
    stage = Stage(two_brands()).until("10:00")
    asked(stage, "acme")
    tells(stage, **changes)

    assert waiting(stage) == ["acme"]


def test_a_restart_anywhere_changes_nothing() -> None:
    """Also between a reply and the question that comes after it."""
    stage = Stage(two_brands()).until("10:10")
    tells(stage, in_reply_to="late")
    asked(stage, "acme", id="late", posted_at=stage.now - timedelta(minutes=15))
    asked(stage, "globex")
    engine = Engine()
    for event in stage.events:
        engine = Engine.restore(engine.snapshot())
        engine.handle(event)

    def kept(one: Engine) -> dict[str, Any]:
        return {name: state.unanswered.to_state() for name, state in sorted(one.state.watches.items())}

    assert kept(engine) == kept(stage.engine)
    assert waiting(stage) == ["globex"]
