"""A made-up stream about made-up brands: quiet weeks, a crisis, an influencer, replies, copies, edits, duplicates, late posts."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

Record = dict[str, object]

CALM = (
    "nice shop, {w} opened early",
    "{w} has a new colour",
    "my {w} order came on a {d}",
    "walked past {w} on {d}",
    "does {w} open on {d}?",
)
ANGRY = (
    "{w} broke again and nobody answers, terrible",
    "worst service ever, {w} lost my {d} order",
    "{w} is a scam, I want my money back",
    "angry at {w}: the {d} delivery is ruined",
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class Story:
    """Makes records in time order; the seed makes it repeatable."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._number = 0

    def post(self, watch: str, at: datetime, *, mood: tuple[str, ...] = CALM, **more: object) -> Record:
        """Return one post of a stranger, in words that no other post has."""
        self._number += 1
        chance = self._chance
        extra = " ".join("".join(chance.choice("aeioulmnrst") for _ in range(6)) for _ in range(3))
        words = chance.choice(mood).format(w=watch, d=chance.choice(DAYS))
        made: Record = {
            "id": f"p{self._number}",
            "platform": chance.choice(("x", "x", "reddit")),
            "created_at": at.isoformat(timespec="milliseconds"),
            "author": f"u_{chance.randrange(100_000)}",
            "author_followers": chance.randrange(50, 900),
            "text": f"{words} {extra}",
            "lang": "en",
        }
        return {**made, **more}

    def quiet(self, watch: str, begins: datetime, ends: datetime, *, per_hour: float) -> list[Record]:
        """Return an even flow."""
        found = []
        at = begins
        while (at := at + timedelta(seconds=self._chance.expovariate(per_hour / 3600))) < ends:
            found.append(self.post(watch, at))
        return found

    def crisis(self, watch: str, begins: datetime, *, posts: int, seconds: float) -> list[Record]:
        """Return a burst of angry posts, with copies of one of them in between."""
        found: list[Record] = []
        for i in range(posts):
            at = begins + timedelta(seconds=seconds * i / posts)
            found.append(self.post(watch, at, mood=ANGRY))
            if i % 10 == 5:
                found.append({**self.post(watch, at), "text": found[0]["text"]})
        return found

    def colour(self, watch: str, at: datetime, last: Record) -> list[Record]:
        """Return what else a stream brings: an influencer, the brand's reply, an edit, a duplicate, a late post."""
        reply: Record = {
            "author": f"{watch}_id",
            "author_handle": f"{watch}_help",
            "platform": "x",
            "in_reply_to": last["id"],
        }
        return [
            self.post(watch, at, mood=ANGRY, author_followers=900_000, author_handle="loud_one", platform="x"),
            {**self.post(watch, at), **reply},
            {**last, "text": f"{last['text']} (edited)"},
            last,
            self.post(watch, at - timedelta(minutes=10)),
            self.post("unknown brand", at),
        ]


RULES = """
version: 1
rules:
  - name: Negative storm
    severity: crisis
    watch: all
    when: {spike: {of: negative, rarer_than: 7d, at_least: {mentions: 15, authors: 10}}}
    page: pr
  - name: Far more than usual
    severity: urgent
    watch: all
    when: {spike: {of: all, rarer_than: 30d}}
    page: pr
  - name: Loud voice
    severity: urgent
    watch: all
    when: {influencer: {audience: 100k, sentiment: negative}}
    page: desk
"""

PEOPLE = """
version: 1
channels:
  hook: {kind: webhook, url: "%(url)s/pages/hook", secret: "${HOOK_SECRET}"}
  pager: {kind: webhook, url: "%(url)s/pages/pager", secret: "${HOOK_SECRET}"}
people:
  alice: {timezone: Europe/Paris, language: fr, hook: alice, pager: alice}
  bob: {timezone: UTC, hook: bob}
  dora: {timezone: UTC, language: ru, hook: dora}
  olga: {timezone: UTC, hook: olga}
policies:
  pr:
    steps:
      - {notify: alice, by: [hook, pager], escalate_after: 6s}
      - {notify: bob, by: [hook], escalate_after: 6s}
  desk:
    steps:
      - {notify: dora, by: [hook]}
  ops:
    steps:
      - {notify: olga, by: [hook]}
"""
