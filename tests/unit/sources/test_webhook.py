"""Webhook: a body is taken whole or not at all, from those who know the token."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from alertd.errors import ConfigurationError
from alertd.model.post import Post
from alertd.sources.body import Body
from alertd.sources.field_map import FieldMap
from alertd.sources.webhook.source import WebhookOptions, WebhookReader, parse_body, verify

AT = datetime(2026, 11, 21, 10, 0, 30, tzinfo=UTC)
ONE = {"id": "1", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "a", "text": "hello"}
TWO = {**ONE, "id": "2"}


def _parse(raw: bytes | str, kind: str | None = "application/json", fields: dict[str, str] | None = None) -> Body:
    field_map = None if fields is None else FieldMap(fields)
    raw = raw.encode() if isinstance(raw, str) else raw
    return parse_body(raw, kind, field_map, source="zap", seen_at=AT)


def _posts(body: Body) -> list[Post]:
    assert body.is_accepted, body.refusals
    posts = [record for record in body.records if isinstance(record, Post)]
    assert len(posts) == len(body.records)
    return posts


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", None, "text/plain", "nonsense"]
)
@pytest.mark.parametrize(
    "raw",
    [
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        json.dumps(ONE) + "\n" + json.dumps(TWO) + "\n",
        "\n" + json.dumps(ONE) + "\r\n\r\n" + json.dumps(TWO),
    ],
)
def test_arrays_and_lines_are_read_whatever_the_content_type_says(raw: str, kind: str | None) -> None:
    """Senders rarely set it right."""
    assert [post.id for post in _posts(_parse(raw, kind))] == ["1", "2"]


def test_one_object_is_one_mention() -> None:
    """On one line or over many; declared as lines too."""
    for raw in (json.dumps(ONE), json.dumps(ONE, indent=2)):
        assert [post.id for post in _posts(_parse(raw))] == ["1"]
    assert [post.id for post in _posts(_parse(json.dumps(ONE), "application/x-ndjson"))] == ["1"]


def test_one_bad_record_refuses_the_whole_body_and_is_named() -> None:
    """So that the sender can repair it and send all of it again."""
    for raw in (json.dumps([ONE, {**TWO, "author": ""}]), json.dumps(ONE) + "\n" + json.dumps({**TWO, "author": ""})):
        body = _parse(raw)
        assert body.records == ()
        assert [(refusal.line, refusal.reason) for refusal in body.refusals] == [(2, "author is empty")]


@pytest.mark.parametrize(
    "raw", [b"", b"\n \n", b"[]", b"{", b"nonsense", b"[1]", b"5", b"\xff\xfe\x00", b'"text"', b"null", b"[" * 10_000]
)
def test_what_is_no_mention_is_refused_with_a_reason(raw: bytes) -> None:
    """Never an exception, never silence."""
    for kind in ("application/json", "application/x-ndjson"):
        body = _parse(raw, kind)
        assert not body.is_accepted
        assert body.refusals[0].reason


def test_reasons_are_bounded() -> None:
    """A megabyte of rubbish does not get a megabyte of answers."""
    assert len(_parse("[" + ",".join(["1"] * 10_000) + "]").refusals) == 100


def test_a_map_finds_the_fields_and_fills_in_what_the_payload_has_not() -> None:
    """Platform from the source, the instant from us, an id from what was said."""
    body = _parse(
        json.dumps({"message": {"body": "it broke"}, "from": "ann"}),
        fields={"text": "$.message.body", "author": "$.from"},
    )
    (post,) = _posts(body)
    assert (post.text, post.author, post.platform, post.created_at) == ("it broke", "ann", "zap", AT)
    assert len(post.id) == 24


def test_the_same_payload_in_the_same_minute_is_the_same_mention() -> None:
    """A sender that repeats itself makes no storm; another text, author, minute or source is another mention."""
    fields = {"text": "$.m", "author": "$.a", "created_at": "$.t"}

    def made(payload: dict[str, str], seen_at: datetime = AT, source: str = "zap") -> str:
        body = parse_body(json.dumps(payload).encode(), None, FieldMap(fields), source=source, seen_at=seen_at)
        return _posts(body)[0].id

    first = made({"m": "x", "a": "ann"})
    assert made({"m": "x", "a": "ann"}, AT + timedelta(seconds=29)) == first
    assert made({"m": "x", "a": "ann"}, AT + timedelta(seconds=30)) != first
    assert made({"m": "y", "a": "ann"}) != first
    assert made({"m": "x", "a": "bob"}) != first
    assert made({"m": "x", "a": "ann"}, source="other") != first
    told = made({"m": "x", "a": "ann", "t": "1795255200"})
    assert made({"m": "x", "a": "ann", "t": "1795255200"}, AT + timedelta(hours=5)) == told


def test_without_an_author_everybody_is_somebody() -> None:
    """One shared unknown author would hold every floor of authors down."""
    raw = json.dumps([{"m": "one"}, {"m": "two"}, {"m": "two"}])
    posts = _posts(_parse(raw, fields={"text": "$.m"}))
    assert len({post.author for post in posts}) == 2
    assert len({post.id for post in posts}) == 2


def test_a_mapped_body_can_still_be_wrong() -> None:
    """A map fills gaps, it does not lower the bar."""
    assert _parse('{"m": {"deep": 1}}', fields={"text": "$.m"}).refusals[0].reason.startswith("text")
    assert _parse('{"t": "never"}', fields={"created_at": "$.t"}).refusals[0].reason.startswith("created_at")


def test_counts_and_deletions_come_this_way_too() -> None:
    """Also through a map."""
    raw = json.dumps([{"type": "delete", "platform": "x", "id": "1"}])
    assert len(_parse(raw).records) == 1
    assert len(_parse(raw, fields={"text": "$.m"}).records) == 1


def _signed(raw: bytes, key: str) -> dict[str, str]:
    return {"x-alertd-signature": "sha256=" + hmac.new(key.encode(), raw, hashlib.sha256).hexdigest()}


def test_the_bearer_of_the_token_may_post() -> None:
    """Header names and the scheme in any case."""
    assert verify({"AUTHORIZATION": "bearer s3cret"}, b"x", token="s3cret", secret=None)
    assert verify({"Authorization": "Bearer  s3cret "}, b"x", token="s3cret", secret=None)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic s3cret"},
        {"Authorization": "s3cret"},
        {"Authorization": "Bearer s3cretö\ud800"},
        {"X-Alertd-Signature": ""},
        {"X-Alertd-Signature": "sha256="},
        {"X-Alertd-Signature": "s3cret"},
        {"X-Alertd-Signature": "sha256=" + "0" * 64, "Authorization": "Bearer s3cret"},
    ],
)
def test_nobody_else_may(headers: dict[str, str]) -> None:
    """A forged signature is not healed by a right token."""
    assert not verify(headers, b"x", token="s3cret", secret="s3cret")


def test_the_signature_is_that_of_this_body() -> None:
    """One changed byte and it is another body; without a key there is no signature."""
    assert verify(_signed(b"body", "k"), b"body", token=None, secret="k")
    assert not verify(_signed(b"body", "k"), b"Body", token=None, secret="k")
    assert not verify(_signed(b"body", ""), b"body", token="", secret="")
    assert not verify({"Authorization": "Bearer "}, b"", token="", secret=None)


def test_a_reader_has_its_own_token_platform_and_map() -> None:
    """The token is key of the signature too, unless there is a secret of its own."""
    reader = WebhookReader(WebhookOptions(token="t", map={"text": "$.m"}), name="My Zap!")
    assert reader.is_allowed({"Authorization": "Bearer t"}, b"")
    assert reader.is_allowed(_signed(b"b", "t"), b"b")
    assert _posts(reader.read(b'{"m": "hi"}', None, seen_at=AT))[0].platform == "my-zap-"
    both = WebhookReader(WebhookOptions(token="t", secret="s", platform="crm", map={"text": "$.m"}), name="zap")
    assert both.is_allowed(_signed(b"b", "s"), b"b")
    assert not both.is_allowed(_signed(b"b", "t"), b"b")
    assert _posts(both.read(b'{"m": "hi"}', None, seen_at=AT))[0].platform == "crm"


def test_a_webhook_without_a_token_is_refused() -> None:
    """It would take anything from anybody."""
    with pytest.raises(ConfigurationError, match="token"):
        WebhookReader(WebhookOptions(), name="zap")


def test_an_array_of_a_million_nothings_is_refused_by_its_number() -> None:
    """It is cut, not read: no interpreter is held for the objects of a body that is refused anyway."""
    body = parse_body(b"[" + b",".join([b"{}"] * 200_000) + b"]", None, source="zap", seen_at=AT)

    assert [refusal.reason for refusal in body.refusals] == ["the body holds more than 150,000 records"]


def test_an_array_with_half_a_character_is_still_read() -> None:
    """What the fast way of cutting refuses goes the slow way, which repairs."""
    raw = b'[{"id": 7, "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "u", "text": "a\\ud83d"}]'

    assert [getattr(record, "text", "") for record in parse_body(raw, None, source="zap", seen_at=AT).records] == [
        "a\ufffd"
    ]
