"""When customers ask: each once a thread, by whole hours, on the clock of the audience."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alertd.report.load import WEEK, Asked, asked, audience, load_of, slot_of
from alertd.report.threads import Answer, Said
from tests.unit.report.posts import answer, at, said

UTC_ZONE = ZoneInfo("UTC")


def test_a_customer_counts_once_a_thread() -> None:
    """They ask three times in one thread, and once in another; somebody else asks too; thanks are no question."""
    posts: list[Said | Answer] = [
        said("a", 0, author="ann", needs_answer=True),
        said("b", 1, author="ann", in_reply_to="a", needs_answer=True),
        said("c", 2, author="bob", in_reply_to="a", needs_answer=True),
        answer("d", 3, "a"),
        said("e", 4, author="ann", in_reply_to="d"),
        said("f", 9, author="ann", needs_answer=True),
    ]

    assert [(one.at, one.watch) for one in asked(posts)] == [(at(0), "acme"), (at(2), "acme"), (at(9), "acme")]


def test_it_counts_from_the_post_that_needs_an_answer() -> None:
    """A greeting first, the question an hour later."""
    posts = [said("a", 0, author="ann"), said("b", 60, author="ann", in_reply_to="a", needs_answer=True)]

    assert [one.at for one in asked(posts)] == [at(60)]


def test_only_whole_hours_count() -> None:
    """From 9:30 to 12:15: ten to eleven and eleven to twelve."""
    begins, ends = datetime(2026, 11, 2, 9, 30, tzinfo=UTC), datetime(2026, 11, 2, 12, 15, tzinfo=UTC)
    found = load_of([Asked(at(minute), "acme", "en") for minute in (35, 61, 119, 121, 190)], begins, ends, UTC_ZONE)

    assert found.begins_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert found.counts == (2, 1)
    assert found.slots == (10, 11)


def test_nothing_between_two_instants_that_are_no_hour_apart() -> None:
    """Also if the second lies before the first."""
    assert load_of([], at(0), at(59), UTC_ZONE).counts == ()
    assert load_of([], at(60), at(0), UTC_ZONE).counts == ()


@pytest.mark.parametrize(
    ("zone", "slot"), [("UTC", 6 * 24 + 23), ("Asia/Kolkata", 0 * 24 + 4), ("America/Sao_Paulo", 6 * 24 + 20)]
)
def test_a_slot_is_an_hour_of_the_week_on_a_wall(zone: str, slot: int) -> None:
    """Sunday 23:00 UTC is Monday 4:30 in India."""
    assert slot_of(datetime(2026, 11, 22, 23, tzinfo=UTC), ZoneInfo(zone)) == slot


def test_the_night_on_which_the_clock_jumps_has_no_hour_too_many() -> None:
    """The last Sunday of March in Paris has no hour from two to three, that of October has it twice."""
    paris = ZoneInfo("Europe/Paris")
    spring = load_of([], datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC), paris)
    autumn = load_of([], datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC), paris)

    assert [slot % 24 for slot in spring.slots] == [0, 1, *range(3, 24)]
    assert [slot % 24 for slot in autumn.slots] == [0, 1, 2, *range(2, 24)]
    assert max(autumn.slots) == WEEK - 1


@pytest.mark.parametrize(
    ("languages", "team", "zone"),
    [
        ("tr tr tr en", None, "Europe/Istanbul"),
        ("tr en en en", None, "UTC"),
        ("tr en en en", "Europe/London", "Europe/London"),
        ("tr tr en en", "Europe/London", "Europe/London"),
        ("pt pt pt pt", "Europe/London", "America/Sao_Paulo"),
        ("", None, "UTC"),
    ],
)
def test_the_audience_lives_where_most_speak_so(languages: str, team: str | None, zone: str) -> None:
    """English is spoken everywhere: then the hours of the team say more."""
    some = [Asked(at(0), "acme", language) for language in languages.split()]

    assert audience(some, team)[0] == zone


def test_a_thread_of_nobodys_is_no_load() -> None:
    """What the brand writes by itself."""
    assert asked([answer("a", 0), answer("b", 1, "a")]) == []


def test_a_reposted_hour_belongs_to_nobody_before_its_time() -> None:
    """A question before the beginning is not of the first hour."""
    early = Asked(at(0) - timedelta(minutes=5), "acme", "en")

    assert load_of([early], at(0), at(120), UTC_ZONE).counts == (0, 0)
