"""X's JSON: odd lines are told, never fatal."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import BadRecord
from alertd.sources.x.parse import read_line, read_results

KEYS = ["data", "id", "includes", "users", "tweets", "errors", "delete", "tweet", "created_at", "referenced_tweets"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


def tweet(**extra: Any) -> dict[str, Any]:
    """Write a small post."""
    return {"id": "10", "text": "a &amp; b", "author_id": "7", "created_at": "2026-11-21T10:00:00.000Z", **extra}


@given(JSON)
def test_any_json_is_read_or_refused(line: Any) -> None:
    """Whatever comes, the only exception is BadRecord."""
    with contextlib.suppress(BadRecord):
        read_line(json.dumps(line).encode())
    with contextlib.suppress(BadRecord):
        read_results(json.dumps(line).encode(), is_filled=True)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(line: bytes) -> None:
    """Garbage is a BadRecord."""
    with contextlib.suppress(BadRecord):
        read_line(line)


def test_a_post_without_includes_still_counts() -> None:
    """No author, no references: the post is there, its unknowns are None."""
    post = read_line(json.dumps({"data": tweet(), "includes": {"users": "broken"}}).encode()).posts[0]

    assert (post.text, post.author, post.author_followers, post.reposts) == ("a & b", "7", None, None)
    assert post.url == "https://x.com/i/status/10"


def test_a_date_without_zone_or_no_date_is_refused() -> None:
    """A wrong instant would put the post into a wrong minute."""
    for created_at in ("2026-11-21T10:00:00", None):
        with pytest.raises(BadRecord):
            read_line(json.dumps({"data": tweet(created_at=created_at)}).encode())


def test_one_bad_post_does_not_cost_its_page() -> None:
    """The others of a search page are kept, and `next_token` too."""
    page = {"data": [tweet(), {"id": 5}, tweet(id="11")], "meta": {"next_token": "n"}}
    posts, _, results = read_results(json.dumps(page).encode(), is_filled=True)

    assert [own_id for own_id, _ in posts] == ["10", "11"]
    assert all(post.is_filled for _, post in posts)
    assert results.meta.next_token == "n"


def test_a_quote_of_an_edited_post_points_at_its_first_version() -> None:
    """References follow the first id, as our own ids do; undetermined languages are unknown."""
    quoted = tweet(id="4", edit_history_tweet_ids=["3", "4"])
    line = {
        "data": tweet(referenced_tweets=[{"type": "quoted", "id": "4"}, {"type": "replied_to", "id": "9"}], lang="und"),
        "includes": {"tweets": [quoted]},
    }
    post = read_line(json.dumps(line).encode()).posts[0]

    assert (post.quotes, post.in_reply_to, post.lang) == ("3", "9", None)


def test_the_page_behind_a_link_is_read_beside_the_words() -> None:
    """Title and description of the card, and where the link leads; not the post's own pictures, nor a quoted post's address."""
    urls = [
        {
            "url": "https://t.co/a",
            "expanded_url": "https://short.example/1",
            "unwound_url": "https://n.example/acme-recall",
            "title": "Acme recalls its kettles",
            "description": "All may overheat.",
        },
        {"url": "https://t.co/b", "expanded_url": "https://twitter.com/lea/status/10/photo/1"},
        {"url": "https://t.co/c", "expanded_url": "https://x.com/bob/status/5"},
    ]
    line = {"data": tweet(text="look https://t.co/a", entities={"urls": urls})}
    post = read_line(json.dumps(line).encode()).posts[0]

    assert post.text == "look https://t.co/a"
    assert post.attached == {
        "card": "Acme recalls its kettles\nAll may overheat.",
        "link": "https://n.example/acme-recall",
    }


@pytest.mark.parametrize("urls", [5, [5], [None], [{"title": 5}], {"title": "x"}, [{"title": "q" * 9_000}] * 30])
def test_odd_links_cost_no_post(urls: Any) -> None:
    """Nor do endless ones cost memory."""
    post = read_line(json.dumps({"data": tweet(entities={"urls": urls})}).encode()).posts[0]

    assert post.text == "a & b"
    assert sum(map(len, post.attached.values())) <= 8_000


def test_a_repost_shows_the_card_of_what_it_repeats() -> None:
    """Its own text is cut, and so are its links."""
    original = tweet(id="5", text="long", entities={"urls": [{"title": "Acme", "expanded_url": "https://n.example"}]})
    line = {
        "data": tweet(referenced_tweets=[{"type": "retweeted", "id": "5"}]),
        "includes": {"tweets": [original]},
    }
    repost = next(post for post in read_line(json.dumps(line).encode()).posts if post.id == "10")

    assert repost.attached == {"card": "Acme", "link": "https://n.example"}


@pytest.mark.parametrize(
    ("geo", "places", "country"),
    [
        ({"place_id": "p1"}, [{"id": "p1", "country_code": "TR", "full_name": "Izmir"}], "TR"),
        ({"place_id": "p2"}, [{"id": "p1", "country_code": "TR"}], None),
        ({"place_id": 7}, [{"id": "p1", "country_code": "TR"}], None),
        ("here", ["odd", {"id": "p1"}], None),
        (None, [], None),
    ],
)
def test_the_place_that_an_author_names_tells_the_country(geo: Any, places: Any, country: str | None) -> None:
    """Few do; an odd place costs no post."""
    data = tweet() if geo is None else tweet(geo=geo)
    post = read_line(json.dumps({"data": data, "includes": {"places": places}}).encode()).posts[0]

    assert post.country == country
