"""The kit for authors of rules and plug-ins: each check notices what it promises to notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alertd.errors import DeliveryError
from alertd.model.page import PageKind
from alertd.model.rule import Influencer, Rule
from alertd.model.score import Quality, Score
from alertd.notifiers.console.notifier import Console
from alertd.ports import Appended, Delivery, Entry, Notifier, Scorer, Unscored
from alertd.scorers.default import DefaultScorer
from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore
from alertd.testing import START, FakeClock, Story, check_notifier, check_scorer, check_store

LOUD = Rule(id="loud", name="Loud", when=Influencer(audience=1000), page="pr")


# --- the clock ----------------------------------------------------------------------------------------------------


def test_sleepers_wake_in_order_and_not_before_their_time() -> None:
    """An hour passes in no time, and nobody oversleeps."""

    async def night() -> list[str]:
        clock, woken = FakeClock(), []

        async def sleeper(seconds: float) -> None:
            await clock.sleep(seconds)
            woken.append(f"{seconds:g} at {(clock.now() - START).total_seconds():g}")

        tasks = [asyncio.create_task(sleeper(s)) for s in (600, 0, 60, 60)]
        await clock.advance(59)
        assert woken == ["0 at 0"]

        await clock.advance(3541)
        await asyncio.gather(*tasks)
        assert clock.now() == START + timedelta(hours=1)
        return woken

    assert asyncio.run(night()) == ["0 at 0", "60 at 60", "60 at 60", "600 at 600"]


def test_a_step_of_the_clock_wakes_nobody() -> None:
    """A suspended machine: the instant jumps, the sleepers come at the next turn."""

    async def night() -> tuple[bool, bool]:
        clock = FakeClock()
        task = asyncio.create_task(clock.sleep(60))
        await clock.advance(0)
        clock.step(timedelta(hours=1))
        before = task.done()
        await clock.advance(0)
        return before, task.done()

    assert asyncio.run(night()) == (False, True)


# --- stories ------------------------------------------------------------------------------------------------------


def test_a_story_ends_well_when_everything_was_expected() -> None:
    """Two steps, then an acknowledgement, then nothing."""
    with Story(LOUD) as story:
        story.at("10:00").post("maria_r", followers=5000)
        page = story.expect_page("loud", to="pr-1", step=1)
        assert page.kind is PageKind.PAGE
        story.at("10:15").expect_page("loud", to="pr-2", step=2)
        story.at("10:16").acknowledges("pr-2")


def test_an_unexpected_page_fails() -> None:
    """The message lists what came, and why."""
    with pytest.raises(AssertionError, match=r"nobody expected\n.*10:00:00 loud step 1 to pr-1"), Story(LOUD) as story:
        story.at("10:00").post("maria_r", followers=5000)


def test_a_missing_page_fails_and_says_what_was_asked_for() -> None:
    """Too few followers."""
    story = Story(LOUD).at("10:00").post("maria_r", followers=10)

    with pytest.raises(AssertionError, match=r"at 10:00 came no page \(rule loud, to pr-1\)\n  no page came"):
        story.expect_page("loud", to="pr-1")


def test_a_page_is_expected_once() -> None:
    """One page does not meet two expectations."""
    story = Story(LOUD).at("10:00").post("maria_r", followers=5000)
    story.expect_page("loud", step=1)

    with pytest.raises(AssertionError, match="came no page"):
        story.expect_page("loud", step=1)


def test_a_failure_inside_a_story_is_not_hidden_by_its_end() -> None:
    """The first thing that is wrong is the one that is told."""
    story = Story(LOUD).at("10:00").post("maria_r", followers=5000)

    def fails() -> None:
        with story:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()


def test_an_acknowledgement_stops_the_steps() -> None:
    """Without it, step 2 comes at 10:15."""
    keep = LOUD.with_(keep_firing_for=timedelta(hours=2))
    for is_acknowledged in (True, False):
        story = Story(keep).at("10:00").post("maria_r", followers=5000)
        story.expect_page(step=1)
        if is_acknowledged:
            story.at("10:07").acknowledges("pr-1").at("10:30").expect_nothing_else(hours=0.1)
        else:
            story.at("10:15").expect_page(step=2, to="pr-2", within=0)


def test_people_plan_and_solve() -> None:
    """Any act of the lifecycle, on what is open."""
    story = Story(LOUD).at("10:00").post("maria_r", followers=5000).at("10:01").acts("pr-1", "solve").at("10:02")

    assert "solved: by pr-1 through api" in story.reasons()
    with pytest.raises(AssertionError, match="no incident"):
        Story(LOUD).at("10:00").acts("pr-1", "plan")


def test_a_story_is_told_in_order_of_time() -> None:
    """What is over cannot be changed."""
    story = Story(LOUD).at("10:00").post("maria_r", followers=5000)
    story.expect_page("loud")

    with pytest.raises(ValueError, match="order of time"):
        story.at("09:00").post("omar", followers=5000)


def test_a_blind_source_brings_no_posts() -> None:
    """Nothing is seen between blind and ok."""
    with Story(LOUD) as story:
        story.at("10:00").source("blind").at("10:01").post("maria_r", followers=5000).at("10:05").source("ok")


def test_a_story_is_the_same_every_time() -> None:
    """The seed decides what is by chance."""

    def told(seed: int) -> list[str]:
        story = (
            Story(LOUD, seed=seed).usual(30, days=1).at("10:00").mentions(40, mood="angry").post("m", followers=9999)
        )
        return [page.page_id + str(page.facts) for page in story.at("11:00").pages()]

    assert told(1) == told(1)
    assert told(1) != told(2)


# --- scorers ------------------------------------------------------------------------------------------------------


class Odd:
    """A scorer with one fault."""

    name = "odd/1"

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.calls = 0

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Score by length; badly."""
        self.calls += 1
        if self.fault == "raises" and any("\ud800" in one.text for one in batch):
            raise UnicodeError("a lone surrogate")
        scores = [self._one(one) for one in batch]
        if self.fault == "drops":
            return [score for score, one in zip(scores, batch, strict=True) if one.text]
        return sorted(scores, key=lambda s: s.negative) if self.fault == "sorts" else scores

    def _one(self, one: Unscored) -> Score:
        if not any(letter.isalpha() for letter in one.text) and self.fault != "sure":
            return Score.unknown(self.name)
        share = len(one.text) % 7 / 10 + (0.01 * (self.calls % 9) if self.fault == "moody" else 0.0)
        return Score.of(share, 0.1, 1.0, quality=Quality.LEXICON, scorer=self.name)


def test_our_scorer_keeps_its_promises() -> None:
    """The one that is shipped."""
    check_scorer(DefaultScorer.load())


@pytest.mark.parametrize(
    ("fault", "promise"),
    [
        ("raises", "never raises for any text"),
        ("drops", "one score a text"),
        ("sorts", "keeps the order|says the same of a text alone"),
        ("moody", "says the same of the same texts"),
        ("sure", "does not know the mood of a text without words"),
    ],
)
def test_a_scorer_that_breaks_a_promise_is_told_which(fault: str, promise: str) -> None:
    """Each fault alone; without any it passes."""
    check_scorer(Odd(""))
    odd: Scorer = Odd(fault)
    with pytest.raises(AssertionError, match=promise):
        check_scorer(odd)


# --- notifiers ----------------------------------------------------------------------------------------------------


class Board:
    """A notifier that pins pages to a board; with one fault."""

    kind = "board"

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.pinned: list[str] = []

    async def send(self, delivery: Delivery) -> str | None:
        """Pin it."""
        if self.fault == "refused":
            raise DeliveryError("the board is full", permanent=True)
        if self.fault == "foreign":
            raise OSError("the board is full")
        if self.fault in ("hangs", "stubborn"):
            await self._wait()
        if self.fault == "one at a time" and self.pinned:
            await asyncio.sleep(0)
            self.pinned = self.pinned[:1]
        self.pinned.append(delivery.title if self.fault == "title" else delivery.text)
        return None

    async def _wait(self) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if self.fault == "hangs":
                raise
            await asyncio.Event().wait()


def run(board: Board, **others: Any) -> None:
    """Run the check, and end what it leaves."""

    async def go() -> None:
        await check_notifier(board, arrived=lambda: board.pinned, seconds=0.3, **others)

    asyncio.run(go())


def test_a_good_notifier_passes() -> None:
    """Also with providers that refuse and hang."""
    run(Board(), broken=Board("refused"), hanging=Board("hangs"))


def test_the_console_passes() -> None:
    """Ours, by the same check."""
    import io

    stream = io.StringIO()

    async def go() -> None:
        await check_notifier(Console(stream=stream), arrived=lambda: [stream.getvalue()])

    asyncio.run(go())


@pytest.mark.parametrize(
    ("make", "promise"),
    [
        (lambda: (Board("title"), {}), "delivers the text"),
        (lambda: (Board("one at a time"), {}), "delivers every page"),
        (lambda: (Board("hangs"), {}), "sends within"),
        (lambda: (Board(), {"broken": Board()}), "raises DeliveryError when its provider refuses"),
        (lambda: (Board(), {"broken": Board("foreign")}), "raises DeliveryError and nothing else"),
    ],
)
def test_a_notifier_that_breaks_a_promise_is_told_which(
    make: Callable[[], tuple[Board, dict[str, Notifier]]], promise: str
) -> None:
    """Each fault alone."""
    board, others = make()
    with pytest.raises(AssertionError, match=promise):
        run(board, **others)


# --- stores -------------------------------------------------------------------------------------------------------


def test_both_stores_keep_their_promises(tmp_path: Path) -> None:
    """In memory and on disk."""
    check_store(MemoryStore())
    store = SqliteStore(tmp_path / "store")
    with store.transaction():
        check_store(store)
    store.close()


def test_a_store_that_forgets_its_keys_is_told() -> None:
    """Every duplicate would be counted."""

    class Forgetful(MemoryStore):
        def append(self, entry: Entry, at: datetime) -> tuple[Appended, int]:
            return Appended.NEW, super().append(entry.with_(key=None, post=None), at)[1]

    with pytest.raises(AssertionError, match="by its key"):
        check_store(Forgetful())
