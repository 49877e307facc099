"""Who waits for an answer: each customer of each thread by themselves."""

from __future__ import annotations

import random

import msgspec
import pytest

from alertd.core.signals.first_replies import KEPT_FOR
from alertd.core.signals.unanswered import CAPACITY, GIVEN_UP_AFTER, PER_AUTHOR, Unanswered
from alertd.core.signals.waiting import Waiting

NOW = 1_795_435_200.0


def asks(author: str, thread: str = "t", *, post: str | None = None, at: float = 0.0, high: bool = False) -> Waiting:
    """Return a customer who waits; the post's id is the author's name unless given."""
    return Waiting(NOW + at, "x", post or author, thread, author, high)


def names(signal: Unanswered) -> list[str]:
    """Return who waits, the longest first."""
    return [one.author for one in signal.over(NOW + 86_400, 0.0, only_high=False)]


def crowd(count: int = 21) -> Unanswered:
    """Return so many customers who ask in one thread."""
    signal = Unanswered()
    for number in range(count):
        signal.observe(asks(f"c{number:02}", at=number), NOW + number)
    return signal


def test_twenty_one_people_in_one_thread_are_twenty_one_waits() -> None:
    """And the answer to one is not the answer to all."""
    signal = crowd()

    signal.answered("x", "t", "c07", NOW + 60)

    assert len(names(signal)) == 20
    assert "c07" not in names(signal)


@pytest.mark.parametrize("reply", [None, "t"])
def test_an_answer_to_nobody_in_particular_is_for_all_of_the_thread(reply: str | None) -> None:
    """It names no post, or the first of a thread that no customer began; other threads still wait."""
    signal = crowd()
    signal.observe(asks("other", "elsewhere"), NOW)

    signal.answered("x", "t", reply, NOW + 60)

    assert names(signal) == ["other"]


def test_an_answer_to_the_customer_who_began_the_thread_is_theirs_alone() -> None:
    """Also a second one, after their wait is over."""
    signal = Unanswered()
    signal.observe(asks("first", "root", post="root"), NOW)
    signal.observe(asks("second", "root"), NOW + 1)

    for _ in range(2):
        signal.answered("x", "root", "root", NOW + 60)

    assert names(signal) == ["second"]


def test_an_answer_to_any_post_of_a_customer_ends_their_wait() -> None:
    """They asked, then wrote "hello?", and the brand answers that."""
    signal = Unanswered()
    signal.observe(asks("ann"), NOW)
    signal.followed("x", "t", "ann", "hello")
    signal.observe(asks("bob"), NOW + 1)
    signal.followed("x", "t", "carl", "no question")

    signal.answered("x", "t", "no question", NOW + 9)
    assert names(signal) == ["ann", "bob"]

    signal.answered("x", None, "hello", NOW + 10)
    assert names(signal) == ["bob"]


def test_a_question_that_comes_in_after_its_answer_waits_for_nothing() -> None:
    """Feeds are slow: the reply was read first. A new question after it waits."""
    signal = Unanswered()
    signal.answered("x", "t", "late", NOW + 60)
    signal.answered("x", "whole", None, NOW + 60)

    signal.observe(asks("late", at=30), NOW + 90)
    signal.observe(asks("ann", "whole", at=30), NOW + 90)
    assert names(signal) == []

    signal.observe(asks("ann", "whole", post="again", at=70), NOW + 91)
    assert names(signal) == ["ann"]


def test_five_bots_do_not_push_out_ten_customers() -> None:
    """2,200 questions in threads of their own: an author has a bound, and what was dropped is counted."""
    signal, chance = Unanswered(), random.Random(5)
    for number in range(10):
        signal.observe(asks(f"customer{number}", f"c{number}", at=number, high=number % 2 == 0), NOW + number)
    for number in range(2_200):
        bot = f"bot{chance.randrange(5)}"
        signal.observe(asks(bot, f"b{number}", post=f"p{number}", at=20 + number), NOW + 20 + number)

    waiting = names(signal)
    assert sum(name.startswith("customer") for name in waiting) == 10
    assert len(waiting) == 10 + 5 * PER_AUTHOR
    assert signal.given_up == 2_200 - 5 * PER_AUTHOR


def test_too_many_different_people_push_out_those_who_matter_last() -> None:
    """Beyond the bound of all, who is answered first stays."""
    signal = Unanswered()
    for number in range(CAPACITY + 500):
        signal.observe(asks(f"u{number}", f"t{number}", at=number, high=number < 40), NOW + number)

    waiting = names(signal)
    assert len(waiting) == CAPACITY
    assert waiting[:40] == [f"u{number}" for number in range(40)]
    assert signal.given_up == 500


def test_a_thread_of_fifty_thousand_posts_takes_no_room_without_end() -> None:
    """One post in ten asks, each by somebody else, and one in a thousand is answered: every memory has its bound, also after a restart, and a word to all ends all."""
    signal = Unanswered()
    for number in range(50_000):
        at = number / 10
        signal.followed("x", "t", f"u{number}", f"p{number}")
        if number % 10 == 0:
            signal.observe(asks(f"u{number}", post=f"p{number}", at=at), NOW + at)
        if number % 1_000 == 0:
            signal.answered("x", "t", f"p{number}", NOW + at)

    assert len(signal) == CAPACITY
    assert signal.given_up == 5_000 - 50 - CAPACITY
    assert all(len(kept) <= 5_000 for kept in vars(signal).values() if isinstance(kept, (dict, list)))
    again = Unanswered.from_state(msgspec.json.decode(msgspec.json.encode(signal.to_state())))
    assert (names(again), len(msgspec.json.encode(signal.to_state())) < 1_500_000) == (names(signal), True)
    for one in (signal, again):
        one.answered("x", "t", None, NOW + 6_000)
        assert len(one) == 0


def test_who_was_given_up_stays_counted_after_a_restart() -> None:
    """One author in a thread too many: the oldest gives way, is no longer found, and the snapshot remembers that there was one."""
    signal = Unanswered()
    for number in range(PER_AUTHOR + 1):
        signal.observe(asks("ann", f"t{number}", post=f"p{number}", at=number), NOW + number)
    again = Unanswered.from_state(msgspec.json.decode(msgspec.json.encode(signal.to_state())))

    assert (signal.given_up, again.given_up) == (1, 1)
    assert (again.find("x", "p0"), again.find("x", "p1") is None) == (None, False)
    again.answered("x", "t1", "p1", NOW + 99)
    assert again.given_up == 1


def test_nobody_waits_longer_than_a_week() -> None:
    """The old ones go when somebody new comes."""
    signal = crowd(3)
    signal.observe(asks("new", at=GIVEN_UP_AFTER + 60), NOW + GIVEN_UP_AFTER + 60)

    assert [one.author for one in signal.over(NOW + 2 * GIVEN_UP_AFTER, 0.0, only_high=False)] == ["new"]


def test_who_left_after_a_week_without_an_answer_is_still_one_whose_promise_was_broken() -> None:
    """The share of a week does not become better by forgetting those whom nobody answered; a restart forgets nobody either."""
    signal = crowd(3)
    before = signal.between(NOW - 1.0, NOW + 60.0)
    signal.observe(asks("new", at=GIVEN_UP_AFTER + 60), NOW + GIVEN_UP_AFTER + 60)

    again = Unanswered.from_state(msgspec.json.decode(msgspec.json.encode(signal.to_state())))
    assert (before, len(signal), signal.too_old) == (3, 1, 3)
    assert [one.between(NOW - 1.0, NOW + 60.0) for one in (signal, again)] == [3, 3]
    assert signal.between(NOW + 60.0, NOW + 120.0) == 0
    assert signal.between(NOW - 1.0, NOW + 2 * GIVEN_UP_AFTER) == 4


def test_what_is_older_than_any_window_is_forgotten() -> None:
    """What is kept of those who left is bounded by time."""
    signal = crowd(3)
    signal.observe(asks("new", at=GIVEN_UP_AFTER + 60), NOW + GIVEN_UP_AFTER + 60)
    for month in (1, 2):
        at = KEPT_FOR * month + 2 * GIVEN_UP_AFTER * month
        signal.observe(asks(f"later{month}", at=at), NOW + at)

    assert signal.between(NOW - 1.0, NOW + 60.0) == 0
    assert (signal.too_old, signal.to_state()["lapsed"]) == (5, [])


def test_who_is_put_back_into_the_inbox_waits_and_counts_once() -> None:
    """Somebody said that an old one needs an answer after all."""
    signal = crowd(1)
    (one,) = signal.over(NOW + 60, 0.0, only_high=False)
    signal.observe(asks("new", at=GIVEN_UP_AFTER + 60), NOW + GIVEN_UP_AFTER + 60)
    signal.begin(one)

    assert signal.between(NOW - 1.0, NOW + 60.0) == 1


def test_history_that_was_imported_breaks_no_promise() -> None:
    """It could wake nobody while it waited, and its answers are not counted either."""
    signal = Unanswered()
    old = asks("old")
    old.wakes = False
    signal.observe(old, NOW)
    signal.observe(asks("new", at=GIVEN_UP_AFTER + 60), NOW + GIVEN_UP_AFTER + 60)

    assert (signal.too_old, signal.between(NOW - 1.0, NOW + 60.0)) == (1, 0)


def test_a_restart_changes_nothing() -> None:
    """Random life, written and read at any point: the same people wait, and the same answers end their waits."""
    chance = random.Random(9)
    one, other = Unanswered(), Unanswered()
    for step in range(600):
        author, thread, at = f"a{chance.randrange(30)}", f"t{chance.randrange(12)}", float(step)
        match chance.randrange(5):
            case 4:
                post = f"p{chance.randrange(step + 1)}"
                for signal in (one, other):
                    if (found := signal.find("x", post)) is not None:
                        found.put_off_by, found.put_off_until = "ayse", NOW + at + 40
                        signal.put_off(found)
            case 0:
                reply = chance.choice([None, author, thread])
                for signal in (one, other):
                    signal.answered("x", chance.choice([thread]), reply, NOW + at)
            case 1:
                for signal in (one, other):
                    signal.followed("x", thread, author, f"p{step}")
            case _:
                waiting = asks(author, thread, post=f"p{step}", at=at, high=step % 3 == 0)
                one.observe(waiting, NOW + at)
                other.observe(msgspec.structs.replace(waiting), NOW + at)
        if chance.random() < 0.05:
            other = Unanswered.from_state(msgspec.json.decode(msgspec.json.encode(other.to_state())))
        for high in (True, False):
            before, now = NOW + at - 60, NOW + at
            assert one.waking(before, now, only_high=high) == other.waking(before, now, only_high=high)
        assert one.over(NOW + at, 0.0, only_high=False) == other.over(NOW + at, 0.0, only_high=False)


def test_a_state_of_before_one_clock_a_customer_still_loads() -> None:
    """Then a thread had one clock; its customer goes on waiting."""
    old = [["x t", {"posted": NOW, "platform": "x", "id": "p", "conversation": "t", "author": "ann", "is_high": True}]]

    signal = Unanswered.from_state(old)
    assert names(signal) == ["ann"]

    signal.answered("x", None, "p", NOW + 1)
    assert names(signal) == []


def test_who_asked_again_is_found_by_their_older_posts_after_a_restart() -> None:
    """By one that was answered, and by one that asked nothing."""
    signal = Unanswered()
    signal.observe(asks("ann", post="first"), NOW)
    signal.answered("x", "t", "first", NOW + 10)
    signal.followed("x", "t", "ann", "hm")
    signal.observe(asks("ann", post="again", at=20), NOW + 20)
    state = msgspec.json.encode(signal.to_state())

    for older in ("first", "hm"):
        found = Unanswered.from_state(msgspec.json.decode(state))
        (one,) = found.answered("x", "t", older, NOW + 30)
        assert one.id == "again"


def test_an_answer_of_before_they_asked_again_is_none_to_the_second_question() -> None:
    """It comes in late, names the first question, and was written when there was no second."""
    signal = Unanswered()
    signal.observe(asks("ann", post="first"), NOW)
    signal.answered("x", "t", "first", NOW + 10)
    signal.observe(asks("ann", post="again", at=20), NOW + 20)

    assert signal.answered("x", "t", "first", NOW + 15) == []
    assert names(signal) == ["ann"]


def test_a_name_that_is_forgotten_stands_nowhere() -> None:
    """Neither by their waits, nor by what is over, nor by a remark; the waits go on."""
    signal = Unanswered()
    signal.observe(asks("ann", post="first"), NOW)
    signal.answered("x", "t", "first", NOW + 10, "brand")
    signal.followed("x", "t", "ann", "hm")
    signal.observe(asks("ann", post="again", at=20), NOW + 20)
    signal.followed("y", "t", "ann", "of somebody else")

    signal.forget("x", "ann", "nobody")

    assert names(signal) == ["nobody"]
    state = msgspec.json.encode(signal.to_state()).decode()
    assert state.count("ann") == 1
    (one,) = signal.answered("x", "t", "hm", NOW + 30)
    assert one.id == "again"
