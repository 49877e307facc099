"""What we said in public, as the head of an incident's page tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.mention import Reply
from alertd.web.backend import ReplyShown
from alertd.web.said_in_public import said_in_public, spoken, still_fit
from tests.unit.web.fake_backend import NOW

STATEMENT = "We are sorry. Please unplug your kettle now; we have stopped the update and answer everybody tonight."


def answer(text: str | None = STATEMENT, *, minutes: float = 5, **changes: object) -> tuple[ReplyShown, str]:
    """Return one of our answers to ann, so many minutes ago."""
    at = NOW - timedelta(minutes=minutes)
    reply = Reply(watch="acme", platform="x", id=f"r{minutes}", author="acme", posted_at=at, seen_at=at)
    return ReplyShown(reply=reply.with_(**changes), text=text), "ann"


def test_the_newest_of_our_answers_is_told_with_its_instant_and_whom_it_answers() -> None:
    """Whoever comes to it then neither answers twice nor against it."""
    told = said_in_public([answer("We look into it and call you back today.", minutes=9), answer(minutes=2)])

    assert told is not None
    assert (told.text, told.whom, told.at) == (STATEMENT, "ann", NOW - timedelta(minutes=2))
    assert told.more == 1


def test_the_order_in_which_answers_come_says_nothing() -> None:
    """A platform may bring an older one later."""
    assert said_in_public([answer(minutes=2), answer("before", minutes=9)]) == said_in_public(
        [answer("before", minutes=9), answer(minutes=2)]
    )


def test_one_statement_that_was_given_to_many_is_said_once() -> None:
    """Forty times the same words are one thing said, not forty."""
    told = said_in_public([answer(minutes=n) for n in range(1, 41)])

    assert told is not None
    assert told.more == 0


@pytest.mark.parametrize(
    "nothing",
    [
        [],
        [answer("Thank you for your message.", is_automatic=True)],
        [answer("Thank you for your message.", is_automatic=True, is_guess=True)],
        [answer(None)],
        [answer(None, is_told=True)],
        [answer("")],
    ],
)
def test_what_no_person_said_or_nobody_can_read_is_no_statement(nothing: list[tuple[ReplyShown, str]]) -> None:
    """A machine's thanks, what was erased, and what only an inbox tool saw."""
    assert said_in_public(nothing) is None


def test_behind_what_nobody_can_read_the_last_words_of_a_person_stand() -> None:
    """An erased answer or a machine's after it takes them away from nobody."""
    told = said_in_public(
        [answer(minutes=9), answer(None, minutes=4), answer("Thank you.", minutes=2, is_automatic=True)]
    )

    assert told is not None
    assert (told.text, told.more) == (STATEMENT, 0)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (STATEMENT, "en"),
        ("Çok üzgünüz. Lütfen su ısıtıcınızı prizden çekin, bu akşam herkese yanıt veriyoruz.", "tr"),
        ("نعتذر منكم. افصلوا الغلاية عن الكهرباء الآن، وسنرد على الجميع الليلة.", "ar"),
        ("🙏", ""),
        ("", ""),
    ],
)
def test_in_which_language_our_words_are(text: str, language: str) -> None:
    """A screen reader asks for it, and a reader of another language is told; of words in none nothing is said."""
    assert spoken(text) == language


HOLDING = (
    "en",
    "We know what you report and are looking into it. If something seems unsafe, stop and keep away from it.",
)
RECALL = ("fr", "Nous avons retiré de la vente toutes les bouilloires ; débranchez la vôtre.")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ([], [HOLDING, RECALL]),
        (["We are sorry to hear that. Please write us in a private message."], [HOLDING, RECALL]),
        (["Please unplug your kettle now."], [RECALL]),
        (["Lütfen cihazın fişini çekin."], [RECALL]),
        (["Débranchez-la.", "We recall all kettles."], [RECALL]),
        (["We recall all kettles and refund everybody."], []),
    ],
)
def test_a_statement_that_is_weaker_than_what_was_said_is_not_offered(
    said: list[str], left: list[tuple[str, str]]
) -> None:
    """Who has told people to unplug it does not say an hour later that one is looking into it, in whatever language."""
    answers = [answer(text, minutes=number)[0] for number, text in enumerate(said)]

    assert still_fit([HOLDING, RECALL], answers) == left


def test_what_a_machine_answers_takes_no_statement_away() -> None:
    """An automatic answer tells everybody to switch it off and on again: nobody has said anything by that."""
    assert still_fit([HOLDING], [answer("Please switch it off and on again.", is_automatic=True)[0]]) == [HOLDING]
