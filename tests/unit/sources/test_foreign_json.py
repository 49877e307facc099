"""Whatever JSON a platform sends, a reader takes it or refuses it; nothing else ever happens."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alertd.errors import BadRecord
from alertd.model.post import Post
from alertd.sources.bluesky.parse import as_post, read_event, read_record
from alertd.sources.hackernews import source as hackernews
from alertd.sources.json_body import decoded
from alertd.sources.mastodon import parse as mastodon
from alertd.sources.pace import Recent
from alertd.sources.sift import sifted
from alertd.sources.x.stream_rules import held_rules, refused_rules
from alertd.sources.youtube import source as youtube

WORDS = ["did", "time_us", "kind", "commit", "record", "rkey", "text", "createdAt", "reply", "embed", "langs", "$type"]
WORDS += ["id", "uri", "account", "acct", "created_at", "content", "objectID", "created_at_i", "author", "snippet"]
WORDS += ["topLevelComment", "publishedAt", "data", "errors", "value", "tag", "title", "details"]
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
VALUES |= st.sampled_from(["2026-11-21T10:00:00", "2026-11-21T10:00:00Z", "0001-01-01T00:00:00+14:00", "commit"])
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=15,
)
OBJECT = st.dictionaries(st.sampled_from(WORDS), JSON, max_size=8)


@given(OBJECT)
def test_bluesky(event: Any) -> None:
    """Only BadRecord, also for impossible times and dates."""
    with contextlib.suppress(BadRecord):
        seen = read_event(json.dumps({"kind": "commit", **event}))
        if seen.commit is not None:
            as_post(seen, read_record(seen))


@given(st.integers(), st.text(max_size=30))
def test_bluesky_times(time_us: int, created_at: str) -> None:
    """A date that its author's client made up never leads to a fault."""
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "r",
        "record": {"createdAt": created_at},
    }
    with contextlib.suppress(BadRecord):
        seen = read_event(json.dumps({"did": "d", "kind": "commit", "time_us": time_us, "commit": commit}))
        as_post(seen, read_record(seen))


@given(OBJECT)
def test_polled(entry: Any) -> None:
    """An odd entry becomes a post or a reject with its reason, and the entry after it always arrives."""
    raw = msgspec.Raw(json.dumps(entry).encode())
    for read in (
        lambda raw: hackernews.as_post(msgspec.json.decode(raw, type=hackernews._Hit)),
        lambda raw: mastodon.as_post(msgspec.json.decode(raw, type=mastodon.Status), "https://m.example"),
        lambda raw: youtube._posts(msgspec.json.decode(raw, type=youtube._Thread)),
    ):
        posts, rejects = sifted([raw], read, Recent(limit=10))
        assert len(rejects) <= 1
        assert not (posts and rejects)


@given(st.dictionaries(st.sampled_from(["data", "errors"]), JSON, max_size=2))
def test_x_rules(answer: Any) -> None:
    """Answers about rules are read whatever they hold."""
    held_rules(answer)
    refused_rules(answer)


def test_a_bad_entry_is_told_once_and_costs_only_itself() -> None:
    """The others of the page are kept; the next polls do not tell it again."""
    known = Recent(limit=10)
    raws = [msgspec.Raw(b'{"n": 1}'), msgspec.Raw(b'{"n": "x"}'), msgspec.Raw(b'{"n": 3}')]

    def read(raw: msgspec.Raw) -> Post | None:
        number = msgspec.json.decode(raw, type=dict[str, int])["n"]
        body = {"platform": "p", "id": str(number), "created_at": "2026-11-21T10:00:00Z", "author": "a", "text": ""}
        return msgspec.convert(body, Post)

    posts, rejects = sifted(raws, read, known)
    assert [post.id for post in posts] == ["1", "3"]
    assert [reject.body for reject in rejects] == ['{"n": "x"}']
    assert sifted(raws, read, known)[1] == ()


@pytest.mark.parametrize("odd", ["1e400", "9" * 5_000, '{"a": -0.0}', '"\\\\ud83d"', '"\\ud83d\\ude00"'])
def test_a_half_character_costs_nobody_beside_it(odd: str) -> None:
    """The half becomes U+FFFD; what else stands in the answer stays as it was written, whatever it is."""
    rows = decoded(f'["a\\ud83d", {odd}, "b\\udc00c"]'.encode(), msgspec.json.Decoder(list[msgspec.Raw]))
    assert [bytes(row).decode() for row in rows] == ['"a\\ufffd"', odd, '"b\\ufffdc"']


@pytest.mark.parametrize("depth", [2_000, 200_000])
def test_depth_is_a_fault_of_the_answer(depth: int) -> None:
    """Nesting without end is told as any other answer that is none, with a half character in it or without."""
    for half in ("", "\\ud83d"):
        with pytest.raises(msgspec.DecodeError):
            decoded(f'["{half}", {"[" * depth}{"]" * depth}]', msgspec.json.Decoder(list[msgspec.Raw]))
