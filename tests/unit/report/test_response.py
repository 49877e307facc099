"""Response times: which clock runs, from when to when, and what is made of them."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.model.house import House
from alertd.model.watch import Watch
from alertd.report.response import LIMITS, Kept, Response, Turned, groups_of, response
from alertd.report.threads import Answer, Said
from tests.unit.report.posts import A_WEEK_LATER, answer, at, said


def told(*posts: Said | Answer, **how: object) -> Response:
    """Return the report of posts, a week later."""
    return response(posts, **{"now": A_WEEK_LATER, **how})  # type: ignore[arg-type]


def test_the_clock_runs_from_the_first_post_to_the_first_human_answer() -> None:
    """A second post of the customer does not start it again, and a second answer does not stop it later."""
    found = told(said("1", 0), said("2", 30, in_reply_to="1"), answer("3", 40, "2"), answer("4", 50, "1"))

    assert (found.all.conversations, found.all.answered, found.all.median_s) == (1, 1, 40 * 60.0)


def test_an_automatic_answer_does_not_stop_the_clock() -> None:
    """It has a time of its own, so that a bot never makes a brand look fast."""
    found = told(said("1", 0), answer("2", 1, "1", is_automatic=True), answer("3", 90, "1"))

    assert found.all.median_s == 90 * 60.0
    assert found.automatic.median_s == 60.0
    assert list(found.by["responder"]) == ["acme_help"]


def test_only_an_automatic_answer_is_no_answer() -> None:
    """The customer still waits for somebody."""
    found = told(said("1", 0), answer("2", 1, "1", is_automatic=True))

    assert (found.all.answered, found.all.within["24h"], found.automatic.answered) == (0, 0.0, 1)


def test_shares_are_those_of_all_conversations() -> None:
    """One that was never answered counts as not answered in time; a limit is met up to its last second."""
    found = told(
        said("1", 0), answer("11", 15, "1"),
        said("2", 0), answer("12", 59, "2"),
        said("3", 0), answer("13", 60 * 24, "3"),
        said("4", 0),
    )  # fmt: skip

    assert found.all.within == {"15m": 0.25, "1h": 0.5, "4h": 0.5, "24h": 0.75}
    assert (found.all.conversations, found.all.answered, found.all.median_s) == (4, 3, 59 * 60.0)


def test_the_ninetieth_percentile_is_one_of_the_waits() -> None:
    """Nearest rank: of ten waits the ninth, of one the only one."""
    ten = [post for i in range(10) for post in (said(f"{i}", i), answer(f"a{i}", 2 * i + 1, f"{i}"))]

    assert told(*ten).all.p90_s == 9 * 60.0
    assert told(*ten[:2]).all.p90_s == 60.0


def test_what_is_young_may_still_be_answered_in_time() -> None:
    """Ten minutes after it was written, a post can still keep each limit."""
    found = told(said("1", 0), now=at(20))

    assert found.all.pending == {"15m": 0, "1h": 1, "4h": 1, "24h": 1}


def test_nothing_gives_no_figures() -> None:
    """Without a conversation there is no median and no share, and nothing divides by zero."""
    found = told()

    assert (found.all.conversations, found.all.median_s, found.all.within["1h"]) == (0, None, None)


def test_the_clock_of_those_who_need_an_answer_runs_from_that_post() -> None:
    """Praise came first; the question after it began to wait when it was asked."""
    found = told(said("1", 0), said("2", 60, in_reply_to="1", needs_answer=True), answer("3", 70, "2"), said("9", 0))

    assert (found.needing_answer.conversations, found.needing_answer.median_s) == (1, 600.0)
    assert found.all.conversations == 2


def test_customers_below_our_own_post_are_told_apart() -> None:
    """They began no conversation; each of them is one below ours, answered when the brand answered them."""
    found = told(
        answer("1", 0),
        said("2", 10, in_reply_to="1", author="ann"),
        said("3", 11, in_reply_to="1", author="bob"),
        answer("4", 15, "2"),
    )

    assert found.all.conversations == 0
    assert (found.under_own_posts.conversations, found.under_own_posts.answered) == (2, 1)
    assert found.under_own_posts.median_s == 300.0


def test_since_leaves_out_what_began_before() -> None:
    """A late answer to an old conversation does not bring it back."""
    found = told(said("1", 0), answer("2", 120, "1"), said("3", 100), since=at(60))

    assert (found.all.conversations, found.all.answered) == (1, 0)


def test_a_week_that_is_past_counts_whom_a_day_has_passed_over() -> None:
    """Who asked in its last hours had a day too; an answer that came the day after counts, and what was asked after it does not."""
    day = 1440
    posts = (
        said("1", 7 * day - 60, needs_answer=True),
        said("2", 7 * day - 30, needs_answer=True), answer("12", 7 * day + 60, "2"),
        said("3", 7 * day + 10, needs_answer=True),
    )  # fmt: skip

    at_its_end = told(*posts, since=at(0), now=at(7 * day)).needing_answer
    a_day_later = told(*posts, since=at(0), until=at(7 * day), now=at(8 * day)).needing_answer

    assert (at_its_end.conversations, at_its_end.answered, at_its_end.missed) == (2, 0, 0)
    assert (a_day_later.conversations, a_day_later.answered, a_day_later.missed) == (2, 1, 1)


def test_the_week_before_had_as_long_after_its_end_to_be_answered() -> None:
    """Two weeks that went alike say the same: neither is better for being older."""
    day = 1440
    posts = [
        one
        for week in (0, 7 * day)
        for one in (
            said(f"a{week}", week + 7 * day - 60, needs_answer=True),
            said(f"b{week}", week + 7 * day - 30, needs_answer=True),
            answer(f"c{week}", week + 7 * day + 60, f"b{week}"),
            answer(f"d{week}", week + 9 * day, f"a{week}"),
        )
    ]

    found = told(*posts, since=at(7 * day), until=at(14 * day), now=at(15 * day))

    assert found.before is not None
    assert found.before.needing_answer == found.needing_answer
    assert (found.needing_answer.answered, found.needing_answer.missed) == (1, 1)


def test_a_promise_is_kept_missed_or_still_has_time() -> None:
    """Each platform has its own; where none is promised nothing is counted."""
    promise = {"x": timedelta(minutes=30), "default": timedelta(hours=4)}
    posts = (
        said("1", 0, needs_answer=True), answer("11", 30, "1"),
        said("2", 0, needs_answer=True), answer("12", 31, "2"),
        said("3", 0, needs_answer=True, platform="reddit"),
        said("4", 0, needs_answer=True),
    )  # fmt: skip

    assert told(*posts, now=at(60), promise=promise).promise == Kept(kept=1, missed=2, waiting=1, share=1 / 3)
    assert told(*posts, now=at(60), promise={"bluesky": timedelta(hours=1)}).promise == Kept(
        kept=0, missed=0, waiting=0, share=None
    )
    assert told(*posts).promise is None


def test_who_turned() -> None:
    """A customer who began negative, was answered and wrote again without anger has turned; silence says nothing."""
    found = told(
        said("1", 0, author="ann", was_negative=True), answer("11", 5, "1"),
        said("12", 9, author="ann", in_reply_to="11", was_negative=False),
        said("2", 0, author="bob", was_negative=True), answer("21", 5, "2"),
        said("3", 0, author="eve", was_negative=True),
    )  # fmt: skip

    assert found.turned == Turned(negative=3, answered=2, heard_again=1, turned=1)


def test_groups() -> None:
    """By platform, watch, language, hour of the asked zone, account and initials."""
    found = told(
        said("1", 0, language="tr"), answer("11", 5, "1", agent="JA"),
        said("2", 60 * 13, platform="reddit", language="en"),
        zone=ZoneInfo("Europe/Istanbul"),
    )  # fmt: skip

    assert {name: list(groups) for name, groups in found.by.items()} == {
        "platform": ["reddit", "x"],
        "watch": ["acme"],
        "language": ["en", "tr"],
        "hour": ["01", "12"],
        "priority": ["usual"],
        "weekday": ["mon", "tue"],
        "day": ["2026-11-02", "2026-11-03"],
        "responder": ["acme_help"],
        "agent": ["JA"],
        "person": ["JA"],
    }
    assert found.by["platform"]["reddit"].answered == 0


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 3000) | st.none()), max_size=12), st.randoms())
def test_order_of_the_posts_does_not_matter(waits: list[tuple[int, int | None]], chance: random.Random) -> None:
    """Shares never fall with a longer limit, and never pass the share that was answered at all."""
    posts: list[Said | Answer] = []
    for number, (begins, wait) in enumerate(waits):
        posts.append(said(f"q{number}", begins))
        if wait is not None:
            posts.append(answer(f"a{number}", begins + wait, f"q{number}"))
    found = told(*posts)
    chance.shuffle(posts)

    assert told(*posts) == found
    if waits:
        shares = [found.all.within[name] or 0.0 for name in LIMITS]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(sum(w is not None and w <= 1440 for _, w in waits) / len(waits))


def test_everybody_in_a_thread_waits_by_themselves() -> None:
    """One conversation of three customers: one was answered after ten minutes, one after an hour, one never."""
    found = told(
        said("1", 0, author="ann"),
        said("2", 5, author="bob", in_reply_to="1"),
        said("3", 6, author="carl", in_reply_to="1"),
        answer("4", 15, "2"),
        answer("5", 60, "1"),
    )

    assert (found.all.conversations, found.all.median_s) == (1, 15 * 60.0)
    assert (found.waits.conversations, found.waits.answered) == (3, 2)
    assert found.waits.median_s == (10 + 60) * 60.0 / 2


def test_an_answer_in_two_posts_is_for_the_same_customer() -> None:
    """The second part names the brand's own first part; an answer that names nobody is for all."""
    for_bob: list[Said | Answer] = [
        said("1", 0, author="ann"),
        said("2", 5, author="bob", in_reply_to="1"),
        answer("3", 9, "2"),
    ]
    found = told(*for_bob, answer("4", 10, "3"))
    to_all = told(*for_bob, answer("4", 10, None, conversation="1"), said("1", 0, author="ann", conversation="1"))

    assert found.waits.answered == 1
    assert to_all.waits.answered == 2


def test_locations_are_compared_by_their_group() -> None:
    """Two shops of the north are one group, those that wait as those that were answered; who is in none is in no row."""
    found = told(
        said("1", 0, watch="oslo"), answer("11", 10, "1", watch="oslo"),
        said("2", 0, watch="bergen"), answer("12", 30, "2", watch="bergen"),
        said("3", 0, watch="bergen"),
        said("4", 0, watch="rome"), answer("14", 300, "4", watch="rome"),
        said("5", 0, watch="online"), answer("15", 1, "5", watch="online"),
        groups={"oslo": "north", "bergen": "north", "rome": "south"},
    )  # fmt: skip

    assert sorted(found.by["group"]) == ["north", "south"]
    north, south = found.by["group"]["north"], found.by["group"]["south"]
    assert (north.conversations, north.answered, north.median_s, north.missed) == (3, 2, 20 * 60.0, 1)
    assert (south.conversations, south.answered, south.within["1h"]) == (1, 1, 0.0)


def test_without_groups_there_is_no_such_row() -> None:
    """Most houses have none."""
    assert "group" not in told(said("1", 0), answer("2", 1, "1")).by


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3000), st.booleans()), max_size=40))
def test_a_group_of_one_watch_is_that_watch(asked: list[tuple[int, int, bool]]) -> None:
    """Whatever was asked and answered; and all watches in one group are the whole."""
    posts: list[Said | Answer] = []
    for number, (watch, minutes, is_answered) in enumerate(asked):
        posts.append(said(f"q{number}", minutes, watch=f"w{watch}"))
        if is_answered:
            posts.append(answer(f"a{number}", minutes + watch + 1, f"q{number}", watch=f"w{watch}"))
    alone = told(*posts, groups={f"w{watch}": f"w{watch}" for watch in range(6)})
    assert alone.by["group"] == alone.by["watch"]

    together = told(*posts, groups={f"w{watch}": "everywhere" for watch in range(6)})
    assert [together.all] * bool(posts) == list(together.by["group"].values())


def test_groups_are_those_of_the_settings() -> None:
    """A watch that belongs to nothing is in none."""
    watches = (Watch(name="oslo", group="north"), Watch(name="online"))

    assert groups_of(House(watches=watches)) == {"oslo": "north"}
