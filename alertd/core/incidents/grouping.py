"""Grouping: which incident an alert belongs to. One is open per watch and group; alerts open, join, raise and calm it."""

from __future__ import annotations

from typing import Any

import msgspec

from alertd.core.incidents import calm, escalation, growth, heights, promise_stages, together, updates
from alertd.core.incidents.cancellation import call_back_just_decided, withdraw
from alertd.core.incidents.context import Context
from alertd.core.incidents.incident_state import IncidentState
from alertd.core.incidents.lifecycle import Clock, Turn, move
from alertd.core.incidents.page_facts import Facts
from alertd.core.rules.alert import Alert
from alertd.core.rules.watch_state import WatchState
from alertd.core.stable import CODES, code_of, codes_from, id_of
from alertd.model.commands import SendPage
from alertd.model.incident import State
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity

TWO_QUIET_HOURS = 2 * 3600.0  # a second wave two hours after must page
FIRES_ON = 600.0  # seconds after a close from which what still fires opens a new incident
KEPT_CLOSED = 200  # closed incidents kept in memory, so that a late click gets a reasoned no


class Grouping:
    """The incidents, by id and by (watch, group)."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.incidents: dict[str, IncidentState] = {}
        context.incidents = self.incidents
        self._current: dict[tuple[str, str], str] = {}
        self._closed: dict[tuple[str, str], str] = {}  # the incident that was closed last
        self._opened: dict[str, int] = {}

    def current(self, watch: str, group: str) -> IncidentState | None:
        """Return the incident of a watch and group that is not closed."""
        return self.incidents.get(self._current.get((watch, group), ""))

    def fired(self, state: WatchState, rule: Rule, group: str, alert: Alert, *, is_drill: bool = False) -> None:
        """An alert has begun to fire: open an incident, or join the one that is there. is_drill: it is only played."""
        incident = self.current(state.watch.name, group)
        if incident is None:
            incident = self._open(state, rule, group)
            incident.is_drill = is_drill
            promise_stages.watch(self._context, incident)
            if not is_drill:
                together.link(self._context, incident)
            self._note_peak(incident, rule, alert)
            incident.firing = [rule.id]
            escalation.start(self._context, incident, rule)
            return
        self._note_peak(incident, rule, alert)
        why = self._next_round(incident, rule, alert)
        was_calm, heard = not incident.firing, updates.told_of_end(incident)
        if was_calm:
            self._take_back(incident, rule)
            heard = updates.told_of_end(incident)  # less those whose notice has just been called back
        over_since = incident.calm_since if was_calm else incident.solved
        if rule.id not in incident.firing:
            incident.firing.append(rule.id)
        if rule.id in incident.owed:
            incident.owed.remove(rule.id)
        if why is not None:
            self._begin_round(incident, rule, why)
            heights.note(incident, rule, alert, self._context.now)  # those of the round before have just gone
        else:
            self._join(incident, rule, was_calm=was_calm)
        # Who heard that it is done heard so while something still fired.
        if was_calm or why is Reason.NEXT_ROUND_SOLVED:
            self._is_back(incident, rule, heard, over_since)
        if was_calm:
            move(self._context, incident, Turn.FIRED)
        self._context.changed(incident)

    def _is_back(self, incident: IncidentState, rule: Rule, heard: updates.Told, since: float | None) -> None:
        """Whoever heard that it was over hears that it fires again; if nobody had acknowledged, a policy at its end starts anew."""
        context = self._context
        if not heard:
            return
        if incident.state is State.OPEN:
            escalation.restart_ended(context, incident)
        paged = {
            (one.page.to, one.page.channel)
            for one in context.out
            if isinstance(one, SendPage) and one.page.incident == incident.id and one.page.kind is PageKind.PAGE
        }
        incident.ends += 1
        said = context.decide(
            Reason.BACK,
            f"{', '.join(dict.fromkeys(name for name, _ in heard))} heard that it was over",
            watch=incident.watch,
            incident=incident.id,
            rule=rule.id,
        )
        lull = 0.0 if since is None else context.now - since
        news: Facts = {"news": "back", "news_seconds": round(lull)}
        updates.tell_news(context, incident, rule, news, to=[one for one in heard if one not in paged], reason=said)

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

    def still(self, incident: IncidentState, rule: Rule, alert: Alert) -> None:
        """An alert of the incident goes on firing."""
        self._note_peak(incident, rule, alert)
        growth.look(self._context, incident, rule, alert)

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
        context.weeks.opened(name, context.now)
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
        for firing in (*incident.firing, *incident.owed):
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
            news: Facts = {"news": "joined", "news_rule": rule.name, "news_rule_id": rule.id}
            updates.update(context, incident, rule, f"{rule.name} fires too", news=news)

    def _take_in(self, incident: IncidentState, rule: Rule) -> None:
        if rule.id not in incident.rules:
            incident.rules.append(rule.id)

    def _raise(self, incident: IncidentState, rule: Rule) -> None:
        was, incident.severity = incident.severity, rule.severity
        if rule.severity is Severity.CRISIS:
            incident.raised_at = self._context.now
            if incident.since() == incident.raised_at:  # its first and loudest posts are of another week
                incident.posts.begin_round()
        text = f"{was} to {rule.severity}"
        self._context.decide(Reason.SEVERITY_ROSE, text, watch=incident.watch, incident=incident.id, rule=rule.id)

    def _restart(self, incident: IncidentState, rule: Rule) -> None:
        """A rise in severity restarts every policy at step 1, also of an acknowledged incident."""
        context = self._context
        is_unseen = call_back_just_decided(context, incident, rule)
        move(context, incident, Turn.RAISED)
        policy = context.policy_of(rule).name
        escalation.restart_all(context, incident, why="" if is_unseen else "raised", rule=rule)
        if policy not in incident.escalations:
            escalation.start(context, incident, rule)

    def _page_beside(self, incident: IncidentState, rule: Rule) -> None:
        """A rule that brings a new policy starts it at step 1 at once; those who acknowledged are not paged again."""
        move(self._context, incident, Turn.WIDENED)
        escalation.start(self._context, incident, rule)

    def resolved(self, state: WatchState, rule: Rule, group: str) -> None:
        """An alert has resolved: its incident calms when it was the last one."""
        incident = self.current(state.watch.name, group)
        if incident is None:
            closed = self._last_closed(state.watch.name, group)
            if closed is not None and rule.id in closed.firing:
                closed.firing.remove(rule.id)
                self._context.changed(closed)
        elif rule.id in incident.firing:
            self._calms(incident, rule)

    def fires_on(self, state: WatchState, rule: Rule, group: str, alert: Alert, *, is_new: bool) -> None:
        """A rule still fires after somebody closed its incident: a brand is not muted by that. is_new: by a post of this moment.

        It opens a new incident ten minutes after the close, at once for a new post or at twice the largest value.
        """
        name, now = state.watch.name, self._context.now
        closed = self._last_closed(name, group)
        if rule.severity is Severity.NOTICE or closed is None or rule.id not in closed.firing:
            return
        value = alert.shown[0].value if alert.shown else None
        is_larger = value is not None and closed.peak_at is not None and value >= 2 * closed.peak_value
        is_event = is_new and calm.is_event(rule)
        passed = now - (closed.closed or now)
        if not (is_larger or is_event or passed >= FIRES_ON):
            return
        closed.firing.remove(rule.id)
        self._context.changed(closed)
        text = f"rule {rule.id}, {passed / 60:.0f} min after incident {closed.id} was closed"
        self._context.decide(Reason.FIRES_ON, text, watch=name, incident=closed.id, rule=rule.id)
        self.fired(state, rule, group, alert)

    def _last_closed(self, watch: str, group: str) -> IncidentState | None:
        return self.incidents.get(self._closed.get((watch, group), ""))

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
        if incident.state is State.OPEN and rule.id in context.rules and calm.pages_on(rule):
            incident.owed.append(rule.id)
            text = f"rule {rule.id} has resolved and pages on until somebody acknowledges"
            context.decide(Reason.PAGES_ON, text, watch=incident.watch, incident=incident.id, rule=rule.id)
        context.changed(incident)
        if incident.firing:
            escalation.cancel_idle(context, incident, rule)
            return
        move(context, incident, Turn.CALMED)
        reason = context.decide(
            Reason.CALMING, "no alert of it fires any more", watch=incident.watch, incident=incident.id
        )
        escalation.call_back_idle(context, incident, reason)
        if incident.state is State.SOLVED:
            return
        if context.timers.asked((Clock.SETTLE, incident.id)) is None:
            updates.resolved(context, incident, rule)
        elif not incident.is_flapping:
            incident.is_flapping = True
            said = context.decide(
                Reason.FLAPPING,
                f"calm again within {calm.FLAPS / 60:.0f} min: told when it has lasted for as long",
                watch=incident.watch,
                incident=incident.id,
            )
            news: Facts = {"news": "flapping", "news_seconds": calm.FLAPS}
            updates.update(context, incident, rule, said, news=news)

    def settled(self, incident: IncidentState) -> None:
        """What came and went has been calm for half an hour: now people hear that it is over."""
        incident.is_flapping = False
        rule = updates.rule_of(self._context, incident)
        if rule is not None and not incident.firing and not incident.state.is_over:
            updates.resolved(self._context, incident, rule)

    def closed(self, incident: IncidentState) -> None:
        """An incident has been closed: what fires from now on opens a new one."""
        key = (incident.watch, incident.group)
        self._current.pop(key, None)
        self._closed[key] = incident.id
        if incident.firing:
            state, at = self._context.watches.get(incident.watch), self._context.now + FIRES_ON
            for rule in (self._context.rules.get(name) for name in incident.firing):
                if state is not None and rule is not None:
                    alert = state.alert(rule, incident.group)
                    alert.look_at = at if alert.look_at is None else min(alert.look_at, at)
            self._context.timers.sooner(("watch", incident.watch), at)
        for name in incident.rules:
            if self._context.by_hand.pop(name, None) is not None:
                self._context.rules.pop(name, None)
        closed = [i.id for i in self.incidents.values() if i.state is State.CLOSED]
        for ident in closed[:-KEPT_CLOSED]:
            del self.incidents[ident]

    def _note_peak(self, incident: IncidentState, rule: Rule, alert: Alert) -> None:
        heights.note(incident, rule, alert, self._context.now)
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
        closed = sorted((i for i in incidents if i.state is State.CLOSED), key=lambda one: one.closed or 0.0)
        self._closed = {(i.watch, i.group): i.id for i in closed}
        self._opened = dict(state["opened"])
