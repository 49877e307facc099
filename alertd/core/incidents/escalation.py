"""Escalation: one policy's steps, until somebody acknowledges.

A step's clock starts when the step before it was decided, not when it was due: after a long outage people are told one
after another.
"""

from __future__ import annotations

from datetime import timedelta

from alertd.core.incidents import passes
from alertd.core.incidents.calm import FLAPS
from alertd.core.incidents.cancellation import is_unseen, pages_of, tell_after_all, withdraw
from alertd.core.incidents.context import Context
from alertd.core.incidents.holds import step_held_until
from alertd.core.incidents.incident_state import Escalation, IncidentState
from alertd.core.incidents.next_step import unless_taken
from alertd.core.incidents.oncall import on_call
from alertd.core.incidents.page_facts import Facts
from alertd.core.incidents.pages import Notification, channels_of, unreachable
from alertd.core.incidents.passes import has_reached_nobody, is_paged_on, repeats
from alertd.core.rules.alert import Alert
from alertd.model.incident import State
from alertd.model.page import CALLED, PageKind
from alertd.model.people import Person, Step
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity

#: the second tier is reached within 10 minutes for a crisis, 15 for the rest
DEFAULT_WAIT = {
    Severity.CRISIS: timedelta(minutes=10),
    Severity.URGENT: timedelta(minutes=15),
    Severity.NOTICE: timedelta(minutes=15),
}


def start(context: Context, incident: IncidentState, rule: Rule) -> None:
    """Start the policy of a rule at step 1; one that runs already goes on, and no longer waits for what held another rule."""
    policy = context.policy_of(rule)
    running = incident.escalations.get(policy.name)
    if running is not None:
        if is_unseen(incident, running):
            if running.due is None:
                running.due = context.now  # it had come to its end; `_decide` tells who was not told, and ends it again
            elif not running.is_held and step_held_until(context, incident, rule) is None:
                tell_after_all(context, incident, running, rule)
        if running.due is not None:
            running.due = context.now if running.is_held else max(running.due, context.now)
            run(context, incident, policy.name)
        return
    incident.escalations[policy.name] = Escalation(policy=policy, rule=rule.id, number=incident.number, due=context.now)
    context.decide(
        Reason.POLICY_STARTED,
        f"policy {policy.name} for rule {rule.id}",
        watch=incident.watch,
        incident=incident.id,
        rule=rule.id,
    )
    run(context, incident, policy.name)


def restart_all(
    context: Context, incident: IncidentState, *, why: str, rule: Rule | None = None, note: str | None = None
) -> None:
    """Start every policy of the incident again at step 1, in the next pass.

    why, note: said on its pages, why is "" where nobody has seen one before; rule: what they speak of.
    """
    _next_pass(incident, why)
    for name, escalation in list(incident.escalations.items()):
        incident.escalations[name] = Escalation(
            policy=escalation.policy,
            rule=rule.id if rule else escalation.rule,
            number=incident.number,
            due=context.now,
        )
        run(context, incident, name, note=note)


def restart_ended(context: Context, incident: IncidentState) -> None:
    """It is back, nobody has acknowledged, and a policy has used up its steps half an hour ago: it starts at step 1, in the next pass."""
    ended = [
        name
        for name, running in incident.escalations.items()
        if running.is_ended and context.now - (running.told_at or 0.0) >= FLAPS
    ]
    from_the_top(context, incident, ended, "back")


def from_the_top(
    context: Context, incident: IncidentState, policies: list[str], why: str, *, note: str | None = None
) -> None:
    """Start these policies at step 1, each in its own next pass; the others' repeats stay counted. why, note: said on their pages."""
    for name in policies:
        was = incident.escalations[name]
        number = was.number + 1
        incident.escalations[name] = Escalation(
            policy=was.policy, rule=was.rule, number=number, due=context.now, first=number, again=why
        )
        run(context, incident, name, note=note)


def begin_anew(incident: IncidentState) -> None:
    """Let every policy start at step 1, in the next pass, when something fires again: it was opened again while it was calm."""
    _next_pass(incident, "reopen")
    incident.escalations = {}


def _next_pass(incident: IncidentState, why: str) -> None:
    incident.again = why
    # Repeats count on from here too: a pass that some policy has had already would give its pages ids that were used.
    incident.number = max([incident.number, *(one.number for one in incident.escalations.values())]) + 1


def resume(context: Context, incident: IncidentState) -> None:
    """Let the clocks run on: it fires again in the same round and nobody has acknowledged."""
    for name, escalation in incident.escalations.items():
        if escalation.due is not None:
            escalation.due = max(escalation.due, context.now)
            run(context, incident, name)


def run(
    context: Context, incident: IncidentState, policy: str, *, by: str | None = None, note: str | None = None
) -> None:
    """Decide the steps that are due. by, note: of whoever asked for them before their time."""
    escalation = incident.escalations[policy]
    if escalation.due is not None and not leads(context, incident, escalation):
        # What it speaks of has resolved; `resume` lets it go on.
        context.timers.ask(("step", incident.id, policy), None)
        return
    while escalation.due is not None and escalation.due <= context.now:
        if incident.state is not State.OPEN:
            return
        _decide(context, incident, escalation, by, note)
    context.timers.ask(("step", incident.id, policy), escalation.due)
    context.changed(incident)


def call(context: Context, incident: IncidentState, policy: str, *, by: str, note: str | None) -> None:
    """Page the next people of a policy once while somebody has the incident: it stays theirs, no clock begins, and they are not paged about it themselves.

    Nor is who asks, where somebody else stands in the step. After the last step the first is next, in a pass of its own.
    A silence does not hold them: somebody who works on it asks, no rule does, and nothing would remember them until it ends.
    """
    escalation, holder = incident.escalations[policy], incident.holder()
    rule, steps = leads(context, incident, escalation)[0], escalation.policy.steps
    news: Facts = {"news": CALLED, "news_who": by, "news_owner": holder}
    for _ in steps:
        if escalation.next_step >= len(steps):
            escalation.number, escalation.next_step = escalation.number + 1, 0
        step = steps[escalation.next_step]
        others = {person.name for person in people_of(context, step.notify)} - {holder}
        but = (holder, by) if others - {by} else (holder,)
        reached = bool(others) and _tell(context, incident, escalation, rule, step, news=news, but=but, note=note)
        escalation.next_step += 1
        if reached:
            return
    said = f"policy {policy} has nobody beside {holder} who can be reached"
    context.decide(Reason.STEP_UNREACHABLE, said, watch=incident.watch, incident=incident.id)


def skip_wait(context: Context, incident: IncidentState, policy: str) -> None:
    """Nobody of the last step can be reached: decide the next one now. The next pass keeps its wait; after the last one see `begin_again`."""
    escalation = incident.escalations.get(policy)
    if escalation is None:
        return
    is_last = escalation.next_step >= len(escalation.policy.steps) and not repeats(incident, escalation)
    goes_on = is_last and is_paged_on(context.now, incident, escalation)
    if escalation.due is None or goes_on:
        is_over = has_reached_nobody(incident, policy) if goes_on else escalation.is_ended
        if is_over and incident.state is State.OPEN and leads(context, incident, escalation):
            begin_again(context, incident, escalation)
            context.timers.ask(("step", incident.id, policy), escalation.due)
    elif escalation.next_step < len(escalation.policy.steps):
        escalation.due = context.now
        run(context, incident, policy)


#: seconds after which a policy of which no page has reached anybody begins again, the first time, the second, ...
BACK_OFF = (300.0, 600.0, 1200.0, 1800.0)


def begin_again(context: Context, incident: IncidentState, escalation: Escalation) -> None:
    """A policy has come to its end and reached nobody: a page is never given up. Operators are told by another route."""
    wait = BACK_OFF[min(escalation.tries, len(BACK_OFF) - 1)]
    escalation.tries += 1
    escalation.number += 1
    escalation.next_step, escalation.is_ended, escalation.due = 0, False, context.now + wait
    name = escalation.policy.name
    context.decide(
        Reason.POLICY_BEGINS_AGAIN,
        f"policy-{name}: policy {name} has reached nobody about {incident.watch}; it begins again in {wait / 60:.0f} min",
        watch=incident.watch,
        incident=incident.id,
    )
    context.changed(incident)


def clock_set_back(context: Context, incident: IncidentState) -> None:
    """No step waits longer than its whole time from now; what is held is asked again. What was told or asked for later than now was so just now."""
    for name, escalation in list(incident.escalations.items()):
        escalation.told_at = None if escalation.told_at is None else min(escalation.told_at, context.now)
        escalation.asked_at = None if escalation.asked_at is None else min(escalation.asked_at, context.now)
        if escalation.due is None:
            continue
        told = escalation.next_step - 1
        is_waiting = told >= 0 and not escalation.is_held
        wait = _wait(context, incident, escalation, told) if is_waiting else 0.0
        escalation.due = min(escalation.due, context.now + wait)
        run(context, incident, name)


def leads(context: Context, incident: IncidentState, escalation: Escalation) -> list[Rule]:
    """Return the rules that a policy's pages may speak of, since they fire or page on until somebody acknowledges: the one that started it, then those that name it."""
    wanted = (*incident.firing, *incident.owed)
    names = dict.fromkeys((escalation.rule, *wanted))
    rules = [context.rules[name] for name in names if name in wanted and name in context.rules]
    return [r for r in rules if r.id == escalation.rule or context.policy_of(r).name == escalation.policy.name]


def cancel_idle(context: Context, incident: IncidentState, rule: Rule) -> None:
    """A rule has resolved and others fire: stop the clock of a policy that no firing rule pages, and call back its pages."""
    for name, escalation in incident.escalations.items():
        is_of_it = rule.id == escalation.rule or context.policy_of(rule).name == name
        if not is_of_it or leads(context, incident, escalation):
            continue
        context.timers.ask(("step", incident.id, name), None)
        text = f"no rule of policy {name} fires any more"
        reason = context.decide(Reason.POLICY_PAUSED, text, watch=incident.watch, incident=incident.id)
        withdraw(context, incident, reason, pages_of(incident, name))


def call_back_idle(context: Context, incident: IncidentState, reason: str) -> None:
    """It is calm: call back all that is unsent, but for the policies that page on until somebody acknowledges, which go on."""
    on = [name for name, running in incident.escalations.items() if leads(context, incident, running)]
    if not on:
        withdraw(context, incident, reason)
        return
    for name in incident.escalations:
        if name not in on:
            withdraw(context, incident, reason, pages_of(incident, name))
    for name in on:
        context.timers.ask(("step", incident.id, name), incident.escalations[name].due)


def _unheld(context: Context, incident: IncidentState, escalation: Escalation) -> Rule | None:
    """Return the rule that the next pages speak of, or None and wait: a silence over one rule does not hold another."""
    waits = []
    for rule in leads(context, incident, escalation):
        held = step_held_until(context, incident, rule)
        if held is None:
            escalation.rule, escalation.is_held = rule.id, False
            return rule
        waits.append(held)
    escalation.due, escalation.is_held = min(waits), True
    return None


def _decide(
    context: Context, incident: IncidentState, escalation: Escalation, by: str | None, note: str | None
) -> None:
    rule = _unheld(context, incident, escalation)
    if rule is None:
        return
    tell_after_all(context, incident, escalation, rule)
    steps = escalation.policy.steps
    if escalation.next_step >= len(steps):
        _repeat_or_end(context, incident, escalation)
        return
    step = steps[escalation.next_step]
    is_first_pass = escalation.number == (escalation.first or incident.number)
    asked: Facts = {"again": "called", "again_by": by} if by is not None and is_first_pass else {}
    news = _deadline(context, incident, escalation) | asked
    reached = _tell(context, incident, escalation, rule, step, news=news, note=note)
    escalation.next_step += 1
    is_last = escalation.next_step >= len(steps)
    repeats_left = repeats(incident, escalation) or (
        reached and passes.every(context.now, incident, escalation) is not None
    )
    if not reached and not is_last:
        escalation.due = context.now
    elif is_last and not repeats_left and (step.escalate_after is None or not reached):
        _end(
            context, incident, escalation, f"step {escalation.next_step} is the last of policy {escalation.policy.name}"
        )
    else:  # also where nobody was reached: never turn in a circle of unreachable people
        escalation.due = context.now + _wait(context, incident, escalation, escalation.next_step - 1)


def _wait(context: Context, incident: IncidentState, escalation: Escalation, told: int) -> float:
    """Return the seconds between a step and the next, or the first of the next pass. told: its index."""
    steps = escalation.policy.steps
    is_last = told + 1 >= len(steps) and not repeats(incident, escalation)
    every = passes.every(context.now, incident, escalation) if is_last else None
    own = steps[told].escalate_after if every is None else every
    return (DEFAULT_WAIT[incident.severity] if own is None else own).total_seconds()


def _repeat_or_end(context: Context, incident: IncidentState, escalation: Escalation) -> None:
    if repeats(incident, escalation) or is_paged_on(context.now, incident, escalation):
        escalation.number += 1
        escalation.next_step = 0
        context.decide(
            Reason.POLICY_REPEATED,
            f"policy {escalation.policy.name}, pass {escalation.number}",
            watch=incident.watch,
            incident=incident.id,
        )
        return
    _end(context, incident, escalation, f"policy {escalation.policy.name} is used up and nobody has acknowledged")


def _end(context: Context, incident: IncidentState, escalation: Escalation, text: str) -> None:
    if has_reached_nobody(incident, escalation.policy.name):
        begin_again(context, incident, escalation)
        return
    escalation.due, escalation.is_ended = None, True
    context.decide(Reason.POLICY_ENDED, text, watch=incident.watch, incident=incident.id)


def people_of(context: Context, targets: tuple[str, ...]) -> tuple[Person, ...]:
    """Return the people behind the targets of a step now, each once."""
    roster = context.house.roster
    names: dict[str, None] = {}
    for target in targets:
        for name in on_call(roster, target, context.at):
            if name in roster.people:
                names[name] = None
    return tuple(roster.people[name] for name in names)


def _deadline(context: Context, incident: IncidentState, escalation: Escalation) -> Facts:
    """Return what the pages of a step say of the next; those of the last one of all, that nobody comes after them."""
    is_last = escalation.next_step + 1 >= len(escalation.policy.steps)
    if is_last and not repeats(incident, escalation) and passes.every(context.now, incident, escalation) is None:
        others = (one for one in incident.escalations.values() if one is not escalation)
        return {} if any(one.due is not None for one in others) else {"take_last": 1}
    return unless_taken(context, escalation, context.now + _wait(context, incident, escalation, escalation.next_step))


def _tell(
    context: Context,
    incident: IncidentState,
    escalation: Escalation,
    rule: Rule,
    step: Step,
    *,
    news: Facts,
    note: str | None,
    but: tuple[str | None, ...] = (),
) -> bool:
    """Page everybody of a step but some; return whether anybody can be reached. news, note: said on its pages."""
    number = escalation.next_step + 1
    people = [person for person in people_of(context, step.notify) if person.name not in but]
    reason = context.decide(
        Reason.STEP_DECIDED,
        f"step {number} of {escalation.policy.name}, pass {escalation.number}: {', '.join(p.name for p in people) or 'nobody'}",
        watch=incident.watch,
        incident=incident.id,
        rule=rule.id,
    )
    notification = Notification(
        context,
        incident,
        rule,
        kind=PageKind.PAGE,
        policy=escalation.policy.name,
        step=number,
        number=escalation.number,
        reasons=(reason,),
        note=note,
        news=news,
    )
    for person in people:
        channels = channels_of(context, person, step.by)
        if not channels:
            unreachable(context, incident, person.name, f"no address for any of {', '.join(step.by)}")
        for channel, address in channels:
            notification.send(person, channel, address)
    if notification.sent:
        escalation.told_at = context.now
        state = context.watches.get(incident.watch)  # None: the watch was taken out of the settings in mid-incident
        alert = Alert() if state is None else state.alert(rule, incident.group)
        incident.paged[rule.id] = alert.value
        return True
    context.decide(
        Reason.STEP_UNREACHABLE,
        f"step {number} of {escalation.policy.name} reaches nobody",
        watch=incident.watch,
        incident=incident.id,
    )
    context.worries.append(
        (
            f"unreachable-{escalation.policy.name}-{number}",
            f"step {number} of policy {escalation.policy.name} reaches nobody",
        )
    )
    return False
