"""E-mail against a loopback IMAP server: what alerts list arrives once, and the mailbox is left as it was."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from alertd.errors import ConfigurationError, SourceError
from alertd.model.source_state import SourceState
from alertd.sources.email import source as email
from alertd.sources.email.alerts import Letter, articles, posts, target
from alertd.sources.email.source import Email, EmailOptions
from tests.wire.imap_server import PASSWORD, ImapServer, mail
from tests.wire.pond import START, QuickClock, Writer


def wrapped(url: str) -> str:
    """Return a link as Google Alerts writes it."""
    return f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={url}&amp;ct=ga&amp;cd=abc"


def google(*found: tuple[str, str, str], is_marked: bool = True) -> str:
    """Write a mail of Google Alerts: (address, headline, snippet) each; is_marked: with its list for machines."""
    rows = "".join(
        f'<tr><td><a href="{wrapped(url)}"><span>{title}</span></a><div><a href="{wrapped(url)}">The Post</a>'
        f'<div>{snippet}</div><a href="https://www.facebook.com/sharer?u={url}">Facebook</a>'
        f'<a href="https://www.google.com/alerts/feedback?ffu={url}">Flag as irrelevant</a></div></td></tr>'
        for url, title, snippet in found
    )
    widgets = [
        {"type": "LINK", "title": t, "description": s, "url": wrapped(u).replace("&amp;", "&")} for u, t, s in found
    ]
    markup = json.dumps({"api_version": "1.0", "cards": [{"title": "acme", "widgets": widgets}]})
    script = f'<script data-scope="inboxmarkup" type="application/json">{markup}</script>' if is_marked else ""
    foot = '<a href="https://www.google.com/alerts/remove?s=abc">Unsubscribe from this alert here</a>'
    return f"<html><head>{script}</head><body><table>{rows}</table>{foot}</body></html>"


ONE = ("https://n.example/1", "Acme recalls its kettles", "Acme said on Friday that all of its kettles may overheat.")
TWO = ("https://p.example/2?id=7", "Kettles of Acme on fire", "The fire service was called out to a kitchen by night.")


def options(server: ImapServer, **changes: object) -> EmailOptions:
    """Return options for the server."""
    return EmailOptions(user="alerts", password=PASSWORD, base_url=server.url, every=10.0, **changes)  # type: ignore[arg-type]


def reader(server: ImapServer, clock: QuickClock, **changes: object) -> Email:
    """Return a source that reads the server."""
    return Email(options(server, **changes), name="mail", watches=(), clock=clock)


@pytest.mark.asyncio
async def test_articles_of_alerts_arrive_once_and_the_mailbox_is_left_alone() -> None:
    """Two mails that name one article bring it once; nothing is marked as read; other mails are not opened."""
    clock = QuickClock()
    async with ImapServer() as server:
        server.arrives(mail(google(ONE), START))
        server.arrives(
            mail("<a href='https://evil.example/x'>You have won a kettle</a>", START, sender="who@else.example")
        )
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 1)
            server.arrives(mail(google(ONE, TWO), clock.now()))
            await writer.until(lambda: len(writer.posts) == 2)
            await writer.until(lambda: SourceState.OK in writer.states)

        by_url = {post.url: post for post in writer.posts.values()}
        assert set(by_url) == {ONE[0], TWO[0]}
        first = by_url[ONE[0]]
        assert (first.platform, first.author, first.text) == ("email", "n.example", f"{ONE[1]}\n{ONE[2]}")
        assert first.attached == {"alert": "Google Alert - acme"}
        assert writer.delivered == 2
        assert server.seen == set()
        assert not any("evil" in str(post.url) for post in writer.posts.values())


@pytest.mark.asyncio
async def test_a_restart_reads_on_and_a_renumbered_folder_is_read_anew() -> None:
    """The cursor is UIDVALIDITY and UID; after a change of the first the last day is read, and known articles are one."""
    clock = QuickClock()
    async with ImapServer() as server:
        server.arrives(mail(google(ONE), START))
        writer = Writer()
        async with writer.reading(reader(server, clock)):
            await writer.until(lambda: len(writer.posts) == 1 and "uid INBOX" in (writer.cursor or ""))
        server.arrives(mail(google(TWO), clock.now()))
        async with writer.reading(reader(server, clock)):
            await writer.until(lambda: len(writer.posts) == 2)
        assert writer.delivered == 2

        server.validity += 1
        async with writer.reading(reader(server, clock)):
            await writer.until(lambda: writer.delivered >= 4)
        assert len(writer.posts) == 2


@pytest.mark.asyncio
async def test_what_fails_is_told_in_words_and_comes_back() -> None:
    """A deaf server, garbage, a lock; then all that came meanwhile is there."""
    clock = QuickClock(speed=1_000)
    async with ImapServer() as server:
        server.arrives(mail(google(ONE), START))
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 1)
            server.garbage = b"\xff\xfe{99999}\r\n"
            server.arrives(mail(google(TWO), clock.now()))
            await writer.until(lambda: SourceState.DEGRADED in writer.states or SourceState.BLIND in writer.states)
            server.garbage, server.is_locked = b"", True
            await writer.until(lambda: any("user and password" in note for _, note in writer.views))
            server.is_locked = False
            await writer.until(lambda: len(writer.posts) == 2)
        assert PASSWORD not in str(writer.views)


@pytest.mark.asyncio
async def test_a_wrong_password_ends_the_source_at_the_start() -> None:
    """Only new settings cure it; `check --online` says the same."""
    clock = QuickClock()
    async with ImapServer() as server:
        wrong = EmailOptions(user="alerts", password="wrong", base_url=server.url)
        with pytest.raises(SourceError, match="does not accept user and password") as told:
            await Writer().read(Email(wrong, name="mail", watches=(), clock=clock))
        assert told.value.permanent
        assert await email.check_online(wrong, clock=clock) == ["127.0.0.1 does not accept user and password"]
        assert await email.check_online(options(server), clock=clock) == []
        missing = await email.check_online(options(server, folder="Alerts"), clock=clock)
        assert missing == ['127.0.0.1 has no folder "Alerts"']


@pytest.mark.asyncio
async def test_a_mail_that_cannot_be_read_costs_only_itself() -> None:
    """Broken headers, a part in no encoding, no date, a hundred parts: those beside it arrive."""
    clock = QuickClock()
    odd = [
        b"From: googlealerts-noreply@google.com\r\nDate: never\r\nSubject: =?utf-8?b?\xff?=\r\n\r\nx",
        b"From: googlealerts-noreply@google.com\r\nContent-Type: text/html; charset=nonsense\r\n\r\n<a href='\xff'>",
        b"From: googlealerts-noreply@google.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\n" * 100,
        b"googlealerts-noreply@google.com",
    ]
    async with ImapServer() as server:
        server.arrives(mail(google(ONE), START))
        for one in odd:
            server.arrives(one)
        server.arrives(mail(google(TWO), START))
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 2)


@pytest.mark.asyncio
async def test_the_days_mails_of_a_first_look_are_history(tmp_path: Path) -> None:
    """Hours old when first looked at: kept in their own minutes, and no burst of now."""
    del tmp_path
    clock = QuickClock()
    async with ImapServer() as server:
        server.arrives(mail(google(ONE), START - timedelta(hours=6)))
        server.arrives(mail(google(TWO), START - timedelta(minutes=1)))
        async with Writer().reading(reader(server, clock)) as writer:
            await writer.until(lambda: len(writer.posts) == 2)
        assert {post.url: post.is_filled for post in writer.posts.values()} == {ONE[0]: True, TWO[0]: False}


def letter(html: str, subject: str = "Google Alert - acme", text: str = "") -> Letter:
    """Return a mail as it is read."""
    return Letter(subject=subject, sender="a@b.example", html=html, text=text, sent_at=START)


@pytest.mark.parametrize("is_marked", [True, False])
def test_links_are_read_also_without_the_list_for_machines(is_marked: bool) -> None:
    """Headline, snippet and address; neither sharing buttons nor the alert's own pages."""
    found = articles(letter(google(ONE, TWO, is_marked=is_marked)))

    assert [(one.url, one.title) for one in found] == [ONE[:2], TWO[:2]]
    assert [ONE[2] in found[0].snippet, TWO[2] in found[1].snippet] == [True, True]


def test_a_mail_of_talkwalker_alerts_is_read() -> None:
    """Its links lead straight, or by way of its own counter; the title stands in the link, the snippet behind it."""
    html = (
        '<div><a href="https://alerts.talkwalker.com/alerts/redirect?url=https%3A%2F%2Fn.example%2F1">Acme recalls its kettles</a>'
        "<p>n.example - 2 hours ago</p><p>Acme said on Friday that all of its kettles may overheat.</p></div>"
        '<div><a href="https://p.example/2">Kettles of Acme on fire</a><p>The fire service was called out by night.</p></div>'
        '<a href="https://alerts.talkwalker.com/alerts/unsubscribe?id=1">Unsubscribe from this alert now</a>'
    )
    found = articles(letter(html, "Talkwalker Alert: acme"))

    assert [one.url for one in found] == ["https://n.example/1", "https://p.example/2"]
    assert "may overheat" in found[0].snippet


def test_a_mail_of_text_alone_is_read() -> None:
    """Some lines, then the address in angle brackets."""
    text = f"=== News - 1 new result for [acme] ===\n\nAcme recalls kettles\nThe Post\nAll may overheat.\n<{wrapped(ONE[0])}>\n"
    (found,) = articles(letter("", text=text.replace("&amp;", "&")))

    assert (found.url, found.title) == (ONE[0], "Acme recalls kettles")


@pytest.mark.parametrize(
    ("line", "is_digest"),
    [
        ("As-it-happens update ⋅ November 21, 2026", False),
        ("Daily update ⋅ November 21, 2026", True),
        ("Tägliche Aktualisierung", True),
        ("Actualité quotidienne", True),
        ("Günlük güncelleme", True),
        ("Еженедельное обновление", True),
        ("Weekly update", True),
    ],
)
def test_a_digest_tells_no_instant(line: str, is_digest: bool) -> None:
    """Thirty articles of a day in one mail are no burst of this minute."""
    found = posts(letter(google(ONE).replace("<body>", f"<body><p>{line}</p>")), platform="email")

    assert [post.is_undated for post in found] == [is_digest]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "https://[evil/",
        "https://www.google.com/alerts",
        "ftp://n.example/a",
        "https://www.facebook.com/sharer?u=https://n.example/1",
        f"https://n.example/{'a' * 3_000}",
        "",
        "https://a.example/?url=https://b.example/?url=https://c.example/?url=https://d.example/",
    ],
)
def test_what_is_no_article_has_no_address(link: str) -> None:
    """No scheme but http, no sharing, nothing endless."""
    assert target(link) in ("", "https://d.example/")


def test_the_mail_server_is_reached_by_tls_only() -> None:
    """Plain IMAP is for this machine; without a host there is nothing to read."""
    assert EmailOptions(user="a", password="b", host="imap.example.org").server() == ("imap.example.org", 993, True)
    with pytest.raises(ConfigurationError, match="not imaps"):
        EmailOptions(user="a", password="b", base_url="imap://mail.example.org").server()
    with pytest.raises(ConfigurationError, match="host"):
        EmailOptions(user="a", password="b").server()
    assert "hush" not in repr(EmailOptions(user="a", password="hush", host="h.example"))
