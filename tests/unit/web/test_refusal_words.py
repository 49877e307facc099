"""Whoever came too late reads who was first, in the page's one word for it."""

from __future__ import annotations

import pytest

from alertd.core.inbox import lifecycle as inbox
from alertd.core.incidents.lifecycle import REFUSALS
from alertd.model.incident import State
from alertd.model.reason import Reason
from alertd.web.refusal_words import post_refusal_told, refusal_told
from alertd.web.refusals import Refused
from alertd.web.words import WORDS
from tests.unit.web.fake_backend import incident


@pytest.mark.parametrize("code", sorted(WORDS))
@pytest.mark.parametrize("reason", [*dict.fromkeys(REFUSALS.values()), Reason.NOTHING_TO_ESCALATE])
def test_every_refusal_of_the_lifecycle_has_its_words_in_every_language(code: str, reason: Reason) -> None:
    """None of them shows what the engine wrote into its log."""
    said = refusal_told(Refused(str(reason), "omar wanted to ack; it is acknowledged by ayse"), incident(), WORDS[code])

    assert "wanted to" not in said
    assert "{" not in said
    assert said.strip()


@pytest.mark.parametrize(
    ("reason", "act"),
    [
        (Reason.ALREADY_ACKNOWLEDGED, "ack"),
        (Reason.ALREADY_PLANNED, "plan"),
        (Reason.ALREADY_SOLVED, "solve"),
        (Reason.ALREADY_CLOSED, "close"),
    ],
)
def test_it_names_whoever_did_it(reason: Reason, act: str) -> None:
    """The one who did it last; what closed by itself was closed by alertd."""
    refused = Refused(str(reason))

    assert "ayse" in refusal_told(refused, incident(by={act: "ayse", "assign": "lea"}), WORDS["en"])
    assert "alertd" in refusal_told(refused, incident(state=State.CLOSED, by={}), WORDS["en"])


@pytest.mark.parametrize("code", sorted(WORDS))
@pytest.mark.parametrize(("reason", "act"), [(Reason.ALREADY_ACKNOWLEDGED, "ack"), (Reason.ALREADY_PLANNED, "plan")])
def test_who_did_it_themselves_is_addressed(code: str, reason: Reason, act: str) -> None:
    """A second tap of the same person tells them nothing of a stranger with their name."""
    refused, stands = Refused(str(reason)), incident(by={act: "ayse"})
    to_her, to_omar = (refusal_told(refused, stands, WORDS[code], reader=one) for one in ("ayse", "omar"))

    assert "ayse" not in to_her
    assert "ayse" in to_omar
    assert to_her == WORDS[code][f"no_{refused.name.lower()}_you"]


@pytest.mark.parametrize("code", sorted(WORDS))
def test_who_answers_a_post_themselves_is_addressed(code: str) -> None:
    """In the inbox as on an incident."""
    refused = Refused(str(Reason.ALREADY_CLAIMED), has="omar")

    assert "omar" not in post_refusal_told(refused, WORDS[code], reader="omar")
    assert "omar" in post_refusal_told(refused, WORDS[code], reader="ayse")


def test_a_reason_without_words_is_told_as_it_is() -> None:
    """A later release may know more reasons than this catalogue."""
    assert refusal_told(Refused("gone-fishing", "nobody is there"), incident(), WORDS["en"]) == "nobody is there"


@pytest.mark.parametrize("code", sorted(WORDS))
@pytest.mark.parametrize("reason", [*dict.fromkeys(inbox.REFUSALS.values())])
def test_every_refusal_of_the_inbox_has_its_words_in_every_language(code: str, reason: Reason) -> None:
    """A post is answered, not taken: who has it is named, and nobody reads the engine's log."""
    said = post_refusal_told(Refused(str(reason), "ayse wanted claim; it is claimed by omar", has="omar"), WORDS[code])

    assert "wanted" not in said
    assert "{" not in said
    assert said.strip()
    assert ("omar" in said) == (reason is Reason.ALREADY_CLAIMED)


def test_a_post_of_an_incident_is_refused_as_one_of_the_inbox() -> None:
    """The same tap stands on both pages: whoever has the post is named, not whoever has the incident."""
    refused = Refused("already-claimed", has="omar")

    assert refusal_told(refused, incident(by={"ack": "ayse"}), WORDS["en"]) == "omar is answering it already."


def test_a_refusal_of_a_later_release_is_told_as_it_is() -> None:
    """Better in the engine's words than in none."""
    assert post_refusal_told(Refused("gone-fishing", "nobody is there"), WORDS["en"]) == "nobody is there"


@pytest.mark.parametrize("reason", [*dict.fromkeys(inbox.REFUSALS.values())])
def test_a_post_of_an_incident_is_refused_in_the_words_of_the_inbox(reason: Reason) -> None:
    """Its page has buttons for its posts: who has one is named there too."""
    refused = Refused(str(reason), "ayse wanted needs-none; it is claimed by omar", has="omar")

    assert refusal_told(refused, incident(), WORDS["en"]) == post_refusal_told(refused, WORDS["en"])
