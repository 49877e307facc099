"""Digests: a notice opens no incident; it waits for its digest (or for 09:00)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from alertd.core.incidents.context import Context
from alertd.core.incidents.escalation import people_of
from alertd.core.incidents.messages import plain_page, send_page
from alertd.core.incidents.page_facts import Facts, sampled_of
from alertd.core.incidents.pages import channels_of
from alertd.core.incidents.quiet_hours import next_digest
from alertd.core.rules.alert import Alert
from alertd.core.rules.lanes import leaves
from alertd.core.times import epoch
from alertd.core.wording.fill import fill
from alertd.core.wording.languages import language
from alertd.core.wording.numbers import clock
from alertd.core.wording.rule_words import asked_for
from alertd.model.page import Page, PageKind, SignalShown
from alertd.model.people import Step
from alertd.model.reason import Reason
from alertd.model.rule import Digest, Rule, Severity


class Notice(msgspec.Struct):
    """One thing a digest tells. text: in English; held: paths of the conditions that held, so that each reader gets their own language."""

    rule: str
    watch: str
    at: str
    text: str
    shown: tuple[SignalShown, ...] = ()
    held: tuple[str, ...] = ()

    def told(self, rule: Rule, page: Page, called: str) -> str:
        """Return its line for one reader: by their clock, in their language. called: what people call its watch."""
        tongue, at = language(page.language), datetime.fromisoformat(self.at)
        asked = [asked_for(one, page.language) for path, one in leaves(rule.when) if path in self.held]
        said = "; ".join(asked) or self.text
        named = fill(tongue.words["named"], {"name": called, "value": said})
        return f"{clock(tongue, at, page.timezone, page.at)} · {named}"


class Digested(msgspec.Struct, frozen=True):
    """What every message of one digest has in common. subject: what makes its page ids."""

    subject: str
    policy: str
    reason: str
    watch: str
    facts: Facts


def pages_of(context: Context, step: Step, digest: Digested) -> Iterator[Page]:
    """Yield the messages of a digest: to everybody of a step, on its channels, else on the first of each."""
    for person in people_of(context, step.notify):
        for channel, address in channels_of(context, person, step.by)[: 1 if not step.by else None]:
            page = plain_page(
                context,
                person,
                channel,
                address,
                kind=PageKind.DIGEST,
                subject=digest.subject,
                facts=digest.facts,
                reason=digest.reason,
                policy=digest.policy,
            )
            yield page.with_(
                watch=digest.watch, watch_title=context.house.called(digest.watch), severity=Severity.NOTICE
            )


def step_to(context: Context, to: str) -> Step:
    """Return who a digest goes to: step 1 of the policy of that name, else whoever bears it; under `--watch`, the console."""
    policies = context.house.roster.policies
    policy = policies.get("console" if context.house.console else to)
    return policy.steps[0] if policy is not None else Step(notify=(to,), by=())


class Digests:
    """Notices that wait, by rule."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.waiting: dict[str, list[Notice]] = {}

    def keep(self, rule: Rule, watch: str, alert: Alert) -> None:
        """Keep a notice for the rule's next digest."""
        context = self._context
        text = "; ".join(alert.sentences)
        held = tuple(path for path, leaf in alert.leaves.items() if leaf.holds)
        notice = Notice(rule.id, watch, context.at.isoformat(), text, alert.shown, held)
        self.waiting.setdefault(rule.id, []).append(notice)
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
        if not digest.to or context.house.console:
            return context.policy_of(rule).steps[0]
        return step_to(context, digest.to)

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
        digest = Digested(
            subject=f"digest:{rule_id}:{context.at.isoformat()}",
            policy=context.policy_of(rule).name,
            reason=reason,
            watch=notices[0].watch,
            facts=facts,
        )
        for page in pages_of(context, step, digest):
            named = rule.named(page.language)
            note = "\n".join(notice.told(rule, page, context.house.called(notice.watch)) for notice in notices)
            told = page.with_(rule=rule_id, rules=(rule_id,), rule_name=named, signals=notices[-1].shown)
            send_page(context, told.with_(facts=facts | {"note": note}), about=digest.subject)
