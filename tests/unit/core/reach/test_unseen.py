"""Unseen: what a platform's own counts say beyond the people whom we saw."""

from __future__ import annotations

import msgspec
import pytest

from alertd.core.reach.unseen import MOST, Unseen


def test_the_first_counts_are_where_it_begins() -> None:
    """Nobody knows when those came: a post of 5,000 reposts that is seen for the first time has not been reposted now."""
    unseen = Unseen()
    assert unseen.told(1, 5_000, 40) == (0, 0)
    assert unseen.told(1, 5_600, 60) == (600, 20)
    assert unseen.told(1, 5_600, 60) == (0, 0), "the same look again"


def test_whom_we_saw_is_not_counted_twice() -> None:
    """Three of the ten reposts came to us as posts, and one of the four replies."""
    unseen = Unseen()
    unseen.told(1, 0, 0)
    for _ in range(3):
        unseen.passed_on(1)
    unseen.answered(1)

    assert unseen.told(1, 10, 4) == (7, 3)
    assert unseen.told(1, 20, 8) == (10, 4), "they were taken off once"


def test_we_may_have_seen_more_than_the_platform_tells() -> None:
    """Its count is of a moment ago: never fewer than none."""
    unseen = Unseen()
    unseen.told(1, 0, None)
    for _ in range(9):
        unseen.passed_on(1)
    assert unseen.told(1, 6, None) == (0, 0)


@pytest.mark.parametrize(
    ("counts", "added"),
    [
        ((10, 12), [0]),  # two more are no news
        ((10, 12, 13), [0, 3]),  # small steps add up
        ((100, 105, 109, 110), [0, 0, 10]),
        ((100, 40, 110), [0, 10]),  # a count that falls is a slip, or somebody took a repost back
        ((None, 40, 44), [0, 4]),  # unknown is unknown, never zero
        ((10, None, 20), [0, 10]),
    ],
)
def test_growth_is_news_from_the_same_step_on_as_in_the_log(counts: tuple[int | None, ...], added: list[int]) -> None:
    """A tenth, and three at least; what was told last stays until then."""
    unseen = Unseen()
    unseen.told(1, counts[0], 0)
    assert [unseen.told(1, count, 0)[0] for count in counts[1:]] == added


def test_a_post_without_counts_takes_no_room() -> None:
    """Feeds never tell any."""
    unseen = Unseen()
    unseen.told(1, None, None)
    unseen.passed_on(2)
    unseen.answered(3)
    assert len(unseen) == 0


def test_a_number_beyond_all_reason_is_cut() -> None:
    """Whoever pushes records may write any number."""
    unseen = Unseen()
    unseen.told(1, 0, 0)
    assert unseen.told(1, 2**62, 2**62) == (MOST, MOST)


def test_the_longest_untouched_posts_are_forgotten() -> None:
    """Memory stays flat, and what is told again or passed on stays."""
    unseen = Unseen(limit=3)
    for post in (1, 2, 3):
        unseen.told(post, 10, 0)
    unseen.told(1, 10, 0)
    unseen.passed_on(2)
    unseen.told(4, 10, 0)

    assert len(unseen) == 3
    assert unseen.told(1, 20, 0)[0] == 10
    assert unseen.told(2, 20, 0)[0] == 9
    assert unseen.told(3, 20, 0)[0] == 0, "forgotten: it begins anew"


def test_a_restart_changes_nothing() -> None:
    """Also the order in which posts are forgotten."""
    unseen = Unseen(limit=3)
    for post in (1, 2, 3):
        unseen.told(post, 10, None)
    unseen.passed_on(1)
    again = Unseen.from_state(msgspec.msgpack.decode(msgspec.msgpack.encode(unseen.to_state())), limit=3)

    for one in (unseen, again):
        one.told(9, 1, 1)
    assert again.told(1, 20, 5) == unseen.told(1, 20, 5) == (9, 0)
    assert again.to_state() == unseen.to_state()


@pytest.mark.parametrize("state", [7, [[1]], [["a", 1, 1, 0, 0]], [[1, "x", 1, 0, 0]], [[1, 1, 1, None, 0]]])
def test_a_broken_state_is_refused(state: object) -> None:
    """It is told as a ValueError, which whoever reads the fold knows."""
    with pytest.raises(ValueError, match=r"Expected|array"):
        Unseen.from_state(state)
