"""A made-up brand of real sentences: its quiet weeks (hourly and daily noise, threads, cascades of reposts), and what crises add."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

HOUR, DAY = 3600, 86400
START = datetime(2026, 1, 5, tzinfo=UTC).timestamp()  # a Monday
USUAL, ANGRY = (0.12, 0.63, 0.25), (0.70, 0.25, 0.05)
MOODS = ("neg", "neu", "pos")
NOISE, DAILY = 0.22, 0.12  # of an hour and of a day, as the spread of a log-normal factor
THREADS, REPLIES = 0.05, 3.0  # share of posts that start one, its mean length
PASSED_ON, CASCADE, LARGEST = 0.04, 1.3, 60  # share of posts, index of the Pareto tail, most copies
NAMES = ["anna", "ben", "carl", "dora", "emil", "finn", "gina", "hugo", "ines", "jack", "kara", "leo", "mia", "nina", "otto", "paul", "rosa", "sam", "tina", "uwe", "vera", "will", "xena", "yann", "zoe", "alma", "bert", "cleo", "dina", "edgar", "flora", "gerd", "hanna", "igor", "jana", "karl", "lena", "mark", "nora", "olaf", "petra", "ralf", "sven", "tom", "ulla", "viktor", "wanda", "axel", "bruno", "clara", "david", "elsa", "fritz", "greta", "heinz", "iris", "jonas", "klara", "lars", "marta", "niels", "olga", "pia", "quinn", "rita", "simon", "thea", "udo", "vito"]  # fmt: skip
PLACES = ["berlin", "paris", "london", "madrid", "rome", "vienna", "prague", "oslo", "bern", "dublin", "lisbon", "athens", "warsaw", "riga", "tallinn", "vilnius", "sofia", "zagreb", "bonn", "lyon", "leeds", "porto", "turin", "graz", "brno", "bergen", "basel", "cork", "patras", "gdansk", "tartu", "kaunas", "varna", "split", "mainz", "nice", "york", "braga", "milan", "linz", "bath", "nancy", "siena", "essen", "lille", "derby", "pisa", "ghent", "delft", "aarhus", "malmo", "turku"]  # fmt: skip

Posts = list[tuple[float, dict[str, object]]]


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


class Brand:
    """Posts about one brand. times: what its usual is multiplied by at an instant."""

    def __init__(
        self,
        rate: float,
        seed: int,
        weeks: int,
        texts: Sentences,
        times: Callable[[float], float] = lambda _: 1.0,
        *,
        moods: tuple[float, float, float] = USUAL,
        language: str = "en",
    ) -> None:
        self.rate, self.seed, self.hours, self._texts, self._times = rate, seed, weeks * 168, texts, times
        self._moods, self._language = moods, language
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
            "lang": self._language,
            "author_followers": followers,
            **more,
        }

    def copy(self, at: float, mood: str, of: dict[str, object], draw: random.Random, author: str | None = None, **more: object) -> dict[str, object]:  # fmt: skip
        """Return a repost."""
        post = self.post(at, mood, draw, author, repost_of=of["id"], repost_of_author=of["author"], **more)
        return {**post, "text": f"RT @{of['author']}: {of['text']}"}

    def said(self, post: dict[str, object], mood: str, draw: random.Random) -> dict[str, object]:
        """Return the same post in words of another mood."""
        return {**post, "text": self.post(0.0, mood, draw)["text"]}

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
        return draw.choices(MOODS, self._moods)[0]

    def stream(self, first: int = 0, last: int | None = None) -> Posts:
        """Return the posts of these hours, in order."""
        found = [post for hour in range(first, last or self.hours) for post in self._hour(hour)]
        return sorted(found, key=lambda one: (one[0], str(one[1]["id"])))


def crisis(brand: Brand, kind: str, onset: float, seed: int) -> tuple[Posts, int]:
    """Return what a crisis adds, and how many seconds it lasts.

    kind: x5 (times the usual), slow, angry40, n30 (posts in an hour), s150 (posts in 20 seconds), glad480 (praise in an hour).
    """
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
    elif kind.startswith("glad"):
        for _ in range(int(kind[4:])):
            at = onset + draw.random() * HOUR
            found.append((at, brand.post(at, "pos", draw, f"c{draw.randrange(100000)}", tag="g")))
    elif kind[0] == "n" or (kind[0] == "s" and kind != "slow"):
        for _ in range(int(kind[1:])):
            add(onset + draw.random() * (HOUR if kind[0] == "n" else 20))
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


def turned(brand: Brand, usual: Posts, onset: float, seed: int, share: tuple[float, float]) -> Posts:
    """Return the same posts, their negative share moved from one to another within an hour; reposts say what they said."""
    draw, found = random.Random(seed), Posts()
    for at, post in usual:
        negative = share[0] + (share[1] - share[0]) * min(max((at - onset) / HOUR, 0.0), 1.0)
        mood = draw.choices(MOODS, (negative, 0.65 * (1 - negative), 0.35 * (1 - negative)))[0]
        found.append((at, post if at < onset or "repost_of" in post else brand.said(post, mood, draw)))
    return found


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
