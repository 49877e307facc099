"""The rates of the last hours: what was added is there to the last bit, what was not is missing, and the oldest go first."""

from __future__ import annotations

import tracemalloc

from alertd.core.signals.hour_rates import HourRates

FIRST = 490_000


def test_what_was_added_is_found() -> None:
    """Hours before, between and after are missing."""
    kept = HourRates([(FIRST, 0.1, 0.7), (FIRST + 1, 0.0, 0.6), (FIRST + 4, 1 / 3, 0.5)])

    assert [kept.get(FIRST + each) for each in range(-1, 6)] == [
        None,
        (0.1, 0.7),
        (0.0, 0.6),
        None,
        None,
        (1 / 3, 0.5),
        None,
    ]
    assert list(kept) == [FIRST, FIRST + 1, FIRST + 4]
    assert len(kept) == 3
    assert FIRST + 2 not in kept


def test_rates_in_a_row_are_told_only_if_all_are_there() -> None:
    """Nothing stands in for an hour that is missing."""
    kept = HourRates([(FIRST, 0.1, 0.7), (FIRST + 1, 0.2, 0.6), (FIRST + 3, 0.4, 0.5)])

    assert list(kept.rates(FIRST, FIRST + 2) or ()) == [0.1, 0.2]
    assert kept.rates(FIRST, FIRST + 4) is None
    assert kept.rates(FIRST - 1, FIRST + 1) is None
    assert kept.rates(FIRST + 3, FIRST + 5) is None


def test_old_hours_are_forgotten() -> None:
    """Those that come later stand where they stood; forgetting what is not there changes nothing."""
    kept = HourRates([(FIRST + each, float(each), 0.5) for each in range(10)])
    kept.forget_before(FIRST - 5)
    assert len(kept) == 10
    kept.forget_before(FIRST + 7)
    assert list(kept) == [FIRST + 7, FIRST + 8, FIRST + 9]
    kept.add(FIRST + 10, 10.0, 0.5)
    assert kept.get(FIRST + 10) == (10.0, 0.5)
    kept.forget_before(FIRST + 500)
    assert list(kept) == []
    kept.add(FIRST + 500, 1.0, 0.5)
    assert list(kept) == [FIRST + 500]


def test_a_snapshot_brings_back_the_same() -> None:
    """With what is missing, and forgetting goes on from there."""
    kept = HourRates([(FIRST, 0.1, 0.7), (FIRST + 4, 1 / 3, 0.5)])
    again = HourRates([(int(hour), rate, doubt) for hour, rate, doubt in kept.rows()])

    assert again.rows() == kept.rows() == [[FIRST, 0.1, 0.7], [FIRST + 4, 1 / 3, 0.5]]


def test_a_day_of_them_is_small() -> None:
    """Thirty-three hours, which is what a lane keeps, in less than a kilobyte."""
    tracemalloc.start()
    try:
        kept = [HourRates([(FIRST + each, float(each), 0.5) for each in range(33)]) for _ in range(100)]
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert size / len(kept) < 1_000
