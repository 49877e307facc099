"""spike: more than expected of this watch at this time. Ratios are computed by hand; rarity is the signal's own (its tests)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from alertd.core.times import instant, seldom
from alertd.model.rule import AllOf, Floor, Spike, Terms
from alertd.model.watch import Campaign, Occasion, Watch
from tests.unit.core.rules.conditions.looking import NOON, Looking
from tests.unit.core.stage import Stage, house, loud

HOUR = 3600.0
TEN = timedelta(minutes=10)
#: three times the usual in ten minutes, no floors but those that are asked for
RATIO = Spike(ratio=3.0, window=TEN, at_least=Floor(mentions=1, authors=1))


def steady(condition: Spike, **changes: Any) -> Looking:
    """Return a watch with one mention a minute for ten hours before noon: ten in ten minutes are usual."""
    return Looking(condition, **changes).many(600, -10 * HOUR, 0.0)


def test_a_ratio_is_of_what_is_usual_in_the_same_window() -> None:
    """Ten in ten minutes are usual: 29 are 2.9 times that, 31 are 3.1."""
    for count, holds in ((29, False), (31, True)):
        verdict = steady(RATIO).many(count, 30, 570).ask(600)

        assert verdict.value == count
        assert verdict.shown[0].usual == pytest.approx(10, rel=0.01) if holds else True
        assert verdict.holds is holds


def test_a_ratio_versus_the_last_day() -> None:
    """24 hours with 6 an hour make one in ten minutes usual."""
    condition = RATIO.with_(versus="last_24h")
    looking = Looking(condition).many(30 * 6, -30 * HOUR, 0.0).many(4, 10, 500)
    verdict = looking.ask(600)

    assert verdict.holds
    assert verdict.shown[0].usual == pytest.approx(1.0, rel=0.1)


def test_a_ratio_versus_the_same_hour_of_four_weeks_needs_four_weeks() -> None:
    """Until then nobody knows, and it does not hold."""
    looking = Looking(RATIO.with_(versus="same_hour_4_weeks")).many(600, -10 * HOUR, 0.0).many(500, 1, 590)

    assert not looking.ask(600).holds


def test_rarer_than_is_a_line_and_the_note_says_how_rare() -> None:
    """What is rarer than a day may be commoner than a hundred years."""
    burst = steady(Spike(rarer_than=timedelta(days=1))).many(200, 0, 600)
    rarity = burst.ask(600).shown[0].rarity
    assert rarity is not None
    assert rarity > 1
    assert burst.ask(600).holds

    assert burst.ask(600, Spike(rarer_than=timedelta(days=rarity))).holds
    assert not burst.ask(600, Spike(rarer_than=timedelta(days=rarity * 1.01))).holds
    assert f"expected once in {seldom(rarity)}" in burst.ask(600).note


def test_a_floor_of_mentions() -> None:
    """Rare, and too few to wake somebody."""
    for floor, holds in ((40, True), (41, False)):
        assert steady(RATIO.with_(at_least=Floor(mentions=floor, authors=1))).many(40, 10, 590).ask(600).holds is holds


def test_a_floor_of_authors() -> None:
    """Forty mentions by one person are one person; the count of authors is of the window."""
    condition = RATIO.with_(at_least=Floor(mentions=1, authors=30))
    one = steady(condition).many(40, 10, 590, author="troll").ask(600)
    many = steady(condition).many(40, 10, 590).ask(600)

    assert (one.holds, many.holds) == (False, True)
    assert "authors" in one.note


def test_the_default_floor_grows_with_the_watch() -> None:
    """Sixty mentions an hour: at least ten by five; on a quiet watch four by three."""
    busy = steady(Spike(ratio=3.0, window=TEN)).many(40, 10, 590, author="troll").ask(600)
    quiet = Looking(Spike(ratio=3.0, window=TEN)).say(-9 * HOUR).many(3, 10, 590).ask(600)

    assert "at least 10 mentions by 5 authors" in busy.limit
    assert not busy.holds
    assert "at least 4 mentions by 3 authors" in quiet.limit
    assert not quiet.holds


def test_copies_are_one_voice_unless_posts_are_counted() -> None:
    """A hundred copies of one text: a hundred posts, and on a young watch as much as five people who say it."""
    voices = steady(RATIO).many(100, 10, 590, voice=99_999).ask(600)
    posts = steady(RATIO.with_(count="posts")).many(100, 10, 590, voice=99_999).ask(600)

    assert (voices.holds, posts.holds) == (False, True)
    assert (voices.value, posts.value) == (5, 100)


def test_once_a_watch_knows_itself_a_copy_is_a_copy() -> None:
    """After three days of history a hundred people with one text are one voice."""
    old = Looking(RATIO).many(3 * 24 * 30, -3 * 86400, 0)

    assert old.many(100, 10, 590, voice=99_999).ask(600).value == 1


@pytest.mark.parametrize(
    ("of", "negative", "holds"), [("negative", 0.9, True), ("negative", 0.05, False), ("positive", 0.05, True)]
)
def test_of_negative_counts_whole_posts(of: str, negative: float, *, holds: bool) -> None:
    """Each post counts whole or not at all, from the probability on at which as many are wrong as are missed."""
    looking = Looking(RATIO.with_(of=of)).many(600, -10 * HOUR, 0.0, 0.2)
    looking.many(60, -10 * HOUR, 0.0, 0.7).many(60, -10 * HOUR, 0.0, 0.05)
    looking.many(40, 10, 590, negative)

    verdict = looking.ask(600)
    assert verdict.holds is holds


def test_of_negative_leaves_out_what_nobody_can_score() -> None:
    """Forty posts in a language nobody knows are not forty thirds of a complaint."""
    looking = Looking(RATIO.with_(of="negative")).many(600, -10 * HOUR, 0.0, 0.5).many(400, 10, 590, None)

    assert not looking.ask(600).holds


def test_of_terms_counts_only_mentions_with_the_words() -> None:
    """Refunds triple while the rest is steady."""
    condition = RATIO.with_(of="terms", terms=("refund",))
    looking = steady(condition)
    looking.many(60, -10 * HOUR, 0.0, terms=("refund",)).many(100, 10, 590)
    assert not looking.ask(600).holds

    assert looking.many(12, 10, 590, terms=("refund",)).ask(600).holds


def test_of_matching_counts_the_words_of_the_rules_own_terms() -> None:
    """The spike of what its terms condition looks for."""
    spike = RATIO.with_(of="matching")
    both = AllOf(conditions=(Terms(any=("refund",)), spike))
    looking = Looking(both).many(60, -10 * HOUR, 0.0, terms=("refund",)).many(300, 10, 590)
    assert not looking.ask(600, spike).holds

    assert looking.many(12, 10, 590, terms=("refund",)).ask(600, spike).holds


def test_of_reach_counts_people() -> None:
    """The same number of posts, by authors with a hundred times the audience."""
    looking = Looking(RATIO.with_(of="reach")).many(600, -10 * HOUR, 0.0, audience=100)
    assert not looking.many(10, 10, 590, audience=100).ask(600).holds

    verdict = looking.many(10, 10, 590, audience=10_000).ask(600)
    assert (verdict.holds, verdict.shown[0].unit) == (True, "people")


def test_it_clears_half_way_and_not_at_the_limit() -> None:
    """Held at 3x, it stays at 1.6x and ends at 1.4x."""
    for count, stays in ((31, True), (16, True), (14, False)):
        assert steady(RATIO).many(count, 30, 570).ask(600, holding=True).stays is stays


def test_clear_below_is_a_ratio_of_the_usual() -> None:
    """clear_below: 2x."""
    condition = RATIO.with_(clear_below=2.0)
    for count, stays in ((21, True), (19, False)):
        assert steady(condition).many(count, 30, 570).ask(600, holding=True).stays is stays


def test_what_does_not_hold_does_not_stay() -> None:
    """The clear limit is for what has begun to hold."""
    assert not steady(RATIO).many(16, 30, 570).ask(600).stays


def test_a_campaign_raises_the_expectation() -> None:
    """Three times of five times the usual: 31 are nothing, 151 are."""
    launch = Campaign(name="launch", begins_at=instant(NOON), ends_at=instant(NOON + HOUR), expect=5.0)
    watch = Watch(name="acme", campaigns=(launch,))

    assert not steady(RATIO, watch=watch).many(31, 30, 570).ask(600).holds
    assert "5x is expected now" in steady(RATIO, watch=watch).many(31, 30, 570).ask(600).note
    assert steady(RATIO, watch=watch).many(160, 30, 570).ask(600).holds
    assert steady(RATIO, watch=watch).many(31, HOUR + 30, HOUR + 570).ask(HOUR + 600).holds


def test_an_occasion_raises_the_expectation_on_its_day() -> None:
    """The rule looks at the days of the watch's people: noon in UTC is the 23rd here, and the 24th in Auckland."""
    for zone, holds in (("UTC", False), ("Pacific/Auckland", True)):
        day = Occasion(name="anniversary", on="11-23", expect=5.0)
        watch = Watch(name="acme", occasions=(day,), timezone=zone)

        assert steady(RATIO, watch=watch).many(31, 30, 570).ask(600).holds is holds


def test_a_planned_event_teaches_nothing_of_usual_days() -> None:
    """Two days of five times as much, of every mood; the same crisis is as rare after it as if it had not been."""
    launch = Campaign(name="launch", begins_at=instant(NOON), ends_at=instant(NOON + 48 * HOUR), expect=5.0)
    angry = Spike(of="negative", rarer_than=timedelta(days=30), at_least=Floor(mentions=6, authors=5))
    rarities = []
    for times in (1.0, 5.0):
        looking, chance, at = (
            Looking(angry, watch=Watch(name="acme", campaigns=(launch,))),
            random.Random(3),
            -14 * 24 * HOUR,
        )
        while at < 60 * HOUR:
            at += 240.0 / (times if 0.0 <= at < 48 * HOUR else 1.0)
            looking.say(at, 0.9 if chance.random() < 0.1 else 0.05)
        looking.many(8, 61 * HOUR, 61 * HOUR + 900.0, 0.9)
        rarities.append(looking.ask(61 * HOUR + 900.0).shown[0].rarity or 0.0)

    assert rarities[1] == pytest.approx(rarities[0], rel=0.9)


def test_groups_are_counted_apart() -> None:
    """Turkish triples while English is steady."""
    looking = Looking(RATIO, group_by="language").many(600, -10 * HOUR, 0.0).many(600, -10 * HOUR, 0.0, language="tr")
    looking.many(31, 30, 570, language="tr").many(10, 30, 570)

    assert looking.ask(600, group="tr").holds
    assert not looking.ask(600, group="en").holds


def test_counts_and_posts_feed_one_lane() -> None:
    """A sensor for X, posts from Reddit: both are mentions, and the authors' floor counts as met."""
    looking = Looking(RATIO.with_(at_least=Floor(mentions=30, authors=30)))
    for bucket in range(-120, 0):
        looking.sensor(bucket * 300, 5)
    looking.sensor(0, 20).many(15, 10, 290, platform="reddit", author="one")
    verdict = looking.ask(300)

    assert verdict.value == pytest.approx(40, abs=1)
    assert verdict.holds
    assert "authors unknown" in verdict.note


def test_nothing_counted_is_nothing_rare() -> None:
    """The first look at a new watch."""
    assert Looking(RATIO).ask(0).note == "nothing counted yet"


def test_it_must_hold_for_as_long_as_the_rule_says_without_a_break() -> None:
    """for: 12m, with a window of ten: twenty minutes of it page; a burst that ends before is remembered as such."""
    held = loud(when=RATIO.with_(hold=timedelta(minutes=12), clear_below=3.0))
    for burst_minutes, paged in ((20, True), (2, False)):
        stage = Stage(house(held))
        for minute in range(600):
            stage.until(stage.now.replace(hour=8, minute=0, second=0) + timedelta(minutes=minute)).mention("neutral")
        begin = stage.now
        for second in range(0, burst_minutes * 60, 4):
            stage.until(begin + timedelta(seconds=second)).mention("neutral")
        stage.until(begin + timedelta(minutes=60))

        assert bool(stage.told()) is paged
        assert "alert-pending" in stage.reasons()
        if not paged:
            assert "condition-ended-early" in stage.reasons()


def test_words_never_heard_before_are_more_than_any_ratio() -> None:
    """A recall word has no usual number; on a watch of four days it fires by its floor, on a new watch it does not."""
    recall = Spike(of="terms", terms=("recall",), ratio=4.0, at_least=Floor(mentions=10, authors=5))
    old = Looking(recall).many(480, -4 * 24 * HOUR, 0.0).many(12, 10, 590, terms=("recall",))
    new = Looking(recall).many(12, 10, 590, terms=("recall",))

    assert old.ask(600).holds
    assert not new.ask(600).holds


@pytest.mark.parametrize("days", [0.1, 1, 6])
def test_a_word_that_was_never_heard_is_rare_when_many_say_it(days: float) -> None:
    """150 people in half an hour, on a watch that was listened to all the time and never heard it."""
    spike = Spike(of="terms", terms=("recall",), rarer_than=timedelta(days=1))
    looking = Looking(spike).many(round(240 * days), -86400 * days, -1)
    assert not looking.ask(0).holds

    assert looking.many(150, 0, 1800, terms=("recall",)).ask(1800).holds


def test_a_word_that_is_usual_is_not_rare() -> None:
    """Ten an hour for four days, and ten more."""
    spike = Spike(of="terms", terms=("recall",), rarer_than=timedelta(days=1))
    looking = Looking(spike).many(960, -4 * 86400, -1, terms=("recall",))

    assert not looking.many(10, 0, 1800, terms=("recall",)).ask(1800).holds


def storm(seed_minutes: int = 20) -> Looking:
    """Return a watch of two weeks, ten mentions an hour, on which sixty angry people just wrote within some minutes."""
    looking = Looking(Spike(of="negative", rarer_than=timedelta(days=90)))
    looking.many(14 * 240, -14 * 24 * HOUR, 0.0)
    return looking.many(60, 0.0, 60.0 * seed_minutes, 0.9)


def test_a_storm_that_is_over_is_not_told_again_by_one_more_angry_post() -> None:
    """The hour still holds the storm, the last half hour holds one post: what was told is not told twice."""
    looking = storm()
    assert looking.ask(1200.0).holds

    looking.many(7, 1260.0, 3600.0).say(3660.0, 0.9)
    assert not looking.ask(3660.0).holds


def test_a_second_wave_within_the_hour_is_told() -> None:
    """It is quiet for half an hour, and as many come again."""
    looking = storm()
    looking.many(7, 1260.0, 3300.0).many(60, 3300.0, 4500.0, 0.9)

    assert looking.ask(4500.0).holds


def launched(seed: int = 3) -> Looking:
    """Return a watch of two weeks, a tenth of it negative, in the second hour of a launch that brings five times as much of the same mood."""
    launch = Campaign(name="launch", begins_at=instant(NOON), ends_at=instant(NOON + 48 * HOUR), expect=5.0)
    angry = Spike(of="negative", rarer_than=timedelta(days=30), at_least=Floor(mentions=6, authors=5))
    looking, chance = Looking(angry, watch=Watch(name="acme", campaigns=(launch,))), random.Random(seed)
    at = -14 * 24 * HOUR
    while at < 0.0:
        at += 240.0
        looking.say(at, 0.9 if chance.random() < 0.1 else 0.05)
    while at < 2 * HOUR:
        at += 48.0
        looking.say(at, 0.9 if chance.random() < 0.1 else 0.05)
        assert not looking.ask(at).holds, at
    return looking


@pytest.mark.parametrize("seed", range(4))
def test_a_launch_that_brings_more_of_every_mood_is_no_storm(seed: int) -> None:
    """Five times the posts are five times the negative ones too; their share is as ever, and nobody is paged."""
    launched(seed)


def test_a_crisis_inside_a_launch_is_found() -> None:
    """A hundred angry people within half an hour of it are a larger share of all, whatever the launch brings."""
    looking = launched()
    looking.many(100, 2 * HOUR + 60, 2 * HOUR + 1860, 0.9)

    assert looking.ask(2 * HOUR + 1860).holds


def test_a_crisis_on_the_last_day_of_a_launch_is_found_as_on_the_first() -> None:
    """Forty hours of five times as many negative posts have not become usual meanwhile."""
    looking, chance, at = launched(), random.Random(8), 2 * HOUR
    while at < 40 * HOUR:
        at += 48.0
        looking.say(at, 0.9 if chance.random() < 0.1 else 0.05)
    looking.many(50, 40 * HOUR + 60, 40 * HOUR + 1860, 0.9)

    assert looking.ask(40 * HOUR + 1860).holds


def test_a_page_counts_whom_a_reader_would_and_nobody_else() -> None:
    """Ten who are angry among ten who may be: the verdict says ten, by ten authors, and the floor asks for ten."""
    storm = Spike(of="negative", rarer_than=timedelta(days=7), at_least=Floor(mentions=10, authors=10))
    for asked, holds in ((10, True), (11, False)):
        condition = storm.with_(at_least=Floor(mentions=asked, authors=asked))
        looking = Looking(condition).many(3 * 24 * 6, -3 * 24 * HOUR, 0.0)
        for i in range(10):
            looking.say(10.0 * i, 0.8).say(10.0 * i + 5, 0.36)
        verdict = looking.ask(120)

        assert verdict.value == 10
        assert verdict.holds is holds


def test_a_crowd_that_may_be_angry_is_no_storm() -> None:
    """Sixty posts of which none counts as negative wake nobody, however many there are."""
    storm = Spike(of="negative", rarer_than=timedelta(days=7), at_least=Floor(mentions=1, authors=1))
    verdict = Looking(storm).many(3 * 24 * 6, -3 * 24 * HOUR, 0.0).many(60, 0, 300, 0.33).ask(300)

    assert not verdict.holds
    assert verdict.value == 0
