"""Promises of calm: true for as long as they stand, and asked for far less often than mentions come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import msgspec
import pytest

from alertd.core.signals.pace import Pace
from alertd.core.signals.promise import ALWAYS, ANY_WORTH, NO_LIMITS, Promise
from alertd.core.signals.volume import Volume

HOUR, DAY = 3600.0, 86400.0
T0 = 1_767_571_200.0  # a Monday
WEIGHTS = {"plain": (1.0,), "threads": (1.0, 0.3, 0.6), "reach": (5_000.0, 200.0, 40.0)}


@contextmanager
def worked_out() -> Iterator[list[float]]:
    """Collect the instants at which a promise was worked out anew."""
    found: list[float] = []
    real = Pace.limits

    def limits(self: Pace, now: float, *rest: object) -> object:
        found.append(now)
        return real(self, now, *rest)  # type: ignore[arg-type]

    with mock.patch.object(Pace, "limits", limits):
        yield found


def told(lane: Volume, per_hour: float, hours: float, *, seed: int, kind: str = "plain", since: float = T0) -> float:
    """Let random mentions come, ask after each whether it is calm, and hold every yes against the lane's own reading."""
    chance, now = random.Random(seed), since
    while True:
        pause = chance.expovariate(per_hour / HOUR)
        for part in (0.3, 0.9):  # time alone makes nothing rare either
            if lane.is_calm(now + part * pause, 7.0):
                assert (lane.reading(now + part * pause).rarity or 0.0) < 7.0
        now += pause
        if now >= since + hours * HOUR:
            return since + hours * HOUR
        lane.observe(now, now=now, weight=chance.choice(WEIGHTS[kind]))
        if lane.is_calm(now, 7.0):
            assert (lane.reading(now).rarity or 0.0) < 7.0


@pytest.mark.parametrize(("kind", "is_even"), [*((kind, False) for kind in WEIGHTS), ("threads", True)])
@pytest.mark.parametrize("per_hour", [0.5, 6.0, 60.0])
def test_what_was_promised_holds_from_the_first_minute_into_the_third_day(per_hour: float, kind: str, *, is_even: bool) -> None:  # fmt: skip
    """Night and day, over buckets that are learnt and hours that close, with mentions that weigh more and less; then in a burst."""
    lane = Volume(started_at=T0)
    lane.live_in("UTC", is_even=is_even)
    now = told(lane, per_hour, 14.0, seed=3, kind=kind)
    now = told(lane, per_hour / 4.0, 8.0, seed=4, kind=kind, since=now)
    now = told(lane, per_hour, 30.0, seed=5, kind=kind, since=now)
    now = told(lane, per_hour * 6.0, 1.5, seed=6, kind=kind, since=now)
    told(lane, per_hour / 8.0, 6.0, seed=7, kind=kind, since=now)


@pytest.mark.parametrize(("per_hour", "most"), [(0.3, 0.02), (8.0, 0.75), (60.0, 0.3), (600.0, 0.1)])
def test_it_is_worked_out_far_less_often_than_mentions_come(per_hour: float, most: float) -> None:
    """A quiet lane needs next to none, for so few are no burst; a busy one spends what it has and gets it back as minutes pass."""
    lane, chance, now, mentions = Volume(started_at=T0), random.Random(1), T0, 0
    with worked_out() as found:
        while now < T0 + 36.0 * HOUR:
            now += chance.expovariate(per_hour / HOUR)
            lane.observe(now, now=now)
            lane.is_calm(now, 30.0)
            mentions += 1

    assert len(found) <= most * mentions + 5


def test_a_few_mentions_are_calm_however_much_time_passes() -> None:
    """Three in a quarter of an hour leave room for half of one, this week and next: nothing need be worked out."""
    lane = Volume(started_at=T0)
    for minute in (0.0, 5.0, 14.0):
        lane.observe(T0 + 60.0 * minute, now=T0 + 60.0 * minute)
    with worked_out() as found:
        assert all(lane.is_calm(T0 + HOUR * hours, 30.0) for hours in (0.3, 1.0, 30.0, 300.0))
        lane.observe(T0 + 300.0 * HOUR, now=T0 + 300.0 * HOUR)
        assert lane.is_calm(T0 + 300.0 * HOUR, 30.0)

    assert not found


@pytest.mark.parametrize("age", [2.0, 40.0])
def test_a_promise_outlives_a_restart(age: float) -> None:
    """A lane that is restored in the middle of one says the same of each mention, and works out as much."""
    lane = Volume(started_at=T0)
    now = told(lane, 40.0, age, seed=9, kind="threads")
    other = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(lane.to_state())))
    answers = []
    for one in (lane, other):
        with worked_out() as found:
            said = []
            for step in range(120):
                at = now + 45.0 * step
                one.observe(at, now=at, weight=0.6 if step % 3 else 1.0)
                said.append(one.is_calm(at, 7.0))
        answers.append((said, found))

    assert answers[0] == answers[1]
    assert lane.to_state() == other.to_state()


def test_a_snapshot_that_knows_no_bounds_is_read() -> None:
    """What a release before this one promised lasts to the next bucket at most, whatever a mention is worth until then."""
    lane = Volume(started_at=T0)
    now = told(lane, 40.0, 30.0, seed=2)
    assert lane.is_calm(now, 30.0)
    *before, _worth, _limits = lane.to_state()
    other = Volume.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(before)))

    assert (other._promise.worth, other._promise.limits) == (ANY_WORTH, NO_LIMITS)
    assert other.reading(now) == lane.reading(now)
    told(other, 40.0, 6.0, seed=8, since=now)


def test_what_was_promised_of_other_windows_is_not_held_against_these() -> None:
    """A release before this one had five: the limit of an hour must not stand for 35 minutes once its room is spent."""
    lane = Volume(started_at=T0)
    now = told(lane, 40.0, 30.0, seed=2)
    assert lane.is_calm(now, 30.0)
    assert lane._promise.limits
    lane._promise.give(0.0, now + 600.0, ANY_WORTH, (1000.0,) * 5)

    with worked_out() as found:
        assert lane.is_calm(now + 1.0, 30.0)
    assert found == [now + 1.0]


def test_a_mention_that_is_suddenly_worth_more_ends_a_promise() -> None:
    """A promise over several buckets allows for a twentieth; a lane of threads that become voices is worked out anew."""
    promise = Promise()
    promise.ask(T0, 7.0)
    assert promise.give(5.0, T0 + 900.0, (0.95, 1.05), (20.0, 30.0))

    assert promise.answer(T0 + 100.0, 7.0, 1.04) is True
    assert promise.answer(T0 + 100.0, 7.0, 1.06) is None
    assert promise.answer(T0 + 900.0, 7.0, 1.0) is None


def test_who_asks_for_less_is_not_answered_by_what_was_promised_for_more() -> None:
    """Calm below seven days says nothing of three; below three it says it of seven too."""
    promise = Promise()
    assert promise.answer(T0, 7.0, 1.0) is None
    assert promise.ask(T0, 7.0) == 7.0
    promise.give(5.0, ALWAYS)
    assert promise.answer(T0, 3.0, 1.0) is None
    assert promise.ask(T0, 3.0) == 3.0
    promise.give(5.0, ALWAYS)

    assert promise.answer(T0, 7.0, 1.0) is True


def test_no_room_is_known_for_the_instant_at_which_it_was_asked() -> None:
    """Five rules ask about one mention: it is worked out once, and anew for the next."""
    promise = Promise()
    promise.ask(T0, 7.0)
    promise.give(-1.0, T0)

    assert promise.answer(T0, 7.0, 1.0) is False
    assert promise.answer(T0 + 1.0, 7.0, 1.0) is None
    promise.nothing()
    assert promise.answer(T0, 7.0, 1.0) is None
