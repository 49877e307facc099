"""Deadlines: one a key, in order, once."""

from __future__ import annotations

from alertd.core.timers import Timers


def test_the_earliest_comes_first_and_ties_go_by_key() -> None:
    """So that runs agree."""
    timers = Timers()
    for key, at in (("b", 5.0), ("a", 5.0), ("c", 1.0)):
        timers.ask((key,), at)

    assert [timers.due(9.0) for _ in range(4)] == [(1.0, ("c",)), (5.0, ("a",)), (5.0, ("b",)), None]


def test_nothing_is_due_before_its_time() -> None:
    """Not even by a microsecond."""
    timers = Timers()
    timers.ask(("a",), 5.0)

    assert timers.due(4.999999) is None
    assert timers.next() == 5.0


def test_a_deadline_can_be_moved_both_ways_and_dropped() -> None:
    """Only the last wish counts."""
    timers = Timers()
    for at in (5.0, 9.0, 3.0):
        timers.ask(("a",), at)
    assert (timers.next(), timers.asked(("a",))) == (3.0, 3.0)

    timers.ask(("a",), None)
    assert timers.next() is None


def test_sooner_never_delays() -> None:
    """A digest that is due at nine stays due at nine."""
    timers = Timers()
    timers.sooner(("a",), 5.0)
    timers.sooner(("a",), 9.0)
    assert timers.next() == 5.0

    timers.sooner(("a",), 2.0)
    assert timers.next() == 2.0


def test_a_deadline_lies_on_a_whole_microsecond() -> None:
    """As instants do: one between two of them would never seem to have come."""
    timers = Timers()
    timers.ask(("a",), 1.00000049)

    assert timers.due(1.0) == (1.0, ("a",))


def test_restored_it_is_the_same() -> None:
    """Moved and dropped deadlines leave nothing behind."""
    timers, copy = Timers(), Timers()
    for key, at in (("a", 5.0), ("b", 2.0), ("a", 7.0)):
        timers.ask(("step", key), at)
    timers.ask(("step", "b"), None)
    copy.restore(timers.to_state())

    assert copy.to_state() == timers.to_state() == [[7.0, ["step", "a"]]]
    assert copy.due(7.0) == (7.0, ("step", "a"))
