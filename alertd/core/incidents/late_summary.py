"""After a long outage: mentions older than six hours wake nobody by themselves; one page sums them up and says how late it is."""

from __future__ import annotations

import msgspec

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.messages import plain_page, send_page
from alertd.core.incidents.pages import channels_of
from alertd.core.rules.watch_state import WatchState
from alertd.core.signals.evidence import shown
from alertd.model.page import PageKind
from alertd.model.reason import Reason
from alertd.model.rule import Rule, Severity

SETTLES = 120.0  # seconds without another old mention after which the filling is taken to be over
AT_MOST = 900.0  # but nobody waits longer than this for the summary
EVERY = 6 * 3600.0  # one summary a watch in six hours


class Filled(msgspec.Struct):
    """Old mentions of one watch that were filled in."""

    since: float
    mentions: int = 0
    negative: int = 0
    oldest: float = 0.0
    is_clock: bool = False  #: they were not late: this machine's clock was ahead


class Outages:
    """What was filled in too late to wake anybody, by watch."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.filled: dict[str, Filled] = {}
        self.told: dict[str, float] = {}

    def observe(self, watch: str, posted: float, *, negative: bool) -> None:
        """A mention came in that is too old to wake anybody."""
        now = self._context.now
        filled = self.filled.setdefault(watch, Filled(since=now, oldest=posted))
        filled.mentions += 1
        filled.negative += negative
        filled.oldest = min(filled.oldest, posted)
        due = min(now + SETTLES, filled.since + AT_MOST)
        self._context.timers.ask(
            ("outage", watch), max(due, self.told.get(watch, due) + EVERY if watch in self.told else due)
        )

    def clock_set_back(self) -> None:
        """The clock was ahead: tell soon what it made look too old, whenever the last summary was."""
        now = self._context.now
        self.told = {watch: told for watch, told in self.told.items() if told <= now}
        for watch, filled in self.filled.items():
            filled.since, filled.is_clock = min(filled.since, now), True
            self._context.timers.ask(("outage", watch), now + SETTLES)

    def tell(self, state: WatchState) -> None:
        """Send the summary to the first step of the watch's loudest rule."""
        context, name = self._context, state.watch.name
        filled = self.filled.pop(name, None)
        rule = max(
            (r for r in state.rules if r.severity is not Severity.NOTICE), key=lambda r: r.severity.rank, default=None
        )
        if filled is None or rule is None:
            return
        self.told[name] = context.now
        hours = (context.now - filled.oldest) / 3600
        came = f"were seen only now, up to {hours:.0f} h late"
        if filled.is_clock:
            came = "came while this machine's clock was wrong, and woke nobody"
        note = f"{filled.mentions} mentions {came}; {filled.negative} of them are negative"
        reason = context.decide(Reason.TOO_OLD, note, watch=name, rule=rule.id)
        self._send(state, rule, note, reason, filled)

    def _send(self, state: WatchState, rule: Rule, note: str, reason: str, filled: Filled) -> None:
        context, name = self._context, state.watch.name
        step = context.policy_of(rule).steps[0]
        subject = f"outage:{name}:{context.at.isoformat()}"
        while subject in context.messages.by_subject:
            subject += "+"  # the clock was set back twice to one instant: what is told then is not the same
        for person in people_of(context, step.notify):
            for channel, address in channels_of(context, person, step.by):
                page = plain_page(
                    context,
                    person,
                    channel,
                    address,
                    kind=PageKind.DIGEST,
                    subject=subject,
                    facts={"note": note},
                    reason=reason,
                    policy=context.policy_of(rule).name,
                )
                facts = {**page.facts, "late_seconds": round(context.now - filled.oldest), "count": filled.mentions}
                loud, first, typical = state.telling.pick(context.now, context.now - filled.oldest, negative=True)
                picked = shown(((loud, "most reached"), (first, "first"), (typical, "typical")), context.now)
                page = page.with_(
                    watch=name, facts=facts, evidence=picked, rule=rule.id, rule_name=rule.named(person.language)
                )
                send_page(context, page, about=subject)
