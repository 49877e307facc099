"""A store as a daemon leaves it: the real intake, fold and engine over posts of our own words, in event time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.speakers import Speaker
from alertd.model.events import Event, HouseLoaded, PageReported
from alertd.model.house import House, Promises
from alertd.model.page import Outcome, Receipt
from alertd.model.people import Channel, ClockSpan, Person, Policy, Roster, Step
from alertd.model.post import Post, Record
from alertd.model.rule import Floor, Rule, Severity, Spike
from alertd.model.watch import Watch
from alertd.ports import Entry
from alertd.runtime.fold import Fold
from alertd.scorers.default import DefaultScorer
from alertd.store.sqlite import SqliteStore

#: Three quiet days end with a storm at two in the morning.
BEGAN = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
STORM = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
ANGRY, CALM = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05)


def storm_rule(ident: str = "storm", severity: Severity = Severity.CRISIS, **more: object) -> Rule:
    """Return a rule that fires for many negative posts."""
    fields = {"name": ident, "page": "night", "watches": ("acme",), "when": spike(), **more}
    return Rule(id=ident, severity=severity, **fields)  # type: ignore[arg-type]


def spike(**more: object) -> Spike:
    """Return what the storm is."""
    fields = {"of": "negative", "ratio": 4.0, "window": timedelta(minutes=10), "count": "posts", **more}
    return Spike(at_least=Floor(mentions=20, authors=10), **fields)  # type: ignore[arg-type]


def house(*rules: Rule, quiet: ClockSpan | None = None) -> House:
    """Return a house with one watch, one responder and some rules."""
    ayse = Person(name="ayse", timezone="UTC", addresses={"console": "ayse"}, quiet=quiet)
    return House(
        watches=(
            Watch(name="acme", terms=("acme",), handles={"x": ("acme_help",)}, auto_handles={"x": ("acme_bot",)}),
        ),
        rules=rules or (storm_rule(),),
        roster=Roster(
            channels={"console": Channel(name="console", kind="console")},
            people={"ayse": ayse},
            policies={"night": Policy(name="night", steps=(Step(notify=("ayse",), by=("console",)),))},
        ),
        promises=Promises(first_reply={"default": timedelta(hours=1)}),
    )


NIGHT = ClockSpan(begins=time(22), ends=time(7))


def post(ident: str, at: datetime, text: str = "acme shipped my parcel", **more: object) -> Post:
    """Return a post on X."""
    fields = {"platform": "x", "author": f"author of {ident}", "lang": "en", **more}
    return Post(id=ident, created_at=at, text=text, **fields)  # type: ignore[arg-type]


def quiet_days() -> Iterator[Post]:
    """Yield six calm posts an hour."""
    at, number = BEGAN, 0
    while at < STORM:
        yield post(f"c{number}", at, f"on the train with acme coffee number {number}", sentiment=CALM)
        at, number = at + timedelta(minutes=10), number + 1


def storm() -> Iterator[Post]:
    """Yield sixty angry posts in ten minutes."""
    for number in range(60):
        text = f"acme lost parcel {number} of mine, shame on them {number * 7919}"
        yield post(f"s{number}", STORM + timedelta(seconds=10 * number), text, sentiment=ANGRY)


def support() -> Iterator[Post]:
    """Yield two questions; one is answered by a bot after a minute and by a human after twenty."""
    asked = BEGAN + timedelta(hours=9)
    question = "acme why is my parcel not here? please help me"
    yield post("q1", asked, question, conversation="q1", sentiment=ANGRY)
    yield post(
        "b1",
        asked + timedelta(minutes=1),
        "we got it",
        author="acme_bot",
        author_handle="acme_bot",
        in_reply_to="q1",
        conversation="q1",
    )
    answer = "so sorry, please write to us ^ja"
    yield post(
        "h1",
        asked + timedelta(minutes=20),
        answer,
        author="acme_help",
        author_handle="acme_help",
        in_reply_to="b1",
        conversation="q1",
    )
    yield post("q2", asked + timedelta(hours=1), question + " again", conversation="q2", sentiment=ANGRY)


@cache
def scorer() -> DefaultScorer:
    """Return the scorer that ships."""
    return DefaultScorer.load()


class Life:
    """A daemon's store while it lives; every step is committed. `over()` returns the store, its timers run on to NOW."""

    def __init__(self, folder: Path, lived: House | None = None) -> None:
        self.house = lived or house()
        self.store = SqliteStore(folder)
        self._fold = Fold(self.store, Engine(), link_key=bytes(32))
        self._enricher = enricher_for(self.house, scorer())
        self.happen(HouseLoaded(at=BEGAN, house=self.house))

    def write(self, records: Iterable[Post], *, source: str = "x1", imported: bool = False) -> None:
        """Let people write."""
        self.hear(records, source=source, imported=imported)

    def hear(self, records: Iterable[Record], *, source: str = "x1", imported: bool = False) -> None:
        """Let anything come in: posts, deletions, what a tool tells."""
        found = self._enricher.enrich(list(records), seen_at=None, imported=imported)
        self._take(entries(found, speaker=Speaker("" if imported else source)))

    def happen(self, *events: Event) -> None:
        """Let other things happen."""
        self._take([Entry(event=event) for event in events])

    def deliver(self, at: datetime) -> None:
        """Let a provider take all pages that wait."""
        for queued, state, _ in self.store.pages.all():
            if state == "planned":
                receipt = Receipt(page_id=queued.page.page_id, outcome=Outcome.ACCEPTED, at=at, sent_at=at)
                self.happen(PageReported(at=at, receipt=receipt))

    def waiting(self, watch: str = "acme") -> list[str]:
        """Return who waits for an answer of a brand, whoever wrote first coming first."""
        unanswered = self._fold.engine.state.watches[watch].unanswered
        return [one.author for one in unanswered.over(NOW.timestamp(), 0.0, only_high=False)]

    def remember(self) -> None:
        """Write a checkpoint, as the daemon does every half minute."""
        with self.store.transaction():
            self.store.save(self._fold.folded_seq, self._fold.engine.parts(only_dirty=False))

    def over(self) -> SqliteStore:
        """Return the store at the end."""
        with self.store.transaction():
            self._fold.tick_until(NOW)
        return self.store

    def _take(self, told: Sequence[Entry]) -> None:
        with self.store.transaction():
            for entry in told:
                self._fold.tick_until(entry.event.at)
                self._fold.take(entry, entry.event.at)


def fill(folder: Path, records: Iterable[Post], lived: House | None = None) -> SqliteStore:
    """Return an open store in which people have written, up to NOW."""
    life = Life(folder, lived)
    life.write(sorted(records, key=lambda one: one.created_at))
    return life.over()
