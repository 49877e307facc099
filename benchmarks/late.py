"""What posts cost that come late: the engine alone, the same posts with the same rules, brought at once or by a slow source.

    python benchmarks/late.py [--posts 20000] [--watches 20]

Each post of a slow source is up to half an hour old when it comes, so past minutes are judged again (five minutes a step, six of them
at the most, for a minute after each look). CPU seconds of this process, so that other work on the machine hardly counts.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime, timedelta

from alertd.config import shipped_rules
from alertd.core.engine import Engine
from alertd.model.events import HouseLoaded, MentionSeen, Ticked
from alertd.model.house import House
from alertd.model.mention import Mention, Reach
from alertd.model.people import Channel, Person, Policy, Roster, Step
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
BRIDGE = 1680.0  # seconds: a bridge behind a webhook
EVERY = 900.0  # seconds between two looks of a slow source, which brings all that was written since


def house(watches: int) -> House:
    """Return so many brands under the shipped rules, all paging one console."""
    roster = Roster(
        channels={"console": Channel(name="console", kind="console")},
        people={"one": Person(name="one", addresses={"console": "one"})},
        policies={"console": Policy(name="console", steps=(Step(notify=("one",), by=("console",)),))},
    )
    names = tuple(Watch(name=f"brand{number}", terms=(f"brand{number}",)) for number in range(watches))
    return House(watches=names, rules=shipped_rules(), roster=roster, console=True)


def posts(count: int, watches: int, seed: int = 1) -> list[Mention]:
    """Return posts of four days, in the order in which they were written: an even flow, a third of them negative."""
    chance = random.Random(seed)
    step = 4 * 86_400.0 / count
    made = []
    for number in range(count):
        at = BEGIN + timedelta(seconds=step * (number + chance.random()))
        negative = 800 if chance.random() < 0.33 else 100
        score = Score(negative=negative, neutral=900 - negative, positive=100, quality=Quality.TRAINED, scorer="b/1")
        made.append(
            Mention(
                watch=f"brand{number % watches}",
                platform="x",
                id=f"p{number}",
                author=f"u{chance.randrange(count // 3)}",
                posted_at=at,
                seen_at=at,
                language="en",
                score=score,
                voice=number,
                reach=Reach(audience=chance.randrange(5_000)),
            )
        )
    return made


def cost(stream: list[tuple[datetime, Mention]], watches: int) -> tuple[float, int]:
    """Return CPU seconds for the last half of a stream, and how many alerts fired in all."""
    engine = Engine()
    engine.handle(HouseLoaded(at=BEGIN, house=house(watches)))
    spent, pages = 0.0, 0
    for number, (at, mention) in enumerate(stream):
        begins = time.process_time()
        while (deadline := engine.next_deadline()) is not None and deadline <= at:
            engine.handle(Ticked(at=deadline))
        commands = engine.handle(MentionSeen(at=at, mention=mention.with_(seen_at=at)))
        if number >= len(stream) // 2:
            spent += time.process_time() - begins
        pages += sum(type(one).__name__ == "SendPage" for one in commands)
    return spent, pages


def looked(at: datetime) -> datetime:
    """Return when a slow source brings what was written at an instant."""
    turns = (at - BEGIN).total_seconds() // EVERY + 1
    return BEGIN + timedelta(seconds=EVERY * turns)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--watches", type=int, default=20)
    asked = parser.parse_args()
    made = posts(asked.posts, asked.watches)
    streams = {
        "at once": [(one.posted_at, one) for one in made],
        "every 15 min, told as a source of no delay": [(looked(one.posted_at), one) for one in made],
        "every 15 min, as a bridge of 28 min": [(looked(one.posted_at), one.with_(delay=BRIDGE)) for one in made],
        "half at once, half every 15 min": sorted(
            (
                (looked(one.posted_at), one.with_(delay=BRIDGE))
                if number // asked.watches % 2
                else (one.posted_at, one)
                for number, one in enumerate(made)
            ),
            key=lambda pair: pair[0],
        ),
    }
    for name, stream in streams.items():
        spent, pages = cost(stream, asked.watches)
        print(f"{name:45} {1e6 * spent / (len(stream) // 2):7.0f} µs a post, {pages} pages")


if __name__ == "__main__":
    main()
