"""The weekly digest: what a brand's week was like against the week before, five posts, and what is still open."""

from __future__ import annotations

from datetime import datetime

from alertd.core.calendar import DAY, wall, zone
from alertd.core.calendar import instant as at_wall
from alertd.core.incidents.context import Context
from alertd.core.incidents.digests import Digested, pages_of, step_to
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.messages import send_page
from alertd.core.rivals import rivals_of
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.evidence import evidence
from alertd.core.signals.week import HOUR, WEEK, Week
from alertd.core.times import epoch
from alertd.model.house import House
from alertd.model.page import Evidence
from alertd.model.reason import Reason
from alertd.model.value import quantised
from alertd.model.weekly import PRAISE, WeeklyPlan

DUE = "weekly-due"  # the name of its timer
FIVE = 5
WHY = "week"  # why its posts are shown: they reach the most people of all

Facts = dict[str, str | float | int | None]


def read_about(plan: WeeklyPlan | None, house: House) -> tuple[str, ...]:
    """Return the watches that have a digest: those that the plan names; where it names none, all but competitors."""
    if plan is None:
        return ()
    rivals = rivals_of(house, plan.watches)
    return tuple(
        watch.name
        for watch in house.watches
        if not watch.is_implied and watch.name not in rivals and plan.covers(watch.name)
    )


def plan_next(context: Context) -> None:
    """Ask for the instant of the next digest; where the settings want none, for none."""
    plan = context.house.weekly
    context.timers.ask((DUE,), None if plan is None else epoch(next_weekly(plan, _zone(context, plan), context.at)))


def next_weekly(plan: WeeklyPlan, timezone: str, after: datetime) -> datetime:
    """Return the first instant after another one at which the digest goes out.

    >>> from datetime import UTC
    >>> next_weekly(WeeklyPlan(to="ann"), "Europe/Istanbul", datetime(2026, 11, 23, 6, tzinfo=UTC)).isoformat()
    '2026-11-30T06:00:00+00:00'
    """
    tz = zone(timezone)
    day = wall(after, tz).date()
    while True:
        at = at_wall(day, plan.at, tz)
        if at > after and day.weekday() == plan.weekday:
            return at
        day += DAY


def due(context: Context) -> None:
    """The day has come: one message a watch to everybody who reads it."""
    plan = context.house.weekly
    if plan is None:
        return
    plan_next(context)
    for name in read_about(plan, context.house):
        week, state = context.weeks.of(name), context.watches.get(name)
        if week is not None and state is not None:
            _send(context, plan, state, week)


def _send(context: Context, plan: WeeklyPlan, state: WatchState, week: Week) -> None:
    name = state.watch.name
    facts, posts = told(context, state, week)
    reason = context.decide(Reason.DIGEST_SENT, f"the week of {name}", watch=name)
    subject = f"weekly:{name}:{context.at.isoformat()}"
    digest = Digested(subject=subject, policy=plan.to, reason=reason, watch=name, facts=facts)
    for page in pages_of(context, step_to(context, plan.to), digest):
        send_page(context, page.with_(evidence=posts), about=subject)


def told(context: Context, state: WatchState, week: Week) -> tuple[Facts, tuple[Evidence, ...]]:
    """Return the numbers of the last seven days beside those of the seven before, and the posts to read.

    What cannot be known yet (the watch is younger than a fortnight) is None.
    """
    ends = HOUR * (context.now // HOUR)
    begins = ends - WEEK
    now, before = week.over(begins, ends), week.over(begins - WEEK, begins)
    is_old = week.begins is not None and week.begins < begins - WEEK + 2 * 86_400.0
    waiting = state.unanswered.over(context.now, 0.0, only_high=False)
    mine = [one for one in context.incidents.values() if one.watch == state.watch.name and not one.state.is_over]
    facts: Facts = {
        "week": 1,
        "mentions": now.mentions,
        "mentions_before": before.mentions if is_old else None,
        "negative_share": _share(now.negative, now.known),
        "negative_share_before": _share(before.negative, before.known) if is_old else None,
        "incidents": now.incidents,
        "incidents_before": before.incidents if is_old else None,
        **_answers(state, begins, ends, is_old=is_old),
        "waiting": len(waiting),
        "waiting_since": context.now - waiting[0].posted if waiting else None,
        "open_incidents": len(mine),
        "praised": now.praised,
        "report": f"{context.house.public_url.rstrip('/')}/report",
    }
    shown = [evidence(post, WHY) for post in week.posts(begins, ends, FIVE)]
    praise = week.praise(begins, ends)
    return facts, (*shown, *(() if praise is None else (evidence(praise, PRAISE),)))


def _answers(state: WatchState, begins: float, ends: float, *, is_old: bool) -> Facts:
    """Return how fast the brand answered those who asked in the week; None where nobody asked, or nobody can see its answers."""
    now, before = state.first_replies.median(begins, ends), state.first_replies.median(begins - WEEK, begins)
    promised = state.promises.get("default")
    facts: Facts = {"median": now, "median_before": before if is_old else None}
    if promised is None or not (state.has_replies or state.watch.handles):
        return facts
    for key, first, last in (("in_time", begins, ends), ("in_time_before", begins - WEEK, begins)):
        left = state.unanswered.between(first, last - promised.total_seconds())
        share = state.first_replies.share(first, last, promised.total_seconds(), waiting=left)
        facts[key] = quantised(share.kept / share.due) if share.due and (is_old or key == "in_time") else None
    facts["promised"] = promised.total_seconds()
    return facts


def _share(part: int, whole: int) -> float | None:
    return quantised(part / whole) if whole else None


def _zone(context: Context, plan: WeeklyPlan) -> str:
    people = people_of(context, step_to(context, plan.to).notify)
    return plan.timezone or (people[0].timezone if people else "UTC")
