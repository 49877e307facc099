"""The benchmark through the real engine."""

from __future__ import annotations

import numpy as np

from alertd.bench import live, nab, stream
from alertd.config import shipped_rules

DAY = stream.DAY


def test_an_engine_pages_a_flood_once() -> None:
    """Twenty quiet days, then an hour of fifty times the usual: one page, within the hour, none before."""
    usual = stream.quiet(20.0, 21, 1)
    flood = np.zeros_like(usual)
    flood[20 * DAY : 20 * DAY + 60] = 15
    found = live.paged(live.volume_rule(45.0), usual, flood, seed=1, first=19 * DAY, end=20 * DAY + 240)

    assert len(found) == 1
    minute, rule = found[0]
    assert rule == "volume"
    assert 20 * DAY < minute <= 20 * DAY + 15


def test_a_sensor_of_counts_pages_too() -> None:
    """The same by five-minute records of a count sensor, which has no authors to tell apart."""
    run = live.Run(live.volume_rule(7.0))
    for bucket in range(12 * 24 * 8):
        begins = stream.BEGINS + 300.0 * bucket
        run.count(begins, 300.0, 60 if bucket > 12 * 24 * 7 + 100 else 2 + bucket % 3)

    assert len(run.pages) == 1
    assert run.pages[0][0] == stream.BEGINS + 300.0 * (12 * 24 * 7 + 102)


def test_a_crisis_is_drawn_more_negative_than_the_usual() -> None:
    """Mentions of the crisis have a mean P(negative) of about .7, the others of about .15."""
    usual, crisis = np.full(100, 20), np.zeros(100, dtype=np.int64)
    quiet = [event.mention.score.negative for event in live.mentions(usual, None, 3, 0, 100)]
    crisis[:] = 20
    both = [event.mention.score.negative for event in live.mentions(usual, crisis, 3, 0, 100)]

    assert 130 < np.mean(quiet) < 170
    assert 400 < np.mean(both) < 450


def test_a_second_equal_wave_pages_again() -> None:
    """Two hours after the end of the first, on a watch whose week is known."""
    counts, first, second = stream.with_waves(20.0, 4)
    found = live.paged(live.volume_rule(45.0), counts, None, seed=4, first=first, end=second + 90)

    assert [first < minute <= second for minute, _ in found] == [True, False]


def test_the_engine_judges_like_any_other_rule() -> None:
    """A crisis that starts with a known week is paged within two hours, and negative mentions make it sooner."""
    usual, crisis, onset = stream.crisis_apart(20.0, 1, warm_up=20)
    judged = live.by_engine(45.0)(usual + crisis, onset, onset + 150)
    full = live.paged(shipped_rules(), usual, crisis, seed=1, first=onset, end=onset + 150)

    assert judged
    assert full
    assert full[0][0] - onset < judged[0] - onset <= 120


def test_real_series_run_through_the_engine_as_counts() -> None:
    """One burst in one window is found, nothing outside pages."""
    at = tuple(stream.BEGINS + 300.0 * i for i in range(2400))
    counts = tuple(200.0 if 2000 <= i < 2012 else 10.0 + i % 3 for i in range(2400))
    one = nab.Series(name="A", at=at, counts=counts, windows=((at[1950], at[2050]),))

    assert (live.nab_point([one], 27.0).found, live.nab_point([one], 27.0).false) == (1, 0)
