"""Tally: plain numbers of posts, texts and people."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.core.signals.tally import HOW, Tally, at_least

POSTS = st.lists(st.tuples(st.integers(0, 6 * 3600), st.integers(0, 9), st.booleans()), max_size=80)


def tallied(posts: list[tuple[int, int, bool]]) -> Tally:
    """Return a tally of posts (instant, author, whether it is no copy)."""
    tally = Tally()
    for at, author, is_new in posts:
        tally.observe(float(at), author, is_new=is_new)
    return tally


@given(POSTS, st.sampled_from((60, 600, 3600, 10_000)), st.integers(0, 7 * 3600))
def test_a_window_never_holds_more_than_its_seconds(posts: list[tuple[int, int, bool]], window: int, now: int) -> None:
    """Against a slow count of the same posts, in whatever order they come; and no less than its whole minutes."""
    tally = tallied(posts)
    inside = [post for post in posts if now - window < post[0] <= now]
    whole = [post for post in posts if 60 * (now // 60) - window + 60 <= post[0] < 60 * (now // 60)]

    for how, most, least in (
        ("voices", sum(1 for _, _, is_new in inside if is_new), sum(1 for _, _, is_new in whole if is_new)),
        ("people", len({author for _, author, _ in inside}), 0),
    ):
        known = sum(1 for at, _, _ in posts if at > now)
        assert least <= tally.count(now, window, how) <= most + (known if how == "voices" else 0)


@given(POSTS, st.integers(0, 20))
def test_what_is_surely_below_is_below(posts: list[tuple[int, int, bool]], limit: int) -> None:
    """The cheap promise and the count agree at every post."""
    tally = Tally()
    for at, author, is_new in sorted(posts):
        tally.observe(float(at), author, is_new=is_new)
        assert tally.is_below(at, 3600.0, limit) is (tally.count(at, 3600.0, "posts") <= limit)


@given(st.lists(st.tuples(st.integers(0, 7200), st.integers(0, 9), st.booleans()), max_size=40))
def test_people_are_those_who_say_it_and_at_least_one_where_anybody_passes_it_on(
    posts: list[tuple[int, int, bool]],
) -> None:
    """Against a slow count, after a restart too."""
    tally = Tally()
    for at, author, is_passed_on in posts:
        tally.observe(float(at), author, is_new=True, is_passed_on=is_passed_on)
    restored = Tally.from_state(msgspec.json.decode(msgspec.json.encode(tally.to_state())))
    said = {author for _, author, is_passed_on in posts if not is_passed_on}

    assert tally.count(7200.0, 86400.0, "people") == (len(said) or int(bool(posts)))
    assert restored.count(7200.0, 86400.0, "people") == tally.count(7200.0, 86400.0, "people")
    assert tally.count(7200.0, 86400.0, "posts") == len(posts)


def test_a_state_of_an_older_release_still_loads() -> None:
    """It knew nothing of who passes on."""
    tally = tallied([(30, 1, True)])

    assert len(tally.to_state()) == 4
    assert Tally.from_state(tally.to_state()).count(60.0, 600.0, "people") == 1


@given(POSTS)
def test_a_restart_changes_nothing(posts: list[tuple[int, int, bool]]) -> None:
    """State is plain, and gives the same answers."""
    tally = tallied(posts)
    again = Tally.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(tally.to_state())))

    for how in HOW:
        assert again.count(7200.0, 3600.0, how) == tally.count(7200.0, 3600.0, how)
        assert again.is_burst(7200.0, 3600.0, 86400.0, how) is tally.is_burst(7200.0, 3600.0, 86400.0, how)


@pytest.mark.parametrize(
    ("before", "now", "is_burst"), [(0, 1, True), (1, 1, False), (1, 3, True), (336, 2, False), (336, 12, True)]
)
def test_a_burst_is_more_than_chance_explains(before: int, now: int, *, is_burst: bool) -> None:
    """Of so many in two weeks, so many in the last hour."""
    tally, weeks = Tally(), 14 * 86400.0
    for number in range(before):
        tally.observe(weeks * (number + 0.5) / before, number, is_new=True)
    for number in range(now):
        tally.observe(weeks + 3000.0 + number, 1000 + number, is_new=True)

    assert tally.is_burst(weeks + 3600.0, 3600.0, weeks, "people") is is_burst


def test_memory_is_bounded() -> None:
    """Hours of three months, minutes of a day, some thousand people."""
    tally = Tally()
    for hour in range(24 * 120):
        tally.observe(3600.0 * hour, hour, is_new=True)
    minutes, hours, heard, seen = tally.to_state()

    assert (len(minutes), len(hours), len(heard), seen) == (1500, 24 * 92, 24 * 120, 24 * 120)


def test_chances_are_those_of_poisson() -> None:
    """Ends of the scale too."""
    assert at_least(0, 3.0) == 1.0
    assert at_least(1000, 1.0) == 0.0
    assert at_least(5, 2.0) == pytest.approx(0.05265, abs=1e-5)
