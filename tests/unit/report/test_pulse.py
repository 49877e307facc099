"""How much was written about a watch, five minutes at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.model.events import CountSeen, MentionSeen
from alertd.model.mention import Mention
from alertd.model.score import Quality, Score
from alertd.report.pulse import KEPT, Pulse

NOW = datetime(2026, 11, 21, 3, 2, tzinfo=UTC)


def seen(at: datetime, *, negative: int = 0, watch: str = "acme") -> MentionSeen:
    """Return a mention of that instant."""
    score = Score(negative=negative, neutral=1000 - negative, positive=0, quality=Quality.TRAINED, scorer="t/1")
    mention = Mention(
        watch=watch, platform="x", id=str(at), author="u", posted_at=at, seen_at=at, language="en", score=score, voice=1
    )
    return MentionSeen(at=at, mention=mention)


def count(at: datetime, number: int, seconds: float) -> CountSeen:
    """Return a record of a volume sensor."""
    return CountSeen(at=at, watch="acme", platform="x", begins_at=at, seconds=seconds, count=number)


def test_a_post_counts_in_the_minutes_it_was_written() -> None:
    """The last bucket is the one that is filling; what is older than a day is not shown."""
    pulse = Pulse()
    pulse.add(
        [seen(NOW), seen(NOW, negative=700), seen(NOW - timedelta(hours=23, minutes=55)), seen(NOW - timedelta(days=1))]
    )
    day = pulse.day("acme", NOW)
    assert (day.total[-1], day.negative[-1]) == (2, 1)
    assert day.total[0] == 1
    assert sum(day.total) == 3
    assert day.at(len(day.total) - 1) == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert sum(pulse.day("globex", NOW).total) == 0


def test_usual_is_what_the_same_hour_held_on_the_days_before() -> None:
    """Three days are needed; the busiest and the quietest of them make the band."""
    pulse = Pulse()
    for days, posts in ((1, 12), (2, 24), (3, 36)):
        pulse.add(seen(NOW - timedelta(days=days)) for _ in range(posts))
    assert pulse.day("acme", NOW).usual[-1] is None  # of the third day only the end is known
    pulse.add([seen(NOW - timedelta(days=3, hours=2))])
    assert pulse.day("acme", NOW).usual[-1] == (1.0, 2.0, 3.0)


def test_counted_posts_and_read_ones_are_the_same_posts() -> None:
    """A sensor's number is the larger one, spread over its time in whole posts, and marked."""
    pulse = Pulse()
    begins = datetime(2026, 11, 21, 2, 50, tzinfo=UTC)
    pulse.add([count(begins, 7, 900.0), seen(begins), seen(begins + timedelta(minutes=1))])
    day = pulse.day("acme", NOW)
    assert day.total[-3:] == (3, 2, 2)
    assert day.counted[-3:] == (True, True, True)
    assert not any(day.counted[:-3])


def test_what_no_curve_can_show_is_forgotten() -> None:
    """The memory of a month of posts is the memory of nine days."""
    pulse = Pulse()
    pulse.add(seen(NOW - timedelta(hours=hours)) for hours in range(24 * 30))
    pulse.prune(NOW)
    assert sum(len(kept) for kept in pulse._total.values()) <= KEPT / timedelta(hours=1) + 1
