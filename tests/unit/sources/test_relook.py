"""Young posts are read once more: which, when, how many, and for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from alertd.errors import SourceError
from alertd.model.events import MentionSeen
from alertd.model.mention import Mention
from alertd.model.post import Post, Record
from alertd.model.score import Score
from alertd.sources.funnel import Funnel
from alertd.sources.relook import AFTER, LONGEST, MOST, Relooks, look_again, waiting
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


def seen(
    clock: FakeClock, name: str, minutes: float, *, source: str = "sky", **changes: Any
) -> tuple[MentionSeen, bytes]:
    """Return what a store keeps of a post that came so many minutes ago."""
    at = clock.now() - timedelta(minutes=minutes)
    one = post(name, clock).with_(created_at=at)
    mention = Mention(
        watch="acme",
        platform=one.platform,
        id=name,
        author="ayse",
        posted_at=at,
        seen_at=at,
        language="en",
        score=Score.unknown("none"),
        voice=1,
    ).with_(**changes)
    return MentionSeen(at=at, mention=mention, source=source), msgspec.json.encode(one)


def names(found: Any, source: str = "sky") -> list[str]:
    """Return the posts of a source that wait."""
    return [one.id for _, one in found.get(source, ())]


def test_what_waited_when_the_daemon_ended_waits_again() -> None:
    """It was down for half an hour: those of its last quarter of an hour had not been asked about, the one before had."""
    clock = FakeClock()
    found = waiting([seen(clock, "c", 30), seen(clock, "b", 44), seen(clock, "a", 46)])

    assert names(found) == ["b", "c"]
    relooks = Relooks(clock, needed=lambda: True)
    for came_at, one in found["sky"]:
        relooks.note(one.id, one, came_at=came_at)
    assert list(relooks.due(10)) == ["b", "c"], "their time has come already"
    assert relooks.due(10) == {}


def test_each_waits_for_its_own_time_and_source() -> None:
    """A post that came five minutes before the restart has ten to go; what another source brought is that one's."""
    clock = FakeClock()
    found = waiting([seen(clock, "b", 5), seen(clock, "m", 6, source="toot"), seen(clock, "a", 14)])
    assert (names(found), names(found, "toot")) == (["a", "b"], ["m"])

    relooks = Relooks(clock, needed=lambda: True)
    for came_at, one in found["sky"]:
        relooks.note(one.id, one, came_at=came_at)
    assert list(relooks.due(10)) == []
    clock.step(timedelta(minutes=1))
    assert list(relooks.due(10)) == ["a"]
    clock.step(timedelta(minutes=9))
    assert list(relooks.due(10)) == ["b"]


def test_a_restart_after_hours_asks_about_nobody() -> None:
    """What is older than two hours and a quarter is not news, and the store is asked for no more."""
    clock = FakeClock()
    found = waiting([seen(clock, "a", 60 * 3)])
    relooks = Relooks(clock, needed=lambda: True)
    for came_at, one in found["sky"]:
        relooks.note(one.id, one, came_at=came_at)
    assert relooks.due(10) == {}


def test_what_waits_is_bounded_and_each_post_stands_once() -> None:
    """Two watches have the same post; of a storm as many wait as before, the newest; erased texts and history do not."""
    clock = FakeClock()
    both = [seen(clock, "a", 1), seen(clock, "a", 1, watch="globex")]
    assert names(waiting(both)) == ["a"]
    assert waiting([(both[0][0], None)]) == {}
    assert waiting([(both[0][0], b'{"id": 7}')]) == {}, "a start does not fail for it"
    assert waiting([seen(clock, "a", 1, is_imported=True)]) == {}
    assert waiting([]) == {}

    storm = waiting(seen(clock, f"p{number}", number / 100) for number in range(MOST + 300))
    assert len(storm["sky"]) == MOST
    assert names(storm)[-1] == "p0"
