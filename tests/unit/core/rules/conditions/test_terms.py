"""terms: words appear that were not there before."""

from __future__ import annotations

from datetime import timedelta

from alertd.model.rule import Floor, Terms
from tests.unit.core.rules.conditions.looking import Looking

RECALL = Terms(any=("recall", "rappel"), new_since=timedelta(days=2))
DAY = 86400.0


def test_a_new_word_holds_for_an_hour() -> None:
    """It is news while it is new."""
    looking = Looking(RECALL).say(0, terms=("recall",))

    assert looking.ask(0).holds
    assert looking.ask(3599).holds
    assert not looking.ask(3600).holds


def test_a_word_that_was_there_of_late_is_not_new() -> None:
    """Yesterday is of late, three days ago is not."""
    assert not Looking(RECALL).say(-DAY, terms=("recall",)).say(0, terms=("recall",)).ask(0).holds
    assert Looking(RECALL).say(-3 * DAY, terms=("recall",)).say(0, terms=("recall",)).ask(0).holds


def test_enough_of_them() -> None:
    """Three mentions, of any of the words."""
    floor = Looking(RECALL.with_(at_least=Floor(mentions=3)))
    floor.say(0, terms=("recall",)).say(1, terms=("rappel",))
    assert not floor.ask(2).holds

    assert floor.say(2, terms=("recall",)).ask(2).holds


def test_all_of_them_and_none_of_the_others() -> None:
    """A recall of batteries that is no joke."""
    both = Terms(all=("recall", "battery"), none=("joke",))

    assert not Looking(both).say(0, terms=("recall",)).ask(1).holds
    assert not Looking(both).say(0, terms=("recall",)).say(1, terms=("battery",)).ask(1).holds
    assert Looking(both).say(1, terms=("recall", "battery")).ask(1).holds
    assert not Looking(both).say(0, terms=("recall", "battery", "joke")).ask(1).holds


def test_a_word_to_leave_out_speaks_of_its_own_post() -> None:
    """Somebody else's joke silences nobody."""
    condition = Terms(any=("recall",), none=("joke",))

    assert Looking(condition).say(0, terms=("joke",)).say(1, terms=("recall",)).ask(1).holds
    assert not Looking(condition).say(0, terms=("recall", "joke")).ask(1).holds


def test_a_post_with_three_of_the_words_is_one_mention() -> None:
    """Words are not counted, mentions are."""
    floor = Looking(Terms(any=("recall", "fire", "smoke"), at_least=Floor(mentions=3)))

    assert floor.say(0, terms=("recall", "fire", "smoke")).ask(1).value == 1.0
    assert not floor.ask(1).holds


def test_nine_posts_of_one_author_are_one_author() -> None:
    """A floor of authors holds whatever one of them writes."""
    floor = Looking(RECALL.with_(at_least=Floor(authors=3), count="posts"))
    for at in range(9):
        floor.say(at, terms=("recall",), author="troll")
    assert (floor.ask(9).value, floor.ask(9).holds) == (9.0, False)

    assert floor.say(9, terms=("recall",)).say(10, terms=("recall",)).ask(10).holds


def test_who_passes_on_a_post_is_nobody_who_says_it() -> None:
    """A joke that three hundred repost is one person's; three who write it themselves are three, in whatever words."""
    danger = Looking(RECALL.with_(at_least=Floor(authors=3)))
    danger.say(0, terms=("recall",), voice=5)
    for at in range(1, 301):
        danger.say(at, terms=("recall",), voice=5, repost_of="p1", repost_of_author="u1")
    assert not danger.ask(301).holds

    assert danger.say(302, terms=("recall",)).say(303, terms=("recall",), voice=5).ask(303).holds


def test_a_post_that_was_only_seen_passed_on_was_said_by_somebody() -> None:
    """Who wrote it was not read; a rule without a floor hears of it all the same, and counts one."""
    verdict = Looking(RECALL).say(0, terms=("recall",), repost_of="x").say(1, terms=("recall",), repost_of="x").ask(2)

    assert (verdict.holds, verdict.value) == (True, 1.0)


def test_what_counts_is_people_texts_or_posts() -> None:
    """Ten people with one hashtag are ten people, one voice, ten posts."""
    said = {
        how: Looking(RECALL.with_(count=how)).many(10, 0, 10, terms=("recall",), voice=5).ask(10).value
        for how in ("people", "voices", "posts")
    }
    # A young watch takes the first five who say the same for five voices.
    assert said == {"people": 10.0, "voices": 5.0, "posts": 10.0}


def test_a_burst_is_new_in_spite_of_a_stray_use() -> None:
    """One who said it the day before does not make it usual; nor does one more of it make it news."""
    stray = Looking(RECALL).say(-DAY, terms=("recall",))

    assert not stray.say(0, terms=("recall",)).ask(0).holds
    assert stray.many(4, 1, 60, terms=("recall",)).ask(60).holds


def test_a_word_that_is_said_every_hour_is_usual() -> None:
    """Five an hour, for two days: five more are no news, fifty are."""
    usual = Looking(RECALL).many(5 * 48, -2 * DAY, -3600, terms=("recall",))

    assert not usual.many(5, 0, 600, terms=("recall",)).ask(600).holds
    assert usual.many(45, 601, 1200, terms=("recall",)).ask(1200).holds


def test_after_a_day_of_talk_a_word_is_no_longer_new() -> None:
    """While the burst lasts it is on, and what has gone on for a day has been told."""
    looking = Looking(RECALL.with_(new_since=timedelta(days=14))).many(2400, 0, DAY, terms=("recall",))

    assert looking.ask(7200).holds
    assert not looking.ask(DAY).holds


def test_each_group_has_its_own_words() -> None:
    """Two in Turkish and one in English are two in Turkish."""
    floor = Looking(RECALL.with_(at_least=Floor(mentions=3)), group_by="language")
    for language in ("tr", "tr", "en"):
        floor.say(0, terms=("recall",), language=language)
    assert [floor.ask(1, group=group).value for group in ("tr", "en")] == [2.0, 1.0]
    assert not floor.ask(1, group="tr").holds

    assert floor.say(2, terms=("recall",), language="tr").ask(2, group="tr").holds
