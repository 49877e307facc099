"""What X's posts cost on a quiet day, in a week and in a crisis, with purses of different sizes: how much is seen of each.

    python -m benchmarks.purse [--seed N]

A brand of 20 posts an hour; the crisis begins at noon and lasts an hour. Posts come at random (Poisson). The stream's own rules
are asked (`alertd.sources.x.sampler`), with a second between the word to close and the last post that is billed.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from alertd.sources.x.budget import Budget
from alertd.sources.x.options import Prices
from alertd.sources.x.sampler import Sampler

START = datetime(2026, 11, 23, tzinfo=UTC)
USUAL = 20 / 3_600  #: posts a second
NEEDED = 15  #: posts that the shipped crisis rule asks for
CLOSING = 1.0  #: seconds in which posts still come after the word to close
FIRES_AFTER = 60.0  #: seconds of crisis until a rule fires
COUNT_EVERY = 60.0


class Day(NamedTuple):
    """What became of one day. seen: share of the posts of the hour (of the day, where there is no crisis)."""

    seen: float
    to_page: float  #: seconds from the begin of the crisis until fifteen of its posts were read
    longest_pause: float  #: seconds of the crisis without a post read
    spent: float
    counts: int  #: reads of counts/recent in the crisis hour


def day(per_day: float, rate: float, *, seed: int = 1, at: datetime = START, budget: Budget | None = None) -> Day:
    """Live a day. rate: posts a second in the hour from noon; 0: no crisis."""
    rng = random.Random(f"{seed} {per_day} {rate} {at}")
    purse = budget or Budget(per_day=per_day, posts_per_month=None, prices=Prices(), reserve=0.3)
    sampler = Sampler(purse)
    begins, ends = at + timedelta(hours=12), at + timedelta(hours=13)
    now, midnight = at, at + timedelta(days=1)
    open_from, closes_at = at, None
    came = seen = counts = read = 0
    to_page = 0.0
    last_read, longest = begins, 0.0
    counted_at = at
    sampler.opened(at)
    while True:
        is_storm = rate > 0 and begins <= now < ends
        now += timedelta(seconds=rng.expovariate(rate if is_storm else USUAL))
        if now >= midnight:
            break
        if rate > 0 and not is_storm and now >= begins and last_read == begins and now < ends:
            now = begins  # the storm does not wait for the next usual post
        is_told = rate == 0 or begins <= now < ends
        came += is_told
        while sampler.is_sampling and counted_at <= now:
            if purse.allows_count(counted_at):
                purse.book(counted_at, counts=1)
                counts += begins <= counted_at < ends
            counted_at += timedelta(seconds=purse.count_every(counted_at, COUNT_EVERY, 1))
        if not sampler.is_sampling:
            counted_at = now
        if closes_at is not None and now > closes_at:  # a pause: asked as the stream asks, one rest after the other
            while open_from <= now and not sampler.is_due(open_from):
                fires = rate > 0 and begins + timedelta(seconds=FIRES_AFTER) <= open_from < ends
                open_from += timedelta(seconds=max(sampler.rest(open_from, is_crisis=fires), 1.0))
            if open_from > now:
                continue
        is_late = closes_at is not None and now <= closes_at
        if closes_at is not None and not is_late:
            closes_at = None
            sampler.opened(now)
        purse.book(now, posts=1)
        seen += is_told
        if is_storm:
            longest = max(longest, (now - last_read).total_seconds())
            last_read = now
            read += 1
            to_page = (now - begins).total_seconds() if read == NEEDED else to_page
        is_crisis = rate > 0 and begins + timedelta(seconds=FIRES_AFTER) <= now < ends
        if not sampler.saw(now, is_crisis=is_crisis) and not is_late:
            closes_at = now + timedelta(seconds=CLOSING)
            rest = (
                sampler.rest(now, is_crisis=is_crisis) if purse.allows_posts(now) else min(purse.opens_in(now), 600.0)
            )
            open_from = closes_at + timedelta(seconds=max(rest, 1.0))
    return Day(seen / came if came else 1.0, to_page, longest, purse.spent, counts)


def main() -> None:
    """Print the table of docs/sources.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    print("| purse a day | day | seen | 15 posts read after | longest pause | reads of counts in the hour | spent |")
    print("|---|---|---|---|---|---|---|")
    for per_day in (1.0, 5.0, 20.0, 100.0):
        for rate in (0.0, 1.0, 10.0, 100.0):
            one = day(per_day, rate, seed=seed)
            what = f"crisis of {rate:g} posts a second" if rate else "quiet"
            pause = f"{one.longest_pause:.0f} s" if rate else ""
            told = f"{one.to_page:.1f} s" if rate else ""
            counts = str(one.counts) if rate else ""
            print(f"| {per_day:g} USD | {what} | {one.seen:.1%} | {told} | {pause} | {counts} | {one.spent:.2f} USD |")
        week = [day(per_day, 0.0, seed=seed, at=START + timedelta(days=number)) for number in range(7)]
        seen = sum(one.seen for one in week) / 7
        print(f"| {per_day:g} USD | a quiet week | {seen:.1%} | | | | {sum(one.spent for one in week):.2f} USD |")


if __name__ == "__main__":
    main()
