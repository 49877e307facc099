"""Evaluate one rule for one group of one watch: conditions, holding, hysteresis, and the alert's next state."""

from __future__ import annotations

import msgspec

from alertd.core.rules.alert import Alert, AlertState, Change, Leaf, step
from alertd.core.rules.conditions.catalogue import ends_at_once, sentence, specification_of
from alertd.core.rules.specification import hold_of
from alertd.core.rules.verdict import Verdict
from alertd.core.rules.view import View
from alertd.model.rule import AllOf, AnyOf, Condition, Not, Rule

#: Seconds for which pages of an alert that goes on by its level speak of the late burst that made it: as long as its minutes are known.
SPOKEN_OF = 7_200.0


class Finding(msgspec.Struct):
    """What an evaluation found. verdicts: (path, condition, verdict) of each leaf that was looked at."""

    change: Change
    is_true: bool
    verdicts: tuple[tuple[str, Condition, Verdict, bool], ...]
    next_at: float | None

    @property
    def telling(self) -> tuple[tuple[str, Condition, Verdict, bool], ...]:
        """The leaves that hold (all of them, if none does)."""
        return tuple(one for one in self.verdicts if one[3]) or self.verdicts

    @property
    def is_steady(self) -> bool:
        """Whether nothing that holds can end without an event."""
        return self.is_true and all(verdict.is_steady for _, _, verdict, holds in self.verdicts if holds)

    @property
    def value(self) -> float:
        """The telling number: that of the first leaf that holds."""
        return self.telling[0][2].value if self.verdicts else 0.0


class _Walk:
    """One walk over a rule's conditions."""

    def __init__(self, alert: Alert, view: View) -> None:
        self.alert = alert
        self.view = view
        self.verdicts: list[tuple[str, Condition, Verdict, bool]] = []
        self.next_at: float | None = None
        self.is_pending = False
        self.is_missing = False
        self.is_denied = False  # inside of a `not`

    def holds(self, condition: Condition, path: str) -> bool:
        """Test a condition; every leaf is tested, so that `why` can show each."""
        match condition:
            case AnyOf(conditions=several):
                return any([self.holds(one, f"{path}.{i}" if path else str(i)) for i, one in enumerate(several)])  # noqa: C419 - a list: every leaf is tested, none is cut short
            case AllOf(conditions=several):
                return all([self.holds(one, f"{path}.{i}" if path else str(i)) for i, one in enumerate(several)])  # noqa: C419 - a list: every leaf is tested, none is cut short
            case Not(condition=one):
                self.is_denied = not self.is_denied
                found = not self.holds(one, f"{path}.0" if path else "0")
                self.is_denied = not self.is_denied
                return found
            case _:
                return self.leaf(condition, path or "0")

    def leaf(self, condition: Condition, path: str) -> bool:
        """Test a leaf against its entry limit, or its clear limit once the alert fires; then let it hold for `for`."""
        memory = self.alert.leaves.get(path)
        if memory is None:
            memory = Leaf()
            self.alert.leaves = {**self.alert.leaves, path: memory}
        # Who may not go on by its level is asked for its entry limit at each look: a condition that need not say whether it
        # still reaches it, since it held, never held at two looks in a row, and two such never at the same one.
        self.view.is_holding, self.view.memory = memory.since is not None and self._may_go_on, memory
        self.view.is_waning = self.alert.is_firing and memory.fell is not None and memory.fell >= self.alert.since
        mention = self.view.mention
        known = specification_of(condition)
        if self.view.grown_from is not None and not known.sees_growth:
            self.view.mention = None  # it was looked at when it was new
        verdict = known.test(condition, self.view)
        self.view.mention = mention
        now = self.view.now
        if verdict.holds or (memory.holds and verdict.stays and self._may_go_on):
            if memory.since is None:
                memory.since = now
            hold = hold_of(condition)
            memory.holds = now - memory.since >= hold
            if not memory.holds:
                self.is_pending = True
                self.sooner(memory.since + hold)
        else:
            memory.fell = now if memory.holds else memory.fell
            memory.holds, memory.since = False, None
        self.is_missing = self.is_missing or verdict.missing or not (memory.holds or self._sees(condition))
        if verdict.next_at is not None and verdict.next_at > now:
            self.sooner(verdict.next_at)
        self.verdicts.append((path, condition, verdict, memory.holds))
        return memory.holds

    @property
    def _may_go_on(self) -> bool:
        """Whether what held may go on below its own limit: so that an alert does not end and begin again.

        Of two conditions that must both hold, the one that came first must not wait below its limit for the other: the page would
        show a number that its rule does not ask for. What keeps a rule from firing (`not`) goes on whether it fires or not.
        """
        return self.is_denied or self.alert.is_firing

    def _sees(self, condition: Condition) -> bool:
        """Whether "it does not hold" is known. A sensor that counts in spite of a closed source is sight enough for volume."""
        known = specification_of(condition)
        if not self.view.eyes.seen or known.needs_no_sources:
            return True
        if self.alert.state is AlertState.INACTIVE or not self.view.is_blind():
            return True
        counted = self.view.state.counted.values()
        return known.is_fed_by_counts(condition) and max(counted, default=0.0) > self.view.now

    def sooner(self, at: float) -> None:
        """Ask to be evaluated again at that instant."""
        self.next_at = at if self.next_at is None else min(self.next_at, at)


def _show(alert: Alert, finding: Finding, view: View) -> None:
    """Take the numbers that pages of the alert lead with.

    A burst that came late is over by the clock when the next step is told: while the alert only goes on by its level, pages go on
    to speak of the minutes of the burst, not of the empty ones since.
    """
    shown = tuple(signal for _, _, verdict, _ in finding.telling for signal in verdict.shown)
    past = next((verdict.as_of for _, _, verdict, _ in finding.telling if verdict.as_of is not None), None)
    late = 0.0 if past is None else view.now - past
    if finding.change is Change.NONE and alert.as_of is not None and alert.shown and not _holds_anew(finding):
        if (shown[0].value or 0.0 if shown else 0.0) < (alert.shown[0].value or 0.0):
            if view.now - alert.as_of < SPOKEN_OF:
                return
        elif past is None and shown and view.now - alert.since < (shown[0].window or 0.0):
            past, late = view.now, alert.late  # a longer window has more of the same burst
    if past is None and view.state.behind.is_late(view.now):
        past = view.now  # late posts weigh in what is of now, too
    alert.shown, alert.as_of, alert.late = shown, past, late
    if shown and shown[0].rarity is not None:
        alert.rarest = max(alert.rarest or 0.0, shown[0].rarity)


def stands(condition: Condition, alert: Alert, path: str = "") -> bool:
    """Whether a condition held at the last look at its leaves; what holds inside of a `not` speaks against it."""
    match condition:
        case AnyOf(conditions=several):
            return any(stands(one, alert, f"{path}.{i}" if path else str(i)) for i, one in enumerate(several))
        case AllOf(conditions=several):
            return all(stands(one, alert, f"{path}.{i}" if path else str(i)) for i, one in enumerate(several))
        case Not(condition=one):
            return not stands(one, alert, f"{path}.0" if path else "0")
    known = alert.leaves.get(path or "0")
    return known is not None and known.holds


def _holds_anew(finding: Finding) -> bool:
    """Whether something holds by itself, not because it held before."""
    return any(verdict.holds for _, _, verdict, _ in finding.telling)


def evaluate(rule: Rule, alert: Alert, view: View) -> Finding:
    """Evaluate a rule and move its alert."""
    walk = _Walk(alert, view)
    is_true = walk.holds(rule.when, "")
    if alert.is_steady and not is_true:
        alert.true_at = view.now  # true until this very event: the time to keep firing begins here
    keep = rule.keep_firing_for.total_seconds()
    if not is_true and alert.state is AlertState.FIRING and ends_at_once(rule.when):
        keep = 0.0
    change = step(alert, view.now, is_true=is_true, is_pending=walk.is_pending, is_missing=walk.is_missing, keep=keep)
    alert.is_stirred = any(memory.since is not None for memory in alert.leaves.values())
    finding = Finding(change, is_true, tuple(walk.verdicts), walk.next_at)
    alert.is_steady = finding.is_steady
    if alert.state is AlertState.INACTIVE:
        alert.rarest = None
    if is_true:
        _show(alert, finding, view)
        alert.sentences = tuple(sentence(condition) for _, condition, _, _ in finding.telling)
        alert.focus = next((verdict.focus for _, _, verdict, _ in finding.telling if verdict.focus), alert.focus)
        if change is Change.FIRED:
            alert.value = finding.value
            alert.focus = next((verdict.focus for _, _, verdict, _ in finding.telling if verdict.focus), None)
    return finding
