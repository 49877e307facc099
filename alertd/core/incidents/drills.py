"""Drills: a marked crisis for the real people, so that nobody finds out at three in the morning that the way is broken.

It is an incident of a watch of its own, opened by hand; its policy runs as in a real crisis. It ends with the first person who
takes it, at the latest after an hour, and operators are told how it went. Once a month by itself, if the settings ask for it.
"""

from __future__ import annotations

from datetime import datetime

from alertd.core.calendar import DAY, wall, zone
from alertd.core.calendar import instant as at_wall
from alertd.core.incidents import by_hand, updates
from alertd.core.incidents.context import Context
from alertd.core.incidents.grouping import Grouping
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Turn, move
from alertd.core.rules.watch_state import WatchState
from alertd.core.times import epoch
from alertd.model.commands import CancelPages
from alertd.model.drill import DrillPlan
from alertd.model.events import IncidentOpened
from alertd.model.incident import Act, State
from alertd.model.reason import Reason
from alertd.model.rule import Severity

WATCH = "DRILL"
OURSELVES = "alertd"
LASTS = 3600.0  # seconds after which a drill that nobody took is over
END, DUE = "drill-end", "drill-due"  # names of timers
#: acts by which somebody takes a drill, and ends it
TAKES = (Act.ACK, Act.SNOOZE, Act.PLAN, Act.SOLVE)


def begin(context: Context, grouping: Grouping, state: WatchState, event: IncidentOpened) -> None:
    """Play a crisis. One that still runs is ended first: its people are told that it is over."""
    running = grouping.current(WATCH, "")
    if running is not None:
        over(context, grouping, running, by=event.by)
    by_hand.open_by_hand(context, grouping, state, event)
    incident = grouping.current(WATCH, "")
    if incident is not None:
        context.timers.ask((END, incident.id), context.now + LASTS)


def over(context: Context, grouping: Grouping, incident: IncidentState, *, by: str, via: str = "") -> None:
    """It is over: everybody who was paged hears it, and operators hear how it went."""
    context.timers.ask((END, incident.id), None)
    if incident.state is State.CLOSED:
        return
    people = list(dict.fromkeys(sent.person for sent in incident.sent.values()))
    taken = context.now - incident.opened
    result = (
        f"{by} took it by {via} after {taken / 60:.1f} min" if via else f"nobody took it within {taken / 60:.0f} min"
    )
    text = f"drill of policy {', '.join(incident.escalations)}: {result}; told: {', '.join(people) or 'nobody'}"
    said = context.decide(Reason.DRILL_OVER, text, watch=incident.watch, incident=incident.id, person=by)
    by_hand.end_by_hand(context, incident)
    context.out.append(CancelPages(incident=incident.id, reason=said))
    move(context, incident, Turn.DRILL_OVER, person=OURSELVES)
    updates.ended(context, incident, by=by, note="", is_closed=True)
    grouping.closed(incident)
    context.worries.append((f"drill-{incident.id}", text))


def plan_next(context: Context) -> None:
    """Ask for the instant of the next drill; where the settings want none, for none."""
    plan = context.house.drill
    context.timers.ask((DUE,), None if plan is None else epoch(next_drill(plan, context.at)))


def keep_plan(context: Context, before: DrillPlan | None) -> None:
    """The house was loaded anew (a restart, a reload). before: the plan until now.

    A drill that was put off to tomorrow is not lost until next month. One whose instant passed while nothing ran is not made up
    for: it would wake people at the hour of the restart.
    """
    asked = context.timers.asked((DUE,))
    if before != context.house.drill or asked is None or asked <= context.now:
        plan_next(context)


def next_drill(plan: DrillPlan, after: datetime) -> datetime:
    """Return the first instant after another one at which a drill is due.

    >>> from datetime import UTC, time
    >>> next_drill(DrillPlan(policy="pr", weekday=0, at=time(10)), datetime(2026, 11, 2, 10, tzinfo=UTC)).isoformat()
    '2026-12-07T10:00:00+00:00'
    """
    tz = zone(plan.timezone)
    day = wall(after, tz).date()
    while True:  # the first such weekday of a month comes within five weeks
        at = at_wall(day, plan.at, tz)
        if at > after and day.day <= 7 and day.weekday() == plan.weekday:
            return at
        day += DAY


def due(context: Context, grouping: Grouping, state: WatchState) -> None:
    """The day of the drill has come. While a real incident waits for somebody, it is put off by a day."""
    plan = context.house.drill
    if plan is None:
        return
    waits = [one for one in grouping.incidents.values() if one.state is State.OPEN and not one.is_drill]
    if waits:
        context.timers.ask((DUE,), context.now + DAY.total_seconds())
        context.decide(Reason.DRILL_PUT_OFF, f"incident {waits[0].id} of {waits[0].watch} waits for somebody")
        return
    plan_next(context)
    event = IncidentOpened(
        at=context.at, watch=WATCH, severity=Severity.CRISIS, by=OURSELVES, policy=plan.policy, is_drill=True
    )
    begin(context, grouping, state, event)
