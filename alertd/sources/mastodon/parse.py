"""Parse: statuses as posts."""

from __future__ import annotations

import contextlib
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from alertd.model.post import Post
from alertd.sources.html_text import plain
from alertd.sources.sift import lenient

MOST_PARTS = 50  #: pictures, options and tags that are read


class _Account(msgspec.Struct):
    id: str
    acct: str
    display_name: str = ""
    followers_count: int | None = None
    following_count: int | None = None
    statuses_count: int | None = None
    created_at: datetime | None = None
    avatar: str | None = None
    note: str | None = None

    @property
    def has_default_profile(self) -> bool | None:
        """Whether the picture is the server's own and the biography empty; None where the server does not say."""
        if self.avatar is None or self.note is None:
            return None
        return self.avatar.endswith("/avatars/original/missing.png") and not plain(self.note).strip()


class _Named(msgspec.Struct):
    acct: str = ""


class _Card(msgspec.Struct):
    title: str = ""
    description: str = ""


class _Medium(msgspec.Struct):
    description: str | None = None


class _Option(msgspec.Struct):
    title: str = ""


class _Poll(msgspec.Struct):
    options: list[_Option] = []


class _Tag(msgspec.Struct):
    name: str = ""


class Status(msgspec.Struct):
    """A status as the server tells it. uri: its global address. Fields of other software are read leniently, in `attached`."""

    id: str
    uri: str
    created_at: datetime
    account: _Account
    content: str = ""
    spoiler_text: str = ""
    url: str | None = None
    language: str | None = None
    reblogs_count: int | None = None
    favourites_count: int | None = None
    replies_count: int | None = None
    mentions: list[_Named] = []

    card: msgspec.Raw = msgspec.Raw()
    media_attachments: msgspec.Raw = msgspec.Raw()
    poll: msgspec.Raw = msgspec.Raw()
    tags: msgspec.Raw = msgspec.Raw()

    def attached(self) -> dict[str, str]:
        """Return what stands beside the author's words."""
        card = lenient(self.card, _Card, _Card())
        media, poll = lenient(self.media_attachments, list[_Medium], []), lenient(self.poll, _Poll, _Poll())
        found = {
            "card": [plain(card.title), plain(card.description)],
            "alt": [medium.description or "" for medium in media[:MOST_PARTS]],
            "poll": [option.title for option in poll.options[:MOST_PARTS]],
            "tags": [f"#{tag.name}" for tag in lenient(self.tags, list[_Tag], [])[:MOST_PARTS] if tag.name],
        }
        texts = {name: "\n".join(part for part in parts if part) for name, parts in found.items()}
        return {name: text[:10_000] for name, text in texts.items() if text}


class _Id(msgspec.Struct):
    id: str


read_status = msgspec.json.Decoder(Status).decode
_id = msgspec.json.Decoder(_Id)


def newest(statuses: list[msgspec.Raw]) -> str | None:
    """Return the newest id of a page, None if it has none. Ids are numbers as text; another's word must not carry us off."""
    ids: list[str] = []
    for raw in statuses:
        with contextlib.suppress(msgspec.DecodeError, ValueError):
            name = _id.decode(raw).id
            if name.isascii() and name.isdigit() and len(name) < 25:
                ids.append(name)
    return max(ids, key=lambda name: (len(name), name), default=None)


def as_post(status: Status, base_url: str) -> Post:
    """Write a status as a post. Its id is the global address, the same on every server."""
    if status.created_at.year < 2000:  # another server's word; year 1 with an offset overflows later
        raise ValueError(f"a status of an impossible time: {status.created_at}")
    account = status.account
    handle = account.acct if "@" in account.acct else f"{account.acct}@{urlsplit(base_url).netloc}"
    text = "\n\n".join(part for part in (plain(status.spoiler_text), plain(status.content)) if part)
    return Post(
        platform="mastodon",
        id=status.uri,
        created_at=status.created_at,
        author=handle,
        author_handle=handle,
        author_name=account.display_name or None,
        author_followers=account.followers_count if (account.followers_count or 0) >= 0 else None,
        author_following=account.following_count,
        author_posts=account.statuses_count,
        author_created_at=account.created_at,
        author_default_profile=account.has_default_profile,
        text=text,
        lang=(status.language or "").partition("-")[0] or None,
        url=status.url or status.uri,
        mentions=tuple(name.acct for name in status.mentions if name.acct),
        reposts=status.reblogs_count,
        likes=status.favourites_count,
        replies=status.replies_count,
        attached=status.attached(),
    )
