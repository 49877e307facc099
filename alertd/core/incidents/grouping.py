"""Grouping: which incident an alert belongs to. One is open per watch and group; alerts open, join, raise and calm it."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.core.incidents import escalation, updates
from alertd.core.incidents.cancellation import withdraw
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Turn, move
from alertd.core.rules.alert import Alert
from alertd.core.rules.watch_state import WatchState
from alertd.core.stable import CODES, code_of, codes_from, id_of
from alertd.model.incident import State
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Rule

TWO_QUIET_HOURS = 2 * 3600.0  # paging.md: a second wave two hours after must page
KEPT_CLOSED = 200  # closed incidents kept in memory, so that a late click gets a reasoned no


class Grouping:
    """The incidents, by id and by (watch, group)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.incidents: dict[str, IncidentState] = {}
        context.incidents = self.incidents
        self._current: dict[tuple[str, str], str] = {}
        self._opened: dict[str, int] = {}

    def current(self, watch: str, group: str) -> IncidentState | None:
        """Return the incident of a watch and group that is not closed."""
        return self.incidents.get(self._current.get((watch, group), ""))

    def fired(self, state: WatchState, rule: Rule, group: str, alert: Alert) -> None:
        """An alert has begun to fire: open an incident, or join the one that is there."""
        incident = self.current(state.watch.name, group)
        if incident is None:
            incident = self._open(state, rule, group)
            self._note_peak(incident, alert)
            incident.firing = [rule.id]
            escalation.start(self._context, incident, rule)
            return
        self._note_peak(incident, alert)
        why = self._next_round(incident, rule, alert)
        was_calm = not incident.firing
        if was_calm:
            self._take_back(incident, rule)
        if rule.id not in incident.firing:
            incident.firing.append(rule.id)
        if why is not None:
            self._begin_round(incident, rule, why)
        else:
            self._join(incident, rule, was_calm=was_calm)
        if was_calm:
            move(self._context, incident, Turn.FIRED)
        self._context.changed(incident)

    def _take_back(self, incident: IncidentState, rule: Rule) -> None:
        """It fires again: who has not been told yet that it was over is not told so any more."""
        now = self._context.now
        held = [
            page_id
            for page_id, sent in incident.sent.items()
            if sent.kind is PageKind.RESOLVED and sent.held_until is not None and sent.held_until > now
        ]
        if held:
            text = f"rule {rule.id} fires again before it was told that it was over"
            reason = self._context.decide(Reason.NOT_WANTED, text, watch=incident.watch, incident=incident.id)
            withdraw(self._context, incident, reason, held)

    def still(self, incident: IncidentState, alert: Alert) -> None:
        """An alert of the incident goes on firing."""
        self._note_peak(incident, alert)

    def _open(self, state: WatchState, rule: Rule, group: str) -> IncidentState:
        context, name = self._context, state.watch.name
        ordinal = self._opened[name] = self._opened.get(name, 0) + 1
        ident = id_of(name, group, ordinal, context.at.isoformat(), size=6)
        incident = IncidentState(
            id=ident,
            watch=name,
            group=group,
            severity=rule.severity,
            opened=context.now,
            code=self._code(ident),
            began=context.now,
            rules=[rule.id],
        )
        self.incidents[ident] = incident
        self._current[name, group] = ident
        context.decide(Reason.INCIDENT_OPENED, f"rule {rule.id} fires", watch=name, incident=ident, rule=rule.id)
        context.changed(incident)
        return incident

    def _code(self, ident: str) -> str:
        """Return a code that none of the known incidents has: a late reply to a closed one must not take another."""
        first = code_of(ident)
        for known in (self.incidents.values(), [i for i in self.incidents.values() if i.state is not State.CLOSED]):
            taken = {incident.code for incident in known}
            if len(taken) < CODES:
                return next(code for code in codes_from(first) if code not in taken)
        return first  # ten thousand are open: a reply is answered with the request to use the link

    def _next_round(self, incident: IncidentState, rule: Rule, alert: Alert) -> Reason | None:
        """Return why firing again begins the next round, or None if the round goes on."""
        if incident.state is State.SOLVED:
            return Reason.NEXT_ROUND_SOLVED
        if incident.calm_since is not None and self._context.now - incident.calm_since >= TWO_QUIET_HOURS:
            return Reason.NEXT_ROUND_QUIET
        paged = incident.paged.get(rule.id)
        if paged and rule.id not in incident.firing and alert.value >= 2 * paged:
            return Reason.NEXT_ROUND_DOUBLED
        return None

    def _begin_round(self, incident: IncidentState, rule: Rule, why: Reason) -> None:
        context = self._context
        move(context, incident, Turn.NEW_ROUND)
        self._take_in(incident, rule)
        if rule.severity.rank > incident.severity.rank:
            self._raise(incident, rule)
        context.decide(
            why,
            f"rule {rule.id} fires again: round {incident.round}",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        for firing in list(incident.firing):
            if firing in context.rules:
                escalation.start(context, incident, context.rules[firing])

    def _join(self, incident: IncidentState, rule: Rule, *, was_calm: bool) -> None:
        context = self._context
        is_new_rule = rule.id not in incident.rules
        self._take_in(incident, rule)
        context.decide(
            Reason.RULE_JOINED if is_new_rule else Reason.SAME_ROUND,
            f"rule {rule.id} fires in round {incident.round}",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        if rule.severity.rank > incident.severity.rank:
            self._raise(incident, rule)
            self._restart(incident, rule)
            return
        if incident.state is State.OPEN:
            if was_calm:
                escalation.resume(context, incident)
            escalation.start(context, incident, rule)
        elif context.policy_of(rule).name not in incident.escalations:
            self._page_beside(incident, rule)
        elif is_new_rule:
            updates.update(context, incident, rule, f"{rule.name} fires too")

    def _take_in(self, incident: IncidentState, rule: Rule) -> None:
        if rule.id not in incident.rules:
            incident.rules.append(rule.id)

    def _raise(self, incident: IncidentState, rule: Rule) -> None:
        was, incident.severity = incident.severity, rule.severity
        text = f"{was} to {rule.severity}"
        self._context.decide(Reason.SEVERITY_ROSE, text, watch=incident.watch, incident=incident.id, rule=rule.id)

    def _restart(self, incident: IncidentState, rule: Rule) -> None:
        """A rise in severity restarts every policy at step 1, also of an acknowledged incident."""
        context = self._context
        move(context, incident, Turn.RAISED)
        policy = context.policy_of(rule).name
        escalation.restart_all(context, incident, new_pass=True, rule=rule)
        if policy not in incident.escalations:
            escalation.start(context, incident, rule)

    def _page_beside(self, incident: IncidentState, rule: Rule) -> None:
        """A rule that brings a new policy starts it at step 1 at once; those who acknowledged are not paged again."""
        move(self._context, incident, Turn.WIDENED)
        escalation.start(self._context, incident, rule)

    def resolved(self, state: WatchState, rule: Rule, group: str) -> None:
        """An alert has resolved: its incident calms when it was the last one."""
        incident = self.current(state.watch.name, group)
        if incident is None or rule.id not in incident.firing:
            return
        self._calms(incident, rule)

    def removed(self, incident: IncidentState, rule: Rule) -> None:
        """A rule (or its watch) was taken out of the files while it fired: nobody will ever say that it resolved."""
        self._context.decide(
            Reason.RULE_GONE,
            f"rule {rule.id} no longer looks at {incident.watch}",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        self._calms(incident, rule)

    def _calms(self, incident: IncidentState, rule: Rule) -> None:
        context = self._context
        incident.firing.remove(rule.id)
        context.changed(incident)
        if incident.firing:
            escalation.cancel_idle(context, incident, rule)
            return
        move(context, incident, Turn.CALMED)
        reason = context.decide(
            Reason.CALMING, "no alert of it fires any more", watch=incident.watch, incident=incident.id
        )
        withdraw(context, incident, reason)
        if incident.state is not State.SOLVED:
            updates.resolved(context, incident, rule)

    def closed(self, incident: IncidentState) -> None:
        """An incident has been closed: what fires from now on opens a new one."""
        self._current.pop((incident.watch, incident.group), None)
        closed = [i.id for i in self.incidents.values() if i.state is State.CLOSED]
        for ident in closed[:-KEPT_CLOSED]:
            del self.incidents[ident]

    def _note_peak(self, incident: IncidentState, alert: Alert) -> None:
        lead = alert.shown[0] if alert.shown else None
        if (
            lead is not None
            and lead.value is not None
            and (incident.peak_at is None or lead.value > incident.peak_value)
        ):
            incident.peak_value, incident.peak_signal, incident.peak_at = lead.value, lead.name, self._context.now
            self._context.changed(incident)

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return {"incidents": msgspec.to_builtins(list(self.incidents.values())), "opened": self._opened}

    def restore(self, state: Any) -> None:
        """Take what `to_state` gave."""
        incidents = msgspec.convert(state["incidents"], list[IncidentState])
        self.incidents.update((incident.id, incident) for incident in incidents)
        self._current = {(i.watch, i.group): i.id for i in incidents if i.state is not State.CLOSED}
        self._opened = dict(state["opened"])
