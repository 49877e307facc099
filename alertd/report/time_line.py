"""The time line of an incident in plain words: what people did and saw, and no decision of the engine. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from alertd.core.incidents.promises import KEPT_BY
from alertd.model.commands import KeepDecision
from alertd.model.incident import Incident
from alertd.model.reason import Reason


class Moment(NamedTuple):
    """One line. who: a person, or "" where nobody did it."""

    at: datetime
    who: str
    what: str


class Heard(NamedTuple):
    """A message that a provider took. is_page: it asked to be taken, and is no update, notice or summary."""

    at: datetime
    person: str
    channel: str
    is_page: bool


def _note(decision: KeepDecision) -> str:
    """Return what somebody wrote with an act ("by ayse through api: looking"), in quotes; "" if nothing."""
    _, colon, note = decision.text.partition(": ")
    return f": “{note}”" if colon and note else ""


def _whom(decision: KeepDecision) -> str:
    """Return to whom an incident was given ("to maria by ayse through api"); "somebody" of a log that did not say."""
    head, by, _ = decision.text.partition(" by ")
    return head.removeprefix("to ") if by and head.startswith("to ") else "somebody"


def _broken(promise: str) -> str:
    """Return that a promise of the incident was broken; "" for one to a customer, which has a reason of the same name."""
    return f"the promised time to {promise} was over" if promise in KEPT_BY else ""


#: What is told of a decision; what is not here is the engine's own affair.
_SAYS: dict[Reason, Callable[[KeepDecision], str]] = {
    Reason.OPENED_BY_HAND: lambda one: f"opened it by hand{_note(one)}",
    Reason.SEVERITY_ROSE: lambda one: f"it became more serious: {one.text.rpartition(' to ')[2]}",
    Reason.ACKNOWLEDGED: lambda one: f"took it{_note(one)}",
    Reason.PLANNED: lambda one: f"had a plan{_note(one)}",
    Reason.SOLVED: lambda one: f"said that it is solved{_note(one)}",
    Reason.CLOSED: lambda one: f"closed it{_note(one)}",
    Reason.REOPENED: lambda one: f"opened it again{_note(one)}",
    Reason.ASSIGNED: lambda one: f"gave it to {_whom(one)}{_note(one)}",
    Reason.SNOOZED: lambda one: f"put it off{_note(one)}",
    Reason.NOTED: lambda one: f"noted{_note(one)}",
    Reason.ACK_EXPIRED: lambda _: "no plan had followed in time; everybody was told again",
    Reason.PROMISE_MISSED: lambda one: _broken(one.text.partition(":")[0]),
    Reason.CALMING: lambda _: "it was calm again",
    Reason.BACK: lambda _: "it began again",
    Reason.NEXT_ROUND_SOLVED: lambda _: "it began again after it had been solved",
    Reason.NEXT_ROUND_QUIET: lambda _: "it began again after it had been over",
    Reason.NEXT_ROUND_DOUBLED: lambda _: "it was twice as much as had been told",
    Reason.CLOSED_BY_ITSELF: lambda _: "closed by itself after a calm day",
}


def time_line(
    incident: Incident,
    decisions: Sequence[KeepDecision],
    told: Iterable[Heard],
    first_answer: tuple[datetime, str] | None,
) -> list[Moment]:
    """Return the moments in order. told: what providers took; each of them is told, so that nobody looks for a message that is missing."""
    moments = [Moment(incident.opened_at, "", f"alertd saw it and opened it as {_first(incident, decisions)}")]
    moments += _acts(decisions)
    moments += _heard(told)
    if first_answer is not None:
        moments.append(Moment(first_answer[0], first_answer[1], "gave the first public answer of the brand"))
    return sorted(moments, key=lambda one: one.at)


def _first(incident: Incident, decisions: Iterable[KeepDecision]) -> str:
    """Return how grave an incident was when it began, before it rose."""
    rose = [one for one in decisions if one.reason == Reason.SEVERITY_ROSE and one.incident == incident.id]
    return min(rose, key=lambda one: one.at).text.partition(" to ")[0] if rose else str(incident.severity)


def _heard(told: Iterable[Heard]) -> Iterator[Moment]:
    """Yield every message that reached somebody: those of a person's minute are one line, pages and news apart, with how many they were."""
    minutes: dict[tuple[str, bool, datetime], list[Heard]] = {}
    for one in sorted(told):
        minutes.setdefault((one.person, one.is_page, one.at.replace(second=0, microsecond=0)), []).append(one)
    seen: set[str] = set()
    for (person, is_page, _), those in minutes.items():
        *channels, last = dict.fromkeys(one.channel for one in those)
        by = f"{', '.join(channels)} and {last}" if channels else last
        times = max(sum(one.channel == channel for one in those) for channel in (*channels, last))
        told_again = "was told again" if person in seen else "was told"
        often = f" {times} times" if times > 1 else ""
        yield Moment(those[0].at, person, f"{told_again if is_page else 'had news'} by {by}{often}")
        seen.add(person)


def _acts(decisions: Iterable[KeepDecision]) -> Iterator[Moment]:
    for one in decisions:
        says = _SAYS.get(Reason(one.reason)) if one.reason in tuple(Reason) else None
        if says is not None and (said := says(one)):
            yield Moment(one.at, one.person or "", said)
