"""Why it was decided as it was, in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.commands import Decided
from alertd.model.reason import Reason
from alertd.model.rule import Every
from alertd.web.backend import DecisionSeen
from alertd.web.why import limits, why
from alertd.web.words import WORDS, catalogue, words

AT = datetime(2026, 11, 29, 13, 56, tzinfo=UTC)
#: What an incident of a usual night goes through, from the first rule to the last act.
NIGHT = (
    Reason.ALERT_FIRING,
    Reason.INCIDENT_OPENED,
    Reason.POLICY_STARTED,
    Reason.STEP_DECIDED,
    Reason.RULE_JOINED,
    Reason.SEVERITY_ROSE,
    Reason.CHANNEL_DEAD,
    Reason.NEXT_CHANNEL,
    Reason.PROMISE_MISSED,
    Reason.POLICY_ENDED,
    Reason.ACKNOWLEDGED,
    Reason.PLANNED,
    Reason.NOTED,
    Reason.CALMING,
    Reason.SOLVED,
    Reason.CLOSED_BY_ITSELF,
)


def decided(reason: str, text: str = "", **more: object) -> DecisionSeen:
    """Return a decision about an incident."""
    return DecisionSeen(at=AT, reason=reason, text=text).with_(**more)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_a_usual_night_is_told_in_every_language(code: str) -> None:
    """Each decision in its own words, none of them twice, and in none but English the English one."""
    t = words(code)
    told = [t.decided(reason) for reason in NIGHT]
    assert all(told)
    assert len(set(told)) == len(told)
    if code != "en":
        assert not set(told) & {words("en").decided(reason) for reason in NIGHT}


def test_every_word_belongs_to_a_decision_that_exists() -> None:
    """A reason that was renamed would leave its words behind, and go untold."""
    known = {f"d_{reason.replace('-', '_')}" for reason in Reason}
    assert set(catalogue("en")["decisions"]) <= known


def test_what_has_no_words_yet_keeps_the_logs_own() -> None:
    """A plug-in's, or that of a log of another release: nothing is hidden, nothing is a fault."""
    (one,) = why([decided("made-up", "because 4 > 3")], words("tr"), "tr")
    assert (one.said, one.text, one.reason) == ("", "because 4 > 3", "made-up")


def test_a_rule_that_fired_is_told_by_its_conditions_and_not_in_english_beside_them() -> None:
    """They hold the same numbers."""
    condition = Decided(condition=Every(), holds=True)
    fired = decided("alert-firing", "every: 412 over 10", rule="storm", conditions=(condition,))
    (one,) = why([fired], words("tr"), "tr")
    assert one.text == ""
    assert len(one.lines) == 1
    (english,) = why([fired], words("en"), "en")
    assert english.lines != one.lines


def test_of_each_rule_the_newest_firing_is_told_against_its_limits() -> None:
    """Of an old log, which kept only English, that, clause by clause, and it says which language it is."""
    old, new = decided("alert-firing", "a 4 over 3; b 9 over 1", rule="storm"), decided("acknowledged", "by ayse")
    again = decided("alert-firing", "a 8 over 3", rule="storm").with_(at=AT + timedelta(hours=1))
    assert [one.lines for one in limits([old, new], words("tr"), "tr")] == [("a 4 over 3", "b 9 over 1")]
    (newest,) = limits([old, new, again], words("tr"), "tr")
    assert (newest.at, newest.rule, newest.lines, newest.language) == (again.at, "storm", ("a 8 over 3",), "en")
