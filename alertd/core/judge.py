"""Judge: evaluate the rules of a watch and tell the incidents what fired and what resolved."""

from __future__ import annotations

from typing import TypedDict, Unpack

import msgspec

from alertd.core.few import MOST
from alertd.core.incidents.context import Context
from alertd.core.incidents.digests import Digests
from alertd.core.incidents.grouping import Grouping
from alertd.core.rules.alert import Alert, AlertState, Change
from alertd.core.rules.evaluate import Finding, evaluate
from alertd.core.rules.skip import AWAKE, RESTS, Rest
from alertd.core.rules.specification import name_of
from alertd.core.rules.view import Eyes, View
from alertd.core.rules.watch_state import Counts, WatchState
from alertd.core.signals.readings import Readings
from alertd.core.times import epoch
from alertd.core.wording.rule_words import stand_told
from alertd.model.commands import Decided
from alertd.model.mention import Mention
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity

LOOK_AGAIN = 60.0  # seconds after which an alert that is not inactive is looked at again, on the minute

_REASONS = {
    Change.PENDING: Reason.ALERT_PENDING,
    Change.FIRED: Reason.ALERT_FIRING,
    Change.RESOLVED: Reason.ALERT_RESOLVED,
    Change.STALE: Reason.ALERT_STALE,
    Change.ENDED: Reason.CONDITION_ENDED_EARLY,
}

ONE_GROUP = ("",)  # of a rule that looks at the whole watch
CAP_SPAN = 86400.0  # seconds over which `at_most` counts
STALE_TOLD = 1200.0  # no data for 20 min is told to ops
CROWDED = "more than {} values of group_by: {}; from now on new ones are counted together, as one group"
UNWATCHED = 120.0  # seconds behind a deadline from which nobody was looking: the daemon was down


class Asked(TypedDict, total=False):
    """How somebody asks how a rule stands. language: in words of people and in that language; None: every number, as programs want them.

    is_grown: the mention is known and has grown; only what looks at growth looks at it.
    """

    language: str | None
    is_grown: bool


class Judge:
    """Evaluates rules, in the order of the files."""

    def __init__(self, context: Context, grouping: Grouping, digests: Digests, eyes: Eyes, readings: Readings) -> None:
        self._context = context
        self._grouping = grouping
        self._digests = digests
        self.eyes = eyes
        self._readings = readings
        self._rests: dict[str, Rest] = {}  # rule -> when it need not be evaluated

    def judge(
        self,
        state: WatchState,
        mention: Mention | None = None,
        posted: float = 0.0,
        source: str = "",
        *,
        is_live: bool = False,
        grown_from: Counts | None = None,
        due: float | None = None,
    ) -> None:
        """Evaluate every rule of a watch; ask for a tick when something may end by itself. due: when this look was due."""
        context = self._context
        asked = context.timers.asked(("watch", state.watch.name)) if due is None else due
        if asked is not None and context.now - asked > UNWATCHED:
            _forgive(state, context.now)
        now, look_again = context.now, RESTS
        for rest in state.rests or self._seat(state):
            rule = rest.rule
            for group in _groups(state, rule, mention) if rest.is_grouped else ONE_GROUP:
                own = mention if mention is None or not group or group == _group(state, rule, mention) else None
                if own is not None and rule.only is not None and not rule.only.takes(own, source):
                    own = None
                if grown_from is not None and not rest.sees_growth:
                    own = None
                alert = state.alert(rule, group)
                at = rest.until(alert, state, group, own, now)
                if at == AWAKE:
                    self._evaluate(
                        rule,
                        alert,
                        View(
                            now,
                            state,
                            rule,
                            group,
                            self.eyes,
                            own,
                            posted,
                            is_live,
                            source=source,
                            grown_from=grown_from,
                            readings=self._readings,
                        ),
                    )
                    at = alert.look_at if alert.look_at is not None else RESTS
                if at < look_again and (rest.is_timed or alert.state is not AlertState.INACTIVE):
                    look_again = at
        for kind in state.groups.spilt:
            context.worries.append((f"groups-{state.watch.name}", f"{state.watch.name}: {CROWDED.format(MOST, kind)}"))
        state.groups.spilt.clear()
        # A millisecond at least: sums of floats may land just before an instant, and a tick there must not ask for itself.
        at_last = None if look_again == RESTS else max(look_again, now + 0.001)
        context.timers.ask(("watch", state.watch.name), at_last)

    def _seat(self, state: WatchState) -> tuple[Rest, ...]:
        """Return when each rule of a watch rests; watches share what is alike."""
        for rule in state.rules:
            if rule.id not in self._rests or self._rests[rule.id].rule is not rule:
                self._rests[rule.id] = Rest(rule)
        state.rests = tuple(self._rests[rule.id] for rule in state.rules)
        return state.rests

    def _evaluate(self, rule: Rule, alert: Alert, view: View) -> None:
        context, state = self._context, view.state
        finding = evaluate(rule, alert, view)
        if view.too_old:
            context.decide(Reason.TOO_OLD, view.too_old, watch=state.watch.name, rule=rule.id)
        if alert.state is AlertState.STALE:
            self._stale(state, rule, alert)
        if finding.change is not Change.NONE:
            self._changed(state, rule, view.group, finding)
        elif alert.is_firing and not alert.is_capped:
            incident = self._grouping.current(state.watch.name, view.group)
            if incident is not None:
                self._grouping.still(incident, rule, alert)
            elif finding.is_true:
                self._grouping.fires_on(state, rule, view.group, alert, is_new=view.mention is not None)
        alert.looked_at, alert.look_at = view.now, _look_again(rule, alert, finding, view.now)

    def _stale(self, state: WatchState, rule: Rule, alert: Alert) -> None:
        """Tell ops, once, that an alert has been without data for long."""
        context = self._context
        if alert.is_stale_told or context.now - alert.since < STALE_TOLD:
            return
        alert.is_stale_told = True
        text = f"rule {rule.id} of {state.watch.name} has had no data for {(context.now - alert.since) / 60:.0f} min"
        context.decide(Reason.STALE_TOLD, text, watch=state.watch.name, rule=rule.id)
        context.worries.append((f"stale-{state.watch.name}-{rule.id}", f"{text}: it neither fires anew nor resolves"))

    def _changed(self, state: WatchState, rule: Rule, group: str, finding: Finding) -> None:
        context = self._context
        alert = state.alert(rule, group)
        begins, name = len(context.out), state.watch.name
        if finding.change is Change.FIRED and self._is_capped(state, rule, alert):
            return
        if finding.change is Change.FIRED:
            if rule.severity is Severity.NOTICE:
                self._digests.keep(rule, state.watch.name, alert)
            else:
                self._grouping.fired(state, rule, group, alert)
        elif finding.change is Change.RESOLVED:
            self._grouping.resolved(state, rule, group)
        incident = self._grouping.current(name, group)
        mine = incident.id if incident is not None and rule.id in incident.rules else None
        context.decide(
            _REASONS[finding.change],
            "; ".join(described(finding)),
            watch=name,
            rule=rule.id,
            incident=mine,
            conditions=_decided(finding) if finding.change is Change.FIRED else (),
        )
        context.out.insert(begins, context.out.pop())  # why it fired stands before what followed from it

    def _is_capped(self, state: WatchState, rule: Rule, alert: Alert) -> bool:
        """Whether a rule has told as much in the last 24 h as it may; the decision says so, and nobody is paged."""
        alert.is_capped = False
        if rule.at_most is None:
            return False
        context = self._context
        alert.told = tuple(at for at in alert.told if context.now - CAP_SPAN < at <= context.now)
        if len(alert.told) < rule.at_most:
            alert.told = (*alert.told, context.now)
            return False
        alert.is_capped = True
        text = (
            f"rule {rule.id} fires, and has been told {len(alert.told)} times in 24 h (at_most: {rule.at_most} a day)"
        )
        context.decide(Reason.RULE_CAPPED, text, watch=state.watch.name, rule=rule.id)
        return True

    def explain(self, state: WatchState, name: str, mention: Mention | None, **how: Unpack[Asked]) -> list[str]:
        """Return each condition's value against its limit, as it stands now; mention: the one that has just come or grown, if one has.

        name: of a rule, its id or its name in any language. Copies are asked: looking changes nothing.
        """
        known = self._context.rules
        rule = known.get(name) or next((one for one in known.values() if name in (one.name, *one.names.values())), None)
        return [] if rule is None else self._explain(state, rule, mention, **how)

    def _explain(
        self,
        state: WatchState,
        rule: Rule,
        mention: Mention | None,
        language: str | None = None,
        *,
        is_grown: bool = False,
    ) -> list[str]:
        context = self._context
        lines: list[str] = []
        copy = WatchState(state.watch, state.rules, state.needs)
        copy.hours = state.hours
        copy.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(state.to_state())))
        for group in copy.groups.all(rule.group_by):
            view = View(context.now, copy, rule, group, self.eyes, is_asked=True, readings=self._readings)
            if mention is not None and group in ("", _group(copy, rule, mention)):
                view.mention, view.posted = mention, epoch(mention.posted_at)
                view.grown_from = (0, 0, 0, 0) if is_grown else None
            finding = evaluate(rule, copy.alert(rule, group), view)
            lines += [f"[{group}] {line}" if group else line for line in described(finding, language)]
        return lines


def described(finding: Finding, language: str | None = None) -> list[str]:
    """Return one line a condition: its value against its limit; in a language, what it asks for and what was measured."""
    lines = []
    for _, condition, verdict, holds in finding.verdicts:
        if language is not None:
            shown = verdict.shown[0] if verdict.shown else None
            lines.append(stand_told(condition, language, holds=holds, shown=shown))
            continue
        name = name_of(condition)
        mark = "holds" if holds else "does not hold"
        note = f" ({verdict.note})" if verdict.note else ""
        lines.append(f"{name} {mark}: {verdict.value:g} against {verdict.limit}{note}")
    return lines


def _decided(finding: Finding) -> tuple[Decided, ...]:
    return tuple(
        Decided(condition=condition, holds=holds, shown=verdict.shown[0] if verdict.shown else None)
        for _, condition, verdict, holds in finding.verdicts
    )


def _forgive(state: WatchState, now: float) -> None:
    """Time in which nobody looked is no calm: after an outage the time to keep firing begins anew."""
    for alert in state.alerts.values():
        if alert.is_firing:
            alert.true_at = now


def _group(state: WatchState, rule: Rule, mention: Mention) -> str:
    return state.groups.of_mention(rule.group_by, mention)


def _groups(state: WatchState, rule: Rule, mention: Mention | None) -> tuple[str, ...]:
    if mention is None:
        return state.groups.all(rule.group_by)
    own = _group(state, rule, mention)
    # A group that is busy is looked at too: the deadline of the watch is asked anew here, and is everybody's.
    busy = [
        g for (name, g), alert in state.alerts.items() if name == rule.id and alert.state is not AlertState.INACTIVE
    ]
    return tuple(sorted({own, *busy}))


def _look_again(rule: Rule, alert: Alert, finding: Finding, now: float) -> float | None:
    """Return when an alert must be looked at again without a new event."""
    at = finding.next_at
    if alert.state is AlertState.INACTIVE or finding.is_steady:
        return at
    if alert.state is AlertState.FIRING and not finding.is_true:
        ends = max(alert.true_at + rule.keep_firing_for.total_seconds(), now + 1.0)
        return ends if at is None else min(at, ends)
    minute = (now // LOOK_AGAIN + 1) * LOOK_AGAIN
    return minute if at is None else min(at, minute)
