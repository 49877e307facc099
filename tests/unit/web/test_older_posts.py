"""Until when the next screen of a search asks: nothing is left out that can be shown, and no screen comes twice for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alertd.web import search_page
from alertd.web.backend import MentionShown
from alertd.web.copies import cut
from tests.unit.web.fake_backend import NOW, mention

MOMENT = timedelta(milliseconds=1)


def written(*ages: float) -> list[MentionShown]:
    """Return posts of so many seconds ago, each with words of its own."""
    return [
        MentionShown(
            mention=mention(id=str(number), voice=number, posted_at=NOW - timedelta(seconds=age)), text=f"post {number}"
        )
        for number, age in enumerate(ages)
    ]


def older(found: list[MentionShown], most: int) -> datetime | None:
    """Return what the link below a screen of so many cards asks for."""
    return search_page._older(found, cut(found, most))


def test_all_that_there_is_has_no_more() -> None:
    """Nor has nothing."""
    assert older(written(1, 2, 3), 5) is None
    assert older([], 5) is None


def test_the_next_screen_begins_with_the_first_post_that_is_not_on_this_one() -> None:
    """Its own instant is asked for, with those who wrote in the same one."""
    assert older(written(1, 2, 3, 4), 2) == NOW - timedelta(seconds=3) + MOMENT
    assert older(written(1, 2, 2, 4), 2) == NOW - timedelta(seconds=2) + MOMENT


@pytest.mark.parametrize("many", [3, 5, 40])
def test_a_screen_that_one_instant_fills_is_not_shown_again(many: int) -> None:
    """Imported posts may have a day and no time: the link goes on to the day before."""
    found = written(*[60.0] * many, 90.0)
    until = older(found, 2)

    assert until == NOW - timedelta(seconds=60)
    assert [one for one in found if until is not None and one.mention.posted_at < until] == found[-1:]


def test_a_reading_that_was_cut_goes_on_behind_its_last_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of one text fill it: they are one card, and what is older was not read."""
    monkeypatch.setattr(search_page, "_READ", 4)
    found = [one.with_(mention=one.mention.with_(voice=7)) for one in written(1, 2, 3, 4)]

    assert older(found, 2) == NOW - timedelta(seconds=4)
