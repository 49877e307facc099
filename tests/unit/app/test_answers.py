"""Answers that take long: asked by many, made by one."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from alertd.app.answers import Answers

pytestmark = pytest.mark.asyncio


class Question:
    """Something that takes until it is let go, and counts how often it was worked out."""

    def __init__(self) -> None:
        self.made = 0
        self.go = asyncio.Event()
        self.fault: Exception | None = None

    async def make(self) -> int:
        """Work it out."""
        self.made += 1
        number = self.made
        await self.go.wait()
        if self.fault is not None:
            raise self.fault
        return number


async def test_two_hundred_who_ask_at_once_are_one_question() -> None:
    """All get the one answer."""
    answers, question = Answers[int](clock=lambda: 0.0), Question()
    asked = [asyncio.create_task(answers.get("a", question.make, fresh_for=9, patience=9)) for _ in range(200)]
    await asyncio.sleep(0)
    question.go.set()
    assert await asyncio.gather(*asked) == [1] * 200


async def test_who_will_not_wait_gets_nothing_yet_and_the_work_goes_on() -> None:
    """The page says that numbers are being gathered; the next look has them."""
    answers, question = Answers[int](clock=lambda: 0.0), Question()
    assert await answers.get("a", question.make, fresh_for=9, patience=0) is None
    question.go.set()
    assert await answers.get("a", question.make, fresh_for=9, patience=9) == 1
    assert question.made == 1


async def test_an_old_answer_is_given_while_the_next_is_made() -> None:
    """Nobody waits for what was known a moment ago."""
    now = [0.0]
    answers, question = Answers[int](clock=lambda: now[0]), Question()
    question.go.set()
    assert await answers.get("a", question.make, fresh_for=10, patience=9) == 1
    now[0] = 9.0
    assert await answers.get("a", question.make, fresh_for=10, patience=9) == 1
    assert question.made == 1
    now[0] = 11.0
    assert await answers.get("a", question.make, fresh_for=10, patience=9) == 1
    await asyncio.sleep(0)
    assert await answers.get("a", question.make, fresh_for=10, patience=9) == 2


async def test_what_takes_long_to_make_is_kept_longer() -> None:
    """An answer that took a minute is not made anew every minute: twenty minutes of rest for one of work."""
    now = [0.0]
    answers = Answers[str](clock=lambda: now[0])

    async def slow() -> str:
        now[0] += 60.0
        return "made"

    await answers.get("a", slow, fresh_for=1, patience=9)
    now[0] += 1000.0
    made_at = now[0]
    await answers.get("a", slow, fresh_for=1, patience=9)
    await asyncio.sleep(0)
    assert now[0] == made_at


async def test_a_fault_is_told_to_who_waits_and_tried_again() -> None:
    """It is kept for nobody."""
    answers, question = Answers[int](clock=lambda: 0.0), Question()
    question.go.set()
    question.fault = OSError("gone")
    with pytest.raises(OSError, match="gone"):
        await answers.get("a", question.make, fresh_for=9, patience=9)
    question.fault = None
    await asyncio.sleep(0)
    assert await answers.get("a", question.make, fresh_for=9, patience=9) == 2


async def test_only_so_many_are_kept() -> None:
    """What was asked longest ago is forgotten first."""
    answers, question = Answers[int](most=2, clock=lambda: 0.0), Question()
    question.go.set()
    for key in ("a", "b", "a", "c"):
        await answers.get(key, question.make, fresh_for=9, patience=9)
    assert question.made == 3
    await answers.get("a", question.make, fresh_for=9, patience=9)
    assert question.made == 3
    await answers.get("b", question.make, fresh_for=9, patience=9)
    assert question.made == 4


async def test_what_is_forgotten_is_worked_out_anew_also_what_was_in_the_making() -> None:
    """A text that was erased stands in no answer that was begun before."""
    answers, question = Answers[int](clock=lambda: 0.0), Question()
    first = asyncio.create_task(answers.get("a", question.make, fresh_for=9, patience=9))
    await asyncio.sleep(0)
    answers.forget()
    second = asyncio.create_task(answers.get("a", question.make, fresh_for=9, patience=9))
    await asyncio.sleep(0)
    question.go.set()

    assert await first == 1, "who asked before gets what was true then"
    assert await second == 2
    assert await answers.get("a", question.make, fresh_for=9, patience=9) == 2


async def test_no_answer_yet_is_not_kept_as_an_answer() -> None:
    """A store that is still being read answers None: the next look asks again, however fresh that was and long it took."""
    answers, found = Answers[int | None](clock=lambda: 0.0), iter([None, None, 7, 8])

    async def look() -> int | None:
        return next(found)

    told = [await answers.get("a", look, fresh_for=9, patience=9) for _ in range(4)]
    assert told == [None, None, 7, 7]


async def test_who_asks_seldom_waits_for_the_new_answer_and_gets_the_old_one_if_it_takes_too_long() -> None:
    """A page that is fetched once a minute would else always show the minute before."""
    now = [0.0]
    answers, question = Answers[int](clock=lambda: now[0]), Question()
    question.go.set()
    asked = partial(answers.get, "a", question.make, fresh_for=10, waits_for_new=True)
    assert await asked(patience=9) == 1
    now[0] = 60.0
    assert await asked(patience=9) == 2
    now[0], question.go = 120.0, asyncio.Event()
    assert await asked(patience=0) == 2
    question.go.set()
    assert await asked(patience=9) == 3


async def test_who_waits_for_a_new_answer_hears_what_went_wrong() -> None:
    """And is given no old answer in its place: the fault would never be told."""
    now = [0.0]
    answers, question = Answers[int](clock=lambda: now[0]), Question()
    question.go.set()
    assert await answers.get("a", question.make, fresh_for=10, patience=9, waits_for_new=True) == 1
    now[0], question.fault = 60.0, OSError("the disk")
    with pytest.raises(OSError, match="the disk"):
        await answers.get("a", question.make, fresh_for=10, patience=9, waits_for_new=True)
