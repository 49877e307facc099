"""Next step: what an incident does by itself if nobody acts, and when; for who looks. Looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.lifecycle import Clock
from alertd.core.incidents.oncall import on_call
from alertd.core.incidents.passes import has_reached_nobody, is_used_up
from alertd.core.times import instant
from alertd.model.incident import Incident, State
from alertd.model.people import Step
from alertd.model.value import Value


class NextStep(Value, frozen=True, kw_only=True):
    """Something that happens at an instant unless somebody acts.

    kind: "page" (step `step` of `policy` tells the people in `to`), "expires" (an acknowledgement without a plan, or a snooze: people are
    paged anew) or "closes" (a calm incident). step: from 1. to: who would be told if they still stand then; empty where nobody stands.
    """

    incident: str
    kind: str
    at: datetime
    policy: str = ""
    step: int = 0
    to: tuple[str, ...] = ()


_CLOCKS = {Clock.ACK: "expires", Clock.CLOSE: "closes"}


#: In which states of an incident a step can be to come; one of another state was worked out before somebody acted.
_STANDS_IN = {
    "page": (State.OPEN,),
    "expires": (State.ACKNOWLEDGED,),
    "closes": tuple(state for state in State if state is not State.CLOSED),
}


def still_ahead(steps: Iterable[NextStep], incident: Incident, now: datetime) -> list[NextStep]:
    """Return what is to come of an incident as it stands now, of steps that were worked out a moment ago, in their order.

    What has come due since is done or being done: it is not next any more. Once somebody has it, no page is.
    """
    return [
        one
        for one in steps
        if one.incident == incident.id and one.at > now and incident.state in _STANDS_IN.get(one.kind, ())
    ]


def next_steps(context: Context, incidents: Iterable[IncidentState]) -> list[NextStep]:
    """Return what comes next of each incident that is not closed, the soonest first."""
    found: list[NextStep] = []
    for incident in incidents:
        if incident.state is State.CLOSED:
            continue
        for name, running in incident.escalations.items():
            at = context.timers.asked(("step", incident.id, name))
            is_over = is_used_up(incident, running) and not has_reached_nobody(incident, name)  # else it begins anew
            if at is not None and incident.state is State.OPEN and not is_over:
                found.append(_page(context, incident, running, at))
        for clock, kind in _CLOCKS.items():
            at = context.timers.asked((clock.value, incident.id))
            if at is not None:
                found.append(NextStep(incident=incident.id, kind=kind, at=instant(at)))
    found.sort(key=lambda one: (one.at, one.incident, one.kind, one.policy))
    return found


def _page(context: Context, incident: IncidentState, running: Escalation, at: float) -> NextStep:
    """After the last step the policy begins again, if it repeats: then its first step is next."""
    steps = running.policy.steps
    index = running.next_step if running.next_step < len(steps) else 0
    return NextStep(
        incident=incident.id,
        kind="page",
        at=instant(at),
        policy=running.policy.name,
        step=index + 1,
        to=_told(context, steps[index], at) if steps else (),
    )


def unless_taken(context: Context, running: Escalation, at: float) -> dict[str, str | float | int | None]:
    """Return what the pages of the step now being decided say of the next one: by when to take it, and whom it goes to then, a line each.

    at: when the next step would be due. After the last one the policy begins again, so its first people are next.
    """
    steps = running.policy.steps
    after = running.next_step + 1
    return {"take_by": at, "take_to": "\n".join(_told(context, steps[after if after < len(steps) else 0], at))}


def _told(context: Context, step: Step, at: float) -> tuple[str, ...]:
    """Return who stands behind the targets of a step at an instant, each once."""
    told = [one for name in step.notify for one in on_call(context.house.roster, name, instant(at))]
    return tuple(dict.fromkeys(told))
