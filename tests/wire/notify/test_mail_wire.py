"""E-mail by Apprise against a real mail server."""

from __future__ import annotations

import asyncio
import socket

import pytest

from alertd.errors import DeliveryError
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
    assert letter.get_content_type() == "text/plain"


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
