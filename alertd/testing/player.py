"""Play a story: what happens, through intake, fold and engine as in the daemon, in event time; and what was paged.

`alertd test` plays the stories beside the rules; `alertd.testing.Story` plays those of a test. A seed makes each repeatable.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from alertd.core.engine import Engine
from alertd.errors import UsageError
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.model.commands import KeepDecision
from alertd.model.events import ActTaken, Event, HouseLoaded, ReplySeen, SourceReported
from alertd.model.house import House, Promises
from alertd.model.incident import Act, State
from alertd.model.mention import Reply
from alertd.model.page import Page, PageKind
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.post import Post, Record
from alertd.model.rule import Rule
from alertd.model.source_state import SourceState
from alertd.model.watch import Watch
from alertd.ports import Entry, Scorer
from alertd.rulefile import cases, happenings
from alertd.runtime.ack_links import REPLAY_KEY
from alertd.runtime.fold import Fold
from alertd.store.memory import MemoryStore

DAY_ONE = datetime.combine(cases.MONDAY, time(0), UTC)
MOODS = {"negative": (0.9, 0.08, 0.02), "neutral": (0.06, 0.88, 0.06), "positive": (0.02, 0.08, 0.9)}
PLATFORM = "x"

_BATCH = 500
#: The letter that the upper five bits of a byte say, and the bytes that say none.
_LETTER = bytes(ord("a") + (byte >> 3) for byte in range(256))
_NO_LETTER = bytes(byte for byte in range(256) if byte >> 3 >= 26)

Happening = tuple[datetime, int, Record | Event | happenings.Acknowledgement]


class Player:
    """Plays happenings in order of time and keeps what was decided."""

    def __init__(self, house: House, scorer: Scorer) -> None:
        self.house = house
        self.store = MemoryStore(keep_events=False)
        self.engine = Engine()
        self.fold = Fold(self.store, self.engine, link_key=REPLAY_KEY)
        self._enricher = enricher_for(house, scorer)
        self._is_loaded = False

    def play(self, happens: Sequence[Happening], until: datetime) -> None:
        """Let everything happen, each at its time, then let the timers run on to `until`."""
        for is_record, run in groupby(in_order(happens), key=lambda one: isinstance(one[2], Record)):
            if is_record:
                self._bring([(at, what) for at, _, what in run if isinstance(what, Record)])
                continue
            for at, _, what in run:
                self._load(at)
                self.fold.tick_until(at)
                if isinstance(what, happenings.Acknowledgement):
                    self._acknowledge(what.person, at)
                elif not isinstance(what, Record):
                    self._take(what)
        self.fold.tick_until(until)

    def _load(self, at: datetime) -> None:
        if not self._is_loaded:
            self._take(HouseLoaded(at=at, house=self.house))
            self._is_loaded = True

    def _bring(self, run: Sequence[tuple[datetime, Record]]) -> None:
        """Bring records in batches, as sources do: what is found in them is the same in any batch."""
        self._load(run[0][0])
        for first in range(0, len(run), _BATCH):
            batch = [what for _, what in run[first : first + _BATCH]]
            for entry in entries(self._enricher.enrich(batch, seen_at=None)):
                self.fold.tick_until(entry.event.at)
                self.fold.take(entry, entry.event.at)

    def _take(self, event: Event) -> None:
        self.fold.take(Entry(event=event), event.at)

    def _acknowledge(self, person: str, at: datetime) -> None:
        for incident in list(self.store.incidents.values()):
            if incident.state is State.OPEN:
                told = [page.to for page in self.pages() if page.incident == incident.id]
                by = told[-1] if person == happenings.SOMEBODY and told else person
                self._take(ActTaken(at=at, incident=incident.id, act=Act.ACK, by=by))

    def pages(self, *, kinds: Sequence[PageKind] = (PageKind.PAGE,)) -> list[Page]:
        """Return the pages that were sent, in the order they were decided."""
        return [
            q.page for q, state, _ in self.store.pages.rows.values() if state != "cancelled" and q.page.kind in kinds
        ]

    def decisions(self) -> list[KeepDecision]:
        """Return every decision with its reason."""
        return self.store.decisions


def in_order(happens: Sequence[Happening]) -> list[Happening]:
    """Return what happens in order of time; what a story tells first comes first where two happen at once."""
    return sorted(happens, key=lambda one: (one[0], one[1]))


def happenings_of(story: cases.Story, watch: str, folder: Path) -> list[Happening]:
    """Return what happens in a story, by its seed."""
    chance = random.Random(story.seed)  # noqa: S311 - a story, not a secret
    found: list[Happening] = []
    for number, given in enumerate(story.given):
        match given:
            case happenings.Background():
                found += _background(given, story, watch, number, chance)
            case happenings.Burst():
                found += _burst(given, story, watch, number, chance)
            case happenings.PassedOn():
                found += _passed_on(given, story, watch, number, chance)
            case happenings.Post():
                at = story.instant(given.at, given.day)
                found.append((at, number, _one(given, watch, f"{number}-one", at, chance)))
            case happenings.SourceTurn():
                at = story.instant(given.at, given.day)
                state = SourceState.BLIND if given.stops else SourceState.OK
                found.append((at, number, SourceReported(at=at, source=given.source, state=state)))
            case happenings.Spending():
                at = story.instant(given.at, given.day)
                spent = SourceReported(at=at, source=given.source, state=SourceState.OK, spent=given.share)
                found.append((at, number, spent))
            case happenings.Questions():
                found += _questions(given, story, watch, number, chance)
            case happenings.Acknowledgement():
                found.append((story.instant(given.at, given.day), number, given))
            case happenings.Recorded():
                found += _recorded(given, story, folder, number)
    return _without_silenced(found, story)


def _background(
    given: happenings.Background, story: cases.Story, watch: str, number: int, chance: random.Random
) -> list[Happening]:
    """An even flow: Poisson arrivals from `lasting` before day 1 to the end of the story."""
    texts = _texts(Path(given.like)) if given.like else None
    at, ends = story.instant(time(0)) - given.lasting, story.ends
    if given.until is not None:
        ends = min(ends, story.instant(given.until, given.day))
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


def _questions(
    given: happenings.Questions, story: cases.Story, watch: str, number: int, chance: random.Random
) -> list[Happening]:
    """An even flow of customers who ask, and the answers that each of them gets."""
    asked = given.watch or watch
    flow = happenings.Background(lasting=given.lasting, per_hour=given.per_hour)
    found: list[Happening] = []
    for at, order, post in _background(flow, story, asked, number, chance):
        if not isinstance(post, Post):
            continue
        found.append((at, order, post.with_(text=f"{post.text}. Where is my order? Can you help me?")))
        if given.answered_after is None or (given.watch is None and _is_unmanned(story, at)):
            continue
        replied_at = at + given.answered_after
        reply = Reply(
            watch=asked,
            platform=PLATFORM,
            id=f"{post.id}-answer",
            author=f"{asked}_help",
            posted_at=replied_at,
            seen_at=replied_at,
            in_reply_to=post.id,
        )
        found.append((replied_at, order, ReplySeen(at=replied_at, reply=reply)))
    return [one for one in found if one[0] < story.ends]


def _is_unmanned(story: cases.Story, at: datetime) -> bool:
    """Whether whom the story is about had stopped to answer by then."""
    turns = [one for one in story.given if isinstance(one, happenings.AnswersTurn)]
    past = [(story.instant(one.at, one.day), one.stops) for one in turns if story.instant(one.at, one.day) <= at]
    return max(past)[1] if past else False


def _burst(
    given: happenings.Burst, story: cases.Story, watch: str, number: int, chance: random.Random
) -> list[Happening]:
    begins = story.instant(given.at, given.day)
    found: list[Happening] = []
    for i in range(given.mentions):
        at = begins + given.over * (i / given.mentions)
        post = _post(
            watch,
            f"{number}-{i}",
            at,
            author=f"b{number}_{i % given.authors}",
            mood=given.mood or "neutral",
            chance=chance,
        )
        if given.text is not None:
            post = _saying(post, given.text, given.mood)
        if given.copies:
            post = post.with_(text=f"{watch} one text that everybody copies")
        found.append((at, number, post))
    return found


def _passed_on(
    given: happenings.PassedOn, story: cases.Story, watch: str, number: int, chance: random.Random
) -> list[Happening]:
    """A post, and those who pass it on."""
    at = story.instant(given.at, given.day)
    first = _post(watch, f"{number}-first", at, author=f"p{number}", mood=given.mood, chance=chance)
    found: list[Happening] = [(at, number, first)]
    for i in range(given.accounts):
        again = first.with_(
            id=f"{number}-{i}",
            author=f"r{number}_{i}",
            created_at=at + given.over * ((i + 1) / given.accounts),
            repost_of=first.id,
            repost_of_author=first.author,
        )
        found.append((again.created_at, number, again))
    return found


def _post(
    watch: str, ident: str, at: datetime, *, author: str, mood: str, language: str = "en", chance: random.Random
) -> Post:
    letters = _letters(chance, 36)
    words = " ".join(letters[first : first + 6] for first in range(0, 36, 6))
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


def _letters(chance: random.Random, many: int) -> str:
    """Return as many letters as `chance.choice` would draw one by one from the alphabet, drawn at once.

    A choice of 26 takes the upper five bits of 32 and tries again where they say more; so many bits lie in a row in what is drawn at once.
    """
    drawn = b""
    while (lacking := many - len(drawn)) > 0:
        drawn += chance.getrandbits(32 * lacking).to_bytes(4 * lacking, "little")[3::4].translate(_LETTER, _NO_LETTER)
    return drawn.decode("ascii")


def _one(given: happenings.Post, watch: str, ident: str, at: datetime, chance: random.Random) -> Post:
    post = _post(
        watch, ident, at, author=given.author, mood=given.mood or "neutral", language=given.language, chance=chance
    )
    post = post.with_(author_followers=given.followers, platform=given.platform)
    return post if given.text is None else _saying(post, given.text, given.mood)


def _saying(post: Post, text: str, mood: str | None) -> Post:
    """Return a post that says something: the terms decide whom it is about, and the scorer its mood where none is told."""
    return post.with_(text=text, watch=None, sentiment=None if mood is None else MOODS[mood])


def _recorded(given: happenings.Recorded, story: cases.Story, folder: Path, number: int) -> list[Happening]:
    """Return the mentions of a file, moved into the story."""
    from alertd.intake.records import parse_line
    from alertd.runtime.replay import lines_of

    records = [
        record for _, _, line in lines_of([str(folder / given.file)]) if isinstance(record := parse_line(line), Post)
    ]
    if not records:
        return []
    first = min(record.created_at for record in records)
    own = first.astimezone(story.midnight.tzinfo).time()
    shift = story.instant(own if given.at is None else given.at, given.day) - first
    return [
        (moved.created_at, number, moved)
        for record in records
        for moved in [record.with_(created_at=record.created_at + shift)]
    ]


def _texts(path: Path) -> list[str]:
    import json

    from alertd.runtime.replay import lines_of

    texts = [str(json.loads(line)["text"]) for _, _, line in lines_of([str(path)]) if line.strip()]
    if not texts:
        raise UsageError(f"{path}: there are no texts in it")
    return texts


def _without_silenced(found: list[Happening], story: cases.Story) -> list[Happening]:
    """While a source is stopped, nothing comes from it."""
    turns = sorted(
        (story.instant(one.at, one.day), one.stops) for one in story.given if isinstance(one, happenings.SourceTurn)
    )
    if not turns:
        return found
    before = story.instant(time(0)) - timedelta(days=1)
    kept: list[Happening] = [
        (
            before,
            -1,
            SourceReported(at=before, source=PLATFORM, state=SourceState.OK),
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


#: What a story's brands have promised: a rule that warns of a promise is tested without settings.
PROMISED = Promises(first_reply={"default": timedelta(hours=1)})


def story_house(rules: Sequence[Rule], rivals: Sequence[str] = ()) -> House:
    """Return a house for rules alone: each policy they name has one responder a step, who never answers.

    rivals: watches of which a story tells too; they are the competitors of the others.
    """
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
    found = tuple(Watch(name=name, terms=(name,), competitors=tuple(rivals)) for name in watches)
    return with_rivals(House(watches=found, rules=tuple(rules), roster=roster, promises=PROMISED), rivals)


def with_rivals(house: House, rivals: Sequence[str]) -> House:
    """Return a house in which these are watches too; who is new there is a competitor of all the others."""
    new = tuple(name for name in rivals if all(watch.name != name for watch in house.watches))
    theirs = tuple(watch.with_(competitors=tuple(dict.fromkeys((*watch.competitors, *new)))) for watch in house.watches)
    return house.with_(watches=(*theirs, *(Watch(name=name, terms=(name,), is_implied=True) for name in new)))
