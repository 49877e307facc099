"""Digests: a notice opens no incident; it waits for its digest (or for 09:00)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.messages import plain_page, send_page
from alertd.core.incidents.page_facts import Facts, sampled_of
from alertd.core.incidents.pages import channels_of
from alertd.core.incidents.quiet_hours import next_digest
from alertd.core.rules.alert import Alert
from alertd.core.times import epoch
from alertd.model.page import PageKind, SignalShown
from alertd.model.people import Step
from alertd.model.reason import Reason
from alertd.model.rule import Digest, Rule, Severity


class Notice(msgspec.Struct):
    """One thing a digest tells."""

    rule: str
    watch: str
    at: str
    text: str
    shown: tuple[SignalShown, ...] = ()


class Digests:
    """Notices that wait, by rule."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.waiting: dict[str, list[Notice]] = {}

    def keep(self, rule: Rule, watch: str, alert: Alert) -> None:
        """Keep a notice for the rule's next digest."""
        context = self._context
        text = "; ".join(alert.sentences)
        self.waiting.setdefault(rule.id, []).append(Notice(rule.id, watch, context.at.isoformat(), text, alert.shown))
        due = self._next(rule)
        context.timers.sooner(("digest", rule.id), epoch(due))
        context.decide(
            Reason.NOTICED, f"rule {rule.id} waits for the digest at {due.isoformat()}", watch=watch, rule=rule.id
        )

    def _next(self, rule: Rule) -> datetime:
        digest = rule.digest or Digest(to="")
        people = people_of(self._context, self._step(rule, digest).notify)
        return next_digest(digest, people[0].timezone if people else "UTC", self._context.at)

    def clock_set_back(self) -> None:
        """The clock was ahead: what waits goes out with the next digest by the right one."""
        for name in self.waiting:
            rule = self._context.rules.get(name)
            if rule is not None:
                self._context.timers.sooner(("digest", name), epoch(self._next(rule)))

    def _step(self, rule: Rule, digest: Digest) -> Step:
        """Return who gets the digest: its own target, else step 1 of the rule's policy."""
        context = self._context
        first = context.policy_of(rule).steps[0]
        if not digest.to or context.house.console:
            return first
        policy = context.house.roster.policies.get(digest.to)
        if policy is not None:
            return policy.steps[0]
        return Step(notify=(digest.to,), by=())

    def send(self, rule_id: str) -> None:
        """Send what has waited for a rule's digest."""
        context = self._context
        notices = self.waiting.pop(rule_id, [])
        rule = context.rules.get(rule_id)
        if not notices:
            return
        if rule is None:
            context.decide(Reason.DIGEST_DROPPED, f"{len(notices)} notices: rule {rule_id} is no longer in the files")
            return
        reason = context.decide(Reason.DIGEST_SENT, f"{len(notices)} notices of rule {rule_id}", rule=rule_id)
        step = self._step(rule, rule.digest or Digest(to=""))
        facts: Facts = {}
        for watch in dict.fromkeys(notice.watch for notice in notices):
            if watch in context.watches and (found := sampled_of(context.eyes, context.watches[watch])):
                facts = max(facts, found, key=lambda one: int(one.get("sampled") or 0))
        note = "\n".join(f"{notice.at[:16]}Z {notice.watch}: {notice.text}" for notice in notices)
        for person in people_of(context, step.notify):
            for channel, address in channels_of(context, person, step.by)[: 1 if not step.by else None]:
                page = plain_page(
                    context,
                    person,
                    channel,
                    address,
                    kind=PageKind.DIGEST,
                    subject=f"digest:{rule_id}:{context.at.isoformat()}",
                    facts=facts | {"note": note},
                    reason=reason,
                    policy=context.policy_of(rule).name,
                )
                page = page.with_(
                    watch=notices[0].watch,
                    severity=Severity.NOTICE,
                    rule=rule_id,
                    rules=(rule_id,),
                    rule_name=rule.named(person.language),
                    signals=notices[-1].shown,
                )
                send_page(context, page, about=f"digest:{rule_id}:{context.at.isoformat()}")
