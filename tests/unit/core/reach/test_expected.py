"""Expected reposts: a range that four of five end in, learnt from what the daemon saw itself, and silence where it does not hold."""

from __future__ import annotations

import math
import random

import msgspec
import pytest

from alertd.core.reach.amplification import Amplification
from alertd.core.reach.expected import HOUR, Range

#: Reposts an hour of each star: a factor of two from one to the next, so that scores of all sizes have outcomes.
STARS = {f"star{place}": 4.0 * 2.0 ** (place / 4) for place in range(18)}


class Stream:
    """Stars that are reposted at random, each at a rate of its own, by accounts that come once."""

    def __init__(self, seed: int = 7, *, limit: int = 5_000) -> None:
        self.fold = Amplification(limit=limit, origin=0.0)
        self.random = random.Random(seed)
        self.hour = 0
        self.held = self.told = 0

    def go_on(self, hours: int, times: float = 1.0) -> Stream:
        """Let hours pass in which everybody is reposted so many times as often as usual; keep what was told and what came."""
        for _ in range(hours):
            start = self.hour * HOUR
            coming = []
            for star, rate in STARS.items():
                # The rate itself wanders from hour to hour, as it does for people.
                count = self._poisson(times * rate * self.random.lognormvariate(0.0, 0.3))
                coming += [(start + self.random.random() * HOUR, star) for _ in range(count)]
            foretold = {star: self.fold.expected(star) for star in STARS}
            came = dict.fromkeys(STARS, 0)
            for number, (at, star) in enumerate(sorted(coming)):
                self.fold.repost(star, f"fan{self.hour}-{number}", at)
                came[star] += 1
            for star, one in foretold.items():
                if one is not None:
                    self.told += 1
                    self.held += math.floor(one.low) <= came[star] <= math.ceil(one.high)
            self.hour += 1
        return self

    def _poisson(self, mean: float) -> int:
        if mean > 50.0:
            return max(0, round(self.random.gauss(mean, math.sqrt(mean))))
        limit, product, count = math.exp(-mean), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count

    @property
    def share(self) -> float:
        """The share of ranges that held, of those told since the start or the last `forget`."""
        return self.held / self.told

    def forget(self) -> Stream:
        """Count what is told anew."""
        self.held = self.told = 0
        return self


def test_nothing_is_told_before_hours_have_ended() -> None:
    """The first day of a daemon knows no history, and says nothing instead of guessing."""
    stream = Stream().go_on(1)
    assert [stream.fold.expected(star) for star in STARS] == [None] * len(STARS)
    assert stream.fold.coverage is None


def test_four_of_five_ranges_hold() -> None:
    """Eighty percent and not all of them: a range that always holds says nothing."""
    stream = Stream().go_on(24).forget().go_on(48)
    assert stream.told > 400
    assert 0.74 <= stream.share <= 0.88
    assert stream.fold.coverage == pytest.approx(0.8, abs=0.1)


def test_who_is_reposted_more_is_expected_to_be() -> None:
    """Low, middle and high rise with the score, and lie in this order."""
    fold = Stream().go_on(48).fold
    small, large = fold.expected("star12"), fold.expected("star17")
    assert small is not None
    assert large is not None
    assert small.low < small.middle < small.high
    assert small.middle < large.middle
    assert large.low <= STARS["star17"] <= large.high


def test_hardly_any_is_not_told() -> None:
    """Nobody is helped by "0 to 3 reposts expected"; and a stranger has no range at all."""
    fold = Stream().go_on(48).fold
    assert fold.expected("star0") is None
    assert fold.expected("nobody") is None


def test_ranges_that_do_not_hold_are_withdrawn_and_come_back() -> None:
    """When the stream grows sixfold the ranges of before are wrong: nothing is told until they hold again."""
    stream = Stream().go_on(24)
    assert stream.fold.expected("star15") is not None
    stream.go_on(1, times=6.0).fold.post("star15", stream.hour * HOUR + 300.0)
    assert stream.fold.expected("star15") is None
    stream.go_on(12, times=6.0).forget().go_on(12, times=6.0)
    assert stream.told > 100
    assert stream.share > 0.65
    assert stream.fold.coverage == pytest.approx(0.8, abs=0.1)


def test_an_account_counts_once_an_hour() -> None:
    """A bot that reposts a hundred times is one repost that came, so it teaches nobody to expect a hundred."""
    quiet, bot = Stream(), Stream()
    for hour in range(30):
        quiet.go_on(1)
        bot.go_on(1)
        for stream in (quiet, bot):
            for again in range(100 if stream is bot else 1):
                stream.fold.repost("star15", "bot", hour * HOUR + 3500.0 + again / 10)
    one, two = quiet.fold.expected("star15"), bot.fold.expected("star15")
    assert one is not None
    assert two is not None
    assert two.high == pytest.approx(one.high, rel=0.05)


def test_an_hour_that_nobody_watched_teaches_nothing() -> None:
    """After a standstill of six hours the outcomes are those of before it: what was not seen is not zero."""
    stream = Stream().go_on(24)
    before = stream.fold.expected("star15")
    told = stream.fold.coverage
    stream.fold.post("somebody", (stream.hour + 6) * HOUR)
    assert before is not None
    assert stream.fold.coverage == told


def test_a_forgotten_author_leaves_no_outcome() -> None:
    """Whoever takes the place of an author who was forgotten for want of room does not inherit his hour."""
    fold = Amplification(limit=40, origin=0.0)
    stream = Stream()
    stream.fold = fold
    stream.go_on(5)
    for number in range(400):
        fold.post(f"new{number}", stream.hour * HOUR + number)
    assert len(fold) <= 40
    assert fold.evicted > 0
    Amplification.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(fold.to_state())), limit=40)


@pytest.mark.parametrize("stop", [0, 1, 23, 30])
def test_a_restart_changes_no_range(stop: int) -> None:
    """Ranges after `from_state` are those of the fold that went on, and so is its state, at any hour."""
    one = Stream().go_on(stop)
    packed = msgspec.msgpack.encode(one.fold.to_state())
    other = Stream().go_on(stop)
    other.fold = Amplification.from_state(msgspec.msgpack.decode(packed), limit=5_000)
    one.go_on(6)
    other.go_on(6)
    assert [one.fold.expected(star) for star in STARS] == [other.fold.expected(star) for star in STARS]
    assert msgspec.msgpack.encode(one.fold.to_state()) == msgspec.msgpack.encode(other.fold.to_state())


def test_a_state_from_before_ranges_were_kept_is_taken_up() -> None:
    """An older snapshot has no outcomes: scores are as they were, and ranges come when hours have ended."""
    stream = Stream().go_on(24)
    state = stream.fold.to_state()
    del state["expected"]
    stream.fold = Amplification.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(state)), limit=5_000)
    assert stream.fold.expected("star15") is None
    stream.go_on(12)
    assert isinstance(stream.fold.expected("star15"), Range)
