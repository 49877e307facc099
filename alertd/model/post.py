"""Post, Count, ReplyTold, Deletion: what a source brings in, before anybody has looked for a brand in it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from alertd.model.value import Value, aware


class Post(Value, frozen=True, kw_only=True):
    """One post of one platform, as its source normalised it (contract: a mention's fields).

    id, author, mentions, repost_of_author: the platform's stable ids, as they came in.
    watch: named by the sender; None means that the terms of the watches decide.
    followers and the other counts: None where the platform did not say (unknown is not zero).
    sentiment: (negative, neutral, positive) if already known, else None.
    role: "brand" (written by the brand), "auto" (by a bot of the brand) or None.
    is_filled: fetched after a gap rather than seen live.
    attached: what stands beside the author's own words, by what it is: "card" (a link's title and description), "alt" (of
    pictures), "tags", "link" (the address behind a word), "poll". A brand may occur there; mood and language are the text's.
    country: where it was written, or where its author is, by their own word (two letters of ISO 3166, else as it came).
    author_default_profile: the author has neither a picture nor a word of their own on their profile; None where nobody says.
    brought_by: which of our sources brought it, "" in replays; it and the platform's own source may change it later.
    is_undated: nobody knows when it was written; created_at is when we saw it, and it was there at a first look or after a gap.
    delay: seconds that its source was behind when it came, as our own export says for replay; sources leave it 0.
    seen_at, is_imported: what our own export says of it, for replay: when the daemon saw it, and whether as imported history.
    """

    platform: str
    id: str
    created_at: datetime
    author: str
    text: str
    watch: str | None = None
    lang: str | None = None
    url: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    author_followers: int | None = None
    author_following: int | None = None
    author_posts: int | None = None
    author_created_at: datetime | None = None
    author_verified: bool | None = None
    in_reply_to: str | None = None
    conversation: str | None = None
    quotes: str | None = None
    repost_of: str | None = None
    repost_of_author: str | None = None
    mentions: tuple[str, ...] = ()
    reposts: int | None = None
    likes: int | None = None
    replies: int | None = None
    views: int | None = None
    role: str | None = None
    sentiment: tuple[float, float, float] | None = None
    is_filled: bool = False
    seen_at: datetime | None = None
    is_imported: bool = False
    attached: dict[str, str] = {}
    is_undated: bool = False
    brought_by: str = ""
    delay: float = 0.0
    country: str | None = None
    author_default_profile: bool | None = None

    def __post_init__(self) -> None:
        """Refuse naive instants."""
        if self.created_at.tzinfo is None:  # no call for those that are sound: posts come by the thousand
            aware(self.created_at, "created_at")
        if self.seen_at is not None:
            aware(self.seen_at, "seen_at")

    @property
    def words(self) -> str:
        """Its text and all that is attached to it: where the terms of the watches are looked for."""
        return "\n".join((self.text, *self.attached.values())) if self.attached else self.text


class Count(Value, frozen=True, kw_only=True):
    """How many posts a volume sensor saw in one bucket; zero is a count, a missing bucket is unknown."""

    watch: str
    platform: str
    created_at: datetime  #: start of the bucket
    seconds: float
    count: int
    seen_at: datetime | None = None  #: when the daemon saw it, as our own export says; None: at the end of its bucket

    def __post_init__(self) -> None:
        """Refuse what is no bucket."""
        aware(self.created_at, "created_at")
        if self.seconds <= 0 or self.count < 0:
            raise ValueError("a count needs seconds above 0 and a count of at least 0")


class ReplyTold(Value, frozen=True, kw_only=True):
    """Somebody's inbox tool says that a human (or a bot) of the brand answered, where we do not see it.

    in_reply_to, conversation: what was answered; one of them is known. by: who answered, as the tool calls them, "" if it does
    not say. watch: None: whichever watches know what was answered.
    """

    platform: str
    id: str
    created_at: datetime
    watch: str | None = None
    in_reply_to: str | None = None
    conversation: str | None = None
    by: str = ""
    is_automatic: bool = False
    seen_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what answers nothing."""
        aware(self.created_at, "created_at")
        if self.in_reply_to is None and self.conversation is None:
            raise ValueError("a reply names what it answers")


class Deletion(Value, frozen=True, kw_only=True):
    """The platform or its author took a post back: its text is erased, its counts stay."""

    platform: str
    id: str


Record = Post | Count | ReplyTold | Deletion


def unmarked(record: Record) -> Record:
    """Return a record without what an export said of when it was seen and how late that is usual."""
    if isinstance(record, Post) and (record.seen_at is not None or record.is_imported or record.delay):
        return record.with_(seen_at=None, is_imported=False, delay=0.0)
    if isinstance(record, (Count, ReplyTold)) and record.seen_at is not None:
        return record.with_(seen_at=None)
    return record


def text_of(body: bytes) -> str:
    """Return the text of an encoded post."""
    return str(msgspec.json.decode(body).get("text", ""))


class _Counts(msgspec.Struct):
    reposts: int | None = None
    likes: int | None = None
    replies: int | None = None
    views: int | None = None


_counts = msgspec.json.Decoder(_Counts)
#: A count is news when it has grown by this share and by so many: a post of a million views is told a hundred times at most.
GROWN_BY, GROWN_AT_LEAST = 0.1, 3


def has_grown(before: bytes, after: bytes) -> bool:
    """Whether some count of an encoded post is news beside what was kept of it.

    >>> has_grown(b'{"likes": 10}', b'{"likes": 14}'), has_grown(b'{"likes": 100}', b'{"likes": 105}'), has_grown(b"{}", b'{"views": 9}')
    (True, False, True)
    """
    was, now = _counts.decode(before), _counts.decode(after)
    pairs = ((getattr(was, name) or 0, getattr(now, name) or 0) for name in _Counts.__struct_fields__)
    return any(new - old >= max(GROWN_AT_LEAST, GROWN_BY * old) for old, new in pairs)


def has_other_counts(before: bytes, after: bytes) -> bool:
    """Whether the counts of two encoded posts differ at all."""
    return _counts.decode(before) != _counts.decode(after)


def brought_by(body: bytes) -> str:
    """Return which source brought an encoded post; "" where nobody wrote it down."""
    return str(msgspec.json.decode(body).get("brought_by", ""))


def may_change(owner: str, bringer: str, *, is_own: bool) -> bool:
    """Return whether a source may edit or delete a post that another one brought. is_own: it is the platform's own source.

    >>> may_change("form", "form", is_own=False), may_change("x", "form", is_own=False), may_change("form", "x", is_own=True)
    (True, False, True)
    """
    # No owner: kept by a version that did not write it down, or by a replay; no bringer: a person, or a replay.
    return is_own or not owner or not bringer or owner == bringer
