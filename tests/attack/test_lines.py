"""Lines of files and of bodies that were pushed: whatever stands in one, it is a record or is refused as none, in words that can be shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings

from alertd.errors import BadRecord
from alertd.intake.records import parse_line
from alertd.intake.render import render
from alertd.model.post import Post
from alertd.ports import Reject
from tests.attack import hostile
from tests.attack import test_entries as entries

RECORD = {
    "id": "7",
    "platform": "x",
    "created_at": hostile.AT,
    "author": "u_1",
    "text": "acme burns",
    "lang": "en",
    "url": "https://a.example",
    "author_handle": "ann",
    "author_followers": 7,
    "author_created_at": hostile.AT,
    "author_verified": False,
    "mentions": ["u_2"],
    "conversation": "c",
    "sentiment": {"negative": 0.8, "neutral": 0.1, "positive": 0.1},
    "attached": {"card": "acme"},
    "role": None,
    "likes": 3,
}


@settings(max_examples=hostile.EXAMPLES)
@given(
    hostile.mutated(RECORD)
    | hostile.mutated(
        {"type": "count", "watch": "acme", "platform": "x", "created_at": hostile.AT, "seconds": 60, "count": 7}
    )
)
def test_lines(bad: Any) -> None:
    """A line of a file or of a body that was pushed: what is no record is refused as that, whatever stands in it."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for number, entry in enumerate((hostile.named(RECORD, 101), bad, hostile.named(RECORD, 102)), 1):
        try:
            found = parse_line(bytes(hostile.raw(entry)))
        except BadRecord as error:
            rejects.append(Reject(line=number, reason=str(error), body=""))
        else:
            posts += [found] if isinstance(found, Post) else []
    entries.arrives(posts, {"101", "102"}, rejects)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_what_is_refused_for_its_time_can_be_written_down(at: str) -> None:
    """The dead letter of a post that is of no time at all does not lose the posts beside it."""
    odd = Post(platform="x", id="odd", created_at=datetime.fromisoformat(at), author="a", text="acme", watch="acme")
    good = Post(platform="x", id="good", created_at=hostile.NOW, author="a", text="acme", watch="acme")

    assert hostile.taken([odd, good]) == {"good"}
    assert at[:19] in render(odd).decode()
