"""What is kept in memory of people whom nobody has seen before, and whether it levels off.

    python benchmarks/strangers.py [--count 1000000] [--hours 24] [--watches 1] [--small-intake]

Every post has a new author, thread, original, named person, word, made-up language and now and then a made-up platform; one in five
is a question, one in ten reposts. Enrichment and engine are the daemon's own; the log on the disk is left out. Afterwards as
many new addresses try tokens, and as many new senders wrong codes. Printed: resident memory, the engine's snapshot, what reach keeps.

--watches: so many brands one after another, each with all the posts: what the second adds is what a full watch takes. --small-intake: what
is remembered before the log, of all watches together, has a thousand places, so that the rest is the engine's.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import string
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import crowd

from alertd.config import load_settings
from alertd.core.engine import Engine
from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.intake.fingerprint import Voices
from alertd.intake.reach import ReachFold
from alertd.model.events import HouseLoaded, Ticked
from alertd.model.post import Post
from alertd.scorers.default import DefaultScorer
from alertd.web.guesses import Guesses
from alertd.web.reply_limits import WrongCodes

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
SLICE = 500
LINES = 20  # of the table
FEW = 1_000  # places of each room before the log, with --small-intake
GROUPED = """
  - name: By language
    severity: urgent
    watch: all
    group_by: language
    when: {spike: {of: negative, rarer_than: 30d}}
    page: pr
  - name: By platform
    severity: urgent
    watch: all
    group_by: platform
    when: {velocity: {of: negative, rises_by: 20 points, within: 30m, at_least: {mentions: 30}}}
    page: pr
"""


def megabytes() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def posts(count: int, hours: float, watches: int) -> Iterator[Post]:
    """Yield posts of which no name was ever seen before, about one watch after another."""
    chance = random.Random(1)
    tags = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=3)]
    for number in range(count * watches):
        text = f"{crowd.names(watches)[number // count]} code{number:x} " + " ".join(chance.choices(crowd.WORDS, k=12))
        if number % 5 == 0:
            text += " why is my order broken, can you help me?"
        yield Post(
            platform=f"made{number}" if number % 50 == 0 else "x",
            id=f"i{number}",
            created_at=BEGINS + timedelta(hours=hours * number / (count * watches)),
            author=f"author-{number}",
            text=text,
            lang=tags[number % len(tags)],
            author_followers=int(chance.lognormvariate(5.3, 2.0)),
            conversation=f"thread-{number}",
            in_reply_to=f"thread-{number}" if number % 3 == 0 else None,
            mentions=(f"named-{number}",),
            repost_of=f"original-{number}" if number % 10 == 0 else None,
            repost_of_author=f"reposted-{number}" if number % 10 == 0 else None,
        )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--hours", type=float, default=24.0, help="the span over which they were written")
    parser.add_argument("--watches", type=int, default=1)
    parser.add_argument("--small-intake", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        file = crowd.settings(Path(name), watches=asked.watches, port=8321, url="http://127.0.0.1:9")
        (Path(name) / "rules.yml").write_text(crowd.RULES + GROUPED)
        house = load_settings(file, environment={"ZAP_TOKEN": "x" * 32}).house
    engine, reach = Engine(), ReachFold(authors=FEW) if asked.small_intake else ReachFold()
    enricher = enricher_for(house, DefaultScorer.load(), reach=reach)
    if asked.small_intake:
        enricher.voices = Voices(remembered=FEW, near=FEW)
    engine.handle(HouseLoaded(at=BEGINS, house=house))
    print(f"begins: {megabytes():.0f} MB", flush=True)
    began, every = time.perf_counter(), max(1, asked.count * asked.watches // LINES // SLICE)
    made = posts(asked.count, asked.hours, asked.watches)
    for turn in itertools.count(1):
        batch = list(itertools.islice(made, SLICE))
        if not batch:
            break
        for entry in entries(enricher.enrich(batch, seen_at=None)):
            while (deadline := engine.next_deadline()) is not None and deadline <= entry.event.at:
                engine.handle(Ticked(at=deadline))
            engine.handle(entry.event)
        if turn % every == 0:
            kept = reach._amplifications  # noqa: SLF001 - a measurement looks inside
            authors = sum(map(len, kept.values()))
            print(
                f"{turn * SLICE:>9,} posts: {megabytes():.0f} MB, snapshot {len(engine.snapshot()) / 1e6:.1f} MB, reach {authors:,} "
                f"authors of {len(kept)} platforms, {turn * SLICE / (time.perf_counter() - began):.0f}/s",
                flush=True,
            )
    before, guesses, wrong = megabytes(), Guesses(), WrongCodes()
    for number in range(asked.count):
        at = BEGINS + timedelta(milliseconds=number)
        guesses.failed(f"2001:db8::{number:x}", at)
        wrong.add(f"sms:+1{number}", at)
    print(f"{asked.count:,} addresses with wrong tokens and senders of wrong codes: {megabytes() - before:+.0f} MB")


if __name__ == "__main__":
    main()
