"""How many posts of one source may stand before whoever comes next."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.runtime.room import BODIES, SLICES, SLICES_A_READER, SMALL, Room

SIZE = 500
MOST = SLICES * SIZE


def room(places: int = 0) -> Room:
    """Return room in which nothing stands."""
    return Room(SIZE, places=lambda: places)


def test_a_source_that_fills_its_room_is_refused_and_nobody_else() -> None:
    """Up to the last post of it; once a slice of it was taken in, it may bring as many again."""
    made = room()
    with made.taken("zap", MOST - 100):
        assert made.has_room("zap", 100)
        assert not made.has_room("zap", 101)
        assert made.has_room("other", SIZE)
    assert made.has_room("zap", SIZE)


def test_who_brings_a_post_or_two_is_let_in_where_a_large_body_is_not() -> None:
    """The loud voice of a quiet brand comes by the same source as the thousands: for it a little is kept."""
    made = room()
    with made.taken("zap", MOST):
        assert not made.has_room("zap", SMALL + 1)
        assert made.has_room("zap", SMALL)
        assert made.has_room("zap"), "a body that nobody has looked into yet is looked into"
        with made.taken("zap", SIZE - SMALL):
            assert made.has_room("zap", SMALL)
            assert not made.has_room("zap", SMALL + 1)
            with made.taken("zap", SMALL):
                assert not made.has_room("zap", 1)
                assert made.has_room("zap", 0)


def test_of_a_large_body_only_its_next_slice_counts() -> None:
    """However long it is, others come in between two slices of it."""
    made = room()
    assert made.has_room("archive", 45_000)
    with made.taken("archive", SIZE), made.taken("archive", SIZE), made.taken("archive", SIZE):
        assert made.has_room("archive", 45_000)
        with made.taken("archive", 1):
            assert not made.has_room("archive", 45_000)


def test_readers_make_room_for_what_they_can_read() -> None:
    """Two slices for each, one that it reads and one behind it: else they would wait for posts that were refused."""
    for places in (1, 2, 8):
        made = room(places)
        with made.taken("zap", (SLICES + SLICES_A_READER * places - 1) * SIZE):
            assert made.has_room("zap", SIZE)
            with made.taken("zap", 1):
                assert not made.has_room("zap", SIZE)


def test_bodies_of_one_post_each_are_bounded_too() -> None:
    """Each costs a question to the store, however small it is."""
    made = room()
    with ExitStack() as standing:
        for _ in range(BODIES):
            assert made.has_room("zap", 1)
            standing.enter_context(made.taken("zap", 1))
        assert not made.has_room("zap", 1)
        assert made.has_room("other", 1)
    assert made.has_room("zap", 1)


def test_a_body_that_ends_with_a_fault_leaves_nothing_behind() -> None:
    """What the store refused is brought again by its sender, into room that is free."""
    made = room()
    with pytest.raises(ZeroDivisionError), made.taken("zap", MOST + SIZE):
        raise ZeroDivisionError
    assert made.has_room("zap", SIZE)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3 * SIZE)), max_size=80), st.integers(0, 3))
def test_what_stands_there_is_never_more_than_the_room(bodies: list[tuple[str, int]], places: int) -> None:
    """Whoever asks before each body: of each source at most its slices and one for the small ones, whatever the other brings."""
    made, held = room(places), {"a": 0, "b": 0}
    with ExitStack() as standing:
        for source, posts in bodies:
            if made.has_room(source, posts):
                standing.enter_context(made.taken(source, min(posts, SIZE)))
                held[source] += min(posts, SIZE)
            assert held[source] <= (SLICES + 1 + SLICES_A_READER * places) * SIZE
    assert made.has_room("a", SIZE)
    assert made.has_room("b", SIZE)
