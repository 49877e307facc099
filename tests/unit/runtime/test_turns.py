"""Which slice of posts goes into the log next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.runtime.turns import Turns

MOST = 10


class Line:
    """Slices that wait for their turn, and the order in which they had it. Each stays under way until it is told to end."""

    def __init__(self) -> None:
        self.turns = Turns(MOST)
        self.had: list[str] = []
        self.ended: list[str] = []
        self._go: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str, posts: int = MOST) -> None:
        """Let slices come, one behind the other; a name begins with the letter of its source."""
        for name in names:
            self._go[name] = asyncio.Event()
            self._tasks[name] = asyncio.create_task(self._one(name, posts))
            await settled()

    async def _one(self, name: str, posts: int) -> None:
        async with self.turns.turn(name[0], posts):
            self.had.append(name)
            await self._go[name].wait()
        self.ended.append(name)

    async def end(self, *names: str) -> None:
        """Let slices be taken in."""
        for name in names:
            self._go[name].set()
            await settled()

    async def end_all(self) -> None:
        """Let each be taken in when its turn has come."""
        for one in self._go.values():
            one.set()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def call_off(self, *names: str) -> None:
        """Whoever brought a slice has gone; all of them in the same moment."""
        for name in names:
            self._tasks[name].cancel()
        await asyncio.gather(*[self._tasks[name] for name in names], return_exceptions=True)


async def settled() -> None:
    """Let whoever can go on go on."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_a_source_that_comes_late_is_next_though_another_has_many_waiting() -> None:
    """Behind what is on its way and one slice that was next, and not behind the other eleven."""
    line = Line()
    await line.come(*(f"a{n}" for n in range(12)))
    assert line.had == ["a0"]
    await line.end("a0")
    await line.come("q")
    await line.end("a1")
    await line.end("a2", "q")
    await line.end_all()
    assert line.had[:4] in (["a0", "a1", "a2", "q"], ["a0", "a1", "q", "a2"])
    assert [one for one in line.had if one != "q"] == [f"a{n}" for n in range(12)], "whoever came first of one source"


@pytest.mark.asyncio
async def test_small_ones_go_together_and_a_large_one_is_not_overtaken() -> None:
    """Many senders of one post each share a commit. Where a large slice is next it goes as soon as it may, whoever small comes after it."""
    line = Line()
    await line.come(*(f"{letter}0" for letter in "abcdefgh"), posts=1)
    assert len(line.had) == 8
    await line.come("x0")
    await line.come("y0", posts=1)
    assert len(line.had) == 8
    await line.end(*(f"{letter}0" for letter in "abcdefgh"))
    assert line.had[8:] == ["x0"]
    await line.end("x0")
    assert line.had[9:] == ["y0"]
    await line.end_all()


@pytest.mark.asyncio
async def test_a_turn_is_so_many_posts_and_not_so_many_slices() -> None:
    """Sixteen programs post one post each by one source, one posts large bodies by another: all of the sixteen go in between two of these."""
    line = Line()
    await line.come("a0", "a1", "a2", "a3")
    await line.come(*(f"q{n}" for n in range(MOST + 6)), posts=1)
    await line.end("a0")
    await line.end("a1")
    assert line.had == ["a0", "a1", *(f"q{n}" for n in range(MOST))]
    await line.end(*(f"q{n}" for n in range(MOST)))
    assert line.had[-1] == "a2", "a turn of the sixteen is over too"
    await line.end("a2")
    assert line.had[-6:] == [f"q{n}" for n in range(MOST, MOST + 6)]
    await line.end_all()
    assert len(line.ended) == MOST + 10


@pytest.mark.asyncio
async def test_a_slice_larger_than_all_goes_alone() -> None:
    """A batch of a source in its own slices is never larger; should one be, it waits until nothing is on its way, and not for ever."""
    line = Line()
    await line.come("a0", posts=1)
    await line.come("b0", posts=5 * MOST)
    await line.come("c0", posts=0)
    assert line.had == ["a0"]
    await line.end("a0")
    assert line.had == ["a0", "b0"]
    await line.end("b0")
    assert line.had == ["a0", "b0", "c0"]
    await line.end_all()


@pytest.mark.asyncio
async def test_whoever_is_called_off_holds_nobody_up() -> None:
    """While it waits, while it is under way, and in the very moment in which its turn comes."""
    line = Line()
    await line.come("a0", "b0", "c0", "d0")
    await line.call_off("b0")
    line._go["a0"].set()
    while not line.ended:  # noqa: ASYNC110 - c0 has its turn now, and has not gone on yet
        await asyncio.sleep(0)
    assert "c0" not in line.had
    await line.call_off("c0")
    await settled()
    assert line.had[-1] == "d0"
    await line.call_off("d0")
    await line.come("e0")
    assert line.had[-1] == "e0"
    await line.end_all()


@pytest.mark.asyncio
async def test_a_fault_ends_a_turn() -> None:
    """The store refused: the next one has its turn all the same."""
    turns = Turns(MOST)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with turns.turn("a", MOST):
                raise ZeroDivisionError
    async with asyncio.timeout(30), turns.turn("b", MOST):
        pass


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2 * MOST)), max_size=40))
def test_everybody_has_a_turn_and_never_more_are_under_way_than_may(slices: list[tuple[str, int]]) -> None:
    """In whatever sizes they come: more than may only where one is alone, in its order within its source, and none is left."""
    had: list[tuple[str, int]] = []

    async def run(slices: Iterable[tuple[str, int]]) -> None:
        turns, under_way = Turns(MOST), [0, 0]

        async def one(source: str, number: int, posts: int) -> None:
            async with turns.turn(source, posts):
                under_way[0], under_way[1] = under_way[0] + max(1, posts), under_way[1] + 1
                assert under_way[0] <= MOST or under_way[1] == 1
                had.append((source, number))
                await asyncio.sleep(0)
                under_way[0], under_way[1] = under_way[0] - max(1, posts), under_way[1] - 1

        async with asyncio.timeout(30):
            await asyncio.gather(*(one(source, number, posts) for number, (source, posts) in enumerate(slices)))

    asyncio.run(run(slices))
    assert len(had) == len(slices)
    for letter in "abc":
        own = [number for source, number in had if source == letter]
        assert own == sorted(own)
