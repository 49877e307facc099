"""Young posts are read once more: which, when, how many, and for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from alertd.errors import SourceError
from alertd.model.post import Post, Record
from alertd.sources.funnel import Funnel
from alertd.sources.relook import AFTER, LONGEST, Relooks, look_again
from alertd.testing import FakeClock

MINUTE = 60.0


def post(name: str, clock: FakeClock, **more: Any) -> Post:
    """Return a post of now."""
    made = Post(platform="bluesky", id=name, created_at=clock.now(), author="ayse", text="acme")
    return made.with_(**more) if more else made


def noted(clock: FakeClock, *names: str, needed: bool = True, **settings: Any) -> Relooks:
    """Return what has noted these."""
    relooks = Relooks(clock, needed=lambda: needed, **settings)
    for name in names:
        relooks.note(name, post(name, clock))
    return relooks


def test_each_post_is_read_once_a_quarter_of_an_hour_after_it_came() -> None:
    """Not before, and never twice."""
    clock = FakeClock()
    relooks = noted(clock, "a", "b")
    clock.step(AFTER - timedelta(seconds=1))
    assert relooks.due(10) == {}
    clock.step(timedelta(seconds=1))

    assert list(relooks.due(10)) == ["a", "b"]
    assert relooks.due(10) == {}


def test_those_that_reach_most_come_first() -> None:
    """Likes and reposts at seeing, then followers; the rest waits for the next turn."""
    clock = FakeClock()
    relooks = noted(clock, "plain")
    relooks.note("loud", post("loud", clock, author_followers=90_000))
    relooks.note("liked", post("liked", clock, likes=3))
    clock.step(AFTER)

    assert [list(relooks.due(1)) for _ in range(4)] == [["liked"], ["loud"], ["plain"], []]


def test_nothing_is_read_while_nobody_needs_it() -> None:
    """Neither a rule nor an incident: a quota is not spent for nothing. Who begins to need it within two hours has the posts of those."""
    clock = FakeClock()
    wants = {"is_needed": False}
    relooks = Relooks(clock, needed=lambda: wants["is_needed"])
    relooks.note("old", post("old", clock))
    clock.step(timedelta(hours=1))
    relooks.note("new", post("new", clock))
    clock.step(AFTER + LONGEST - timedelta(minutes=50))
    assert relooks.due(10) == {}
    wants["is_needed"] = True

    assert list(relooks.due(10)) == ["new"]


def test_a_storm_keeps_the_loudest() -> None:
    """Memory and requests are bounded, whatever comes."""
    clock = FakeClock()
    relooks = Relooks(clock, needed=lambda: True, most=10)
    for number in range(500):
        relooks.note(f"p{number}", post(f"p{number}", clock, author_followers=number))
    clock.step(AFTER)
    found = list(relooks.due(1_000))

    assert len(found) <= 20
    assert found[0] == "p499"
    assert {"p490", "p495", "p499"} <= set(found)


def test_reposts_and_what_fills_a_gap_are_not_read() -> None:
    """A repost grows with its original, and what is old is no news."""
    clock = FakeClock()
    relooks = Relooks(clock, needed=lambda: True)
    relooks.note("repost", post("repost", clock, repost_of="a"))
    relooks.note("filled", post("filled", clock, is_filled=True))
    clock.step(AFTER)

    assert relooks.due(10) == {}


@pytest.mark.asyncio
async def test_a_platform_that_fails_costs_that_look_only() -> None:
    """The task goes on, and what is read later is handed on; nobody is asked twice about a post."""
    clock = FakeClock()
    funnel = Funnel(clock, None)
    relooks = noted(clock, "a", "b", "c")
    asked: list[list[str]] = []

    async def ask(some: Mapping[str, Post]) -> list[Record]:
        asked.append(list(some))
        if len(asked) == 1:
            raise SourceError("the platform answered 500")
        return [one.with_(likes=9) for one in some.values()]

    task = asyncio.create_task(look_again(relooks, funnel, clock, ask, every=MINUTE, at_once=2))
    await clock.advance(AFTER.total_seconds() + 5 * MINUTE)
    batches = funnel.batches({})
    batch = await anext(batches)
    await batches.aclose()
    task.cancel()

    assert asked == [["a", "b"], ["c"]]
    assert [(one.id, one.likes) for one in batch.records if isinstance(one, Post)] == [("c", 9)]
