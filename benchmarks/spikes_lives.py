"""The shipped rules through the whole engine, on made-up lives of real sentences: what is found, after how long, and what is false.

    python -m benchmarks.spikes_lives CELL SEED SEEDS [--apart] LABELLED.jsonl.gz...

CELL: 0.2d, 2d, 2h, 20h, 200h (posts a day, an hour), waves, storm, launch, newsletter, praise, young2, young20 (posts an hour),
mood-en (or another language, and then its own labelled sentences). quiet-2h is that life without a crisis, first-2h its first week.

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
import random
import statistics
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from alertd.config import console_house
from alertd.model.watch import Campaign, Watch
from benchmarks.spikes_brand import DAY, HOUR, MOODS, START, Brand, Sentences, crisis, storm, turned, wave
from benchmarks.spikes_life import Life, rounds

#: Two of five sentences that people call negative are none for the scorer: a storm is asked whether it is found, not whether it is read.
SURELY_ANGRY = "The worst service I have ever had: acme lied to me, ruined our holiday and will not give the money back. Never again!"
#: And three that people call angry and the scorer hardly: P(negative) .58, .15 and .38 (of `default/2` .25, .21 and .14).
UNREAD = (
    "The acme kettle switched itself on while nobody was at home. Look at these pictures.",
    "acme, where is my money?",
    "acme knew about the brakes since March. Here is the letter.",
)
GLAD = "Thank you acme for the wonderful weekend, this is the best team I have ever met!"


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


def cell_of(name: str) -> Cell | None:
    """Return the kind of life of that name; None where it is one of the others."""
    kind, dash, rate = name.rpartition("-")
    cell = CELLS.get(rate)
    if cell is None or not dash:
        return cell
    return {"quiet": cell._replace(branches=0), "first": cell._replace(weeks=1, branches=0)}.get(kind)


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
    """Add the minutes from the onset of a second wave, one to four hours after "Calm again", to the word about it.

    The first wave, as large, is lived alone before, so that it is known when it was said to be over.
    """
    brand, draw = Brand(20, seed, 3, texts), random.Random(seed)
    life = Life(brand.stream())
    for at in sorted(START + DAY * (8 + draw.random() * 12) for _ in range(3)):
        life.run(at)
        first = wave(brand, at, seed)
        alone = life.branch(first, at + 12 * HOUR)[len(life.pages()) :]
        delays.setdefault("first wave", []).append(min(((one.at - at) / 60 for one in rounds(alone)), default=math.inf))
        calm = max((one.at for one in alone if one.kind == "resolved"), default=at + HOUR)
        for hours in (1, 2, 3, 4):
            second = calm + hours * HOUR
            extra = first + wave(brand, second, seed + hours)
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


def newsletter(seed: int, texts: Sentences, false: list[str]) -> None:
    """Add the rules that page in the hour of a weekly newsletter (five times the usual, Tuesdays at 10) or the one after, weeks 1 to 8."""

    def is_its_hour(at: float) -> bool:
        return (at - START) // DAY % 7 == 1 and 10 <= (at - START) % DAY / HOUR < 11

    brand = Brand(20, seed, 8, texts, lambda at: 5.0 if is_its_hour(at) else 1.0)
    life = Life(brand.stream())
    life.run(START + 56 * DAY)
    for page in rounds(life.pages()):
        week = int((page.at - START) // (7 * DAY)) + 1
        where = f"week {week}" if is_its_hour(page.at) or is_its_hour(page.at - HOUR) else "elsewhere"
        false.append(f"{page.rule} ({page.severity}), {where}")


def praise(seed: int, texts: Sentences, delays: dict[str, list[float]], false: list[str]) -> None:
    """Add the rules that 480 posts of praise in an hour page, and the minutes to the first crisis among them: none is right."""
    brand, draw = Brand(20, seed, 3, texts), random.Random(seed)
    life = Life(brand.stream())
    for at in sorted(START + DAY * (9 + draw.random() * 11) for _ in range(4)):
        life.run(at)
        extra, length = crisis(brand, "glad480", at, seed)
        told = rounds(life.branch(extra, at + length), but=life.pages())
        false.extend(f"{page.rule} ({page.severity})" for page in told)
        crises = [(page.at - at) / 60 for page in told if page.severity == "crisis"]
        delays.setdefault("praise taken for a crisis", []).append(min(crises, default=math.inf))


def young(rate: float, seed: int, texts: Sentences, delays: dict[str, list[float]], false: list[str]) -> None:
    """Add what a watch finds two minutes, five hours and a day after its birth at a random hour, and its false pages of three days."""
    brand, draw = Brand(rate, seed, 2, texts), random.Random(seed)
    hour = draw.randrange(168)
    began = START + hour * HOUR + draw.random() * HOUR
    life = Life([one for one in brand.stream(hour, hour + 96) if one[0] >= began])
    for age, kinds in ((120, ("s150", "n30")), (5 * HOUR, ("n30", "x10")), (DAY, ("n30", "x10"))):
        life.run(at := began + age)
        for kind in kinds:
            extra, length = crisis(brand, kind, at, seed + age)
            told = rounds(life.branch(extra, at + length), but=life.pages())
            delays.setdefault(f"{kind} after {age / 3600:.2g} h", []).append(min(((one.at - at) / 60 for one in told), default=math.inf))  # fmt: skip
    life.run(began + 3 * DAY)
    false.extend(str(page.rule) for page in rounds(life.pages()) if page.severity != "notice")


def moods(language: str, seed: int, texts: Sentences, delays: dict[str, list[float]], false: list[str]) -> None:
    """Add the minutes until a mood that turns from 5 to 35 % negative within an hour pages, at 60 posts an hour and no more of them."""
    share = (0.05, 0.35)
    brand = Brand(60, seed, 5, texts, moods=(0.05, 0.65 * 0.95, 0.35 * 0.95), language=language)
    life, draw = Life(brand.stream()), random.Random(seed)
    for at in sorted(START + DAY * (21 + draw.random() * 13) for _ in range(6)):
        life.run(at)
        posts = turned(brand, life.next_posts(at + 7 * HOUR), at, seed, share)
        told = rounds(life.branch(posts, at + 7 * HOUR, instead=True), but=life.pages())
        delays.setdefault(f"mood turns ({language})", []).append(min(((one.at - at) / 60 for one in told if one.severity != "notice"), default=math.inf))  # fmt: skip
    life.run(START + 35 * DAY)
    false.extend(str(page.rule) for page in rounds(life.pages()) if page.severity != "notice" and page.at > START + 14 * DAY)  # fmt: skip


SPECIAL = {"waves": waves, "storm": storms, "launch": launch}


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
    cell = cell_of(what)
    for seed in range(first, first + many):
        if cell:
            for so_far, rules in zip(false, quiet_and_crises(cell, seed, texts, delays), strict=True):
                so_far.extend(rules)
        elif what in SPECIAL:
            SPECIAL[what](seed, texts, delays)
        elif what == "newsletter":
            newsletter(seed, texts, false[0])
        elif what == "praise":
            praise(seed, texts, delays, false[0])
        elif what.startswith("young"):
            young(float(what[5:]), seed, texts, delays, false[0])
        else:
            moods(what.removeprefix("mood-"), seed, texts, delays, false[0])
    if cell:
        for name, weeks, rules in zip(("first week", "later"), (many, many * (cell.weeks - 1)), false, strict=True):
            if not weeks:
                continue
            print(f"{name}: {len(rules) / weeks:.2f} false pages a week in {weeks} {dict(Counter(rules))}")
    elif what not in SPECIAL:
        print(f"false pages: {dict(Counter(false[0]))}")
    for kind, minutes in delays.items():
        print(f"{kind}: {shown(minutes)}")


if __name__ == "__main__":
    main()
