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
    assert Looking(both).say(0, terms=("recall",)).say(1, terms=("battery",)).ask(1).holds
    assert not Looking(both).say(0, terms=("recall", "battery", "joke")).ask(1).holds


def test_copies_are_one_mention() -> None:
    """One text sent ten times does not reach a floor of three."""
    floor = Looking(RECALL.with_(at_least=Floor(mentions=3))).many(10, 0, 10, terms=("recall",), voice=5)

    assert (floor.ask(10).value, floor.ask(10).holds) == (1.0, False)


def test_an_hour_after_it_appeared_a_word_is_no_longer_new() -> None:
    """However often it is said: what was new has been told."""
    looking = Looking(RECALL).many(100, 0, 7000, terms=("recall",))

    assert looking.ask(3500).holds
    assert not looking.ask(7000).holds
