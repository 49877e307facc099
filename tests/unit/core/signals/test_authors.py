"""Authors: distinct people in a window."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.authors import AT_ONCE, CAPACITY, Authors


def test_one_author_counts_once() -> None:
    """A hundred posts by one author are one author; the window follows the last post."""
    authors = Authors()
    for i in range(100):
        authors.observe(float(i), 7)

    assert authors.count(100.0, 60.0) == 1
    assert authors.count(158.0, 60.0) == 1
    assert authors.count(159.0, 60.0) == 0


def test_an_older_post_never_moves_an_author_back() -> None:
    """A late post of an author who has written since changes nothing."""
    authors = Authors()
    authors.observe(100.0, 1)
    authors.observe(10.0, 1)

    assert authors.count(101.0, 50.0) == 1


def test_a_late_author_does_not_hide_the_others() -> None:
    """A post from an hour ago that arrives now stands last in memory and is skipped."""
    authors = Authors()
    for i in range(10):
        authors.observe(4000.0 + i, i)
    authors.observe(300.0, 99)

    assert authors.count(4010.0, 600.0) == 10
    assert authors.count(4010.0, 600.0, enough=5) == 5


def test_memory_is_bounded() -> None:
    """Beyond the capacity the longest silent are forgotten first, some at once."""
    authors = Authors()
    for i in range(CAPACITY + 500):
        authors.observe(i * 0.01, i)

    assert CAPACITY - AT_ONCE <= authors.count(50.0, 3600.0) <= CAPACITY
    assert authors.count(50.0, 10.0) == 595, "the newest are all there"


def test_a_day_of_silence_empties_memory() -> None:
    """Nobody is remembered longer than a day."""
    authors = Authors()
    authors.observe(0.0, 1)
    assert authors.count(86_401.0, 86_400.0) == 0

    assert authors.to_state()[2:] == [[], [], 0]


def test_a_snapshot_forgets_nobody() -> None:
    """The order of age survives."""
    authors = Authors()
    for i in (3, 1, 2):
        authors.observe(float(i * 10 + len(authors.to_state())), i)
    other = Authors.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(authors.to_state())))

    assert other.to_state() == authors.to_state()
    with pytest.raises(ValueError, match="version 9"):
        Authors.from_state([9, [], []])


def test_late_authors_take_nobody_out_of_sight() -> None:
    """A thousand who wrote ten minutes ago and are heard of only now stand behind those who write now; all are counted."""
    authors = Authors()
    for number in range(20):
        authors.observe(10_000.0 + number, number)
    for number in range(1_000):
        authors.observe(9_400.0 + 0.1 * number, 100_000 + number)

    assert authors.count(10_020.0, 60.0) == 20
    assert authors.count(10_020.0, 900.0) == 1_020
    assert authors.count(9_450.0, 60.0) == 501


def test_a_restart_among_late_authors_changes_nothing() -> None:
    """Where they stand is kept, so that memory is full at the same author."""
    whole, cut = Authors(), Authors()
    for number in range(100):
        for authors in (whole, cut):
            authors.observe(10_000.0 + (number if number % 2 else -500.0 + number), number)
        if number in (3, 50):
            cut = Authors.from_state(cut.to_state())

    assert cut.to_state() == whole.to_state()


def test_a_snapshot_of_before_late_authors_were_counted_is_read() -> None:
    """It has no number of those out of order."""
    assert Authors.from_state([2, 5.0, [1], [5.0]]).count(6.0, 60.0) == 1
