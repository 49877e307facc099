"""Weeks of questions for the tests of expectation: by chance, the same on every run."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from alertd.report.threads import Said

MONDAY = datetime(2026, 8, 31, tzinfo=UTC)  #: the first hour of the first week
ISTANBUL = ZoneInfo("Europe/Istanbul")
Rate = Callable[[datetime], float]


def evenings(local: datetime) -> float:
    """Return questions an hour of a brand that is asked on Sunday from 19 to 22, and little by night."""
    if local.weekday() == 6 and 19 <= local.hour < 22:
        return 12.0
    return 0.8 if 8 <= local.hour < 23 else 0.05


def questions(
    weeks: float, rate: Rate = evenings, *, zone: tzinfo = ISTANBUL, seed: int = 1, bunch: float = 0.2
) -> Iterator[Said]:
    """Yield customers who ask. bunch: how much more than chance the hours differ (a variance, 0: by chance alone)."""
    chance = random.Random(seed)
    number = 0
    for hour in range(round(weeks * 168)):
        at = MONDAY + timedelta(hours=hour)
        mean = rate(at.astimezone(zone))
        if bunch:
            mean *= chance.gammavariate(1.0 / bunch, bunch)
        for _ in range(_poisson(chance, mean)):
            number += 1
            yield Said(
                watch="acme",
                platform="x",
                id=f"q{number}",
                author=f"u{number}",
                at=at + timedelta(seconds=chance.randrange(3600)),
                language="tr",
                needs_answer=True,
            )


def _poisson(chance: random.Random, mean: float) -> int:
    rest, count = math.exp(-mean), 0
    product = chance.random()
    while product > rest:
        count += 1
        product *= chance.random()
    return count
