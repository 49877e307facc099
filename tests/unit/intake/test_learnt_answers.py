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


OTHERS = (
    SOLD_OUT,
    PUBLIC,
    "my parcel is lost",
    "The order counter at the station is due to open at six",
    "hello acme",
    "my size again",
)


@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize(
    "text", [ORDER, SOLD_OUT, PUBLIC, "order", "my parcel is lost, it was due at six, where is it?"]
)
def test_what_was_taken_back_leaves_nothing_behind(text: str, *, needs: bool) -> None:
    """A slip of a finger and its undoing: neither these words nor any others are judged otherwise than before."""
    learnt = LearntAnswers()
    learnt.teach("acme", "when is the blue jacket back?", "en", CALM, needs=False)
    before = learnt.to_state()["acme"].copy()
    was = judged(learnt, text)
    learnt.teach("acme", text, "en", CALM, needs=not was)
    assert judged(learnt, text) is not was
    learnt.teach("acme", text, "en", CALM, needs=was)

    assert learnt.to_state()["acme"] == pytest.approx(before)
    assert judged(learnt, text) is was
    assert [judged(learnt, one) for one in OTHERS] == [
        judged(LearntAnswers({"acme": dict(before)}), one) for one in OTHERS
    ], needs


def test_a_mind_may_change_more_than_once() -> None:
    """None, one, none again: the last word counts, also after a restart between."""
    learnt = LearntAnswers()
    for needs in (False, True, False, True, False):
        learnt.teach("acme", ORDER, "en", CALM, needs=needs)
        learnt = LearntAnswers(json.loads(json.dumps(learnt.to_state())))
        assert judged(learnt, ORDER) is needs


def test_a_file_of_before_is_read_on() -> None:
    """What was learnt before a correction could be taken back still counts, and saying the contrary still helps."""
    learnt = LearntAnswers()
    learnt.teach("acme", ORDER, "en", CALM, needs=False)
    old = {name: worth for name, worth in learnt.to_state()["acme"].items() if not name.startswith("step ")}
    learnt = LearntAnswers({"acme": old})
    assert not judged(learnt, ORDER)

    learnt.teach("acme", ORDER, "en", CALM, needs=True)
    assert judged(learnt, ORDER)


@settings(deadline=None)
@given(st.lists(st.sampled_from((ORDER, *OTHERS)), max_size=4), st.sampled_from((ORDER, *OTHERS)))
def test_taking_back_is_exact_whatever_was_learnt_before(taught: list[str], text: str) -> None:
    """Of any brand, after any corrections of other words."""
    learnt = LearntAnswers()
    for number, one in enumerate(taught):
        if one != text:
            learnt.teach("acme", one, "en", CALM, needs=number % 2 == 0)
    was, before = judged(learnt, text), dict(learnt.to_state().get("acme", {}))
    learnt.teach("acme", text, "en", CALM, needs=not was)
    learnt.teach("acme", text, "en", CALM, needs=was)

    after = learnt.to_state()["acme"]
    assert {name: after.get(name, 0.0) for name in before | after} == pytest.approx(
        {name: before.get(name, 0.0) for name in before | after}
    )


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
