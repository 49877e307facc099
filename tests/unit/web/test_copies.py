"""What has the same words is one card."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alertd.web.backend import MentionShown
from alertd.web.copies import cards, cut
from tests.unit.web.fake_backend import NOW, mention


def shown(ident: int, voice: int, *, text: str | None = "it smokes", **changes: object) -> MentionShown:
    """Return a post; the larger its number the older it is."""
    at = NOW - timedelta(minutes=ident)
    return MentionShown(mention=mention(id=str(ident), voice=voice, posted_at=at, **changes), text=text)


def test_the_first_post_stands_for_those_that_pass_it_on() -> None:
    """Where its own instant puts it: a reader who goes down sees no time that is newer than the one above."""
    found = [shown(1, 7, repost_of="4"), shown(2, 8), shown(3, 7), shown(4, 7), shown(5, 7, repost_of_author="u_4")]

    assert [(one.shown.mention.id, one.again) for one in cards(found)] == [("2", 0), ("4", 3)]


def test_four_minutes_ago_never_stands_between_one_and_two() -> None:
    """A text that came a minute ago too is told at the time of its first post; posts of one instant keep their order."""
    found = [shown(1, 1), shown(1, 2), shown(1, 3, repost_of="4"), shown(2, 4), shown(4, 3)]

    made = cards(found)
    assert [(one.shown.mention.voice, one.again) for one in made] == [(1, 0), (2, 0), (4, 0), (3, 1)]


def test_where_only_reposts_are_found_the_oldest_stands_for_them() -> None:
    """What they pass on was written before the time that was asked for."""
    assert [one.shown.mention.id for one in cards([shown(1, 7, repost_of="9"), shown(2, 7, repost_of="9")])] == ["2"]


def test_erased_posts_and_other_watches_stay_apart() -> None:
    """Nobody knows what an erased post said; a post about two brands is a post of each."""
    found = [shown(1, 7, text=None), shown(2, 7, text=None), shown(3, 7), shown(4, 7, watch="globex")]

    assert [one.again for one in cards(found)] == [0, 0, 0, 0]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from((None, "a"))), max_size=40))
def test_no_post_is_lost_or_counted_twice(posts: list[tuple[int, bool, str | None]]) -> None:
    """Cards and the posts behind them are all that was found, and no card stands before one that shows a newer instant."""
    found = [
        shown(n, voice, text=text, repost_of="0" if is_repost else None)
        for n, (voice, is_repost, text) in enumerate(posts)
    ]
    made = cards(found)

    assert len(cards(cut(found, 3))) == min(3, len(made))
    assert sum(1 + one.again for one in made) == len(found)
    assert len({one.shown.mention.id for one in made}) == len(made)
    told = [one.shown.mention.posted_at for one in made]
    assert told == sorted(told, reverse=True)
