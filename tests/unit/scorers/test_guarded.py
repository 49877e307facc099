"""A foreign scorer under guard: each text has a score in time, whatever it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from alertd.model.score import Quality, Score
from alertd.ports import Unscored
from alertd.scorers.guarded import Guarded

BATCH = [Unscored(text="one"), Unscored(text="two")]


def scores_of(name: str, count: int) -> list[Score]:
    """Return scores that say who made them."""
    return [Score.of(0.2, 0.6, 0.2, quality=Quality.TRAINED, scorer=name) for _ in range(count)]


class Plain:
    """A scorer that always answers."""

    name = "plain/1"

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Score all."""
        return scores_of(self.name, len(batch))


class Foreign:
    """A scorer that does what the test says, and counts how often it is asked."""

    name = "foreign/1"

    def __init__(self, does: Callable[[int], list[Score]]) -> None:
        self.does = does
        self.asked = 0

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Do it."""
        self.asked += 1
        return self.does(len(batch))


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Return what a slow scorer waits for; it is let go when the test ends."""
    event = threading.Event()
    yield event
    event.set()


def guarded(does: Callable[[int], list[Score]], deadline: float = 5.0) -> tuple[Guarded, Foreign, list[float]]:
    """Return a guard, the scorer behind it, and a clock that the test turns."""
    foreign, now = Foreign(does), [0.0]
    return Guarded(foreign, fallback=Plain(), deadline=deadline, clock=lambda: now[0]), foreign, now


def fails(_: int) -> list[Score]:
    """Raise what no author foresaw."""
    raise RuntimeError("out of memory")


def names(scorer: Guarded) -> list[str]:
    """Return who scored each of two texts."""
    return [score.scorer for score in scorer.score(BATCH)]


def test_its_scores_stand() -> None:
    """And its name is the scorer's."""
    scorer, _, _ = guarded(lambda count: scores_of("foreign/1", count))

    assert scorer.name == "foreign/1"
    assert names(scorer) == ["foreign/1", "foreign/1"]
    assert scorer.score([]) == []


@pytest.mark.parametrize(
    "does",
    [fails, lambda count: scores_of("foreign/1", count - 1), lambda count: [0.5] * count, lambda _: None],
    ids=["raises", "too few", "no scores", "nothing"],
)
def test_nonsense_is_replaced_by_the_default(does: Callable[[int], list[Score]]) -> None:
    """Whole batches: no text goes without, none is scored by half an answer."""
    scorer, _, _ = guarded(does)

    assert names(scorer) == ["plain/1", "plain/1"]


def test_a_late_answer_is_thrown_away(gate: threading.Event) -> None:
    """The default's scores stand at the deadline, and nobody is asked while the first question is under way."""

    def waits(count: int) -> list[Score]:
        gate.wait(10)
        return scores_of("foreign/1", count)

    scorer, foreign, _ = guarded(waits, deadline=0.01)

    assert names(scorer) == ["plain/1", "plain/1"]
    assert names(scorer) == ["plain/1", "plain/1"]
    assert foreign.asked == 1


def test_who_fails_three_times_is_left_alone_for_a_while() -> None:
    """Then asked again once; an answer closes the breaker."""
    scorer, foreign, now = guarded(fails)
    for _ in range(5):
        scorer.score(BATCH)
    assert foreign.asked == 3

    now[0] = 31.0
    foreign.does = lambda count: scores_of("foreign/1", count)

    assert names(scorer) == ["foreign/1", "foreign/1"]
    assert foreign.asked == 4
