"""A thousand brands, one of which everybody writes about: whoever writes about another one is heard at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from alertd.model.post import Post
from alertd.runtime import intake as module
from alertd.runtime.intake import Intake
from alertd.runtime.turns import Turns
from tests.stories.hot import Writing, thousand_brands
from tests.unit.runtime.made import NOON, StillClock, post, scorer

pytestmark = pytest.mark.asyncio

SENDERS = 4  # bodies about the hot brand that are on their way at once
SLICES = 12  # of each of them
SIZE = 25  # posts of a slice; five hundred in life, which would only take longer here


def _hot(sender: int) -> list[Post]:
    return [post(f"{sender}-{n}", text=f"brand0 is on everybody's lips {n}") for n in range(SLICES * SIZE)]


@pytest.mark.parametrize("rounds", [1, 3])
async def test_a_quiet_brand_does_not_wait_behind_the_hot_one(monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """What pages about it is in the log behind one slice of each sender at the most, though twelve of each were there before it."""
    monkeypatch.setattr(module, "SLICE", SIZE)
    made, writer = thousand_brands(), Writing(busy_after=SENDERS)
    intake = Intake(cast("Any", writer), made, scorer(), cast("Any", StillClock(NOON)))
    try:
        await writer.begin(made)
        senders = [asyncio.create_task(intake.take(f"hot{n}", _hot(n))) for n in range(SENDERS)]
        for turn in range(rounds):
            writer.is_busy.clear()
            await writer.is_busy.wait()
            assert not any(one.done() for one in senders), "the hot brand is still at it"
            before = len(writer.sources)
            loud = post(f"loud{turn}", text=f"brand{500 + turn} caught fire", author_followers=900_000)
            await intake.take("quiet", [loud])

            assert writer.turns_before("quiet", before) <= SENDERS + 1
            assert f"brand{500 + turn}" in writer.paged()
        await asyncio.gather(*senders)
        assert len([one for one in writer.sources if one.startswith("hot")]) == SENDERS * SLICES
    finally:
        intake.stop()


async def _turns_of_the_quiet_one(monkeypatch: pytest.MonkeyPatch, *, bodies: int) -> int:
    """Let so many bodies of one source wait, and then a post of another come; return behind how many slices it was in the log."""
    made, writer = thousand_brands(), Writing(busy_after=2, is_held=True)
    turn, has_come = Turns.turn, asyncio.Event()

    @asynccontextmanager
    async def noted(turns: Turns, source: str, posts: int) -> AsyncIterator[None]:
        if source == "quiet":
            has_come.set()
        async with turn(turns, source, posts):
            yield

    monkeypatch.setattr(Turns, "turn", noted)
    intake = Intake(cast("Any", writer), made, scorer(), cast("Any", StillClock(NOON)))
    try:
        await writer.begin(made)
        senders = [asyncio.create_task(intake.take("hot", _hot(n)[:SIZE])) for n in range(bodies)]
        await writer.is_busy.wait()
        before = len(writer.sources)
        loud = [post("loud", text="brand500 caught fire", author_followers=900_000)]
        quiet = asyncio.create_task(intake.take("quiet", loud))
        await has_come.wait()
        writer.goes_on.set()
        await asyncio.gather(quiet, *senders)
        assert writer.sources.count("hot") == bodies
        assert writer.paged() == {"brand500"}
        return writer.turns_before("quiet", before)
    finally:
        intake.stop()


async def test_a_quiet_brand_does_not_wait_behind_all_that_another_source_has_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty bodies of one source wait: what another source brings is in the log behind two slices, the one on its way and the next."""
    monkeypatch.setattr(module, "SLICE", SIZE)
    assert await _turns_of_the_quiet_one(monkeypatch, bodies=20) <= 2


async def test_without_turns_it_waits_behind_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation: everybody's turn is at once. The same post then stands behind nearly all twenty, and the story above would see it."""

    @asynccontextmanager
    async def at_once(_turns: Turns, _source: str, _posts: int) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(Turns, "turn", at_once)
    monkeypatch.setattr(module, "SLICE", SIZE)
    assert await _turns_of_the_quiet_one(monkeypatch, bodies=20) > 2
