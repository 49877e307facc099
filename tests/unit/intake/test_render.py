"""Render: what goes out can come in again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from alertd.intake.records import parse_line
from alertd.intake.render import render, reply_line, to_line
from alertd.model.mention import Mention, Reach, Reply
from alertd.model.post import Count, Deletion, Post, Record
from alertd.model.score import Quality, Score

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "record",
    [
        Post(platform="x", id="1", created_at=AT, author="a", text="line\nbreak and ü"),
        Post(
            platform="x",
            id="1",
            created_at=AT.replace(microsecond=123456),
            author="a",
            text="",
            mentions=("b",),
            author_created_at=AT,
            author_verified=False,
            author_followers=0,
            sentiment=(0.2, 0.3, 0.5),
            role="brand",
            country="TR",
            author_default_profile=True,
        ),
        Count(watch="w", platform="x", created_at=AT, seconds=300.0, count=0),
        Deletion(platform="reddit", id="t1_x"),
    ],
)
def test_a_record_survives_the_way_out_and_in(record: Record) -> None:
    """One line, no line end, the same value."""
    raw = render(record)
    assert b"\n" not in raw
    assert parse_line(raw) == record


def _mention(score: Score) -> Mention:
    return Mention(
        watch="acme",
        platform="reddit",
        id="t1_x",
        author="t2_a",
        posted_at=AT,
        seen_at=AT,
        language="und",
        score=score,
        voice=1,
        reach=Reach(audience=7),
    )


def test_an_exported_mention_can_be_imported() -> None:
    """Ids stay as they came in; an unknown language and an erased text are left out or empty, not invented."""
    line = json.loads(to_line(_mention(Score.unknown("d/1")), None, author_name="Ann"))
    assert line == {
        "id": "t1_x",
        "platform": "reddit",
        "created_at": "2026-11-21T10:00:00.000Z",
        "author": "t2_a",
        "text": "",
        "watch": "acme",
        "author_name": "Ann",
        "author_followers": 7,
    }


def test_an_export_says_when_we_saw_it_and_its_replay_reads_that() -> None:
    """What came late or was imported must not be news in a replay; what was seen as it was written needs no word."""
    late = _mention(Score.unknown("d/1")).with_(seen_at=AT + timedelta(hours=1), is_imported=True)
    line = json.loads(to_line(late, "t"))
    assert (line["seen_at"], line["imported"]) == ("2026-11-21T11:00:00.000Z", True)
    read = parse_line(to_line(late, "t"))
    assert isinstance(read, Post)
    assert (read.seen_at, read.is_imported) == (late.seen_at, True)
    count = Count(watch="acme", platform="x", created_at=AT, seconds=60.0, count=3, seen_at=AT + timedelta(minutes=9))
    assert parse_line(render(count)) == count


@pytest.mark.parametrize("seen", [7, "yesterday", "2026-11-21T09:00:00Z", None, {}])
def test_a_seen_at_that_cannot_be_is_somebody_elses_word(seen: object) -> None:
    """Fields that we do not know are ignored: not an instant, or one before the post was written, says nothing."""
    record = {
        "id": "7",
        "platform": "x",
        "created_at": "2026-11-21T10:00:00Z",
        "author": "u",
        "text": "",
        "seen_at": seen,
    }
    read = parse_line(json.dumps(record).encode())
    assert isinstance(read, Post)
    assert read.seen_at is None


def test_only_a_given_sentiment_is_exported_unless_asked() -> None:
    """Our own opinion does not come back as somebody else's by accident, an unknown one never."""
    given = Score.of(0.7, 0.2, 0.1, quality=Quality.GIVEN, scorer="given")
    ours = Score.of(0.7, 0.2, 0.1, quality=Quality.TRAINED, scorer="d/1")
    said = {"negative": 0.7, "neutral": 0.2, "positive": 0.1}
    assert json.loads(to_line(_mention(given), "t"))["sentiment"] == said
    assert "sentiment" not in json.loads(to_line(_mention(ours), "t"))
    assert json.loads(to_line(_mention(ours), "t", scores=True))["sentiment"] == said
    assert "sentiment" not in json.loads(to_line(_mention(Score.unknown("d/1")), "t", scores=True))


def test_a_reply_says_who_wrote_it() -> None:
    """So that a replay keeps people and bots of the brand apart."""
    reply = Reply(watch="acme", platform="x", id="2", author="b", posted_at=AT, seen_at=AT, in_reply_to="1")
    assert json.loads(reply_line(reply))["role"] == "brand"
    assert json.loads(reply_line(reply.with_(is_automatic=True)))["role"] == "auto"
    record = parse_line(reply_line(reply, "sorry"))
    assert isinstance(record, Post)
    assert (record.watch, record.in_reply_to, record.text) == ("acme", "1", "sorry")
