"""Who left the inbox without an answer, out of what the engine wrote down."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.signals.unanswered import CAPACITY, GIVEN_UP_AFTER, PER_AUTHOR, Unanswered
from alertd.core.signals.waiting import Waiting
from alertd.core.state import WATCH
from alertd.model.inbox import Counted
from alertd.report.left import left, left_said

NOW = 1_795_435_200.0


def part(unanswered: Unanswered) -> bytes:
    """Return the part of a watch in a checkpoint, among all else that the engine writes there."""
    return msgspec.msgpack.encode({"v": 1, "unanswered": unanswered.to_state(), "counts": 7, "own": []})


def asked(signal: Unanswered, post: str, author: str, at: float) -> None:
    """Somebody asks, each in a thread of their own."""
    signal.observe(Waiting(at, "x", post, post, author, is_high=False), at)


def test_who_was_pushed_out_is_told_of_the_engine_s_own_checkpoint() -> None:
    """Five bots ask 2,200 questions: beyond twenty threads of an author the oldest of theirs is given up."""
    signal = Unanswered()
    for number in range(2_200):
        asked(signal, f"q{number}", f"bot{number % 5}", NOW + number)
    for number in range(10):
        asked(signal, f"r{number}", f"customer{number}", NOW + 2_200 + number)

    found = left({f"{WATCH}acme": part(signal)}, ["acme"])

    assert found == {"acme": Counted(waiting=5 * PER_AUTHOR + 10, given_up=2_200 - 5 * PER_AUTHOR)}


def test_who_waits_for_more_than_a_week_is_told_apart_from_who_was_pushed_out() -> None:
    """One is a matter of how many there were, the other of nobody being there."""
    signal = Unanswered()
    for number in range(CAPACITY + 3):
        asked(signal, f"q{number}", f"c{number}", NOW)
    asked(signal, "late", "late", NOW + GIVEN_UP_AFTER + 60)

    (counted,) = left({f"{WATCH}acme": part(signal)}, ["acme"]).values()

    assert (counted.given_up, counted.too_old, counted.waiting) == (4, CAPACITY - 1, 1)


@pytest.mark.parametrize("parts", [{}, {"globals": b""}, {f"{WATCH}globex": b"broken"}])
def test_of_a_watch_without_a_checkpoint_nothing_is_said(parts: dict[str, bytes]) -> None:
    """A store that is seconds old has none; what belongs to others is not read."""
    assert left(parts, ["acme"]) == {}


def test_the_oldest_checkpoints_counted_nobody() -> None:
    """They had a list of threads; a report of such a store still comes."""
    old = msgspec.msgpack.encode({"v": 1, "unanswered": [["x\x1ft", {}], ["x\x1fu", {}]]})

    assert left({f"{WATCH}acme": old}, ["acme"]) == {"acme": Counted(waiting=2)}


def test_only_what_happened_is_said() -> None:
    """Watches in which nobody was lost stand in no sentence; where none was, there is none."""
    assert left_said({"acme": Counted(waiting=7)}) == ""
    said = left_said({"acme": Counted(given_up=1), "globex": Counted(), "zen": Counted(too_old=2)})

    assert said == (
        "Left the inbox without an answer: acme 1 because too many waited, 0 after seven days; "
        "zen 0 because too many waited, 2 after seven days."
    )
