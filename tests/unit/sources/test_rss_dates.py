"""Dates as feeds write them; what cannot be read is unknown, and never now."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo

import pytest

from alertd.sources.rss.dates import instant, offset_of

ISTANBUL = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thu, 26 Nov 2026 15:11:13 +0000", "2026-11-26T15:11:13"),
        ("Wed, Nov 18 2026 15:05:02 +0000", "2026-11-18T15:05:02"),
        ("Thu, 26 Nov 26 09:00:00 EST", "2026-11-26T14:00:00"),
        ("Thu Nov 26 09:00:00 UTC 2026", "2026-11-26T09:00:00"),
        ("Thursday, November 26, 2026 9:00 PM PST", "2026-11-27T05:00:00"),
        ("27.11.2026 09:00", "2026-11-27T09:00:00"),
        ("26. November 2026, 09:00 Uhr", "2026-11-26T09:00:00"),
        ("Do, 26 Nov 2026 09:00:00 +0100", "2026-11-26T08:00:00"),
        ("26 Kasım 2026 Perşembe 09:00", "2026-11-26T09:00:00"),
        ("29 Kasım 2026 Pazar 10:00", "2026-11-29T10:00:00"),
        ("05 Ağu 2026 10:00", "2026-08-05T10:00:00"),
        ("mar. 24 nov. 2026 9:05", "2026-11-24T09:05:00"),
        ("12 juil. 2026 08h30", "2026-07-12T08:30:00"),
        ("26 novembre 2026 à 09:00", "2026-11-26T09:00:00"),
        ("чт, 26 ноя 2026 09:00:00 +0300", "2026-11-26T06:00:00"),
        ("2 мая 2026 12:00 MSK", "2026-05-02T09:00:00"),
        ("26 Νοεμβρίου 2026 09:00", "2026-11-26T09:00:00"),
        ("3 Μαΐου 2026", "2026-05-03T00:00:00"),
        ("2026/11/26 09:00:00 JST", "2026-11-26T00:00:00"),
        ("14 mar 2026 10:00 IST", "2026-03-14T04:30:00"),
        ("2 March 2026 10:00 AEDT", "2026-03-01T23:00:00"),
        ("2026-11-26 09:00:00 CET", "2026-11-26T08:00:00"),
        ("2026-11-28T15:16:02.696229+00:00", "2026-11-28T15:16:02"),
        ("2026-11-28T15:16+01", "2026-11-28T14:16:00"),
        ("20261128T151602Z", "2026-11-28T15:16:02"),
        ("1795881600", "2026-11-28T16:00:00"),
        ("1795881600000", "2026-11-28T16:00:00"),
        ("Sat, 7 Sept 2026 07:00:01 GMT+2", "2026-09-07T05:00:01"),
    ],
)
def test_a_date_is_read_as_people_write_it(raw: str, expected: str) -> None:
    """English, German, Turkish, French, Russian and Greek; named zones; Unix time."""
    found = instant(raw)

    assert found is not None
    assert found.isoformat() == f"{expected}+00:00"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "31 Nov 2026",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "99999999999999999999",
        "03/04/2026 09:05",
        "29 února 2026",
        "1" * 5_000,
        "26 Nov 2026 25:99",
    ],
)
def test_what_cannot_be_read_is_unknown(raw: str) -> None:
    """Impossible, ambiguous or of another language: None, so that nobody takes it for now."""
    assert instant(raw) is None


def test_a_slash_is_read_by_the_language_of_the_feed() -> None:
    """In America the month comes first; elsewhere the day."""
    american, french = instant("03/04/2026 09:05", language="en-us"), instant("03/04/2026 09:05", language="fr")

    assert american is not None
    assert french is not None
    assert (american.month, french.month) == (3, 4)


@pytest.mark.parametrize(("zone", "hour"), [(UTC, 9), (ISTANBUL, 6)])
def test_a_date_without_a_zone_is_the_feeds_own(zone: tzinfo, hour: int) -> None:
    """RFC 822 says UTC; a feed whose own date names a zone means that one."""
    found = instant("Thu, 26 Nov 2026 09:00:00", zone=zone)

    assert found is not None
    assert found.hour == hour
    assert offset_of("Thu, 26 Nov 2026 09:00:00 +0300") == ISTANBUL
    assert offset_of("Thu, 26 Nov 2026 09:00:00") is None
