"""LinkedIn's webhooks for pages, by its public documentation (learn.microsoft.com/linkedin); never tried live.

Organization social action notifications: comments on a page's posts and edits of them, shares, mentions, deletions. Likes are
no posts. What the page itself writes (ADMIN_COMMENT) is the brand's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from alertd.errors import BadRecord, ConfigurationError
from alertd.intake.records import load
from alertd.model.post import Deletion, Post, Record
from alertd.sources.body import Body, BodyReader, Challenge, Refusal, is_same, signed

_WRITTEN = frozenset(("COMMENT", "COMMENT_EDIT", "ADMIN_COMMENT", "SHARE", "SHARE_MENTION", "PHOTO_MENTION"))
_PREFIX = "hmacsha256="
_LONGEST_CHALLENGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInOptions:
    """client_secret: key of LinkedIn's signatures, and of the answer to its challenge. watch: of all that comes."""

    client_secret: str = field(repr=False)
    watch: str | None = None


class LinkedInReader(BodyReader):
    """Reads what LinkedIn posts of the pages that its app may see."""

    kind = "linkedin"
    signature = "x-li-signature"

    def __init__(self, options: LinkedInOptions, *, name: str) -> None:
        if not options.client_secret:
            raise ConfigurationError(f"source {name}: client_secret is needed")
        self.name = name
        self._options = options

    def is_allowed(self, headers: Mapping[str, str], raw: bytes) -> bool:
        """Whether LinkedIn's signature is right: of the body behind the name of the algorithm; a bare one is taken too."""
        given = {name.lower(): value.strip() for name, value in headers.items()}.get(self.signature, "")
        given = given.lower().removeprefix(_PREFIX)
        secret = self._options.client_secret
        rights = (signed(_PREFIX.encode() + raw, secret), signed(raw, secret))
        return any([is_same(given, right) for right in rights])  # noqa: C419 - both are compared, whichever is right

    def challenge(self, query: Mapping[str, str]) -> Challenge | None:
        """Sign LinkedIn's challenge, as it asks every two hours. A code with other signs than a UUID's signs nothing."""
        code = query.get("challengeCode", "")
        if not code.replace("-", "").isalnum() or not code.isascii() or len(code) > _LONGEST_CHALLENGE:
            return None
        answer = {"challengeCode": code, "challengeResponse": signed(code.encode(), self._options.client_secret)}
        return Challenge(content_type="application/json", text=msgspec.json.encode(answer).decode())

    def read(self, raw: bytes, content_type: str | None, *, seen_at: datetime) -> Body:
        """Return the posts, edits and removals of a body. Never raises for any bytes."""
        del content_type
        try:
            told = load(raw)
        except BadRecord as fault:
            return Body(refusals=(Refusal(line=1, reason=str(fault)),))
        found = told.get("notifications") if isinstance(told, Mapping) else None
        if not isinstance(found, list):
            return Body(refusals=(Refusal(line=1, reason="this is no webhook of LinkedIn: it has no notifications"),))
        records: list[Record] = []
        for one in found:
            # LinkedIn repeats a body until it is taken: an odd notification costs only itself.
            try:
                record = _record(msgspec.convert(one, _Notification, strict=False), seen_at)
            except (msgspec.ValidationError, ValueError, OverflowError):
                continue
            if isinstance(record, Post) and self._options.watch is not None:
                record = record.with_(watch=self._options.watch)
            if record is not None:
                records.append(record)
        return Body(records=tuple(records))


class _Activity(msgspec.Struct):
    entity: str = ""
    owner: str = ""
    text: str = ""


class _Notification(msgspec.Struct):
    action: str = ""
    organizationalEntity: str = ""  # noqa: N815 - LinkedIn's spelling
    generatedActivity: str = ""  # noqa: N815 - LinkedIn's spelling
    sourcePost: str = ""  # noqa: N815 - LinkedIn's spelling
    lastModifiedAt: float | None = None  # noqa: N815 - LinkedIn's spelling
    decoratedGeneratedActivity: dict[str, Any] | None = None  # noqa: N815 - LinkedIn's spelling


def _record(one: _Notification, seen_at: datetime) -> Record | None:
    ident = one.generatedActivity
    if one.action == "COMMENT_DELETE":
        return Deletion(platform="linkedin", id=ident) if ident else None
    if one.action not in _WRITTEN or not ident:
        return None
    activities = one.decoratedGeneratedActivity or {}
    raw = activities.get("comment") or activities.get("share") or {}
    activity = msgspec.convert(raw, _Activity, strict=False)
    is_own = one.action == "ADMIN_COMMENT" or (activity.owner != "" and activity.owner == one.organizationalEntity)
    is_comment = "COMMENT" in one.action
    return Post(
        platform="linkedin",
        id=ident,
        created_at=_instant(one.lastModifiedAt, seen_at),
        author=activity.owner or f"unknown-{ident}",
        text=activity.text,
        url=f"https://www.linkedin.com/feed/update/{one.sourcePost}" if one.sourcePost.startswith("urn:li:") else None,
        in_reply_to=one.sourcePost or None if is_comment else None,
        conversation=one.sourcePost or None if is_comment else None,
        role="brand" if is_own else None,
    )


def _instant(milliseconds: float | None, seen_at: datetime) -> datetime:
    if milliseconds is None or not 10**12 < milliseconds < 10**13:
        return seen_at
    return min(datetime.fromtimestamp(milliseconds / 1000, UTC), seen_at)
