"""The sums of a pattern leave out what adds nothing and walk the ring in strides: to the last bit they are those of its definition."""

from __future__ import annotations

import math
import random

import pytest

from alertd.core.signals import pattern as module
from alertd.core.signals.pattern import (
    LEVEL_BOUNDS,
    LEVEL_LAG,
    LEVEL_PRIOR,
    LEVEL_UNREST,
    LEVEL_WILD,
    MOST_MORE,
    MOST_TIMES,
    Pattern,
)
from alertd.core.signals.season import KEPT_HOURS, UNKNOWN, WEEKS_AGO, Season, decoded

HOURS = 900  # more than the ring holds
BEGINS = 490_000


def _lived(rate: float, zone: str, seed: int) -> Pattern:
    """Return a pattern that has lived: gaps, late posts, hours that nobody watched, and a skip."""
    chance = random.Random(seed)
    made = Pattern()
    made.zone = zone
    made.begin(BEGINS)
    for _ in range(HOURS):
        hour = made.next
        if (count := float(int(chance.expovariate(1.0 / rate)))) > 0.0:
            made.add(hour, count)
        if chance.random() < 0.02:
            made.add(hour - 5, 3.0)
        made.close(known=chance.random() < 0.97, worth=1.0)
        if chance.random() < 0.01:
            made.forget(hour - 3)
        if chance.random() < 0.003:
            made.skip(7)
    return made


def _sum(codes: list[int], cap: float) -> tuple[float, int]:
    known = [min(decoded(code), cap) for code in codes if code != UNKNOWN]
    return math.fsum(known), len(known)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Istanbul", "America/New_York"])
@pytest.mark.parametrize("rate", [0.05, 1.0, 30.0, 5000.0])
def test_rate_and_mean_are_those_of_the_definition(rate: float, zone: str) -> None:
    """Every hour of a week ahead, at brands that write once a day and five thousand times an hour."""
    made = _lived(rate, zone, seed=int(rate * 100))
    codes = made.season.codes
    known = [decoded(code) for code in codes if code != UNKNOWN]
    assert made.mean == (math.fsum(known) + 0.5) / len(known)
    cap = MOST_TIMES * made.mean + MOST_MORE
    for hour in range(made.next, made.next + 168):
        days, weeks, beside = (module._DAYS, WEEKS_AGO, module._NEAR)
        if zone != "UTC":
            days, weeks, beside = module._by_clock(zone, hour)
        (day, n_days), (week, n_weeks), (near, n_near) = (
            _sum([codes[(hour - back) % KEPT_HOURS] for back in backs], most)
            for backs, most in ((days, cap), (weeks, math.inf), (beside, cap))
        )
        share = module.NEAR_YOUNG if n_days < module.YOUNG_DAYS else module.NEAR_OLD
        prior = module.DAILY_MENTIONS + module.DAILY_HOURS * made.mean
        daily = made.mean * (day + share * near + prior) / ((n_days + share * n_near) * made.mean + prior)
        prior = module.WEEKLY_MENTIONS + module.WEEKLY_HOURS * daily
        doubt = module.DOUBT / (1.0 + module.DOUBT_DAYS * n_days) + 1.0 / (made.mean * max(made.hours, 1))
        assert made._rate(hour) == (daily * (week + prior) / (n_weeks * daily + prior), doubt)


@pytest.mark.parametrize("rate", [0.05, 1.0, 30.0])
def test_level_is_that_of_the_definition_after_each_hour(rate: float) -> None:
    """Whatever came between two looks: a late post, an hour that was forgotten, a restart."""
    chance = random.Random(7)
    made = _lived(rate, "UTC", seed=3)
    for step in range(120):
        hour = made.next
        seen, expected = 0.0, []
        for each in range(hour - LEVEL_LAG - 24, hour - LEVEL_LAG):
            count = made.season.count(each)
            if count is not None and each in made._rates:
                usual = made.rate(each)[0]
                seen += min(count, usual + LEVEL_WILD * math.sqrt(usual + LEVEL_UNREST * usual * usual))
                expected.append(usual)
        ratio = (seen + LEVEL_PRIOR) / (math.fsum(expected) + LEVEL_PRIOR)
        assert made.level(hour) == min(max(ratio, LEVEL_BOUNDS[0]), LEVEL_BOUNDS[1])
        made.add(hour, float(chance.randrange(4)))
        made.add(hour - chance.randrange(1, 20), 2.0)
        if step % 10 == 3:
            made.forget(hour - chance.randrange(1, 20))
        made.close(known=True, worth=1.0)
        if step % 30 == 5:
            after = Pattern()
            after.from_state(made.to_state())
            made = after


def test_rates_are_forgotten_with_their_hours() -> None:
    """A lane keeps those of little more than a day, however long it lives."""
    made = _lived(1.0, "UTC", seed=1)
    assert len(made._rates) <= module._REMEMBERED + 3
    assert len(made._most) <= len(made._rates)
    assert min(made._rates) >= made.next - 1 - module._REMEMBERED


def test_codes_between_two_hours() -> None:
    """As count() tells them, over the seam of the ring, before the first hour and behind the last one."""
    season = Season()
    assert list(season.between(5, 8)) == [UNKNOWN] * 3
    for hour in range(BEGINS, BEGINS + 700):
        season.add(hour, float(hour % 5))
        season.close(hour, known=hour % 7 != 0)
    last = BEGINS + 700
    for first in (last - KEPT_HOURS - 2, last - KEPT_HOURS, last - 300, last - 24, last - 3):
        wanted = [season.count(hour) for hour in range(first, first + 24)]
        found = [None if code == UNKNOWN else decoded(code) for code in season.between(first, first + 24)]
        assert found == wanted


def test_a_newer_python_learns_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 3.12 on `sum` of floats rounds once. A pattern adds with what rounds once on each, so a replay agrees elsewhere."""

    def levels() -> list[float]:
        made = _lived(30.0, "UTC", seed=3)
        return [made.level(made.next - back) for back in range(48)]

    before = levels()
    monkeypatch.setattr(module, "sum", math.fsum, raising=False)
    assert levels() == before
