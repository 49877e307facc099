"""Row: what it says is what a ring of all cells says, to the last bit; and silence takes no room."""

from __future__ import annotations

import math
import random
from array import array

import msgspec
import pytest

from alertd.core.signals.recent import Recent
from alertd.core.signals.row import Row
from alertd.core.signals.velocity import Velocity

KEPT, MINUTE = 192, 60.0
WINDOWS = (1, 5, 10, 20, 60, 180)


class Ring:
    """Every minute in its place, full or empty: how it was kept once, and what a row is held against."""

    def __init__(self) -> None:
        self.minutes = array("f", bytes(4 * KEPT))
        self.top = -1

    def add(self, minute: int, count: float) -> None:
        """Count in a minute."""
        if minute > self.top:
            for each in range(max(self.top + 1, minute - KEPT + 1), minute + 1):
                self.minutes[each % KEPT] = 0.0
            self.top = minute
        elif minute <= self.top - KEPT:
            return
        self.minutes[minute % KEPT] += count

    def between(self, first: int, end: int) -> float:
        """Sum up to the place where the ring begins anew, and from there."""
        first, end = max(first, self.top - KEPT + 1), min(end, self.top + 1)
        if first >= end:
            return 0.0
        a, b = first % KEPT, end % KEPT
        if a < b:
            return sum(self.minutes[a:b])
        return sum(self.minutes[a:]) + sum(self.minutes[:b])

    def in_order(self, first: int, end: int) -> list[float]:
        """Return the counts of some minutes, nothing for those that are not kept."""
        kept = range(max(first, self.top - KEPT + 1), min(end, self.top + 1))
        return [self.minutes[each % KEPT] for each in kept]

    def last(self, this: int, part: float, window: int) -> float:
        """Sum the minutes of a window, the newest first, and a part of the one in which it begins."""
        found = 0.0
        for count in reversed(self.in_order(this - window + 1, this + 1)):
            found += count
        oldest = this - window
        return found + part * self.minutes[oldest % KEPT] if self.top - KEPT < oldest <= self.top else found


def _written(seed: int, silence: int) -> list[tuple[int, float]]:
    """Return (minute, weight) of mentions in the order they come: bursts, silences of any length, late ones, weights of all kinds."""
    draw = random.Random(seed)
    minute, found = draw.randrange(3_000), []
    for _ in range(300):
        minute += draw.choice((0, 0, 0, 1, 1, draw.randrange(silence)))
        late = draw.choice((0, 0, 0, draw.randrange(1, 250)))
        found.append((max(minute - late, 0), draw.choice((1.0, 1.0, 0.3, 0.7, 0.1, 1234.5, 0.0))))
    return found


@pytest.mark.parametrize("silence", [3, 40, 500])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recent_minutes_add_up_as_in_a_ring(seed: int, silence: int) -> None:
    """Over any window, at any instant, whatever came late: the same bits, so that an old log gives the same pages."""
    recent, ring, draw = Recent(), Ring(), random.Random(seed)
    for minute, weight in _written(seed, silence):
        recent.add(minute, weight)
        ring.add(minute, weight)
        this = ring.top + draw.choice((0, 0, 1, 7, 150, 300))
        now = MINUTE * (this + draw.choice((0.0, 0.25, 0.9)))
        part = 1.0 - (now / MINUTE - math.floor(now / MINUTE))
        first = ring.top - draw.randrange(250)
        end = first + draw.randrange(250)

        assert recent.top == ring.top
        assert recent.between(first, end).hex() == float(ring.between(first, end)).hex()
        assert [one.hex() for one in recent.lasts(now, WINDOWS)] == [
            ring.last(this, part, window).hex() for window in WINDOWS
        ]
        assert recent.last(now, 60) == pytest.approx(ring.last(this, part, 60))
        assert recent.ending(end, (5, 60)) == [sum(ring.in_order(end - window, end), 0.0) for window in (5, 60)]


@pytest.mark.parametrize("seed", [4, 5])
def test_a_restart_goes_on_with_the_same_minutes(seed: int) -> None:
    """A snapshot holds the minutes with counts and no others, and what comes after it adds up alike."""
    recent = Recent(phase=17.0)
    told = _written(seed, 40)
    for minute, weight in told[:150]:
        recent.add(minute, weight)
    again = Recent.of_state(msgspec.msgpack.decode(msgspec.msgpack.encode(recent.to_state())))
    for minute, weight in told[150:]:
        recent.add(minute, weight)
        again.add(minute, weight)

    assert again.to_state() == recent.to_state()
    assert all(count for _, count in again)


def test_silence_takes_no_room() -> None:
    """A brand of one mention in a quarter of an hour has thirteen cells of three hours, not 192."""
    row = Row(KEPT)
    for minute in range(0, 100_000, 15):
        row.add(minute, 1.0)

    assert len(list(row)) == math.ceil(KEPT / 15)
    assert row.between(0, 100_000) == math.ceil(KEPT / 15)


def test_a_cell_that_is_too_old_is_dropped_and_one_of_nothing_moves_on() -> None:
    """A late count older than what is kept is lost; a count of nothing is knowledge of time alone."""
    row = Row(10)
    row.add(100, 2.0)
    row.add(90, 5.0)
    row.add(91, 3.0)
    assert list(row) == [(91, 3.0), (100, 2.0)]
    row.add(101, 0.0)

    assert (row.top, list(row)) == (101, [(100, 2.0)])
    assert (row.of(100), row.of(101), row.of(99)) == (2.0, 0.0, 0.0)


def test_a_state_of_another_hand_is_taken_in_order() -> None:
    """Cells in any order, twice as old as what is kept, or of nothing: what can be kept is."""
    row = Row(10)
    row.take(50, [(49, 1.0), (45, 2.0), (40, 9.0), (47, 0.0)])

    assert list(row) == [(45, 2.0), (49, 1.0)]
    assert row.between(0, 60) == 3.0


def test_the_share_of_a_window_is_that_of_its_cells() -> None:
    """Velocity keeps two rows, of all and of negative ones: ten glad posts, and an hour later ten angry ones."""
    velocity = Velocity()
    for minute in range(10):
        velocity.observe(60.0 * minute, now=60.0 * minute, negative=0.0, known=True)
    for minute in range(60, 70):
        velocity.observe(60.0 * minute, now=60.0 * minute, negative=1.0, known=True)
    for within in (1800.0, 7200.0):
        again = Velocity.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(velocity.to_state())))
        assert again.change(4200.0, within) == velocity.change(4200.0, within)
    now = velocity.change(4200.0, 1800.0)

    assert (now.known_now, now.negative_now, now.known_before) == (10.0, 10.0, 0.0)
    assert velocity.change(4200.0, 7200.0).known_now == 20.0
