"""How many posts of one source may stand before whoever comes next."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.runtime.room import BODIES, SLICES, SLICES_A_READER, SMALL, Room

SIZE = 500
MOST = SLICES * SIZE
LARGE = SMALL + 1  # bytes


def room(places: int = 0) -> Room:
    """Return room in which nothing stands."""
    return Room(SIZE, places=lambda: places)


def test_a_source_that_fills_its_room_is_refused_and_nobody_else() -> None:
    """Up to the last post of it; once a slice of it was taken in, it may bring as many again."""
    made = room()
    with made.taken("zap", MOST - 100):
        assert made.has_room("zap", LARGE, 100)
        assert not made.has_room("zap", LARGE, 101)
        assert made.has_room("other", LARGE, SIZE)
    assert made.has_room("zap", LARGE, SIZE)


def test_who_brings_a_post_or_two_is_let_in_where_a_large_body_is_not() -> None:
    """The loud voice of a quiet brand comes by the same source as the thousands: for it a slice is kept."""
    made = room()
    with made.taken("zap", MOST):
        assert not made.has_room("zap", LARGE, 1)
        assert made.has_room("zap", SMALL, 1)
        with made.taken("zap", SIZE - 1):
            assert made.has_room("zap", SMALL, 1)
            assert not made.has_room("zap", SMALL, 2)
            with made.taken("zap", 1):
                assert not made.has_room("zap", 1, 1)


def test_a_large_body_is_refused_before_anybody_has_looked_into_it() -> None:
    """Of a flood most is refused: to read what is not taken would cost more than to take what is."""
    made = room()
    with made.taken("zap", MOST):
        assert not made.has_room("zap", LARGE)
        assert made.has_room("zap", SMALL), "how many are in a small one is soon seen"
    with made.taken("zap", MOST - 1):
        assert made.has_room("zap", LARGE)


def test_of_a_large_body_only_its_next_slice_counts() -> None:
    """However long it is, others come in between two slices of it."""
    made = room()
    assert made.has_room("archive", 5_000_000, 45_000)
    with made.taken("archive", SIZE), made.taken("archive", SIZE), made.taken("archive", SIZE):
        assert made.has_room("archive", 5_000_000, 45_000)
        with made.taken("archive", 1):
            assert not made.has_room("archive", 5_000_000, 45_000)


@pytest.mark.parametrize("places", [1, 2, 8])
def test_readers_make_room_for_what_they_can_read(places: int) -> None:
    """Two slices for each, one that it reads and one behind it: else they would wait for posts that were refused."""
    made = room(places)
    with made.taken("zap", (SLICES + SLICES_A_READER * places - 1) * SIZE):
        assert made.has_room("zap", LARGE, SIZE)
        with made.taken("zap", 1):
            assert not made.has_room("zap", LARGE, SIZE)


def test_bodies_of_one_post_each_are_bounded_too() -> None:
    """Each costs a question to the store, however small it is."""
    made = room()
    with ExitStack() as standing:
        for _ in range(BODIES):
            assert made.has_room("zap", 200)
            standing.enter_context(made.taken("zap", 1))
        assert not made.has_room("zap", 200)
        assert made.has_room("other", 200)
    assert made.has_room("zap", 200)


def test_a_body_that_ends_with_a_fault_leaves_nothing_behind() -> None:
    """What the store refused is brought again by its sender, into room that is free."""
    made = room()
    with pytest.raises(ZeroDivisionError), made.taken("zap", MOST + SIZE):
        raise ZeroDivisionError
    assert made.has_room("zap", LARGE, SIZE)


Brought = st.tuples(st.sampled_from("ab"), st.integers(1, 3 * SIZE), st.integers(1, 2 * SMALL))


@given(st.lists(Brought, max_size=80), st.integers(0, 3))
def test_what_stands_there_is_never_more_than_the_room(bodies: list[tuple[str, int, int]], places: int) -> None:
    """Whoever asks before each body: of each source at most its slices and one for the small ones, whatever the other brings."""
    made, held = room(places), {"a": 0, "b": 0}
    with ExitStack() as standing:
        for source, posts, size in bodies:
            if made.has_room(source, size, posts):
                standing.enter_context(made.taken(source, min(posts, SIZE)))
                held[source] += min(posts, SIZE)
            assert held[source] <= (SLICES + 1 + SLICES_A_READER * places) * SIZE
    assert made.has_room("a", LARGE, SIZE)
    assert made.has_room("b", LARGE, SIZE)
