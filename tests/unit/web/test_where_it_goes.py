"""Where it goes, as the page of an incident says it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alertd.core.wording.languages import language
from alertd.core.wording.numbers import span
from alertd.report.pulse import STEP, Curve, Recent
from alertd.web.incident_head import told_now
from alertd.web.where_it_goes import where_it_goes
from alertd.web.words import WORDS
from tests.unit.web.test_charts import curve

UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("before", "now", "word", "told"),
    [
        ([2, 2, 2], [2, 2, 200], "rising", "Last 5 min: 200 posts, 1 negative · the 5 min before: 2"),
        ([90, 90, 90], [9, 9, 9], "falling", "Last 5 min: 9 posts, 1 negative · at its height in 5 min: 90"),
        ([9, 9, 9], [9, 9, 9], "steady", "Last 15 min: 27 posts, 3 negative · the 15 min before: 27"),
        ([0] * 3, [0, 1, 1], "steady", "Last 15 min: 2 posts, 3 negative · the 15 min before: 0"),
    ],
)
def test_where_it_goes_is_said_with_its_numbers(before: list[int], now: list[int], word: str, told: str) -> None:
    """Two posts after none make nothing rise; what lies far below its height is read against it."""
    shown = curve([5] * 282 + before + now, [0] * 285 + [1, 1, 1])
    said, numbers, _ = where_it_goes(shown, shown.begins_at + timedelta(days=1), WORDS["en"], language("en"), UTC)
    assert said == WORDS["en"][word]
    assert numbers == told


@pytest.mark.parametrize("code", sorted(WORDS))
def test_where_a_burst_has_just_ended_the_last_five_minutes_are_told(code: str) -> None:
    """The word and the numbers beside it are of one window, which stands with them."""
    shown = curve([5] * 282 + [21, 21, 21, 30, 160, 8], [0] * 287 + [3])
    said, numbers, _ = where_it_goes(shown, shown.begins_at + timedelta(days=1), WORDS[code], language(code), UTC)
    assert said == WORDS[code]["falling"]
    assert numbers.count(span(language(code), 300)) == 2
    assert "160" in numbers
    assert "{" not in numbers


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def after_a_burst(minute: int) -> Curve:
    """Return the curve at a minute after noon: 150 posts in the five minutes before noon, then nothing; two are usual."""
    now = NOON + timedelta(minutes=minute)
    slots = (3600 + STEP) // 15
    counts = [0] * slots
    for n in range(20):
        counts[slots - 1 - 4 * minute - 1 - n] = 7
    total = [0] * (288 - minute // 5 - 2) + [140] + [0] * (minute // 5 + 1)
    recent = Recent(ends_at=now + timedelta(seconds=15), counts=tuple(counts))
    return curve(total).with_(begins_at=NOON - timedelta(minutes=5 * 288 - 5 - minute // 5 * 5), recent=recent)


@pytest.mark.parametrize("code", sorted(WORDS))
@pytest.mark.parametrize(("minute", "way", "many"), [(3, "stopped", "140"), (9, "stopped", "140"), (22, "usual", "6")])
def test_a_burst_that_is_over_is_told_by_the_readers_clock(code: str, minute: int, way: str, many: str) -> None:
    """When it stopped, and then since when it is as usual, with its numbers, in each language; the style sheet knows it."""
    zone = ZoneInfo("Europe/Istanbul")
    shown = after_a_burst(minute)
    word, numbers, style = where_it_goes(shown, NOON + timedelta(minutes=minute), WORDS[code], language(code), zone)

    assert style == way
    assert "14:59" in word  # one instant, whatever word goes with it
    assert many in numbers
    assert "{" not in word + numbers


def test_what_is_over_in_english() -> None:
    """Short: it is read at three in the night."""
    told = [
        where_it_goes(after_a_burst(minute), NOON + timedelta(minutes=minute), WORDS["en"], language("en"), UTC)[:2]
        for minute in (3, 22)
    ]

    assert told == [
        ("stopped at 11:59", "In the 3 min since: 0 posts · the 5 min before: 140"),
        ("back to usual since 11:59", "Last 15 min: 0 posts · usually 6"),
    ]


def test_the_number_in_bold_is_what_comes_now() -> None:
    """While it burns the hour; once it is over what has come since, and the hour behind it: "140 posts in 1 h" in bold sounds as if it burnt."""
    burning = curve([5] * 282 + [2, 2, 2, 2, 2, 200])
    told = [
        told_now(after_a_burst(minute), NOON + timedelta(minutes=minute), language("en"))[1][:2] for minute in (3, 22)
    ]

    assert told == [["0 posts in 3 min", "140 posts in 1 h"], ["0 posts in 15 min", "140 posts in 1 h"]]
    assert told_now(burning, burning.begins_at + timedelta(days=1), language("en"))[1][0].endswith("posts in 1 h")


def test_after_the_hour_of_a_burst_nothing_is_told_twice() -> None:
    """Where the hour holds nothing any more, its zero is enough."""
    gone = after_a_burst(75)

    assert told_now(gone, NOON + timedelta(minutes=75), language("en"))[1][0] == "0 posts in 1 h"
