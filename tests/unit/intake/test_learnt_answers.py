"""What a brand corrects is learnt for that brand: one tap changes the posts like it, and few others."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.intake.learnt_answers import CAPACITY, LearntAnswers
from alertd.intake.needs_answer import needs_answer
from alertd.model.score import Quality, Score

CALM = Score.of(0.2, 0.7, 0.1, quality=Quality.TRAINED, scorer="t/1")
ORDER = "Where is my order? It was due at six"
SOLD_OUT = "My size is sold out again, when is it back?"
PUBLIC = "Meet us at booth 12 on Friday"


def judged(learnt: LearntAnswers, text: str, watch: str = "acme") -> bool:
    """Return what a watch's people would see."""
    return learnt.needs_answer(watch, text, "en", CALM)


@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("text", [ORDER, SOLD_OUT, PUBLIC, "ok", ""])
def test_one_tap_is_enough_for_the_same_words(text: str, *, needs: bool) -> None:
    """Whatever it was taken for, next time it is what people said; a post without any word needs no answer ever."""
    learnt = LearntAnswers()
    for _ in range(12):  # a very short text may take a few: no sign alone gains much at once
        learnt.teach("acme", text, "en", CALM, needs=needs)

    assert judged(learnt, text) is (needs and bool(text))
    assert judged(learnt, f"{text}!!") is (needs and bool(text))


def test_others_hardly_move() -> None:
    """Sold out needs none, says the shop; an order that is late still does."""
    learnt = LearntAnswers()
    learnt.teach("acme", SOLD_OUT, "en", CALM, needs=False)

    assert not judged(learnt, SOLD_OUT)
    assert judged(learnt, ORDER)


def test_each_brand_learns_by_itself() -> None:
    """What acme does not answer, globex may."""
    learnt = LearntAnswers()
    learnt.teach("acme", ORDER, "en", CALM, needs=False)

    assert (judged(learnt, ORDER), judged(learnt, ORDER, "globex")) == (False, True)
    assert (learnt.knows("acme"), learnt.knows("globex")) == (True, False)


def test_a_correction_of_a_correction() -> None:
    """A slip is taken back by saying the other."""
    learnt = LearntAnswers()
    learnt.teach("acme", ORDER, "en", CALM, needs=False)
    learnt.teach("acme", ORDER, "en", CALM, needs=True)

    assert judged(learnt, ORDER)


def test_what_is_judged_so_already_changes_nothing() -> None:
    """A tap on what was right does not push further and further."""
    learnt = LearntAnswers()
    learnt.teach("acme", ORDER, "en", CALM, needs=True)

    assert learnt.to_state() == {"acme": {}}


def test_copies_and_reposts_are_never_learnt_in() -> None:
    """The first post carries the request, however often somebody taps."""
    learnt = LearntAnswers()
    learnt.teach("acme", "RT @bob: my order is lost", "en", CALM, needs=True)

    assert not judged(learnt, "RT @bob: my order is lost")
    assert not learnt.needs_answer("acme", ORDER, "en", CALM, is_copy=True)


def test_memory_is_bounded_and_holds_no_text() -> None:
    """A year of taps; who reads the file reads no word of anybody."""
    learnt = LearntAnswers()
    for number in range(1_500):
        text = f"secretword{number} othername{number} thirdthing{number} fourthplace{number}"
        learnt.teach("acme", text, "en", CALM, needs=True)
    state = json.dumps(learnt.to_state())

    assert len(learnt.to_state()["acme"]) <= CAPACITY
    assert "secretword" not in state
    assert LearntAnswers(json.loads(state)).to_state() == learnt.to_state()


@settings(deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_any_text_is_learnt_or_left_alone(text: str, needs: bool) -> None:
    """No fault, and never the wrong way round: who was told that it needs one is nearer to it than before."""
    learnt = LearntAnswers()
    before = needs_answer(text, "en", CALM)
    learnt.teach("acme", text, "en", CALM, needs=needs)

    if before == needs:
        assert judged(learnt, text) == before
