"""How long a response report takes: a million mentions, and one thread of 50,000 posts.

    python -m benchmarks.response_report [MENTIONS]

One mention in five is answered, one in ten goes on; three watches, two platforms, 90 days.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from alertd.report.response import response
from alertd.report.response_report import told
from alertd.report.threads import Answer, Said

BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 90
LANGUAGES = ("en", "en", "en", "tr", "ru", "fr", "pt", "zh")


def mentions(count: int) -> Iterator[Said | Answer]:
    """Yield so many mentions and the answers to some of them."""
    chance = random.Random(1)
    for number in range(count):
        at = BEGAN + timedelta(seconds=DAYS * 86400 * number / count)
        watch, platform = f"w{number % 3}", "x" if number % 4 else "reddit"
        author = f"u{chance.randrange(count // 3 + 1)}"
        said = Said(
            watch=watch,
            platform=platform,
            id=f"{number}",
            author=author,
            at=at,
            language=LANGUAGES[number % len(LANGUAGES)],
            needs_answer=number % 5 == 0,
            was_negative=number % 7 == 0,
        )
        yield said
        if number % 5 == 0:
            wait = timedelta(seconds=chance.expovariate(1 / 7200))
            yield _answer(watch, platform, f"a{number}", at + wait, said.id)
            if number % 10 == 0:
                again = at + wait + timedelta(hours=1)
                yield said.with_(id=f"{number}b", at=again, in_reply_to=f"a{number}", needs_answer=False)
                yield _answer(watch, platform, f"c{number}", again + timedelta(minutes=9), f"{number}b")


def thread(count: int) -> Iterator[Said | Answer]:
    """Yield one thread of so many posts of different customers; the brand answers each hundredth, and all now and then."""
    for number in range(count):
        at = BEGAN + timedelta(seconds=number)
        yield Said(watch="w", platform="x", id=f"{number}", author=f"u{number}", at=at, conversation="0")
        if number % 100 == 0:
            yield _answer("w", "x", f"a{number}", at + timedelta(minutes=9), f"{number}")
        if number % 500 == 0:
            yield _answer("w", "x", f"e{number}", at + timedelta(minutes=10), None).with_(conversation="0")


def _answer(watch: str, platform: str, ident: str, at: datetime, to: str | None) -> Answer:
    return Answer(watch=watch, platform=platform, id=ident, author="brand", at=at, in_reply_to=to, agent="JA")


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    now = BEGAN + timedelta(days=DAYS + 1)
    gc.disable()  # as `alertd report` does
    runs = [(f"{count:,} mentions", list(mentions(count)))]
    runs += [(f"one thread of {size:,} posts", list(thread(size))) for size in (5_000, 50_000)]
    for name, posts in runs:
        begins = time.process_time()
        found = response(posts, now=now)
        told(found, since=None, until=now)
        print(f"{name}: {time.process_time() - begins:.1f} s of CPU, {found.waits.conversations:,} waits")


if __name__ == "__main__":
    main()
