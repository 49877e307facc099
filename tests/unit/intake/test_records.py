"""Records: what is a mention, what is not, and whether the reason names the field."""

import json
from datetime import UTC, datetime

import pytest

from alertd.errors import BadRecord
from alertd.intake.fields import MAX_TEXT
from alertd.intake.records import parse_line, parse_object
from alertd.model.post import Count, Deletion, Post

GOOD = {"id": "1", "platform": "x", "created_at": "2026-11-21T10:00:00.123Z", "author": "u_1", "text": "hello"}


def _line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def _post(**changes: object) -> Post:
    record = parse_line(_line(**changes))
    assert isinstance(record, Post)
    return record


def _reason(raw: bytes) -> str:
    with pytest.raises(BadRecord) as caught:
        parse_line(raw)
    return str(caught.value)


def test_a_plain_line_is_a_post_with_what_it_said() -> None:
    """Required fields arrive as sent; what was not said is None, not zero."""
    got = _post()
    assert (got.id, got.platform, got.author, got.text) == ("1", "x", "u_1", "hello")
    assert got.created_at == datetime(2026, 11, 21, 10, 0, 0, 123000, tzinfo=UTC)
    assert got.author_followers is None
    assert got.watch is None


def test_every_optional_field_is_read() -> None:
    """No field of the contract is lost on the way in."""
    said: dict[str, object] = {
        "watch": "acme",
        "lang": "tr",
        "url": "https://example.org/1",
        "author_handle": "ann",
        "author_name": "Ann",
        "author_followers": 5,
        "author_following": 6,
        "author_posts": 7,
        "author_verified": True,
        "in_reply_to": "a",
        "conversation": "b",
        "quotes": "c",
        "repost_of": "d",
        "repost_of_author": "e",
        "reposts": 1,
        "likes": 2,
        "replies": 3,
        "views": 4,
        "role": "auto",
    }
    got = _post(**said, mentions=["f", "g"], author_created_at="2020-01-01T00:00:00Z")
    assert {name: getattr(got, name) for name in said} == said
    assert got.mentions == ("f", "g")
    assert got.author_created_at == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("field", ["id", "platform", "created_at", "author", "text"])
def test_a_missing_field_is_named(field: str) -> None:
    """Absent and null are the same, and the reason begins with the field."""
    left_out = {name: value for name, value in GOOD.items() if name != field}
    assert _reason(json.dumps(left_out).encode()).startswith(field)
    assert _reason(_line(**{field: None})).startswith(field)


def test_every_field_that_is_missing_is_named_at_once() -> None:
    """Who sends it mends all of them in one go, and not one a refusal."""
    with pytest.raises(BadRecord) as refused:
        parse_line(b'{"id": 1, "text": "acme", "likes": "many"}')
    said = str(refused.value)
    assert said.startswith("platform is missing; created_at is missing; author is missing; likes is")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "  "),
        ("id", 1.5),
        ("id", True),
        ("id", ["1"]),
        ("author", ""),
        ("author", {"id": 1}),
        ("platform", "two words"),
        ("platform", ""),
        ("platform", "x" * 33),
        ("platform", 1),
        ("created_at", "yesterday"),
        ("created_at", "2026-11-21T10:00:00"),
        ("created_at", "1899-01-01T00:00:00Z"),
        ("created_at", "2201-01-01T00:00:00Z"),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("created_at", 1795255200),
        ("created_at", "2026-02-30T00:00:00Z"),
        ("text", 5),
        ("text", "x" * (MAX_TEXT + 1)),
        ("author_followers", -1),
        ("author_followers", "many"),
        ("author_followers", 1.5),
        ("author_followers", True),
        ("likes", 10**16),
        ("author_verified", "yes"),
        ("author_default_profile", 1),
        ("mentions", "bob"),
        ("mentions", [{"id": 1}]),
        ("mentions", ["b"] * 1001),
        ("role", "customer"),
        ("lang", 7),
        ("watch", 7),
        ("url", "u" * 9000),
        ("author_created_at", "2020-01-01"),
    ],
)
def test_a_wrong_value_is_named(field: str, value: object) -> None:
    """The sender can find the fault by the reason alone, on the fast road and on the slow one."""
    assert _reason(_line(**{field: value})).startswith(field)
    with pytest.raises(BadRecord, match=f"^{field}"):
        parse_object({**GOOD, field: value})


@pytest.mark.parametrize(
    "value",
    [
        [0.1, 0.2, 0.7],
        {"negative": 1, "neutral": 0},
        {"negative": 2, "neutral": 0, "positive": 0},
        {"negative": -0.5, "neutral": 0.5, "positive": 1},
        {"negative": 0.1, "neutral": 0.1, "positive": 0.1},
        {"negative": "1", "neutral": 0, "positive": 0},
        {"negative": True, "neutral": 0, "positive": 0},
    ],
)
def test_a_sentiment_that_is_no_three_probabilities_is_refused(value: object) -> None:
    """A wrong sentiment would page or stay silent for the wrong reason."""
    assert _reason(_line(sentiment=value)).startswith("sentiment")


def test_a_given_sentiment_arrives() -> None:
    """In the order negative, neutral, positive."""
    assert _post(sentiment={"positive": 0.1, "negative": 0.7, "neutral": 0.2}).sentiment == (0.7, 0.2, 0.1)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\x00",
        b"\xff\xfe",
        b"[" * 100_000,
        _line()[:-1] + b', "likes": NaN}',
        _line()[:-1] + b', "likes": Infinity}',
        _line()[:-1] + b', "likes": 1e999}',
        _line()[:-1] + b', "likes": ' + b"9" * 5000 + b"}",
        _line()[:-1] + b', "id": ' + b"9" * 4000 + b"}",
    ],
)
def test_what_is_no_record_is_refused_with_a_reason(raw: bytes) -> None:
    """Nothing but BadRecord comes out, and it says something."""
    assert _reason(raw)


def test_numbers_as_ids_are_text_from_here_on() -> None:
    """Many exports write ids as numbers; whole floats are counts in tables, never ids."""
    got = _post(id=7, author=8, in_reply_to=9, mentions=[10], author_followers=1200.0)
    assert (got.id, got.author, got.in_reply_to, got.mentions) == ("7", "8", "9", ("10",))
    assert got.author_followers == 1200


def test_an_empty_optional_field_is_none() -> None:
    """A reply to "" is no reply."""
    got = _post(in_reply_to="", watch="", url="", repost_of="", mentions=[""])
    assert (got.in_reply_to, got.watch, got.url, got.repost_of, got.mentions) == (None, None, None, None, ())


def test_platform_is_a_slug_in_lower_case() -> None:
    """Any short slug is a platform, also one nobody has heard of."""
    assert _post(platform=" X ").platform == "x"
    assert _post(platform="Trust-Pilot.com").platform == "trust-pilot.com"


def test_offsets_become_utc() -> None:
    """The log holds UTC only."""
    got = _post(created_at="2026-11-21T13:00:00+03:00")
    assert got.created_at == datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert got.created_at.tzinfo is UTC


def test_nul_and_lone_surrogates_become_one_sign_each() -> None:
    """No store and no phone can hold them."""
    raw = _line(text="TEXT", author_name="NAME").replace(b"TEXT", b"a\\u0000b\\ud800c").replace(b"NAME", b"\\udfff")
    record = parse_line(raw)
    assert isinstance(record, Post)
    assert (record.text, record.author_name) == ("a\ufffdb\ufffdc", "\ufffd")


def test_a_pair_of_surrogates_is_one_character() -> None:
    """Emoji written as escapes stay emoji."""
    record = parse_line(_line(text="TEXT").replace(b"TEXT", b"\\ud83d\\ude00"))
    assert isinstance(record, Post)
    assert record.text == "😀"


def test_invalid_utf8_is_repaired_not_lost() -> None:
    """One bad byte does not cost the mention."""
    record = parse_line(_line(text="TEXT").replace(b"TEXT", b"caf\xe9"))
    assert isinstance(record, Post)
    assert record.text == "caf\ufffd"


def test_raw_control_characters_and_a_byte_order_mark_are_taken() -> None:
    """Sloppy writers of JSON are still heard."""
    record = parse_line(b"\xef\xbb\xbf" + _line(text="TEXT").replace(b"TEXT", b"a\tb\x00"))
    assert isinstance(record, Post)
    assert record.text == "a\tb\ufffd"


def test_a_text_of_a_million_characters_is_kept_whole() -> None:
    """Only matching and scoring look at the beginning."""
    assert len(_post(text="ü" * MAX_TEXT).text) == MAX_TEXT


def test_unknown_fields_and_our_own_remark_are_ignored() -> None:
    """A sender cannot declare a post to be a late one."""
    got = _post(is_filled=True, something={"deep": [1]})
    assert got == _post()
    assert got.is_filled is False


def test_the_word_type_inside_a_text_is_only_text() -> None:
    """The fast road looks for quoted names; texts escape their quotes."""
    assert _post(text='{"type": "delete"} "sentiment"').text == '{"type": "delete"} "sentiment"'
    assert _post(author_name="type").author_name == "type"


def test_a_count_is_read() -> None:
    """Zero is a count."""
    said = {"type": "count", "watch": "acme", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "seconds": 300}
    record = parse_object({**said, "count": 0})
    assert record == Count(
        watch="acme", platform="x", created_at=datetime(2026, 11, 21, 10, tzinfo=UTC), seconds=300.0, count=0
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("watch", ""),
        ("seconds", 0),
        ("seconds", -1),
        ("seconds", float("nan")),
        ("seconds", "300"),
        ("seconds", None),
        ("seconds", True),
        ("seconds", 1e9),
        ("count", -1),
        ("count", None),
        ("count", 1.5),
        ("created_at", None),
    ],
)
def test_a_bad_count_is_named(field: str, value: object) -> None:
    """A volume sensor's fault is told like any other."""
    good = {"type": "count", "watch": "a", "platform": "x", "created_at": GOOD["created_at"], "seconds": 60, "count": 1}
    with pytest.raises(BadRecord, match=f"^{field}"):
        parse_object({**good, field: value})


def test_a_deletion_needs_only_its_key() -> None:
    """Platforms send no more than that."""
    assert parse_line(b'{"type":"delete","platform":"X","id":7}') == Deletion(platform="x", id="7")


def test_an_unknown_type_is_refused() -> None:
    """A new kind of record must not be taken for a mention."""
    assert _reason(_line(type="poll")).startswith("type")
    assert _post(type="mention") == _post()
