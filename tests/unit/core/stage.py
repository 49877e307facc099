"""A stage for the engine alone: no intake, no store. Clocks are of Monday 23 November 2026, UTC, unless a day is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from alertd.core.engine import Engine
from alertd.model.commands import CancelPages, Command, KeepDecision, KeepIncident, SendPage
from alertd.model.events import (
    ActTaken,
    CountSeen,
    Event,
    HouseLoaded,
    MentionSeen,
    PageReported,
    ReplySeen,
    SilenceLifted,
    SilenceSet,
    SourceReported,
    Ticked,
)
from alertd.model.house import House, Promises
from alertd.model.incident import Act, Incident
from alertd.model.mention import Mention, Reach, Reply
from alertd.model.page import Outcome, Page, PageKind, Receipt
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.score import Quality, Score
from alertd.model.silence import Silence
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MOODS = {"angry": (900, 80, 20), "neutral": (60, 880, 60), "glad": (20, 80, 900)}
CHANNELS = {
    "slack": Channel(name="slack"),
    "sms": Channel(name="sms", scheme="twilio", is_sms=True, max_segments=2),
    "email": Channel(name="email", scheme="mailtos"),
}


def clock(at: str, day: int = 0) -> datetime:
    """Return "10:00" or "10:00:30" of Monday, or of so many days after."""
    return datetime.combine(MONDAY.date() + timedelta(days=day), time.fromisoformat(at), UTC)


def person(name: str, **changes: Any) -> Person:
    """Return somebody with Slack and a phone."""
    return Person(name=name, addresses={"slack": f"@{name}", "sms": f"+1{name}"}).with_(**changes)


def step(*notify: str, by: Iterable[str] = ("slack",), after: int | None = None) -> Step:
    """Return a step; after: minutes until the next."""
    return Step(notify=notify, by=tuple(by), escalate_after=None if after is None else timedelta(minutes=after))


def loud(rule_id: str = "loud", **changes: Any) -> Rule:
    """Return a rule that one post of an author with 1,000 followers fires, for ten minutes; calm ends its paging."""
    return Rule(id=rule_id, name=rule_id, when=Influencer(audience=1000), page="pr", until="calm").with_(**changes)


def angry(rule_id: str = "angry", **changes: Any) -> Rule:
    """Return a rule that only an angry post of such an author fires."""
    return loud(rule_id, when=Influencer(audience=1000, sentiment="negative"), **changes)


def glad(rule_id: str = "glad", **changes: Any) -> Rule:
    """Return a rule that only a glad post of such an author fires."""
    return loud(rule_id, when=Influencer(audience=1000, sentiment="positive"), **changes)


def house(*rules: Rule, **changes: Any) -> House:
    """Return acme, with ayse, then omar, then maria to call; `social` and `legal` have one person each."""
    names = ("ayse", "omar", "maria", "lea", "sam", "ops")
    policies = (
        Policy(name="pr", steps=(step("ayse"), step("omar"), step("maria"))),
        Policy(name="social", steps=(step("lea"),)),
        Policy(name="legal", steps=(step("sam"),)),
        Policy(name="ops", steps=(step("ops"),)),
    )
    return House(
        watches=(Watch(name="acme", terms=("acme",), handles={"x": ("acme",)}),),
        rules=rules,
        roster=Roster(channels=CHANNELS, people={n: person(n) for n in names}, policies={p.name: p for p in policies}),
        promises=Promises(),
        ops_policy="ops",
    ).with_(**changes)


def with_policy(old: House, policy: Policy) -> House:
    """Return the house with one policy changed."""
    return old.with_(roster=old.roster.with_(policies={**old.roster.policies, policy.name: policy}))


def with_person(old: House, changed: Person) -> House:
    """Return the house with one person changed."""
    return old.with_(roster=old.roster.with_(people={**old.roster.people, changed.name: changed}))


class Stage:
    """Plays events to an engine, with a tick at every deadline, and keeps what it commanded."""

    def __init__(self, first: House, at: datetime | None = None) -> None:
        self.engine = Engine()
        self.now = at or clock("08:00")
        self.commands: list[Command] = []
        self.events: list[Event] = []
        self.log: list[tuple[datetime, Command]] = []
        self.house = first
        self._posts = 0
        self.handle(HouseLoaded(at=self.now, house=first))

    # --- time -----------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Hand one event to the engine."""
        self.events.append(event)
        commands = self.engine.handle(event)
        self.commands += commands
        self.log += [(event.at, command) for command in commands]
        return commands

    def until(self, at: datetime | str, day: int = 0) -> Stage:
        """Let time pass, with its ticks."""
        to = clock(at, day) if isinstance(at, str) else at
        ticks = 0
        while (deadline := self.engine.next_deadline()) is not None and deadline <= to:
            self.now = max(self.now, deadline)
            self.handle(Ticked(at=deadline))
            ticks += 1
            assert ticks < 200_000, "the engine asks for ticks without end"
        self.now = max(self.now, to)
        return self

    def down_until(self, at: str, day: int = 0) -> Stage:
        """Let time pass while the daemon is down: one tick afterwards, as it comes back."""
        self.now = clock(at, day)
        if self.engine.next_deadline() is not None:
            self.handle(Ticked(at=self.now))
        return self

    # --- what happens ---------------------------------------------------------------------------------------------

    def mention(self, mood: str = "angry", *, audience: int | None = None, **changes: Any) -> Mention:
        """Let somebody write now. changes: any field of a mention."""
        self._posts += 1
        negative, neutral, positive = MOODS[mood]
        seen = Mention(
            watch="acme",
            platform="x",
            id=f"p{self._posts}",
            author=f"u{self._posts}",
            posted_at=self.now,
            seen_at=self.now,
            language="en",
            score=Score(negative=negative, neutral=neutral, positive=positive, quality=Quality.TRAINED, scorer="t/1"),
            voice=self._posts,
            reach=Reach(audience=audience),
        ).with_(**changes)
        self.handle(MentionSeen(at=self.now, mention=seen))
        return seen

    def fire(self, at: str, audience: int = 1000, mood: str = "angry", *, day: int = 0, **changes: Any) -> Stage:
        """Let an author with that audience write at a clock: `loud` rules fire."""
        self.until(at, day).mention(mood, audience=audience, **changes)
        return self

    def act(self, act: Act, by: str = "ayse", **changes: Any) -> Stage:
        """Let a person act on the last incident, now."""
        self.handle(ActTaken(at=self.now, incident=self.incident.id, act=act, by=by, **changes))
        return self

    def load(self, new: House) -> Stage:
        """Edit the files, now."""
        self.house = new
        self.handle(HouseLoaded(at=self.now, house=new))
        return self

    def silence(self, hours: float, *, rule: str | None = None, ident: str = "s1") -> Stage:
        """Silence acme from now on."""
        ends = self.now + timedelta(hours=hours)
        silence = Silence(
            id=ident, begins_at=self.now, ends_at=ends, by="lea", reason="known outage", watch="acme", rule=rule
        )
        self.handle(SilenceSet(at=self.now, silence=silence))
        return self

    def lift(self, ident: str = "s1") -> Stage:
        """End a silence early."""
        self.handle(SilenceLifted(at=self.now, id=ident, by="lea"))
        return self

    def count(self, count: int, *, minutes: int = 5, platform: str = "x") -> Stage:
        """Let a sensor report the bucket that ends now."""
        begins = self.now - timedelta(minutes=minutes)
        self.handle(
            CountSeen(
                at=self.now, watch="acme", platform=platform, begins_at=begins, seconds=60.0 * minutes, count=count
            )
        )
        return self

    def reply(self, **changes: Any) -> Stage:
        """Let the brand answer, now."""
        self._posts += 1
        reply = Reply(
            watch="acme", platform="x", id=f"r{self._posts}", author="acme", posted_at=self.now, seen_at=self.now
        )
        self.handle(ReplySeen(at=self.now, reply=reply.with_(**changes)))
        return self

    def source(self, state: SourceState, name: str = "x", **changes: Any) -> Stage:
        """Let a source say how it sees."""
        self.handle(SourceReported(at=self.now, source=name, state=state, **changes))
        return self

    def dead(self, page: Page, detail: str = "number unknown") -> Stage:
        """Let a channel say that it will never deliver a page."""
        receipt = Receipt(page_id=page.page_id, outcome=Outcome.DEAD, at=self.now, detail=detail)
        self.handle(PageReported(at=self.now, receipt=receipt))
        return self

    # --- what came of it ------------------------------------------------------------------------------------------

    @property
    def pages(self) -> list[Page]:
        """Every page that was decided, of any kind, but for those of a broken promise: they are `promised`."""
        sent = [command.page for command in self.commands if isinstance(command, SendPage)]
        return [page for page in sent if not str(page.facts.get("news")).startswith("missed_")]

    @property
    def promised(self) -> list[Page]:
        """Every page and update that a broken promise led to."""
        sent = [command.page for command in self.commands if isinstance(command, SendPage)]
        return [page for page in sent if str(page.facts.get("news")).startswith("missed_")]

    def told(self, kind: PageKind = PageKind.PAGE) -> list[str]:
        """Return "10:00 ayse" for every page of a kind, in order; not those of a broken promise."""
        return [f"{page.at:%H:%M} {page.to}" for page in self.pages if page.kind is kind]

    def shape(self) -> list[tuple[int, int, str | None, int, str]]:
        """Return (round, pass, policy, step, person) of every page proper, in order; not those of a broken promise."""
        return [(p.round, p.number, p.policy, p.step, p.to) for p in self.pages if p.kind is PageKind.PAGE]

    @property
    def decisions(self) -> list[KeepDecision]:
        """Every decision."""
        return [command for command in self.commands if isinstance(command, KeepDecision)]

    def reasons(self) -> list[str]:
        """Return the names of all decisions, in order."""
        return [str(decision.reason) for decision in self.decisions]

    def incidents(self) -> list[Incident]:
        """Return each incident as it stands, in order of opening."""
        last = {c.incident.id: c.incident for c in self.commands if isinstance(c, KeepIncident)}
        return list(last.values())

    @property
    def incident(self) -> Incident:
        """The one opened last."""
        return self.incidents()[-1]

    def cancelled(self) -> list[CancelPages]:
        """Return the orders to leave unsent pages unsent."""
        return [command for command in self.commands if isinstance(command, CancelPages)]


URGENT, CRISIS, NOTICE = Severity.URGENT, Severity.CRISIS, Severity.NOTICE
DAY_LONG = timedelta(hours=12)  # keep_firing_for of a rule that should simply go on
