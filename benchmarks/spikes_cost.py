"""What the signals cost: microseconds a mention, time for 100,000 quiet watches, bytes a lane."""

from __future__ import annotations

import time
import tracemalloc

import msgspec
import numpy as np

from alertd.bench import stream
from alertd.core.signals.authors import Authors
from alertd.core.signals.emerging_terms import Terms
from alertd.core.signals.velocity import Velocity
from alertd.core.signals.volume import Volume


def instants(per_hour: float, days: int, seed: int = 1) -> list[float]:
    """Return the instants of a quiet stream."""
    counts, draw = stream.quiet(per_hour, days, seed), np.random.default_rng(seed)
    minutes = np.repeat(np.arange(len(counts)), counts)
    return (stream.BEGINS + 60.0 * np.sort(minutes + draw.random(len(minutes)))).tolist()


def mention_cost(per_hour: float, days: int, *, warm_up: int = 45) -> None:
    """Print microseconds a mention for all signals of a watch: four lanes, authors, velocity."""
    at = instants(per_hour, warm_up + days)
    lanes, authors, velocity = [Volume() for _ in range(4)], Authors(), Velocity()
    warm = sum(1 for t in at if t < stream.BEGINS + warm_up * 86400)
    begin = time.perf_counter()
    for i, now in enumerate(at):
        if i == warm:
            begin = time.perf_counter()
        for lane in lanes:
            lane.observe(now, now=now, weight=0.4)
        authors.observe(now, i % 5000)
        velocity.observe(now, now=now, negative=0.3, known=True)
        for lane in lanes:
            if not lane.is_calm(now):
                lane.reading(now)
    spent = time.perf_counter() - begin
    print(
        f"{per_hour:g}/h: {1e6 * spent / (len(at) - warm):.1f} us a mention, four lanes with their look, authors, velocity"
    )


def rush(count: int = 200_000) -> None:
    """Print microseconds a mention at a thousand a second on one watch."""
    lanes, authors, velocity = [Volume() for _ in range(4)], Authors(), Velocity()
    for now in instants(200.0, 30):
        for lane in lanes:
            lane.observe(now, now=now, weight=0.4)
    begin, at = time.perf_counter(), stream.BEGINS + 31 * 86400.0
    for i in range(count):
        now = at + i * 0.001
        for lane in lanes:
            lane.observe(now, now=now, weight=0.4)
        authors.observe(now, i % 3000)
        velocity.observe(now, now=now, negative=0.3, known=True)
    print(
        f"1,000/s: {1e6 * (time.perf_counter() - begin) / count:.1f} us a mention to count (four lanes, authors, velocity)"
    )


def quiet_watches(count: int = 100_000) -> None:
    """Print the time to advance quiet watches by a tick, and after a week of silence."""
    lane = Volume()
    for now in instants(2.0, 8):
        lane.observe(now, now=now)
    packed = msgspec.msgpack.encode(lane.to_state())
    sample = [Volume.from_state(msgspec.msgpack.decode(packed)) for _ in range(2000)]
    end = stream.BEGINS + 8 * 86400.0
    for each in sample:
        each.advance(end + 600.0)
    begin = time.perf_counter()
    for each in sample:
        each.advance(end + 601.0)
    tick = (time.perf_counter() - begin) / len(sample)
    begin = time.perf_counter()
    for each in sample:
        each.advance(end + 7 * 86400.0)
    week = (time.perf_counter() - begin) / len(sample)
    print(f"{count:,} quiet watches: {1e3 * count * tick:.0f} ms a tick if they were ticked (they ask for none);")
    print(f"  each catches up a week of silence in {1e6 * week:.0f} us at its next mention")


def sizes() -> None:
    """Print bytes a lane, packed and in memory."""
    for per_hour, days in ((0.2, 35), (2.0, 35), (20.0, 60), (200.0, 60)):
        at = instants(per_hour, days)
        tracemalloc.start()
        lane = Volume()
        for now in at:
            lane.observe(now, now=now)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(
            f"{per_hour:g}/h for {days} d: {len(msgspec.msgpack.encode(lane.to_state())):,} B packed, {held:,} B in memory"
        )
    terms = Terms()
    draw = np.random.default_rng(1)
    for now in instants(60.0, 10):
        terms.observe(now, [f"w{int(x)}" for x in 3000 * draw.random(20) ** 2], now=now)
    print(f"terms at 60/h: {len(msgspec.msgpack.encode(terms.to_state())):,} B packed")


if __name__ == "__main__":
    rush()
    mention_cost(200.0, 10)
    mention_cost(20.0, 30)
    quiet_watches()
    sizes()
