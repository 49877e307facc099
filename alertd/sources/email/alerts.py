"""Alerts: the articles that one mail of a news alert lists. A mail is a stranger's word, however well it looks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec

from alertd.model.post import Post
from alertd.sources.html_text import BREAKS, plain
from alertd.sources.markup import Kind, attributes, pieces

MOST_ARTICLES = 200  #: of one mail
MOST_HTML = 500_000  #: characters of a mail that are read
LONGEST_ADDRESS = 2_000
FEWEST_WORDS = 3  #: of a headline; fewer are a button
#: Parameters in which a link that counts clicks carries the address that it leads to.
_TARGETS = ("url", "q", "u", "redirect", "target", "link")
#: Hosts whose links are never an article: where alerts are set, and where things are shared.
_NOT_NEWS = (
    "google.com",
    "talkwalker.com",
    "hootsuite.com",
    "gstatic.com",
    "facebook.com",
    "linkedin.com",
    "x.com",
    "twitter.com",
    "pinterest.com",
)
#: A mail that says so lists a day's or a week's articles: nobody knows when each was written.
_DIGEST_WORDS = re.compile(
    r"\b(?:daily|weekly|digest|täglich\w*|wöchentlich\w*|quotidien\w*|hebdomadaire\w*|diari[oa]\w*|semana\w*|giornalier\w*|"
    r"settimanal\w*|günlük|haftalık|ежедневн\w*|еженедельн\w*|dagelijks\w*|wekelijks\w*|每日|每周|每天)",
    re.IGNORECASE,
)


class Letter(NamedTuple):
    """What is read of one mail. sent_at: when the mail server had it, aware."""

    subject: str
    sender: str
    html: str
    text: str
    sent_at: datetime


class Article(NamedTuple):
    """One article as the mail lists it."""

    url: str
    title: str
    snippet: str


class _Widget(msgspec.Struct):
    title: str = ""
    description: str = ""
    url: str = ""


class _Card(msgspec.Struct):
    widgets: list[msgspec.Raw] = []


class _Markup(msgspec.Struct):
    cards: list[_Card] = []


_markup = msgspec.json.Decoder(_Markup)
_widget = msgspec.json.Decoder(_Widget)


def posts(letter: Letter, *, platform: str) -> list[Post]:
    """Return the articles of a mail as posts; the alert's own name is attached, for it is what was looked for."""
    is_digest = _DIGEST_WORDS.search(f"{letter.subject}\n{plain(letter.html)[:400]}\n{letter.text[:400]}") is not None
    return [
        Post(
            platform=platform,
            id=hashlib.blake2b(article.url.encode("utf-8", "replace"), digest_size=12).hexdigest(),
            created_at=letter.sent_at,
            author=_paper(article.url),
            author_handle=_paper(article.url),
            text="\n".join(part for part in (article.title, article.snippet) if part),
            url=article.url,
            attached={"alert": letter.subject[:500]} if letter.subject else {},
            is_undated=is_digest,
        )
        for article in articles(letter)
    ]


def articles(letter: Letter) -> list[Article]:
    """Return the articles of a mail: by the list for machines that Google puts in, else by its links with words."""
    found: dict[str, Article] = {}
    html = letter.html[:MOST_HTML]
    for article in (*_by_markup(html), *_by_links(html), *_by_text(letter.text[:MOST_HTML] if not html else "")):
        known = found.get(article.url)
        if known is None or (not known.snippet and article.snippet):
            found[article.url] = article if known is None else known._replace(snippet=article.snippet)
        if len(found) >= MOST_ARTICLES:
            break
    return list(found.values())


def target(link: str) -> str:
    """Return the address of the article behind a link; "" where it leads to none.

    >>> target("https://www.google.com/url?rct=j&sa=t&url=https://n.example/a&ct=ga")
    'https://n.example/a'
    >>> target("https://www.google.com/alerts/remove?source=alertsmail")
    ''
    """
    for _ in range(3):  # a link that counts clicks may lead to another
        try:
            parts = urlsplit(link.strip())
            host = (parts.hostname or "").lower()
        except ValueError:
            return ""
        if parts.scheme not in ("http", "https") or not host or len(link) > LONGEST_ADDRESS:
            return ""
        inside = parse_qs(parts.query)
        behind = next((inside[name][0] for name in _TARGETS if inside.get(name, [""])[0].startswith("http")), None)
        if behind is None:
            return "" if any(host == one or host.endswith(f".{one}") for one in _NOT_NEWS) else link.strip()
        if _is_sharing(host):
            return ""
        link = behind
    return ""


def _is_sharing(host: str) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in _NOT_NEWS[4:])


def _paper(url: str) -> str:
    return (urlsplit(url).hostname or "unknown").removeprefix("www.")[:200]


def _by_markup(html: str) -> Iterator[Article]:
    begin = html.find(">", max(html.find("inboxmarkup"), 0)) + 1
    end = html.find("</script", begin)
    if "inboxmarkup" not in html or begin <= 0 or end < 0:
        return
    try:
        cards = _markup.decode(html[begin:end].encode("utf-8", "replace")).cards
    except (msgspec.DecodeError, ValueError):
        return
    for raw in (widget for card in cards for widget in card.widgets):
        try:
            widget = _widget.decode(raw)
        except (msgspec.DecodeError, ValueError):
            continue
        url = target(widget.url)
        if url and widget.title.strip():
            yield Article(url, plain(widget.title)[:1_000], plain(widget.description)[:4_000])


def _by_links(html: str) -> Iterator[Article]:
    """Yield each link with a headline's worth of words, and what is written up to the next one."""
    url, title, after, is_inside, is_titled, is_hidden = "", "", "", False, False, False
    for piece in pieces(html):
        if piece.kind is Kind.START and piece.name in ("script", "style"):
            is_hidden = True
        elif piece.kind is Kind.END and piece.name in ("script", "style"):
            is_hidden = False
        elif piece.kind is Kind.START and piece.name == "a":
            there = target(attributes(piece.text).get("href", ""))
            if there and there != url:
                yield from _told(url, title, after)
                url, title, after, is_titled = there, "", "", False
            is_inside = bool(there)
        elif piece.kind is Kind.END and piece.name == "a":
            is_inside, is_titled = False, is_titled or bool(title.strip())
        elif piece.kind is Kind.TEXT and not is_hidden:
            if is_inside and not is_titled:
                title += piece.text
            else:
                after += piece.text
        elif piece.kind is Kind.START and piece.name in BREAKS:
            after += "\n" if after else ""
    yield from _told(url, title, after)


def _told(url: str, title: str, after: str) -> Iterator[Article]:
    title = " ".join(title.split())
    lines = [
        line for line in (" ".join(line.split()) for line in after.splitlines()) if len(line.split()) > FEWEST_WORDS
    ]
    if url and (len(title.split()) >= FEWEST_WORDS or len(title) >= 12):
        yield Article(url, title[:1_000], "\n".join(lines[:3])[:4_000])


def _by_text(text: str) -> Iterator[Article]:
    """Yield the articles of a mail without HTML: some lines, then the address in angle brackets."""
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("<http") and line.endswith(">"):
            url = target(line[1:-1])
            if url and lines:
                yield Article(url, lines[0][:1_000], "\n".join(lines[1:4])[:4_000])
            lines = []
        elif not line or line.startswith(("===", "- -")):
            lines = []
        else:
            lines.append(line)
