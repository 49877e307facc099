"""What holds a page back, and until when: silence, a bigger incident, business hours, quiet hours, caps.

Holding delays or merges, with a named reason; it never deletes. A whole step waits for a silence, a bigger incident or the
rule's business hours; the page to one person waits for that person's quiet hours and caps. Planned events (campaigns) are not
here: they raise what is expected before a rule fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alertd.core.business_hours import opens_at
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState, is_crisis
from alertd.core.incidents.quiet_hours import quiet_until
from alertd.core.times import epoch, instant
from alertd.model.incident import Incident
from alertd.model.page import PageKind
from alertd.model.people import Channel, Person
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity
from alertd.model.value import Value, rfc3339

#: seconds after which a step that a bigger incident mutes is looked at again
INHIBITED_FOR = 300.0
REMEMBERED = 3 * 3600.0  # the widest cap in use anywhere (GoAlert: 21 in 3 h)
_ROUNDS = 8  # holds chain: a cap frees in quiet hours, which end where the cap holds again; a real chain has two links


class Held(Value, frozen=True, kw_only=True):
    """A page waits. until: when this hold ends (UTC). text: one sentence."""

    reason: Reason
    until: datetime
    text: str


class Cap(Value, frozen=True, kw_only=True):
    """At most `count` messages in any stretch of `per`."""

    count: int
    per: timedelta

    def __post_init__(self) -> None:
        """Refuse a cap that would hold a page for ever."""
        if self.count < 1 or self.per <= timedelta(0):
            raise ValueError("a cap needs a count of at least 1 and a time above 0")


#: of one person, over all incidents; a crisis does not ask
SMS_CAPS = (Cap(count=5, per=timedelta(minutes=15)),)


def step_held_until(context: Context, incident: IncidentState, rule: Rule) -> float | None:
    """Return when a rule's steps may be told (or looked at again), with a decision that says why; None: now.

    A silence holds a crisis too: somebody set it by hand for this very watch.
    """
    held = _step_hold(context, incident, rule)
    if held is None:
        return None
    context.decide(held.reason, held.text, watch=incident.watch, incident=incident.id, rule=rule.id)
    return epoch(held.until)


def _step_hold(context: Context, incident: IncidentState, rule: Rule) -> Held | None:
    silence = context.silence_over(incident.watch, rule.id)
    if silence is not None:
        words = f"until {silence.ends_at.isoformat()} by {silence.by}: {silence.reason}"
        return Held(reason=Reason.SILENCED, until=silence.ends_at, text=words)
    beside = (one.value() for one in context.incidents.values() if one.watch == incident.watch)
    bigger = inhibitor(incident.watch, incident.severity, incident.id, beside)
    if bigger is not None:
        words = f"incident {bigger.id} ({bigger.severity}) of {incident.watch} is bigger"
        return Held(reason=Reason.INHIBITED, until=instant(context.now + INHIBITED_FOR), text=words)
    hours = context.house.roster.hours.get(rule.hours) if rule.hours else None
    if hours is not None and not is_crisis(incident) and (opens := opens_at(hours, context.at)) > context.at:
        return Held(reason=Reason.OUTSIDE_HOURS, until=opens, text=f"{hours.name} opens at {opens.isoformat()}")
    return None


def page_held_until(
    context: Context,
    severity: Severity,
    person: Person,
    channel: Channel,
    kind: PageKind,
) -> tuple[float | None, tuple[Held, ...]]:
    """Return until when a page to this person must wait, and each hold on the way; (None, ()) sends it now. A text message is counted."""
    times = (
        [at for at in context.texted.get(person.name, []) if at > context.now - REMEMBERED] if channel.is_sms else []
    )
    is_exempt = not channel.is_sms or severity is Severity.CRISIS  # a crisis is never held by a cap
    caps = () if is_exempt else SMS_CAPS
    free: datetime = context.at
    held: tuple[Held, ...] = ()
    if kind is not PageKind.TEST:  # who asks for a test wants to see it now
        free, held = _free_at(person, severity, sent=[instant(at) for at in times], caps=caps, at=context.at)
    if channel.is_sms:
        context.texted[person.name] = [*times, epoch(free)]
    return (epoch(free), held) if held else (None, ())


def text_free_at(context: Context, person: Person, channel: Channel, severity: Severity) -> float:
    """Return from when on one more text message keeps the caps; if that is now, it is counted."""
    if not channel.is_sms:
        return context.now
    times = [at for at in context.texted.get(person.name, []) if at > context.now - REMEMBERED]
    caps = () if severity is Severity.CRISIS else SMS_CAPS
    free = epoch(next_free([instant(at) for at in times], caps, context.at))
    if free <= context.now:
        context.texted[person.name] = [*times, context.now]
    return free


def quiet_hold(context: Context, severity: Severity, person: Person) -> Held | None:
    """Return the person's quiet hours as a hold, None where they do not hold a page of this severity now."""
    return _page_hold(person, severity, (), (), context.at)


def _free_at(
    person: Person, severity: Severity, *, sent: Sequence[datetime], caps: Sequence[Cap], at: datetime
) -> tuple[datetime, tuple[Held, ...]]:
    found: list[Held] = []
    free = at
    for _ in range(_ROUNDS):
        held = _page_hold(person, severity, sent, caps, free)
        if held is None or held.until <= free:
            break
        found.append(held)
        free = held.until
    return free, tuple(found)


def _page_hold(
    person: Person, severity: Severity, sent: Sequence[datetime], caps: Sequence[Cap], at: datetime
) -> Held | None:
    if severity is not Severity.CRISIS and (awake := quiet_until(person, at)) is not None:
        return Held(
            reason=Reason.QUIET_HOURS, until=awake, text=f"{person.name} has quiet hours until {rfc3339(awake)}"
        )
    if (free := next_free(sent, caps, at)) > at:
        words = f"{person.name} has had the most SMS allowed; free at {rfc3339(free)}"
        return Held(reason=Reason.CAPPED, until=free, text=words)
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
        and not incident.state.is_over
        and incident.severity.rank > severity.rank
    ]
    return min(louder, key=lambda i: (-i.severity.rank, i.opened_at, i.id), default=None)


def next_free(sent: Sequence[datetime], caps: Sequence[Cap], at: datetime) -> datetime:
    """Return the first instant, not before `at`, at which one more message keeps every cap.

    sent: when the earlier ones went out, or will (in any order); what is planned counts too, so that messages keep their order.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> next_free([noon] * 5, SMS_CAPS, noon + timedelta(minutes=1)).isoformat()
    '2026-01-01T12:15:00+00:00'
    """
    in_order = sorted(sent)
    # The count-th newest message leaves the stretch `per` after it went out: only then is there room for one more.
    frees = (in_order[-cap.count] + cap.per for cap in caps if len(in_order) >= cap.count)
    return max([at, *frees])
