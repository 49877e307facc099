"""Audience: how rare so many followers are, from the first post on and from what was seen since."""

import pytest

from alertd.core.reach.audience import Audience


def test_a_large_audience_is_rare_from_the_first_post_on() -> None:
    """A new installation must know a celebrity when it sees one."""
    tops = [Audience(limit=10).top("a", people) for people in (0, 200, 25_000, 120_000, 10_000_000)]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] > 0.95
    assert 0.4 < tops[1] < 0.6
    assert 0.005 < tops[2] < 0.02
    assert tops[3] < 0.0025
    assert tops[4] > 0.0


def test_what_was_seen_outweighs_what_was_assumed() -> None:
    """On a network of celebrities, a celebrity is nothing special."""
    audience = Audience(limit=100_000)
    for number in range(20_000):
        audience.top(f"a{number}", 200_000)
    assert audience.top("b", 200_000) > 0.9
    assert audience.top("c", 50_000_000) < 0.001


def test_an_author_counts_once_however_often_it_posts() -> None:
    """A loud account is one account, with the audience it had last."""
    loud, quiet = Audience(limit=100), Audience(limit=100)
    for _ in range(500):
        loud.top("a", 1_000_000)
    loud.top("a", 10)
    quiet.top("a", 10)
    assert loud.top("b", 900_000) == quiet.top("b", 900_000)


def test_the_audiences_remembered_are_bounded() -> None:
    """The author seen longest ago goes."""
    audience = Audience(limit=3)
    for number in range(10):
        audience.top(f"a{number}", 1_000_000_000)
    assert [author for author, _ in audience.to_state()] == ["a7", "a8", "a9"]


def test_room_is_made_in_steps_and_whoever_writes_stays() -> None:
    """Of a hundred six go at once; the histogram is of those who are left, whenever a restart falls in between."""
    audience = Audience(limit=100)
    for number in range(450):
        audience.top(f"a{number}", 10 ** (number % 7))
        audience.top("regular", 500)
        if number == 333:
            state = audience.to_state()
            audience = Audience(limit=100)
            audience.restore([list(one) for one in state])  # type: ignore[misc]  # as a snapshot gives it
    kept = dict(audience.to_state())
    assert 94 <= len(kept) <= 100
    assert "regular" in kept
    assert list(kept)[-2] == "a449"
    anew = Audience(limit=100)
    anew.restore(audience.to_state())
    assert anew.top("b", 900) == audience.top("b", 900)


def test_an_erased_author_keeps_its_count_under_another_name() -> None:
    """The name goes; what the crowd looks like stays, and the author's age in it too."""
    audience, untouched = Audience(limit=3), Audience(limit=3)
    for one in (audience, untouched):
        for number in range(3):
            one.top(f"a{number}", 10**number)
    audience.rename("a1", "erased-7")
    assert [author for author, _ in audience.to_state()] == ["a0", "erased-7", "a2"]
    assert audience.top("new", 50) == pytest.approx(untouched.top("new", 50))
