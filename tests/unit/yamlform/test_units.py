"""Units: each written form is read exactly, and a near miss names the right form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.rules.spelling import span as spelled
from alertd.yamlform import amounts, clocks, units
from alertd.yamlform.units import WrongUnitError

READ: list[tuple[Callable[[str], Any], str, Any]] = [
    (units.span, "90s", timedelta(seconds=90)),
    (units.span, "1h30m", timedelta(minutes=90)),
    (units.span, "4w", timedelta(weeks=4)),
    (units.span, "1.5h", timedelta(minutes=90)),
    (units.span, "0s", timedelta(0)),
    (units.ratio, "1.5x", 1.5),
    (units.share, "0.1%", 0.001),
    (units.share, "35 %", 0.35),
    (units.over_share, "over 50%", 0.5),
    (units.points, "20 points", 20.0),
    (units.points, "1 point", 1.0),
    (units.rise, "3x", (None, 3.0)),
    (units.top_share, "top 0.1%", 0.001),
    (units.top_share, "top 1%", 0.01),
    (units.top_a_day, "top 5 a day", 5),
    (units.reposts, "100 reposts", 100),
    (units.count, "40", 40),
    (units.count, "10k", 10_000),
    (units.count, "2.5m", 2_500_000),
    (units.count, "2.5M", 2_500_000),
    (clocks.clock, "9:05", time(9, 5)),
    (clocks.day, "Mon", 0),
    (clocks.days, "mon-fri", (0, 1, 2, 3, 4)),
    (clocks.days, "weekdays", (0, 1, 2, 3, 4)),
    (clocks.days, "sat,sun", (5, 6)),
    (clocks.days, "fri-mon", (0, 4, 5, 6)),
    (clocks.handover, "mon 09:00", (0, time(9))),
    (clocks.handover, "Friday 17:30", (4, time(17, 30))),
    (amounts.size, "20 GB", 20_000_000_000),
    (amounts.size, "512MiB", 512 * 2**20),
    (amounts.dollars, "20 USD", 20.0),
    (amounts.language, "pt-BR", "pt"),
    (amounts.calendar, "tr", "TR"),
    (amounts.listen, "[::1]:80", ("::1", 80)),
]
WRONG: list[tuple[Callable[[str], Any], str, str | None]] = [
    (units.span, "5 minutes", "5m"),
    (units.span, "1 hour and 30 min", "1h30m"),
    (units.span, "5min", "5m"),
    (units.span, "15", "15m"),
    (units.span, "00:15", "15m"),
    (units.span, "soon", None),
    (units.span, "-5m", None),
    (units.span, "99999w", None),
    (units.ratio, "4", "4x"),
    (units.ratio, "x4", "4x"),
    (units.ratio, "400%", "4x"),
    (units.ratio, "4 times", "4x"),
    (units.share, "0.35", "35%"),
    (units.share, "35", "35%"),
    (units.share, "35 percent", "35%"),
    (units.share, "140%", None),
    (units.over_share, "50%", "over 50%"),
    (units.over_share, ">50%", "over 50%"),
    (units.rise, "20", "20 points"),
    (units.rise, "20%", "20 points"),
    (units.rise, "20pp", "20 points"),
    (units.top_share, "0.1%", "top 0.1%"),
    (units.top_a_day, "top 5", "top 5 a day"),
    (units.reposts, "100", "100 reposts"),
    (units.count, "1,000", "1000"),
    (units.count, "10 thousand", "10k"),
    (units.count, "40 mentions", "40"),
    (units.count, "1.5", None),
    (units.count, "-3", None),
    (clocks.clock, "9am", "09:00"),
    (clocks.clock, "5.30 pm", "17:30"),
    (clocks.clock, "25:00", None),
    (clocks.clock_span, "9-17", "09:00-17:00"),
    (clocks.clock_span, "22:00 to 07:00", "22:00-07:00"),
    (clocks.clock_span, "09:00-09:00", None),
    (clocks.day, "mondy", "monday"),
    (clocks.handover, "monday 9am", "monday 09:00"),
    (amounts.size, "20", "20 GB"),
    (amounts.size, "20 gigs", "20 GB"),
    (amounts.dollars, "$20", "20 USD"),
    (amounts.dollars, "20 EUR", None),
    (amounts.zone, "Istanbul", "Europe/Istanbul"),
    (amounts.zone, "New York", "America/New_York"),
    (amounts.zone, "Europe/Instanbul", "Europe/Istanbul"),
    (amounts.zone, "../../etc/passwd", None),
    (amounts.language, "english", "en"),
    (amounts.calendar, "Turkey", "TR"),
    (amounts.listen, "8321", "127.0.0.1:8321"),
]


@pytest.mark.parametrize(("read", "raw", "value"), READ)
def test_a_written_form_is_read(read: Callable[[str], Any], raw: str, value: object) -> None:
    """What the reference shows is what the reader takes."""
    assert read(raw) == value


@pytest.mark.parametrize(("read", "raw", "better"), WRONG)
def test_a_near_miss_names_the_right_form(read: Callable[[str], Any], raw: str, better: str | None) -> None:
    """A wrong form is refused, and what was probably meant is offered (or nothing, where it would be a guess)."""
    with pytest.raises(WrongUnitError) as caught:
        read(raw)

    assert caught.value.better == better
    assert better is None or better in str(caught.value)


@pytest.mark.parametrize("read", [read for read, _, better in WRONG if better])
def test_what_is_offered_can_be_read(read: Callable[[str], Any]) -> None:
    """A suggestion that is itself refused would be a bad joke."""
    for other, _, better in WRONG:
        if other is read and better:
            read(better)


@given(st.integers(min_value=1, max_value=10_000_000))
def test_a_spelled_duration_is_read_back(seconds: int) -> None:
    """What explain prints can be pasted into a rule."""
    assert units.span(spelled(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(raw: str) -> None:
    """Whatever is written, a reader returns or raises WrongUnitError, never anything else."""
    for read in {read for read, _, _ in READ} | {amounts.safe_url, amounts.zone, clocks.clock_span}:
        try:
            read(raw)
        except WrongUnitError:
            continue


def test_a_whole_day_is_a_day_of_its_zone_and_counts_to_its_end() -> None:
    """From the 24th until the 27th is four days in Istanbul, not in UTC."""
    begins = clocks.instant("2026-12-24", "Europe/Istanbul")
    ends = clocks.instant("2026-12-27", "Europe/Istanbul", is_end=True)

    assert (begins, ends) == (datetime(2026, 12, 23, 21, tzinfo=UTC), datetime(2026, 12, 27, 21, tzinfo=UTC))


def test_an_instant_with_an_offset_keeps_it() -> None:
    """An RFC 3339 instant means itself, whatever the zone of the schedule."""
    assert clocks.instant("2026-12-24T10:00:00+01:00", "Asia/Tokyo") == datetime(2026, 12, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "better"),
    [("24.12.2026", "2026-12-24"), ("2026/12/24", "2026-12-24"), ("2026-13-01", None), ("christmas", None)],
)
def test_a_date_of_another_country_is_offered_as_ours(raw: str, better: str | None) -> None:
    """Day and month must not be guessed silently."""
    with pytest.raises(WrongUnitError) as caught:
        clocks.instant(raw, "UTC")

    assert caught.value.better == better


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.1/", "http://[::1]:8/", "https://example.org/"])
def test_plain_http_stays_on_this_machine(url: str) -> None:
    """Tests and relays on loopback need no certificate."""
    assert amounts.safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://127.0.0.1.example.org/",
        "ftp://x/",
        "https://",
        "http://10.0.0.1/",
        "//x",
        "http://[::1",
    ],
)
def test_plain_http_to_others_is_refused(url: str) -> None:
    """A page holds an acknowledge link: nobody on the way may read it."""
    with pytest.raises(WrongUnitError):
        amounts.safe_url(url)
