"""unanswered: each platform has a patience of its own, the share of its promise; asked of many who wait, it costs as much as of few."""

from __future__ import annotations

import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.rules.conditions import unanswered as condition
from alertd.core.signals.unanswered import Unanswered as Signal
from alertd.core.signals.waiting import Waiting
from alertd.model.rule import Unanswered
from tests.unit.core.rules.conditions.looking import NOON

PROMISES = {"x": timedelta(minutes=15), "reddit": timedelta(hours=4), "bluesky": timedelta(hours=1)}
SPENT = Unanswered(spent=0.5, priority="any")


def waits(number: int, platform: str, asked: float, put_off: float = 0.0, *, author: str = "") -> Waiting:
    """Return somebody who waits; without a name one of seven."""
    return Waiting(
        platform=platform, conversation=f"c{number}", author=author or f"a{number % 7}", id=f"p{number}", posted=asked,
        is_high=False, put_off_until=put_off,
    )  # fmt: skip


def state_of(waiting: list[Waiting]) -> Any:
    """Return what the condition reads of a watch."""
    signal = Signal()
    for one in waiting:
        signal.begin(one)
    return SimpleNamespace(
        unanswered=signal, promises=PROMISES, hours={}, watch=SimpleNamespace(hours=None, handles={"x": ("us",)})
    )


def one_by_one(waiting: list[Waiting], now: float) -> tuple[int, float | None, float | None]:
    """Return the same, by looking at everybody."""
    over, ahead = [], []
    for one in waiting:
        if one.platform not in PROMISES:
            continue
        due = one.posted + PROMISES[one.platform].total_seconds() / 2
        if one.put_off_until > now:
            ahead.append(one.put_off_until)
        elif due <= now:
            over.append(one.posted)
        else:
            ahead.append(due)
    return len(over), min(over, default=None), min(ahead, default=None)


asked = st.tuples(
    st.sampled_from(["x", "reddit", "bluesky", "mastodon"]),
    st.integers(0, 6 * 3600),
    st.one_of(st.just(0), st.integers(-600, 3600)),
)


@given(st.lists(asked, max_size=30))
def test_it_counts_as_whoever_looks_at_everybody(drawn: list[tuple[str, int, int]]) -> None:
    """How many have waited too long, since when, and when there is one more: also among those who were put off."""
    waiting = [
        waits(number, platform, NOON - ago, NOON + later if later else 0.0)
        for number, (platform, ago, later) in enumerate(drawn)
    ]
    found = condition._overdue(SPENT, state_of(waiting), NOON)
    assert found == one_by_one(waiting, NOON)


@pytest.mark.parametrize(("authors", "holds"), [(7, True), (8, False)])
def test_people_are_counted_among_those_who_have_waited_too_long(authors: int, *, holds: bool) -> None:
    """Seven people ask in twenty threads; two more asked just now."""
    waiting = [waits(number, "x", NOON - 3600 - number) for number in range(20)]
    waiting += [waits(number, "x", NOON - 1, author=f"new{number}") for number in range(20, 22)]
    view = SimpleNamespace(state=state_of(waiting), now=NOON)
    asks = SPENT.with_(at_least=SPENT.at_least.with_(authors=authors))
    assert condition._has_authors(asks, view, 20) is holds  # type: ignore[arg-type]


def test_it_costs_as_much_however_many_wait() -> None:
    """Nobody answered for a week, and each post that comes asks it: counted in calls, not in time."""

    def calls(many: int) -> int:
        state = state_of([waits(number, "x", NOON - 7200 - number, author=str(number)) for number in range(many)])
        made = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            found = condition._overdue(SPENT, state, NOON)
        finally:
            sys.setprofile(None)
        assert found[0] == many
        return made

    assert calls(1_500) == calls(10)
