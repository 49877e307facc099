"""Clocks: whose turn it is, and how long the brand's turns took."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.report.clocks import Clock, Wait, clock, on_the_wall
from alertd.report.response import response
from alertd.report.threads import Answer, Said, customers
from tests.unit.report.posts import A_WEEK_LATER, answer, at, said, threads


def of(*posts: Said | Answer) -> Clock:
    """Return the clocks of one conversation, a week later."""
    (thread,) = threads(posts)
    return clock(thread, A_WEEK_LATER, on_the_wall)


def waits(*minutes: float, is_over: bool = True) -> tuple[Wait, ...]:
    """Return waits that are over."""
    return tuple(Wait(one * 60.0, is_over) for one in minutes)


def test_the_clock_stands_while_the_customer_is_asked() -> None:
    """Asked at once, answered after 10; "which model?" waited two days for the customer; then 20 more minutes of ours."""
    days = 2 * 24 * 60
    found = of(
        said("1", 0, author="ann", needs_answer=True),
        answer("2", 10, "1"),
        said("3", days, author="ann", in_reply_to="2"),
        answer("4", days + 20, "3"),
    )

    assert found.human == Wait(600.0, is_over=True)
    assert found.rounds == waits(20)
    assert found.resolved == Wait(30 * 60.0, is_over=True)
    assert found.handled == Wait((days + 10) * 60.0, is_over=True)


def test_thanks_at_the_end_wait_for_nothing() -> None:
    """The last word is the customer's, and asks for nothing: it is resolved."""
    found = of(
        said("1", 0, author="ann", needs_answer=True),
        answer("2", 10, "1"),
        said("3", 15, author="ann", in_reply_to="2"),
    )

    assert (found.rounds, found.resolved) == ((), Wait(600.0, is_over=True))


def test_renewed_anger_is_a_wait_of_its_own() -> None:
    """It needs an answer again, and has none yet: the conversation is not resolved, and the first reply stays quick."""
    found = of(
        said("1", 0, author="ann", needs_answer=True),
        answer("2", 10, "1"),
        said("3", 60, author="ann", in_reply_to="2", needs_answer=True),
    )

    assert found.human == Wait(600.0, is_over=True)
    assert [one.is_over for one in found.rounds] == [False]
    assert found.resolved is not None
    assert not found.resolved.is_over


def test_what_is_said_while_waiting_is_the_same_wait() -> None:
    """Three posts in a row, one answer: one wait, since the first of them."""
    found = of(
        said("1", 0, author="ann"),
        answer("2", 10, "1"),
        said("3", 20, author="ann", in_reply_to="2"),
        said("4", 25, author="ann", in_reply_to="3"),
        answer("5", 50, "4"),
    )

    assert found.rounds == waits(30)


def test_an_automatic_answer_ends_no_turn() -> None:
    """It acknowledges; the clock of the human runs on."""
    found = of(said("1", 0, author="ann"), answer("2", 1, "1", is_automatic=True), answer("3", 40, "1"))

    assert (found.automatic, found.human, found.rounds) == (waits(1)[0], waits(40)[0], ())


def test_of_what_has_no_answer_nothing_was_handled() -> None:
    """It is not resolved either, and no turn is counted twice."""
    found = of(said("1", 0), said("2", 5, in_reply_to="1"))

    assert (found.handled, found.resolved, found.rounds) == (None, None, ())
    assert not found.human.is_over


@pytest.mark.parametrize("answered_at", [-30, -1])
def test_an_answer_before_its_question_ends_nothing(answered_at: int) -> None:
    """Clocks of platforms and people differ; nothing was answered before it was asked, and no span is negative."""
    found = of(said("1", 0, conversation="1"), answer("2", answered_at, conversation="1"))

    assert not found.human.is_over


def test_the_time_before_is_told_as_it_stood() -> None:
    """What was answered after its end was not answered in it; each conversation is of one of the two."""
    posts = (
        said("1", 0), answer("11", 10, "1"),
        said("2", 50), answer("12", 70, "2"),
        said("3", 60), answer("13", 65, "3"),
        said("4", 100),
    )  # fmt: skip
    found = response(posts, now=at(120), since=at(60))

    assert found.before is not None
    assert (found.all.conversations, found.all.answered) == (2, 1)
    assert (found.before.all.conversations, found.before.all.answered) == (2, 1)
    assert response(posts, now=at(120)).before is None


def test_quickest_and_slowest() -> None:
    """The first five and the last five, each with who answered."""
    posts = [
        post
        for number in range(12)
        for post in (said(f"q{number:02}", number), answer(f"a{number}", number * 2 + 1, f"q{number:02}", agent="JA"))
    ]
    found = response(posts, now=A_WEEK_LATER)

    assert [one.id for one in found.quickest] == ["q00", "q01", "q02", "q03", "q04"]
    assert [(one.id, one.seconds, one.by) for one in found.slowest][:2] == [("q11", 720.0, "JA"), ("q10", 660.0, "JA")]


def test_weekdays_stand_in_their_order() -> None:
    """Monday first, whatever the alphabet says; priority apart."""
    posts = [said(f"{day}", day * 24 * 60, is_high=day == 6) for day in range(7)]
    found = response(posts, now=A_WEEK_LATER)

    assert list(found.by["weekday"]) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert {name: one.conversations for name, one in found.by["priority"].items()} == {"high": 1, "usual": 6}


def test_a_thread_of_many_customers_copies_nothing_for_each() -> None:
    """What was said to everybody is one and the same tuple for all who were not answered by name."""
    crowd = [said(f"c{number}", number / 100, author=f"c{number}", conversation="t") for number in range(500)]
    to_all = [answer(f"a{number}", 60 + number, conversation="t") for number in range(50)]
    (thread,) = threads([*crowd, *to_all, answer("own", 30, "c7")])
    parts = list(customers(thread))

    assert len({id(one.answers) for one in parts}) == 2
    assert {len(one.answers) for one in parts} == {50, 51}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.sampled_from("sSab")), max_size=14), st.randoms())
def test_the_turns_of_a_conversation(steps: list[tuple[int, str]], chance: random.Random) -> None:
    """Whatever was said in whatever order: waits are never negative, never longer than it all took, and one a turn."""
    posts: list[Said | Answer] = [said("0", 0, author="ann")]
    for number, (minutes, what) in enumerate(steps, 1):
        match what:
            case "s" | "S":
                posts.append(said(f"{number}", minutes, author="ann", in_reply_to="0", needs_answer=what == "S"))
            case _:
                posts.append(answer(f"{number}", minutes, "0", is_automatic=what == "b"))
    found = of(*posts)
    chance.shuffle(posts)

    assert of(*posts) == found
    turns = [found.human, *found.rounds]
    assert all(one.seconds >= 0 for one in turns)
    assert len(found.rounds) <= sum(what != "b" for _, what in steps)
    if found.resolved is not None and found.resolved.is_over:
        assert found.resolved.seconds == pytest.approx(sum(one.seconds for one in turns))
        assert found.resolved.seconds <= timedelta(minutes=200).total_seconds()
