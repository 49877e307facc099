"""Whether it rises or falls, as the chart beside it shows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.report.burst_end import FEWEST
from alertd.report.pulse import STEP, Curve
from alertd.report.trend import PASSED, last, over, trend

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


@pytest.mark.parametrize(("fresh", "word"), [(144, "rising"), (100, "rising"), (54, "falling"), (20, "falling")])
def test_a_crisis_of_eight_minutes_that_ebbs_does_not_rise(fresh: int, word: str) -> None:
    """Three minutes of the newest bucket are over: with as many as before it rises against the quarter before, with a third it ebbs."""
    assert way([2, 3, 2, 3, 2, 3, 10, 240, fresh], 0.6) == word


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
        ([1, 1, 1, 7, 9, 8], 1.0, "rising", 3 * STEP),
        ([0, 0, 0, 4, 2, 1], 1.0, "steady", 3 * STEP),
        ([2, 3, 2, 2, 3, 1], 1.0, "steady", 3 * STEP),
    ],
)
def test_a_burst_that_ends_is_told_within_minutes(total: list[int], share: float, word: str, window: int) -> None:
    """The last five minutes speak where they clearly turn, or lie clearly below the height; else the quarter does."""
    drawn = curve([5] * 3 + total)
    seen = trend(drawn, BEGINS + timedelta(seconds=STEP * (len(total) + 2 + share)))

    assert (seen.way, seen.span) == (word, window)


#: The minutes of a burst as a newcomer met it: 337 posts in five minutes, then one or two in each five.
BURST = [1] * 12 + [337] + [2, 1, 1, 2, 1, 2, 1, 1, 2]


@pytest.mark.parametrize("minute", range(40))
def test_a_quarter_that_holds_the_burst_and_a_long_quiet_does_not_rise(minute: int) -> None:
    """Whatever minute it is asked for after the five that held it all: it is falling, by one window, against its height."""
    at = BEGINS + timedelta(seconds=STEP * 13 + 60 * (minute + 3))
    seen = trend(curve(BURST), at)

    assert (seen.way, seen.span) == ("falling", STEP)
    assert seen.before > 100


@settings(max_examples=40)
@given(st.lists(st.integers(0, 500), min_size=7, max_size=30), st.integers(0, 2), st.integers(0, 2))
def test_ten_quiet_minutes_are_never_a_rise(counts: list[int], second: int, third: int) -> None:
    """Whatever was before them, if that was a burst."""
    counts = [*counts, second, third]
    if counts[-3] >= 30:
        assert trend(curve(counts), BEGINS + timedelta(seconds=STEP * len(counts))).way != "rising"


def test_an_hour_after_its_height_it_is_no_longer_falling() -> None:
    """What goes on at one or two in five minutes is steady then."""
    assert way([1] * 12 + [337] + [1, 2] * 7) == "steady"


@pytest.mark.parametrize(
    ("counts", "usual", "word"),
    [
        ([100, 100, 60, 60, 60, 60, 60, 100], 100.0, "steady"),
        ([100, 100, 60, 60, 60, 60, 60, 100], 20.0, "rising"),
        ([1, 1, 1, 1, 1, 1, 1, 9], 9.0, "steady"),
        ([1, 1, 1, 1, 1, 1, 1, 9], None, "rising"),
    ],
)
def test_what_comes_back_to_what_is_usual_does_not_rise(counts: list[int], usual: float | None, word: str) -> None:
    """A hundred in five minutes is nothing for a brand that has a hundred in each."""
    drawn = curve(counts)
    if usual is not None:
        drawn = drawn.with_(usual=((usual, usual, usual),) * len(counts))

    assert trend(drawn, BEGINS + timedelta(seconds=STEP * len(counts))).way == word


def test_a_second_wave_rises_although_it_is_far_below_the_first() -> None:
    """Sixty in five minutes after two are news, whatever there was half an hour ago."""
    assert way([1] * 6 + [300, 2, 2, 2, 2, 60]) == "rising"


@settings(max_examples=40)
@given(rates, st.lists(st.floats(0.0, 0.33), min_size=3, max_size=8), filled)
def test_what_has_passed_its_height_is_not_rising(burst: list[int], quiet: list[float], share: float) -> None:
    """Ten minutes and more below a third of the height, of which the last are no clear rise of their own: whatever the quarters hold."""
    height = max(burst[-4:])
    counts = burst + [int(height * part) for part in quiet]
    counts[-1] = int(counts[-1] * share)
    until = BEGINS + timedelta(seconds=STEP * (len(counts) - 1 + share))
    now = last(tuple(counts), share, 1)
    before = last(tuple(counts), share, 2) - now

    if now < PASSED * height and now - before <= 2 * (now + before) ** 0.5:
        assert trend(curve(counts), until).way != "rising"


@settings(max_examples=40)
@given(rates, filled)
def test_what_has_doubled_is_not_falling(counts: list[int], share: float) -> None:
    """The last five minutes hold twice the five before, and no mere handful."""
    until = BEGINS + timedelta(seconds=STEP * (len(counts) - 1 + share))
    now = last(tuple(counts), share, 1)
    before = last(tuple(counts), share, 2) - now

    if now >= max(2 * before, FEWEST):
        assert trend(curve(counts), until).way != "falling"


@settings(max_examples=40)
@given(rates, filled)
def test_the_word_is_that_of_the_numbers_beside_it(counts: list[int], share: float) -> None:
    """Rising beside a number that is smaller than the one before it nobody believes."""
    seen = trend(curve(counts), BEGINS + timedelta(seconds=STEP * (len(counts) - 1 + share)))

    if seen.way != "steady":
        assert (seen.way == "rising") == (seen.now > seen.before)
    if seen.is_height:
        assert seen.before <= max(counts) + 1e-6


@settings(max_examples=40)
@given(rates, filled, st.integers(1, 4))
def test_five_minutes_without_a_post_make_nothing_rise(counts: list[int], share: float, empty: int) -> None:
    """No post came, so nothing has become worse."""
    silent = [*counts, *[0] * (empty + 1)]

    assert trend(curve(silent), BEGINS + timedelta(seconds=STEP * (len(silent) - 1 + share))).way != "rising"


@settings(max_examples=40)
@given(rates, filled)
def test_what_falls_all_the_time_is_neither_steady_nor_rising(heights: list[int], share: float) -> None:
    """Whatever instant it is asked for, and however little it falls."""
    falls = sorted(heights, reverse=True)
    falls[-1] = int(falls[-1] * share)
    seen = trend(curve(falls), BEGINS + timedelta(seconds=STEP * (len(falls) - 1 + share)))

    assert seen.way != "rising"
    if seen.now + seen.before >= FEWEST and seen.before > seen.now:
        assert seen.way == "falling"


@settings(max_examples=40)
@given(rates, filled)
def test_what_rises_all_the_time_is_neither_steady_nor_falling(heights: list[int], share: float) -> None:
    """The last five minutes are over by their share, and hold at least that share."""
    rises = sorted(heights)
    rises[-1] = int(rises[-1] * share) + 1
    seen = trend(curve(rises), BEGINS + timedelta(seconds=STEP * (len(rises) - 1 + share)))

    assert seen.way != "falling"
    if seen.now + seen.before >= FEWEST and seen.now > seen.before:
        assert seen.way == "rising"


@settings(max_examples=40)
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
