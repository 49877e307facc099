"""The story of `alertd demo`: a quiet week, a crisis and a loud voice, in six languages, made from a seed.

Kettlo, its kettle and all who write about it are invented. Nothing here looks at a clock: instants are arguments.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from alertd.model.value import rfc3339

WEEK = timedelta(days=7)
AN_HOUR = 18.0  # mentions in a usual hour of the week
FIRST, LOUD, FULL, EBB, SORRY, CALM_AGAIN = 8.0, 16.0, 45.0, 240.0, 150.0, 900.0  # seconds of the crisis
PEAK = 0.9  # posts a second at its height
REPOSTED = 0.3  # of the posts after the loud voice, the share that only passes it on

_NAMES = {
    "en": ("maya", "jon", "priya", "sam", "ella", "tom", "grace", "noah"),
    "tr": ("ayse", "mert", "elif", "can", "zeynep", "emre"),
    "ru": ("olga", "ivan", "dasha", "misha", "lena", "pasha"),
    "fr": ("lea", "hugo", "chloe", "louis", "ines", "paul"),
    "pt": ("ana", "joao", "bia", "rui", "clara", "davi"),
    "zh": ("xiaoyu", "lin", "chen", "mei", "hao", "jing"),
}
_PLATFORMS = ("x", "x", "x", "bluesky", "reddit")


class Step(NamedTuple):
    """One post of the live part. after: seconds since its beginning."""

    after: float
    post: dict[str, Any]


class Story:
    """Makes the posts. The same seed and `begins_at` give the same ones; ids differ from beginning to beginning."""

    def __init__(self, begins_at: datetime, *, seed: int = 7) -> None:
        self._told: dict[str, Any] = json.loads((Path(__file__).with_name("story.json")).read_text(encoding="utf-8"))
        self._begins_at = begins_at
        self._chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self._number = 0
        self._loud_id = ""

    def week(self) -> Iterator[dict[str, Any]]:
        """Yield the quiet week before the beginning, in order of time."""
        at = self._begins_at - WEEK
        while True:
            at += timedelta(seconds=self._chance.expovariate(_usual(at)))
            if at >= self._begins_at:
                return
            yield self._post("calm", at)

    def crisis(self) -> Iterator[Step]:
        """Yield the posts of the live part in order. Their `created_at` is the instant at which they are told at speed 1."""
        after = FIRST
        has_loud = is_sorry = False
        while after < CALM_AGAIN:
            if after >= LOUD and not has_loud:
                has_loud = True
                yield self._step(LOUD, self._loud(self._at(LOUD)))
            if after >= SORRY and not is_sorry:
                is_sorry = True
                yield self._step(SORRY, self._sorry(self._at(SORRY)))
            if has_loud and self._chance.random() < REPOSTED:
                yield self._step(after, self._repost(self._at(after)))
            else:
                yield self._step(after, self._post("crisis", self._at(after)))
            after += self._chance.expovariate(_rate(after))

    def afterwards(self, at: datetime) -> tuple[float, dict[str, Any]]:
        """Return a usual post for `at`, and how many seconds pass until the next one."""
        return self._chance.expovariate(_usual(at)), self._post("calm", at)

    def _at(self, after: float) -> datetime:
        return self._begins_at + timedelta(seconds=after)

    @staticmethod
    def _step(after: float, post: dict[str, Any]) -> Step:
        return Step(after, post)

    def _post(self, mood: str, at: datetime) -> dict[str, Any]:
        share: dict[str, int] = self._told["share"]
        language = self._chance.choices(list(share), list(share.values()))[0]
        parts = [self._chance.choice(part) for part in self._told[mood][language]]
        glue = "" if language == "zh" else " "
        author = f"{self._chance.choice(_NAMES[language])}{self._chance.randrange(10, 400)}"
        platform = self._chance.choice(_PLATFORMS)
        return self._record(at, platform, author, glue.join(part for part in parts if part)) | {
            "author_followers": int(min(60_000, self._chance.lognormvariate(5.4, 1.4))),
        }

    def _loud(self, at: datetime) -> dict[str, Any]:
        loud = self._told["influencer"]
        post = self._record(at, "x", loud["author"], loud["text"])
        self._loud_id = post["id"]
        return post | {"author_name": loud["name"], "author_followers": loud["followers"], "author_verified": True}

    def _repost(self, at: datetime) -> dict[str, Any]:
        loud = self._told["influencer"]
        name = self._chance.choice(_NAMES["en"])
        post = self._record(
            at, "x", f"{name}{self._chance.randrange(400, 4000)}", f"RT @{loud['author']}: {loud['text']}"
        )
        return post | {"repost_of": self._loud_id, "repost_of_author": loud["author"], "author_followers": 210}

    def _sorry(self, at: datetime) -> dict[str, Any]:
        return self._record(at, "x", "kettlo", self._told["reply"]) | {"in_reply_to": self._loud_id}

    def _record(self, at: datetime, platform: str, author: str, text: str) -> dict[str, Any]:
        self._number += 1
        number = f"{self._begins_at:%Y%m%d%H%M%S}{self._number:05d}"
        return {
            "id": number,
            "platform": platform,
            "created_at": rfc3339(at),
            "author": author,
            "author_handle": author,
            "text": text,
            "url": f"https://social.example/{author}/{number}",
        }


def _usual(at: datetime) -> float:
    """Return mentions a second on a usual day: few at night, most in the evening.

    >>> from datetime import UTC
    >>> [round(3600 * _usual(datetime(2026, 11, 21, hour, tzinfo=UTC))) for hour in (3, 19)]
    [12, 30]
    """
    hour = at.hour + at.minute / 60
    return AN_HOUR / 3600 * (1 + 0.68 * math.cos((hour - 19) / 24 * math.tau))


def _rate(after: float) -> float:
    """Return posts a second so many seconds into the crisis: it rises, stays, ebbs.

    >>> [round(_rate(second), 2) for second in (8, 45, 240, 600)]
    [0.2, 0.9, 0.9, 0.11]
    """
    if after < FULL:
        return 0.2 + (PEAK - 0.2) * (after - FIRST) / (FULL - FIRST)
    return PEAK if after <= EBB else max(0.03, PEAK * math.exp((EBB - after) / 170))
