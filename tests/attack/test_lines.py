"""Lines of files and of bodies that were pushed: whatever stands in one, it is a record or is refused as none, in words that can be shown."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from alertd.errors import BadRecord
from alertd.intake.records import parse_line
from alertd.model.post import Post
from alertd.ports import Reject
from tests.attack import test_entries as entries

RECORD = {
    "id": "7",
    "platform": "x",
    "created_at": entries.AT,
    "author": "u_1",
    "text": "acme burns",
    "lang": "en",
    "url": "https://a.example",
    "author_handle": "ann",
    "author_followers": 7,
    "author_created_at": entries.AT,
    "author_verified": False,
    "mentions": ["u_2"],
    "conversation": "c",
    "sentiment": {"negative": 0.8, "neutral": 0.1, "positive": 0.1},
    "attached": {"card": "acme"},
    "role": None,
    "likes": 3,
}


@settings(max_examples=entries.EXAMPLES)
@given(
    entries.mutated(RECORD)
    | entries.mutated(
        {"type": "count", "watch": "acme", "platform": "x", "created_at": entries.AT, "seconds": 60, "count": 7}
    )
)
def test_lines(bad: Any) -> None:
    """A line of a file or of a body that was pushed: what is no record is refused as that, whatever stands in it."""
    posts: list[Post] = []
    rejects: list[Reject] = []
    for number, entry in enumerate((entries.named(RECORD, 101), bad, entries.named(RECORD, 102)), 1):
        try:
            found = parse_line(bytes(entries.raw(entry)))
        except BadRecord as error:
            rejects.append(Reject(line=number, reason=str(error), body=""))
        else:
            posts += [found] if isinstance(found, Post) else []
    entries.arrives(posts, {"101", "102"}, rejects)
