"""Laws of schedules, quiet hours, business hours, caps and calendars, over random clocks, zones and years."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.business_hours import is_open, opens_at
from alertd.core.calendar import zone
from alertd.core.incidents.holds import Cap, next_free
from alertd.core.incidents.oncall import gaps, on_call, shifts
from alertd.core.incidents.quiet_hours import next_digest, quiet_until
from alertd.model.people import ClockSpan, Hours, Layer, Override, Person, Roster, Schedule
from alertd.model.rule import Digest
from alertd.report.ics import escaped, folded

# One without jumps, three with, one that jumps by half an hour, one that jumps at midnight.
ZONES = ("Asia/Kolkata", "Europe/Paris", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Beirut")
#: nights on which some clock jumps, so that they are drawn often
JUMPS = ("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-03-28", "2026-10-24")
steady = settings(deadline=None, max_examples=150)  # the first use of the holidays costs its import
NAMES = ("alice", "bob", "charlie")
ROSTER = Roster(people={name: Person(name=name) for name in NAMES})

zones = st.sampled_from(ZONES)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
spans = st.builds(ClockSpan, begins=clocks, ends=clocks)
weekdays = st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days)))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Draw an instant near a jump, or anywhere in some years."""
    if draw(st.booleans()):
        day = datetime.fromisoformat(draw(st.sampled_from(JUMPS))).replace(tzinfo=UTC)
        return day + timedelta(minutes=draw(st.integers(-24 * 60, 48 * 60)))
    return datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 5 * 365 * 1440)))


people = st.lists(st.sampled_from(NAMES), min_size=0, max_size=3, unique=True).map(tuple)
rotations = st.sampled_from((None, "daily", "weekly", "monthly"))


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    """Draw somebody who stands in for up to two days."""
    begins = draw(instants())
    return Override(
        begins_at=begins,
        ends_at=begins + timedelta(minutes=draw(st.integers(1, 2880))),
        who=draw(st.sampled_from(NAMES)),
    )


layers = st.builds(Layer, people=people, hours=st.none() | spans, timezone=zones, days=weekdays, rotate=rotations)
schedules = st.builds(
    Schedule,
    name=st.just("pr"),
    people=people,
    timezone=zones,
    rotate=rotations,
    handover_day=st.integers(0, 6),
    handover_at=clocks,
    holidays=st.sampled_from(((), ("FR",))),
    overrides=st.lists(overrides(), max_size=2).map(tuple),
    layers=st.lists(layers, max_size=2).map(tuple),
    anchor=st.dates(date(2023, 1, 1), date(2027, 1, 1)),
)


def says_quiet(span: ClockSpan, at: datetime, timezone: str) -> bool:
    """Return what the wall says, read in the plainest way."""
    clock = at.astimezone(zone(timezone)).time()
    if span.begins <= span.ends:
        return span.begins <= clock < span.ends
    return clock >= span.begins or clock < span.ends


@steady
@given(schedules, instants(), st.integers(1, 10), st.data())
def test_shifts_and_gaps_cover_all_time_once_and_agree_with_on_call(
    schedule: Schedule, begins: datetime, days: int, data: st.DataObject
) -> None:
    """No instant is left out or told twice, and each is told as `on_call` tells it."""
    roster = ROSTER.with_(schedules={"pr": schedule})
    ends = begins + timedelta(days=days)

    told = [(s.begins_at, s.ends_at, s.people) for s in shifts(roster, "pr", begins, ends)]
    told += [(g.begins_at, g.ends_at, ()) for g in gaps(roster, "pr", begins, ends)]
    told.sort()

    assert told[0][0] == begins
    assert told[-1][1] == ends
    assert all(one[1] == other[0] for one, other in itertools.pairwise(told))
    at = begins + timedelta(seconds=data.draw(st.integers(0, days * 86_400 - 1)))
    assert next(who for b, e, who in told if b <= at < e) == on_call(roster, "pr", at)


@steady
@given(st.sampled_from(("daily", "weekly", "monthly")), zones, clocks, st.integers(0, 6), instants())
def test_turns_follow_each_other_without_a_skip(
    rotate: str, timezone: str, clock: time, day: int, begins: datetime
) -> None:
    """Whatever the clocks do, after each person comes the next of the file."""
    schedule = Schedule(name="pr", people=NAMES, timezone=timezone, rotate=rotate, handover_at=clock, handover_day=day)
    roster = ROSTER.with_(schedules={"pr": schedule})

    order = [shift.people[0] for shift in shifts(roster, "pr", begins, begins + timedelta(days=100))]

    assert len(order) > 1
    assert all(NAMES[(NAMES.index(one) + 1) % 3] == other for one, other in itertools.pairwise(order))


@steady
@given(spans, zones, instants())
def test_quiet_is_exactly_what_the_wall_says_and_ends_as_soon_as_it_does(
    span: ClockSpan, timezone: str, at: datetime
) -> None:
    """Held if and only if the wall says quiet; the end is the first minute at which it does not."""
    until = quiet_until(Person(name="alice", timezone=timezone, quiet=span), at)

    assert (until is not None) == says_quiet(span, at, timezone)
    if until is not None:
        assert at < until <= at + timedelta(hours=26)
        assert not says_quiet(span, until, timezone)
        minute = at.replace(second=0)
        while minute < until:
            assert says_quiet(span, minute, timezone)
            minute += timedelta(minutes=1)


@steady
@given(st.builds(Hours, name=st.just("h"), timezone=zones, days=weekdays, open=spans), instants())
def test_business_hours_open_at_the_first_instant_that_is_open(hours: Hours, at: datetime) -> None:
    """Never early, never late; hours without a day hold nothing."""
    opening = opens_at(hours, at)

    assert opening >= at
    if not hours.days:
        assert opening == at
        return
    assert is_open(hours, opening)
    quarter = at
    while quarter < opening:
        assert not is_open(hours, quarter)
        quarter += timedelta(minutes=15)


@steady
@given(st.builds(Digest, to=st.just("pr"), at=clocks, days=weekdays), zones, instants())
def test_digests_come_later_and_at_least_weekly(digest: Digest, timezone: str, at: datetime) -> None:
    """Strictly later, on one of its days, and two in a row are never at one instant."""
    due = next_digest(digest, timezone, at)

    assert at < due <= at + timedelta(days=8, hours=2)
    assert next_digest(digest, timezone, due) > due
    if digest.days:
        assert due.astimezone(zone(timezone)).weekday() in digest.days


caps = st.builds(Cap, count=st.integers(1, 6), per=st.integers(1, 120).map(lambda m: timedelta(minutes=m)))


@steady
@given(st.lists(st.integers(0, 300), max_size=25), st.lists(caps, min_size=1, max_size=3))
def test_no_stretch_ever_holds_more_than_its_cap(wanted: list[int], limits: list[Cap]) -> None:
    """Whenever messages are wanted, none is early, none is lost, and no cap is broken."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    sent: list[datetime] = []

    for minute in sorted(wanted):
        at = noon + timedelta(minutes=minute)
        free = next_free(sent, limits, at)
        assert free >= at
        sent.append(free)

    assert len(sent) == len(wanted)
    assert sent == sorted(sent)
    for cap in limits:
        for first in sent:
            assert sum(first <= other < first + cap.per for other in sent) <= cap.count


@steady
@given(st.text(max_size=200))
def test_a_calendar_line_unfolds_to_what_was_folded(text: str) -> None:
    """No piece is longer than 75 octets, and no text can begin a line of its own."""
    line = "SUMMARY:" + escaped(text.encode("utf-8", "replace").decode())

    pieces = folded(line).split("\r\n")

    assert "\n" not in line
    assert "\r" not in line
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
