"""The shipped rules through the whole engine, on made-up lives of real sentences: what is found, after how long, and what is false.

    python benchmarks/spikes_lives.py 2d|2h|20h|200h|0.2d|waves|storm|launch SEED SEEDS [--apart] LABELLED.jsonl.gz...

A life is a brand's quiet weeks (hourly and daily noise, threads, cascades of reposts); crises branch off from it in a process of
their own each, so all of them see the same past. LABELLED: one JSON object a line with `text` and `label` (neg, neu or pos); its
order is part of the seed. A few hundred sentences come again soon, and what comes again within a day is a copy, one voice with the
first: --apart puts the words of each post in an order of its own, so that all of a crisis is heard.

Nobody answers. A page is the first of each round, or of a rise in severity; a notice is none. A life of 20 an hour takes one to
five minutes. The figures of docs/signals.md come from the seeds named there and the files `brands_en.train`, `brands_en.val`,
`umsab_en.val`, `tweeteval_en.val`, in this order.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import pickle
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from alertd.config import console_house
from alertd.core.times import epoch
from alertd.model.house import House
from alertd.model.watch import Campaign, Watch
from alertd.runtime.replay import Replay
from alertd.scorers.default import DefaultScorer

HOUR, DAY = 3600, 86400
START = datetime(2026, 1, 5, tzinfo=UTC).timestamp()  # a Monday
USUAL, ANGRY = (0.12, 0.63, 0.25), (0.70, 0.25, 0.05)
#: Two of five sentences that people call negative are none for the scorer: a storm is asked whether it is found, not whether it is read.
SURELY_ANGRY = "The worst service I have ever had: acme lied to me, ruined our holiday and will not give the money back. Never again!"
#: And three that people call angry and the scorer hardly: P(negative) .58, .15 and .38 (of `default/2` .25, .21 and .14).
UNREAD = (
    "The acme kettle switched itself on while nobody was at home. Look at these pictures.",
    "acme, where is my money?",
    "acme knew about the brakes since March. Here is the letter.",
)
GLAD = "Thank you acme for the wonderful weekend, this is the best team I have ever met!"
MOODS = ("neg", "neu", "pos")
NOISE, DAILY = 0.22, 0.12  # of an hour and of a day, as the spread of a log-normal factor
THREADS, REPLIES = 0.05, 3.0  # share of posts that start one, its mean length
PASSED_ON, CASCADE, LARGEST = 0.04, 1.3, 60  # share of posts, index of the Pareto tail, most copies
NAMES = ["anna", "ben", "carl", "dora", "emil", "finn", "gina", "hugo", "ines", "jack", "kara", "leo", "mia", "nina", "otto", "paul", "rosa", "sam", "tina", "uwe", "vera", "will", "xena", "yann", "zoe", "alma", "bert", "cleo", "dina", "edgar", "flora", "gerd", "hanna", "igor", "jana", "karl", "lena", "mark", "nora", "olaf", "petra", "ralf", "sven", "tom", "ulla", "viktor", "wanda", "axel", "bruno", "clara", "david", "elsa", "fritz", "greta", "heinz", "iris", "jonas", "klara", "lars", "marta", "niels", "olga", "pia", "quinn", "rita", "simon", "thea", "udo", "vito"]  # fmt: skip
PLACES = ["berlin", "paris", "london", "madrid", "rome", "vienna", "prague", "oslo", "bern", "dublin", "lisbon", "athens", "warsaw", "riga", "tallinn", "vilnius", "sofia", "zagreb", "bonn", "lyon", "leeds", "porto", "turin", "graz", "brno", "bergen", "basel", "cork", "patras", "gdansk", "tartu", "kaunas", "varna", "split", "mainz", "nice", "york", "braga", "milan", "linz", "bath", "nancy", "siena", "essen", "lille", "derby", "pisa", "ghent", "delft", "aarhus", "malmo", "turku"]  # fmt: skip

Posts = list[tuple[float, dict[str, object]]]


class Cell(NamedTuple):
    """A kind of life. rate: posts an hour, copies not counted. branches: instants at which each of the kinds of crisis begins."""

    rate: float
    weeks: int
    kinds: tuple[str, ...]
    branches: int


CELLS = {
    "0.2d": Cell(0.2 / 24, 12, ("n10", "n30", "angry40"), 3),
    "2d": Cell(2 / 24, 12, ("n10", "n30", "angry40"), 4),
    "2h": Cell(2, 8, ("x5", "x10", "n30", "slow"), 4),
    "20h": Cell(20, 5, ("x3", "x5", "x10", "slow"), 3),
    "200h": Cell(200, 3, ("x3", "x5", "x10"), 3),
}


class Sentences(NamedTuple):
    """What people say. apart: each in an order of words of its own, so that no two posts are copies of each other."""

    by_mood: dict[str, list[str]]
    apart: bool

    def one(self, mood: str, draw: random.Random) -> str:
        """Return one of that mood."""
        words = draw.choice(self.by_mood[mood])[:240]
        if not self.apart:
            return words
        order = words.split()
        draw.shuffle(order)
        return " ".join(order)


class Page(NamedTuple):
    """What somebody was sent."""

    at: float
    rule: str
    severity: str
    kind: str
    key: tuple[str, int, int]  # incident, round, pass
    step: int


class Brand:
    """Posts about one brand. times: what its usual is multiplied by at an instant."""

    def __init__(
        self,
        rate: float,
        seed: int,
        weeks: int,
        texts: Sentences,
        times: Callable[[float], float] = lambda _: 1.0,
    ) -> None:
        self.rate, self.seed, self.hours, self._texts, self._times = rate, seed, weeks * 168, texts, times
        self._counts, self._draw, self._number = np.random.default_rng(seed), random.Random(seed), 0
        hours = np.arange(168)
        by_day = np.array([1.1, 1.1, 1.05, 1.05, 1, 0.85, 0.85])[hours // 24]
        week = (0.25 + 0.75 * np.maximum(0, 0.9 * np.sin(2 * np.pi * (hours % 24 - 7) / 24) + 0.4)) * by_day
        self.week = week / week.mean()
        hourly, daily = (math.sqrt(math.log(1 + spread**2)) for spread in (NOISE, DAILY))
        level, self._noise = self._counts.normal(0, hourly), []
        days = np.exp(self._counts.normal(0, daily, self.hours // 24 + 2) - daily * daily / 2)
        for hour in range(self.hours + 96):
            level = 0.6 * level + self._counts.normal(0, hourly * 0.8)
            self._noise.append(math.exp(level - hourly * hourly / 2) * days[min(hour // 24, len(days) - 1)])

    def expected(self, at: float) -> float:
        """Return the posts an hour at an instant, without noise."""
        return float(self.rate * self.week[int((at - START) // HOUR) % 168] * self._times(at))

    def post(
        self, at: float, mood: str, draw: random.Random, author: str | None = None, **more: object
    ) -> dict[str, object]:
        """Return a post of that mood; nobody says the same words twice."""
        self._number += 1
        author = author or f"a{draw.randrange(40000)}"
        words = self._texts.one(mood, draw)
        text = f"{words} acme {draw.choice(NAMES)} {draw.choice(NAMES)} {draw.choice(PLACES)}"
        followers = int(min(math.exp(draw.gauss(5.6, 1.9)), 5e7))
        stamp = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "id": f"acme{self.seed}-{self._number}{more.pop('tag', '')}",
            "platform": "x",
            "watch": "acme",
            "created_at": stamp,
            "author": author,
            "text": text,
            "lang": "en",
            "author_followers": followers,
            **more,
        }

    def copy(self, at: float, mood: str, of: dict[str, object], draw: random.Random, author: str | None = None, **more: object) -> dict[str, object]:  # fmt: skip
        """Return a repost."""
        post = self.post(at, mood, draw, author, repost_of=of["id"], repost_of_author=of["author"], **more)
        return {**post, "text": f"RT @{of['author']}: {of['text']}"}

    def _hour(self, hour: int) -> Posts:
        found: Posts = []
        draw, per_hour = self._draw, self.rate * self._noise[hour]
        for tenth in range(6):  # of ten minutes
            begins = START + hour * HOUR + tenth * 600
            expected = per_hour * self.week[hour % 168] * self._times(begins) / 6 / (1 + THREADS * REPLIES)
            for _ in range(self._counts.poisson(expected)):
                at, mood = begins + draw.random() * 600, self._mood(draw)
                found.append((at, post := self.post(at, mood, draw)))
                if draw.random() < THREADS:
                    for _ in range(self._counts.geometric(1 / REPLIES)):
                        later = at + draw.expovariate(1 / 600)
                        its = mood if draw.random() < 0.5 else self._mood(draw)
                        found.append((later, self.post(later, its, draw, in_reply_to=post["id"])))
                if draw.random() < PASSED_ON:
                    for _ in range(int(min(draw.paretovariate(CASCADE), LARGEST))):
                        later = at + draw.expovariate(1 / 1200)
                        found.append((later, self.copy(later, mood, post, draw)))
        return found

    def _mood(self, draw: random.Random) -> str:
        return draw.choices(MOODS, USUAL)[0]

    def stream(self, first: int = 0, last: int | None = None) -> Posts:
        """Return the posts of these hours, in order."""
        found = [post for hour in range(first, last or self.hours) for post in self._hour(hour)]
        return sorted(found, key=lambda one: (one[0], str(one[1]["id"])))


def crisis(brand: Brand, kind: str, onset: float, seed: int) -> tuple[Posts, int]:
    """Return what a crisis adds, and how many seconds it lasts. kind: x5 (times the usual), n30 (posts in an hour), slow, angry40."""
    draw, counts, length = random.Random(seed), np.random.default_rng(seed), 3 * HOUR
    found: Posts = []

    def add(at: float) -> None:
        mood = draw.choices(MOODS, ANGRY)[0]
        found.append((at, brand.post(at, mood, draw, f"c{draw.randrange(100000)}", tag="c")))

    if kind == "angry40":
        length = 3 * DAY
        for number in range(120):
            hour = draw.choices(range(24), brand.week[:24])[0]
            add(onset - onset % DAY + number // 40 * DAY + hour * HOUR + draw.random() * HOUR)
        found = [one for one in found if one[0] >= onset]
    elif kind[0] == "n":
        for _ in range(int(kind[1:])):
            add(onset + draw.random() * HOUR)
    else:
        length = 8 * HOUR if kind == "slow" else length
        for minute in range(length // 60):
            at = onset + 60 * minute
            more = 4 * min(minute / 360, 1) if kind == "slow" else (int(kind[1:]) - 1) * min(1.0, (minute + 1) / 10)
            for _ in range(counts.poisson(more * brand.expected(at) / 60)):
                add(at + draw.random() * 60)
    return sorted(found, key=lambda one: one[0]), length


def wave(brand: Brand, onset: float, seed: int) -> Posts:
    """Return an hour of ten times the usual, whatever the hour of the day."""
    draw, counts = random.Random(seed), np.random.default_rng(seed)
    begins = [onset + 60 * minute for minute in range(60) for _ in range(counts.poisson(9 * brand.rate / 60 * min(1, (minute + 1) / 10)))]  # fmt: skip
    instants = [at + draw.random() * 60 for at in begins]
    moods = ((at, draw.choices(MOODS, ANGRY)[0]) for at in instants)
    found = [(at, brand.post(at, mood, draw, f"c{draw.randrange(100000)}", tag="w")) for at, mood in moods]
    return sorted(found, key=lambda one: one[0])


def storm(brand: Brand, onset: float, per_hour: int, seed: int, text: str) -> Posts:
    """Return one post, and those who pass it on for an hour."""
    draw, counts = random.Random(seed), np.random.default_rng(seed)
    first = {**brand.post(onset, "neg", draw, f"s{seed}", tag="s"), "text": text}
    found: Posts = [(onset, first)]
    for minute in range(60):
        for _ in range(counts.poisson(per_hour / 60)):
            at = onset + 60 * minute + draw.random() * 60
            found.append((at, brand.copy(at, "neg", first, draw, f"q{draw.randrange(10**6)}", tag="s")))
    return sorted(found, key=lambda one: one[0])


class Life:
    """A life under way: the engine, and what comes next."""

    scorer: DefaultScorer | None = None

    def __init__(self, posts: Posts, house: House | None = None) -> None:
        Life.scorer = Life.scorer or DefaultScorer.load()
        self.posts, self._next = posts, 0
        self._replay = Replay(house or console_house(()), Life.scorer, knows_watches=house is not None)

    def run(self, until: float) -> None:
        """Live up to an instant."""
        begins = self._next
        while self._next < len(self.posts) and self.posts[self._next][0] < until:
            self._next += 1
        self._feed(self.posts[begins : self._next], until - 0.001)

    def _feed(self, posts: Posts, until: float) -> None:
        lines = (("life", number, json.dumps(post).encode()) for number, (_, post) in enumerate(posts))
        result = self._replay.fold_all(self._replay.read(lines), datetime.fromtimestamp(until, UTC))
        if result.rejected:
            raise SystemExit(f"not read: {result.rejected[:3]}")

    def pages(self) -> list[Page]:
        """Return all that was sent so far."""
        rows = (row[0].page for row in self._replay.result.store.pages.rows.values() if row[1] != "cancelled")
        return [Page(epoch(p.at), p.rule or "", str(p.severity), str(p.kind), (p.incident or "", p.round, p.number), p.step) for p in rows]  # fmt: skip

    def branch(self, extra: Posts, until: float) -> list[Page]:
        """Return what would have been sent from now to an instant, had this been posted too. The life itself goes on without it."""
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reader)
            before = len(self._replay.result.store.pages.rows)
            usual = [one for one in self.posts[self._next :] if one[0] < until]
            self._feed(sorted(usual + extra, key=lambda one: one[0]), until)
            with os.fdopen(writer, "wb") as file:
                pickle.dump(self.pages()[before:], file)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as file:
            body = file.read()
        os.waitpid(child, 0)
        return list(pickle.loads(body))


def rounds(pages: list[Page], *, but: list[Page] | None = None) -> list[Page]:
    """Return the first page of each round or rise in severity that is not among others; a rise is an interruption too."""
    known, found = {page.key for page in but or [] if page.kind == "page"}, []
    for page in pages:
        if page.kind == "page" and page.step == 1 and page.key not in known:
            known.add(page.key)
            found.append(page)
    return found


def shown(minutes: list[float]) -> str:
    """Return how many were found, the median over all, and each, so that runs of several seeds can be put together."""
    found, median = sum(math.isfinite(one) for one in minutes), statistics.median(minutes)
    each = " ".join(f"{one:.0f}" for one in sorted(minutes))
    return f"{found} of {len(minutes)}: {f'{median:.0f} min' if math.isfinite(median) else 'none in half of them'} ({each})"


def quiet_and_crises(cell: Cell, seed: int, texts: Sentences, delays: dict[str, list[float]]) -> list[list[str]]:
    """Live one life with its crises. Returns the rules that paged falsely, in its first week and later."""
    brand, draw = Brand(cell.rate, seed, cell.weeks + 1, texts), random.Random(seed * 7 + 1)
    hour = draw.randrange(168)
    began, least = START + hour * HOUR, 14 if cell.weeks > 2 else 3
    life = Life(brand.stream(hour, hour + cell.weeks * 168))
    for at in sorted(began + int(draw.uniform(least, max(cell.weeks * 7 - 4, 4)) * DAY) for _ in range(cell.branches)):
        life.run(at)
        for kind in cell.kinds:
            extra, length = crisis(brand, kind, at, seed * 1000 + int(at) % 997)
            told = rounds(life.branch(extra, at + length + 1800), but=life.pages())
            delays.setdefault(kind, []).append(min(((page.at - at) / 60 for page in told), default=math.inf))
    life.run(began + cell.weeks * 7 * DAY)
    false = [page for page in rounds(life.pages()) if page.severity != "notice"]
    return [[page.rule for page in false if (page.at < began + 7 * DAY) is is_first] for is_first in (True, False)]


def waves(seed: int, texts: Sentences, delays: dict[str, list[float]]) -> None:
    """Add the minutes from the onset of a second wave, 60 to 150 minutes after the end of an equal first one, to the word about it."""
    brand, draw = Brand(20, seed, 3, texts), random.Random(seed)
    life = Life(brand.stream())
    for at in sorted(START + DAY * (8 + draw.random() * 12) for _ in range(3)):
        life.run(at)
        for gap in (60, 90, 120, 150):
            second = at + HOUR + gap * 60
            extra = wave(brand, at, seed + gap) + wave(brand, second, seed + gap + 7)
            told = [page for page in life.branch(extra, second + HOUR) if page.kind not in {"digest", "resolved"}]
            after = [(page.at - second) / 60 for page in told if page.at >= second]
            delays.setdefault("second wave", []).append(min(after, default=math.inf))


def storms(seed: int, texts: Sentences, delays: dict[str, list[float]]) -> None:
    """Add the minutes until one post that is passed on so many times an hour pages."""
    brand, draw = Brand(20, seed, 3, texts), random.Random(seed)
    life = Life(brand.stream())
    for at in sorted(START + DAY * (9 + draw.random() * 11) for _ in range(3)):
        life.run(at)
        for number, text in enumerate((SURELY_ANGRY, *UNREAD, GLAD)):
            for per_hour in (5000, 1000, 500, 150) if text == SURELY_ANGRY else (5000, 1000):
                extra = storm(brand, at, per_hour, seed + per_hour + number, text)
                told = rounds(life.branch(extra, at + 2 * HOUR), but=life.pages())
                after = [(page.at - at) / 60 for page in told if page.severity != "notice"]
                delays.setdefault(f"{per_hour} an hour: {text[:30]}", []).append(min(after, default=math.inf))


def launch(seed: int, texts: Sentences, delays: dict[str, list[float]]) -> None:
    """Add the minutes until a crisis inside a declared launch of three days pages."""
    begins = START + 28 * DAY
    campaign = Campaign(name="launch", begins_at=datetime.fromtimestamp(begins, UTC), ends_at=datetime.fromtimestamp(begins + 3 * DAY, UTC), expect=5.0)  # fmt: skip
    brand = Brand(20, 400 + seed, 5, texts, lambda at: 5.0 if begins <= at < begins + 3 * DAY else 1.0)
    life = Life(brand.stream(), console_house((Watch(name="acme", terms=("acme",), campaigns=(campaign,)),)))
    for hours, kind in ((30, "x3"), (30, "n200"), (58, "n200"), (58, "n100")):
        life.run(at := begins + hours * HOUR)
        extra, length = crisis(brand, kind, at, int(at) % 9973)
        told = rounds(life.branch(extra, at + length + 600), but=life.pages())
        after = [(page.at - at) / 60 for page in told if page.rule != "influencer"]
        delays.setdefault(f"{kind} after {hours} h", []).append(min(after, default=math.inf))


def main() -> None:
    """Print one cell."""
    arguments = [one for one in sys.argv[1:] if one != "--apart"]
    what, first, many = arguments[0], int(arguments[1]), int(arguments[2])
    texts = Sentences({mood: [] for mood in MOODS}, "--apart" in sys.argv)
    for path in map(Path, arguments[3:]):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            for one in map(json.loads, file):
                texts.by_mood[one["label"]].append(one["text"])
    delays: dict[str, list[float]] = {}
    false: list[list[str]] = [[], []]
    for seed in range(first, first + many):
        if what in CELLS:
            for so_far, rules in zip(false, quiet_and_crises(CELLS[what], seed, texts, delays), strict=True):
                so_far.extend(rules)
        else:
            {"waves": waves, "storm": storms, "launch": launch}[what](seed, texts, delays)
    if what in CELLS:
        for name, weeks, rules in zip(
            ("first week", "later"), (many, many * (CELLS[what].weeks - 1)), false, strict=True
        ):
            print(f"{name}: {len(rules) / weeks:.2f} false pages a week in {weeks} {dict(Counter(rules))}")
    for kind, minutes in delays.items():
        print(f"{kind}: {shown(minutes)}")


if __name__ == "__main__":
    main()
