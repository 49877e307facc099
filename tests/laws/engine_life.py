"""Random lives of an engine: any valid sequence of events, made from drawn numbers. Run as a program, it prints its commands' hash."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec

from alertd.model.events import ActTaken, ClockSetBack, Event, HouseLoaded, OpsNoted, PageReported, TestAsked, Ticked
from alertd.model.house import House
from alertd.model.incident import Act
from alertd.model.page import Outcome, Receipt
from alertd.model.people import ClockSpan, Hours, Policy
from alertd.model.rule import (
    AllOf,
    AnyOf,
    Compare,
    Count,
    Drop,
    Engagement,
    Every,
    Floor,
    Influencer,
    Not,
    Only,
    Quiet,
    Rule,
    Share,
    Spike,
    Terms,
    Unanswered,
    Velocity,
)
from alertd.model.source_state import SourceState
from alertd.model.watch import Campaign, Watch
from tests.unit.core.stage import CRISIS, MOODS, NOTICE, Stage, clock, house, loud, person, step

FEW = Floor(mentions=3, authors=1)


def rules() -> tuple[Rule, ...]:
    """Return rules with every condition, severity and kind of group."""
    return (
        loud("spike", when=Spike(rarer_than=timedelta(days=1), at_least=FEW, hold=timedelta(seconds=70))),
        loud("ratio", when=Spike(ratio=2.0, of="negative", window=timedelta(minutes=7), at_least=FEW), severity=CRISIS),
        loud("loud", keep_firing_for=timedelta(seconds=50)),
        loud("tongue", when=Influencer(audience=2000), group_by="language", page="social"),
        loud(
            "place",
            when=Spike(of="all", at_least=FEW, rarer_than=timedelta(hours=3)),
            group_by="platform",
            page="legal",
        ),
        loud("asked", when=Unanswered(priority="any", longer_than=timedelta(minutes=3)), page="legal", hours="office"),
        loud("words", when=AllOf(conditions=(Terms(any=("recall",)), Not(condition=Share(over=0.9, at_least=FEW))))),
        loud("mood", when=AnyOf(conditions=(Velocity(rises_by_points=5.0, at_least=FEW), Influencer(top=0.01)))),
        loud("note", when=Influencer(audience=500), severity=NOTICE),
        loud("number", when=Count(over=6, window=timedelta(minutes=20), count="people"), at_most=2),
        loud("each", when=Every(sentiment="negative", bundle=timedelta(minutes=7)), page="social", watches=("zeta",)),
        loud("shared", when=Engagement(reposts=2), only=Only(platforms=("x",)), watches=("zeta",)),
        loud(
            "worse",
            when=Compare(metric="negative_share", others=("acme",), window=timedelta(hours=1), at_least=FEW),
            watches=("zeta",),
        ),
        loud("less", when=Drop(fewest=3, window=timedelta(hours=12)), watches=("zeta",)),
        loud(
            "times",
            when=Velocity(rises_by_ratio=2.0, at_least=Floor(mentions=6, authors=2)),
            group_by="platform",
            watches=("zeta",),
        ),
        loud("eyes", when=Quiet(longer_than=timedelta(minutes=4)), page="ops"),
    )


def first_house() -> House:
    """Return two watches, one with a campaign, quiet people and repeats."""
    span = ClockSpan(begins=clock("09:00").time(), ends=clock("17:00").time())
    night = ClockSpan(begins=clock("22:00").time(), ends=clock("10:30").time())
    base = house(*rules())
    launch = Campaign(name="launch", begins_at=clock("12:00"), ends_at=clock("15:00"), expect=5.0)
    policy = Policy(name="pr", steps=(step("ayse", by=("sms", "slack"), after=2), step("omar", "maria")), repeat=2)
    roster = base.roster.with_(
        hours={"office": Hours(name="office", open=span)},
        policies={**base.roster.policies, "pr": policy},
        people={**base.roster.people, "omar": person("omar", timezone="Europe/Istanbul", quiet=night)},
    )
    watches = (Watch(name="zeta"), Watch(name="acme", terms=("acme",), campaigns=(launch,)))
    return base.with_(roster=roster, watches=watches)


def houses() -> tuple[House, ...]:
    """Return the first house, and what editing may make of it."""
    first = first_house()
    people = {name: one for name, one in first.roster.people.items() if name != "ayse"}
    return (
        first,
        first.with_(rules=tuple(rule for rule in first.rules if rule.id not in ("loud", "place"))),
        first.with_(watches=(Watch(name="zeta"),)),
        first.with_(roster=first.roster.with_(people=people)),
        first.with_(rules=tuple(rule.with_(group_by="platform") for rule in first.rules)),
        first.with_(console=True, ops_policy=None),
        first.with_(roster=first.roster.with_(policies={})),
    )


class Life(Stage):
    """A stage that lives by numbers: each asks for one thing, so that every list of numbers is a valid life."""

    def __init__(self) -> None:
        super().__init__(first_house(), at=clock("08:00"))
        self._houses = houses()

    def live(self, number: int, pause: float) -> None:
        """Let time pass, then let the thing behind a number happen."""
        self.until(self.now + timedelta(seconds=round(pause, 6)))
        things: tuple[Callable[[int], object], ...] = (
            self._writes, self._writes, self._writes, self._writes, self._crowd, self._late, self._counts, self._answers,
            self._acts, self._acts, self._acts, self._edits, self._silences, self._fails, self._sees, self._asks, self._sleeps,
            self._clock_errs,
        )  # fmt: skip
        things[number % len(things)](number // len(things))

    def _fields(self, n: int) -> dict[str, Any]:
        return {
            "watch": ("acme", "acme", "zeta")[n % 3],
            "language": ("en", "tr")[n % 2],
            "platform": ("x", "reddit", "x")[n % 3],
            "terms": ("recall",) if n % 5 == 0 else (),
            "needs_answer": n % 4 == 0,
            "voice": n % 50,
            "repost_of": f"p{n % 30}" if n % 6 == 0 else None,
        }

    def _writes(self, n: int) -> None:
        mood = tuple(MOODS)[n % 3]
        self.mention(mood, audience=(None, 600, 1500, 4000)[n % 4], **self._fields(n))

    def _crowd(self, n: int) -> None:
        for i in range(3 + n % 9):
            self.mention("angry", **{**self._fields(n), "voice": 1000 * n + i})

    def _late(self, n: int) -> None:
        posted = self.now - timedelta(minutes=(1, 5, 90, 400, 2000)[n % 5])
        self.mention("angry", audience=3000, posted_at=posted, is_filled=n % 2 == 0, is_imported=n % 7 == 0)

    def _counts(self, n: int) -> None:
        self.count(n % 60, minutes=(1, 5, 60)[n % 3], platform=("x", "reddit")[n % 2])

    def _answers(self, n: int) -> None:
        self.reply(in_reply_to=f"p{n % 40}", is_automatic=n % 5 == 0, conversation=None if n % 2 else f"p{n % 30}")

    def _acts(self, n: int) -> None:
        known = [incident.id for incident in self.incidents()] or ["nowhere"]
        act = tuple(Act)[n % len(Act)]
        self.handle(ActTaken(at=self.now, incident=known[n % len(known)], act=act, by=("ayse", "lea")[n % 2], note="n"))

    def _edits(self, n: int) -> None:
        self.handle(HouseLoaded(at=self.now, house=self._houses[n % len(self._houses)]))

    def _silences(self, n: int) -> None:
        if n % 3:
            self.silence(0.2 + n % 3, rule=("loud", None)[n % 2], ident=f"s{n % 2}")
        else:
            self.lift(f"s{n % 2}")

    def _fails(self, n: int) -> None:
        pages = self.pages
        page_id = pages[-1 - n % min(len(pages), 6)].page_id if pages else "unknown"
        outcome = (Outcome.DEAD, Outcome.DEAD, Outcome.ACCEPTED)[n % 3]
        self.handle(PageReported(at=self.now, receipt=Receipt(page_id=page_id, outcome=outcome, at=self.now)))

    def _clock_errs(self, n: int) -> None:
        ahead = timedelta(minutes=(20, 180, 1440)[n % 3])
        self.handle(Ticked(at=self.now + ahead))
        if n % 2:
            self.mention("angry", audience=3000)
        self.handle(ClockSetBack(at=self.now, was=self.engine.newest))

    def _sees(self, n: int) -> None:
        state = tuple(SourceState)[n % len(SourceState)]
        self.source(state, ("x", "reddit")[n % 2], note=("", "budget spent")[n % 2], last_event_at=self.now)

    def _asks(self, n: int) -> None:
        self.handle(OpsNoted(at=self.now, topic=f"t{n % 3}", text="look"))
        self.handle(TestAsked(at=self.now, id=f"t{len(self.events)}", to=("pr", "ayse", "nobody")[n % 3], by="lea"))

    def _sleeps(self, n: int) -> None:
        """The daemon is down: nothing for hours, then whatever comes first."""
        self.now += timedelta(seconds=(70, 4000, 30_000, 200_000)[n % 4])
        if n % 2 and self.engine.next_deadline() is not None:
            self.handle(Ticked(at=self.now))


def a_life(seed: int, length: int) -> Iterator[Event]:
    """Yield the events of a life by chance."""
    chance = random.Random(seed)
    life = Life()
    for _ in range(length):
        life.live(chance.randrange(10**6), chance.choice((0.0, 0.25, 7.123457, 61.000001, 605.5, 4000.0)))
    yield from life.events


def fingerprint(seed: int, length: int) -> str:
    """Return the hash of every command of a life."""
    from alertd.core.engine import Engine

    engine, digest = Engine(), hashlib.blake2b(digest_size=16)
    for event in a_life(seed, length):
        for command in engine.handle(event):
            digest.update(msgspec.json.encode(command))
    digest.update(engine.snapshot())
    return digest.hexdigest()


if __name__ == "__main__":
    print(fingerprint(int(sys.argv[1]), int(sys.argv[2])))  # noqa: T201 - it is a program
