"""Charts as text: what they show, to eyes and to screen readers."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.report.pulse import Curve, Recent
from alertd.web.charts import Mark, apart, day_chart, nice, sparkline
from alertd.web.words import words

BEGINS = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
WORDS = words("en")
Day = tuple[list[int], list[int], list[tuple[float, float, float] | None]]


def curve(total: list[int], negative: list[int] | None = None, *, counted: bool = False) -> Curve:
    """Return a curve of five-minute buckets."""
    size = len(total)
    return Curve(
        begins_at=BEGINS,
        step=300,
        total=tuple(total),
        negative=tuple(negative or [0] * size),
        usual=((1.0, 2.0, 3.0),) * size,
        counted=(counted,) * size,
    )


def drawn(shown: Curve, *marks: Mark, link: str = "", zone: str = "UTC", title: str = "acme") -> list[ET.Element]:
    """Return the two drawings, read as XML: a broken one raises."""
    text = day_chart(shown, marks, ZoneInfo(zone), title=title, words=WORDS, link=link)
    return list(ET.fromstring(f"<both>{text}</both>"))


def test_a_bar_says_its_numbers_in_words() -> None:
    """Fifteen minutes on a desk, thirty on a phone, by the reader's clock, in whole posts."""
    wide, narrow = drawn(curve([4, 5, 6] * 96, [1, 0, 1] * 96), zone="Europe/Istanbul")
    assert wide.get("aria-label") == "acme"
    titles = [title.text for title in wide.iter("title")]
    assert titles[0] == "06:00–06:15: posts 15, negative 2, usual 3–9"
    assert len(titles) == 96
    assert next(title.text for title in narrow.iter("title")) == "06:00–06:30: posts 30, negative 4, usual 6–18"


def test_a_click_on_a_bar_leads_to_its_posts() -> None:
    """To the very minutes, in UTC."""
    (wide, _) = drawn(curve([1] * 288), link="/search?since={from}&until={until}")
    links = [one.get("href") for one in wide.iter("a")]
    assert links[0] == "/search?since=2026-11-21T03:00:00Z&until=2026-11-21T03:15:00Z"


def test_what_happened_is_marked_once_where_it_happened() -> None:
    """Ten pages of one minute are one mark; what lies outside the picture is not in it."""
    pages = [Mark(at=BEGINS + timedelta(hours=12, seconds=n), kind="paged", label="page") for n in range(10)]
    outside = Mark(at=BEGINS - timedelta(hours=1), kind="opened", label="opened")
    (wide, _) = drawn(curve([1] * 288), *pages, outside)
    found = [one for one in wide.iter("g") if "mark" in (one.get("class") or "")]
    assert [one.get("class") for one in found] == ["mark paged"]
    line = next(found[0].iter("line"))
    assert line.get("x1") == "376.0"  # the middle


def test_no_mark_covers_another() -> None:
    """First post, opened, paged and answered within a minute: four flags beside each other, each tied to its own instant."""
    kinds = ("began", "opened", "paged", "answered")
    near = [Mark(at=BEGINS + timedelta(hours=23, minutes=59, seconds=n), kind=k, label=k) for n, k in enumerate(kinds)]
    for picture in drawn(curve([1] * 288), *near):
        circles = [float(one.get("cx") or 0) for one in picture.iter("circle")]
        assert len(circles) == 4
        assert all(later - one >= 9 for one, later in itertools.pairwise(circles)), "two radii and a gap"
        assert circles[-1] <= float((picture.get("viewBox") or "").split()[2]), "and within the picture"


@given(places=st.lists(st.floats(0, 1000), max_size=12).map(sorted))
def test_flags_stand_apart_in_their_order_and_move_only_where_they_must(places: list[float]) -> None:
    """Whatever is marked; what stands apart already stays where it is."""
    moved = apart(places, 11.0, 1000.0)
    assert all(later - one > 11.0 - 1e-6 for one, later in itertools.pairwise(moved))
    assert all(one <= 1000.0 for one in moved)
    assert apart(moved, 11.0, 1000.0) == pytest.approx(moved)
    if all(later - one >= 11.0 for one, later in itertools.pairwise(places)):
        assert moved == places


def test_counted_time_is_hatched_and_a_hostile_name_stays_text() -> None:
    """A watch may be called anything; a picture has no script."""
    text = str(day_chart(curve([3] * 36, counted=True), [], ZoneInfo("UTC"), title='"><script>', words=WORDS))
    assert 'class="counted"' in text
    assert "<script" not in text
    assert "style=" not in text


@settings(deadline=None)
@given(total=st.lists(st.integers(0, 10**6), min_size=36, max_size=36), share=st.floats(0, 1))
def test_no_bar_leaves_its_picture(total: list[int], share: float) -> None:
    """Whatever the numbers, every shape stands inside, and the top of the axis is above all of them."""
    shown = curve(total, [int(n * share) for n in total])
    for svg in drawn(shown):
        for rect in svg.iter("rect"):
            if rect.get("class") in ("all", "negative"):
                assert 19 <= float(rect.get("y") or 0) <= 200
                assert float(rect.get("height") or 0) >= 0
    assert nice(max(total)) >= max(total)
    assert re.search(r'points="[^"]*nan', sparkline(shown, title="x")) is None


def test_two_hundred_viewers_see_one_drawing_and_who_reads_another_clock_their_own() -> None:
    """Drawing is what a page costs most: the same curve, marks, words and clock are drawn once."""
    zones = [ZoneInfo("UTC"), ZoneInfo("Europe/Istanbul")]
    marks = [Mark(at=BEGINS, kind="opened", label="opened")]
    first, again, elsewhere = (
        day_chart(curve([3] * 36), marks, zone, title="kettlo", words=WORDS) for zone in (zones[0], zones[0], zones[1])
    )

    assert again is first
    assert elsewhere != first
    assert day_chart(curve([4] * 36), marks, zones[0], title="kettlo", words=WORDS) != first


def running(seconds: int) -> Curve:
    """Return a curve of which so much of its last five minutes is over."""
    shown = curve([30] * 35 + [6], [30] * 35 + [6])
    ends_at = shown.at(35) + timedelta(seconds=seconds)
    return shown.with_(recent=Recent(ends_at=ends_at, counts=(6,) * 260, negative=(3,) * 260))


def test_a_bar_that_still_fills_shows_where_it_goes_and_does_not_look_like_the_end() -> None:
    """A minute of five has six posts: drawn on to thirty, as its neighbours are; once its time is over, nothing is added."""
    for svg in drawn(running(60)):
        tops = {one.get("class"): float(one.get("y") or 0) for one in svg.iter("rect") if one.get("class") != "hit"}
        assert tops["running"] < tops["negative"]
        before = next(float(one.get("y") or 0) for one in svg.iter("rect") if one.get("class") == "all")
        assert before < tops["running"] < before + 30, (
            "24 beside 30: of less than a quarter nothing is made more than that"
        )
    assert 'class="running"' not in str(day_chart(running(300), [], ZoneInfo("UTC"), title="x", words=WORDS))
    assert 'class="running"' not in str(day_chart(curve([3] * 36), [], ZoneInfo("UTC"), title="x", words=WORDS))


def test_the_last_minutes_are_drawn_one_by_one_with_their_unit() -> None:
    """Four stretches a minute; the one that runs holds what is over of it."""
    part = running(90).minutes(30)
    assert part is not None
    assert (part.step, len(part.total), part.total[-2:], part.negative[-2:]) == (60, 30, (24, 12), (12, 6))
    assert part.at(29) == running(90).at(35) + timedelta(seconds=60)
    assert part.filled == 0.5
    assert part.usual[0] == (0.2, 0.4, 0.6)
    wide, _ = drawn(part)
    assert "posts per 1 min" in [one.text for one in wide.iter("text")]
    assert curve([1] * 36).minutes(30) is None, "where it is not known so finely"


def test_a_day_without_a_negative_post_has_no_red() -> None:
    """Not even a line along the ground, which reads as a little all day."""
    for negative, is_red in ((0, False), (4, True)):
        svg = ET.fromstring(str(sparkline(curve([4] * 36, [negative] * 36), title="acme")))
        points = next(one.get("points") or "" for one in svg.iter("polygon") if one.get("class") == "negative")
        assert (len({point.split(",")[1] for point in points.split()}) > 1) is is_red
