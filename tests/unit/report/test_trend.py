"""Whether it rises or falls, as the chart beside it shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.report.pulse import STEP, Curve
from alertd.report.trend import FEWEST, MANY, last, over, trend

BEGINS = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
rates = st.lists(st.integers(0, 500), min_size=9, max_size=40)
filled = st.floats(0.0, 1.0, exclude_max=True)


def curve(total: list[int], negative: list[int] | None = None) -> Curve:
    """Return a stretch of five minutes a number."""
    return Curve(
        begins_at=BEGINS,
        step=STEP,
        total=tuple(total),
        negative=tuple(negative or [0] * len(total)),
        usual=(None,) * len(total),
        counted=(False,) * len(total),
    )


def way(total: list[int], share: float = 1.0) -> str:
    """Return the word for a curve whose last five minutes are over by a share."""
    return trend(curve(total), BEGINS + timedelta(seconds=STEP * (len(total) - 1 + share))).way


@pytest.mark.parametrize(
    ("total", "word"),
    [
        ([0, 0, 0, 0, 0, 0, 0], "steady"),
        ([4, 4, 4, 4, 4, 4, 4], "steady"),
        ([4, 9, 3, 6, 4, 8, 5], "steady"),
        ([1, 2, 4, 8, 16, 32, 64], "rising"),
        ([64, 32, 16, 8, 4, 2, 1], "falling"),
        ([40, 39, 38, 37, 36, 35, 34], "falling"),
        ([34, 35, 36, 37, 38, 39, 40], "rising"),
        ([0, 0, 0, 0, 0, 0, 1], "steady"),
        ([1, 0, 0, 0, 0, 0, 0], "steady"),
    ],
)
def test_a_word_for_what_the_chart_shows(total: list[int], word: str) -> None:
    """A slow fall is a fall; one post more or less is no direction."""
    assert way(total) == word


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.99])
def test_five_minutes_that_are_still_filling_make_no_fall(share: float) -> None:
    """A hundred in five minutes, and in the minutes that are over as many as their share: it goes on."""
    assert way([100] * 8 + [round(100 * share)], share) == "steady"


def test_the_numbers_beside_the_word_are_those_of_the_sliding_quarters() -> None:
    """Half of the oldest bucket belongs to each side; the mood is that of the last quarter."""
    seen = trend(
        curve([10, 10, 10, 10, 20, 20, 20, 10], [0, 0, 0, 0, 4, 4, 4, 2]), BEGINS + timedelta(seconds=STEP * 7.5)
    )

    assert (seen.before, seen.now, seen.negative) == (35.0, 60.0, 12.0)


def test_a_day_that_has_just_begun_is_read_as_far_as_it_goes() -> None:
    """A store that is minutes old has fewer stretches than half an hour."""
    seen = trend(curve([5, 7]), BEGINS + timedelta(seconds=STEP * 2))

    assert (seen.now, seen.before, seen.way) == (12.0, 0.0, "rising")


@pytest.mark.parametrize(
    ("total", "share", "word", "window"),
    [
        ([21, 21, 21, 0, 160, 7], 0.8, "falling", STEP),
        ([21, 21, 21, 60, 160, 55], 1.0, "falling", STEP),
        ([90, 90, 90, 20, 20, 70], 1.0, "rising", STEP),
        ([21, 21, 21, 60, 160, 150], 1.0, "rising", 3 * STEP),
        ([1, 1, 1, 9, 14, 2], 1.0, "falling", STEP),
        ([50, 50, 50, 50, 50, 20], 1.0, "falling", STEP),
        ([2, 3, 2, 2, 3, 1], 1.0, "steady", 3 * STEP),
    ],
)
def test_a_burst_that_ends_is_told_within_minutes(total: list[int], share: float, word: str, window: int) -> None:
    """The last five minutes speak where they hold many posts and clearly turn; else the quarter does."""
    drawn = curve([5] * 3 + total)
    seen = trend(drawn, BEGINS + timedelta(seconds=STEP * (len(total) + 2 + share)))

    assert (seen.way, seen.span) == (word, window)


def test_a_burst_that_has_been_over_for_twelve_minutes_does_not_rise_again() -> None:
    """It still lies in the last quarter of an hour, and is more than the quarter before: what is told is the calm, and how high it was."""
    counts = [5, 4, 6, 5, 326, 11, 1, 2, 1, 2]
    told = []
    for minutes in range(30, 50):
        seen = trend(curve(counts[: minutes // 5 + 1]), BEGINS + timedelta(minutes=minutes))
        told.append((seen.way, round(seen.now), seen.is_height and round(seen.before)))

    assert {word for word, _, _ in told} == {"falling"}
    assert told[0] == ("falling", 12, 326)
    heights = [height for _, _, height in told if height is not False]
    assert len(heights) == 10
    assert min(heights) > 150, "it says from what height, as long as the burst lies in the quarter"


@given(st.lists(st.integers(0, 500), min_size=7, max_size=30), st.integers(0, 2), st.integers(0, 2))
def test_ten_quiet_minutes_are_never_a_rise(counts: list[int], second: int, third: int) -> None:
    """Whatever was before them, if that was a burst."""
    counts = [*counts, second, third]
    if counts[-3] >= 30:
        assert trend(curve(counts), BEGINS + timedelta(seconds=STEP * len(counts))).way != "rising"


@given(rates, filled)
def test_what_has_all_but_stopped_is_not_rising(counts: list[int], share: float) -> None:
    """The last five minutes hold less than a quarter of the five before, which held many: whatever was earlier."""
    until = BEGINS + timedelta(seconds=STEP * (len(counts) - 1 + share))
    now = last(tuple(counts), share, 1)
    before = last(tuple(counts), share, 2) - now

    if before >= MANY and now < before / 4:
        assert trend(curve(counts), until).way != "rising"


@given(rates, filled)
def test_what_falls_all_the_time_is_neither_steady_nor_rising(heights: list[int], share: float) -> None:
    """Whatever instant it is asked for, and however little it falls."""
    falls = sorted(heights, reverse=True)
    falls[-1] = int(falls[-1] * share)
    seen = trend(curve(falls), BEGINS + timedelta(seconds=STEP * (len(falls) - 1 + share)))

    assert seen.way != "rising"
    if seen.now + seen.before >= FEWEST and seen.before > seen.now:
        assert seen.way == "falling"


@given(rates, filled)
def test_what_rises_all_the_time_is_neither_steady_nor_falling(heights: list[int], share: float) -> None:
    """The last five minutes are over by their share, and hold at least that share."""
    rises = sorted(heights)
    rises[-1] = int(rises[-1] * share) + 1
    seen = trend(curve(rises), BEGINS + timedelta(seconds=STEP * (len(rises) - 1 + share)))

    assert seen.way != "falling"
    if seen.now + seen.before >= FEWEST and seen.now > seen.before:
        assert seen.way == "rising"


@given(rates, filled, st.integers(1, 8))
def test_sliding_windows_count_every_post_once(counts: list[int], share: float, buckets: int) -> None:
    """Two windows side by side hold what one of twice the length holds."""
    several = tuple(counts)
    twice = last(several, share, 2 * buckets)
    once = last(several, share, buckets)

    assert 0.0 <= once <= twice + 1e-6
    assert twice <= sum(several) + 1e-6


@pytest.mark.parametrize(("seconds", "share"), [(-2.0, 0.0), (0.0, 0.0), (150.0, 0.5), (300.0, 1.0), (302.0, 1.0)])
def test_a_curve_that_was_drawn_a_moment_before_is_not_read_beyond_its_end(seconds: float, share: float) -> None:
    """It is shown again for two seconds, and a bucket may end in them: of the one before it no post is taken away for that."""
    drawn = curve([120] * 14)

    assert over(drawn, BEGINS + timedelta(seconds=STEP * 13 + seconds)) == share
