"""Laws of the intake: what must hold for any text, any bytes and any order."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alertd.errors import BadRecord
from alertd.intake.fingerprint import Voices, gist, tokens, voice_of
from alertd.intake.match import Matcher
from alertd.intake.normalise import folded
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line, parse_object
from alertd.intake.render import render
from alertd.model.post import Post, Record
from alertd.model.watch import Watch
from alertd.sources.field_map import FieldMap
from alertd.sources.tail import Splitter
from alertd.sources.webhook.source import parse_body, verify

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u202e\u202c\u00ad\ufe0f\u061c"
WATCHES = [
    Watch(name="acme", terms=("acme", "#acme", "Ülker"), exclude=("acme theatre", "film")),
    Watch(name="sony", terms=("ソニー", "sony corp"), needs=("tv", "テレビ")),
    Watch(name="gap", terms=("gap",)),
]
PIECES = [
    "acme",
    "ACME",
    "#acme",
    "acme theatre",
    "ülker",
    "ULKER",
    "ソニー",
    "テレビ",
    "sony  corp",
    "tv",
    "gap",
    "film",
]

texts = st.text(st.characters(codec="utf-8"), max_size=60)
spoken = st.lists(st.one_of(st.sampled_from(PIECES), texts), max_size=8).map(" ".join)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
FIELDS = [
    "type",
    "id",
    "platform",
    "created_at",
    "author",
    "text",
    "watch",
    "mentions",
    "sentiment",
    "role",
    "likes",
    "seconds",
    "count",
]
plausible = st.one_of(
    values,
    st.sampled_from(
        [
            "count",
            "delete",
            "x",
            "brand",
            "2026-11-21T10:00:00Z",
            0,
            7,
            0.5,
            {"negative": 1, "neutral": 0, "positive": 0},
        ]
    ),
)


def _names(text: str, watches: list[Watch] = WATCHES) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.watch.name, found.terms) for found in Matcher(watches, ("boycott",)).match(text)]


@settings(deadline=None)
@given(spoken, st.data())
def test_unseen_characters_never_change_what_is_found(text: str, data: st.DataObject) -> None:
    """Whoever writes a zero-width space into a name is found all the same."""
    place = data.draw(st.integers(0, len(text)))
    unseen = data.draw(st.text(UNSEEN, max_size=4))
    assert folded(text[:place] + unseen + text[place:]) == folded(text)
    assert _names(text[:place] + unseen + text[place:]) == _names(text)


@settings(deadline=None)
@given(spoken)
def test_case_never_changes_what_is_found(text: str) -> None:
    """In any script."""
    assert _names(text.upper()) == _names(text)
    assert _names(text.lower()) == _names(text)


@settings(deadline=None)
@given(texts)
def test_folding_is_at_rest_after_once(text: str) -> None:
    """Terms and texts meet in one form."""
    assert folded(folded(text)) == folded(text)


@settings(deadline=None)
@given(spoken, st.permutations(WATCHES))
def test_the_order_of_the_watches_is_irrelevant(text: str, watches: list[Watch]) -> None:
    """The same settings in another order are the same settings."""
    assert _names(text, watches) == _names(text)


@settings(deadline=None)
@given(spoken)
def test_a_watch_alone_finds_what_it_finds_among_others(text: str) -> None:
    """One brand's exclusions and needs are nobody else's."""
    alone = [found for watch in WATCHES for found in _names(text, [watch])]
    assert sorted(alone) == _names(text)


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=60),
    st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True),
)
def test_a_text_and_its_repost_are_one_voice(text: str, name: str) -> None:
    """`RT @name:` adds nothing that anybody says."""
    letters = gist(folded(text)).letters
    assume(len(letters) >= 3)
    assert gist(folded(f"RT @{name}: {text}")).letters == letters
    voices = Voices()
    post = Post(platform="x", id="1", created_at=AT, author="a", text=text)
    repost = Post(platform="x", id="2", created_at=AT, author="b", text=f"RT @{name}: {text}")
    voice = voices.voice(post, gist(folded(post.text))).number
    assert voices.voice(repost, gist(folded(repost.text))).number == voice
    assert 0 <= voice < 2**63


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_voice_and_tokens(text: str) -> None:
    """Lone surrogates included, though none come through the readers of records."""
    said = gist(folded(text))
    assert 0 <= voice_of(said.letters, "own") < 2**63
    assert len(tokens(said)) <= 64
    assert all(0 <= token < 2**31 for token in tokens(said))


def _told(read: Callable[[Any], Record], what: object) -> Record | str:
    """Return the record, or the reason why it is none."""
    try:
        return read(what)
    except BadRecord as fault:
        return str(fault)


def _record_or_reason(raw: bytes) -> None:
    told = _told(parse_line, raw)
    assert told
    if not isinstance(told, str):
        assert parse_line(render(told)) == told


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_record_or_have_a_reason(raw: bytes) -> None:
    """Nothing else is ever raised."""
    _record_or_reason(raw)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), plausible), st.binary(max_size=3), st.integers(0, 400))
def test_nearly_a_record_is_one_or_has_a_reason(fields: dict[str, object], noise: bytes, place: int) -> None:
    """Both roads of the reader agree, and what they accept can be written and read again."""
    good = {"id": "1", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "a", "text": "t"}
    for obj in (fields, {**good, **fields}):
        raw = json.dumps(obj).encode()
        _record_or_reason(raw)
        _record_or_reason(raw[:place] + noise + raw[place + len(noise) :])
        fast, slow = _told(parse_line, raw), _told(parse_object, json.loads(raw))
        assert fast == slow or (isinstance(fast, str) and fast.startswith("not JSON"))


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=200), values.map(lambda value: json.dumps(value).encode())),
    st.sampled_from([None, "application/json", "application/x-ndjson"]),
    st.booleans(),
)
def test_any_body_is_accepted_or_refused_with_reasons(raw: bytes, kind: str | None, mapped: bool) -> None:
    """A stranger's request never brings the route down, and half a body is never stored."""
    field_map = FieldMap({"text": "$.text", "author": "$.a.b[0]", "created_at": "$.at"}) if mapped else None
    body = parse_body(raw, kind, field_map, source="zap", seen_at=AT)
    assert bool(body.records) is body.is_accepted
    assert all(refusal.reason for refusal in body.refusals)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["Authorization", "X-Alertd-Signature"]), st.text(max_size=90)),
    st.binary(max_size=20),
)
def test_nobody_gets_in_by_accident(headers: dict[str, str], raw: bytes) -> None:
    """Whatever stands in the headers."""
    assert verify(headers, raw, token="a token nobody guesses", secret="a secret nobody guesses") is False


@settings(deadline=None)
@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
def test_lines_do_not_depend_on_how_the_bytes_arrive(raw: bytes, cuts: list[int]) -> None:
    """And their sizes add up to the place in the file."""
    whole, pieces = Splitter(max_line=20), Splitter(max_line=20)
    expected = whole.feed(raw) + whole.end()
    places = sorted({0, *[min(cut, len(raw)) for cut in cuts], len(raw)})
    got = [line for first, last in pairwise(places) for line in pieces.feed(raw[first:last])]
    got += pieces.end()
    assert got == expected
    assert sum(line.size for line in got) == len(raw)


posts = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.one_of(st.none(), st.integers(0, 8)),
        st.integers(-400, 4000),
        st.one_of(st.none(), st.integers(0, 10**7)),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(posts, st.integers(0, 40))
def test_reach_goes_on_after_a_restart_as_if_nothing_had_been(
    steps: list[tuple[int, int | None, int, int | None]], stop: int
) -> None:
    """At any point, for posts in any order of time; shares stay between 0 and 1."""
    one, other = ReachFold(authors=5), ReachFold(authors=5)
    for place, (author, of, minutes, followers) in enumerate(steps):
        post = Post(
            platform="x",
            id=str(place),
            created_at=AT,
            author=f"a{author}",
            text="",
            repost_of_author=None if of is None else f"a{of}",
            author_followers=followers,
        )
        if place == stop:
            other = ReachFold.from_state(other.to_state(), authors=5)
        at = AT + timedelta(minutes=minutes)
        stamp = one.observe(post, at)
        assert other.observe(post, at) == stamp
        for share in (stamp.top, stamp.amplification):
            assert share is None or 0 <= share <= 1
        assert all(score >= 0 for score in one.scores("x").values())
        assert len(one._amplifications["x"]) <= 5
    assert one.to_state() == other.to_state()
