"""Meta's webhooks, by its public documentation (developers.facebook.com/docs/graph-api/webhooks); never tried live.

One body holds entries of pages, an entry holds changes. Of a page: `feed` (posts, comments) and `mention`; of an Instagram
account: `comments`. Likes and reactions are no posts. `mentions` of Instagram bring ids alone, which nobody can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from alertd.errors import BadRecord, ConfigurationError
from alertd.intake.records import load
from alertd.model.post import Deletion, Post, Record
from alertd.sources.body import Body, BodyReader, Challenge, Refusal, is_same, signed

_ITEMS = frozenset(("post", "status", "comment", "photo", "video", "share", "link"))
_GONE = frozenset(("remove", "delete", "hide"))
_LONGEST_CHALLENGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaOptions:
    """app_secret: key of Meta's signature. verify_token: what Meta shows when it tries the address. watch: of all that comes."""

    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    watch: str | None = None


class MetaReader(BodyReader):
    """Reads what Meta posts of the pages that its app is subscribed to."""

    kind = "meta"
    signature = "x-hub-signature-256"

    def __init__(self, options: MetaOptions, *, name: str) -> None:
        if not (options.app_secret and options.verify_token):
            raise ConfigurationError(f"source {name}: app_secret and verify_token are needed")
        self.name = name
        self._options = options

    def is_allowed(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether Meta's signature of the body is right; there is no token."""
        given = {name.lower(): value.strip() for name, value in headers.items()}.get(self.signature, "")
        return is_same(given.lower(), f"sha256={signed(raw, self._options.app_secret)}")

    def challenge(self, query: Mapping[str, str]) -> Challenge | None:
        """Repeat Meta's challenge to whoever knows the token."""
        told = query.get("hub.challenge", "")
        if query.get("hub.mode") != "subscribe" or not told.isalnum() or len(told) > _LONGEST_CHALLENGE:
            return None
        if not is_same(query.get("hub.verify_token", ""), self._options.verify_token):
            return None
        return Challenge(content_type="text/plain", text=told)

    def read(self, raw: bytes, content_type: str | None, *, seen_at: datetime) -> Body:
        """Return the posts, edits and removals of a body. Never raises for any bytes."""
        del content_type
        try:
            told = load(raw)
        except BadRecord as fault:
            return Body(refusals=(Refusal(line=1, reason=str(fault)),))
        entries = told.get("entry") if isinstance(told, Mapping) else None
        if not isinstance(entries, list) or not isinstance(told, Mapping):
            return Body(refusals=(Refusal(line=1, reason="this is no webhook of Meta: it has no entry"),))
        records: list[Record] = []
        platform = "instagram" if told.get("object") == "instagram" else "facebook"
        for entry in entries:
            for change in _changes(entry):
                # Meta repeats a body for 36 hours until it is taken: an odd change costs only itself.
                try:
                    record = _record(change, platform, str(entry.get("id") or ""), seen_at)
                except (msgspec.ValidationError, ValueError, OverflowError, BadRecord):
                    continue
                if record is not None:
                    records.append(self._about(record))
        return Body(records=tuple(records))

    def _about(self, record: Record) -> Record:
        is_post = isinstance(record, Post) and self._options.watch is not None
        return record.with_(watch=self._options.watch) if is_post else record


class _From(msgspec.Struct):
    id: str = ""
    name: str = ""
    username: str = ""


class _Value(msgspec.Struct):
    """The fields that are read of one change, of either platform."""

    item: str = ""
    verb: str = "add"
    id: str = ""
    comment_id: str = ""
    post_id: str = ""
    parent_id: str = ""
    message: str = ""
    text: str = ""
    created_time: float | None = None
    sender_id: str = ""
    sender_name: str = ""
    sender: _From | None = msgspec.field(name="from", default=None)
    media: _From | None = None
    post: dict[str, Any] | None = None


def _changes(entry: Any) -> Iterator[Mapping[str, Any]]:
    changes = entry.get("changes") if isinstance(entry, Mapping) else None
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, Mapping):
            yield {**change, "_time": entry.get("time")}


def _record(change: Mapping[str, Any], platform: str, page: str, seen_at: datetime) -> Record | None:
    """Return the post of a change, its removal, or None for what is neither. Raises for a shape that is not Meta's."""
    what = change.get("field")
    if what not in ("feed", "mention", "comments"):
        return None
    value = msgspec.convert(change.get("value"), _Value, strict=False)
    is_comment = what == "comments" or value.item == "comment"
    ident = value.comment_id or value.id if is_comment else value.post_id or value.id
    if not ident or (what == "feed" and value.item not in _ITEMS):
        return None
    if value.verb in _GONE:
        return Deletion(platform=platform, id=ident)
    sender = value.sender or _From(id=value.sender_id, name=value.sender_name)
    parent = value.parent_id if value.parent_id not in ("", ident) else ""
    thread = value.post_id or (value.media.id if value.media else "") or parent
    link = (value.post or {}).get("permalink_url")
    return Post(
        platform=platform,
        id=ident,
        created_at=_instant(value.created_time, change.get("_time"), seen_at),
        author=sender.id or sender.username or f"unknown-{ident}",
        author_handle=sender.username or None,
        author_name=sender.name or None,
        text=value.message or value.text,
        url=link if isinstance(link, str) else None,
        in_reply_to=parent or (thread if is_comment else "") or None,
        conversation=thread or None,
        role="brand" if page and sender.id == page else None,
    )


def _instant(created: float | None, sent: Any, seen_at: datetime) -> datetime:
    """Return when it was written: Instagram says only when the webhook was sent."""
    for seconds in (created, sent):
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 10**9 < seconds < 10**10:
            return min(datetime.fromtimestamp(seconds, UTC), seen_at)
    return seen_at
