"""A sign-in link by real mail: what arrives is one letter to its person with one link, which signs in once."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest

from alertd.app.sign_in_mail import send
from alertd.model.house import House
from alertd.model.people import Channel, Person, Roster
from alertd.notifiers.apprise.notifier import AppriseNotifier
from alertd.ports import Notifier
from alertd.web.settings import SignIn
from tests.unit.web.fake_backend import NOW
from tests.unit.web.house import Door, open_door
from tests.wire.notify.mail import Postbox

pytestmark = pytest.mark.asyncio

LINK = "https://alerts.example.org/signin/once/TOKEN"


def house(language: str = "en", **addresses: str) -> House:
    """Return a house with Ayse, who reads a language and has these addresses."""
    ayse = Person(name="ayse", language=language, addresses=addresses)
    return House(roster=Roster(people={"ayse": ayse}, channels={"mail": Channel(name="mail", scheme="mailtos")}))


async def sent(notifier: Notifier | None, to: House, person: str = "ayse", link: str = LINK) -> None:
    """Send it as the daemon does."""
    await send(notifier, to, person, link, lives=timedelta(minutes=15), now=NOW, channel="mail")


def text_of(letter: EmailMessage) -> str:
    """Return what the letter says."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    ("language", "says"), [("en", "within 15 min"), ("tr", "15 dk"), ("ru", "15 мин"), ("zh", "15 分钟")]
)
async def test_one_letter_arrives_in_the_persons_language(language: str, says: str) -> None:
    """With the link whole, how long it lives, and to nobody else."""
    async with Postbox().open() as postbox:
        await sent(AppriseNotifier("mail", postbox.url()), house(language, mail="ayse@example.org"))
    ((recipients, letter),) = postbox.letters
    assert recipients == ["ayse@example.org"]
    assert letter["subject"].startswith("alertd: ")
    assert says in text_of(letter)
    assert re.findall(r"https://\S+", text_of(letter)) == [LINK]


@pytest.mark.parametrize("trouble", ["refused", "no address", "no channel", "nobody"])
async def test_what_fails_is_told_to_nobody_who_asks(trouble: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is logged without the link; nothing is raised, or the answer would say who is in the people file."""
    refuse = {"ayse": "550 no such user"} if trouble == "refused" else {}
    async with Postbox(refuse=refuse).open() as postbox:
        notifier = None if trouble == "no channel" else AppriseNotifier("mail", postbox.url())
        addresses = {} if trouble == "no address" else {"mail": "ayse@example.org"}
        await sent(notifier, house(**addresses), "eve" if trouble == "nobody" else "ayse")
    assert postbox.letters == []
    said = capsys.readouterr()
    assert "sign_in.unsent" in said.out + said.err
    assert "TOKEN" not in said.out + said.err


async def test_a_provider_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while it is given up."""
    monkeypatch.setattr("alertd.app.sign_in_mail._PATIENCE", 0.2)
    async with Postbox(hang=True).open() as postbox:
        await asyncio.wait_for(sent(AppriseNotifier("mail", postbox.url()), house(mail="ayse@example.org")), 30)
    assert postbox.letters == []


async def test_from_the_form_to_the_letter_to_the_page() -> None:
    """Somebody asks, a letter comes, its link signs them in, once."""
    async with Postbox().open() as postbox:
        notifier = AppriseNotifier("mail", postbox.url())

        async def mail(door: Door, person: str, link: str) -> None:
            await sent(notifier, house(mail=f"{person}@example.org"), person, link)

        async with open_door(sign_in=SignIn(mail="mail"), public_url="http://127.0.0.1:8321") as door:
            async with door.people.post(f"{door.url}/signin/mail", data={"by": "ayse"}) as answer:
                assert answer.status == 200
            await asyncio.sleep(0)
            ((person, _, link),) = door.backend.mailed
            await mail(door, person, link)
            ((_, letter),) = postbox.letters
            (arrived,) = re.findall(r"http://\S+", text_of(letter))
            own = arrived.replace("http://127.0.0.1:8321", door.url)
            async with door.people.post(own) as answer:
                assert "ayse" in await answer.text()
            async with door.stranger.post(own) as answer:
                assert answer.status == 410
