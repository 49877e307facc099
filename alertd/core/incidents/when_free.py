"""When a person may be disturbed on a channel: quiet hours and caps delay a page, they never delete it."""

from __future__ import annotations

from alertd.core.incidents.caps import SMS_CAPS, next_free
from alertd.core.incidents.desk import Desk
from alertd.core.incidents.quiet_hours import held_until
from alertd.core.incidents.reasons import Reason
from alertd.core.times import epoch, instant
from alertd.model.people import Channel, Person
from alertd.model.rule import Severity

REMEMBERED = 3 * 3600.0  # the widest cap


def free_at(
    desk: Desk, person: Person, channel: Channel, severity: Severity, *, is_first: bool
) -> tuple[float | None, Reason | None]:
    """Return until when a page to this person must wait, and why; (None, None) sends it now.

    A crisis ignores quiet hours; its first page is exempt from caps.
    """
    at, reason = desk.at, None
    is_crisis = severity is Severity.CRISIS
    if not is_crisis:
        held = held_until(person, at)
        if held is not None:
            at, reason = held, Reason.QUIET_HOURS
    if channel.is_sms:
        times = [t for t in desk.texted.get(person.name, []) if t > desk.now - REMEMBERED]
        if not (is_crisis and is_first):
            free = next_free([instant(t) for t in times], SMS_CAPS, at)
            if free > at:
                at, reason = free, Reason.CAPPED
        desk.texted[person.name] = [*times, epoch(at)]
    return (None, None) if reason is None else (epoch(at), reason)
