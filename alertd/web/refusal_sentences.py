"""Why nothing was done, as a sentence of the API and of commands: who has it, since when, and what may be done. Pure.

English, as all that programs and terminals read; pages say it in the reader's language (`refusal_words.py`). What the engine
wrote into its log ("omar wanted claim of x 1; ...") is the record of it, and no answer to a person.
"""

from __future__ import annotations

from datetime import UTC, datetime

from alertd.model.inbox import Attended, Standing
from alertd.model.incident import Act, Incident, State


def post_refused(stands: Attended, now: datetime, *, reader: str) -> str:
    """Return why an act on a post of the inbox was not taken. stands: where we are with it; reader: who asked for the act.

    >>> post_refused(Attended(standing=Standing.ABSENT), datetime(2026, 11, 29, tzinfo=UTC), reader="ayse")
    'It waits for no answer.'
    """
    who = "Somebody" if not stands.by else "You" if stands.by == reader else stands.by
    match stands.standing:
        case Standing.CLAIMED:
            has = f"{_has(who)} it{_at('since', stands.since, now)}{_at('until', stands.until, now)}."
            return has if who == "You" else f"{has} Hand it over to yourself to answer it in their place."
        case Standing.SNOOZED:
            return f"It waits already, put off{_at('until', stands.until, now)} by {_lower(who)}."
        case Standing.WAITING:
            return "It waits already, and nobody has it."
        case Standing.ANSWERED:
            by = f" by {_lower(who)}" if stands.by else ""
            return f"It was answered already{_at('at', stands.at, now)}{by}."
        case Standing.DISMISSED:
            return f"{who} said{_at('at', stands.at, now)} that it needs no answer."
        case Standing.ABSENT:
            return "It waits for no answer."


def refused(incident: Incident, now: datetime, *, reader: str) -> str:
    """Return why its lifecycle did not take an act: by whom an incident came to stand as it does, and since when."""
    who, at = _did(incident, reader), _stamp(incident)
    match incident.state:
        case State.OPEN:
            return "It is open already."
        case State.ACKNOWLEDGED:
            return f"{_has(who)} it{_at('since', at, now)}."
        case State.PLANNED:
            return f"{_has(who)} a plan for it{_at('since', at, now)}."
        case State.SOLVED:
            return f"It was solved{_at('at', at, now)}{_by(who)}."
        case State.CLOSED:
            return f"It was closed{_at('at', at, now)}{_by(who)}. What fires now opens a new incident."


def _stamp(incident: Incident) -> datetime | None:
    return {
        State.ACKNOWLEDGED: incident.acknowledged_at,
        State.PLANNED: incident.planned_at,
        State.SOLVED: incident.solved_at,
        State.CLOSED: incident.closed_at,
    }.get(incident.state)


def _did(incident: Incident, reader: str) -> str:
    """Return who brought it there; what ended by itself was ended by alertd."""
    act = {State.ACKNOWLEDGED: Act.ACK, State.PLANNED: Act.PLAN, State.SOLVED: Act.SOLVE, State.CLOSED: Act.CLOSE}
    person = incident.by.get(str(act.get(incident.state, "")), "") or incident.assignee or "alertd"
    return "You" if person == reader else person


def _by(who: str) -> str:
    return f" by {_lower(who)}" if who else ""


def _has(who: str) -> str:
    return "You have" if who == "You" else f"{who} has"


def _lower(who: str) -> str:
    """Return it as it stands within a sentence; a person's name stays as it is."""
    return who.lower() if who in ("You", "Somebody") else who


def _at(word: str, at: datetime | None, now: datetime) -> str:
    """Return an instant with its word before it, the date only where it is another day's; "" where nobody knows it."""
    if at is None:
        return ""
    clock = at.astimezone(UTC)
    is_today = clock.date() == now.astimezone(UTC).date()
    return f" {word} {clock:%H:%M} UTC" if is_today else f" {word} {clock:%Y-%m-%d %H:%M} UTC"
