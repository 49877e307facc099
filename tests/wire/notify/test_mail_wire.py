"""E-mail by Apprise against a real mail server."""

from __future__ import annotations

import asyncio
import html
import re
import socket
from email.message import EmailMessage

import pytest

from alertd.errors import ConfigurationError, DeliveryError
from alertd.model.page import PageKind
from alertd.model.rule import Severity
from alertd.notifiers.apprise.notifier import AppriseNotifier
from tests.unit.runtime.outbox_fakes import delivery
from tests.wire.notify.mail import Postbox

pytestmark = pytest.mark.asyncio


async def refused(notifier: AppriseNotifier, to: str = "alice@example.org") -> DeliveryError:
    """Send a letter that must fail, and return why."""
    with pytest.raises(DeliveryError) as caught:
        await notifier.send(delivery(channel="mail", address=to))
    return caught.value


async def test_letter_in_any_script() -> None:
    """A letter has its title as its subject and its text as plain text, in any script, and reaches only its person."""
    page = delivery(channel="mail", address="alice@example.org")
    page = page.with_(title="Acme: всплеск 40 → 4", text="Çok kötü <b>& kötü</b>\n你好\nhttps://a.example/a/t\n[p1]")
    async with Postbox().open() as postbox:
        await AppriseNotifier("mail", postbox.url()).send(page)

    ((recipients, letter),) = postbox.letters
    body = letter.get_body(("plain",))
    assert recipients == ["alice@example.org"]
    assert letter["subject"] == "Acme: всплеск 40 → 4"
    assert body is not None
    assert body.get_content().splitlines() == ["Çok kötü <b>& kötü</b>", "你好", "https://a.example/a/t", "[p1]"]
    assert letter.get_content_type() == "multipart/alternative"


async def test_copy_to_others() -> None:
    """An operator may add cc and bcc to the template; all of them get the letter."""
    async with Postbox().open() as postbox:
        notifier = AppriseNotifier("mail", postbox.url("&cc=team@example.org&bcc=log@example.org"))
        await notifier.send(delivery(channel="mail", address="alice@example.org"))

    assert {address for to, _ in postbox.letters for address in to} == {
        "alice@example.org",
        "team@example.org",
        "log@example.org",
    }


async def test_ten_letters_to_three_people() -> None:
    """Ten pages to three people by mail are all out at once; Apprise alone would take 5.5 s for each second one."""
    async with Postbox().open() as postbox:
        notifier = AppriseNotifier("mail", postbox.url())
        pages = [
            delivery(f"p{n}-{who}", channel="mail", address=f"{who}@example.org")
            for n in range(10)
            for who in ("alice", "bob", "charlie")
        ]
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(notifier.send(page) for page in pages))
        took = asyncio.get_running_loop().time() - began

    assert took < 12
    assert len(postbox.letters) == 30


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 no such user", True), ("450 mailbox busy", False), ("451 greylisted", False)]
)
async def test_refusals(answer: str, *, permanent: bool) -> None:
    """A mailbox that does not exist is final; greylisting is not."""
    async with Postbox(refuse={"alice": answer}).open() as postbox:
        error = await refused(AppriseNotifier("mail", postbox.url()))

    assert (error.permanent, error.unknown) == (permanent, False)
    assert answer[:3] in str(error)
    assert "alice" not in str(error)


async def test_hanging_mail_server_is_unknown() -> None:
    """A server that takes the text and never answers may have taken the letter."""
    async with Postbox(hang=True).open() as postbox:
        error = await refused(AppriseNotifier("mail", postbox.url(), deadline=0.5))

    assert error.unknown


async def test_no_mail_server() -> None:
    """A mail server that cannot be reached took nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = await refused(
        AppriseNotifier("mail", f"mailto://127.0.0.1:{port}?smtp=127.0.0.1&mode=insecure&from=a@example.org&to={{to}}")
    )

    assert not error.unknown
    assert not error.permanent


async def test_wrong_address_is_permanent() -> None:
    """What is no mail address is final before anything is sent."""
    async with Postbox().open() as postbox:
        error = await refused(AppriseNotifier("mail", postbox.url()), "nobody")

    assert error.permanent
    assert postbox.letters == []


def html_of(letter: EmailMessage) -> str:
    """Return the HTML of a letter."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


async def test_a_letter_reads_on_a_phone_and_has_one_button() -> None:
    """HTML beside the text: the words escaped, styles in the elements, one button that is our link, nothing from outside."""
    page = delivery(channel="mail", address="alice@example.org")
    hostile = '<script>alert(1)</script><img src=x> <a href="https://evil.example">bank</a>'
    page = page.with_(
        title="[CRISIS] acme",
        text=f"[CRISIS] acme\n40 posts\n\n{hostile}\n\nTake it: https://a.example/a/t?x=1&y=2\n[p1]",
        link="https://a.example/a/t?x=1&y=2",
    )
    async with Postbox().open() as postbox:
        await AppriseNotifier("mail", postbox.url()).send(page)

    ((_, letter),) = postbox.letters
    found = html_of(letter)
    assert re.findall(r'href="([^"]*)"', found) == ["https://a.example/a/t?x=1&amp;y=2"]
    assert ">Take it</a>" in found
    assert "&nbsp;" not in found
    assert not re.search(r"<(script|img|style|link|iframe)", found)
    assert "src=" not in found.replace(html.escape(hostile), "")
    assert html.escape(hostile) in found
    assert 'name="viewport"' in found


async def test_letters_of_an_incident_are_one_thread() -> None:
    """Each answers the same root, has the id of its page, and tells machines not to answer."""
    first = delivery("p1", channel="mail", address="alice@example.org")
    first = first.with_(page=first.page.with_(incident="9f2c4e5a1b3d7f60", severity=Severity.CRISIS))
    later = first.with_(page=first.page.with_(page_id="p2", kind=PageKind.RESOLVED), title="[Resolved] acme")
    async with Postbox().open() as postbox:
        notifier = AppriseNotifier("mail", postbox.url())
        await notifier.send(first)
        await notifier.send(later)

    (_, one), (_, two) = postbox.letters
    root = "<incident-9f2c4e5a1b3d7f60@example.org>"
    assert [letter["Message-ID"] for letter in (one, two)] == ["<p1@example.org>", "<p2@example.org>"]
    for letter in (one, two):
        assert (letter["References"], letter["In-Reply-To"]) == (root, root)
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["List-Id"] == "alertd pages <pages.alertd.example.org>"
    assert (one["Importance"], two["Importance"]) == ("high", None)


async def test_plain_letters_for_those_who_ask() -> None:
    """`format=text` sends no HTML."""
    async with Postbox().open() as postbox:
        await AppriseNotifier("mail", postbox.url("&format=text")).send(
            delivery(channel="mail", address="alice@example.org")
        )

    assert postbox.letters[0][1].get_content_type() == "text/plain"


async def test_a_title_cannot_add_headers() -> None:
    """Line ends in a title are blanks."""
    page = delivery(channel="mail", address="alice@example.org").with_(title="a\r\nBcc: evil@x.example\n\nbody")
    async with Postbox().open() as postbox:
        await AppriseNotifier("mail", postbox.url()).send(page)

    ((recipients, letter),) = postbox.letters
    assert recipients == ["alice@example.org"]
    assert letter["subject"] == "a Bcc: evil@x.example body"
    assert letter["bcc"] is None


async def test_check_online_signs_in_and_sends_nothing() -> None:
    """A server that cannot be reached, and one that takes us, are told apart before the first night."""
    async with Postbox().open() as postbox:
        notifier = AppriseNotifier("mail", postbox.url(), deadline=5.0)
        assert await asyncio.to_thread(notifier.sign_in) == f"connected to 127.0.0.1:{postbox.port}"
        assert postbox.letters == []
    with pytest.raises(ConfigurationError, match="refuses connections"):
        await asyncio.to_thread(notifier.sign_in)
