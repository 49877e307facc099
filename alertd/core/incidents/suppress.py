"""What holds a page back, and until when: silence, a bigger incident, business hours, quiet hours, caps.

Holding delays or merges, with a named reason; it never deletes. Planned events (campaigns) are not here: they raise what is
expected before a rule fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from alertd.core.incidents.caps import SMS_CAPS, Cap, next_free
from alertd.core.incidents.quiet_hours import held_until, opens_at
from alertd.model.incident import Incident, State
from alertd.model.page import PageKind
from alertd.model.people import Hours, Person
from alertd.model.rule import Severity
from alertd.model.silence import Silence
from alertd.model.value import Value, rfc3339

SILENCED = "held-by-silence"
INHIBITED = "held-by-bigger-incident"
OUTSIDE_HOURS = "held-outside-business-hours"
QUIET_HOURS = "held-for-quiet-hours"
CAPPED = "held-by-cap"

_ROUNDS = 32  # holds chain (a silence ends in quiet hours, which end in a silence ...); a real chain has three links


class Held(Value, frozen=True, kw_only=True):
    """A page waits. until: when this hold ends (UTC); None while nobody knows (a bigger incident). text: one sentence."""

    reason: str
    until: datetime | None
    text: str


class Waiting(Value, frozen=True, kw_only=True):
    """A page that wants to go to one person. hours: of its rule. sent: when this person got SMS (is_capped channels only)."""

    watch: str
    rule: str | None
    severity: Severity
    person: Person
    kind: PageKind = PageKind.PAGE
    hours: Hours | None = None
    is_capped: bool = False
    is_first_of_crisis: bool = False
    sent: tuple[datetime, ...] = ()


def holds(
    page: Waiting, silences: Sequence[Silence], at: datetime, caps: Sequence[Cap] = SMS_CAPS
) -> tuple[datetime, tuple[Held, ...]]:
    """Return when the page may go (not before `at`), and each hold on the way there, in order.

    A test page is never held. A crisis passes quiet and business hours, and its first page the cap; it does not pass a
    silence, which somebody set by hand for this very watch.
    """
    if page.kind is PageKind.TEST:
        return at, ()
    found: list[Held] = []
    free = at
    for _ in range(_ROUNDS):
        held = _next_hold(page, silences, free, caps)
        if held is None or held.until is None or held.until <= free:
            break
        found.append(held)
        free = held.until
    return free, tuple(found)


def _next_hold(page: Waiting, silences: Sequence[Silence], at: datetime, caps: Sequence[Cap]) -> Held | None:
    covering = [silence for silence in silences if silence.covers(page.watch, page.rule, at)]
    if covering:
        longest = max(covering, key=lambda silence: (silence.ends_at, silence.id))
        words = f"silenced by {longest.by} until {rfc3339(longest.ends_at)}: {longest.reason}"
        return Held(reason=SILENCED, until=longest.ends_at, text=words)
    if page.severity is not Severity.CRISIS:
        if page.hours is not None and (opening := opens_at(page.hours, at)) > at:
            words = f"outside business hours {page.hours.name} until {rfc3339(opening)}"
            return Held(reason=OUTSIDE_HOURS, until=opening, text=words)
        if (awake := held_until(page.person, at)) is not None:
            words = f"{page.person.name} has quiet hours until {rfc3339(awake)}"
            return Held(reason=QUIET_HOURS, until=awake, text=words)
    if page.is_capped and not page.is_first_of_crisis and (free := next_free(page.sent, caps, at)) > at:
        words = f"{page.person.name} has had the most SMS allowed; free at {rfc3339(free)}"
        return Held(reason=CAPPED, until=free, text=words)
    return None


def inhibitor(watch: str, severity: Severity, own: str | None, incidents: Iterable[Incident]) -> Incident | None:
    """Return the incident that mutes a page of this watch and severity: a louder one, still firing, not yet solved.

    own: the page's own incident, which never mutes itself. Of several the loudest, then the oldest.
    """
    louder = [
        incident
        for incident in incidents
        if incident.watch == watch
        and incident.id != own
        and incident.is_firing
        and incident.state not in (State.SOLVED, State.CLOSED)
        and incident.severity.rank > severity.rank
    ]
    return min(louder, key=lambda i: (-i.severity.rank, i.opened_at, i.id), default=None)


def inhibited(incident: Incident) -> Held:
    """Return the hold that a louder incident puts on smaller pages of its watch."""
    words = f"incident {incident.id} ({incident.severity.value}) of {incident.watch} is bigger"
    return Held(reason=INHIBITED, until=None, text=words)
