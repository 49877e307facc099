"""Why it was decided as it was, in the reader's language: what each decision was, of which rule and by whom, and each value against its limit. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alertd.core.wording.rule_words import stand_told
from alertd.model.reason import Reason
from alertd.model.value import Value
from alertd.web.backend import DecisionSeen
from alertd.web.words import Words


class Why(Value, frozen=True, kw_only=True):
    """One decision. said: what it was, "" for one that has no words yet. lines: its conditions as they stood.

    text: the log's own English, with its numbers; "" where the lines say the same.
    """

    at: datetime
    reason: str
    said: str
    rule: str | None
    person: str | None
    lines: tuple[str, ...]
    text: str


class Limits(Value, frozen=True, kw_only=True):
    """How the conditions of a rule stood when it fired. language: of the lines; "en" where only the log's own words are kept."""

    at: datetime
    rule: str
    lines: tuple[str, ...]
    language: str


def why(decisions: Sequence[DecisionSeen], t: Words, tag: str) -> list[Why]:
    """Return the decisions about an incident, in the order of the log."""
    found = []
    for one in decisions:
        lines = _lines(one, tag)
        text = "" if lines else one.text
        found.append(
            Why(
                at=one.at,
                reason=one.reason,
                said=t.decided(one.reason),
                rule=one.rule,
                person=one.person,
                lines=lines,
                text=text,
            )
        )
    return found


def limits(decisions: Sequence[DecisionSeen], t: Words, tag: str) -> list[Limits]:
    """Return the newest firing of each rule: each condition's value against its limit, as it was decided then."""
    newest = {one.rule: one for one in decisions if one.reason == Reason.ALERT_FIRING and one.rule is not None}
    found = []
    for name, one in newest.items():
        told = _lines(one, tag)
        own = tuple(clause for clause in one.text.split("; ") if clause)
        found.append(Limits(at=one.at, rule=name, lines=told or own, language=t.code if told else "en"))
    return found


def _lines(one: DecisionSeen, tag: str) -> tuple[str, ...]:
    return tuple(stand_told(each.condition, tag, holds=each.holds, shown=each.shown) for each in one.conditions)
