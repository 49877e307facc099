"""The real engine on the benchmark's streams: events in, pages out, nothing emulated.

One watch, the rules that are asked for, one responder who never answers. History is imported (as `alertd import` does:
it is learnt and nobody is paged), the days that are judged are live. A page is the first of each round of each incident,
as the scoring of the benchmark has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from alertd.bench.nab import BUCKET, Point, Series, hits_and_false
from alertd.bench.spikes import CRISES, QUIET_DAYS, QUIET_SEEDS, WARM_UP, Judge
from alertd.bench.stream import BEGINS, DAY, Counts, crisis_apart, quiet
from alertd.config import console_house
from alertd.core.engine import Engine
from alertd.core.times import epoch, instant
from alertd.model.commands import SendPage
from alertd.model.events import CountSeen, Event, HouseLoaded, MentionSeen, Ticked
from alertd.model.mention import Mention
from alertd.model.page import PageKind
from alertd.model.rule import Rule, Severity, Spike
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch

WATCH, PLATFORM = "acme", "x"
#: P(negative) of a mention is drawn from a beta distribution: usual ones have a mean of .15 (sd .15), those of a crisis
#: of .70 (sd .19). An assumption of the benchmark, not a measurement.
USUAL_MOOD, CRISIS_MOOD = (0.75, 4.25), (3.5, 1.5)
PEOPLE = 5000
#: Limits at which the benchmark of real brands is asked: found .82, .94 and 1.00 of its windows when they were chosen on it.
NAB_LIMITS = (26.3, 9.2, 7.2)


def volume_rule(rarer_than: float) -> tuple[Rule, ...]:
    """Return one rule: more mentions than usual, at a limit in days."""
    return (
        Rule(
            id="volume",
            name="Volume",
            severity=Severity.URGENT,
            watches=("*",),
            when=Spike(rarer_than=timedelta(days=rarer_than)),
        ),
    )


class Run:
    """One watch in the engine. pages: (instant, rule) of the first page of each round."""

    def __init__(self, rules: Iterable[Rule], begins: float = BEGINS) -> None:
        self.engine = Engine()
        self.pages: list[tuple[float, str]] = []
        self._rounds: set[tuple[str, int]] = set()
        house = console_house((Watch(name=WATCH, terms=(WATCH,)),), tuple(rules))
        self._handle(HouseLoaded(at=instant(begins), house=house))

    def take(self, event: Event) -> None:
        """Let the timers run up to an event, then fold it."""
        self.run_on(epoch(event.at))
        self._handle(event)

    def run_on(self, until: float) -> None:
        """Fire every deadline up to an instant, as the daemon's clock does."""
        while (due := self.engine.next_deadline()) is not None and epoch(due) <= until:
            self._handle(Ticked(at=due))

    def count(self, begins: float, seconds: float, count: int) -> None:
        """Fold a record of a volume sensor, which comes when its time is over."""
        self.take(
            CountSeen(
                at=instant(begins + seconds),
                watch=WATCH,
                platform=PLATFORM,
                begins_at=instant(begins),
                seconds=seconds,
                count=count,
            )
        )

    def _handle(self, event: Event) -> None:
        for command in self.engine.handle(event):
            if isinstance(command, SendPage) and command.page.kind is PageKind.PAGE and command.page.incident:
                page = command.page
                if (page.incident, page.round) not in self._rounds:
                    self._rounds.add((page.incident or "", page.round))
                    self.pages.append((epoch(page.at), page.rule or ""))


def mentions(usual: Counts, crisis: Counts | None, seed: int, live_from: int, end: int) -> Iterable[MentionSeen]:
    """Yield mentions of the minutes up to `end`: an instant within the minute, an author, a mood; imported before `live_from`."""
    draw = np.random.default_rng(seed)
    parts = [(usual[:end], USUAL_MOOD)] + ([] if crisis is None else [(crisis[:end], CRISIS_MOOD)])
    columns = [_drawn(counts, mood, draw) for counts, mood in parts]
    at, moods = (np.concatenate([column[i] for column in columns]) for i in (0, 1))
    order = np.argsort(at, kind="stable")
    people = draw.integers(0, PEOPLE, len(order)).tolist()
    live = BEGINS + 60.0 * live_from
    for number, (seconds, negative) in enumerate(zip(at[order].tolist(), moods[order].tolist(), strict=True)):
        yield _mention(number, seconds, negative, people[number], is_imported=seconds < live)


def _drawn(
    counts: Counts, mood: tuple[float, float], draw: np.random.Generator
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    minutes = np.repeat(np.arange(len(counts)), counts)
    at = BEGINS + 60.0 * (minutes + draw.random(len(minutes)))
    return at, np.rint(1000.0 * draw.beta(*mood, len(minutes))).astype(np.int64)


def _mention(number: int, seconds: float, negative: int, author: int, *, is_imported: bool) -> MentionSeen:
    at = instant(seconds)
    score = Score(negative=negative, neutral=1000 - negative, positive=0, quality=Quality.GIVEN, scorer="benchmark/1")
    mention = Mention(
        watch=WATCH,
        platform=PLATFORM,
        id=str(number),
        author=f"u_{author}",
        posted_at=at,
        seen_at=at,
        language="en",
        score=score,
        voice=number,
        is_imported=is_imported,
    )
    return MentionSeen(at=at, mention=mention)


def paged(
    rules: Iterable[Rule], usual: Counts, crisis: Counts | None, *, seed: int, first: int, end: int, lead: int = 1440
) -> list[tuple[float, str]]:
    """Return (minutes since the stream began, rule) of the pages from minute `first` to `end`.

    The engine is live from `lead` minutes before `first`; what it pages there is no page here, but the incident is open.
    """
    run = Run(rules)
    for event in mentions(usual, crisis, seed, max(first - lead, 0), end):
        if event.mention.is_imported:
            run.engine.handle(event)
        else:
            run.take(event)
    run.run_on(BEGINS + 60.0 * end)
    found = [((at - BEGINS) / 60.0, rule) for at, rule in run.pages]
    return [(minute, rule) for minute, rule in found if minute >= first]


def by_engine(rarer_than: float) -> Judge:
    """Return a judge: the minutes in which the engine pages, with one volume rule."""

    def judge(counts: Counts, first: int, end: int) -> list[int]:
        found = paged(volume_rule(rarer_than), counts, None, seed=first, first=first, end=end)
        return [math.ceil(minute) for minute, _ in found]

    return judge


def full_evidence(rules: Iterable[Rule], per_hour: float, *, shift: int = 0) -> tuple[float, tuple[float, ...]]:
    """Return (false pages a week on quiet weeks, minutes from each onset to the page) of a set of rules.

    Mentions of a crisis are mostly negative, the usual ones mostly not; each is a voice of its own.
    """
    rules, false = tuple(rules), 0
    for seed in QUIET_SEEDS:
        counts = quiet(per_hour, WARM_UP + QUIET_DAYS, seed + shift)
        false += len(paged(rules, counts, None, seed=seed, first=WARM_UP * DAY, end=len(counts), lead=0))
    delays = []
    for number in range(CRISES):
        usual, crisis, onset = crisis_apart(per_hour, number + shift)
        found = paged(rules, usual, crisis, seed=number, first=onset, end=onset + DAY)
        delays.append(found[0][0] - onset if found else math.inf)
    return false / (len(QUIET_SEEDS) * QUIET_DAYS / 7.0), tuple(delays)


def nab_point(series: Iterable[Series], rarer_than: float) -> Point:
    """Return recall and false pages of the benchmark's series, fed to the engine as count records; one watch each."""
    series, found, false = tuple(series), 0, 0
    for one in series:
        run = Run(volume_rule(rarer_than), begins=one.at[0])
        for begins, count in zip(one.at, one.counts, strict=True):
            run.count(begins, BUCKET, int(count))
        scored = [at for at, _ in run.pages if at >= one.at[one.first]]
        hits, outside = hits_and_false(one, scored)
        found, false = found + hits, false + outside
    weeks = sum(one.weeks for one in series)
    windows = sum(len(one.windows) for one in series)
    return Point(rarer_than=rarer_than, found=found, windows=windows, false=false, per_week=false / weeks)
