"""When a person may be disturbed on a channel: quiet hours and caps delay a page, they never delete it."""

from __future__ import annotations

from alertd.core.incidents.desk import Desk
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.suppress import Held, Waiting, holds
from alertd.core.times import epoch, instant
from alertd.model.page import PageKind
from alertd.model.people import Channel, Person
from alertd.model.rule import Severity

REMEMBERED = 3 * 3600.0  # the widest cap in use anywhere (GoAlert: 21 in 3 h)


def free_at(
    desk: Desk, incident: IncidentState, person: Person, channel: Channel, kind: PageKind, *, is_first: bool
) -> tuple[float | None, tuple[Held, ...]]:
    """Return until when a page to this person must wait, and each hold on the way; (None, ()) sends it now.

    Silences and business hours hold back whole steps and are asked there.
    """
    times = [at for at in desk.texted.get(person.name, []) if at > desk.now - REMEMBERED] if channel.is_sms else []
    page = Waiting(
        watch=incident.watch,
        rule=None,
        severity=incident.severity,
        person=person,
        kind=kind,
        is_capped=channel.is_sms,
        is_first_of_crisis=is_first and incident.severity is Severity.CRISIS,
        sent=tuple(instant(at) for at in times),
    )
    free, held = holds(page, (), desk.at)
    if channel.is_sms:
        desk.texted[person.name] = [*times, epoch(free)]
    return (epoch(free), held) if held else (None, ())
