"""The stored forms of the signals: a lane carried over a restart is the same, and a damaged one says where."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
import pytest

from alertd.core.reach.active import ActiveMinutes
from alertd.core.signals.authors import Authors
from alertd.core.signals.emerging_terms import Terms
from alertd.core.signals.quiet import Quiet
from alertd.core.signals.velocity import Velocity
from alertd.core.signals.volume import Volume

T0 = 1_700_000_000.0


class _Signal(Protocol):
    def to_state(self) -> list[object]: ...


def _posts() -> Volume:
    lane = Volume(started_at=T0)
    for i in range(3000):
        lane.observe(T0 + 40.0 * i, now=T0 + 40.0 * i, weight=0.5 if i % 3 else 1.0)
    lane.observe(T0 + 100_000.0, now=T0 + 120_000.0)
    lane.observe(T0, now=T0 + 120_000.0)
    lane.gap(T0 + 120_100.0, T0 + 124_000.0)
    lane.is_calm(T0 + 124_500.0)
    return lane


def _counts() -> Volume:
    lane = Volume()
    for i in range(1200):
        lane.observe_count(T0 + 300.0 * i, 300.0, float(i % 7), now=T0 + 300.0 * (i + 1))
    return lane


def _authors() -> Authors:
    authors = Authors()
    for i in range(50):
        authors.observe(T0 + i, (1 << 62) + i)
    return authors


def _velocity() -> Velocity:
    lane = Velocity()
    for i in range(200):
        lane.observe(T0 + 30.0 * i, now=T0 + 30.0 * i, negative=0.25, known=True)
    lane.is_calm(T0 + 6000.0, 900.0, floor=500.0, points=10.0)
    return lane


def _terms() -> Terms:
    terms = Terms()
    for i in range(100):
        terms.observe(T0 + 60.0 * i, ["refund", f"word{i}"], now=T0 + 60.0 * i)
    return terms


def _quiet() -> Quiet:
    quiet = Quiet()
    for i in range(100):
        quiet.observe(T0 + 600.0 * i, now=T0 + 600.0 * i)
    return quiet


def _active() -> ActiveMinutes:
    active = ActiveMinutes(1000)
    active.touch(0)
    return active


SIGNALS = (_posts, _counts, _authors, _velocity, _terms, _quiet, _active)


@pytest.mark.parametrize("make", SIGNALS, ids=lambda make: make.__name__)
def test_a_restart_changes_no_byte(make: Any) -> None:
    """What a restored signal writes is what it was restored from."""
    packed = msgspec.msgpack.encode(make().to_state())
    again: _Signal = type(make()).from_state(msgspec.msgpack.decode(packed))

    assert msgspec.msgpack.encode(again.to_state()) == packed


@pytest.mark.parametrize(
    ("make", "at", "damaged", "named"),
    [
        (_posts, (1,), "x", r"StoredVolume: Expected `float`, got `str` - at `\$\[0\]`"),
        (_posts, (12,), [0.0, 5], "StoredRecent: Expected `array` of at least length 3, got 2"),
        (_posts, (15, 4, 1), None, r"StoredPace: Expected `float`, got `null` - at `\$\[4\]\[1\]`"),
        (_posts, (15, 6, 6, 3), 7, "StoredSeason: Expected `bytes`, got `int`"),
        (_counts, (14, 5, 0, 3, 4), 7, "StoredTail: Expected `bytes`, got `int`"),
        (_counts, (14, 5, 1, 0), [1.0], "StoredMean: "),
        (_counts, (14, 6), [], "StoredSeasonal: "),
        (_authors, (2,), ["someone"], "StoredAuthors: Expected `int`, got `str`"),
        (_velocity, (6, 1), [[1]], "StoredCells: "),
        (_terms, (2,), 3, "StoredTerms: Expected `bytes`, got `int`"),
        (_quiet, (3,), "many", "StoredQuiet: "),
        (_active, (2,), 3, "StoredActive: Expected `array`, got `int`"),
    ],
)
def test_a_damaged_state_says_which_part_and_where(make: Any, at: tuple[int, ...], damaged: object, named: str) -> None:
    """A snapshot that was damaged is refused as it is read, not hours later, and the error names the place."""
    state = msgspec.msgpack.decode(msgspec.msgpack.encode(make().to_state()))
    part = state
    for i in at[:-1]:
        part = part[i]
    part[at[-1]] = damaged

    with pytest.raises(ValueError, match=named):
        type(make()).from_state(state)
