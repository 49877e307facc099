"""Mention: one post by one author about one watch, enriched, without its text."""

from __future__ import annotations

from datetime import datetime

from alertd.model.score import Score
from alertd.model.value import Value, aware

_BETWEEN = "\x1f"  # of the parts of a key: a character that no name has


class Reach(Value, frozen=True, kw_only=True, gc=False):
    """How far an author carries; None means unknown, never zero.

    audience: people who can see it now (followers, or views where the platform gives them).
    top: share of authors with at least this audience (0.001 is the top 0.1 %).
    amplification: share of authors who were reposted at least as much of late (0.01 is the top 1 %).
    reposts_low, reposts_high: how many accounts will repost the author within an hour, a range that four of five end in; None where the
    daemon's own history does not say, or where it would say hardly any.
    """

    audience: int | None = None
    top: float | None = None
    amplification: float | None = None
    reposts_low: int | None = None
    reposts_high: int | None = None


class Mention(Value, frozen=True, kw_only=True):
    """One post about one watch. The text is kept apart, so that it can be erased.

    voice: 63-bit fingerprint; copies and reposts of one text share it.
    terms: the watch's terms and the rules' words that occur, as the settings spell them.
    tokens: hashed words for emerging terms.
    needs_answer: a question or complaint, not a copy.
    is_filled: fetched after a gap; such posts count in their own minute and never as a spike now.
    reposts, likes, replies, views: what the platform said when we saw it, None where it says nothing. verified: likewise.
    posted_at is the platform's instant, seen_at ours.
    delay: seconds that its source is usually behind; so late a post still counts as one of now.
    is_undated: nobody knows when it was written: history of an unknown day, which counts in no window and wakes nobody.
    country: where it was written, by the post's or its author's own word (ISO 3166, "TR"); None where nobody says.
    person: whose account it is, by the watch's `people`; None for nearly everybody. All accounts of a person count as one author.
    doubts: reasons to doubt the account (young, busy, unfollowed, bare). account_day: when it was made, days since 1970; None is unknown.
    """

    watch: str
    platform: str
    id: str
    author: str
    posted_at: datetime
    seen_at: datetime
    language: str
    score: Score
    voice: int
    reach: Reach = Reach()
    handle: str | None = None
    terms: tuple[str, ...] = ()
    tokens: tuple[int, ...] = ()
    url: str | None = None
    in_reply_to: str | None = None
    conversation: str | None = None
    quotes: str | None = None
    repost_of: str | None = None
    repost_of_author: str | None = None
    mentions: tuple[str, ...] = ()
    reposts: int | None = None
    needs_answer: bool = False
    is_filled: bool = False
    is_imported: bool = False
    is_undated: bool = False
    delay: float = 0.0
    verified: bool | None = None
    likes: int | None = None
    replies: int | None = None
    views: int | None = None
    doubts: tuple[str, ...] = ()
    account_day: int | None = None
    country: str | None = None
    person: str | None = None

    def __post_init__(self) -> None:
        """Refuse naive instants."""
        aware(self.posted_at, "posted_at")
        aware(self.seen_at, "seen_at")

    @property
    def key(self) -> tuple[str, str, str]:
        """(watch, platform, id): one mention, however often it is delivered."""
        return self.watch, self.platform, self.id

    @property
    def writer(self) -> tuple[str, str]:
        """Who wrote it, for counting people: the platform and the account, or ("", name) of a person whose accounts are known."""
        return (self.platform, self.author) if self.person is None else ("", self.person)

    @property
    def writer_name(self) -> str:
        """What people call who wrote it: the person, else the account's handle, else its id."""
        return self.person or self.handle or self.author


class Reply(Value, frozen=True, kw_only=True):
    """The brand's public answer; automatic ones are kept apart from human ones.

    is_told: an inbox tool says so; author is then whoever it names. watch: "" of such a one whose sender does not say for whom.
    is_guess: that it is automatic is what its words look like; nobody said so.
    """

    watch: str
    platform: str
    id: str
    author: str
    posted_at: datetime
    seen_at: datetime
    in_reply_to: str | None = None
    conversation: str | None = None
    is_automatic: bool = False
    is_told: bool = False
    is_guess: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """(watch, platform, id)."""
        return self.watch, self.platform, self.id


def key_of(watch: str, platform: str, post_id: str) -> str:
    """Return the key under which a mention is one mention, however often it is delivered."""
    return f"{watch}{_BETWEEN}{platform}{_BETWEEN}{post_id}"


def watch_of(key: str) -> str:
    """Return the watch of a key.

    >>> watch_of(key_of("acme", "x", "1"))
    'acme'
    """
    return key.partition(_BETWEEN)[0]


def keys_of(watch: str) -> tuple[str, str]:
    """Return two texts between which the keys of a watch lie in order, and no others: from the first on, before the second.

    >>> first, end = keys_of("acme")
    >>> first <= key_of("acme", "x", "1") < end <= key_of("acme corp", "x", "1")
    True
    """
    # The separator is the character before the space.
    return f"{watch}{_BETWEEN}", f"{watch}\x20"
