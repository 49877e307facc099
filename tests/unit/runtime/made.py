"""Mentions, pages and houses for the tests of store and runtime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from alertd.model.events import MentionSeen
from alertd.model.house import House
from alertd.model.mention import Mention, Reach, key_of
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.post import Post
from alertd.model.rule import Influencer, Rule, Severity
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Entry, QueuedPage, Scorer, Unscored

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LINK_KEY = b"k" * 32


def post(ident: str = "1", *, text: str = "acme is here", **more: object) -> Post:
    """Return a post as a source brings it."""
    made = Post(platform="x", id=ident, created_at=NOON, author=f"u_{ident}", text=text)
    return made.with_(**more) if more else made


def entry(
    ident: str = "1", *, text: str = "acme is here", watch: str = "acme", at: datetime = NOON, **more: object
) -> Entry:
    """Return a mention on its way into the log."""
    written = post(ident, text=text)
    mention = Mention(
        watch=watch,
        platform="x",
        id=ident,
        author=written.author,
        posted_at=at,
        seen_at=at,
        language="en",
        score=Score(negative=100, neutral=800, positive=100, quality=Quality.TRAINED, scorer="test/1"),
        voice=int.from_bytes(ident.encode(), "big") & 0x7FFFFFFF,
    )
    if more:
        mention = mention.with_(**more)
    return Entry(
        event=MentionSeen(at=at, mention=mention),
        key=key_of(watch, "x", ident),
        post=msgspec.json.encode(written),
        author=f"x:{written.author}",
    )


def loud(ident: str = "1", **more: object) -> Entry:
    """Return a mention that pages at once under `house`."""
    return entry(ident, reach=Reach(audience=500_000), **more)  # type: ignore[arg-type]


def queued(page_id: str = "p1", *, at: datetime = NOON, kind: PageKind = PageKind.PAGE, **more: object) -> QueuedPage:
    """Return a page for the outbox."""
    page = Page(
        page_id=page_id,
        kind=kind,
        at=at,
        watch="acme",
        severity=Severity.URGENT,
        to="alice",
        channel="hook",
        to_address="alice",
        incident="i1",
    )
    return QueuedPage(page=page.with_(**more) if more else page, title="t", text="w", link="")


def house() -> House:
    """Return a house in which one loud post pages alice, then bob."""
    people = {name: Person(name=name, addresses={"hook": name}) for name in ("alice", "bob")}
    steps = (
        Step(notify=("alice",), by=("hook",), escalate_after=timedelta(minutes=5)),
        Step(notify=("bob",), by=("hook",)),
    )
    roster = Roster(
        channels={"hook": Channel(name="hook", kind="webhook")},
        people=people,
        policies={"pr": Policy(name="pr", steps=steps)},
    )
    rule = Rule(id="loud", name="Loud", severity=Severity.CRISIS, when=Influencer(audience=100_000), page="pr")
    return House(watches=(Watch(name="acme", terms=("acme",)),), rules=(rule,), roster=roster)


class PlainScorer:
    """Finds every text neutral."""

    name = "plain/1"

    def score(self, batch: list[Unscored]) -> list[Score]:
        """Return one score a text."""
        return [Score(negative=0, neutral=1000, positive=0, quality=Quality.TRAINED, scorer=self.name) for _ in batch]


def scorer() -> Scorer:
    """Return a scorer that needs no model."""
    return PlainScorer()  # type: ignore[return-value]


class StillClock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant it shows."""
        return self.at

    def is_far_behind(self, newest: datetime) -> bool:
        """Whether it was set back by more than ten minutes; this clock is always believed."""
        return newest - self.at > timedelta(minutes=10)

    def monotonic(self) -> float:
        """Return seconds."""
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Turn the clock instead of waiting."""
        self.at += timedelta(seconds=seconds)
