"""Telling operators about alertd itself: the ops policy's first step, once a topic and hour. Also test pages."""

from __future__ import annotations

from alertd.core.incidents.context import Context
from alertd.core.incidents.messages import send_plain
from alertd.model.page import PageKind
from alertd.model.people import Step
from alertd.model.reason import Reason

ONCE = 3600.0  # seconds between two messages about one topic


class Ops:
    """What operators were told of late."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.told: dict[str, float] = {}

    def has_told(self, topic: str) -> bool:
        """Whether operators heard of a topic in the last hour."""
        last = self.told.get(topic)
        return last is not None and self._context.now - last < ONCE

    def tell(self, topic: str, text: str) -> None:
        """Tell the ops policy's first step, unless it heard of this topic in the last hour."""
        context = self._context
        if self.has_told(topic):
            context.decide(Reason.OPS_TOLD_ALREADY, f"{topic}: {text}")
            return
        self.told = {t: at for t, at in self.told.items() if context.now - at < ONCE}
        self.told[topic] = context.now
        policy = context.house.roster.policies.get(context.house.ops_policy or "")
        if policy is None or not policy.steps:
            context.decide(Reason.OPS_NOBODY, f"{topic}: {text}")
            return
        reason = context.decide(Reason.OPS_TOLD, f"{topic}: {text}")
        send_plain(
            context,
            policy.steps[0],
            PageKind.OPS,
            subject=f"ops:{topic}:{context.at.isoformat()}",
            facts={"note": text},
            reason=reason,
            policy=policy.name,
        )

    def speak(self) -> None:
        """Tell operators what came up while an event was handled."""
        context = self._context
        while context.worries or context.unheard:
            if context.worries:
                self.tell(*context.worries.pop(0))
            else:
                self._next_step(*context.unheard.pop(0))

    def _next_step(self, about: str, number: int, text: str) -> None:
        """Nobody of a step can be reached: tell the next one; after the last one the shell has its direct route."""
        context, topic = self._context, about.split(":")[1]
        policy = context.house.roster.policies.get(context.house.ops_policy or "")
        steps = () if policy is None else policy.steps
        for following in range(number, len(steps)):
            reason = context.decide(
                Reason.OPS_TOLD, f"{topic}: step {following + 1}, since nobody before it can be reached"
            )
            if send_plain(
                context,
                steps[following],
                PageKind.OPS,
                subject=about,
                facts={"note": text},
                reason=reason,
                policy=context.house.ops_policy or "",
                number=following,
            ):
                return
        context.decide(Reason.OPS_UNREACHABLE, f"{topic}: {text}")

    def test(self, ident: str, to: str, by: str) -> None:
        """Send a real test page to a person or to the first step of a policy."""
        context = self._context
        roster = context.house.roster
        policy = roster.policies.get(to)
        if policy is not None and policy.steps:
            step = policy.steps[0]
        else:
            person = roster.people.get(to)
            step = Step(notify=(to,), by=tuple(person.addresses) if person else tuple(roster.channels))
        reason = context.decide(Reason.TEST, f"{by} asked for a test page to {to}")
        send_plain(
            context,
            step,
            PageKind.TEST,
            subject=f"test:{ident}",
            facts={"who": by},
            reason=reason,
            policy=to,
        )
