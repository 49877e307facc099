"""Random calendars of business hours against a slow reference that walks through the time a quarter of an hour at a time.

    python -m benchmarks.calendars [CALENDARS]

Zones with half and three quarters of an hour, several shifts a day, shifts across midnight, teams that follow the sun, holidays, and instants
around the nights on which clocks jump. Three questions each: how long was it open, when is a promise due, since when has so much passed.
"""

from __future__ import annotations

import random
import sys
import time as clock
from datetime import UTC, datetime, time, timedelta

from alertd.core.business_hours import due_at, had_by, is_open, open_seconds
from alertd.model.people import ClockSpan, Hours

ZONES = (
    "UTC", "Europe/Istanbul", "Europe/Paris", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Auckland", "America/Sao_Paulo", "Pacific/Chatham", "Africa/Casablanca",
)  # fmt: skip
NIGHTS = (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
STEP = timedelta(minutes=15)
HOLIDAYS = ("TR", "FR", "US", "GB")


def calendar(chance: random.Random, depth: int = 0) -> Hours:
    """Return a calendar by chance; every edge is at a quarter of an hour."""
    spans = [ClockSpan(begins=_clock(chance), ends=_clock(chance)) for _ in range(chance.choice((1, 1, 2, 3)))]
    return Hours(
        name="h",
        timezone=chance.choice(ZONES),
        days=tuple(sorted(chance.sample(range(7), chance.randrange(1, 8)))),
        open=spans[0],
        also=tuple(spans[1:]),
        holidays=tuple(chance.sample(HOLIDAYS, chance.choice((0, 0, 1, 2)))),
        more=(calendar(chance, 1),) if not depth and chance.random() < 0.25 else (),
    )


def _clock(chance: random.Random) -> time:
    return time(chance.randrange(24), chance.choice((0, 15, 30, 45)))


def walked(hours: Hours, begins: datetime, ends: datetime) -> list[bool]:
    """Return whether each quarter of an hour between two instants is open: the slow reference."""
    count = (ends - begins) // STEP
    return [is_open(hours, begins + number * STEP) for number in range(count)]


def fault(hours: Hours, begins: datetime, days: int, promised: int) -> str | None:
    """Return what a calendar answers wrongly, None where all is right. promised: quarters of an hour."""
    ends = begins + timedelta(days=days)
    quarters = walked(hours, begins, ends)
    if (seconds := open_seconds(hours, begins, ends)) != sum(quarters) * STEP.total_seconds():
        return f"open {seconds} s, {sum(quarters) * STEP} by the walk"
    if sum(quarters) < promised:
        return None
    due = due_at(hours, begins, promised * STEP)
    passed = 0
    for number, is_on in enumerate(quarters):
        passed += is_on
        if passed == promised:
            if due != begins + (number + 1) * STEP:
                return f"due at {due}, {begins + (number + 1) * STEP} by the walk"
            break
    since = had_by(hours, ends, promised * STEP)
    passed = 0
    for number, is_on in enumerate(reversed(quarters)):
        passed += is_on
        if passed == promised:
            if since != ends - (number + 1) * STEP:
                return f"since {since}, {ends - (number + 1) * STEP} by the walk"
            break
    return None


def main() -> None:
    """Compare, and print what is wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance, wrong, begins_at = random.Random(16), 0, clock.process_time()
    for number in range(count):
        near = chance.choice(NIGHTS) + timedelta(days=chance.randrange(-6, 3), minutes=15 * chance.randrange(96))
        hours, days, promised = calendar(chance), chance.randrange(1, 8), chance.randrange(1, 60)
        found = fault(hours, near, days, promised)
        if found is not None:
            wrong += 1
            print(f"calendar {number}: {found}: {hours} from {near}")
    print(f"{count:,} calendars, {wrong} wrong, {clock.process_time() - begins_at:.0f} s of CPU")


if __name__ == "__main__":
    main()
