"""Render: records and mentions out again, one line of contract JSON each. The inverse of `records`."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from alertd.model.mention import Mention, Reply
from alertd.model.post import Count, Deletion, Post, Record, ReplyTold
from alertd.model.score import Quality, Score

_encoder = msgspec.json.Encoder()
_LEFT_OUT = frozenset(
    (
        "is_filled",
        "is_imported",
        "is_undated",
        "sentiment",
        "created_at",
        "author_created_at",
        "seen_at",
        "attached",
        "brought_by",
        "delay",
    )
)


def render(record: Record) -> bytes:
    """Write a record as one line without its line end; `parse_line` gives the same record back.

    `is_filled` is our own remark about a post, not the sender's word, and is not written. `seen_at`, `imported` and `delay` are ours
    too: an export has them, so that its replay sees each post when the daemon saw it, and knows how late is usual.

    >>> render(Deletion(platform="x", id="7"))
    b'{"type":"delete","platform":"x","id":"7"}'
    """
    if isinstance(record, Deletion):
        return _encoder.encode({"type": "delete", "platform": record.platform, "id": record.id})
    if isinstance(record, ReplyTold):
        return told_line(record)
    if isinstance(record, Count):
        return _encoder.encode(
            {
                "type": "count",
                "watch": record.watch,
                "platform": record.platform,
                "created_at": instant(record.created_at),
                "seconds": record.seconds,
                "count": record.count,
                **_ours(record),
            }
        )
    return _encoder.encode(_post_line(record))


def to_line(mention: Mention, text: str | None, *, author_name: str | None = None, scores: bool = False) -> bytes:
    """Write a mention for export, with the ids that came in. text: None once it has been erased.

    scores: write what our own scorer said too, so that a later import needs no scorer (and calls it given). A sentiment
    that came with the record is always written; an unknown one never.
    """
    line: dict[str, object] = {
        "id": mention.id,
        "platform": mention.platform,
        "created_at": instant(mention.posted_at),
        "author": mention.author,
        "text": text or "",
        "watch": mention.watch,
        "lang": None if mention.language == "und" else mention.language,
        "url": mention.url,
        "author_handle": mention.handle,
        "author_name": author_name,
        "author_followers": mention.reach.audience,
        "in_reply_to": mention.in_reply_to,
        "conversation": mention.conversation,
        "quotes": mention.quotes,
        "repost_of": mention.repost_of,
        "repost_of_author": mention.repost_of_author,
        "mentions": mention.mentions or None,
        "reposts": mention.reposts,
        "likes": mention.likes,
        "replies": mention.replies,
        "views": mention.views,
        "author_verified": mention.verified,
        "country": mention.country,
        "sentiment": _sentiment(mention.score, scores=scores),
        "seen_at": None if mention.seen_at == mention.posted_at else instant(mention.seen_at),
        "imported": mention.is_imported or None,
        "undated": mention.is_undated or None,
        "delay": mention.delay or None,
    }
    return _encoder.encode({name: value for name, value in line.items() if value is not None})


def reply_line(reply: Reply, text: str | None = None) -> bytes:
    """Write the brand's own post for export (`role` says who wrote it), or that somebody told of one."""
    if reply.is_told:
        return told_line(
            ReplyTold(
                platform=reply.platform,
                id=reply.id,
                created_at=reply.posted_at,
                watch=reply.watch or None,
                in_reply_to=reply.in_reply_to,
                conversation=reply.conversation,
                by=reply.author,
                is_automatic=reply.is_automatic,
                seen_at=reply.seen_at,
            )
        )
    line: dict[str, object] = {
        "id": reply.id,
        "platform": reply.platform,
        "created_at": instant(reply.posted_at),
        "author": reply.author,
        "text": text or "",
        "watch": reply.watch,
        "in_reply_to": reply.in_reply_to,
        "conversation": reply.conversation,
        "role": "auto" if reply.is_automatic else "brand",
        "seen_at": None if reply.seen_at == reply.posted_at else instant(reply.seen_at),
    }
    return _encoder.encode({name: value for name, value in line.items() if value is not None})


def told_line(told: ReplyTold) -> bytes:
    """Write a reply that somebody told of."""
    line: dict[str, object] = {
        "type": "reply",
        "platform": told.platform,
        "id": told.id,
        "created_at": instant(told.created_at),
        "watch": told.watch,
        "in_reply_to": told.in_reply_to,
        "conversation": told.conversation,
        "by": told.by or None,
        "auto": told.is_automatic or None,
        **_ours(told),
    }
    return _encoder.encode({name: value for name, value in line.items() if value is not None})


def instant(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC: milliseconds, or microseconds where there are any.

    >>> instant(datetime(2026, 11, 21, 10, tzinfo=UTC))
    '2026-11-21T10:00:00.000Z'
    """
    span = "microseconds" if at.microsecond % 1000 else "milliseconds"
    try:
        at = at.astimezone(UTC)
    except OverflowError:
        # Year 1 or 9999 with an offset: it is refused, and is written into the dead letters as it came.
        return at.isoformat(timespec=span)
    return at.isoformat(timespec=span).replace("+00:00", "Z")


def _post_line(post: Post) -> dict[str, object]:
    line: dict[str, object] = {
        name: value
        for name in post.__struct_fields__
        if name not in _LEFT_OUT and (value := getattr(post, name)) is not None and value != ()
    }
    line["created_at"] = instant(post.created_at)
    if post.author_created_at is not None:
        line["author_created_at"] = instant(post.author_created_at)
    if post.sentiment is not None:
        line["sentiment"] = dict(zip(("negative", "neutral", "positive"), post.sentiment, strict=True))
    if post.attached:
        line["attached"] = post.attached
    return line | _ours(post)


def _ours(record: Post | Count | ReplyTold) -> dict[str, object]:
    line: dict[str, object] = {}
    if record.seen_at is not None and record.seen_at != record.created_at:
        line["seen_at"] = instant(record.seen_at)
    if isinstance(record, Post) and record.is_imported:
        line["imported"] = True
    if isinstance(record, Post) and record.is_undated:
        line["undated"] = True
    if isinstance(record, Post) and record.delay:
        line["delay"] = record.delay
    return line


def _sentiment(score: Score, *, scores: bool) -> dict[str, float] | None:
    if score.quality is Quality.GIVEN or (scores and score.is_known):
        return {
            "negative": score.negative / 1000,
            "neutral": score.neutral / 1000,
            "positive": score.positive / 1000,
        }
    return None
