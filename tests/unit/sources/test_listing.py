"""A Reddit list that breaks off or was cut is never taken for its end."""

from __future__ import annotations

from typing import Any, cast

import pytest

from alertd.errors import SourceError
from alertd.sources.reddit.client import Client
from alertd.sources.reddit.listing import PATIENCE, Listing

pytestmark = pytest.mark.asyncio
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def page(first: int, last: int, *, after: str | None = "more") -> dict[str, Any]:
    """Write a page of entries, newest (`first`) down to `last`."""

    def entry(number: int) -> dict[str, Any]:
        key = DIGITS[number // 36 % 36] + DIGITS[number % 36]
        return {"kind": "t1", "data": {"id": key, "created_utc": 1.0, "author": "a", "body": "x"}}

    numbers = range(first, last - 1, -1)
    return {"data": {"children": [entry(number) for number in numbers], "after": after}}


class Script:
    """Answers one page after the other."""

    def __init__(self, *pages: Any) -> None:
        self._pages = list(pages)

    async def get(self, path: str, **params: Any) -> Any:
        """Return the next page."""
        return self._pages.pop(0)


def listing(*pages: Any, last: int | None) -> Listing:
    """Make a list that answers these pages."""
    return Listing(cast(Client, Script(*pages)), "r/x/comments", last=last)


async def test_an_empty_page_in_the_middle_is_read_again() -> None:
    """The entry we paged from was removed: nothing is remembered, the next look brings all."""
    one = listing(page(300, 201), page(0, 1), page(300, 201), page(200, 101), page(100, 1), last=50)
    with pytest.raises(SourceError, match="broke off"):
        await one.look()

    look = await one.look()

    assert len(look.fresh) == 300
    assert look.is_whole


async def test_a_list_that_keeps_breaking_off_is_taken_with_a_hole() -> None:
    """After some tries what there is is handed on, and told to be incomplete."""
    one = listing(*[page(300, 201), page(0, 1)] * (PATIENCE + 1), last=50)
    for _ in range(PATIENCE):
        with pytest.raises(SourceError):
            await one.look()

    look = await one.look()

    assert (len(look.fresh), look.is_whole) == (100, False)


async def test_a_list_that_ends_before_what_is_known_is_doubted() -> None:
    """A short list without anything known was cut by a cache; on a first start it is simply short."""
    with pytest.raises(SourceError):
        await listing(page(300, 290, after=None), last=50).look()

    assert (await listing(page(300, 290, after=None), last=None).look()).is_whole


async def test_a_known_entry_on_top_does_not_end_the_look() -> None:
    """A pinned or stale entry above new ones hides none of them."""
    top = page(40, 40)["data"]["children"]
    mixed = page(300, 202)
    mixed["data"]["children"] = top + mixed["data"]["children"]
    look = await listing(mixed, page(201, 102), page(101, 41), last=50).look()

    assert len(look.fresh) == 261
