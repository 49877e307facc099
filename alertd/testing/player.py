"""Play a story: what happens, through intake, fold and engine as in the daemon, in event time; and what was paged.

`alertd test` plays the stories beside the rules; `alertd.testing.Story` plays those of a test. A seed makes each repeatable.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alertd.core.engine import Engine
from alertd.errors import UsageError
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.model.commands import KeepDecision
from alertd.model.events import ActTaken, Event, HouseLoaded, SourceReported
from alertd.model.house import House
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.post import Post, Record
from alertd.model.rule import Rule
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.ports import Entry, Scorer
from alertd.rulefile import cases
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore

DAY_ONE = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday: rules that know weekdays see the same one in every run
MOODS = {"negative": (0.9, 0.08, 0.02), "neutral": (0.06, 0.88, 0.06), "positive": (0.02, 0.08, 0.9)}
PLATFORM = "x"

Happening = tuple[datetime, int, Record | Event | cases.Acknowledgement]


class Player:
    """Plays happenings in order of time and keeps what was decided."""

    def __init__(self, house: House, scorer: Scorer) -> None:
        self.house = house
        self.store = MemoryStore(keep_events=False)
        self.engine = Engine()
        self.fold = Fold(self.store, self.engine, link_key=REPLAY_KEY)
        self._enricher = enricher_for(house, scorer)
        self._is_loaded = False

    def play(self, happenings: Sequence[Happening], until: datetime) -> None:
        """Let everything happen, each at its time, then let the timers run on to `until`."""
        for at, _, what in sorted(happenings, key=lambda one: (one[0], one[1])):
            if not self._is_loaded:
                self._take(HouseLoaded(at=at, house=self.house))
                self._is_loaded = True
            self.fold.tick_until(at)
            if isinstance(what, cases.Acknowledgement):
                self._acknowledge(what.person, at)
            elif isinstance(what, Record):
                for entry in entries(self._enricher.enrich([what], seen_at=None)):
                    self.fold.take(entry, entry.event.at)
            else:
                self._take(what)
        self.fold.tick_until(until)

    def _take(self, event: Event) -> None:
        self.fold.take(Entry(event=event), event.at)

    def _acknowledge(self, person: str, at: datetime) -> None:
        for incident in list(self.store.incidents.values()):
            if incident.state is State.OPEN:
                self._take(ActTaken(at=at, incident=incident.id, act=Act.ACK, by=person))

    def pages(self, *, kinds: Sequence[PageKind] = (PageKind.PAGE,)) -> list[Page]:
        """Return the pages that were sent, in the order they were decided."""
        return [
            q.page for q, state, _ in self.store.pages.rows.values() if state != "cancelled" and q.page.kind in kinds
        ]

    def decisions(self) -> list[KeepDecision]:
        """Return every decision with its reason."""
        return self.store.decisions


def happenings_of(story: cases.Story, watch: str, folder: Path) -> list[Happening]:
    """Return what happens in a story, by its seed."""
    chance = random.Random(story.seed)  # noqa: S311 - a story, not a secret
    last_day = max((one.day for one in (*story.given, *story.expect) if hasattr(one, "day")), default=1)
    ends = DAY_ONE + timedelta(days=last_day)
    found: list[Happening] = []
    for number, given in enumerate(story.given):
        match given:
            case cases.Background():
                found += _background(given, watch, number, ends, chance)
            case cases.Burst():
                found += _burst(given, watch, number, chance)
            case cases.Post():
                at = _at(given.at, given.day)
                post = _post(watch, f"{number}-one", at, author=given.author, mood=given.mood, chance=chance)
                found.append((at, number, post.with_(author_followers=given.followers)))
            case cases.SourceTurn():
                at = _at(given.at, given.day)
                state = SourceState.BLIND if given.stops else SourceState.OK
                found.append((at, number, SourceReported(at=at, source=given.source, state=state)))
            case cases.Acknowledgement():
                found.append((_at(given.at, given.day), number, given))
            case cases.Recorded():
                found += _recorded(folder / given.file, number)
    return _without_silenced(found, story)


def _at(clock: object, day: int) -> datetime:
    return datetime.combine(DAY_ONE.date() + timedelta(days=day - 1), clock, UTC)  # type: ignore[arg-type]


def _background(
    given: cases.Background, watch: str, number: int, ends: datetime, chance: random.Random
) -> list[Happening]:
    """An even flow: Poisson arrivals from `lasting` before day 1 to the end of the story."""
    texts = _texts(Path(given.like)) if given.like else None
    at = DAY_ONE - given.lasting
    found: list[Happening] = []
    while given.per_hour > 0:
        at += timedelta(seconds=chance.expovariate(given.per_hour / 3600))
        if at >= ends:
            break
        ident = f"{number}-{len(found)}"
        post = _post(
            watch,
            ident,
            at,
            author=f"u_{chance.randrange(5000)}",
            mood=given.mood,
            language=given.language,
            chance=chance,
        )
        if texts:
            post = post.with_(text=chance.choice(texts), sentiment=None)
        found.append((at, number, post))
    return found


def _burst(given: cases.Burst, watch: str, number: int, chance: random.Random) -> list[Happening]:
    begins = _at(given.at, given.day)
    found: list[Happening] = []
    for i in range(given.mentions):
        at = begins + given.over * (i / given.mentions)
        post = _post(
            watch, f"{number}-{i}", at, author=f"b{number}_{i % given.authors}", mood=given.mood, chance=chance
        )
        if given.copies:
            post = post.with_(text=f"{watch} one text that everybody copies")
        found.append((at, number, post))
    return found


def _post(
    watch: str, ident: str, at: datetime, *, author: str, mood: str, language: str = "en", chance: random.Random
) -> Post:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = " ".join("".join(chance.choice(letters) for _ in range(6)) for _ in range(6))
    question = "?" if mood == "negative" else ""
    return Post(
        platform=PLATFORM,
        id=ident,
        created_at=at,
        author=author,
        text=f"{watch} {words}{question}",
        watch=watch,
        lang=language,
        author_followers=200,
        sentiment=MOODS[mood],
    )


def _recorded(path: Path, number: int) -> list[Happening]:
    from alertd.intake.records import parse_line
    from alertd.runtime.replay import lines_of

    found: list[Happening] = []
    for _, _, line in lines_of([str(path)]):
        record = parse_line(line)
        if isinstance(record, Post):
            found.append((record.created_at, number, record))
    return found


def _texts(path: Path) -> list[str]:
    import json

    from alertd.runtime.replay import lines_of

    texts = [str(json.loads(line)["text"]) for _, _, line in lines_of([str(path)]) if line.strip()]
    if not texts:
        raise UsageError(f"{path}: there are no texts in it")
    return texts


def _without_silenced(found: list[Happening], story: cases.Story) -> list[Happening]:
    """While a source is stopped, nothing comes from it."""
    turns = sorted((_at(one.at, one.day), one.stops) for one in story.given if isinstance(one, cases.SourceTurn))
    if not turns:
        return found
    kept: list[Happening] = [
        (
            DAY_ONE - timedelta(days=1),
            -1,
            SourceReported(at=DAY_ONE - timedelta(days=1), source=PLATFORM, state=SourceState.OK),
        )
    ]
    for one in found:
        stopped = False
        for at, stops in turns:
            if one[0] >= at:
                stopped = stops
        if not (stopped and isinstance(one[2], Post)):
            kept.append(one)
    return kept


def ends_of(story: cases.Story) -> datetime:
    """Return when a story has ended: the end of its last day."""
    last_day = max((one.day for one in (*story.given, *story.expect) if hasattr(one, "day")), default=1)
    return DAY_ONE + timedelta(days=last_day)


def story_house(rules: Sequence[Rule]) -> House:
    """Return a house for rules alone: each policy they name has one responder a step, who never answers."""
    watches = dict.fromkeys(name for rule in rules for name in rule.watches if name != "*") or {"acme": None}
    people: dict[str, Person] = {}
    policies: dict[str, Policy] = {}
    for name in dict.fromkeys(rule.page for rule in rules if rule.page is not None):
        steps = []
        for number in (1, 2):
            person = f"{name}-{number}"
            people[person] = Person(name=person, addresses={"console": person})
            steps.append(
                Step(notify=(person,), by=("console",), escalate_after=timedelta(minutes=15) if number == 1 else None)
            )
        policies[name] = Policy(name=name, steps=tuple(steps))
    roster = Roster(channels={"console": Channel(name="console", kind="console")}, people=people, policies=policies)
    return House(watches=tuple(Watch(name=name, terms=(name,)) for name in watches), rules=tuple(rules), roster=roster)


def judge(story: cases.Story, pages: Sequence[Page]) -> list[str]:
    """Return what is wrong: a page that did not come, or one that nobody expected."""
    left = [page for page in pages if page.at >= DAY_ONE]
    wrong = []
    is_all = any(isinstance(one, cases.NothingElse) for one in story.expect)
    for expected in story.expect:
        if not isinstance(expected, cases.ExpectedPage):
            continue
        found = next((page for page in left if _fits(expected, page)), None)
        if found is None:
            wrong.append(f"no page {_named(expected)}")
        else:
            left.remove(found)
    if is_all or not any(isinstance(one, cases.ExpectedPage) for one in story.expect):
        wrong += [
            f"an unexpected page {page.rule} step {page.step} at {page.at:%H:%M:%S} to {page.to}" for page in left
        ]
    return wrong


def _fits(expected: cases.ExpectedPage, page: Page) -> bool:
    at = _at(expected.at, expected.day)
    return (
        at - expected.within <= page.at <= at + expected.within
        and expected.policy in (None, page.policy)
        and expected.step in (None, page.step)
        and expected.rule in (None, page.rule)
        and expected.to in (None, page.to)
    )


def _named(expected: cases.ExpectedPage) -> str:
    parts = [f"at {expected.at:%H:%M} within {int(expected.within.total_seconds() // 60)} min"]
    if expected.day != 1:
        parts.append(f"on day {expected.day}")
    for word, value in (("of", expected.policy), ("step", expected.step), ("rule", expected.rule), ("to", expected.to)):
        if value is not None:
            parts.append(f"{word} {value}")
    return " ".join(parts)
