"""Ask one condition, of a watch whose mentions are written one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from alertd.core.rules.conditions.catalogue import specification_of
from alertd.core.rules.needs import needs_of
from alertd.core.rules.verdict import Verdict
from alertd.core.rules.view import Eyes, View
from alertd.core.rules.watch_state import WatchState
from alertd.core.times import instant
from alertd.model.events import CountSeen
from alertd.model.mention import Mention, Reach
from alertd.model.rule import Condition, Rule
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch

NOON = 1_795_435_200.0  # Monday 23 November 2026, 12:00 UTC


class Looking:
    """A watch with one rule. Seconds are counted from noon."""

    def __init__(self, when: Condition, watch: Watch | None = None, **changes: Any) -> None:
        self.rule = Rule(id="r", name="r", when=when, **changes)
        self.state = WatchState(
            watch or Watch(name="acme", handles={"x": ("acme_help",)}), (self.rule,), needs_of((self.rule,))
        )
        self.eyes = Eyes()
        self.last: Mention | None = None
        self.number = 0

    def say(self, at: float, negative: float | None = 0.06, **changes: Any) -> Looking:
        """Let somebody new write a new text at `at`; negative: P(negative), None is unknown."""
        self.number += 1
        parts = round(1000 * (negative or 0.0))
        rest = 1000 - parts
        known = Score(
            negative=parts, neutral=rest - rest // 2, positive=rest // 2, quality=Quality.TRAINED, scorer="t/1"
        )
        reach = Reach(
            **{
                k: changes.pop(k)
                for k in ("audience", "top", "amplification", "reposts_low", "reposts_high")
                if k in changes
            }
        )
        self.last = Mention(
            watch="acme",
            platform="x",
            id=f"p{self.number}",
            author=f"u{self.number}",
            posted_at=instant(NOON + at),
            seen_at=instant(NOON + at),
            language="en",
            score=Score.unknown("t/1") if negative is None else known,
            voice=self.number,
            reach=reach,
        ).with_(**changes)
        seen = changes.get("seen_at")
        self.state.mention(self.last, NOON + at, NOON + at if seen is None else seen.timestamp())
        return self

    def many(self, count: int, begin: float, end: float, negative: float | None = 0.06, **changes: Any) -> Looking:
        """Let so many write, evenly from `begin` to `end`."""
        for i in range(count):
            self.say(begin + (end - begin) * i / count, negative, **changes)
        return self

    def sensor(self, begin: float, count: int, seconds: float = 300.0) -> Looking:
        """Let a count sensor report a bucket when it ends."""
        at = instant(NOON + begin)
        event = CountSeen(
            at=at + timedelta(seconds=seconds),
            watch="acme",
            platform="x",
            begins_at=at,
            seconds=seconds,
            count=count,
        )
        self.state.count(event, NOON + begin, NOON + begin + seconds)
        return self

    def ask(
        self,
        at: float,
        condition: Condition | None = None,
        *,
        holding: bool = False,
        group: str = "",
        mention: Mention | None = None,
    ) -> Verdict:
        """Return what the condition (the rule's own) says at `at`."""
        asked = condition or self.rule.when
        view = View(NOON + at, self.state, self.rule, group, self.eyes, mention)
        if mention is not None:
            view.posted = mention.posted_at.timestamp()
        view.is_holding = holding
        return specification_of(asked).test(asked, view)

    def hear(self, at: float = 0.0, **changes: Any) -> Verdict:
        """Return what it says of one mention, written now."""
        self.say(at, **changes)
        return self.ask(at, mention=self.last)
