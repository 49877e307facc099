"""Article: from an entry of a feed to a post: who it is, what it says and when it was written."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import parse_qs, urlsplit

from alertd.model.post import Post
from alertd.sources.html_text import plain
from alertd.sources.markup import unescaped
from alertd.sources.rss.dates import instant, offset_of
from alertd.sources.rss.feed import Entry, Feed

MOST_OF_AN_ID = 400  #: characters; a longer one is told by its digest
MOST_OF_A_TEXT = 40_000  #: characters; four times what is matched and scored
REMEMBERED = 2_000  #: ids whose articles are known, a feed
#: What a template writes where nobody filled it in.
_NOTHING = frozenset({"n/a", "na", "none", "null", "undefined", "-", "0", "guid", "id"})
_UNIQUE = re.compile(r"(?:https?://|urn:|tag:)\S|\S{8}", re.IGNORECASE)


class Article:
    """One entry that can be made a post; `source` is what it was made of, for the dead letters."""

    def __init__(self, articles: Articles, entry: Entry, feed: Feed, now: datetime, *, is_late: bool) -> None:
        self.source = repr(entry)
        self._articles, self._entry, self.feed, self._now, self._is_late = articles, entry, feed, now, is_late

    def __call__(self) -> tuple[Post, str]:
        """Return the post and what tells its versions apart. Raises ValueError for an entry that says nothing."""
        entry, head = self._entry, self.feed.head
        title = unescaped(entry.title) if entry.is_text and "</" not in entry.title else plain(entry.title)
        text = _joined(title, plain(entry.summary), plain(entry.content))
        if not text and not entry.tags:
            raise ValueError("an entry without a text")
        language = (entry.language or head.language).strip().replace("_", "-")
        zone = offset_of(head.updated or head.published) or UTC
        written_at = _written_at(entry, self._now, zone=zone, language=language)
        link = _unwrapped(unescaped(entry.link).strip()) or (entry.id if entry.id.startswith("http") else "")
        tags = ", ".join(plain(tag) for tag in entry.tags)
        post = Post(
            platform=self._articles.platform,
            id=self._articles.identity(entry, link, text),
            created_at=written_at or self._now,
            author=plain(entry.author)[:200]
            or plain(entry.source)[:200]
            or plain(head.title)[:200]
            or self._articles.host,
            author_name=plain(head.title)[:200] or self._articles.host,
            text=text,
            lang=language.partition("-")[0].lower()[:8] or None,
            url=link if link.startswith(("https://", "http://")) else None,
            attached={"tags": tags} if tags else {},
            is_undated=written_at is None and self._is_late,
        )
        return post, f"{post.id} {_digest(text, tags)}"


class Articles:
    """The articles of one feed, and what was learnt of its ids: what a stranger promises to be unique is not."""

    def __init__(self, address: str, platform: str = "rss") -> None:
        self.platform = platform
        self.host = urlsplit(address).netloc or address
        #: Stands in every id: two papers may number their articles alike.
        # Whichever way the address is written: a feed that moves to https brings no article again.
        self.feed = _digest(address.partition("://")[2].rstrip("/") if platform == "rss" else self.host)
        self._repeated: frozenset[str] = frozenset()
        self._known: OrderedDict[str, tuple[str, str]] = OrderedDict()  # id -> (link, title) of its article
        self._nobody = frozenset({""})

    def of(self, feed: Feed, now: datetime, *, is_late: bool) -> Iterator[Article]:
        """Yield the articles of one look. is_late: the first look, or one after a gap: an unknown age is then history."""
        counted = Counter(entry.id.strip() for entry in feed.entries)
        links = Counter(entry.link.strip() for entry in feed.entries)
        self._repeated = frozenset(name for seen in (counted, links) for name, times in seen.items() if times > 1)
        self._nobody = frozenset({"", feed.head.link.strip(), feed.head.link.strip().rstrip("/")})
        for entry in feed.entries:
            yield Article(self, entry, feed, now, is_late=is_late)

    def identity(self, entry: Entry, link: str, text: str) -> str:
        """Return the id of an entry: its own if it is one, else its link, else what it says; always with its feed's."""
        given = entry.id.strip()
        raw_link = entry.link.strip()
        if not self._is_one(given) or self._is_reused(given, link, entry.title):
            given = link if self._is_one(raw_link) else _digest(text)
        elif not _UNIQUE.match(given):  # "17" is unique today; tomorrow it may be another article's
            given = f"{given}-{_digest(link or entry.title)}"
        return f"{given if len(given) <= MOST_OF_AN_ID else _digest(given)}#{self.feed}"

    def _is_one(self, name: str) -> bool:
        return name not in self._nobody and name not in self._repeated and name.casefold() not in _NOTHING

    def _is_reused(self, given: str, link: str, title: str) -> bool:
        """Whether an id that is known now stands for an article of another address and another title."""
        known = self._known.get(given)
        if known is not None and known[0] != link and known[1] != title:
            return True
        self._known[given] = (link, title)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return False


def _joined(title: str, summary: str, content: str) -> str:
    r"""Return all that an article says, what is in it twice only once.

    >>> _joined("Recall", "Three makers.", "Three makers. Acme burns.")
    'Recall\n\nThree makers. Acme burns.'
    """
    parts = [title] if title else []
    for part, other in ((summary, content), (content, "")):
        if part and part != title and part.rstrip(" .…[]") not in other:
            parts.append(part)
    return "\n\n".join(parts)[:MOST_OF_A_TEXT]


def _written_at(entry: Entry, now: datetime, *, zone: tzinfo, language: str) -> datetime | None:
    """Return when an entry was written, None if nobody knows; a clock that is some minutes ahead means now."""
    for raw in (entry.published, entry.updated):
        if at := instant(unescaped(raw), zone=zone, language=language):
            # Trap: local time without its zone, in the east, is some hours ahead. It is not known then, and not now.
            return None if at > now + timedelta(minutes=10) else min(at, now)
    return None


def _unwrapped(link: str) -> str:
    """Return the address behind a Google Alerts link.

    >>> _unwrapped("https://www.google.com/url?rct=j&url=https://example.org/a&ct=ga")
    'https://example.org/a'
    """
    if not link.startswith(("https://www.google.", "http://www.google.")) or len(link) > 4_000:
        return link
    try:
        parts = urlsplit(link)
        behind = parse_qs(parts.query, max_num_fields=50).get("url", [link])[0] if parts.path == "/url" else link
    except ValueError:  # an address that is none is at least told as it stands
        return link
    return behind if behind.startswith(("https://", "http://")) else link


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()
