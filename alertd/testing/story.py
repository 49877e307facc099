"""Stories: what happens, and who is paged. An unexpected page fails.

    with Story(rules_file="rules/acme.yml") as story:
        story.usual(20, days=28)
        story.at("10:00").mentions(60, minutes=10, mood="angry")
        story.at("10:06").expect_page("negative-storm", step=1, within=4)
        story.at("10:07").acknowledges("pr-oncall-1")

It is the daemon's own intake, engine and timers, in event time; nothing sleeps. A seed makes it repeatable.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from alertd.model.events import ActTaken, Event, SourceReported
from alertd.model.house import House
from alertd.model.incident import Act, State
from alertd.model.page import Page, PageKind
from alertd.model.post import Post, Record
from alertd.model.rule import Rule
from alertd.model.score import Score
from alertd.model.source_state import SourceState
from alertd.ports import Scorer, Unscored
from alertd.rulefile.happenings import Acknowledgement
from alertd.testing.player import DAY_ONE, MOODS, PLATFORM, Player, story_house

_WORDS = {"angry": "negative", "glad": "positive"}
_PROPER = (PageKind.PAGE,)
_LOOK = timedelta(seconds=5)


class _Silent:
    """A scorer that knows nothing: the moods of a story's posts are given with them."""

    name = "none/1"

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        return [Score.unknown(self.name) for _ in batch]


class Story:
    """One story, on one watch. Clocks are UTC of day 1, a Monday, unless `at` names another day.

    rules, rules_file: what is tested; house: people and policies too (default: each policy has two people who never
    answer, named POLICY-1 and POLICY-2). watch: who is written about, default the house's first.
    Raises AssertionError where an expectation is not met; used with `with`, also for a page that nobody expected.
    """

    def __init__(
        self,
        *rules: Rule,
        rules_file: str | Path | None = None,
        house: House | None = None,
        watch: str | None = None,
        scorer: Scorer | None = None,
        seed: int = 1,
    ) -> None:
        if rules_file is not None:
            from alertd.config import rules_of

            rules = (*rules, *rules_of([Path(rules_file)]))
        self._house = story_house(rules) if house is None else house.with_(rules=(*house.rules, *rules))
        self.player = Player(self._house, scorer or _Silent())
        self._watch = watch or self._house.watches[0].name
        self._chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self._waiting: list[tuple[datetime, int, Record | Event | Acknowledgement]] = []
        self._flows: list[_Flow] = []
        self._claimed: set[str] = set()
        self._blind: list[tuple[datetime, bool]] = []
        self._count = 0
        self._played = DAY_ONE - timedelta(days=3650)
        self.now = DAY_ONE

    # --- what happens ---------------------------------------------------------------------------------------------

    def usual(self, per_hour: float = 20, *, days: int = 28, mood: str = "neutral", language: str = "en") -> Self:
        """Let an even flow of posts begin `days` before day 1, and go on through the story."""
        if self._played >= DAY_ONE - timedelta(days=days):
            raise ValueError("`usual` comes first in a story")
        self._flows.append(_Flow(DAY_ONE - timedelta(days=days), per_hour, mood, language, self._chance))
        return self

    def at(self, clock: str, *, day: int = 1) -> Self:
        """Turn to a clock ("10:00" or "10:00:30", UTC) of a day, counted from 1."""
        self.now = datetime.combine(DAY_ONE.date() + timedelta(days=day - 1), time.fromisoformat(clock), DAY_ONE.tzinfo)
        return self

    def mentions(
        self,
        number: int,
        *,
        minutes: float = 10,
        authors: int | None = None,
        mood: str = "neutral",
        copies: bool = False,
        language: str = "en",
    ) -> Self:
        """Let so many posts come from here on, evenly over `minutes`, by so many authors (default: one each)."""
        text = f"{self._watch} one text that everybody copies" if copies else None
        for i in range(number):
            at = self.now + timedelta(minutes=minutes) * (i / number)
            self._add(at, self._post(at, f"a{self._count}_{i % (authors or number)}", mood, language, text))
        return self

    def post(
        self, author: str, *, followers: int = 200, mood: str = "neutral", text: str | None = None, language: str = "en"
    ) -> Self:
        """Let one person write."""
        post = self._post(self.now, author, mood, language, text).with_(author_followers=followers)
        self._add(self.now, post)
        return self

    def acknowledges(self, person: str) -> Self:
        """Let a person acknowledge what is open."""
        self._add(self.now, Acknowledgement(at=self.now.time(), person=person))
        return self

    def acts(self, person: str, act: Act | str) -> Self:
        """Let a person plan, solve, close, reopen or assign the incident that was opened last."""
        self._play(self.now)
        incidents = [one for one in self.player.store.incidents.values() if one.state is not State.CLOSED]
        if not incidents:
            raise AssertionError(f"at {self.now:%H:%M} there is no incident that {person} could {act}")
        self._add(self.now, ActTaken(at=self.now, incident=incidents[-1].id, act=Act(act), by=person))
        return self

    def source(self, state: SourceState | str, *, name: str = PLATFORM, note: str = "") -> Self:
        """Let a source say how it sees ("ok", "blind", "out_of_budget", ...). While it is blind, no posts come."""
        is_blind = SourceState(state) in (SourceState.BLIND, SourceState.STOPPED, SourceState.OUT_OF_BUDGET)
        if name == PLATFORM:
            self._blind.append((self.now, is_blind))
        self._add(self.now, SourceReported(at=self.now, source=name, state=SourceState(state), note=note))
        return self

    def event(self, event: Event) -> Self:
        """Let any other event be logged here; its own instant may be another (a wrong clock)."""
        self._add(self.now, event)
        return self

    # --- what is expected -----------------------------------------------------------------------------------------

    def expect_page(
        self,
        rule: str | None = None,
        *,
        to: str | None = None,
        step: int | None = None,
        policy: str | None = None,
        kind: PageKind | str = PageKind.PAGE,
        within: float = 1,
    ) -> Page:
        """Return the page that came here, give or take `within` minutes; what is None may be anything."""
        wanted = {"rule": rule, "to": to, "step": step, "policy": policy}
        spell = timedelta(minutes=within)
        at, ends = self.now - spell, self.now + spell
        while True:
            # No further than the page itself: what comes in answer to it is told next.
            self._play(at)
            for page in self.player.pages(kinds=[PageKind(kind)]):
                is_new = page.page_id not in self._claimed and self.now - spell <= page.at <= ends
                if is_new and all(value in (None, getattr(page, name)) for name, value in wanted.items()):
                    self._claimed.add(page.page_id)
                    return page
            if at >= ends:
                break
            at = min(at + _LOOK, ends)
        said = ", ".join(f"{name} {value}" for name, value in wanted.items() if value is not None)
        raise AssertionError(f"at {self.now:%H:%M} came no {kind} ({said or 'any'})\n{self._came()}")

    def expect_nothing_else(self, *, hours: float = 24) -> Self:
        """Play on until midnight, at most so many hours; fail for each page proper that was not expected.

        What a broken promise of the incident brings may be expected (`policy="promise"`) and need not be.
        """
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time(0), DAY_ONE.tzinfo)
        self._play(min(midnight, self.now + timedelta(hours=hours)))
        left = [page for page in self.pages() if page.page_id not in self._claimed and not page.is_of_promise]
        if left:
            raise AssertionError(f"{len(left)} pages that nobody expected\n{self._came()}")
        return self

    def pages(self, *kinds: PageKind) -> list[Page]:
        """Return what was paged up to now, from day 1 on."""
        self._play(self.now)
        return [page for page in self.player.pages(kinds=kinds or _PROPER) if page.at >= DAY_ONE]

    def reasons(self) -> list[str]:
        """Return "name: sentence" of every decision up to now, also of those not to page."""
        self._play(self.now)
        return [f"{one.reason}: {one.text}" for one in self.player.decisions() if one.at >= DAY_ONE]

    def __enter__(self) -> Self:
        """Return the story."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing else may have come."""
        if kind is None:
            self.expect_nothing_else()

    # --- how it is played -----------------------------------------------------------------------------------------

    def _add(self, at: datetime, what: Record | Event | Acknowledgement) -> None:
        if at < self._played:
            raise ValueError(f"{at:%H:%M} of day {(at - DAY_ONE).days + 1} is over: tell the story in order of time")
        self._count += 1
        self._waiting.append((at, self._count, what))

    def _play(self, until: datetime) -> None:
        for flow in self._flows:
            for at, author in flow.until(until):
                if at >= self._played:
                    self._add(at, self._post(at, author, flow.mood, flow.language, None))
        now = [one for one in self._waiting if one[0] <= until]
        self._waiting = [one for one in self._waiting if one[0] > until]
        self.player.play([one for one in now if not self._is_unseen(one)], until)
        self._played = max(self._played, until)

    def _is_unseen(self, one: tuple[datetime, int, object]) -> bool:
        turns = [is_blind for at, is_blind in self._blind if at <= one[0]]
        return isinstance(one[2], Post) and bool(turns) and turns[-1]

    def _post(self, at: datetime, author: str, mood: str, language: str, text: str | None) -> Post:
        self._count += 1
        words = " ".join("".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(6))
        return Post(
            platform=PLATFORM,
            id=f"s{self._count}",
            created_at=at,
            author=author,
            text=text if text is not None else f"{self._watch} {words}" + ("?" if mood == "angry" else ""),
            watch=self._watch,
            lang=language,
            author_followers=200,
            sentiment=MOODS[_WORDS.get(mood, mood)],
        )

    def _came(self) -> str:
        pages = [page for page in self.player.pages() if page.at >= DAY_ONE]
        lines = [
            f"  {'expected' if p.page_id in self._claimed else 'came    '} {p.at:%a %H:%M:%S} {p.rule} step {p.step} to {p.to}"
            for p in pages
        ]
        last = [f"  {d.at:%a %H:%M:%S} {d.reason}: {d.text}" for d in self.player.decisions()[-8:]]
        return "\n".join([*(lines or ["  no page came"]), "last decisions:", *last])


class _Flow:
    """An even flow: random arrivals from an instant on, drawn as far as the story has come."""

    def __init__(self, begins: datetime, per_hour: float, mood: str, language: str, chance: random.Random) -> None:
        self.mood, self.language = mood, language
        self._rate = per_hour / 3600
        self._chance = random.Random(chance.random())  # noqa: S311 - its own, so that a story can be cut anywhere
        self._next = begins
        self._move()

    def _move(self) -> None:
        self._next += timedelta(seconds=self._chance.expovariate(self._rate)) if self._rate else timedelta(days=9999)

    def until(self, at: datetime) -> list[tuple[datetime, str]]:
        """Return the arrivals up to an instant: (when, by whom)."""
        found = []
        while self._next <= at:
            found.append((self._next, f"u{self._chance.randrange(5000)}"))
            self._move()
        return found
