"""share: the negative share stands over a level."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alertd.model.rule import Floor, Only, Share
from tests.unit.core.rules.conditions.looking import Looking

HALF = Share(over=0.5, window=timedelta(minutes=10), at_least=Floor(mentions=10))


def test_the_share_is_that_of_posts_that_count_as_negative() -> None:
    """Six of .9 and four of .1 are six of ten; the unknown do not count, neither above nor below."""
    looking = Looking(HALF).many(6, 0, 60, 0.9).many(4, 60, 120, 0.1).many(50, 60, 120, None)

    assert looking.ask(120).value == pytest.approx(0.6)
    assert looking.ask(120).holds


def test_it_must_be_over_and_not_at_the_level() -> None:
    """Exactly half is not over half."""
    assert not Looking(HALF).many(5, 0, 60, 1.0).many(5, 60, 120, 0.0).ask(120).holds
    assert Looking(HALF).many(6, 0, 60, 1.0).many(5, 60, 120, 0.0).ask(120).holds


def test_small_numbers_are_no_page() -> None:
    """Nine of nine are below the floor of ten."""
    assert not Looking(HALF).many(9, 0, 60, 1.0).ask(60).holds
    assert Looking(HALF).many(10, 0, 60, 1.0).ask(60).holds


def test_only_the_window_counts() -> None:
    """Ten minutes later it is over."""
    looking = Looking(HALF).many(20, 0, 60, 1.0)

    assert looking.ask(60).holds
    assert not looking.ask(60 + 660).holds


def test_it_stays_until_half_of_the_level() -> None:
    """Hysteresis: .3 stays, .2 does not."""
    assert Looking(HALF).many(3, 0, 60, 1.0).many(7, 60, 120, 0.0).ask(120).stays
    assert not Looking(HALF).many(2, 0, 60, 1.0).many(8, 60, 120, 0.0).ask(120).stays


def test_sixty_angry_posts_of_one_author_are_one_author() -> None:
    """A floor of ten authors is not met by a troll, nor by one post where mentions have no floor."""
    floor = Looking(HALF.with_(at_least=Floor(mentions=10, authors=10)))

    assert not floor.many(60, 0, 60, 1.0, author="troll").ask(60).holds
    assert not Looking(HALF.with_(at_least=Floor(authors=10))).say(0, 1.0).ask(1).holds
    assert floor.many(9, 60, 120, 1.0).ask(120).holds


def test_copies_count_once() -> None:
    """One angry text sent forty times is one voice among twenty calm ones."""
    assert not Looking(HALF).many(20, 0, 60, 0.0).many(40, 60, 120, 1.0, voice=7).ask(120).holds


def test_each_group_has_its_own_share() -> None:
    """Turkish posts are angry, English ones are not."""
    looking = Looking(HALF, group_by="language")
    looking.many(12, 0, 60, 1.0, language="tr").many(12, 0, 60, 0.0, language="en")

    assert [looking.ask(60, group=group).holds for group in ("tr", "en")] == [True, False]


def test_only_some_posts_count() -> None:
    """Posts of small accounts are left out by both filters, the rule's and the condition's."""
    for one, other in ((Only(min_followers=1000), None), (None, Only(min_followers=1000))):
        looking = Looking(HALF.with_(only=other), only=one)
        looking.many(30, 0, 60, 1.0, audience=10).many(12, 0, 60, 0.0, audience=5000)

        assert looking.ask(60).value == 0.0
