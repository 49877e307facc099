"""When a burst has stopped, and since when it is as usual again: told from the posts, as they came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alertd.model.events import CountSeen, MentionSeen
from alertd.model.glimpse import Glimpse
from alertd.report.burst_end import EXPECTED, SILENCE
from alertd.report.pulse import SLOT, STEP, Pulse
from alertd.report.trend import Trend, trend
from tests.unit.report.test_pulse import seen

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def posts(begins: float, ends: float, each: float) -> list[MentionSeen]:
    """Return posts from a minute to another, one in so many seconds."""
    number = int((ends - begins) * 60 / each)
    return [seen(NOON + timedelta(minutes=begins, seconds=each * n)) for n in range(number)]


def at(minute: float, came: Iterable[MentionSeen], hourly: int = 0) -> Trend:
    """Return where it goes at a minute after noon, when only what was written until then is known. hourly: what is usual, 0: nobody knows."""
    now, pulse = NOON + timedelta(minutes=minute), Pulse()
    pulse.add(one for one in came if one.at <= now)
    day = pulse.day("acme", now)
    return trend(day.with_(usual=((hourly / 12,) * 3,) * len(day.total)) if hourly else day, now)


def come_later(one: MentionSeen, seconds: int) -> MentionSeen:
    """Return a post that its source brings so much later, as it says itself."""
    late = one.at + timedelta(seconds=seconds)
    return MentionSeen(at=late, mention=one.mention.with_(seen_at=late, delay=float(seconds)))


#: 366 posts in five minutes and a quarter, as a newcomer met it.
BURST = posts(0.5, 5.75, 0.86)


@pytest.mark.parametrize("minute", [6.9, 7.5, 8.5, 9.9, 11, 15, 19])
def test_what_came_to_an_end_has_stopped(minute: float) -> None:
    """It neither rises because five minutes hold it still, nor falls: it is over, and the last post's instant is said."""
    told = at(minute, BURST, hourly=25)

    assert (told.way, told.since) == ("stopped", NOON + timedelta(minutes=5.5))
    assert told.now == 0
    assert told.before > 300
    assert SILENCE <= told.span <= 60 * (minute - 5)


def test_while_it_goes_on_it_rises() -> None:
    """Half a minute without a post is a breath."""
    assert at(4.0, BURST, hourly=25).way == "rising"
    assert at(6.2, BURST, hourly=25).way == "rising"


@pytest.mark.parametrize("minute", [22, 25, 40, 60])
def test_a_quarter_of_an_hour_at_what_is_usual_is_told_so_since_the_end(minute: float) -> None:
    """The hour still holds 366 posts where 25 are usual; what comes now is as ever."""
    told = at(minute, [*BURST, *posts(8, 90, 240)], hourly=25)

    assert told.way == "usual"
    assert told.since is not None
    assert abs((told.since - NOON - timedelta(minutes=5.75)).total_seconds()) <= 2 * SLOT
    assert round(told.before) == 6
    assert told.now <= 6


def test_an_hour_later_nothing_is_left_to_come_back_from() -> None:
    """What goes on as usual is steady then; what was never more has not come back."""
    assert at(75, [*BURST, *posts(8, 90, 240)], hourly=25).way == "steady"
    assert at(30, posts(-90, 90, 144), hourly=25).way != "usual"


def test_where_nobody_knows_what_is_usual_nothing_is_called_so() -> None:
    """An hour of history is no measure; it has stopped all the same."""
    assert at(30, BURST).way == "stopped"


def test_a_second_wave_is_no_end() -> None:
    """Ten quiet minutes, then sixty posts in two: it rises, whatever was before."""
    assert at(18, [*BURST, *posts(16, 18, 2)], hourly=25).way == "rising"


def test_a_second_wave_that_ends_stops_at_its_own_end() -> None:
    """Not at that of the first."""
    told = at(20, [*BURST, *posts(14, 18, 2)], hourly=25)

    assert told.way == "stopped"
    assert told.since is not None
    assert told.since >= NOON + timedelta(minutes=17.5)


def test_what_ebbs_away_has_not_stopped() -> None:
    """Two thirds of it in each five minutes after it: it falls."""
    ebb = [one for n in range(6) for one in posts(5 * n, 5 * n + 5, 1.5**n)]

    assert {at(minute, ebb, hourly=25).way for minute in range(11, 26)} == {"falling"}


def test_a_trickle_after_it_is_told_with_its_number() -> None:
    """Three posts in three minutes are no burst that goes on."""
    told = at(9.0, [*BURST, *posts(6.5, 9, 50)], hourly=25)

    assert (told.way, told.now) == ("stopped", 3)


def test_a_minute_without_a_post_of_a_brand_that_has_few_says_nothing() -> None:
    """Ten ought to have come before their absence does; and a usual stream that pauses is not a burst that ends."""
    assert at(7.0, posts(0, 5, 20), hourly=1).way != "stopped"
    assert at(2.0, posts(-60, 0.5, 3), hourly=1200).way != "stopped"


def test_what_a_source_brings_late_has_not_stopped() -> None:
    """A source that is three minutes behind shows nothing of the last three minutes, ever."""
    slow = [come_later(one, 180) for one in BURST]

    assert {at(minute, slow, hourly=25).way for minute in (6.9, 7.5, 8.0, 9.0)} <= {"rising", "falling"}
    assert at(10.5, slow, hourly=25).way == "stopped"


def test_a_sender_that_is_quicker_than_its_kind_is_taken_at_its_word() -> None:
    """Half an hour is what a file may be behind; this one's posts come within the second."""
    quick = [one.with_(mention=one.mention.with_(delay=1680.0)) for one in BURST]

    assert at(7.5, quick, hourly=25).way == "stopped"


def test_of_numbers_without_posts_nobody_knows_the_minute() -> None:
    """A sensor that counts an hour at once may have counted to its beginning."""
    now, pulse = NOON + timedelta(minutes=8), Pulse()
    pulse.add(BURST)
    pulse.add([CountSeen(at=now, watch="acme", platform="x", begins_at=NOON, seconds=300.0, count=900)])

    assert trend(pulse.day("acme", now), now).way in ("rising", "falling", "steady")


def test_posts_of_before_a_start_count_as_those_that_came_since() -> None:
    """After a restart the store's own history is read: the same word."""
    now, pulse = NOON + timedelta(minutes=9), Pulse()
    its = [one.mention for one in BURST]
    pulse.add_seen(
        Glimpse(watch=one.watch, posted_at=one.posted_at, language=one.language, score=one.score) for one in its
    )
    pulse.prune(now)

    assert trend(pulse.day("acme", now), now).way == "stopped"


def test_nine_days_are_not_kept_by_the_quarter_minute() -> None:
    """Only the end of the curve is looked at so finely."""
    pulse = Pulse()
    pulse.add(posts(-1440, 0, 10))
    day = pulse.day("acme", NOON)

    assert day.recent is not None
    assert sum(day.recent.counts) == 388  # one in ten seconds, from 10:55:20 to 11:59:50
    assert len(day.recent.counts) * SLOT == 3600 + STEP


@pytest.mark.parametrize("later", [1.5, 4.9, 5.0, 6.0, 7.9, 9.9])
def test_a_burst_of_two_minutes_has_stopped_however_its_buckets_lie(later: float) -> None:
    """What a bucket holds is spread over it, and would rise for as long as it does."""
    came = [*posts(0, 1, 1.5), *posts(1, 2, 1.0)]
    assert at(2 + later, came).way == "stopped"


@settings(max_examples=40, deadline=None)
@example(minutes=[40, 60], later=5.0)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.floats(0.0, 20.0))
def test_stopped_is_said_only_of_what_was_and_is_no_more(minutes: list[int], later: float) -> None:
    """Whatever came, minute by minute: before its end enough to be missed, after it a tenth or less; it is never in the time to come."""
    came = [one for n, many in enumerate(minutes) if many for one in posts(n, n + 1, 60 / many)]
    told = at(len(minutes) + later, came)

    if told.way == "stopped":
        assert told.since is not None
        assert told.span >= SILENCE - 1
        assert told.before * told.span >= (EXPECTED - 1) * STEP
        assert told.now <= told.before * max(told.span / STEP, 1.0) * 0.2
        assert told.since <= NOON + timedelta(minutes=len(minutes))
    if told.way == "rising" and later >= 1.5 and sum(minutes[-5:]) >= 100 and minutes[-1] >= 20:
        pytest.fail("nothing has come for a minute and a half, where twenty and more came in each")


@pytest.mark.parametrize("minute", [30, 35, 40, 46, 55])
def test_stopped_and_as_usual_again_name_one_instant(minute: float) -> None:
    """Whoever looks again and again at one burst reads one instant, though the word changes."""
    came = [*BURST, *posts(8, 90, 240)]
    first, later = at(8.0, came, hourly=25), at(minute, came, hourly=25)

    assert (first.way, later.way) == ("stopped", "usual")
    assert first.since == later.since


def test_a_handful_later_is_not_its_end() -> None:
    """Six posts in a minute, where five in five minutes are the most that is usual: the burst is over since it was."""
    came = [*BURST, *posts(8, 30, 240), *posts(30, 31, 10), *posts(32, 90, 240)]
    instants = {told.since for minute in range(7, 60) if (told := at(minute, came, hourly=25)).since is not None}

    assert len(instants) == 1


def test_what_ebbs_away_is_as_usual_since_it_is_and_not_since_it_was_loud() -> None:
    """Ten posts in five minutes are a tenth of the burst and twice what is usual: it is as usual when they have ended, too."""
    told = at(45, [*BURST, *posts(5.75, 20, 30)], hourly=25)

    assert told.way == "usual"
    assert told.since is not None
    assert NOON + timedelta(minutes=17) <= told.since <= NOON + timedelta(minutes=20)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from((0, 0, 0, 1, 1, 2, 4)), min_size=48, max_size=48))
def test_the_instant_never_changes_without_a_burst_of_its_own(minutes: list[int]) -> None:
    """Whatever trickles in for most of an hour, minute by minute, from five minutes after the burst on: one instant."""
    came = [*BURST, *(one for n, many in enumerate(minutes) if many for one in posts(11 + n, 12 + n, 60 / many))]
    instants = [told.since for minute in range(7, 59, 2) if (told := at(minute, came, hourly=25)).since is not None]

    assert len(set(instants)) == 1
