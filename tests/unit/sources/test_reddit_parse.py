"""Reddit's listings: what is read, what is left out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.model.post import Deletion, Post
from alertd.sources.reddit.parse import things, tree

ANY = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "children", "kind", "body", "id", "replies", "t1"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def child(kind: str = "t1", **extra: Any) -> dict[str, Any]:
    """Write one entry."""
    body = {"id": "a1", "created_utc": 1.0, "author": "omar", "body": "hi", "title": "T", "selftext": ""}
    return {"kind": kind, "data": {**body, **extra}}


def test_posts_and_comments_have_their_prefixes_and_texts() -> None:
    """A post's text is its title and body; a comment belongs to its post."""
    listing = {"data": {"children": [child("t3", selftext="more"), child("t1", link_id="t3_a1")], "after": "t1_a1"}}
    (post, comment), after = things(listing)
    assert isinstance(post.record, Post)
    assert isinstance(comment.record, Post)

    assert (post.record.id, post.record.text, post.record.conversation) == ("t3_a1", "T\n\nmore", "t3_a1")
    assert (comment.record.id, comment.record.conversation, after) == ("t1_a1", "t3_a1", "t1_a1")


def test_an_edit_is_a_new_version_and_a_removal_a_deletion() -> None:
    """The poller must see both as news."""
    (first,), _ = things({"data": {"children": [child()]}})
    (edited,), _ = things({"data": {"children": [child(edited=99.0)]}})
    (gone,), _ = things({"data": {"children": [child(body="[removed]")]}})

    assert len({first.version, edited.version, gone.version}) == 3
    assert gone.record == Deletion(platform="reddit", id="t1_a1")


def test_a_deleted_author_is_no_reason_to_fail() -> None:
    """Null author and no account id: the comment is still read."""
    (thing,), _ = things({"data": {"children": [child(author=None)]}})
    assert isinstance(thing.record, Post)

    assert (thing.record.author, thing.author_id) == ("[deleted]", None)


@given(ANY)
def test_any_json_is_read_or_refused(answer: Any) -> None:
    """Whatever comes, the only exception is ValueError."""
    for read in (things, tree):
        try:
            read(answer)
        except ValueError:
            continue


def test_an_html_page_is_no_listing() -> None:
    """A string is refused with a reason."""
    with pytest.raises(ValueError, match="not a listing"):
        things("<html>")
