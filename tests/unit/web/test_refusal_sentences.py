"""Whoever came second reads in the terminal and from the API who was first, since when, and what they may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.inbox import Attended, Standing
from alertd.model.incident import State
from alertd.web.refusal_sentences import post_refused, refused
from tests.unit.web.fake_backend import incident

NOW = datetime(2026, 11, 29, 10, 40, tzinfo=UTC)
TEN = datetime(2026, 11, 29, 10, 14, tzinfo=UTC)
CLAIMED = Attended(standing=Standing.CLAIMED, by="bruno", since=TEN, until=TEN + timedelta(hours=1))


def test_whoever_has_a_post_is_named_with_since_when_and_how_to_take_it_over() -> None:
    """A second answer to one customer is what this no prevents: it says what to do in place of it."""
    assert post_refused(CLAIMED, NOW, reader="maria") == (
        "bruno has it since 10:14 UTC until 11:14 UTC. Hand it over to yourself to answer it in their place."
    )


def test_who_has_it_themselves_is_addressed() -> None:
    """Nobody reads of a stranger with their own name, nor is told to take over what they have."""
    assert post_refused(CLAIMED, NOW, reader="bruno") == "You have it since 10:14 UTC until 11:14 UTC."


def test_a_claim_of_an_older_version_tells_only_what_is_known() -> None:
    """Its state did not say since when."""
    assert post_refused(CLAIMED.with_(since=None), NOW, reader="bruno") == "You have it until 11:14 UTC."


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        (Attended(standing=Standing.WAITING), "It waits already, and nobody has it."),
        (
            Attended(standing=Standing.SNOOZED, by="lea", until=TEN),
            "It waits already, put off until 10:14 UTC by lea.",
        ),
        (
            Attended(standing=Standing.SNOOZED, by="ayse", until=TEN),
            "It waits already, put off until 10:14 UTC by you.",
        ),
        (Attended(standing=Standing.ANSWERED, by="lea", at=TEN), "It was answered already at 10:14 UTC by lea."),
        (Attended(standing=Standing.ANSWERED), "It was answered already."),
        (Attended(standing=Standing.DISMISSED, by="lea", at=TEN), "lea said at 10:14 UTC that it needs no answer."),
        (Attended(standing=Standing.DISMISSED), "Somebody said that it needs no answer."),
        (Attended(standing=Standing.ABSENT), "It waits for no answer."),
    ],
)
def test_each_standing_has_its_sentence(stands: Attended, said: str) -> None:
    """What nobody knows is left out."""
    assert post_refused(stands, NOW, reader="ayse") == said


def test_another_day_is_told_with_its_date() -> None:
    """10:14 of yesterday is not 10:14."""
    stands = CLAIMED.with_(since=TEN - timedelta(days=1))

    assert "since 2026-11-28 10:14 UTC until 11:14 UTC" in post_refused(stands, NOW, reader="maria")


@pytest.mark.parametrize(
    ("state", "stamp", "act", "said"),
    [
        (State.ACKNOWLEDGED, "acknowledged_at", "ack", "lea has it since 10:14 UTC."),
        (State.PLANNED, "planned_at", "plan", "lea has a plan for it since 10:14 UTC."),
        (State.SOLVED, "solved_at", "solve", "It was solved at 10:14 UTC by lea."),
        (
            State.CLOSED,
            "closed_at",
            "close",
            "It was closed at 10:14 UTC by lea. What fires now opens a new incident.",
        ),
    ],
)
def test_an_incident_says_who_brought_it_where_it_is(state: State, stamp: str, act: str, said: str) -> None:
    """By the stamp and the person of that act; its reader is addressed."""
    stands = incident(state=state, by={act: "lea"}).with_(**{stamp: TEN})

    assert refused(stands, NOW, reader="ayse") == said
    assert "lea" not in refused(stands, NOW, reader="lea")
    assert "you" in refused(stands, NOW, reader="lea").lower()


def test_what_ended_by_itself_was_ended_by_alertd() -> None:
    """Nobody's name stands in it, and no empty one."""
    stands = incident(state=State.CLOSED, by={}).with_(closed_at=TEN, assignee=None)

    assert "10:14 UTC by alertd." in refused(stands, NOW, reader="ayse")


def test_what_is_open_cannot_be_opened_again() -> None:
    """The one no that an open incident knows."""
    assert refused(incident(state=State.OPEN), NOW, reader="ayse") == "It is open already."
